"""What a rule is, what it answers, and how it names a place in the books."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from nesa_fund.book import Book, rows_where
from nesa_fund.entries import Place

WAY_BACK = "take it back with nesa reverse, and record it right"
"""The end of a remedy for an entry that should not stand as it does: nothing in a ledger is undone by hand."""

Row = Any
"""One row of a table of the book, by its columns' names: pandas knows nothing of their types."""


class Severity(StrEnum):
    """A warning is shown, and changes neither a status nor an exit code."""

    BREACH = "breach"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One exception that a rule found.

    Attributes:
        message: A sentence with the figures.
        remedy: What clears it.
        place: Where it stands; the empty place where it stands nowhere.
        link: The open item, where it has one.
        subject: What it is about where it has no link: what an exception names instead.
        entities: Whom it concerns.
        bearers: Who bears the loss, and so may accept it (default: those concerned).
        pence: The amount it is about, None where there is none.
        day: The date that puts it into an alliance year, None where it concerns every year.
    """

    message: str
    remedy: str
    place: Place = Place()
    link: str = ""
    subject: str = ""
    entities: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
    pence: int | None = None
    day: date | None = None
    severity: Severity = Severity.BREACH

    @property
    def about(self) -> str:
        """What an exception names: the link, or the subject of a finding without one."""
        return self.link or self.subject


@dataclass(frozen=True, slots=True)
class Gap:
    """What the books lack for a test: what, who can show it and how, and the date it concerns."""

    message: str
    who: str
    remedy: str
    day: date | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule tested, what it found, and what it could not test.

    ``tested`` has a row for each thing tested: its day, and pence where it has a value.
    """

    tested: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the charter.

    Attributes:
        id: As SEP1: relied on from outside, never given anew.
        name: Its name in a few plain words.
        promises: The promises of the charter that it keeps.
        check: The test, of a book cut at a day; its docstring explains the rule everywhere.
        by_construction: Whether entries that this program wrote keep it by construction.
        can_be_excepted: Whether a breach can be accepted at all.
    """

    id: str
    name: str
    promises: tuple[int, ...]
    check: Callable[[Book, date], Outcome]
    by_construction: bool = False
    can_be_excepted: bool = True

    @property
    def explanation(self) -> str:
        """What the rule means, in the words of its docstring."""
        return (self.check.__doc__ or "").strip()


def tested(rows: pd.DataFrame, pence: pd.Series | None = None) -> pd.DataFrame:
    """The population of a rule, from rows that have a day."""
    values = rows["pence"] if pence is None and "pence" in rows else pence
    return pd.DataFrame({"day": rows["day"], "pence": 0 if values is None else values.abs()}, index=rows.index)


def turnover(book: Book, transactions: pd.DataFrame) -> pd.Series:
    """What each transaction moves: the pence of its debits, none for staff days."""
    return pd.Series(book.debits.reindex(transactions.index, fill_value=0))


def nothing_tested() -> pd.DataFrame:
    """The population of a rule that found nothing of its kind."""
    return pd.DataFrame({"day": np.array([], dtype="datetime64[s]"), "pence": np.array([], dtype="int64")})


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """The rows of a table, in order; ``Index`` is a row's label."""
    if len(frame):  # Pandas makes a type of so many columns slowly, and most rules find nothing.
        yield from frame.itertuples()


def place_of(row: Row) -> Place:
    """Where a row of a table of the book stands."""
    return Place(int(row.batch), str(row.file), int(row.line))


def day_of(row: Row) -> date:
    """The date of a row of a table of the book."""
    day: pd.Timestamp = row.day
    return day.date()


def in_charter(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows dated from the charter's first day on: what was before is never breached."""
    return rows_where(rows["day"] >= pd.Timestamp(book.register.charter_from).as_unit("s"), rows)


def entities_in_words(book: Book, codes: Iterable[str]) -> str:
    """Names of entities as a sentence lists them."""
    names = [book.register.name(code) for code in codes]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
