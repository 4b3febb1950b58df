"""What has no number: the same row again is known by all that it says, and two equal rows are two."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from typing import Protocol, Self

from importers.alike import bank_pence
from importers.banked import Told
from importers.desk import Desk
from importers.rows import Row
from nesa_fund.entries import Transaction
from nesa_fund.periods import day_in_words

Link = Callable[[int], str]
"""A link by a count from 1: the first that nothing has is its own."""


class Unnumbered(Protocol):
    """An event that is told apart from others by what it says alone."""

    @property
    def day(self) -> date:
        """Its date."""

    def linked(self, link: str) -> Self:
        """The same event on an open item."""

    def transactions(self) -> tuple[Transaction, ...]:
        """Its entry in each book."""


def put_unnumbered(desk: Desk, row: Row, event: Unnumbered, link: Link | None = None, column: str = "day") -> None:
    """Put an event on the desk, unless the ledger has one more such than was asked for so far.

    Args:
        desk: The desk.
        row: Its row.
        event: It.
        link: Its link, by a count; None for one that stands on an open item already.
        column: The field of its date.
    """
    own = event.transactions()[0]
    if desk.charges.take_unnumbered(own) or is_banked(desk, own):
        desk.count_row(is_new=False)
        return
    transactions = (event.linked(free_link(desk, link)) if link else event).transactions()
    if not desk.is_open(row, event.day, column) or is_brought_in(desk, row, transactions, column):
        return
    put_new(desk, row, transactions)


def is_banked(desk: Desk, own: Transaction) -> bool:
    """Whether a bank statement brought it in already, on its day or near it."""
    event, grant = own.meta["event"], own.meta.get("grant", "")
    links = frozenset({own.link}) if own.link else None
    told = Told(own.entity, own.day, bank_pence(own.postings), (event,), links, grant=grant)
    return desk.charges.banked.take(told) is not None


def put_new(desk: Desk, row: Row, transactions: Sequence[Transaction]) -> None:
    """Put what is new on the desk, and count it."""
    own = transactions[0]
    desk.mind_day(row, own.day)
    desk.add(transactions)
    desk.count_paid(abs(bank_pence(own.postings)))
    desk.count_row(is_new=True)


def free_link(desk: Desk, link: Link) -> str:
    """The first of counted links that nothing has."""
    return next(one for one in map(link, count(1)) if not desk.charges.of_link(one))


def is_brought_in(desk: Desk, row: Row, transactions: Sequence[Transaction], column: str = "day") -> bool:
    """Whether an entry is older than the balances its book begins with, which hold it already; a problem then."""
    begun = {one.entity: one.day for one in desk.charges.of_event("opening")}
    for one in transactions:
        opened = begun.get(one.entity)
        if opened and one.day < opened:
            name = desk.register.name(one.entity)
            desk.problem(
                row, column, f"is before {name}'s balances were brought in, on {day_in_words(opened)}: they hold it"
            )
            return True
    return False
