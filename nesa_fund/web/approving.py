"""Approve, for approvers: look at what another submitted, on the ledger of now, and record it or send it back."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from flask import Flask, abort, redirect, request

from nesa_fund.actions.command import one_line
from nesa_fund.problems import InputError
from nesa_fund.web.forms import Fault, refuse_foreign
from nesa_fund.web.office import Office
from nesa_fund.web.previews import faults_of, preview_of
from nesa_fund.web.roles import Role
from nesa_fund.web.submissions import State, Submission

_OWN = "You brought this yourself: another person has to approve it"
_OTHERWISE = "Since you looked at it, it was asked otherwise: look at it as it is now"
_NO_OFFICER = "Whoever brought this is no officer any more: an officer has to bring it anew"


@dataclass(frozen=True)
class Approving:
    """The pages on which somebody approves what another submitted."""

    office: Office
    one_at_a_time: Lock = field(default_factory=Lock)

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        self.office.add(app, "/approve", "approve_listed", self.listed)
        self.office.add(app, "/approve/<submission>", "approve_decide", self.decide)

    def listed(self) -> str:
        """What waits for approval, and what was decided."""
        found = [one for one in self.office.submissions.all() if one.state is not State.LOOKED_AT]
        return self.office.page("approve.html", submissions=found, State=State)

    def decide(self, submission: str) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Show a submission as it would be recorded now; record it, or send it back with a reason."""
        found = self._submitted(submission)
        if request.method != "POST":
            return self._shown(found)
        refuse_foreign()
        if fault := self._objection(found):
            return self._shown(found, fault), 403
        if request.form.get("decision") == "approve":
            return self._approve(found.code)
        if request.form.get("decision") == "back":
            return self._send_back(found)
        return self._shown(found, Fault("decision", "Approve it, or send it back")), 400

    def _approve(self, code: str) -> Any:  # noqa: ANN401  # As above.
        """Record it, unless somebody was quicker: two who approve at once record one batch."""
        office = self.office
        with self.one_at_a_time:
            found = office.submissions.known(code)
            if found.state is State.WAITING and request.form.get("mark", found.mark) != found.mark:
                return self._shown(found, Fault("decision", _OTHERWISE)), 409
            if found.state is State.WAITING:
                imported = office.record(found)
                if imported.problems:
                    return self._shown(found, Fault("wrong", "The ledger has changed: it can't be recorded so")), 409
                batch = imported.batch or 0
                office.submissions.move(code, [State.WAITING], State.RECORDED, office.person.code, batch=batch)
                office.submissions.drop_files(code)
                office.note(f"approved {code} of {found.who}: batch {batch or 'none, all was recorded already'}")
        return redirect(f"/approve/{code}", 303)

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
        is_officer = kept and (kept.person.role, kept.person.member) == (Role.OFFICER, found.member)
        return None if is_officer else Fault("decision", _NO_OFFICER)

    def _shown(self, found: Submission, fault: Fault | None = None) -> str:
        preview = None
        if found.state is State.WAITING:
            preview = preview_of(self.office.preview(found), self.office.books.name, is_judged=True)
        faults = [*([fault] if fault else []), *(faults_of(preview) if preview else [])]
        return self.office.page(
            "approval.html", faults, submission=found, preview=preview, State=State,
            objection=self._objection(found), reason=request.form.get("reason", ""),
        )  # fmt: skip

    def _submitted(self, code: str) -> Submission:
        found = self.office.submissions.find(code)
        if found is None or found.state is State.LOOKED_AT:
            abort(404)
        return found
