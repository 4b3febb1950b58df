"""SUB2: a charge is at the agreed price, and within the agreed ceiling."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book, numbered
from nesa_fund.facts import Agreement
from nesa_fund.money import format_pounds, half_up
from nesa_fund.rules.base import Finding, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import Entry, Known, customers_by, entries, issued

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
EVENTS = ("invoice", "shared-cost", "credit-note")


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """A priced charge is unit price × quantity, and charges less credits stay within the ceiling.

    Both are net of VAT, and by the terms recorded when the charge was: the price is that of the
    day of supply, rounded half up (a charge that states no quantity is for one); the ceiling is
    that of the charge's date. A shared bill counts whole, its payer's own share too. A finding
    stands at the supplier's or payer's own entry; for a ceiling, at the charge that passes it.
    What is too much is the loss of the customers, and of a shared bill its payer's too; what is too
    little is the supplier's.

    For example::

        2025-10-01 * "Coquet" "thirty hours" ^Hartside-2
          event: "invoice"
          agreement: "music"
          quantity: "30"
          Assets:Hartside:Debtors:Coquet      1201.50 GBP
          Income:Hartside:Recharges:Teaching -1201.50 GBP

        2025-10-01 * "Coquet" "thirty hours and a penny" ^Hartside-3  ;! SUB2
          event: "invoice"
          agreement: "music"
          quantity: "30"
          Assets:Hartside:Debtors:Coquet      1201.51 GBP
          Income:Hartside:Recharges:Teaching -1201.51 GBP
    """
    rows = of_agreements(issued(book, EVENTS))
    known = Known(book.register, Agreement)
    charges = in_charter(book, rows[rows["event"] != "credit-note"])
    off = [*_off_price(charges, known), *_past_ceiling(book, rows, known)]
    customers = customers_by(book.live, {one.entry.txn for one in off})
    findings = tuple(_finding(book, one, customers.get(one.entry.txn, ())) for one in off)
    return Outcome(tested(charges, charges["net"]), findings)


class _Off(NamedTuple):
    """A charge that is not within its agreement: why in words, by how much in pence, and whose loss it is."""

    entry: Entry
    message: str
    pence: int
    loses_owner: bool
    loses_customers: bool


def of_agreements(rows: pd.DataFrame) -> pd.DataFrame:
    """The entries under an agreement; a credit is under that of the charge it credits."""
    claim = pd.Series(numbered(rows, ["owner", "link"]), index=rows.index)
    texts = {key: rows[key].astype("object") for key in ("agreement", "owner", "link", "event", "quantity")}
    rows = rows.assign(**texts, claim=claim)
    first = rows[rows["agreement"] != ""].drop_duplicates("claim").set_index("claim")["agreement"]
    agreement = rows["agreement"].where(rows["agreement"] != "", claim.map(first))
    return rows.assign(agreement=agreement)[agreement.notna()]


def _of_terms(rows: pd.DataFrame, on: str, known: Known, of: Callable[[Agreement | None], object]) -> pd.Series:
    """Something of the terms of each entry on one of its days: of what rows by the thousand share."""
    keys = ["agreement", on, "batch"]
    number = rows.groupby(keys, sort=False).ngroup()
    firsts = rows.loc[~number.duplicated(), keys]
    found = [of(known.terms(*key)) for key in firsts.itertuples(index=False, name=None)]
    return pd.Series(pd.Series(found, dtype="object").to_numpy()[number.to_numpy()], index=rows.index, dtype="object")


def _off_price(charges: pd.DataFrame, known: Known) -> Iterator[_Off]:
    invoices = charges[charges["event"] == "invoice"]
    invoices = invoices.assign(terms=_of_terms(invoices, "supply", known, _priced))
    invoices = invoices[invoices["terms"].notna()]
    for entry, quantity, terms in zip(entries(invoices, "net"), invoices["quantity"], invoices["terms"], strict=True):
        count = _number(quantity or "1")
        price = 0 if count is None else half_up(terms.unit_price * count)
        if price != entry.pence:
            should = f"{quantity or 'one'} at {format_pounds(terms.unit_price)} is {format_pounds(price)}"
            message = f"charges {format_pounds(entry.pence)} net, but {should}"
            is_more = entry.pence > price
            yield _Off(entry, message, abs(entry.pence - price), loses_owner=not is_more, loses_customers=is_more)


def _priced(terms: Agreement | None) -> Agreement | None:
    """Terms that have a unit price."""
    return terms if terms and terms.share == "priced" and terms.unit_price is not None else None


def _number(text: str) -> Fraction | None:
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def _past_ceiling(book: Book, rows: pd.DataFrame, known: Known) -> Iterator[_Off]:
    is_charge = rows["event"] != "credit-note"
    of = rows["agreement"]
    ceiling = _of_terms(rows, "day", known, lambda terms: terms.ceiling if terms else None).astype("Int64")
    ceiling = ceiling.where(is_charge).groupby(of).ffill()
    total = rows["net"].groupby(of).cumsum()
    is_over = (total > ceiling).fillna(value=False).astype(bool) & rows.index.isin(in_charter(book, rows).index)
    was_over = is_over.groupby(of).shift(fill_value=False)
    was_within = ((total - rows["net"]) <= ceiling).fillna(value=False).astype(bool)
    passing = rows.assign(total=total, ceiling=ceiling)[is_over & is_charge & (was_within | ~was_over)]
    columns = (passing[name] for name in ("agreement", "ceiling", "event"))
    for entry, code, limit, event in zip(entries(passing, "total"), *columns, strict=True):
        message = f"brings what was charged under {code} to {format_pounds(entry.pence)}, past its ceiling of"
        is_shared, past = event == "shared-cost", f"{message} {format_pounds(limit)}"
        yield _Off(entry, past, entry.pence - limit, loses_owner=is_shared, loses_customers=True)


def _finding(book: Book, off: _Off, customers: tuple[str, ...]) -> Finding:
    entry, owner = off.entry, off.entry.owner
    losing = (*((owner,) if off.loses_owner else ()), *(customers if off.loses_customers else ()))
    return Finding(
        message=f"{entry.link} of {book.register.name(owner)} {off.message}",
        remedy="agree in the minutes what is given back; agree new terms before charging more",
        place=entry.place,
        link=entry.link,
        entities=tuple(dict.fromkeys((owner, *customers))),
        bearers=tuple(dict.fromkeys(losing)),
        pence=off.pence,
        day=entry.day,
    )


RULE = Rule("SUB2", "within the agreement", promises=(4,), check=check)
