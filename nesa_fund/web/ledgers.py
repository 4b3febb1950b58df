"""The map of Fava's ledgers: the one place that says which of them somebody has; anything else is not there."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from nesa_fund.derived import ALLIANCE, VIEWS
from nesa_fund.entries import FUND
from nesa_fund.web.books import Books
from nesa_fund.web.readings import Seen
from nesa_fund.web.roles import WHOLE, Person
from nesa_fund.web.served import ServedLedger

_MOST = 64


class _Titled(NamedTuple):
    """What Fava's switcher asks of a ledger: its title alone, so that none is loaded for its name."""

    options: dict[str, str]


@dataclass
class _Place:
    """The place of one ledger: one person at a time loads it, and the others are shown the one before."""

    loading: Lock = field(default_factory=Lock)
    ledger: ServedLedger | None = None


class Ledgers:
    """In the place of Fava's own map: keys are entities' codes, which never change, whatever a school is called.

    Whose request it is, ``person`` tells; what is theirs, ``roles`` alone decides.
    """

    def __init__(self, books: Books, person: Callable[[], Person | None]) -> None:
        """Take the books, and what tells who asks."""
        self.books = books
        self.person = person
        self._lock = Lock()
        self._places: OrderedDict[str, _Place] = OrderedDict()

    def seen(self) -> Seen:
        """What whoever asks may see.

        Raises:
            KeyError: Nobody is signed in.
        """
        return self.books.seen_by(self._asking())

    def keys(self) -> list[str]:
        """The ledgers of whoever asks, their own first."""
        person = self._asking()
        known = [WHOLE, *self.books.codes(), FUND]
        return sorted(filter(person.sees, known), key=lambda key: (key != person.member, known.index(key)))

    def first_slug(self) -> str:
        """Where whoever asks begins."""
        return self.keys()[0]

    def items(self) -> Iterator[tuple[str, Any]]:
        """The ledgers of whoever asks, by title: what Fava's switcher offers."""
        for key in self.keys():
            title = self.books.alliance() if key == WHOLE else self.books.name(key)
            yield key, _Titled({"title": title})

    def __getitem__(self, key: str) -> ServedLedger:
        """A ledger of whoever asks, as it stands now.

        Raises:
            KeyError: There is none such, or it is not theirs: nobody is told which.
        """
        if key not in self.keys():
            raise KeyError(key)
        place = self._place(key)
        if not self._is_current(key, place.ledger) and place.loading.acquire(blocking=place.ledger is None):
            try:
                if not self._is_current(key, place.ledger):
                    place.ledger = self._load(key)
            finally:
                place.loading.release()
        assert place.ledger
        return place.ledger

    def _place(self, key: str) -> _Place:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            if len(self._places) > _MOST:
                self._places.popitem(last=False)
            return place

    def _asking(self) -> Person:
        person = self.person()
        if person is None:
            raise KeyError("nobody")
        return person

    def _is_current(self, key: str, known: ServedLedger | None) -> bool:
        """Whether a ledger is loaded, and no batch since has anything for it."""
        newest = self.books.newest()
        if known and known.number < newest:
            if key == WHOLE or self.books.added_for(frozenset({key}), known.number):
                return False
            known.number = newest
        return known is not None

    def _load(self, key: str) -> ServedLedger:
        root: Path = self.books.root
        file = root / ALLIANCE if key == WHOLE else root / VIEWS / f"{key}.beancount"
        return ServedLedger(root, file, self.books.newest(), self.books.newest)
