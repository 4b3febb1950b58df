"""SUB4: every share of a shared bill is fair, by the key that was agreed."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import bill_shares, roll_census
from nesa_fund.entries import FUND
from nesa_fund.facts import Agreement, Member, Roll, Withdrawal
from nesa_fund.money import format_pounds
from nesa_fund.register import Register
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import Known, entries, issued


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Each share of a shared bill is, to the penny, its allocation by the agreed key.

    The key is that of the agreement: by roll, equal, fixed or by usage, at the census and usage
    pinned on the bill, over the payer and those customers who are members on its date, by rolls
    and membership as they were recorded when the bill was. The Fund has no pupils: it bears a
    share only by weights or usage that name it, or as one of the customers of an equal key. VAT
    charged on is left out. The payer's book decides. A finding stands at the sharer's own entry,
    or at the payer's where it has none; what is left with the payer is the rest, so its own
    share is named only where no other is wrong.
    """
    bills = in_charter(book, issued(book, ["shared-cost"]))
    bills = bills[bills["agreement"] != ""]
    keys, gaps = _keys(book, bills)
    shares = _compared(book, bills, {txn: key.weights for txn, key in keys.items()})
    wrong = shares[shares["off"] != 0]
    others = wrong["sharer"] != wrong["payer"]
    wrong = wrong[others | ~others.groupby(wrong["txn"]).transform("any")]
    columns = (wrong[column] for column in ("txn", "sharer", "charged", "due", "off"))
    findings = [
        _finding(book, bills.loc[[txn]], _Wrong(sharer, charged, due, off, keys[txn].in_words))
        for txn, sharer, charged, due, off in zip(*columns, strict=True)
    ]
    return Outcome(tested(bills, bills["net"]), tuple(findings), tuple(gaps))


class _Bill(NamedTuple):
    """What a bill says of its key."""

    agreement: str
    payer: str
    day: pd.Timestamp
    supply: pd.Timestamp
    batch: int
    census: str
    usage: str


class _Wrong(NamedTuple):
    """A share in pence that is not its allocation."""

    sharer: str
    charged: int
    due: int
    off: int
    key: str


class _Key(NamedTuple):
    """How a bill is shared: sharer -> weight, and the key in words; or why it can't be told."""

    weights: Mapping[str, Fraction]
    in_words: str
    lack: str = ""


def _keys(book: Book, bills: pd.DataFrame) -> tuple[dict[int, _Key], list[Gap]]:
    """Bill -> its key; and the bills whose key can't be told. What has no agreement is SUB1's."""
    known = Known(book.register, Member, Withdrawal, Roll, Agreement)
    texts = bills.astype(dict.fromkeys(("agreement", "owner", "census", "usage"), "object"))
    said = texts[["agreement", "owner", "day", "supply", "batch", "census", "usage"]].itertuples(index=False, name=None)
    key_of = cache(_key)
    found, gaps = {}, []
    for entry, bill in zip(entries(bills, "net"), said, strict=True):
        key = key_of(known, _Bill(*bill))
        if key and key.lack:
            remedy = "reverse it and import the bill again with what it is shared by"
            gaps.append(
                Gap(f"{entry.link}: {key.lack}", book.register.name(entry.owner), remedy, entry.day, entry.link)
            )
        elif key:
            found[entry.txn] = key
    return found, gaps


def _key(known: Known, bill: _Bill) -> _Key | None:
    terms = known.terms(bill.agreement, bill.supply, bill.batch)
    if not terms:
        return None
    day = bill.day.date()
    register = known.by(bill.batch)
    sharers = [code for code in dict.fromkeys((bill.payer, *terms.customers)) if register.is_in(code, day)]
    match terms.share:
        case "roll":
            newest = roll_census(register, _with_pupils(register, sharers), day)
            key = _by_roll(register, sharers, bill.census or terms.census or newest)
        case "equal":
            key = _Key({code: Fraction(code != FUND or FUND in terms.customers) for code in sharers}, "in equal parts")
        case "fixed":
            key = _Key(_among(sharers, dict(terms.weights)), "by the agreed weights")
        case "usage":
            key = _by_usage(sharers, bill.usage)
        case _:
            key = _Key({}, "", f"the agreement {terms.code} has a price, and no key to share a bill by")
    if not key.lack and not any(key.weights.values()):
        return _Key({}, "", f"by the agreement {terms.code} nobody has a part in it")
    return key


def _with_pupils(register: Register, sharers: list[str]) -> tuple[str, ...]:
    return tuple(code for code in sharers if code in register.contributing)


