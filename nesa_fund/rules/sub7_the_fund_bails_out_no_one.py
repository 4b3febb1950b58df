"""SUB7: the Partnership Fund pays no school more than it owes it, and is spent for no school alone."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from nesa_fund.book import Book, numbered
from nesa_fund.entries import FUND
from nesa_fund.facts import PlanLine
from nesa_fund.money import format_pounds
from nesa_fund.register import Register
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import ORDER, entries
from nesa_fund.rules.firms import members_as_firms, payments_to_firms

_NIGHT = ["claim", "day"]


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """The Partnership Fund bails out no school: by no payment, by no purchase, and under no other name.

    What it pays a member on a claim is no more than it owes the member there at the end of that
    day: for what the member supplied, or as what it had paid too much, was credited, or has back
    as a surplus. What is paid before it is owed is paid beyond it. What it buys from contributions
    is on no plan line with one participant, unless it is credited again; a grant may be for one
    school. And whom it pays as a firm is no member by name, code or alias, of those in membership
    on the day since which the Fund owed it.

    Tested is each such entry of the Fund's: a payment to a member, a purchase from contributions, a
    payment of a firm. A finding stands at the last payment of the day on a claim, at the first
    purchase of an open item, at the payment of the firm.

    For example::

        2025-10-01 * "Hartside" "workshops" ^Hartside-2
          event: "invoice"
          Expenses:Fund:General:Teaching      100.00 GBP
          Liabilities:Fund:Creditors:Hartside -100.00 GBP

        2025-10-09 * "Hartside" "the rest, to the penny" ^Hartside-2
          event: "payment"
          Liabilities:Fund:Creditors:Hartside  40.00 GBP
          Assets:Fund:Bank                    -40.00 GBP

        2025-10-10 * "Hartside" "a penny more" ^Hartside-2  ;! SUB7
          event: "payment"
          Liabilities:Fund:Creditors:Hartside   0.01 GBP
          Assets:Fund:Bank                     -0.01 GBP
    """
    paid, bought, firms = _paid(book), _bought(book), payments_to_firms(book, payer_is_fund=True)
    population = [tested(rows) for rows in (paid, bought, firms)]
    findings = (*_beyond(book.register, paid), *_for_one(book, bought), *_as_firms(book))
    return Outcome(pd.concat(population, ignore_index=True), findings)


# What it pays a member


def _paid(book: Book) -> pd.DataFrame:
    """The Fund's payments to members, in order of date: member, of_day (pence of its day on that claim), and over.

    ``over`` is what the member owes the Fund on the claim at the end of that day, or below nothing
    is owed.
    """
    rows = book.live[book.live["entity"] == FUND]
    banked = rows.loc[rows["klass"] == "Bank", "txn"]
    rows = rows[rows["klass"].isin(["Debtors", "Creditors"])]
    rows = rows.assign(claim=numbered(rows, ["link", "account"]))
    nightly = rows.groupby(_NIGHT)["pence"].sum().groupby(level="claim").cumsum()
    paid = in_charter(book, rows[(rows["pence"] > 0) & rows["txn"].isin(banked)]).sort_values(ORDER, kind="stable")
    return paid.assign(
        member=paid["counterparty"].astype(str),
        of_day=paid.groupby(_NIGHT)["pence"].transform("sum"),
        over=nightly.reindex(pd.MultiIndex.from_frame(paid[_NIGHT])).to_numpy(),
    )


def _beyond(register: Register, paid: pd.DataFrame) -> Iterator[Finding]:
    rows = paid[paid["over"] > 0].drop_duplicates(_NIGHT, keep="last")
    rows = rows.assign(beyond=rows["over"].clip(upper=rows["of_day"]))
    for entry, member, of_day in zip(entries(rows, "beyond"), rows["member"], rows["of_day"], strict=True):
        yield Finding(
            message=f"the Fund pays {register.name(member)} {format_pounds(int(of_day))}, "
            f"{format_pounds(entry.pence)} more than it owes it on {entry.link}",
            remedy="have the member pay it back: the Fund lends to no school and gives to none",
            place=entry.place,
            link=entry.link,
            entities=(FUND, member),
            bearers=(FUND,),
            pence=entry.pence,
            day=entry.day,
        )


# What it buys


def _bought(book: Book) -> pd.DataFrame:
    """The Fund's purchases from contributions in order of date, and ``borne``: what it bears of the item in all."""
    rows = book.live[(book.live["entity"] == FUND) & (book.live["klass"] == "General")]
    rows = rows.assign(borne=rows.groupby("link", observed=True)["pence"].transform("sum"))
    return in_charter(book, rows[rows["pence"] > 0]).sort_values(ORDER, kind="stable")


def _for_one(book: Book, bought: pd.DataFrame) -> Iterator[Finding]:
    register = book.register
    alone = _alone(register)
    rows = bought[(bought["borne"] > 0) & bought["plan"].isin([line for _, line in alone])].drop_duplicates("link")
    for entry, line in zip(entries(rows, "borne"), rows["plan"].astype(str), strict=True):
        member = alone.get((register.year_of(entry.day).name, line))
        if member:
            yield Finding(
                message=f'the Fund spends {format_pounds(entry.pence)} of contributions on "{line}", '
                f"a plan line for {register.name(member)} alone",
                remedy=f"have the member bear it, or the Board plan it for all who contribute; {WAY_BACK}",
                place=entry.place,
                link=entry.link,
                entities=(FUND, member),
                bearers=(FUND,),
                pence=entry.pence,
                day=entry.day,
            )


def _alone(register: Register) -> dict[tuple[str, str], str]:
    """Year and line of the plan -> the one member that takes part in it, of those lines that have no other."""
    found = {}
    for line in register.all(PlanLine):
        members = set(line.participants) - {FUND}
        if len(members) == 1 and not {one.casefold() for one in members} & {"all"}:
            found[line.year, line.line] = members.pop()
    return found


# Whom it pays as a firm


def _as_firms(book: Book) -> Iterator[Finding]:
    rows = members_as_firms(book, payer_is_fund=True)
    for entry, payee, member in zip(entries(rows, "pence"), rows["payee"].astype(str), rows["member"], strict=True):
        yield Finding(
            message=f'the Fund pays {format_pounds(entry.pence)} to "{payee}" as a firm, which is the member '
            f"{book.register.name(member)}",
            remedy=f"have it invoice the Fund under an agreement, as a member does; {WAY_BACK}",
            place=entry.place,
            link=entry.link,
            entities=(FUND, member),
            bearers=(FUND,),
            pence=entry.pence,
            day=entry.day,
        )


RULE = Rule("SUB7", "the fund bails out no one", promises=(2, 8), check=check, can_be_excepted=False)
