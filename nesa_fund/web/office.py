"""What the tasks of officers, approvers, clerks and keepers share: the books, the store, and how pages are drawn."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from importers.files.opening import Opening
from nesa_fund.actions.import_sheets import Imported, Request, import_sheets, preview_sheets
from nesa_fund.actions.papers import Paper
from nesa_fund.batches import Signature
from nesa_fund.problems import InputError
from nesa_fund.web.acts import Act, Asked, Commands, Given, Outcome, Said
from nesa_fund.web.books import Books
from nesa_fund.web.chosen import chosen_for
from nesa_fund.web.forms import draw
from nesa_fund.web.guard import OURS, Guard, person_now
from nesa_fund.web.people import People
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.sight import foreign_in
from nesa_fund.web.submissions import Submission, Submissions

TASKS: Mapping[Role, tuple[tuple[str, str], ...]] = {
    Role.OFFICER: (("/import", "Import"), ("/enter", "Enter by hand"), ("/do", "Other tasks")),
    Role.APPROVER: (("/approve", "Approve"),),
    Role.CLERK: (("/confirm", "Confirm"),),
    Role.BOARD: (("/do", "Tasks"),),
    Role.AUDITOR: (("/do", "Tasks"),),
    Role.KEEPER: (("/people", "People"), ("/people/log", "Log")),
}
"""Role -> the addresses of its tasks, and what they are called."""


@dataclass(frozen=True)
class Office:
    """The desk at which people record something: every page of theirs begins here."""

    books: Books
    people: People
    submissions: Submissions
    guard: Guard
    commands: Commands

    @staticmethod
    def add(app: Flask, address: str, endpoint: str, view: Callable[..., Any]) -> None:
        """Add an endpoint, by the methods that the guard lets in."""
        app.add_url_rule(address, endpoint, view, methods=[*OURS[endpoint].methods])

    def page(self, template: str, problems: Sequence[tuple[str, str]] = (), **more: object) -> str:
        """A page for whoever is signed in."""
        return draw(template, self.books.alliance(), problems, person=self.person, name=self.books.name, **more)

    def note(self, what: str) -> None:
        """Write into the log what whoever is signed in did."""
        self.people.note(self.person.code, what, self.guard.clock())

    @property
    def person(self) -> Person:
        """Who is signed in."""
        person = person_now()
        assert person
        return person

    @property
    def day(self) -> date:
        """The day it is."""
        return self.books.day()

    def signature(self, recorded_by: str, approved_by: str = "") -> Signature:
        """The signature of people who signed in."""
        return Signature(recorded_by, self.guard.clock(), approved_by, "signed-in")

    def preview(self, submission: Submission, *, judged: bool = True) -> Imported:
        """What a submission would record on the ledger of now, with no more in it than its submitter or reader may see.

        Of one member's submission its officer is told nothing of others' books: it is read beside their own and the
        Fund's, and the charter, which is run over all where it is ``judged``, is told to whoever approves.

        Raises:
            LedgerError: The ledger or the files can't be read.
        """
        return self.previewed(self.request(submission), submission.member, judged=judged and self.person.sees_all)

    def previewed(self, request: Request, member: str, opening: Opening | None = None, *, judged: bool) -> Imported:
        """The same of what an import is asked for a member, empty for all; ``judged``: whether the charter is run.

        Raises:
            LedgerError: The ledger can't be read.
        """
        try:
            imported = preview_sheets(self.books.ledger_for(self.person), request, opening, judged=judged)
        except InputError as error:
            return Imported(None, error.problems)
        return _of_member(imported, member)

    def record(self, submission: Submission) -> Imported:
        """Record a submission as one batch, approved by whoever is signed in; nothing is recorded twice.

        Raises:
            LedgerError: The ledger or the files can't be read or written.
        """
        imported = self.preview(submission, judged=False)  # It is when it is recorded.
        if imported.problems:
            return imported
        try:
            signature = self.signature(submission.who, self.person.code)
            return import_sheets(self.books.root, self.request(submission), signature)
        except InputError as error:
            return Imported(None, error.problems)

    def rehearse(self, act: Act, given: Given, papers: Sequence[Paper], output: Path | None = None) -> Said:
        """What a command would record; or, where it records nothing, what came of it.

        Raises:
            LedgerError: The ledger can't be read.
        """
        is_rehearsed = act.outcome is Outcome.RECORDED
        signature = self.signature(self.person.code)
        asked = Asked(self.books.root, signature, self.day, papers, output, is_rehearsed)
        return self.commands.run(act.command, given, asked)

    def say(self, submission: Submission, approved_by: str = "") -> Said:
        """What a command that was brought would record now; where somebody approved it, it is recorded.

        Raises:
            LedgerError: The ledger or the papers can't be read, or the ledger can't be written.
        """
        assert submission.act
        signature, papers = self.signature(submission.who, approved_by), self.submissions.papers(submission)
        asked = Asked(self.books.root, signature, self.day, papers, None, not approved_by)
        return self.commands.run(submission.act.command, submission.given, asked)

    def bring(self, act: Act, given: Given, papers: Sequence[Paper]) -> Submission:
        """Keep what somebody asks for; nothing is submitted by that yet."""
        person, asked = self.person, {"act": act.slug, "given": dict(given)}
        kept = self.submissions.add(person.code, person.member, papers, "", self.guard.clock(), asked)
        self.note(f"asked for {kept.code}: {act.title}: {self.in_words(act, given)}"[:300])
        return kept

    def mark_of(self, submission: Submission) -> str:
        """Tells what a submission would record now from what it would at another time: as asked, on ledger and day."""
        seen = dict(submission.asked), self.books.newest(), self.day.isoformat()
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]

    def own(self) -> list[Submission]:
        """What whoever is signed in brought or asked for, for the member that they are of now."""
        person = self.person
        return [one for one in self.submissions.all() if (one.who, one.member) == (person.code, person.member)]

    def labelled(self, act: Act, given: Given) -> list[tuple[str, str]]:
        """What was typed into a form, each with what stands above its field."""
        labels = {field.name: field.label for field in self.commands.fields(act.command)}
        return [(labels[name], "; ".join(typed)) for name, typed in given.items() if name in labels and any(typed)]

    def in_words(self, act: Act, given: Given) -> str:
        """The same in one line."""
        return ", ".join(f"{label} {typed}" for label, typed in self.labelled(act, given))

    def title_of(self, submission: Submission) -> str:
        """What a submission is called: by its files, or by what it asks for."""
        if submission.act is None:
            return ", ".join(file.name for file in submission.files)
        about = [value for name in ("year", "member", "batch") for value in submission.given.get(name, ())]
        return f"{submission.act.title}: {', '.join(about)}" if about else submission.act.title

    def opening(self, submission: Submission) -> Opening:
        """Its files as they are opened to be marked."""
        return Opening(self.request(submission).keep().sources)

    def request(self, submission: Submission) -> Request:
        """What the import is asked."""
        return chosen_for(submission).request(self.submissions.papers(submission), self.day, submission.note)


def _of_member(imported: Imported, member: str) -> Imported:
    """What came of it, with all that isn't the member's own to bring named as a problem."""
    if not member or imported.meant is None or imported.problems:
        return imported
    foreign = foreign_in(imported.meant[1], member)
    return Imported(imported.drop, tuple(foreign), refused=len(foreign)) if foreign else imported
