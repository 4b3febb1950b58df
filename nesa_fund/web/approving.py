"""Approve, for approvers: look at what another submitted, on the ledger of now, and record it or send it back."""

from dataclasses import dataclass, field
from io import BytesIO
from threading import Lock
from typing import Any

from flask import Flask, Response, abort, redirect, request, send_file

from nesa_fund.actions.command import one_line
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.web.forms import Fault, refuse_foreign
from nesa_fund.web.office import Office
from nesa_fund.web.previews import faults_of, preview_of
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.submissions import State, Submission
from nesa_fund.web.telling import told_of

_OWN = "You brought this yourself: another person has to approve it"
_MAY_NOT = "Whoever brought this may not any more: somebody who may has to bring it anew"
_NOTHING = "There is nothing to record by it any more: send it back"
_OTHERWISE = "Since you looked at it, the ledger or what is asked has changed: look at it as it is now"


@dataclass(frozen=True)
class Approving:
    """The pages on which somebody approves what another submitted."""

    office: Office
    one_at_a_time: Lock = field(default_factory=Lock)

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        self.office.add(app, "/approve", "approve_listed", self.listed)
        self.office.add(app, "/approve/<submission>", "approve_decide", self.decide)
        self.office.add(app, "/approve/<submission>/file/<int:number>", "approve_file", self.file)

    def listed(self) -> str:
        """What waits for approval, and what was decided."""
        found = [one for one in self.office.submissions.all() if one.state is not State.LOOKED_AT]
        return self.office.page("approve.html", submissions=found, State=State, title_of=self.office.title_of)

    def file(self, submission: str, number: int) -> Response:
        """A file of a submission, to be looked at before it is approved."""
        found = self._submitted(submission)
        if not (found.is_kept and 0 < number <= len(found.files)):
            abort(404)
        paper = self.office.submissions.papers(found)[number - 1]
        binary = "application/octet-stream"  # Whatever it is, no browser is to show it as a page of ours.
        return send_file(BytesIO(paper.content), binary, as_attachment=True, download_name=paper.name)

    def decide(self, submission: str) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Show a submission as it would be recorded now; record it, or send it back with a reason."""
        found = self._submitted(submission)
        if request.method != "POST":
            return self._shown(found)
        refuse_foreign()
        fault = self._objection(found)
        if fault and (fault.said == _OWN or request.form.get("decision") != "back"):
            return self._shown(found, fault), 403
        if request.form.get("decision") == "approve":
            return self._approve(found.code)
        if request.form.get("decision") == "back":
            return self._send_back(found)
        return self._shown(found, Fault("decision", "Approve it, or send it back")), 400

    def _approve(self, code: str) -> Any:  # noqa: ANN401  # As above.
        """Record it, unless somebody was quicker: two who approve at once record one batch."""
        office, by = self.office, self.office.person.code
        with self.one_at_a_time:
            found = office.submissions.known(code)
            if found.state is State.WAITING and request.form.get("mark") != office.mark_of(found):
                return self._shown(found, Fault("decision", _OTHERWISE)), 409
            if office.submissions.move(code, [State.WAITING], State.RECORDING, by):
                batch = self._record_or_wait(found)
                if batch is None:
                    return self._shown(found, Fault("decision", "The ledger has changed: it can't be recorded so")), 409
                office.submissions.move(code, [State.RECORDING], State.RECORDED, by, batch=batch)
                office.submissions.drop_files(code)
                office.note(f"approved {code} of {found.who}: batch {batch or 'none, all was recorded already'}")
        return redirect(f"/approve/{code}", 303)

    def _record_or_wait(self, found: Submission) -> int | None:
        """Record it; the number of its batch, 0 where all is there already, or None where it can't be and waits on."""
        office, before = self.office, self.office.books.newest()
        try:
            is_refused, batch = self._record(found)
        except LedgerError:
            if office.books.newest() == before:
                office.submissions.move(found.code, [State.RECORDING], State.WAITING)
                raise
            is_refused, batch = False, office.books.newest()  # It is there; a file that is made from it is not.
        if is_refused:
            office.submissions.move(found.code, [State.RECORDING], State.WAITING)
        return None if is_refused else batch

    def _record(self, found: Submission) -> tuple[bool, int]:
        """Record it; whether it can't be recorded, and the number of its batch, 0 where all was recorded already."""
        if found.act is None:
            imported = self.office.record(found)
            return bool(imported.problems), imported.batch or 0
        said = self.office.say(found, self.office.person.code)
        return bool(said.faults), (said.done.batch if said.done else 0) or 0

    def _send_back(self, found: Submission) -> Any:  # noqa: ANN401  # As above.
        try:
            reason = one_line(request.form.get("reason", "")[:500], "A reason")
        except InputError as error:
            return self._shown(found, Fault("reason", f"{error}, so that {found.who} knows what to mend")), 400
        with self.one_at_a_time:
            by = self.office.person.code
            if self.office.submissions.move(found.code, [State.WAITING], State.SENT_BACK, by, reason):
                self.office.note(f"sent back {found.code} of {found.who}: {reason}")
        return redirect(f"/approve/{found.code}", 303)

    def _objection(self, found: Submission) -> Fault | None:
        """Why whoever is signed in can't decide on it."""
        if found.who == self.office.person.code:
            return Fault("decision", _OWN)
        kept = self.office.people.find(found.who)
        may = kept is not None and kept.person.member == found.member and _may_bring(kept.person, found)
        return None if may else Fault("decision", _MAY_NOT)

    def _shown(self, found: Submission, fault: Fault | None = None) -> str:
        office, faults, preview, told = self.office, [fault] if fault else [], None, None
        mark = office.mark_of(found)  # Before it is looked at: what comes meanwhile is seen by it.
        if found.state is State.WAITING and found.act:
            told = told_of(office.say(found), office)
            faults += told.faults
            faults += [] if told.faults or told.records else [Fault("form", _NOTHING)]
        elif found.state is State.WAITING:
            preview = preview_of(office.preview(found), office.books.name, is_judged=True)
            faults += faults_of(preview)
        return office.page(
            "approval.html", faults, submission=found, preview=preview, told=told, State=State,
            can_record=not (preview.problems if preview else told and (told.faults or not told.records)),
            given=office.labelled(found.act, found.given) if found.act else (),
            mark=mark, objection=self._objection(found), is_own=found.who == office.person.code,
            reason=request.form.get("reason", ""),
        )  # fmt: skip

    def _submitted(self, code: str) -> Submission:
        found = self.office.submissions.find(code)
        if found is None or found.state is State.LOOKED_AT:
            abort(404)
        return found


def _may_bring(person: Person, found: Submission) -> bool:
    return found.act.may(person) if found.act else person.role is Role.OFFICER
