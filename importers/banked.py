"""What a bank statement brought into the books, when another sheet tells it again: one payment is recorded once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from importers import alike
from nesa_fund.entries import Transaction

NEAR_DAYS = 10
"""So far may lie the day that a sheet tells from the day that the bank shows."""


class Told(NamedTuple):
    """A payment as another sheet tells it: pence into an entity's bank, what happened, and on which items.

    ``links`` and ``payee`` are None where the sheet tells them not, or in words of its own.
    """

    entity: str
    day: date
    pence: int
    events: tuple[str, ...]
    links: frozenset[str] | None = None
    payee: str | None = None
    grant: str = ""


class Banked:
    """The entries that name a line of a bank statement: each is one payment that other sheets may tell again."""

    def __init__(self, transactions: Iterable[Transaction]) -> None:
        """Take the entries of a ledger that stand."""
        by_line: dict[tuple[str, str], list[Transaction]] = defaultdict(list)
        for one in transactions:
            if alike.bank_pence(one.postings):
                by_line[one.meta["bank"], one.entity].append(one)
        self._of: dict[tuple[str, int], list[list[Transaction]]] = defaultdict(list)
        for (_, entity), entries in by_line.items():
            self._of[entity, sum(alike.bank_pence(one.postings) for one in entries)].append(entries)

    def take(self, told: Told) -> date | None:
        """The day on which the bank showed a payment, near the day told; each is taken once.

        The very day comes first, else the earliest: of rows in order of date the most have theirs.
        """
        known = self._of.get((told.entity, told.pence), [])
        same = [entries for entries in known if _is_same(entries, told)]
        if not same:
            return None
        shown = min(same, key=lambda entries: (entries[0].day != told.day, entries[0].day))
        known.remove(shown)
        return shown[0].day


def _is_same(entries: list[Transaction], told: Told) -> bool:
    first = entries[0]
    return (
        abs((first.day - told.day).days) <= NEAR_DAYS
        and first.meta["event"] in told.events
        and first.meta.get("grant", "") == told.grant
        and (told.links is None or told.links == {one.link for one in entries})
        and told.payee in {None, first.payee}
    )
