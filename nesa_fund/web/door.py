"""The door: signing in and out, and taking up an invitation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import segno
from flask import Flask, abort, redirect, request, send_from_directory, session

from nesa_fund.web.factors import password_fault, totp_address, totp_step
from nesa_fund.web.forms import draw, form_token, refuse_foreign
from nesa_fund.web.guard import SIGN_IN, Guard, person_now
from nesa_fund.web.people import Invitation, People
from nesa_fund.web.sessions import at_the_door, sign_in, sign_out

_WRONG = (
    "That was not right, or there were too many wrong tries. Look at the name, the password and the code; after five "
    "wrong ones, wait a quarter of an hour."
)
_BUSY = "Too many people are signing in just now. Wait a moment, and try again"
_WRONG_CODE = "That was not the code that your app shows now. Wait for the next one and type it"


class Door:
    """The pages before the ledger; every form carries a token that only this visitor's own pages know."""

    def __init__(self, people: People, guard: Guard, alliance: str) -> None:
        """Take the people, the clock of the guard, and what the alliance is called."""
        self.people = people
        self.guard = guard
        self.alliance = alliance

    def build_into(self, app: Flask) -> None:
        """Add the door's endpoints to an app."""
        folder = __file__.rpartition("door.py")[0]
        app.add_url_rule(SIGN_IN, "sign_in", self.sign_in, methods=["GET", "POST"])
        app.add_url_rule("/signout", "sign_out", self.sign_out, methods=["POST"])
        app.add_url_rule("/invitation/<token>", "invitation", self.invitation, methods=["GET", "POST"])
        app.add_url_rule(
            "/door/<path:filename>", "nesa_static", lambda filename: send_from_directory(f"{folder}static", filename)
        )
        app.jinja_env.globals["form_token"] = form_token
        app.jinja_env.globals["person_now"] = person_now

    def sign_in(self) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Ask for name, password and code; a wrong one costs time."""
        if not self.guard.asks:
            return redirect("/", 303)
        if request.method != "POST":
            return self._page("sign_in.html")
        refuse_foreign()
        name = request.form.get("name", "")
        password, code = request.form.get("password", ""), request.form.get("code", "")
        with at_the_door() as is_let:
            if not is_let:
                return self._page("sign_in.html", problems=[("name", _BUSY)], name=name), 503
            token = sign_in(self.people, name, password, code, request.remote_addr or "", self._now())
        if token is None:
            return self._page("sign_in.html", problems=[("name", _WRONG)], name=name), 403
        session.clear()
        session["token"] = token
        self._note(name.strip().casefold(), "signed in")
        return redirect("/", 303)

    def sign_out(self) -> Any:  # noqa: ANN401  # As above.
        """End the session; its cookie opens nothing any more."""
        refuse_foreign()
        if token := session.get("token"):
            sign_out(self.people, token)
        session.clear()
        return redirect(SIGN_IN, 303)

    def invitation(self, token: str) -> Any:  # noqa: ANN401  # As above.
        """Let somebody who was invited choose a password and take up their authenticator."""
        found = self.people.invitation(token, self._now()) if self.people.are_set_up else None
        if found is None:
            abort(404)
        if request.method != "POST":
            return self._invitation_page(found, token)
        refuse_foreign()
        password, again = request.form.get("password", ""), request.form.get("again", "")
        step = totp_step(found.totp, request.form.get("code", ""), self._now(), 0)
        faults = [("password", password_fault(password, found.person.code))]
        faults += [("again", "" if password == again else "The two passwords are not the same")]
        faults += [("code", "" if step else _WRONG_CODE)]
        if problems := [(of, fault) for of, fault in faults if fault]:
            return self._invitation_page(found, token, problems), 400
        codes = self.people.take_up(token, password, step or 0, self._now())
        if codes is None:
            abort(404)
        self._note(found.person.code, "took up the invitation")
        return self._page("recovery.html", codes=codes)

    def _invitation_page(self, found: Invitation, token: str, problems: Sequence[tuple[str, str]] = ()) -> str:
        address = totp_address(found.totp, found.person.code, self.alliance)
        square = segno.make(address, error="m").svg_data_uri(scale=5, border=3)
        return self._page("invitation.html", problems, person=found.person, totp=found.totp, square=square, token=token)

    def _page(self, template: str, problems: Sequence[tuple[str, str]] = (), **more: object) -> str:
        return draw(template, self.alliance, problems, **more)

    def _note(self, who: str, what: str) -> None:
        self.people.note(who, what, self._now())

    def _now(self) -> datetime:
        return self.guard.clock()
