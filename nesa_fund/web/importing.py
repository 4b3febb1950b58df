"""Import, for officers: bring sheets, see what they would record, mend what is wrong, and submit them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask, Response, abort, redirect, request, send_file

from importers.files.opening import Opening
from importers.kinds import KINDS
from nesa_fund.actions.command import maybe_one_line
from nesa_fund.actions.import_sheets import list_of_names
from nesa_fund.actions.papers import Paper, keep
from nesa_fund.problems import InputError
from nesa_fund.web.choosing import chosen_from, form_of
from nesa_fund.web.chosen import Chosen, chosen_for
from nesa_fund.web.fields import in_fields, in_words
from nesa_fund.web.forms import LARGEST_UPLOAD, Fault, is_too_large, refuse_foreign
from nesa_fund.web.office import Office
from nesa_fund.web.previews import faults_of, preview_of
from nesa_fund.web.submissions import State, Submission

_MOST_FILES = 20
_TOO_LARGE = f"The files are larger than {LARGEST_UPLOAD // 1024 // 1024} MB together; bring fewer at once"
_NONE = "Choose at least one file"
_TOO_MANY = f"Bring at most {_MOST_FILES} files at once"
_OPEN = (State.LOOKED_AT, State.SENT_BACK)


@dataclass(frozen=True)
class Importing:
    """The pages on which an officer brings sheets; each sees their own submissions alone."""

    office: Office

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        add, one = self.office.add, "/import/<submission>"
        add(app, "/import", "import_bring", self.bring)
        add(app, one, "import_look", self.look)
        add(app, f"{one}/marked", "import_marked", self.marked)
        add(app, f"{one}/read", "import_read", self.read)
        add(app, f"{one}/questions", "import_questions", self.questions)
        add(app, f"{one}/submit", "import_submit", self.submit)
        add(app, f"{one}/withdraw", "import_withdraw", self.withdraw)

    def bring(self) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Ask for files, and keep those that are brought."""
        if request.method != "POST":
            return self._asking()
        if is_too_large():
            return self._asking(Fault("files", _TOO_LARGE)), 413
        refuse_foreign()
        note = request.form.get("note", "")[:200]
        try:
            papers = _papers()
            note = maybe_one_line(note, "The remark")
        except InputError as error:
            return self._asking(Fault("files", str(error)), note), 400
        person = self.office.person
        kept = self.office.submissions.add(person.code, person.member, papers, note, self.office.guard.clock())
        told = ", ".join(f"{file.name} (SHA-256 {file.sha256})" for file in kept.files)
        self.office.note(f"brought {kept.code}: {told}")
        return redirect(f"/import/{kept.code}", 303)

    def look(self, submission: str) -> Any:  # noqa: ANN401  # As above.
        """Show what would be recorded, or what is wrong; of what was submitted, how far it has come."""
        return self._shown(self._own(submission))

    def marked(self, submission: str) -> Response:
        """The sheets with every fault marked in its cell."""
        from reports.marked import render_marked

        found = self._own(submission)
        if not found.is_kept:
            abort(404)
        problems, opening = self.office.preview(found, judged=False).problems, self.office.opening(found)
        wrong, opened = {problem.file for problem in problems}, []
        for name in filter(wrong.__contains__, opening.names):
            with suppress(InputError):  # One that can't be opened is among the problems.
                opened.append(opening.workbook(name))
        if not wrong - {""}:
            abort(404)
        return send_file(BytesIO(render_marked(problems, opened)), as_attachment=True, download_name="to mend.xlsx")

    def read(self, submission: str) -> Any:  # noqa: ANN401  # As above.
        """Keep how it is said to be read, where it can be asked so, and look again."""
        refuse_foreign()
        found, chosen = self._own(submission), chosen_from(request.form, self.office.person)
        if found.is_open:
            try:
                chosen.request([], self.office.day)
            except InputError as error:
                *_, of = (piece.field for piece in in_fields(str(error)) if piece.field)
                return self._shown(found, [Fault(of, in_words(str(error)))], chosen), 400
            self.office.submissions.ask(found.code, chosen.kept_in(found.asked))
            self.office.note(f"said how {found.code} is to be read")
        return redirect(f"/import/{found.code}", 303)

    def questions(self, submission: str) -> Response:
        """The lines of a bank statement that somebody has to answer, as a workbook to be filled in and brought."""
        from reports.questions import render_questions

        found = self._own(submission)
        questions = self.office.preview(found, judged=False).questions if found.is_kept else ()
        if not questions:
            abort(404)
        file = BytesIO(render_questions(questions))
        return send_file(file, as_attachment=True, download_name="lines to be answered.xlsx")

    def submit(self, submission: str) -> Any:  # noqa: ANN401  # As above.
        """Submit what was looked at, where nothing is wrong with it."""
        refuse_foreign()
        found = self._own(submission)
        if found.is_open:
            imported = self.office.preview(found, judged=False)
            if imported.problems or not imported.new:
                return self._shown(found), 400
            if self.office.submissions.move(found.code, _OPEN, State.WAITING):
                self.office.note(f"submitted {found.code}")
        return redirect(f"/import/{found.code}", 303)

    def withdraw(self, submission: str) -> Any:  # noqa: ANN401  # As above.
        """Take a submission away that nobody recorded."""
        refuse_foreign()
        found = self._own(submission)
        if self.office.submissions.withdraw(found.code):
            self.office.note(f"took away {found.code}")
        return redirect("/import", 303)

    def _asking(self, fault: Fault | None = None, note: str = "") -> str:
        own, of = [one for one in self.office.own() if not one.act], self.office.title_of
        faults = [fault] if fault else []
        return self.office.page("import.html", faults, submissions=own, note=note, State=State, title_of=of)

    def _shown(self, found: Submission, faults: Sequence[Fault] = (), given: Chosen | None = None) -> str:
        office, person = self.office, self.office.person
        if not found.is_open:
            return office.page("submission.html", submission=found, preview=None, State=State)
        asked = office.request(found)
        kept = asked.keep()
        opening = Opening(kept.sources)
        imported = office.previewed(asked, found.member, opening, judged=person.sees_all)
        preview = preview_of(imported, office.books.name, is_judged=person.sees_all)
        chosen = given or chosen_for(found)
        kinds = imported.drop.kinds if imported.drop else ()
        recognised = next((kind for kind in kinds if kind in KINDS), "")
        register = office.books.seen_by(person).book.register
        form = form_of(found, chosen, recognised, opening, register, aside=list_of_names(asked, kept))
        return office.page(
            "submission.html", [*faults, *faults_of(preview)], submission=found, preview=preview, State=State,
            form=form, is_open=preview.names_field or chosen != Chosen(),
        )  # fmt: skip

    def _own(self, code: str) -> Submission:
        """A submission of whoever is signed in, made for the member that they are of now; others are not there."""
        found, person = self.office.submissions.find(code), self.office.person
        if found is None or found.act or (found.who, found.member) != (person.code, person.member):
            abort(404)
        return found


def _papers() -> list[Paper]:
    """The files that were brought, where all can be kept under their names."""
    papers = [Paper(file.filename, file.read()) for file in request.files.getlist("files") if file.filename]
    if not papers:
        raise InputError(_NONE)
    if len(papers) > _MOST_FILES:
        raise InputError(_TOO_MANY)
    keep(papers)
    return papers
