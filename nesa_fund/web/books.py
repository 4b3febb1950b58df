"""The whole ledger as it stands, read once and again when a batch was added; the one door of every page to it."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock, RLock
from typing import Any, NamedTuple, TypeVar

from nesa_fund import derived
from nesa_fund.book import Book
from nesa_fund.engine import Verdict, run
from nesa_fund.entries import Place, Transaction
from nesa_fund.history import MANIFEST, folder_name
from nesa_fund.statements.base import Statement
from nesa_fund.store import Ledger, open_ledger, read_on
from nesa_fund.web.extracts import Extract, extract_of
from nesa_fund.web.readings import Asked, Seen
from nesa_fund.web.roles import Person
from nesa_fund.web.sight import cut_to

K = TypeVar("K")
V = TypeVar("V")
_CUTS, _VERDICTS, _STATEMENTS, _EXTRACTS = 64, 8, 256, 256
_OF_ENTITY = (".beancount", ".register.beancount")


class _Whole(NamedTuple):
    """The book as at a batch, and what was made of it: cuts, verdicts, and statements by whose they are."""

    day: date
    number: int
    ledger: Ledger
    cuts: "OrderedDict[frozenset[str], Book]"
    verdicts: "OrderedDict[tuple[date, str], Verdict]"
    read: "OrderedDict[tuple[frozenset[str] | None, date, str, Asked], Statement]"
    extracts: "OrderedDict[tuple[frozenset[str] | None, Place], Extract]"

    @property
    def book(self) -> Book:
        """The book of all entities."""
        return self.ledger.book


def _whole(ledger: Ledger, day: date) -> _Whole:
    made = (OrderedDict[Any, Any]() for _ in range(4))
    return _Whole(day, max(ledger.book.batches, default=0), ledger, *made)


def today() -> date:
    """The day it is here: what a page is as at."""
    return datetime.now().astimezone().date()


class Books:
    """A ledger's books, as much of them as each person may see."""

    def __init__(self, root: Path, day: Callable[[], date] = today) -> None:
        """Take the ledger's folder; it is read when it is first asked for."""
        self.root = root
        self.day = day
        self._lock, self._making = Lock(), RLock()
        self._read: _Whole | None = None

    def seen_by(self, person: Person) -> Seen:
        """What a person may see of the ledger as it stands now.

        Raises:
            LedgerError: The ledger can't be read.
        """
        whole, as_at = self._whole(), self.day()
        book = whole.book if person.sees_all else self._kept(whole.cuts, person.books, _CUTS, whole.book, cut_to)

        books = None if person.sees_all else person.books

        def keep(name: str, asked: Asked, make: Callable[[], Statement]) -> Statement:
            return self._kept(whole.read, (books, as_at, name, asked), _STATEMENTS, book, lambda *_: make())

        def extract(entry: Transaction) -> Extract:
            def make(all_books: Book, _: object) -> Extract:
                return extract_of(all_books, self.root, person, entry)

            return self._kept(whole.extracts, (books, entry.place), _EXTRACTS, whole.book, make)

        return Seen(book, person, as_at, lambda year: self._verdict(whole, as_at, year), keep, extract)

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
        number = self._read.number if self._read else 0
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
        """The whole as it stands: of new batches only they are read, and once a day all, lest alterations be missed."""
        with self._lock:
            known, day = self._read, self.day()
            if known is None or known.day != day:
                self._read = _whole(open_ledger(self.root), day)
            elif self.newest() > known.number:
                self._read = _whole(read_on(known.ledger), day)
            assert self._read
            return self._read

    def _verdict(self, whole: _Whole, as_at: date, year: str) -> Verdict:
        return self._kept(
            whole.verdicts, (as_at, year), _VERDICTS, whole.book, lambda book, _: run(book, as_at, year=year)
        )

    def _kept(self, made: "OrderedDict[K, V]", key: K, most: int, book: Book, make: Callable[[Book, K], V]) -> V:
        """What was made for a key, made now if it was not; of many the oldest is let go."""
        with self._making:
            if key not in made:
                made[key] = make(book, key)
                if len(made) > most:
                    made.popitem(last=False)
            return made[key]
