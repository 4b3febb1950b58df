"""What officers submitted and nobody approved yet: files under random names beside the users' store, no books."""

import hashlib
import json
import secrets
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from nesa_fund.actions.papers import Paper, last_part
from nesa_fund.problems import LedgerError
from nesa_fund.web.acts import Act, Given, act_named
from nesa_fund.web.people import People, stamp

_COLUMNS = "select code, who, member, at, note, asked, state, by, reason, batch from submission"

_KEPT_FOR = timedelta(days=30)


class State(StrEnum):
    """How far a submission has come."""

    LOOKED_AT = "not submitted yet"
    WAITING = "waiting for approval"
    RECORDING = "being recorded"
    SENT_BACK = "sent back"
    RECORDED = "recorded"


class File(NamedTuple):
    """One file of a submission: its own name, the random one that it is kept under, its hash and its bytes."""

    name: str
    kept: str
    sha256: str
    size: int


class Submission(NamedTuple):
    """Files that somebody brought, for the member that they are of, and what became of them.

    ``asked`` is what they chose beside: how the sheets are to be read, or what is to be done; of JSON's own types.
    """

    code: str
    who: str
    member: str
    at: str
    note: str
    asked: Mapping[str, Any]
    state: State
    by: str
    reason: str
    batch: int
    files: tuple[File, ...]

    @property
    def act(self) -> Act | None:
        """The command that it asks for; None where it brings sheets."""
        return act_named(str(self.asked.get("act", "")))

    @property
    def given(self) -> Given:
        """What was typed into the command's form."""
        given: Given = self.asked.get("given", {})
        return given

    @property
    def is_open(self) -> bool:
        """Whether it can be submitted still."""
        return self.state in {State.LOOKED_AT, State.SENT_BACK}

    @property
    def is_kept(self) -> bool:
        """Whether its files are still there: those of a recorded one are in its batch."""
        return self.state is not State.RECORDED


class Submissions:
    """The store of submissions, in the database of the people and in a folder beside it."""

    def __init__(self, people: People) -> None:
        """Take the people; the folder is made with the first submission."""
        self.people = people
        self.folder = people.file.with_name(f"{people.file.stem}-submitted")

    def add(  # What is kept of one.
        self,
        who: str,
        member: str,
        papers: Sequence[Paper],
        note: str,
        now: datetime,
        asked: Mapping[str, Any] = MappingProxyType({}),
    ) -> Submission:
        """Keep what somebody brought; nothing is submitted by that yet, and after a month it is let go.

        Raises:
            LedgerError: They can't be kept.
        """
        self._let_go_before(now - _KEPT_FOR)
        code = secrets.token_hex(8)
        files = [
            File(last_part(one.name), secrets.token_hex(16), hashlib.sha256(one.content).hexdigest(), len(one.content))
            for one in papers
        ]
        folder = self.folder / code
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            folder.mkdir(mode=0o700)
            for file, paper in zip(files, papers, strict=True):
                (folder / file.kept).write_bytes(paper.content)
        except OSError as error:
            raise LedgerError(f"what was submitted can't be kept: {error.strerror}") from error
        with self.people.db() as db:
            row = (code, who, member, stamp(now), note, json.dumps(dict(asked)), State.LOOKED_AT)
            db.execute(
                "insert into submission (code, who, member, at, note, asked, state) values (?, ?, ?, ?, ?, ?, ?)", row
            )
            db.executemany(
                "insert into submitted_file (submission, name, kept, sha256, size) values (?, ?, ?, ?, ?)",
                [(code, *file) for file in files],
            )
        return self.known(code)

    def all(self) -> list[Submission]:
        """Every submission, newest first."""
        with self.people.db() as db:
            return [_submission(db, row) for row in db.execute(f"{_COLUMNS} order by at desc, rowid desc").fetchall()]

    def find(self, code: str) -> Submission | None:
        """The submission of a code, if there is one."""
        with self.people.db() as db:
            row = db.execute(f"{_COLUMNS} where code = ?", (code,)).fetchone()
            return _submission(db, row) if row else None

    def known(self, code: str) -> Submission:
        """A submission that is there."""
        found = self.find(code)
        assert found, code
        return found

    def papers(self, submission: Submission) -> list[Paper]:
        """Its files as they were brought.

        Raises:
            LedgerError: One can't be read, or is not as it was brought.
        """
        papers = []
        for file in submission.files:
            try:
                content = (self.folder / submission.code / file.kept).read_bytes()
            except OSError as error:
                raise LedgerError(f"{file.name}, as it was submitted, can't be read: {error.strerror}") from error
            if hashlib.sha256(content).hexdigest() != file.sha256:
                raise LedgerError(f"{file.name} is not as it was submitted")
            papers.append(Paper(file.name, content))
        return papers

    def move(
        self, code: str, states: Sequence[State], to: State, by: str = "", reason: str = "", batch: int = 0
    ) -> bool:
        """Let a submission come to a state from one of some others; False where it is in none of those."""
        marks = ", ".join("?" * len(states))
        with self.people.db() as db:
            moved = db.execute(
                f"update submission set state = ?, by = ?, reason = ?, batch = ? where code = ? and state in ({marks})",  # noqa: S608  # Marks alone.
                (to, by, reason, batch, code, *states),
            )
            return moved.rowcount > 0

    def ask(self, code: str, asked: Mapping[str, Any]) -> None:
        """Let what was chosen for a submission be another, while it is not submitted."""
        with self.people.db() as db:
            db.execute(
                "update submission set asked = ? where code = ? and state in (?, ?)",
                (json.dumps(dict(asked)), code, State.LOOKED_AT, State.SENT_BACK),
            )

    def _let_go_before(self, moment: datetime) -> None:
        """Take away what was brought before a moment, and never submitted or sent back since."""
        with self.people.db() as db:
            found = db.execute(
                "select code from submission where state in (?, ?) and at < ?",
                (State.LOOKED_AT, State.SENT_BACK, stamp(moment)),
            ).fetchall()
        for (code,) in found:
            self.withdraw(code)

    def take_up_again(self) -> None:
        """Let what was being recorded when the server stopped wait for approval again: nothing is recorded twice."""
        if self.people.are_set_up:
            with self.people.db() as db:
                db.execute("update submission set state = ? where state = ?", (State.WAITING, State.RECORDING))

    def drop_files(self, code: str) -> None:
        """Let go of the files of a submission whose batch has them."""
        shutil.rmtree(self.folder / code, ignore_errors=True)

    def withdraw(self, code: str) -> bool:
        """Take a submission away; False where it is recorded, or is being, or was taken away already."""
        with self.people.db() as db:
            kept = State.RECORDING, State.RECORDED
            gone = db.execute("delete from submission where code = ? and state not in (?, ?)", (code, *kept)).rowcount
            if gone:
                db.execute("delete from submitted_file where submission = ?", (code,))
        if gone:
            self.drop_files(code)
        return gone > 0


def _submission(db: sqlite3.Connection, row: tuple[str, str, str, str, str, str, str, str, str, int]) -> Submission:
    code, who, member, at, note, asked, state, by, reason, batch = row
    found = db.execute(
        "select name, kept, sha256, size from submitted_file where submission = ? order by rowid", (code,)
    )
    files = tuple(File(*one) for one in found)
    return Submission(code, who, member, at, note, json.loads(asked), State(state), by, reason, batch, files)
