"""Charges as the rules look at them: who issued them, under what, and what was known when they were recorded."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book, once_a_book, rows_where, stated_days
from nesa_fund.claims import with_sides
from nesa_fund.entries import FUND, Place
from nesa_fund.facts import Agreement, Fact, Struck
from nesa_fund.register import Register

ORDER = ["day", "batch", "line"]
_ISSUED = ["invoice", "shared-cost", "credit-note"]
_OF_ISSUED = [
    *ORDER, "file", "owner", "link", "event", "number", "agreement", "quantity", "usage", "census", "plan", "vat",
    "supplied", "reason",
]  # fmt: skip


class Entry(NamedTuple):
    """A row of a table of the book that a rule has something to say about."""

    txn: int
    owner: str
    link: str
    day: date
    place: Place
    pence: int


def entries(rows: pd.DataFrame, pence: str) -> Iterator[Entry]:
    """The rows of transactions, or of one posting each, with the amount that stands in a column."""
    txns = rows.get("txn", rows.index)
    columns = (rows[column] for column in ("owner", "link", "day", "batch", "file", "line", pence))
    for txn, owner, link, day, batch, file, line, amount in zip(txns, *columns, strict=True):
        yield Entry(int(txn), str(owner), str(link), day.date(), Place(int(batch), str(file), int(line)), int(amount))


def customers_by(rows: pd.DataFrame, txns: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Transaction -> whom it charges or credits, in order of its postings, for those of some transactions."""
    wanted = list(txns)
    if not wanted:
        return {}
    rows = rows.loc[(rows["klass"] == "Debtors") & rows["txn"].isin(wanted), ["txn", "counterparty"]]
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for txn, customer in zip(rows["txn"], rows["counterparty"].astype(str), strict=True):
        found[txn] += (customer,)
    return dict(found)


class Known:
    """The register as each batch found it, of the few kinds of fact that a rule asks for.

    Bank lines are most of a register and are no rule's terms: without them it is quick to go back.
    """

    def __init__(self, register: Register, *kinds: type[Fact]) -> None:
        """Take the facts of these kinds, and those that strike them out."""
        facts = [fact for fact in register.facts if isinstance(fact, (*kinds, Struck))]
        self.newest = Register(facts)
        self._batches = sorted({fact.place.batch for fact in facts})

    def by(self, batch: int) -> Register:
        """What had been recorded when that batch was, its own facts among them."""
        position = bisect_right(self._batches, batch)
        return self.newest.recorded_by(self._batches[position - 1] if position else 0)

    def eras(self, batches: pd.Series) -> pd.Series:
        """A number for what was known to each batch: alike where no such fact was recorded between."""
        return pd.Series(np.searchsorted(self._batches, batches.to_numpy(), side="right"), index=batches.index)

    def terms(self, code: str, day: pd.Timestamp, batch: int) -> Agreement | None:
        """An agreement's terms on a day, ended or not, as the batch knew them, or else as they are known now."""
        for register in (self.by(batch), self.newest):
            begun = [terms for terms in register.agreements.get(code, []) if terms.day <= day.date()]
            if begun:
                return begun[-1]
        return None


def is_shown(book: Book, fact: Fact, batch: int) -> bool:
    """Whether a fact was recorded by a charge's batch, or its own batch archives the signed paper."""
    if fact.place.batch <= batch:
        return True
    known = book.batches.get(fact.place.batch)
    papers = [name.strip() for name in fact.document.split(",") if name.strip()]
    return bool(papers) and known is not None and known.sources.issuperset(papers)


def issued(book: Book, events: Iterable[str]) -> pd.DataFrame:
    """The live entries of some events, by those who issue charges and credits: a supplier, a payer, the Fund.

    Args:
        book: The book.
        events: Some of invoice, shared-cost and credit-note.

    Returns:
        One row a transaction: those of its columns that the rules ask for, supply (the day of
        supply), net (pence that it charges, the issuer's own share of a bill with it, without VAT
        charged on; negative for a credit), own (the issuer's own share), vat_on (VAT charged on)
        and vat_back (VAT that the issuer reclaims), in order of date.
    """
    found = _issued(book)
    return rows_where(found["event"].isin(list(events)), found)


@once_a_book
def _issued(book: Book) -> pd.DataFrame:
    rows = book.live.loc[book.live["event"].isin(_ISSUED), ["txn", "root", "klass", "pence"]]
    of_customers = rows.loc[rows["klass"] == "Creditors", "txn"].unique()
    rows = rows[~rows["txn"].isin(of_customers)]
    is_vat = rows["klass"] == "VAT"
    sums = pd.DataFrame(
        {
            "own": rows["pence"].where(rows["root"] == "Expenses", 0),
            "owed": rows["pence"].where(rows["klass"] == "Debtors", 0),
            "vat_on": -rows["pence"].where(is_vat & (rows["root"] == "Liabilities"), 0),
            "vat_back": rows["pence"].where(is_vat & (rows["root"] == "Assets"), 0),
        }
    )
    found = book.transactions.loc[rows["txn"].unique(), _OF_ISSUED].join(sums.groupby(rows["txn"]).sum())
    found["net"] = found["own"] + found["owed"] - found["vat_on"]
    found["supply"] = stated_days(found["supplied"]).fillna(found["day"])
    return found.sort_values(ORDER, kind="stable")


@once_a_book
def contributions(book: Book, *, with_reversed: bool = False) -> pd.DataFrame:
    """What the Fund charged and credited of contributions, a surplus apart, as its own book has it.

    Returns:
        The Fund's rows of ``movements`` for contributions and their credit notes, in order of
        date; ``year`` and ``instalment`` as text, a credit's those of the charge it credits.
    """
    rows = book.money[book.money["event"].isin(["contribution", "credit-note"])]
    rows = rows[(rows["klass"] == "Debtors") & (rows["entity"] == FUND) & (rows["is_live"] | with_reversed)]
    rows = with_sides(rows)
    rows = rows.assign(**{key: rows[key].astype("object") for key in ("event", "link", "year", "instalment", "reason")})
    charged = rows[rows["event"] == "contribution"].drop_duplicates("link").set_index("link")
    rows = rows[rows["link"].isin(charged.index)]
    for column in ("year", "instalment"):
        rows[column] = rows["link"].map(charged[column])
    return rows.sort_values(ORDER, kind="stable")
