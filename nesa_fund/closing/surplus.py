"""A year's surplus: what the Fund may return, and what of it is each member's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from nesa_fund.allocation import allocate
from nesa_fund.book import Book
from nesa_fund.charges import contribution_link
from nesa_fund.entries import FUND, Transaction, bank
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year, day_in_words
from nesa_fund.records.contributions import ContributionMoved
from nesa_fund.rules.charged import contributions

_OWED = {
    "Suppliers": "owed to firms",
    "Creditors": "owed to members",
    "Debtors": "owed to members",
    "Unidentified": "received and not placed yet",
}


@dataclass(frozen=True, slots=True)
class GeneralBalance:
    """What the Fund holds on a day that is nobody's: the pence in its bank, and what of them is whose."""

    held: int
    less: Mapping[str, int]

    @property
    def pence(self) -> int:
        """What is left of the bank beside all that."""
        return self.held - sum(self.less.values())

    def __str__(self) -> str:
        """The figures, as a sentence has them."""
        held = f"{format_pounds(self.held)} in its bank"
        less = [f"{format_pounds(pence)} {what}" for what, pence in self.less.items() if pence]
        return f"{held}, less {', '.join(less)}" if less else held


def general_balance(book: Book, year: Year, day: date) -> GeneralBalance:
    """The Fund's general balance of a year at the end of a day, which its Board is free to return.

    Its bank, less what is unspent of each grant, what it owes claim by claim (a debt to it makes
    none less), and what later years' contributions have brought and is not spent in them.
    """
    until = book.until(day)
    held, kept = until.daily_balance(bank(FUND)), until.unspent_grants()
    less = {"unspent of grants": int(kept.iloc[-1]) if len(kept) else 0, **_owed(until)}
    ahead = max(0, _received_after(until, year) - _spent_after(until, year))
    return GeneralBalance(int(held.iloc[-1]) if len(held) else 0, {**less, "of later years' contributions": ahead})


def _owed(book: Book) -> dict[str, int]:
    """What the Fund owes, in words: a claim that was overpaid or credited is owed too, a surplus until it is paid."""
    rows = book.money[(book.money["entity"] == FUND) & book.money["klass"].isin(list(_OWED))]
    keys = [rows[name].astype(str) for name in ("klass", "counterparty", "link")]
    sums = rows["pence"].groupby(keys).sum().clip(upper=0).groupby("klass").sum()
    owed = dict.fromkeys(_OWED.values(), 0)
    for klass, pence in sums.items():
        owed[_OWED[str(klass)]] -= int(pence)
    return owed


def _received_after(book: Book, year: Year) -> int:
    """What members have paid of contributions for the years after one."""
    rows = contributions(book)
    charged = rows[rows["year"].astype(str) > year.name].groupby("link")["owed"].sum()
    rows = book.money[(book.money["entity"] == FUND) & (book.money["klass"] == "Debtors")]
    owed = rows["pence"].groupby(rows["link"].astype(str)).sum().clip(lower=0)
    return sum(int(pence) - int(owed.get(link, 0)) for link, pence in charged.items())


def _spent_after(book: Book, year: Year) -> int:
    """What the Fund has spent of its own in the years after one."""
    rows = book.money[(book.money["entity"] == FUND) & (book.money["root"] == "Expenses")]
    rows = rows[(rows["klass"] == "General") & (rows["day"] > pd.Timestamp(year.end))]
    return int(rows["pence"].sum())


def net_contributions(book: Book, year: str) -> dict[str, int]:
    """Member -> pence that it was charged for a year less credits, leavers included, where that is not nothing."""
    rows = contributions(book)
    rows = rows[rows["year"] == year]
    sums = rows["owed"].groupby(rows["debtor"]).sum()
    return {str(code): int(pence) for code, pence in sums.items() if pence}


def returned(book: Book, year: str) -> dict[str, Transaction]:
    """Member -> the Fund's entry of what was returned to it of a year and still stands."""
    rows = book.live_transactions
    rows = rows[(rows["event"] == "surplus") & (rows["year"] == year) & (rows["owner"] == FUND)]
    return {one.payee: one for one in book.recorded(rows)}


def surplus_faults(book: Book, year: Year, pence: int, day: date) -> Iterator[str]:
    """Why an amount can't be returned for a year on a day; nothing where it can."""
    paid_in = net_contributions(book, year.name)
    balance = general_balance(book, year, day)
    if pence <= 0:
        yield "the amount returned must be above zero"
    if day < year.start:
        yield f"{day_in_words(day)} is before {year.name} begins, on {day_in_words(year.start)}"
    if not paid_in:
        yield f"nothing is charged for {year.name}, so there is nothing to return"
    elif min(paid_in.values()) < 0:
        named = ", ".join(book.register.name(code) for code, net in paid_in.items() if net < 0)
        yield f"more was credited than charged for {year.name} to {named}; put that right first"
    if pence > balance.pence:
        yield (
            f"{format_pounds(pence)} is more than the Fund holds in general on {day_in_words(day)}: "
            f"{format_pounds(balance.pence)} ({balance})"
        )


def surplus_of(book: Book, year: str, pence: int, day: date, meta: Mapping[str, str]) -> list[ContributionMoved]:
    """What of a surplus is returned to each member, in proportion to what it paid in of that year.

    Args:
        book: The book.
        year: The alliance year that the surplus is of.
        pence: What is returned in all.
        day: The day it is owed from, maybe in a later year.
        meta: Its source, its minute and its papers.
    """
    shares = allocate(pence, net_contributions(book, year))
    further = {key: text for key, text in meta.items() if key != "source"}
    return [
        ContributionMoved(
            day=day, link=contribution_link(year, code, "surplus"), source=meta["source"],
            description=f"Surplus of {year}, returned", meta=further, event="surplus", year=year, member=code,
            pence=-part,
        )
        for code, part in shares.items()
        if part
    ]  # fmt: skip
