"""EVI3: no one person alone records money, or what money rests on."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from nesa_fund.book import Batch, Book, year_names
from nesa_fund.entries import FUND
from nesa_fund.facts import (
    Agreement,
    Alliance,
    Close,
    Confirmation,
    Consent,
    Exempted,
    Fact,
    PlanLine,
    Schedule,
    Struck,
)
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import Finding, Gap, Outcome, Row, Rule, day_of, in_charter, place_of, rows_of

DECISIONS = (Alliance, PlanLine, Schedule, Close, Agreement, Consent, Confirmation, Exempted)
_WHERE = ["batch", "file", "line"]


def check(book: Book, as_at: date) -> Outcome:
    """What one person records another has looked at: whoever could err, or worse, is never alone.

    Tested is each batch that moves pounds (one that takes entries back among them), or records or
    strikes an agreement or a consent, a confirmation, an exception, or a policy of the Board: its
    settings, plan, schedule or close. Whoever recorded it is not whoever approved it, by the names
    that its manifest has, ignoring case and spaces. A batch without an approver, or with one who was
    only declared by whoever recorded it and did not sign in, is not shown to be right. A batch counts
    in each year that its entries are dated in, and a finding stands at the first of them.

    For example::

        ;; batch 2 recorded=2026-01-05 by=clerk approved=clerk how=signed-in

        2025-09-02 custom "plan" "2025-26" "books" 100.00 GBP  ;! EVI3
    """
    found = _recorded(book, as_at)
    findings, gaps = [], []
    for row in rows_of(found):
        batch = book.batches[row.batch]
        if not batch.recorded_by.strip() or not batch.approved_by.strip():
            gaps.append(_unapproved(row, batch))
        elif _person(batch.recorded_by) == _person(batch.approved_by):
            findings.append(_finding(row, batch))
        elif batch.how != "signed-in":
            gaps.append(_declared(row, batch))
    return Outcome(found[["day", "pence"]], tuple(findings), tuple(gaps))


def _recorded(book: Book, as_at: date) -> pd.DataFrame:
    """One row a batch that two people are needed for and a year of its entries: the first of them, and its pounds."""
    money = book.transactions.loc[book.debits.index, ["day", *_WHERE]].assign(pence=book.debits)
    decided = [(pd.Timestamp(fact.day), *fact.place, 0) for fact in _decisions(book) if fact.day <= as_at]
    facts = pd.DataFrame(decided, columns=[*money]).astype({"day": "datetime64[s]", "batch": "int64", "pence": "int64"})
    firsts = [_first_of_each(book, rows) for rows in (money, facts.sort_values(_WHERE, kind="stable"))]
    both = pd.concat([rows.astype({"file": "object"}) for rows in firsts]).sort_values(_WHERE, kind="stable")
    of_each = both.groupby(["batch", "year"], sort=True)
    return of_each.first().assign(pence=of_each["pence"].sum()).reset_index()


def _first_of_each(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """Of rows in order of recording the first of each batch and year since the charter, with the pounds of all."""
    rows = in_charter(book, rows)
    rows = rows[rows["batch"].isin(list(book.batches))]
    rows = rows.assign(year=year_names(book, rows["day"]))
    together = rows.groupby(["batch", "year"])["pence"].transform("sum")
    return rows.assign(pence=together).drop_duplicates(["batch", "year"])


def _decisions(book: Book) -> Iterator[Fact]:
    """The facts that need two people, those no longer in force and those that strike one among them."""
    facts = book.register.facts
    decided = [fact for fact in facts if isinstance(fact, DECISIONS)]
    known = {(f"{fact.place.batch:04d}", fact.source) for fact in decided}
    struck = (fact for fact in facts if isinstance(fact, Struck))
    yield from decided
    yield from (fact for fact in struck if (fact.batch.zfill(4), fact.fact_source) in known)


def _person(name: str) -> str:
    return "".join(name.split()).casefold()


def _finding(row: Row, batch: Batch) -> Finding:
    pence, place, day = int(row.pence), place_of(row), day_of(row)
    moved = f", which moves {format_pounds(pence)}," if pence else ""
    return Finding(
        message=f"{_shown(batch)}{moved} was recorded and approved by one person, {batch.approved_by}",
        remedy="have another person look it through, and the Board minute what they found",
        place=place,
        subject=f"batch {batch.number}",
        entities=(FUND,),
        pence=pence or None,
        day=day,
    )


def _unapproved(row: Row, batch: Batch) -> Gap:
    return Gap(
        message=f"{_shown(batch)} does not name one person who recorded it and another who approved it",
        who="A second person",
        remedy="look it through and minute it; from now on name who approves, with --approved-by",
        day=day_of(row),
    )


def _declared(row: Row, batch: Batch) -> Gap:
    return Gap(
        message=f"{_shown(batch)} was approved by {batch.approved_by} only as whoever recorded it declares",
        who="Whoever approved it",
        remedy="keep the signed approval with the minutes; from now on let them sign in to approve",
        day=day_of(row),
    )


def _shown(batch: Batch) -> str:
    return f"batch {batch.number}, recorded on {day_in_words(batch.recorded_at.date())},"


RULE = Rule("EVI3", "two people", promises=(8,), check=check)
