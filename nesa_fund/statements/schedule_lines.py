"""Who pays what of a year's contributions: each member's share, and what its coming or going changes.

Comings and goings count as soon as they are recorded, since the schedule is of the whole year; confirmations,
charges and payments count up to the day asked for.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import (
    Share,
    accounts,
    adopted_shares,
    charged_before,
    closing_sum,
    is_closing,
    last_day_in,
)
from nesa_fund.claims import movements
from nesa_fund.entries import FUND
from nesa_fund.facts import Confirmation, Schedule
from nesa_fund.periods import Year, day_in_words

CLOSING = "/left"
"""Behind the name of a share, this makes the name of the line of what the leaving changes in it."""
_PAID = ("payment", "refund")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the schedule: a member's share, or what its leaving changes (no share).

    What was paid, and what is still owed of all that it was charged and credited, stand with the share.
    """

    name: str
    label: str
    roll: Fraction | None
    pence: int
    charged: int
    paid: int | None = None
    outstanding: int | None = None
    share: Share | None = None


@dataclass(frozen=True)
class Adopted:
    """A year's schedule as at a day, and what was charged and paid under it."""

    book: Book
    year: Year
    board: Schedule
    as_at: date
    shares: tuple[Share, ...]
    money: pd.DataFrame

    def name(self, member: str) -> str:
        """What people call a member."""
        return self.book.register.name(member)

    def confirmation(self, member: str) -> Confirmation | None:
        """What its governing body had decided by the day."""
        said = self.book.register.confirmations.get((member, self.year.name))
        return said if said and said.day <= self.as_at else None

    @property
    def instalments(self) -> int:
        """How many instalments the year has; one that came back after the last of them has one more."""
        return max((number for share in self.shares for number in share.parts), default=self.board.instalments)

    @cached_property
    def _owed(self) -> dict[tuple[str, bool, bool], int]:
        """Account, whether paid and whether by a leaver's closing -> pence."""
        owed: dict[tuple[str, bool, bool], int] = defaultdict(int)
        columns = (self.money[name] for name in ("account", "is_paid", "is_closing", "owed"))
        for account, is_paid, closes, pence in zip(*columns, strict=True):
            owed[str(account), bool(is_paid), bool(closes)] += int(pence)
        return owed

    def charged(self, share: Share, *, is_closing: bool) -> int:
        """Pence charged less credits, apart from or by the closing charge or credit of a leaver."""
        return self._owed[share.account, False, is_closing]

    def to_confirm(self, share: Share) -> int:
        """Pence that its governing body has to have confirmed: the share, and what its earlier times were charged."""
        return share.pence + (charged_before(share, self.money[~self.money["is_paid"]]) if share.before else 0)

    def paid(self, share: Share) -> int:
        """Pence paid less refunds."""
        return -sum(self._owed[share.account, True, is_closing] for is_closing in (True, False))


def adopted_on(book: Book, board: Schedule, as_at: date) -> Adopted:
    """What a schedule comes to on a day, of a book cut at that day."""
    year = book.register.year(board.year)
    shares = tuple(adopted_shares(book, board))
    return Adopted(book, year, board, as_at, shares, _movements(book, year, shares))


def _movements(book: Book, year: Year, shares: tuple[Share, ...]) -> pd.DataFrame:
    """What was charged, credited and paid on the claims of a year's contributions, from the Fund's book."""
    rows = movements(book)
    rows = rows[rows["is_creditors_book"] & rows["is_live"] & (rows["creditor"] == FUND)]
    is_contribution = rows["event"] == "contribution"
    rows = rows[rows["link"].isin(rows["link"][is_contribution & (rows["year"] == year.name)])]
    return rows.assign(is_paid=rows["event"].isin(_PAID), is_closing=is_closing(rows), account=accounts(shares, rows))


def share_lines(adopted: Adopted) -> Iterator[Line]:
    """A line a share, those of members that joined after adoption last."""
    for share in adopted.shares:
        charged, paid = adopted.charged(share, is_closing=False), adopted.paid(share)
        outstanding = charged + adopted.charged(share, is_closing=True) - paid
        roll = None if share.before else share.roll  # The pupils of one that comes back are counted once.
        yield Line(share.account, _label(adopted, share), roll, share.pence, charged, paid, outstanding, share)


def _label(adopted: Adopted, share: Share) -> str:
    name = adopted.name(share.member)
    if share.joined:
        joined = f"{'joins' if share.joined > adopted.as_at else 'joined'}{' again' if share.before else ''}"
        return f"{name}, {joined} {day_in_words(share.joined)}"
    return name if share.part == 1 else f"{name}, {share.part * adopted.year.days} of {adopted.year.days} days"


def leaver_lines(adopted: Adopted) -> Iterator[Line]:
    """What the leaving of a member changes in its share, where that was for longer."""
    register, year = adopted.book.register, adopted.year
    again = {share.member for share in adopted.shares if share.before}
    for share in adopted.shares:
        charged = adopted.charged(share, is_closing=False)
        closing = closing_sum(register, share, year, charged)
        last = last_day_in(share, year)
        is_other = closing != share.pence or year.part(share.spells) != share.part
        if closing is not None and last and is_other:
            label = f"{adopted.name(share.member)}, {'leaves' if last > adopted.as_at else 'left'} {day_in_words(last)}"
            roll = None if share.member in again else -share.roll
            charged = adopted.charged(share, is_closing=True)
            yield Line(f"{share.account}{CLOSING}", label, roll, closing - share.pence, charged)
