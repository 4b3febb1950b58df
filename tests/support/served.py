"""A served ledger for tests, its people, and a clock that tests turn."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyotp
from flask.testing import FlaskClient

from nesa_fund.cli.asked import CommandLine
from nesa_fund.web.app import make_app
from nesa_fund.web.factors import new_totp
from nesa_fund.web.listening import listening
from nesa_fund.web.people import People
from nesa_fund.web.providers import Provider
from nesa_fund.web.roles import Person
from nesa_fund.web.sessions import begin
from planted import DAY, NOON, ROLES

HOME = "https://localhost"
PASSWORD = "harbour wicket thimble"


def _taken_up(people: People, person: Person, now: datetime) -> str:
    """Add somebody who takes up the invitation; returns what their authenticator holds."""
    token = people.add(person, now)
    invitation = people.invitation(token, now)
    assert invitation
    assert people.take_up(token, PASSWORD, 0, now)
    return invitation.totp


@cache
def _everybody() -> tuple[bytes, dict[str, str]]:
    """A store of somebody of every role, made once: a password takes its time. And what their authenticators hold."""
    with TemporaryDirectory() as folder:
        people, copy = People(Path(folder) / "people.sqlite"), Path(folder) / "copy.sqlite"
        totps = {person.code: _taken_up(people, person, NOON) for person in ROLES.values()}
        with people.db() as db:
            db.execute("vacuum into ?", (str(copy),))
        return copy.read_bytes(), totps


class Site:
    """A served ledger, its people and its clock, which tests turn."""

    def __init__(
        self,
        root: Path,
        *,
        with_people: bool = True,
        now: datetime = NOON,
        day: date = DAY,
        providers: Sequence[Provider] = (),
    ) -> None:
        self.root = root
        self.people = People(root.with_name("people.sqlite"))
        self.now, self.day = now, day
        self.totps: dict[str, str] = {}
        if with_people:
            store, self.totps = _everybody()[0], dict(_everybody()[1])
            self.people.file.write_bytes(store)
        hosts = frozenset({"ledger.example"} if with_people else ())
        clock = (lambda: self.now, lambda: self.day)
        self.app = make_app(root, self.people, CommandLine(), hosts, *clock, providers)

    def add(self, person: Person) -> None:
        self.totps[person.code] = _taken_up(self.people, person, self.now)

    def code(self, name: str) -> str:
        return pyotp.TOTP(self.totps.get(name) or new_totp()).at(self.now)

    def visitor(self) -> FlaskClient:
        return self.app.test_client()

    def signed_in(self, name: str) -> FlaskClient:
        """A visitor with a session, without the form."""
        client = self.visitor()
        with client.session_transaction(base_url=HOME) as session:
            session["token"] = begin(self.people, ROLES[name], self.now)
            session["form"] = "form"
        return client

    def pass_by(self, **time: int) -> None:
        self.now += timedelta(**time)


@contextmanager
def answering(site: Site, *, behind_proxy: bool = False, patience_seconds: int = 30) -> Iterator[str]:
    """The real server for a site; its address."""
    server = listening(site.app, 0, behind_proxy=behind_proxy, patience_seconds=patience_seconds)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://localhost:{server.effective_port}"
    server.task_dispatcher.shutdown()  # Else a thread that has just answered would wake what is closed.
    server.trigger.pull_trigger(lambda: [one.close() for one in list(server._map.values())])  # In its own thread.
    thread.join(10)
    assert not thread.is_alive()
