"""The people who sign in, in a small database outside the ledger: books are kept for ever, people can be erased."""

import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from nesa_fund.problems import InputError, LedgerError
from nesa_fund.web.factors import fingerprint, hashed_password, new_recovery_codes, new_totp
from nesa_fund.web.roles import MAY_BE_OF_A_MEMBER, OF_A_MEMBER, Person, Role
from nesa_fund.web.tables import TABLES

INVITED_FOR = timedelta(days=7)
ERASED = "erased"
_CODE = re.compile(r"[a-z][a-z0-9.-]{0,39}", re.ASCII)


class Kept(NamedTuple):
    """A person with what is kept of their factors, or the issuer who vouches for them; none until they take it up."""

    person: Person
    password: str | None
    totp: str | None
    step: int
    issuer: str

    @property
    def is_settled(self) -> bool:
        """Whether they took up an invitation."""
        return bool(self.password or self.issuer)


class Invitation(NamedTuple):
    """An open invitation: whose, and the secret that their authenticator app is to hold."""

    person: Person
    totp: str


class Event(NamedTuple):
    """A line of the log: when, who, and what they did or saw."""

    at: str
    who: str
    what: str


def people_file(root: Path) -> Path:
    """Where a ledger's people are kept: beside its folder, never in it."""
    folder = root.resolve()
    return folder.with_name(f"{folder.name}-people.sqlite")


