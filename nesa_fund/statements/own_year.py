"""What falls into one financial year of a member: by the day of supply, or by the days of the time it is for."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from nesa_fund.allocation import allocate
from nesa_fund.book import Book, stated_days
from nesa_fund.periods import ONE_DAY, Year, day_in_words, parse_year, year_of
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.statements.arguments import Arguments

PARTS = ("earlier", "this", "later")


def year_start_of(register: Register, member: str) -> str:
    """When a member's own financial year starts, as MM-DD; the alliance's where it has not said."""
    return register.members[member].year_start or register.alliance().year_start


def asked_own_year(book: Book, arguments: Arguments, member: str) -> Year:
    """The financial year of a member that is asked for, by its name: 2025-26.

    Raises:
        InputError: It has no year of that name, or the year has not begun by the day asked for.
    """
    starts, name = year_start_of(book.register, member), book.register.name(member)
    try:
        year = parse_year(arguments.year.strip(), starts) if arguments.year else year_of(arguments.as_at, starts)
    except ValueError as error:
        raise InputError(f'"{arguments.year}" is {error}; the own year of {name} starts on {starts}') from error
    if year.start > arguments.as_at:
        raise InputError(
            f"{year.name} of {name} begins on {day_in_words(year.start)}, after {day_in_words(arguments.as_at)}"
        )
    return year


def by_own_year(rows: pd.DataFrame, year: Year, starts: str) -> pd.DataFrame:
    """How much of some postings falls before a financial year, into it, and after it.

    A posting counts on its day of supply, else on its date. One that states the time it is for is
    split over the financial years by their days of it, by the largest remainder: nothing is lost.
    One that was taken back counts on its date, and so does what took it back on its own.

    Args:
        rows: Rows of the posting table.
        year: The year.
        starts: When such years start, as MM-DD.

    Returns:
        The rows, and beside them first and last (the days that they are counted by), is_split, and
        earlier, this and later: the pence that fall there, which come to ``pence``.
    """
    begun, until, supplied = (stated_days(rows[name]) for name in ("covers-from", "covers-until", "supplied"))
    is_timed = rows["is_live"] & (begun <= until)
    day = supplied.where(rows["is_live"] & supplied.notna(), rows["day"])
    rows = rows.assign(first=begun.where(is_timed, day), last=until.where(is_timed, day))
    start, end = (pd.Timestamp(one).as_unit("s") for one in (year.start, year.end))
    sides = [rows["last"] < start, (rows["first"] >= start) & (rows["last"] <= end), rows["first"] > end]
    whole = {part: rows["pence"].where(is_there, 0) for part, is_there in zip(PARTS, sides, strict=True)}
    rows = rows.assign(is_split=~np.logical_or.reduce(sides), **whole)
    return _split(rows, year, starts)


def _split(rows: pd.DataFrame, year: Year, starts: str) -> pd.DataFrame:
    """Give each posting whose time spans the year's start or end its parts; they are few."""
    spanning = rows.loc[rows["is_split"], ["first", "last", "pence"]]
    parts = [
        _parts(pence, split_by_days(pence, first.date(), last.date(), starts), year)
        for first, last, pence in spanning.itertuples(index=False, name=None)
    ]
    rows.loc[rows["is_split"], list(PARTS)] = np.array(parts, dtype="int64").reshape(-1, len(PARTS))
    assert (rows[list(PARTS)].sum(axis=1) == rows["pence"]).all()  # No penny is lost over the years.
    return rows


def _parts(pence: int, by_year: Mapping[str, int], year: Year) -> tuple[int, int, int]:
    earlier = sum(part for name, part in by_year.items() if name < year.name)
    this = by_year.get(year.name, 0)
    return earlier, this, pence - earlier - this


def split_by_days(pence: int, first: date, last: date, starts: str) -> dict[str, int]:
    """Financial year -> pence of an amount for some days, both ends of them in it, by the days in each."""
    days: dict[str, int] = {}
    day = first
    while day <= last:
        year = year_of(day, starts)
        days[year.name] = (min(last, year.end) - day).days + 1
        day = year.end + ONE_DAY
    return allocate(pence, days)
