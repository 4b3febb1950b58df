"""The way to another service and back: signing in, or taking up an invitation, with an account that is had there."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, abort, redirect, request, session, url_for

from nesa_fund.problems import InputError
from nesa_fund.web.forms import draw, refuse_foreign
from nesa_fund.web.guard import Guard
from nesa_fund.web.identities import bind, person_of
from nesa_fund.web.people import People, stamp
from nesa_fund.web.providers import Refusal
from nesa_fund.web.roles import Person
from nesa_fund.web.sessions import begin, is_refused, note_refusal

if TYPE_CHECKING:
    from nesa_fund.web.oidc import Connection

_SOON = timedelta(minutes=10)
"""So long somebody may take to sign in there."""
_NOBODY = "(nobody)"  # In the log; no user can be called so.


class _Left(NamedTuple):
    """A visitor who left for a service: to which, when, with which invitation, and what they are known by again."""

    provider: str = ""
    at: str = ""
    invitation: str = ""
    state: str = ""
    nonce: str = ""
    verifier: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """The two addresses of each service: one leads there, and from there one comes back to the other."""

    people: People
    guard: Guard
    alliance: str
    connections: Mapping[str, "Connection"]

    def build_into(self, app: Flask) -> None:
        """Add the endpoints to an app."""
        app.add_url_rule("/signin/with/<provider>", "elsewhere", self.go)
        app.add_url_rule("/signin/with/<provider>/back", "elsewhere_back", self.back)
        app.jinja_env.globals["providers"] = [one.provider for one in self.connections.values()]

    def go(self, provider: str) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Lead a visitor of our own pages to the service."""
        connection, invitation = self._connection(provider), request.args.get("invitation", "")
        refuse_foreign(request.args)
        if invitation and self.people.invitation(invitation, self.guard.clock()) is None:
            abort(404)
        try:
            self._refuse_too_many()
            address, begun = connection.begin(_back(provider))
        except Refusal as refusal:
            return self._refused(connection, refusal, invitation)
        session["elsewhere"] = _Left(provider, stamp(self.guard.clock()), invitation, *begun)
        return redirect(address, 303)

    def back(self, provider: str) -> Any:  # noqa: ANN401  # As above.
        """Let in whoever comes back from the service as somebody we know, or bind them to their invitation."""
        connection = self._connection(provider)
        left = _Left(*session.pop("elsewhere", ()))
        try:
            subject = self._subject(connection, left)
            person = self._invited(connection, left.invitation, subject) or self._known(connection, subject)
        except Refusal as refusal:
            return self._refused(connection, refusal, left.invitation)
        now = self.guard.clock()
        session.clear()
        session["token"] = begin(self.people, person, now)
        if left.invitation:
            self.people.note(person.code, f"took up the invitation with {connection.provider.name}", now)
        self.people.note(person.code, f"signed in with {connection.provider.name}", now)
        return redirect("/", 303)

    def _subject(self, connection: "Connection", left: _Left) -> str:
        """Who comes back, where it is the visitor who left, and not too late."""
        from nesa_fund.web.oidc import Begun

        self._refuse_too_many()
        name, asked, since = connection.provider.name, request.args, stamp(self.guard.clock() - _SOON)
        is_same = left.state and secrets.compare_digest(asked.get("state", "").encode(), left.state.encode())
        if not is_same or left.provider != connection.provider.key or left.at < since:
            raise Refusal("This was not begun here, or too long ago. Begin anew", "no sign-in of this visitor's")
        if asked.get("iss", connection.provider.issuer) != connection.provider.issuer:
            raise Refusal(f"What came back is not of {name}. Begin anew", "another issuer came back")
        if "error" in asked or not asked.get("code"):
            why = re.sub(r"[^a-z_]", "", asked.get("error", "no code"))[:40]
            raise Refusal(f"{name} did not sign you in. Begin anew", f"it says {why}")
        return connection.subject(Begun(left.state, left.nonce, left.verifier), asked["code"], _back(left.provider))

    def _invited(self, connection: "Connection", invitation: str, subject: str) -> Person | None:
        """Whoever takes up an invitation with the account, where there is one."""
        if not invitation:
            return None
        name = connection.provider.name
        try:
            found = bind(self.people, invitation, connection.provider.issuer, subject, self.guard.clock())
        except InputError as error:
            said = f"This account of {name} is another person's here already. Use another one, or a password"
            raise Refusal(said, "the account is another person's") from error
        if found is None:
            raise Refusal("The invitation is not open any more. Ask for a new one", "no open invitation")
        return found

    def _known(self, connection: "Connection", subject: str) -> Person:
        found = person_of(self.people, connection.provider.issuer, subject)
        if found is None:
            name = connection.provider.name
            said = (
                f"This account of {name} is not known here. Ask for an invitation, and choose {name} where you open it"
            )
            raise Refusal(said, "the account is nobody's here")
        return found

    def _refuse_too_many(self) -> None:
        if is_refused(self.people, _from(), self.guard.clock()):
            raise Refusal("There were too many tries that failed; wait a quarter of an hour", "too many tries")

    def _refused(self, connection: "Connection", refusal: Refusal, invitation: str) -> Any:  # noqa: ANN401  # As above.
        now = self.guard.clock()
        invited = self.people.invitation(invitation, now) if invitation else None
        who = invited.person.code if invited else _NOBODY
        if not is_refused(self.people, _from(), now):
            note_refusal(self.people, _from(), now)
            self.people.note(who, f"sign-in with {connection.provider.name} refused: {refusal.why}", now)
        again = f"/invitation/{invitation}" if invited else "/signin"
        return draw("elsewhere.html", self.alliance, [("again", refusal.said)], again=again), 403

    def _connection(self, provider: str) -> "Connection":
        if provider not in self.connections or not self.people.are_set_up:
            abort(404)
        return self.connections[provider]


def _back(provider: str) -> str:
    return url_for("elsewhere_back", provider=provider, _external=True)


def _from() -> str:
    return request.remote_addr or ""
