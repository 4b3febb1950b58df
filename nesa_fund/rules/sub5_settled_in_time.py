"""SUB5: every charge is settled in time, so that no debt becomes a loan."""

from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund import claims
from nesa_fund.book import Book
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import Finding, Outcome, Rule, tested
from nesa_fund.rules.charged import Entry, entries


def check(book: Book, as_at: date) -> Outcome:
    """No charge is, or ever was, unpaid more than the alliance's overdue days after it fell due.

    A debt that stands longer is a loan in all but name, also when it is paid at last: so are
    contributions, opening debts, and a surplus that the Fund owes back. What was paid or credited
    on a claim above its charges is a debt the other way, and what was refunded above what was
    paid is a debt too, each from the day it arose. The days are those that the alliance had
    settled on the date of the charge or payment. A claim with several charges is paid off oldest
    first. A finding stands at the creditor's entry (a surplus: at the Fund's; what was overpaid:
    at the payment, in the book of whoever keeps it), with the most that was unpaid so late.

    For example::

        2025-10-01 * "Coquet" "paid a day later" ^Hartside-2  ;! SUB5
          event: "invoice"
          Assets:Hartside:Debtors:Coquet       100.00 GBP
          Income:Hartside:Recharges:Premises  -100.00 GBP

        2026-01-30 * "Coquet" "pays" ^Hartside-2
          event: "payment"
          Assets:Hartside:Bank                 100.00 GBP
          Assets:Hartside:Debtors:Coquet      -100.00 GBP
    """
    found = claims.debts_of(book)
    charged = found.all
    deadline = charged["due"] + pd.to_timedelta(claims.as_settled(book, charged, "overdue_days"), unit="D")
    until = charged["settled"].fillna(pd.Timestamp(as_at).as_unit("s"))
    late = charged.assign(deadline=deadline, until=until)[until > deadline].sort_values(["day", "batch", "line"])
    left = found.unpaid_after(late, late["deadline"])
    columns = (late["creditor"], late["debtor"], late["due"], late["settled"], late["beyond"])
    debts = (
        _Debt(creditor, debtor, due.date(), None if pd.isna(settled) else settled.date(), beyond)
        for creditor, debtor, due, settled, beyond in zip(*columns, strict=True)
    )
    in_order = zip(entries(late.assign(left=left), "left"), debts, strict=True)
    findings = [_finding(book, entry, debt, as_at) for entry, debt in in_order]
    return Outcome(tested(charged, charged["owed"]), tuple(findings))


class _Debt(NamedTuple):
    """Who owes whom, since when, the day it was settled, None while it is not, and why beyond a charge."""

    creditor: str
    debtor: str
    due: date
    settled: date | None
    beyond: str


def _finding(book: Book, entry: Entry, debt: _Debt, as_at: date) -> Finding:
    name = book.register.name
    days = ((debt.settled or as_at) - debt.due).days
    ended = f"was settled only {days} days later" if debt.settled else f"is not settled {days} days later"
    why = f", {debt.beyond}," if debt.beyond else ""
    return Finding(
        message=f"{name(debt.debtor)} owed {name(debt.creditor)} {format_pounds(entry.pence)}{why} that fell due on "
        f"{day_in_words(debt.due)} and {ended}",
        remedy=_remedy(debt),
        place=entry.place,
        link=entry.link,
        entities=(debt.creditor, debt.debtor),
        bearers=(debt.creditor,),
        pence=entry.pence,
        day=entry.day,
    )


def _remedy(debt: _Debt) -> str:
    if debt.settled:
        return "settle in time from now on; what is past stays late, so let the creditor's governing body minute it"
    return "pay it back" if debt.beyond else "pay it"


RULE = Rule("SUB5", "settled in time", promises=(2,), check=check)
