"""SUB4: every share of a shared bill is fair, by the key that was agreed."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.bills import RESHARE, BillKey, key_over_time, sharing_of
from nesa_fund.book import Book
from nesa_fund.layers import credited_days, is_payers, is_reshared, layers_of, stated_span
from nesa_fund.money import format_pounds
from nesa_fund.rules.base import WAY_BACK, Finding, Gap, Outcome, Rule, in_charter, nothing_tested, tested
from nesa_fund.rules.charged import Entry, entries, issued
from nesa_fund.rules.shares import bill_keys, compared


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Each share of a shared bill is, to the penny, its allocation by the agreed key.

    The key is that of the agreement: by roll, equal, fixed or by usage, at the census and usage
    pinned on the bill, over the payer and those customers who are members on its date, by rolls
    and membership as they were recorded when the bill was. The Fund and associations have no
    pupils: by roll they bear nothing, and in equal parts the Fund bears one only as a customer
    that the agreement names. VAT charged on is left out. The payer's book decides. A finding
    stands at the sharer's own entry, or at the payer's where it has none; what is left with the
    payer is the rest, so its own share is named only where no other is wrong.

    A firm's credit of a bill that was shared anew before falls on each sharing by the days that
    the credit is for, unless it leaves nobody anything of the bill.

    For example::

        2025-10-02 * "North Net Ltd" "a penny from the payer to Coquet" ^Hartside-NN-2
          event: "shared-cost"
          agreement: "broadband"
          census: "2025-10"
          Expenses:Hartside:Costs:Broadband          411.99 GBP
          Assets:Hartside:Debtors:Coquet             198.01 GBP
          Assets:Hartside:Debtors:Rothley            307.00 GBP
          Assets:Hartside:Debtors:Elsdon              83.00 GBP
          Liabilities:Hartside:Suppliers           -1000.00 GBP

        2025-10-02 * "Hartside" "a penny from the payer to Coquet" ^Hartside-NN-2  ;! SUB4
          event: "shared-cost"
          agreement: "broadband"
          census: "2025-10"
          Expenses:Coquet:Costs:Broadband            198.01 GBP
          Liabilities:Coquet:Creditors:Hartside     -198.01 GBP
    """
    bills, keys, shares, gaps = shared_bills(book)
    if bills.empty:
        return Outcome(nothing_tested())
    wrong = shares[shares["off"] != 0]
    others = wrong["sharer"] != wrong["payer"]
    wrong = wrong[others | ~others.groupby(wrong["txn"]).transform("any")]
    columns = (wrong[column] for column in ("txn", "sharer", "charged", "due", "off"))
    booked = _Booked(book, bills.loc[wrong["txn"].unique()])
    findings = [
        _finding(book, booked, _Wrong(txn, sharer, charged, due, off, keys[txn].in_words))
        for txn, sharer, charged, due, off in zip(*columns, strict=True)
    ]
    return Outcome(tested(bills, bills["net"]), tuple(findings), gaps)


class SharedBills(NamedTuple):
    """The bills shared under an agreement, and how each fell on its sharers.

    Attributes:
        bills: Rows of ``charged.issued``: the bills, and their firms' credits that go by a key of their own.
        keys: Bill -> its key, of those that have one.
        shares: Rows of ``shares.compared``.
        gaps: The bills whose key can't be told.
    """

    bills: pd.DataFrame
    keys: Mapping[int, BillKey]
    shares: pd.DataFrame
    gaps: tuple[Gap, ...]


def shared_bills(book: Book) -> SharedBills:
    """Every bill shared under an agreement since the charter began: what each share is, and should be."""
    bills = in_charter(book, issued(book, ("shared-cost",)))
    bills = bills[bills["agreement"] != ""]
    if bills.empty:
        return SharedBills(bills, {}, pd.DataFrame(), ())
    keys, gaps = bill_keys(book, bills)
    keys_of_credits = _credit_keys(book, bills, keys)
    keys |= keys_of_credits
    given = issued(book, ("credit-note",))
    bills = pd.concat([bills, given[given.index.isin(list(keys_of_credits))]])
    shares = compared(book, bills, {txn: key.weights for txn, key in keys.items()})
    return SharedBills(bills, keys, shares, tuple(gaps))


class _Wrong(NamedTuple):
    """A share in pence of a bill that is not its allocation."""

    txn: int
    sharer: str
    charged: int
    due: int
    off: int
    key: str


def _credit_keys(book: Book, bills: pd.DataFrame, keys: Mapping[int, BillKey]) -> dict[int, BillKey]:
    """Firm's credit of a bill that was shared anew before -> its key, each sharing's by its days, where it is told."""
    anew = bills.loc[bills["reason"] == RESHARE, "link"].astype(str).unique()
    rows = book.live_transactions
    rows = rows[rows["link"].isin(list(anew)) & rows["event"].isin(["shared-cost", "credit-note"])]
    recorded = dict(zip(rows.index, book.recorded(rows), strict=True))
    txn_of = {id(entry): int(txn) for txn, entry in recorded.items()}
    found = {}
    for txn, credit in recorded.items():
        if credit.meta["event"] != "credit-note" or credit.meta.get("reason") == RESHARE or not is_payers(credit):
            continue
        by_then = [
            one for one in recorded.values() if one.link == credit.link and one.place.batch <= credit.place.batch
        ]
        layers = layers_of(by_then) if is_reshared(by_then) else []
        of_layers = [keys.get(txn_of[id(layer.entry)]) for layer in layers]
        told = [key for key in of_layers if key]
        if layers and len(told) == len(layers) and any(sharing_of(by_then).costs.values()):
            found[int(txn)] = key_over_time(told, credited_days(layers, stated_span(credit)))
    return found


class _Booked:
    """The entries of some bills: the payer's by transaction, each sharer's own by bill and owner."""

    def __init__(self, book: Book, bills: pd.DataFrame) -> None:
        self.payers = {entry.txn: entry for entry in entries(bills, "net")}
        rows = book.live_transactions
        rows = rows[rows["event"].isin(["shared-cost", "credit-note"]) & rows["link"].isin(bills["link"])][::-1]
        numbers = rows["number"].astype(str)
        bill = zip(rows["link"].astype(str), rows["batch"], numbers, rows["owner"].astype(str), strict=True)
        self._own = dict(zip(bill, entries(rows, "batch"), strict=True))
        self._numbers = bills["number"].astype(str)

    def entry(self, wrong: _Wrong) -> Entry:
        """The sharer's own entry, or the payer's where it has none."""
        payers = self.payers[wrong.txn]
        bill = (payers.link, payers.place.batch, self._numbers[wrong.txn], wrong.sharer)
        return self._own.get(bill, payers)


def _finding(book: Book, booked: _Booked, wrong: _Wrong) -> Finding:
    payers, entry = booked.payers[wrong.txn], booked.entry(wrong)
    return Finding(
        message=f"{book.register.name(wrong.sharer)}'s share is {format_pounds(wrong.charged)}, "
        f"its allocation {wrong.key} is {format_pounds(wrong.due)}",
        remedy=f"agree with {book.register.name(payers.owner)} what is to be made good; {WAY_BACK}",
        place=entry.place,
        link=payers.link,
        entities=tuple(dict.fromkeys((wrong.sharer, payers.owner))),
        pence=abs(wrong.off),
        day=entry.day,
    )


RULE = Rule("SUB4", "fair share", promises=(2,), check=check)
