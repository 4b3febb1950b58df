"""How the payments on the Fund's bank accounts and the lines of its banks account for each other."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book, numbered, once_a_book
from nesa_fund.entries import FUND
from nesa_fund.facts import BankLine
from nesa_fund.rules.charged import ORDER

HELD = ("held",)
"""The answer of a line that nobody can place yet."""
FAR_DAYS = 45
"""So many days from the bank's may a sheet date the payment that a line is answered as."""
BROUGHT_IN = "opening"
_NOT_PLACED = "unidentified"
_MOST_TRIED = 12  # Payments on a line's open items whose sums are tried.
_SAME = ["item", "turned"]


@dataclass(frozen=True, slots=True)
class Banked:
    """The Fund's bank accounts, entry by entry and line by line.

    ``entries`` are the postings on them that stand, in order of date: ``payment_no`` numbers the
    payment that each is part of, ``named_line`` is the id of the line that its ``bank:`` names, and
    ``shown_by`` the position in ``lines`` of the line that shows it, -1 where none does. ``lines``
    are the lines of those accounts up to the day.
    """

    entries: pd.DataFrame
    lines: tuple[BankLine, ...]

    @property
    def open_lines(self) -> list[BankLine]:
        """The lines that no payment accounts for."""
        shown = set(self.entries["shown_by"])
        return [line for n, line in enumerate(self.lines) if n not in shown]


@once_a_book
def banked(book: Book, as_at: date) -> Banked:
    """Set the lines of the Fund's banks against the payments in its book, each payment against one line.

    One payment is what shares a bank line, or else a payment's reference, its day and who it was.
    A payment that names a line in ``bank:`` is that line's, if it comes to its amount. Another line
    names its open items, and has the payments on just those that come to its amount, the nearest
    to its day; if it names a receipt that was not placed yet and was since, what took its place.
    """
    entries = payments_numbered(_standing(book))
    lines = tuple(line for line in book.register.all(BankLine) if not line.owner and line.day <= as_at)
    payments = _Payments(entries)
    rest = [n for n, line in enumerate(lines) if not payments.take_named(n, line)]
    payments.offer({link for n in rest for link in lines[n].answers})
    rest = [n for n in rest if not payments.take_answered(n, lines[n])]
    placed = _placed(book)
    for n in rest if len(placed) else ():
        payments.take_placed(n, lines[n], placed)
    return Banked(entries.assign(shown_by=payments.shown_by[entries["payment_no"].to_numpy()]), lines)


def _standing(book: Book) -> pd.DataFrame:
    """The postings on the Fund's bank accounts that stand, those among them that a later day's entry takes back."""
    rows = book.money
    rows = rows[(rows["entity"] == FUND) & (rows["klass"] == "Bank")].sort_values(ORDER, kind="stable")
    is_reversal = rows["event"] == "reversal"
    rows = rows.assign(
        turned=rows["pence"].where(~is_reversal, -rows["pence"]), item=numbered(rows, ["account", "link"])
    )
    gone = rows[~rows["is_live"] & ~is_reversal]
    back = rows[is_reversal & ~rows["is_loose"]].groupby(_SAME).size()
    undone = back.reindex(pd.MultiIndex.from_frame(gone[_SAME])).fillna(0).to_numpy()
    still = gone.index[gone.groupby(_SAME).cumcount().to_numpy() >= undone]
    return rows[rows["is_live"] | rows.index.isin(still)]


