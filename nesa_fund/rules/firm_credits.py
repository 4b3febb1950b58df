"""What firms credit of shared bills, and the VAT that payers charge on, beside the keys pinned on the bills."""

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.allocation import allocate
from nesa_fund.bills import RESHARE, BillKey
from nesa_fund.book import Book, numbered
from nesa_fund.entries import FUND
from nesa_fund.rules.charged import Entry, customers_by, entries
from nesa_fund.rules.shares import bill_keys, compared

_ITEM = ["owner", "link"]
_FUNDS_ALONE = BillKey({FUND: Fraction(1)}, "", "by the Partnership Fund alone")


class Part(NamedTuple):
    """What a sharer is credited of a firm's credit, and what its part of it is, in pence."""

    sharer: str
    credited: int
    due: int


class WrongCredit(NamedTuple):
    """A firm's credit that was not passed on by the key of its bill, and the parts that are wrong."""

    entry: Entry
    key: str
    parts: tuple[Part, ...]


class WrongVat(NamedTuple):
    """A bill or a credit, with the VAT charged on, by which that is not the others' part of what is reclaimed.

    All are pence; those of a credit are told as those of the charge that it turns.
    """

    entry: Entry
    reclaimed: int
    due: int


def keys_of(book: Book, rows: pd.DataFrame) -> dict[int, BillKey]:
    """Entry -> the key of its bill, for firms' credits of bills not shared anew by then, and what has VAT charged on.

    Args:
        book: The book.
        rows: The rows of ``charged.issued`` of firms' bills and credits, and of what was shared anew.
    """
    rows = rows.assign(item=numbered(rows, _ITEM))
    anew = rows[rows["reason"] == RESHARE].groupby("item")["batch"].min()
    rows = rows[rows["reason"] != RESHARE]
    is_anew = rows["batch"] >= rows["item"].map(anew)
    is_credit = (rows["event"] == "credit-note") & ~is_anew
    wanted = rows[is_credit | ((rows["vat_on"] != 0) & (rows["event"] == "shared-cost"))]
    bills = rows[(rows["event"] == "shared-cost") & rows["item"].isin(wanted["item"])].drop_duplicates("item")
    is_agreed = bills["agreement"] != ""
    falls_on = customers_by(book.live, bills.index[~is_agreed & (bills["own"] == 0)])
    found = {bill: _FUNDS_ALONE for bill, customers in falls_on.items() if customers == (FUND,)}
    found |= bill_keys(book, bills[is_agreed])[0]
    bill_of = dict(zip(bills["item"], bills.index, strict=True))
    return {
        int(txn): found[bill_of[item]]
        for txn, item in zip(wanted.index, wanted["item"], strict=True)
        if bill_of.get(item) in found
    }


def wrong_credits(book: Book, rows: pd.DataFrame, keys: Mapping[int, BillKey]) -> Iterator[WrongCredit]:
    """The credits among some entries that were not passed on by their keys, but for those that take the rest."""
    given = rows[(rows["event"] == "credit-note") & rows.index.isin(list(keys))]
    if given.empty:
        return
    shares = compared(book, given, {txn: keys[txn].weights for txn in given.index})
    shares = shares[shares["off"] != 0]
    given = _without_rests(book, given.loc[shares["txn"].unique()])
    parts: dict[int, tuple[Part, ...]] = {}
    columns = (shares["sharer"], -shares["charged"], -shares["due"])
    for txn, *part in zip(shares["txn"], *columns, strict=True):
        parts[txn] = (*parts.get(txn, ()), Part(*part))
    for entry in entries(given, "net"):
        yield WrongCredit(entry, keys[entry.txn].in_words, parts[entry.txn])


def wrong_vat(book: Book, rows: pd.DataFrame, keys: Mapping[int, BillKey]) -> Iterator[WrongVat]:
    """The entries with VAT charged on among some that have keys, where it is not the others' part by the key."""
    rows = rows[(rows["vat_on"] != 0) & rows.index.isin(list(keys))]
    due = [
        back - allocate(int(back), keys[txn].weights).get(str(payer), 0)
        for txn, payer, back in zip(rows.index, rows["owner"], rows["vat_back"], strict=True)
    ]
    rows = rows.assign(due=due)
    rows = rows[rows["due"] != rows["vat_on"]]
    rest = _without_rests(book, rows[rows["event"] == "credit-note"]).index
    rows = rows[(rows["event"] == "shared-cost") | rows.index.isin(rest)]
    for column in ("vat_on", "vat_back", "due"):
        rows[column] = rows[column].where(rows["event"] == "shared-cost", -rows[column])
    for entry, back, pence in zip(entries(rows, "vat_on"), rows["vat_back"], rows["due"], strict=True):
        yield WrongVat(entry, int(back), int(pence))


def _without_rests(book: Book, credits_: pd.DataFrame) -> pd.DataFrame:
    """Some firms' credits, but for those that leave nobody anything of the bill, as it stood when each was recorded.

    Such a credit takes what is left of each share, odd pennies too, or they would stay on claims.
    """
    rows = book.live[book.live["link"].isin(credits_["link"].unique())]
    rows = rows[rows["event"].isin(["shared-cost", "credit-note"])]
    of_bills = {key: bill[["txn", "account", "pence"]] for key, bill in rows.groupby(_ITEM, observed=True)}
    return credits_[np.array([not _is_rest(of_bills, one) for one in entries(credits_, "net")], dtype="bool")]


def _is_rest(of_bills: Mapping[tuple[Hashable, ...], pd.DataFrame], credit: Entry) -> bool:
    rows = of_bills[credit.owner, credit.link]
    return not rows[rows["txn"] <= credit.txn].groupby("account", observed=True)["pence"].sum().any()
