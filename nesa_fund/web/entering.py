"""Enter by hand, for officers without a spreadsheet: rows are typed, and go the way of a sheet that was brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, redirect, request

from importers.kinds import KINDS
from importers.kinds.base import DOCUMENT
from importers.kinds.settings import SETTINGS
from importers.templates import SETS, template
from nesa_fund.actions.command import maybe_one_line
from nesa_fund.actions.papers import Paper, keep, last_part
from nesa_fund.problems import InputError, Problem
from nesa_fund.register import Register
from nesa_fund.web.chosen import Chosen, is_typed
from nesa_fund.web.entry_forms import Given, row_parts, rows_in, setting_parts, settings_in, text_in
from nesa_fund.web.fields import LABELS, in_fields, in_words
from nesa_fund.web.forms import LARGEST_UPLOAD, Fault, is_too_large, refuse_foreign
from nesa_fund.web.occasions import DEEDS, TIMES
from nesa_fund.web.office import Office
from nesa_fund.web.submissions import Submission
from nesa_fund.web.typed import Cell, TypedSheet, sheet_of, typed_rows

MOST_ROWS = 20
_MOST_PAPERS = 20
_TOO_LARGE = f"The papers are larger than {LARGEST_UPLOAD // 1024 // 1024} MB together; bring fewer"
_TOO_MANY = f"Bring at most {_MOST_PAPERS} papers"
_NOTHING = "Nothing is filled in"
_ANYWHERE = {"correct", "reason", "minute", "note"}  # Fields that every form has.
_UNCHANGED = "Nothing is changed: all is settled so already"


@dataclass(frozen=True)
class Entering:
    """The pages on which an officer types rows; what is typed becomes a submission of theirs."""

    office: Office

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        self.office.add(app, "/enter", "enter_listed", self.listed)
        self.office.add(app, "/enter/<kind>", "enter_rows", self.ask)

    def typed(self, submission: Submission) -> list[list[str]]:
        """What was typed of a submission, its columns first, while its files are there; nothing where it was brought.

        Raises:
            LedgerError: It can't be read.
        """
        is_here = is_typed(submission) and submission.is_kept
        return typed_rows(self.office.submissions.papers(submission)[0].content) if is_here else []

    def listed(self) -> str:
        """What can be entered, by what one wants to do; what is done at several times stands under the first."""
        first: dict[str, str] = {}
        for time in TIMES:
            first = {**dict.fromkeys(SETS[time], time), **first}
        groups = [
            (title, [(kind, DEEDS[kind]) for kind in SETS[time] if first[kind] == time])
            for time, title in TIMES.items()
        ]
        return self.office.page("enter.html", groups=groups)

    def ask(self, kind: str) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Draw the form of a kind, or the same with one row more; or take what was typed, and say what is wrong."""
        if kind not in KINDS:
            abort(404)
        if request.method != "POST":
            return self._asking(kind, 1, {})
        if is_too_large():
            return self._asking(kind, 1, {}, [Fault("papers", _TOO_LARGE)]), 413
        refuse_foreign()
        given = request.form
        count = _count(given.get("rows", ""))
        if "more" in given and count < MOST_ROWS:
            return self._asking(kind, count + 1, given, starts_at=count + 1)
        try:
            papers = _papers()
        except InputError as error:
            return self._asking(kind, count, given, [Fault("papers", str(error))]), 400
        sheet = self._sheet(kind, count, papers)
        try:
            return self._keep(kind, sheet, papers)
        except InputError as error:
            return self._asking(kind, count, given, [_fault(sheet, one) for one in error.problems]), 400

    def _sheet(self, kind: str, count: int, papers: Sequence[Paper]) -> TypedSheet:
        """The sheet that was typed; each of its rows names all papers that were given with them."""
        is_settings = kind == SETTINGS.name
        given = request.form
        rows = settings_in(self._register.alliance(), given) if is_settings else rows_in(kind, count, given)
        named = Cell("papers", ", ".join(paper.name for paper in papers))
        filled = [row for row in rows if any(cell.text for cell in row.values())]
        (blank,) = template([kind])
        return sheet_of([{**row, DOCUMENT.name: named} for row in filled], blank.columns)

    def _keep(self, kind: str, sheet: TypedSheet, papers: Sequence[Paper]) -> Any:  # noqa: ANN401  # As above.
        """Keep what was typed as a submission, as if it had been brought.

        Raises:
            InputError: What is wrong with it.
        """
        if not sheet.rows:
            raise InputError(_UNCHANGED if kind == SETTINGS.name else _NOTHING)
        office, person, given = self.office, self.office.person, request.form
        reason, minute = text_in(given, "reason"), text_in(given, "minute")
        chosen = Chosen(kind=kind, correct="correct" in given, reason=reason, minute=minute)
        note = maybe_one_line(text_in(given, "note")[:200], "--note")
        files = [Paper(f"entered {office.day}.csv", sheet.content), *papers]
        imported = office.previewed(chosen.request(files, office.day, note), person.member, judged=False)
        if imported.problems:
            raise InputError(*imported.problems)
        now = office.guard.clock()
        kept = office.submissions.add(person.code, person.member, files, note, now, chosen.kept_in({}, is_typed=True))
        told = ", ".join(f"{file.name} (SHA-256 {file.sha256})" for file in kept.files)
        office.note(f"entered {kept.code}: {told}")
        return redirect(f"/import/{kept.code}", 303)

    def _asking(self, kind: str, count: int, given: Given, faults: Sequence[Fault] = (), starts_at: int = 0) -> str:
        register, is_settings = self._register, kind == SETTINGS.name
        parts = setting_parts(register.alliance(), given) if is_settings else row_parts(kind, count, given, register)
        return self.office.page(
            "entry.html", faults, title=DEEDS[kind], parts=list(parts), count=count, starts_at=starts_at, given=given,
            labels=LABELS, may_grow=not is_settings and count < MOST_ROWS, is_settings=is_settings,
            is_known=any(LABELS["correct"] in fault.said for fault in faults),
        )  # fmt: skip

    @property
    def _register(self) -> Register:
        return self.office.books.seen_by(self.office.person).book.register


def _fault(sheet: TypedSheet, problem: Problem) -> Fault:
    """A fault of a cell leads to its field, one that an option mends to that, and another to the form."""
    options = [piece.field for piece in in_fields(problem.message) if piece.field in _ANYWHERE]
    said = in_words(problem.message)
    about = f'{problem.column} "{problem.value}"' if problem.value else problem.column
    return Fault(sheet.field_of(problem) or (options or ["typed"])[-1], f"{about}: {said}" if about else said)


def _count(text: str) -> int:
    return min(max(int(text), 1), MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def _papers() -> list[Paper]:
    """The papers that were brought, under names without the comma that stands between names."""
    given = [file for file in request.files.getlist("papers") if file.filename]
    if len(given) > _MOST_PAPERS:
        raise InputError(_TOO_MANY)
    papers = [Paper(" ".join(last_part(file.filename or "").replace(",", " ").split()), file.read()) for file in given]
    keep(papers)
    return papers
