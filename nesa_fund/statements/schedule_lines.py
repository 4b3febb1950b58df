"""Who pays what of a year's contributions: each member's share, and what its coming or going changes.

Comings and goings count as soon as they are recorded, since the schedule is of the whole year; confirmations,
charges and payments count up to the day asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import Share, adopted_shares, closing_pence
from nesa_fund.claims import movements
from nesa_fund.entries import FUND
from nesa_fund.facts import Confirmation, Schedule
from nesa_fund.periods import ONE_DAY, Year
from nesa_fund.register import Spell
from nesa_fund.statements.arguments import in_words

_PAID = ("payment", "refund")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the schedule: a member's share, or what its leaving changes (no share)."""

    label: str
    pence: int
    charged: int
    paid: int
    share: Share | None = None


@dataclass(frozen=True, slots=True)
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

    def charged(self, member: str, *, is_closing: bool) -> int:
        """Pence charged less credits, apart from or by the closing charge or credit of a leaver."""
        rows = self.money
        return int(
            rows[(rows["debtor"] == member) & ~rows["is_paid"] & (rows["is_closing"] == is_closing)]["owed"].sum()
        )

    def paid(self, member: str) -> int:
        """Pence paid less refunds."""
        rows = self.money
        return -int(rows[(rows["debtor"] == member) & rows["is_paid"]]["owed"].sum())


def adopted_on(book: Book, board: Schedule, as_at: date) -> Adopted:
    """What a schedule comes to on a day, of a book cut at that day."""
    year = book.register.year(board.year)
    return Adopted(book, year, board, as_at, tuple(adopted_shares(book, board)), _movements(book, year))


def _movements(book: Book, year: Year) -> pd.DataFrame:
    """What was charged, credited and paid on the claims of a year's contributions, from the Fund's book."""
    rows = movements(book)
    rows = rows[rows["is_creditors_book"] & rows["is_live"] & (rows["creditor"] == FUND)]
    is_contribution = rows["event"] == "contribution"
    rows = rows[rows["link"].isin(rows["link"][is_contribution & (rows["year"] == year.name)])]
    is_closing = ((rows["event"] == "credit-note") & (rows["reason"] == "withdrawal")) | (
        (rows["event"] == "contribution") & (rows["instalment"] == "")
    )
    return rows.assign(is_paid=rows["event"].isin(_PAID), is_closing=is_closing)


def share_lines(adopted: Adopted) -> Iterator[Line]:
    """A line a share, those of members that joined after adoption last."""
    for share in adopted.shares:
        charged = adopted.charged(share.member, is_closing=False)
        yield Line(_label(adopted, share), share.pence, charged, adopted.paid(share.member), share)


def _label(adopted: Adopted, share: Share) -> str:
    name = adopted.name(share.member)
    if share.joined:
        return f"{name}, {'joins' if share.joined > adopted.as_at else 'joined'} {in_words(share.joined)}"
    return name if share.part == 1 else f"{name}, {share.part * adopted.year.days} of {adopted.year.days} days"


def leaver_lines(adopted: Adopted) -> Iterator[Line]:
    """What the leaving of a member, recorded after adoption, changes in its share."""
    register, year = adopted.book.register, adopted.year
    known = register.recorded_by(adopted.board.place.batch)
    keeps = register.alliance(adopted.as_at).withdrawal == "keep"
    for share in adopted.shares:
        first, last = _days_in(register.spells(share.member), year)
        charged_until = _until(share, year) if share.joined else _days_in(known.spells(share.member), year)[1]
        if last < charged_until:
            charged = adopted.charged(share.member, is_closing=False)
            kept = charged if keeps else closing_pence(share.pence, year, first, last, charged_until)
            label = f"{adopted.name(share.member)}, {'leaves' if last > adopted.as_at else 'left'} {in_words(last)}"
            yield Line(label, kept - share.pence, adopted.charged(share.member, is_closing=True), 0)


def _until(joiner: Share, year: Year) -> date:
    """The last day that a joiner's share is for."""
    return (joiner.joined or year.start) + ONE_DAY * (int(joiner.part * year.days) - 1)


def _days_in(spells: tuple[Spell, ...], year: Year) -> tuple[date, date]:
    """The first and last day in a year of the newest spell of membership that reaches into it."""
    first, last = next(spell for spell in reversed(spells) if spell[0] <= year.end)
    return max(first, year.start), min(last or year.end, year.end)
