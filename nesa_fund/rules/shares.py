"""A shared bill's shares: by the key that was agreed, and as its payer charged them."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pandas as pd

from nesa_fund.allocation import allocate
from nesa_fund.bills import RESHARE, BillKey, bill_key
from nesa_fund.book import Book
from nesa_fund.facts import Agreement, Member, Roll, Withdrawal
from nesa_fund.rules.base import Gap
from nesa_fund.rules.charged import Known, entries


def bill_keys(book: Book, bills: pd.DataFrame) -> tuple[dict[int, BillKey], list[Gap]]:
    """Bill -> its key; and the bills whose key can't be told. What has no agreement is SUB1's."""
    known = Known(book.register, Member, Withdrawal, Roll, Agreement)
    texts = bills.assign(**{key: bills[key].astype("object") for key in ("agreement", "owner", "census", "usage")})
    said = texts[["agreement", "owner", "day", "supply", "batch", "census", "usage"]].itertuples(index=False, name=None)
    key_of = cache(_key)
    found, gaps = {}, []
    for entry, bill in zip(entries(bills, "net"), said, strict=True):
        key = key_of(known, _Bill(*bill))
        if key and key.lack:
            remedy = "record the rolls, or agree with the sharers how it is shared, and minute it"
            gaps.append(
                Gap(f"{entry.link}: {key.lack}", book.register.name(entry.owner), remedy, entry.day, entry.link)
            )
        elif key:
            found[entry.txn] = key
    return found, gaps


class _Bill(NamedTuple):
    """What a bill says of its key."""

    agreement: str
    payer: str
    day: pd.Timestamp
    supply: pd.Timestamp
    batch: int
    census: str
    usage: str


def _key(known: Known, bill: _Bill) -> BillKey | None:
    terms = known.terms(bill.agreement, bill.supply, bill.batch)
    if not terms:
        return None
    if terms.share == "roll" and not bill.census:
        return BillKey({}, "", "roll", "it is shared by roll, and pins no census")
    return bill_key(known.by(bill.batch), terms, bill.payer, bill.day.date(), bill.census, bill.usage)


def compared(book: Book, bills: pd.DataFrame, weights: Mapping[int, Mapping[str, Fraction]]) -> pd.DataFrame:
    """One row a bill and sharer: what it is charged without VAT, what it should be, and what it is off.

    Args:
        book: The book.
        bills: Rows of ``charged.issued``; only those that have weights are compared.
        weights: Bill -> sharer -> weight.
    """
    bills = bills.loc[list(weights)]
    charged = _charged(book, bills)
    whole = bills["net"] + bills["vat_back"].where(bills["vat"] == "disbursement", 0)
    amount = whole.where(bills["reason"] != RESHARE, charged.groupby("txn")["charged"].sum())
    due = [
        (txn, sharer, pence)
        for txn, total in zip(bills.index, amount, strict=True)
        for sharer, pence in allocate(int(total), weights[txn]).items()
    ]
    shares = pd.DataFrame(due, columns=["txn", "sharer", "due"]).merge(charged, how="outer")
    shares = shares.fillna({"due": 0, "charged": 0}).astype({"due": "int64", "charged": "int64"})
    for column in ("owner", "vat_on", "vat_back", "vat", "event"):
        shares[column] = shares["txn"].map(bills[column])
    shares = shares.rename(columns={"owner": "payer"})
    return _without_vat(shares)


def _charged(book: Book, bills: pd.DataFrame) -> pd.DataFrame:
    """What each bill leaves with its payer and charges to the others.

    One that is shared anew takes the whole out of the payer's cost, where its credit put it.
    """
    rows = book.live[book.live["txn"].isin(bills.index)]
    rows = rows[(rows["klass"] == "Debtors") | (rows["root"] == "Expenses")]
    is_out = rows["txn"].isin(bills.index[bills["reason"] == RESHARE]) & (rows["pence"] < 0)
    rows = rows[~is_out]
    sharer = rows["counterparty"].astype(str).where(rows["klass"] == "Debtors", rows["entity"].astype(str))
    return rows["pence"].groupby([rows["txn"], sharer.rename("sharer")]).sum().rename("charged").reset_index()


def _without_vat(shares: pd.DataFrame) -> pd.DataFrame:
    """The shares less each one's part of the VAT charged on, and what is then off.

    The payer's book has that VAT as one sum, so a sharer's part is known to less than a penny,
    and only what can't be VAT is off. A credit is looked at as the charge that it turns.
    """
    turn = (1 - 2 * (shares["event"] == "credit-note")).astype("int64")
    due, charged, vat_on, vat_back = (shares[name] * turn for name in ("due", "charged", "vat_on", "vat_back"))
    is_payer = shares["sharer"] == shares["payer"].astype(str)
    others = due.where(~is_payer, 0).groupby(shares["txn"]).transform("sum").clip(lower=1)
    vat_parts = (vat_on * due).where(~is_payer, 0)
    whole = charged + vat_back.where(is_payer & (shares["vat"] == "disbursement"), 0)
    is_vat = ((whole - due) * others - vat_parts).abs() < others
    net = whole - (2 * vat_parts + others) // (2 * others)
    return shares.assign(charged=net * turn, off=(net - due).where(~is_vat, 0) * turn)