def payments_numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Postings on bank accounts, with the number of the payment that each is part of, and the line that it names."""
    has_line, has_tie = rows["bank"] != "", rows["payment"] != ""
    tie = rows.groupby(["account", "payment", "payee", "day"], observed=True, sort=False).ngroup()
    line = pd.Series(np.where(has_line, rows["bank"].cat.codes, -1), index=rows.index)
    line = line.where(has_line | ~has_tie, line.groupby(tie).transform("max"))
    kind = np.where(line >= 0, 0, np.where(has_tie, 1, 2))
    of_kind = np.where(line >= 0, line, np.where(has_tie, tie, rows["txn"]))
    keys = pd.DataFrame({"account": rows["account"].cat.codes, "kind": kind, "of_kind": of_kind}, index=rows.index)
    named = pd.Categorical.from_codes(line.astype("int64"), categories=rows["bank"].cat.categories)
    return rows.assign(payment_no=keys.groupby([*keys], sort=False).ngroup(), named_line=named)


def _placed(book: Book) -> pd.DataFrame:
    """The transactions that take back receipts which were not placed when they came: on their day they were placed."""
    rows = book.transactions
    receipts = rows.loc[rows["event"] == _NOT_PLACED, "link"]
    return rows[(rows["event"] == "reversal") & rows["link"].isin(receipts)]


class _Payment(NamedTuple):
    """A payment that no line has yet, as a line may be answered by it."""

    number: int
    day: date
    pence: int
    links: frozenset[str]


class _Payments:
    """The payments of the Fund's banks while lines are set against them."""

    def __init__(self, entries: pd.DataFrame) -> None:
        """Take the postings, numbered by payment."""
        self._entries = entries
        sums = entries.groupby("payment_no")["pence"].sum()
        self._pence = sums.to_numpy()
        self.shown_by = np.full(len(sums), -1, dtype="int64")
        named = entries[entries["named_line"].notna()].drop_duplicates("payment_no")
        ids = zip(named["account"].astype(str), named["named_line"].astype(str), strict=True)
        self._named = dict(zip(ids, named["payment_no"], strict=True))
        self._on: dict[tuple[str, str], list[_Payment]] = defaultdict(list)

    def take_named(self, position: int, line: BankLine) -> bool:
        """Whether the payment that names a line comes to its amount, and so is its own."""
        number = self._named.get((line.account, line.line))
        return number is not None and self._pence[number] == line.amount and self._take(position, [number])

    def offer(self, links: set[str]) -> None:
        """Look up the payments on some open items."""
        rows = self._entries
        rows = rows[rows["payment_no"].isin(rows.loc[rows["link"].isin(list(links)), "payment_no"])]
        on: dict[int, set[str]] = defaultdict(set)
        for number, link in zip(rows["payment_no"], rows["link"].astype(str), strict=True):
            on[number].add(link)
        first = rows.drop_duplicates("payment_no")
        columns = first["payment_no"], first["account"].astype(str), first["day"].dt.date
        for number, account, day in zip(*columns, strict=True):
            payment = _Payment(number, day, int(self._pence[number]), frozenset(on[number]))
            for link in payment.links:
                self._on[account, link].append(payment)

    def take_answered(self, position: int, line: BankLine) -> bool:
        """Whether payments on just the open items that a line names come to its amount, and so are its own."""
        answers = set(line.answers)
        on = {payment for link in answers for payment in self._on[line.account, link]}
        apart = {one: abs((one.day - line.day).days) for one in on if self.shown_by[one.number] < 0}
        near = sorted((one for one in apart if apart[one] <= FAR_DAYS), key=lambda one: (apart[one], one.number))
        near = near[:_MOST_TRIED]
        for size, _ in enumerate(near, 1):
            for some in combinations(near, size):
                is_all = frozenset[str]().union(*(one.links for one in some)) == answers
                if is_all and sum(one.pence for one in some) == line.amount:
                    return self._take(position, [one.number for one in some])
        return False

    def take_placed(self, position: int, line: BankLine, placed: pd.DataFrame) -> bool:
        """Whether a payment of the line's amount took the place of the receipt that it was answered as."""
        receipts = placed[placed["link"].isin(line.answers)]
        for day, payee in zip(receipts["day"], receipts["payee"], strict=True):
            rows = self._entries[(self._entries["day"] == day) & (self._entries["payee"] == payee)]
            for number in rows.loc[rows["account"] == line.account, "payment_no"]:
                if self.shown_by[number] < 0 and self._pence[number] == line.amount:
                    return self._take(position, [number])
        return False

    def _take(self, position: int, numbers: list[int]) -> bool:
        self.shown_by[numbers] = position
        return True