def _by_roll(register: Register, sharers: list[str], census: str | None) -> _Key:
    if not census:
        return _Key({}, "", "it pins no census")
    rolls = {code: register.roll(code, census) for code in _with_pupils(register, sharers)}
    without = [code for code, roll in rolls.items() if roll is None]
    if without:
        return _Key({}, "", f"no roll of {census} was recorded for {', '.join(without)}")
    return _Key(_among(sharers, {code: roll or Fraction(0) for code, roll in rolls.items()}), f"by roll of {census}")


def _by_usage(sharers: list[str], usage: str) -> _Key:
    parts = [part.partition("=") for part in usage.split(",")]
    try:
        used = {code.strip(): Fraction(number.strip()) for code, _, number in parts}
    except (ValueError, ZeroDivisionError):
        return _Key({}, "", "it pins no usage, like Coquet=12, Rothley=7")
    return _Key(_among(sharers, used), "by usage")


def _among(sharers: list[str], weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {code: weights.get(code, Fraction(0)) for code in sharers}


def _compared(book: Book, bills: pd.DataFrame, weights: Mapping[int, Mapping[str, Fraction]]) -> pd.DataFrame:
    """One row a bill and sharer: what it is charged without VAT, what it should be, and what it is off."""
    bills = bills.loc[list(weights)]
    amount = bills["net"] + bills["vat_back"].where(bills["vat"] == "disbursement", 0)
    due = [
        (txn, sharer, pence)
        for txn, total in zip(bills.index, amount, strict=True)
        for sharer, pence in bill_shares(int(total), weights[txn]).items()
    ]
    shares = pd.DataFrame(due, columns=["txn", "sharer", "due"]).merge(_charged(book, bills), how="outer")
    shares = shares.fillna({"due": 0, "charged": 0}).astype({"due": "int64", "charged": "int64"})
    for column in ("owner", "vat_on", "vat_back", "vat"):
        shares[column] = shares["txn"].map(bills[column])
    shares = shares.rename(columns={"owner": "payer"})
    return _without_vat(shares)


def _charged(book: Book, bills: pd.DataFrame) -> pd.DataFrame:
    """What each bill leaves with its payer and charges to the others."""
    rows = book.live[book.live["txn"].isin(bills.index)]
    rows = rows[(rows["klass"] == "Debtors") | (rows["root"] == "Expenses")]
    sharer = rows["counterparty"].astype(str).where(rows["klass"] == "Debtors", rows["entity"].astype(str))
    return rows["pence"].groupby([rows["txn"], sharer.rename("sharer")]).sum().rename("charged").reset_index()


def _without_vat(shares: pd.DataFrame) -> pd.DataFrame:
    """The shares less each one's part of the VAT charged on, and what is then off.

    The payer's book has that VAT as one sum, so a sharer's part is known to less than a penny,
    and only what can't be VAT is off.
    """
    is_payer = shares["sharer"] == shares["payer"].astype(str)
    others = shares["due"].where(~is_payer, 0).groupby(shares["txn"]).transform("sum").clip(lower=1)
    vat_parts = (shares["vat_on"] * shares["due"]).where(~is_payer, 0)
    own_vat = shares["vat_back"].where(is_payer & (shares["vat"] == "disbursement"), 0)
    over = shares["charged"] + own_vat - shares["due"]
    is_vat = (shares["vat_on"] != 0) & ((over * others - vat_parts).abs() < others)
    charged = shares["charged"] + own_vat - (2 * vat_parts + others) // (2 * others)
    return shares.assign(charged=charged, off=(charged - shares["due"]).where(~is_vat, 0))


def _finding(book: Book, bill: pd.DataFrame, wrong: _Wrong) -> Finding:
    (payers,) = entries(bill, "net")
    rows = book.live_transactions
    own = rows[(rows["link"] == payers.link) & (rows["owner"] == wrong.sharer) & (rows["batch"] == payers.place.batch)]
    own = own[(own["event"] == "shared-cost") & (own["number"] == bill["number"].iloc[0])]
    entry = next(entries(own, "batch"), payers)
    return Finding(
        message=f"{book.register.name(wrong.sharer)}'s share is {format_pounds(wrong.charged)}, "
        f"its allocation {wrong.key} is {format_pounds(wrong.due)}",
        remedy=f"reverse that row of batch {payers.place.batch} and import the bill again",
        place=entry.place,
        link=payers.link,
        entities=tuple(dict.fromkeys((wrong.sharer, payers.owner))),
        pence=abs(wrong.off),
        day=entry.day,
    )


RULE = Rule("SUB4", "fair share", promises=(2,), check=check)
