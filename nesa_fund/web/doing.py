"""Commands on pages: a form for each, what it would record, and then somebody else approves it.

What records nothing in the ledger is carried out at once: a proposal is shown, and files are handed over.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask, abort, redirect, request, send_file
from markupsafe import Markup

from nesa_fund.actions.papers import Paper, keep
from nesa_fund.problems import InputError
from nesa_fund.web.acts import ACTS, Act, Field, Given, Outcome, Said, Sort, act_named
from nesa_fund.web.forms import LARGEST_UPLOAD, Fault, is_too_large, refuse_foreign
from nesa_fund.web.office import Office
from nesa_fund.web.submissions import State, Submission
from nesa_fund.web.telling import Link, leads, titled, told_of

_LONGEST, _MOST_LINES = 300, 200
_TOO_LARGE = f"The papers are larger than {LARGEST_UPLOAD // 1024 // 1024} MB together"


@dataclass(frozen=True)
class Doing:
    """The pages of commands; each sees what they asked for themselves."""

    office: Office

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        add, one = self.office.add, "/asked/<submission>"
        add(app, "/do", "do_listed", self.listed)
        add(app, "/do/<act>", "do_ask", self.ask)
        add(app, one, "asked_look", self.look)
        add(app, f"{one}/submit", "asked_submit", self.submit)
        add(app, f"{one}/withdraw", "asked_withdraw", self.withdraw)

    def listed(self) -> str:
        """All that whoever is signed in may do, and what they asked for."""
        acts = [(act, self.office.commands.told(act.command)) for act in ACTS if act.may(self.office.person)]
        own = [one for one in self.office.own() if one.act]
        return self.office.page("do.html", acts=acts, submissions=own, title_of=self.office.title_of, Outcome=Outcome)

    def ask(self, act: str) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Ask what a command takes; then rehearse it, or carry it out where nothing is recorded by it."""
        found = self._allowed(act)
        if request.method != "POST":
            return self._asking(found, self._first(found))
        if is_too_large():
            return self._asking(found, {}, [Fault("form", _TOO_LARGE)]), 413
        refuse_foreign()
        given = self._given(found)
        try:
            papers = [Paper(one.filename, one.read()) for one in request.files.getlist("evidence") if one.filename]
            keep(papers)
        except InputError as error:
            return self._asking(found, given, [Fault("evidence", str(error))]), 400
        if found.outcome is Outcome.RECORDED:
            return self._rehearse(found, given, papers)
        return self._carry_out(found, given)

    def look(self, submission: str) -> str:
        """What would be recorded, or how far it has come."""
        return self._shown(self._own(submission))

    def submit(self, submission: str) -> Any:  # noqa: ANN401  # As above.
        """Submit what was looked at, where nothing is wrong with it."""
        refuse_foreign()
        found = self._own(submission)
        if found.is_open:
            said = self.office.say(found)
            if said.faults or not said.records:
                return self._shown(found), 400
            if self.office.submissions.move(found.code, [State.LOOKED_AT, State.SENT_BACK], State.WAITING):
                self.office.note(f"submitted {found.code}")
        return redirect(f"/asked/{found.code}", 303)

    def withdraw(self, submission: str) -> Any:  # noqa: ANN401  # As above.
        """Take away what nobody recorded."""
        refuse_foreign()
        found = self._own(submission)
        if self.office.submissions.withdraw(found.code):
            self.office.note(f"took away {found.code}")
        return redirect("/do", 303)

    def _rehearse(self, act: Act, given: Given, papers: list[Paper]) -> Any:  # noqa: ANN401  # As above.
        said = self.office.rehearse(act, given, papers)
        if said.faults:
            return self._asking(act, given, said.faults), 400
        kept = self.office.bring(act, given, papers)
        return redirect(f"/asked/{kept.code}", 303)

    def _carry_out(self, act: Act, given: Given) -> Any:  # noqa: ANN401  # As above.
        with TemporaryDirectory() as folder:
            output = None if act.outcome is Outcome.SHOWN else Path(folder) / act.file
            said = self.office.rehearse(act, given, [], output)
            made = [one for one in sorted(Path(folder).rglob("*")) if one.is_file()]
            if said.faults:
                return self._asking(act, given, said.faults), 400
            self.office.note(f"{act.title}: {self.office.in_words(act, given)}"[:300])
            if made:
                return _handed_over(act, Path(folder), made)
        return self._asking(act, given, said=said)

    def _asking(self, act: Act, given: Given, faults: Sequence[Fault] = (), said: Said | None = None) -> str:
        from reports.html import article

        drawn = [Markup(article(one, figures_first=True)) for one in said.statements] if said else []  # noqa: S704  # It escapes every text itself.
        told = told_of(said, self.office) if said else None
        return self.office.page(
            "ask.html", self._linked(act, faults), act=act, fields=[*self._fields(act)], given=given, told=told,
            drawn=drawn, says=self.office.commands.told(act.command), Outcome=Outcome, ways=self._ways(faults),
        )  # fmt: skip

    def _linked(self, act: Act, faults: Sequence[Fault]) -> list[Fault]:
        """Faults that lead to a field of the form, or to the form where theirs is none of it."""
        office, names = self.office, {field.name for field in self._fields(act)}
        said = [(of, titled(text, office.commands, office.person)) for of, text in faults]
        return [Fault(of if of in names else "form", text) for of, text in said]

    def _ways(self, faults: Sequence[Fault]) -> list[Link]:
        """Where what the faults name as remedies is done."""
        office = self.office
        return [way for _, text in faults for way in leads(text, office.commands, office.person)]

    def _fields(self, act: Act) -> Iterator[Field]:
        """The fields of a form, with the members and the year filled in where they are known."""
        office = self.office
        for field in office.commands.fields(act.command):
            if field.name == "member" and office.person.member:
                continue
            if field.name in {"member", "successor"}:
                members = tuple((code, office.books.name(code)) for code in office.books.codes())
                yield field._replace(sort=Sort.CHOICE, choices=members)
            elif field.name == "year":
                year = office.books.seen_by(office.person).book.register.year_of(office.day).name
                yield field._replace(first=year if field.is_required else "", hint=field.hint or f"Like {year}.")
            else:
                yield field

    def _first(self, act: Act) -> Given:
        """What a form begins with: what a link says of it, else what each field begins with."""
        fields = {field.name: field for field in self._fields(act)}
        asked = {name: request.args.getlist(name) for name in fields if name in request.args}
        return {name: [field.first] for name, field in fields.items() if field.first} | asked

    def _given(self, act: Act) -> Given:
        """What was typed into the form; for somebody of one member it is that member's."""
        given: dict[str, list[str]] = {}
        for field in self._fields(act):
            typed = request.form.get(field.name, "")
            lines = typed.splitlines()[:_MOST_LINES] if field.sort is Sort.LINES else [typed]
            given[field.name] = [line.strip()[:_LONGEST] for line in lines if line.strip()]
        own = self.office.person.member
        return {**given, **({"member": [own]} if own else {})}

    def _shown(self, found: Submission) -> str:
        said = self.office.say(found) if found.is_open else None
        told = told_of(said, self.office) if said else None
        act = found.act
        assert act
        return self.office.page(
            "asked.html", told.faults if told else (), submission=found, act=act, told=told, State=State,
            given=self.office.labelled(act, found.given),
        )  # fmt: skip

    def _allowed(self, slug: str) -> Act:
        act = act_named(slug)
        if act is None or not act.may(self.office.person):
            abort(404)
        return act

    def _own(self, code: str) -> Submission:
        """What whoever is signed in asked for, and may still ask for; others' are not there."""
        found, person = self.office.submissions.find(code), self.office.person
        is_own = found is not None and (found.who, found.member) == (person.code, person.member)
        if found is None or not is_own or found.act is None or not found.act.may(person):
            abort(404)
        return found


def _handed_over(act: Act, folder: Path, made: list[Path]) -> Any:  # noqa: ANN401  # As above.
    """The files that were made: the one that there is, or all in an archive."""
    if len(made) == 1:
        return send_file(BytesIO(made[0].read_bytes()), as_attachment=True, download_name=made[0].name)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in made:
            archive.write(one, one.relative_to(folder).as_posix())
    packed.seek(0)
    return send_file(packed, as_attachment=True, download_name=f"{act.slug}.zip")
