"""PAR1: the work of the alliance is shared in the measure of the rolls."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from nesa_fund.bills import roll_census
from nesa_fund.book import Book, year_names
from nesa_fund.entries import STAFF_DAYS, Place
from nesa_fund.money import format_pence, half_up
from nesa_fund.periods import Year, day_in_words
from nesa_fund.rules.base import (
    Finding,
    Gap,
    Outcome,
    Rule,
    Severity,
    entities_in_words,
    in_charter,
    place_of,
    rows_of,
)


def check(book: Book, as_at: date) -> Outcome:
    """Each school and trust gives staff days in the measure of its pupils, within the tolerance agreed.

    What is set side by side, year by year: the days that it gave to other members and to the Fund,
    and its part by roll of all the days that schools and trusts gave. They may lie apart by the
    alliance's tolerance, as settled on the last day counted; more, either way, is a warning. A
    member in for part of the year counts with its pupils times its days in it, and a year that
    still runs is measured up to the day. The rolls are those of the census of the year's schedule,
    else of the newest one at which all have one; a member that the schedule leaves out as without
    a roll is not measured, and nor are associations. A warning stands at the last days that the
    member gave, or at its joining where it gave none.

    Not shown yet where days were given and a roll is missing.

    For example::

        2025-10-03 * "Fund" "the first of them" ^InKind-Rothley-2025-10-03-1
          event: "in-kind"
          Expenses:Rothley:InKind:Fund           12.00 DAY
          Equity:Rothley:InKind                 -12.00 DAY

        2025-10-04 * "Fund" "a hundredth more than 30 per cent and the tolerance" ^InKind-Rothley-2025-10-04-1  ;? PAR1
          event: "in-kind"
          Expenses:Rothley:InKind:Fund            6.01 DAY
          Equity:Rothley:InKind                 - 6.01 DAY
    """
    given = _given(book)
    measured: list[_Measured] = []
    gaps: list[Gap] = []
    for name, of_year in given.groupby("year", sort=True):
        parts = _parts(book, str(name), as_at)
        if isinstance(parts, Gap):
            gaps.append(parts)
        else:
            measured += _measure(book, parts, of_year)
    population = {"day": [pd.Timestamp(one.period.end) for one in measured], "pence": 0}
    tested = pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"})
    return Outcome(tested, tuple(_warning(book, one) for one in measured if one.is_off), tuple(gaps))


class _Parts(NamedTuple):
    """Each measured member's part by roll of the days counted of a year."""

    year: Year
    period: Year
    of: dict[str, Fraction]


class _Measured(NamedTuple):
    """What a member gave in the days counted of a year, beside its part; in hundredths of a day, ``apart`` in days."""

    member: str
    year: Year
    period: Year
    given: int
    whole: int
    fair: Fraction
    apart: int
    place: Place

    @property
    def is_off(self) -> bool:
        """Whether the two lie further apart than the alliance agreed."""
        return abs(self.given - self.fair) > 100 * self.apart


def _given(book: Book) -> pd.DataFrame:
    """The days that schools and trusts gave, in their own books, in order of date; ``pence`` are hundredths."""
    rows = book.live
    is_given = (rows["commodity"] == STAFF_DAYS) & (rows["klass"] == "InKind") & (rows["root"] == "Expenses")
    rows = rows.loc[is_given, ["day", "batch", "file", "line", "entity", "pence"]]
    rows = in_charter(book, rows[rows["entity"].isin(book.register.contributing)])
    rows = rows.assign(year=year_names(book, rows["day"]), entity=rows["entity"].astype("object"))
    return rows.sort_values(["day", "batch", "line"], kind="stable")


def _parts(book: Book, name: str, as_at: date) -> _Parts | Gap:
    register, year = book.register, book.register.year(name)
    period = Year(max(year.start, register.charter_from), min(year.end, as_at))
    board = register.schedule(name)
    left_out = board.without_roll if board else ()
    times = {code: period.part(register.spells(code)) for code in register.contributing if code not in left_out}
    members = tuple(code for code, time in times.items() if time)
    taken = [census for census, day in register.censuses.items() if day <= period.end]
    census = (board.census if board else "") or roll_census(register, members, period.end) or "".join(taken[-1:])
    rolls = {code: register.roll(code, census) for code in members}
    weights = {code: roll * times[code] for code, roll in rolls.items() if roll is not None}
    whole = sum(weights.values(), Fraction(0))
    if len(weights) < len(members) or not whole:
        return _no_roll(book, period, census, [code for code in members if rolls[code] is None] or [*members])
    return _Parts(year, period, {code: weight / whole for code, weight in weights.items()})


def _no_roll(book: Book, period: Year, census: str, without: list[str]) -> Gap:
    names = entities_in_words(book, without)
    at = f"no roll at {census}" if census else "no roll"
    return Gap(
        message=f"staff days were given up to {day_in_words(period.end)}, but {at} is recorded of {names}",
        who=names,
        remedy="record the pupils on roll at the census of that year",
        day=period.end,
    )


def _measure(book: Book, parts: _Parts, given: pd.DataFrame) -> Iterator[_Measured]:
    given = given[given["entity"].isin(list(parts.of))]
    sums = given.groupby("entity")["pence"].sum().to_dict()
    last = {row.entity: place_of(row) for row in rows_of(given.drop_duplicates("entity", keep="last"))}
    whole = sum(sums.values())
    apart = book.register.alliance(parts.period.end).parity_tolerance
    for code, part in parts.of.items():
        place = last.get(code) or book.register.members[code].place
        yield _Measured(code, parts.year, parts.period, sums.get(code, 0), whole, whole * part, apart, place)


def _warning(book: Book, one: _Measured) -> Finding:
    return Finding(
        message=f"{book.register.name(one.member)} gave {format_pence(one.given)} staff days in {one.year.name}; its "
        f"part by roll of the {format_pence(one.whole)} that all gave is {format_pence(half_up(one.fair))}, more than "
        f"{one.apart} days apart",
        remedy="let the Board look at who leads what, and spread the work",
        place=one.place,
        subject=f"days {one.year.name} {one.member}",
        entities=(one.member,),
        day=one.period.end,
        severity=Severity.WARNING,
    )


RULE = Rule("PAR1", "parity of work", promises=(12,), check=check)
