"""SUB3: what members charge each other is at cost: nobody keeps a margin, and nobody pays one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.bills import RESHARE, BillKey
from nesa_fund.book import Book
from nesa_fund.money import format_pounds, half_up
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import WAY_BACK, Finding, Gap, Outcome, Rule, Severity, entities_in_words, in_charter, tested
from nesa_fund.rules.charged import ORDER, Entry, customers_by, entries, issued
from nesa_fund.rules.firm_credits import keys_of, wrong_credits, wrong_vat
from nesa_fund.rules.firm_paid import FirmBills, Off
from nesa_fund.rules.unit_prices import Priced, invoiced

_COSTS = ("Costs", "General", "Grants")
_OF_A_BILL = ("Debtors", "VAT", "Suppliers", "Bank")


def check(book: Book, as_at: date) -> Outcome:
    """What members charge each other is what it costs: of a shared bill its shares, of own work its unit cost.

    A shared bill leaves with its payer its own share and no other gain or loss: what the firm
    bills, less what the others owe, less the VAT that the payer reclaims, and with the VAT that it
    charges on, is the cost in its books. VAT charged on is, to the penny, the others' part of the
    VAT that it reclaims. A payer that reclaims VAT does not state it as borne, or the others would
    bear what comes back to it; of an invoice that its customer states so, nobody else bears it, and
    it is named as a warning.

    The firm is never paid more than it billed. What it credits after it was paid comes back within
    the overdue days. By the end of the overdue days after the last of the others had paid its part,
    the firm has had all of its bill, whenever it was paid then. A firm's credit falls on the sharers by
    the key that is pinned on the bill, to the penny, but for one that leaves nobody anything of the
    bill: that takes what is left of each share. (How a bill is shared, and a credit of one that was
    shared anew, is SUB4's.)

    An agreement that prices a unit states its unit cost, and the price is the cost; tested are the
    terms, on the day of supply, of what is invoiced, once for each alliance year. Where no unit
    cost or no unit price was recorded, it is not shown yet that the price is the cost. A finding
    stands at the payer's own entry, of VAT borne at the entry of whoever bears it, and of a price
    at the agreement's terms.

    For example::

        2025-10-02 * "North Net Ltd" "a penny of it is its payer's income" ^Hartside-2  ;! SUB3
          event: "shared-cost"
          agreement: "broadband"
          census: "2025-10"
          Expenses:Hartside:Costs:Broadband   412.01 GBP
          Assets:Hartside:Debtors:Coquet      198.00 GBP
          Assets:Hartside:Debtors:Rothley     307.00 GBP
          Assets:Hartside:Debtors:Elsdon       83.00 GBP
          Income:Hartside:Recharges:Broadband  -0.01 GBP
          Liabilities:Hartside:Suppliers    -1000.00 GBP
    """
    rows, bills = issued(book, ("shared-cost", "credit-note")), FirmBills(book, as_at)
    is_firms = rows.index.isin(bills.rows["txn"]) | ((rows["event"] == "shared-cost") & (rows["reason"] != RESHARE))
    keys = keys_of(book, rows[is_firms | (rows["reason"] == RESHARE)])
    shared, borne, prices = in_charter(book, rows[is_firms]), _stated_borne(book), invoiced(book)
    findings = (
        *_margins(book, shared),
        *_wrong_vat(book, shared, keys),
        *_wrong_credits(book, shared, keys),
        *_borne(book, borne),
        *_paid_wrongly(book, bills),
        *_off_cost(book, [one for one in prices if one.is_shown and one.terms.unit_price != one.terms.unit_cost]),
    )
    gaps = tuple(_not_shown(book, one) for one in prices if not one.is_shown)
    held = (shared, *(one.invoices for one in prices if one.is_shown))
    population = [tested(rows, rows["net"]) for rows in held]
    return Outcome(pd.concat([*population, tested(borne[borne["event"] == "invoice"])]), findings, gaps)


class _Bill(NamedTuple):
    """An entry of a shared bill or credit, by how much it is off, in pence, who bears that, and who shares it."""

    entry: Entry
    pence: int | None
    loses: tuple[str, ...]
    sharers: tuple[str, ...]

    def finding(self, message: str, remedy: str, severity: Severity = Severity.BREACH) -> Finding:
        """What is found of it."""
        return Finding(
            message=message,
            remedy=remedy,
            place=self.entry.place,
            link=self.entry.link,
            entities=tuple(dict.fromkeys((self.entry.owner, *self.sharers))),
            bearers=self.loses,
            pence=self.pence,
            day=self.entry.day,
            severity=severity,
        )


def _margins(book: Book, shared: pd.DataFrame) -> Iterator[Finding]:
    """Entries by which the payer's cost is not what the bill leaves with it: something of it stands elsewhere."""
    rows = book.live[book.live["txn"].isin(shared.index)]
    is_own = (rows["root"] == "Expenses") & rows["klass"].isin(_COSTS)
    elsewhere = rows[~is_own & ~rows["klass"].isin(_OF_A_BILL)].groupby("txn")["pence"].sum()
    elsewhere = elsewhere[elsewhere != 0]
    own = rows[is_own].groupby("txn")["pence"].sum().reindex(elsewhere.index, fill_value=0)
    off = shared.loc[elsewhere.index].assign(off=elsewhere, own=own).sort_values(ORDER, kind="stable")
    sharers = customers_by(book.live, off.index)
    for entry, own in zip(entries(off, "off"), off["own"], strict=True):
        name, others = book.register.name(entry.owner), sharers.get(entry.txn, ())
        one = _Bill(entry, abs(entry.pence), others if entry.pence < 0 else (entry.owner,), others)
        left = format_pounds(int(own) + entry.pence)
        message = f"{entry.link} leaves {left} with {name}, and its own share is {format_pounds(int(own))}"
        yield one.finding(message, f"a shared bill leaves its payer no gain or loss; {WAY_BACK}")


def _wrong_vat(book: Book, shared: pd.DataFrame, keys: Mapping[int, BillKey]) -> Iterator[Finding]:
    wrong = list(wrong_vat(book, shared, keys))
    sharers = customers_by(book.live, [one.entry.txn for one in wrong])
    for vat in wrong:
        name, others = book.register.name(vat.entry.owner), sharers.get(vat.entry.txn, ())
        off = vat.entry.pence - vat.due
        one = _Bill(vat.entry, abs(off), others if off > 0 else (vat.entry.owner,), others)
        message = (
            f"{name} charges on {format_pounds(vat.entry.pence)} of VAT; of the {format_pounds(vat.reclaimed)} that it "
            f"reclaims the others' part is {format_pounds(vat.due)}"
        )
        yield one.finding(message, f"charge on what is reclaimed, by the key of the bill; {WAY_BACK}")


def _wrong_credits(book: Book, shared: pd.DataFrame, keys: Mapping[int, BillKey]) -> Iterator[Finding]:
    name = book.register.name
    for credit in wrong_credits(book, shared, keys):
        owner = credit.entry.owner
        parts = [part for part in credit.parts if part.sharer != owner] or credit.parts
        short = [part for part in credit.parts if part.credited < part.due]
        told = "; ".join(
            f"{name(part.sharer)} is credited {format_pounds(part.credited)}, its part is {format_pounds(part.due)}"
            for part in parts
        )
        lost = sum(part.due - part.credited for part in short)
        one = _Bill(credit.entry, lost, tuple(part.sharer for part in short), tuple(part.sharer for part in parts))
        message = f"the firm's credit is not passed on by the key of its bill, {credit.key}: {told}"
        yield one.finding(message, f"pass it on by the key of the bill; {WAY_BACK}")


def _stated_borne(book: Book) -> pd.DataFrame:
    """The entries of those who state that they bear VAT: payers of shared bills, and customers of invoices."""
    rows = in_charter(book, book.live_transactions)
    rows = rows[(rows["vat"] == "borne") & rows["event"].isin(["invoice", "shared-cost"])]
    of_customers = book.live.loc[book.live["txn"].isin(rows.index) & (book.live["klass"] == "Creditors"), "txn"]
    return rows[(rows["event"] == "invoice") == rows.index.isin(of_customers)]


def _borne(book: Book, rows: pd.DataFrame) -> Iterator[Finding]:
    """VAT that is stated as borne by one that reclaims it; on an invoice nobody else bears it, and it is a warning."""
    reclaims = {
        (owner, day): owner in book.register.members and book.register.member(owner, day.date()).reclaims_vat
        for owner, day in rows[["owner", "day"]].drop_duplicates().itertuples(index=False, name=None)
    }
    rows = rows[np.array([reclaims[key] for key in zip(rows["owner"], rows["day"], strict=True)], dtype="bool")]
    sharers = customers_by(book.live, rows.index)
    columns = (rows["payee"].astype(str), rows["event"] == "shared-cost")
    for entry, payee, is_shared in zip(entries(rows, "batch"), *columns, strict=True):
        name, others = book.register.name(entry.owner), sharers.get(entry.txn, ())
        yield _Bill(entry, None, others or (entry.owner,), others).finding(
            f"the VAT of {entry.link} from {book.register.name(payee)} is stated as borne, though {name} reclaims VAT",
            f"state it as reclaimed, so that it is nobody's cost, or minute why it can't be; {WAY_BACK}",
            Severity.BREACH if is_shared else Severity.WARNING,
        )


def _paid_wrongly(book: Book, bills: FirmBills) -> Iterator[Finding]:
    """What firms were paid above their bills, kept of what they credited, and were not paid."""
    name = book.register.name
    for off in bills.paid_beyond():
        message = f"{name(off.entry.owner)} paid {off.firm} {_of(off)} more than it billed and was shared"
        yield _of_payer(off).finding(message, "have the firm pay it back, or share the bill that it was for")
    for off in bills.kept_credits():
        message = f"{off.firm} credited {_of(off)} and did not pay it back to {name(off.entry.owner)} by {_by(off)}"
        yield _of_payer(off).finding(message, "have the firm pay back what it credited; what is past stays late")
    for off in bills.paid_late():
        one = _Bill(off.entry, off.entry.pence, off.sharers, off.sharers)
        others = entities_in_words(book, off.sharers)
        message = f"{off.firm} had not been paid {_of(off)} by {_by(off)}, though {others} had paid for it"
        yield one.finding(message, "pay the firm, and say when in Paid on; what is past stays late")


def _of_payer(off: Off) -> _Bill:
    return _Bill(off.entry, off.entry.pence, (off.entry.owner,), ())


def _of(off: Off) -> str:
    return format_pounds(off.entry.pence)


def _by(off: Off) -> str:
    return day_in_words(off.by)


def _off_cost(book: Book, prices: Sequence[Priced]) -> Iterator[Finding]:
    """A finding at the terms of each agreement whose price is not its cost, for each year."""
    charged = customers_by(book.live, [txn for one in prices for txn in one.invoices.index])
    for priced in prices:
        terms, customers = priced.terms, sorted({code for txn in priced.invoices.index for code in charged[txn]})
        price, cost = terms.unit_price or 0, terms.unit_cost or 0
        lost = half_up(Fraction(priced.pence * (price - cost), price)) if price else priced.pence
        unit = f" per {terms.unit}" if terms.unit else ""
        yield Finding(
            message=f"the agreement {terms.code} has a price of {format_pounds(price)}{unit} and a cost of "
            f"{format_pounds(cost)}, and {format_pounds(priced.pence)} was charged by it in {priced.year}",
            remedy="agree terms at cost from now on, and agree in the minutes what is given back",
            place=terms.place,
            subject=f"agreement {terms.code}",
            entities=(terms.supplier, *customers),
            bearers=tuple(customers) if price > cost else (terms.supplier,),
            pence=abs(lost),
            day=_since(priced),
        )


def _since(priced: Priced) -> date:
    first: pd.Timestamp = priced.invoices["day"].iloc[0]
    return first.date()


def _not_shown(book: Book, priced: Priced) -> Gap:
    terms = priced.terms
    lack = "unit price" if terms.unit_price is None else "unit cost"
    return Gap(
        f"the agreement {terms.code} has no {lack}: {format_pounds(priced.pence)} was charged under it in "
        f"{priced.year}, and nothing shows that this is what it cost",
        book.register.name(terms.supplier),
        f"record the {lack} with the agreement, and how it was worked out",
        _since(priced),
    )


RULE = Rule("SUB3", "at cost", promises=(2,), check=check, by_construction=True)