class People:
    """The store of people; every change is one transaction."""

    def __init__(self, file: Path) -> None:
        """Take the file; it is made, readable by its owner alone, when somebody is added."""
        self.file = file
        self._of_thread = threading.local()

    @property
    def are_set_up(self) -> bool:
        """Whether anybody is to sign in at all."""
        return self.file.exists()

    @contextmanager
    def db(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept where the block ends well."""
        if not self.are_set_up:
            raise InputError("no users are set up; add the first with nesa user add")
        try:
            with self._connection() as db:
                yield db
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"the people in {self.file.name} can't be read or written: {error}") from error

    # Who there is

    def add(self, person: Person, now: datetime) -> str:
        """Add somebody; returns the token of their invitation.

        Raises:
            InputError: The code is taken or can't be one, or the role does not go with the member.
        """
        _refuse_unfit(person)
        self._make()
        with self.db() as db:
            if self._kept(db, person.code):
                raise InputError(f'there is a user "{person.code}" already; nesa user list shows all')
            db.execute(
                "insert into person (code, role, member, since) values (?, ?, ?, ?)",
                (person.code, person.role, person.member, stamp(now)),
            )
        return self.invite(person.code, now)

    def all(self) -> list[Kept]:
        """Everybody, in order of their codes."""
        with self.db() as db:
            return [_as_kept(row) for row in db.execute(f"{_PERSON} order by code")]

    def known(self, code: str) -> Kept:
        """Somebody who was added.

        Raises:
            InputError: Nobody has that code.
        """
        with self.db() as db:
            found = self._kept(db, code)
        if found is None:
            raise InputError(f'there is no user "{code}"; nesa user list shows all')
        return found

    def find(self, code: str) -> Kept | None:
        """Somebody, if anybody has that code."""
        with self.db() as db:
            return self._kept(db, code)

    def set_role(self, person: Person) -> None:
        """Give somebody another role or member; wherever they are signed in, they are so no more.

        Raises:
            InputError: There is nobody of that code, or the role does not go with the member.
        """
        _refuse_unfit(person)
        self.known(person.code)
        with self.db() as db:
            db.execute(
                "update person set role = ?, member = ? where code = ?", (person.role, person.member, person.code)
            )
            sign_out_everywhere(db, person.code)

    def erase(self, code: str) -> None:
        """Erase somebody: what is kept of them goes, and in the log they are nobody in particular.

        Raises:
            InputError: Nobody has that code.
        """
        self.known(code)
        with self.db() as db:
            sign_out_everywhere(db, code)
            for table in ("person", "recovery", "invitation", "identity"):
                db.execute(f"delete from {table} where code = ?", (code,))  # noqa: S608  # Names of our own.
            db.execute("delete from failure where of = ? or of like ?", (f"name {code}", f"from % name {code}"))
            db.execute("update log set who = ? where who = ?", (ERASED, code))
            _erase_from_sentences(db, code)
            for column in ("who", "by"):
                db.execute(f"update submission set {column} = ? where {column} = ?", (ERASED, code))  # noqa: S608  # As above.

    # Invitations

    def invite(self, code: str, now: datetime) -> str:
        """Invite somebody to choose how they sign in; earlier invitations lapse.

        No issuer vouches for them any more; a password serves on until the invitation is taken up.

        Raises:
            InputError: Nobody has that code.
        """
        self.known(code)
        token = secrets.token_urlsafe(24)
        with self.db() as db:
            db.execute("delete from invitation where code = ?", (code,))
            if db.execute("delete from identity where code = ?", (code,)).rowcount:
                sign_out_everywhere(db, code)
            db.execute(
                "insert into invitation values (?, ?, ?, ?)",
                (fingerprint(token), code, new_totp(), stamp(now + INVITED_FOR)),
            )
        return token

    def invitation(self, token: str, now: datetime) -> Invitation | None:
        """The invitation of a token, while it is open."""
        with self.db() as db:
            row = db.execute(
                "select code, totp from invitation where fingerprint = ? and until > ?",
                (fingerprint(token), stamp(now)),
            ).fetchone()
            kept = self._kept(db, row[0]) if row else None
        return Invitation(kept.person, row[1]) if kept else None

    def take_up(self, token: str, password: str, step: int, now: datetime) -> list[str] | None:
        """Take up an invitation, once; returns the recovery codes, or None where somebody was quicker."""
        codes, hashed = new_recovery_codes(), hashed_password(password)
        with self.db() as db:
            row = db.execute(
                "delete from invitation where fingerprint = ? and until > ? returning code, totp",
                (fingerprint(token), stamp(now)),
            ).fetchone()
            if row is None:
                return None
            code, totp = row
            db.execute("update person set password = ?, totp = ?, step = ? where code = ?", (hashed, totp, step, code))
            db.execute("delete from recovery where code = ?", (code,))
            db.executemany("insert into recovery values (?, ?)", [(code, fingerprint(one)) for one in codes])
            sign_out_everywhere(db, code)
        return codes

    # Second factors, each of which serves once

    def use_step(self, code: str, step: int) -> bool:
        """Note the half minute whose code was used; False where it, or a later one, was used already."""
        with self.db() as db:
            return db.execute("update person set step = ? where code = ? and step < ?", (step, code, step)).rowcount > 0

    def use_recovery(self, code: str, given: str) -> bool:
        """Use up a recovery code; False where it is none, or was used."""
        with self.db() as db:
            gone = db.execute("delete from recovery where code = ? and fingerprint = ?", (code, fingerprint(given)))
            return gone.rowcount > 0

    # The log

    def note(self, who: str, what: str, now: datetime) -> None:
        """Write a line into the log."""
        with self.db() as db:
            db.execute("insert into log values (?, ?, ?)", (stamp(now), who, what))

    def events(self, who: str = "") -> list[Event]:
        """The log, oldest first; of one person where one is named."""
        with self.db() as db:
            rows = db.execute("select at, who, what from log where ? in ('', who) order by rowid", (who,))
            return [Event(*row) for row in rows]

    def secret_key(self) -> str:
        """The key that signs cookies, made once; in the store, so that a restart signs nobody out."""
        with self.db() as db:
            db.execute("insert or ignore into setting values ('secret key', ?)", (secrets.token_hex(32),))
            (key,) = db.execute("select value from setting where key = 'secret key'").fetchone()
            return str(key)

    def remember_host(self, name: str) -> None:
        """Keep the name under which the pages are asked, for invitations."""
        with self.db() as db:
            db.execute("insert or replace into setting values ('host', ?)", (name,))

    def host(self) -> str:
        """The name under which the pages are asked; empty where they are only asked on this machine."""
        with self.db() as db:
            row = db.execute("select value from setting where key = 'host'").fetchone()
            return str(row[0]) if row else ""

    def _connection(self) -> sqlite3.Connection:
        """This thread's own connection; it stays open, since opening one takes longer than what it is asked."""
        if not hasattr(self._of_thread, "db"):
            self._of_thread.db = sqlite3.connect(self.file, timeout=10)
            self._of_thread.db.execute("pragma synchronous = normal")
            self._of_thread.db.executescript(TABLES)  # A store that an earlier version made lacks some.
        db: sqlite3.Connection = self._of_thread.db
        return db

    def _make(self) -> None:
        try:
            os.close(os.open(self.file, os.O_CREAT | os.O_WRONLY, 0o600))
        except OSError as error:
            raise LedgerError(f"{self.file} can't be made: {error.strerror}") from error
        with self.db() as db:
            db.execute("pragma journal_mode = wal")

    @staticmethod
    def _kept(db: sqlite3.Connection, code: str) -> Kept | None:
        row = db.execute(f"{_PERSON} where code = ?", (code,)).fetchone()
        return _as_kept(row) if row else None


_PERSON = (
    "select person.code, role, member, password, totp, step, coalesce(issuer, '')"
    " from person left join identity using (code)"
)


def _as_kept(row: tuple[str, str, str, str | None, str | None, int, str]) -> Kept:
    code, role, member, password, totp, step, issuer = row
    return Kept(Person(code, Role(role), member), password, totp, step, issuer)


def sign_out_everywhere(db: sqlite3.Connection, code: str) -> None:
    """End every session of somebody."""
    db.execute("delete from session where code = ?", (code,))


def _erase_from_sentences(db: sqlite3.Connection, code: str) -> None:
    """Let a name go also from what the log says that others did."""
    named = re.compile(rf"( of| by| by keeper) {re.escape(code)}(?![a-z0-9.-])")
    for row, what in db.execute("select rowid, what from log where instr(what, ?)", (f" {code}",)).fetchall():
        db.execute("update log set what = ? where rowid = ?", (named.sub(rf"\1 {ERASED}", what), row))


def unfit(person: Person) -> Iterator[tuple[str, str]]:
    """What is wrong with somebody who is to be added: each the field that it is about, and a sentence."""
    if not _CODE.fullmatch(person.code) or person.code == ERASED:
        yield "code", f'"{person.code}" can\'t be a user: a small letter, then small letters, digits, dots, hyphens'
    if person.role in OF_A_MEMBER and not person.member:
        yield "member", f"a {person.role} is of one member: name the member"
    if person.member and person.role not in MAY_BE_OF_A_MEMBER:
        yield "member", f"the role {person.role} is of the whole alliance: leave the member out"


def _refuse_unfit(person: Person) -> None:
    for _, said in unfit(person):
        raise InputError(said)


def stamp(moment: datetime) -> str:
    """A moment as it is kept: in UTC, in an order that is that of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
