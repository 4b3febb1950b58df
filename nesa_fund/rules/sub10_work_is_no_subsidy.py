"""SUB10: work that schools give each other in kind is no hidden subsidy."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.book import Book
from nesa_fund.claims import as_settled
from nesa_fund.entries import FUND, STAFF_DAYS
from nesa_fund.facts import Duty
from nesa_fund.money import format_pence
from nesa_fund.register import Register, spelt
from nesa_fund.rules.base import Finding, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import ORDER, Entry, entries

_PAIR_YEAR = ["first", "second", "year"]


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Days of work given between two members stay about even, and are for nothing that they price.

    In each alliance year, the days that one gave the other less those that it was given are no more
    than the alliance's limit for work in kind, as it was settled by then: beyond that, one school
    works for another and is not paid. And no days are given for a duty whose plan line is of a
    category that an agreement between the two, in force that day, prices: that work is invoiced at
    what it costs. The giver's book decides, and days for the Fund are not counted: all share them.
    A finding stands at the giver's entry; of days that are uneven, at the entry since which they
    are.

    For example::

        2025-10-02 * "Hartside" "given back" ^InKind-Coquet-2025-10-02-1
          event: "in-kind"
          Expenses:Coquet:InKind:Hartside         1.50 DAY
          Equity:Coquet:InKind                   -1.50 DAY

        2025-10-03 * "Coquet" "a hundredth of a day past the limit" ^InKind-Hartside-2025-10-03-1  ;! SUB10
          event: "in-kind"
          Expenses:Hartside:InKind:Coquet         0.01 DAY
          Equity:Hartside:InKind                 -0.01 DAY
    """
    given = _given(book)
    findings = (*_uneven(book, given), *_priced(book, given))
    return Outcome(tested(given, pd.Series(0, index=given.index)), findings)


class _Work(NamedTuple):
    """Days that one member gave another, in hundredths, for a duty."""

    entry: Entry
    giver: str
    receiver: str
    duty: str


def _given(book: Book) -> pd.DataFrame:
    """The days given between members, as the givers have them, in order of date; each with its alliance year."""
    rows = book.live
    rows = rows[(rows["klass"] == "InKind") & (rows["root"] == "Expenses") & (rows["commodity"] == STAFF_DAYS)]
    rows = in_charter(book, rows[(rows["entity"] != FUND) & (rows["counterparty"] != FUND)])
    years = {day: book.register.year_of(day.date()).name for day in rows["day"].unique()}
    giver, receiver = rows["entity"].astype("object"), rows["counterparty"].astype("object")
    is_first = giver < receiver
    first, second = giver.where(is_first, receiver), receiver.where(is_first, giver)
    rows = rows.assign(year=rows["day"].map(years).astype("object"), first=first, second=second)
    return rows.sort_values(ORDER, kind="stable")


def _work(rows: pd.DataFrame) -> Iterator[_Work]:
    columns = (rows[name].astype(str) for name in ("entity", "counterparty", "duty"))
    for entry, *said in zip(entries(rows, "pence"), *columns, strict=True):
        yield _Work(entry, *said)


def _uneven(book: Book, given: pd.DataFrame) -> Iterator[Finding]:
    """Pairs whose year is uneven in the end, each at the entry from which on it stays so."""
    of = [given[name] for name in _PAIR_YEAR]
    turned = given["pence"].where(given["entity"].astype("object") == given["first"], -given["pence"])
    net = turned.groupby(of).cumsum()
    limit = as_settled(book, given, "in_kind_limit")
    last = net.groupby(of).transform("last")
    is_past = (net.abs() > 100 * limit) & (np.sign(net) == np.sign(last))
    stays = is_past[::-1].astype("int8").groupby([column[::-1] for column in of]).cummin()[::-1].astype(bool)
    since = given.assign(last=last, limit=limit)[stays].drop_duplicates(_PAIR_YEAR)
    for entry, pence, days, *names in zip(
        entries(since, "pence"), since["last"], since["limit"], *(since[name] for name in _PAIR_YEAR), strict=True
    ):
        first, second, year = names
        giver, receiver = (first, second) if pence > 0 else (second, first)
        name = book.register.name
        yield _finding(
            _Work(entry, giver, receiver, ""),
            f"{name(giver)} gave {name(receiver)} {_days(abs(pence))} more than it was given in {year}, past the limit "
            f"of {_days(100 * days)}",
            f"agree how {name(receiver)} gives the days back, or pays for such work from now on",
        )


def _priced(book: Book, given: pd.DataFrame) -> Iterator[Finding]:
    """Days given for what an agreement between the two prices."""
    prices, duties = _Prices(book.register), _duties(book.register)
    rows = given[given["duty"].map({text: spelt(text) in duties for text in given["duty"].cat.categories}).astype(bool)]
    for work, year in zip(_work(rows), rows["year"], strict=True):
        plan = book.register.plan(year)
        lines = {one.line for one in duties[spelt(work.duty)] if _is_held(one, work.entry.day)}
        categories = {plan[line].category for line in lines & plan.keys()}
        agreement = prices.agreement(work, sorted(categories - {""}))
        if agreement:
            name = book.register.name
            yield _finding(
                work,
                f"{name(work.giver)} gave {name(work.receiver)} {_days(work.entry.pence)} for {work.duty}, which the "
                f"agreement {agreement} between them prices",
                "take it back with nesa reverse, and invoice the work under the agreement",
            )


def _duties(register: Register) -> dict[str, list[Duty]]:
    """Title, but for case and punctuation -> the duties of that title."""
    found: dict[str, list[Duty]] = defaultdict(list)
    for duty in register.all(Duty):
        found[spelt(duty.title)].append(duty)
    return found


def _is_held(duty: Duty, day: date) -> bool:
    return duty.day <= day and (duty.until is None or day <= duty.until)


class _Prices:
    """Which agreements price something between two members."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._between: dict[frozenset[str], set[str]] = defaultdict(set)
        for code, terms in register.agreements.items():
            for one in terms:
                for customer in one.customers:
                    self._between[frozenset((one.supplier, customer))].add(code)

    def agreement(self, work: _Work, categories: Iterable[str]) -> str:
        """The first agreement in force between giver and receiver that prices one of some categories; else empty."""
        pair = frozenset((work.giver, work.receiver))
        for code in sorted(self._between.get(pair, ())):
            terms = self._register.agreement(code, work.entry.day)
            is_between = terms and terms.supplier in pair and pair <= {terms.supplier, *terms.customers}
            if terms and is_between and terms.share == "priced" and terms.category in categories:
                return code
        return ""


def _days(hundredths: int) -> str:
    """Staff days as a sentence has them: 12.25 days."""
    return f"{format_pence(hundredths).removesuffix('.00')} day{'' if hundredths == 100 else 's'}"


def _finding(work: _Work, message: str, remedy: str) -> Finding:
    return Finding(
        message=message,
        remedy=remedy,
        place=work.entry.place,
        link=work.entry.link,
        entities=(work.giver, work.receiver),
        bearers=(work.giver,),
        day=work.entry.day,
    )


RULE = Rule("SUB10", "work is no hidden subsidy", promises=(2, 12), check=check)
