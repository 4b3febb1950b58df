"""The whole ledger as it stands, read once and again when a batch was added; the one door of every page to it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from nesa_fund import derived
from nesa_fund.book import Book
from nesa_fund.engine import Verdict, run
from nesa_fund.entries import Place, Transaction
from nesa_fund.history import MANIFEST, folder_name
from nesa_fund.problems import LedgerError
from nesa_fund.statements.base import Statement
from nesa_fund.store import Ledger, open_ledger, read_on
from nesa_fund.web.extracts import Extract, extract_of
from nesa_fund.web.readings import Asked, Seen
from nesa_fund.web.roles import Person
from nesa_fund.web.shelf import Shelf
from nesa_fund.web.sight import cut_to

_CUTS, _VERDICTS, _STATEMENTS, _EXTRACTS = 64, 8, 256, 256
_OF_ENTITY = (".beancount", ".register.beancount")


class _Whole(NamedTuple):
    """The book as at a batch, and what was made of it: cuts, verdicts, and statements by whose they are."""

    day: date
    number: int
    ledger: Ledger
    cuts: Shelf[frozenset[str], Book]
    verdicts: Shelf[tuple[date, str], Verdict]
    read: Shelf[tuple[frozenset[str] | None, date, str, Asked], Statement]
    extracts: Shelf[tuple[frozenset[str] | None, Place], Extract]

    @property
    def book(self) -> Book:
        """The book of all entities."""
        return self.ledger.book


def _whole(ledger: Ledger, day: date) -> _Whole:
    number = max(ledger.book.batches, default=0)
    return _Whole(day, number, ledger, Shelf(_CUTS), Shelf(_VERDICTS), Shelf(_STATEMENTS), Shelf(_EXTRACTS))


def today() -> date:
    """The day it is here: what a page is as at."""
    return datetime.now().astimezone().date()


class Books:
    """A ledger's books, as much of them as each person may see."""

    def __init__(self, root: Path, day: Callable[[], date] = today) -> None:
        """Take the ledger's folder; it is read when it is first asked for."""
        self.root = root
        self.day = day
        self._reading, self._checking = Lock(), Lock()
        self._read: _Whole | None = None

    def seen_by(self, person: Person) -> Seen:
        """What a person may see of the ledger as it stands now.

        Raises:
            LedgerError: The ledger can't be read.
        """
        whole, as_at = self._whole(), self.day()
        books = None if person.sees_all else person.books
        book = whole.book if books is None else whole.cuts.get(books, lambda: cut_to(whole.book, books))

        def keep(name: str, asked: Asked, make: Callable[[], Statement]) -> Statement:
            return whole.read.get((books, as_at, name, asked), make)

        def extract(entry: Transaction) -> Extract:
            make = partial(extract_of, whole.book, self.root, person, entry)
            return whole.extracts.get((books, entry.place), make)

        def judge(year: str) -> Verdict:
            return whole.verdicts.get((as_at, year), lambda: run(whole.book, as_at, year=year))

        return Seen(book, person, as_at, judge, keep, extract)

    def ledger_for(self, person: Person) -> Ledger:
        """The ledger as it stands now, with no more in it than a person may see.

        Raises:
            LedgerError: The ledger can't be read.
        """
        ledger = self._whole().ledger
        if person.sees_all:
            return ledger
        book = self.seen_by(person).book
        return replace(ledger, book=book, rows=book.rows)

    def newest(self) -> int:
        """The number of the newest batch; costs one look at a folder for each that was added since."""
        known = self._read
        number = known.number if known else 0
        while (self.root / "batches" / folder_name(number + 1) / MANIFEST).is_file():
            number += 1
        return number

    def added_for(self, books: frozenset[str], since: int) -> bool:
        """Whether a batch after that one has entries of some entities' books, or facts that they see."""
        wanted = {"register.beancount", *(f"{code}{end}" for code in books for end in _OF_ENTITY)}
        folders = (self.root / "batches" / folder_name(n) for n in range(since + 1, self.newest() + 1))
        return any((folder / name).is_file() for folder in folders for name in wanted)

    def remake_files(self) -> None:
        """Write the files that Fava opens as this version has them; a folder that can't be written stays as it is.

        Raises:
            LedgerError: The ledger can't be read.
        """
        with suppress(OSError):
            derived.refresh(self.root, self._whole().book.register)

    def name(self, code: str) -> str:
        """What people call an entity."""
        return self._whole().book.register.name(code)

    def codes(self) -> list[str]:
        """The codes of all members there ever were."""
        return sorted(self._whole().book.register.members)

    def alliance(self) -> str:
        """The alliance's name."""
        return self._whole().book.register.alliance().name

    def _whole(self) -> _Whole:
        """The whole as it stands: of new batches only they are read, and once a day all, lest alterations be missed.

        Whatever was added shows on the next page, so all wait until it is read; for the look at all of it only
        whoever comes first waits, and the others are answered meanwhile.
        """
        with self._reading:
            if self._read is None:
                self._read = _whole(open_ledger(self.root), self.day())
            elif self.newest() > self._read.number:
                self._read = _whole(read_on(self._read.ledger), self._read.day)
            known = self._read
        if known.day != self.day() and self._checking.acquire(blocking=False):
            try:
                known = self._read_again()
            finally:
                self._checking.release()
        return known

    def _read_again(self) -> _Whole:
        """The whole read from its files; where they can't be read, nobody is shown what was read before."""
        day = self.day()
        try:
            again = _whole(open_ledger(self.root), day)
        except LedgerError:
            self._read = None
            raise
        with self._reading:
            self._read = again if again.number >= self.newest() else _whole(read_on(again.ledger), day)
            return self._read
