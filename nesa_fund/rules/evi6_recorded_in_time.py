"""EVI6: what happens is recorded in time, and nothing enters a year that the Board has closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile

import pandas as pd

from nesa_fund.book import Book, year_names
from nesa_fund.facts import Close
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import (
    WAY_BACK,
    Finding,
    Outcome,
    Rule,
    Severity,
    day_of,
    entities_in_words,
    in_charter,
    place_of,
    rows_of,
    tested,
    turnover,
)
from nesa_fund.rules.charged import Known

LATE = timedelta(days=60)


def check(book: Book, as_at: date) -> Outcome:
    """A year that the Board has closed stays as it was reported, and no entry waits long to be recorded.

    Tested is every transaction that was not taken back and takes nothing back. None that was recorded
    in a later batch than the close of a year is dated in that year: the close that is in force, from
    the batch on that the year has been closed since. The entries of one dealing in several books are
    found once, at the first of them. And one recorded more than 60 days after its date is a warning,
    once for all such entries of a batch and year.

    For example::

        2025-12-08 custom "close" "2024-25"

        2025-08-31 * "of the year's last day, and later" ^Interest-Fund-4  ;! EVI6
          event: "interest"
          Assets:Fund:Bank                         1.00 GBP
          Income:Fund:Interest                    -1.00 GBP
    """
    rows = in_charter(book, book.live_transactions)
    rows = rows[["day", "batch", "file", "line", "link", "event", "owner"]]
    rows = rows.assign(year=year_names(book, rows["day"]))
    findings = *_into_closed_years(book, rows, as_at), *_late(book, rows)
    return Outcome(tested(rows, turnover(book, rows)), findings)


def _into_closed_years(book: Book, rows: pd.DataFrame, as_at: date) -> Iterator[Finding]:
    known = Known(book.register, Close)
    for year, close in book.register.closes.items():
        if close.day <= as_at:
            entered = rows[(rows["year"] == year) & (rows["batch"] > _closed_since(known, year))]
            for _, dealing in entered.groupby(["batch", "link", "event", "day"], observed=True, sort=False):
                yield _entered(book, close, dealing)


def _closed_since(known: Known, year: str) -> int:
    """The batch since which a year has been closed, never taken back since."""
    batches = sorted({fact.place.batch for fact in known.newest.facts}, reverse=True)
    return min(takewhile(lambda batch: known.by(batch).is_closed(year), batches))


def _entered(book: Book, close: Close, dealing: pd.DataFrame) -> Finding:
    first = next(rows_of(dealing))
    owners = tuple(sorted(set(dealing["owner"].astype(str))))
    place, day = place_of(first), day_of(first)
    return Finding(
        message=f"an entry of {day_in_words(day)} in the books of {entities_in_words(book, owners)} was recorded by "
        f"batch {place.batch}, after the Board closed {close.year} on {day_in_words(close.day)}",
        remedy=f"{WAY_BACK} in the year after; or have the Board open the year again, which strikes its close",
        place=place,
        link=str(first.link),
        entities=owners,
        pence=int(turnover(book, dealing).max()),
        day=day,
    )


def _late(book: Book, rows: pd.DataFrame) -> Iterator[Finding]:
    """The entries of a batch and year that were recorded late, in one warning."""
    recorded = {number: pd.Timestamp(batch.recorded_at.date()) for number, batch in book.batches.items()}
    on = pd.Series(recorded, dtype="datetime64[s]").reindex(rows["batch"]).to_numpy()
    late = rows[on - rows["day"] > pd.Timedelta(LATE)]
    for (number, _), of_batch in late.groupby(["batch", "year"], sort=True):
        first, batch = next(rows_of(of_batch.sort_values("day", kind="stable"))), book.batches[int(number)]
        place, day, owners = place_of(first), day_of(first), sorted(set(of_batch["owner"].astype(str)))
        count, on_day = f"{len(of_batch)} {'entry' if len(of_batch) == 1 else 'entries'}", batch.recorded_at.date()
        yield Finding(
            message=f"batch {batch.number}, recorded on {day_in_words(on_day)}, has {count} dated more than "
            f"{LATE.days} days before, the oldest on {day_in_words(day)}",
            remedy="record each month soon after its end",
            place=place,
            subject=f"batch {batch.number}",
            entities=tuple(owners),
            day=day,
            severity=Severity.WARNING,
        )


RULE = Rule("EVI6", "recorded in time", promises=(8,), check=check)
