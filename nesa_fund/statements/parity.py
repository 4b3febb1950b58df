"""Parity of work: the staff days of each member beside its share of the pupils, and who leads what."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from nesa_fund.bills import roll_census
from nesa_fund.book import Book, shown_head
from nesa_fund.canon import decimal_text
from nesa_fund.entries import STAFF_DAYS
from nesa_fund.money import format_pence, half_up
from nesa_fund.periods import Year, census_in_words
from nesa_fund.rules.base import entities_in_words
from nesa_fund.statements.arguments import Arguments, begun_year, refuse_others, span_in_words
from nesa_fund.statements.base import Answer, Chart, Column, Series, Shape, Statement, Table, Unit, Value, counted
from nesa_fund.statements.behind import behind, parts
from nesa_fund.statements.leads import Activity, activities, fair_share

_MOST_BARS, _MOST_NAMES = 12, 3


def parity(book: Book, arguments: Arguments) -> Statement:
    """Days given and received, and leads, of an alliance year, up to the day asked for.

    Raises:
        InputError: No such year, or it has not begun by the day asked for.
    """
    refuse_others(arguments, "parity", "year")
    year, last = begun_year(book, arguments)
    asked = _Asked(book.until(last), year, Year(year.start, last))
    return Statement(
        name="parity",
        title=f"Parity of work {year.name}",
        alliance=book.register.alliance().name,
        audience="the Strategic Board",
        period=span_in_words(year.start, last),
        as_at=last,
        head=shown_head(book.head),
        made="From each member's own record of staff days given and received; its part is that of its pupils in all "
        "days that schools and trusts gave, a member in for part of the year counting for its days in it.",
        tables=(_days(asked), _leads(asked)),
        notes=tuple(_notes(asked)),
        answers=tuple(_answers(asked)),
        charts=tuple(_charts(asked)),
    )


class _Work(NamedTuple):
    """One entity's days, in hundredths; its share of the pupils and its part of all days, where they are known."""

    code: str
    given: int
    received: int
    share: Fraction | None
    part: Fraction | None

    @property
    def above(self) -> Fraction | None:
        """What it gave above its part, in hundredths."""
        return None if self.part is None else self.given - self.part


@dataclass(frozen=True)
class _Asked:
    """The book up to the day asked for, the year, and its days up to then."""

    book: Book
    year: Year
    period: Year

    @cached_property
    def postings(self) -> pd.DataFrame:
        """The postings of days given (Expenses) and received (Income), by the books of both."""
        rows = self.book.live
        is_work = (rows["commodity"] == STAFF_DAYS) & (rows["klass"] == "InKind")
        is_work &= rows["root"].isin(["Expenses", "Income"]) & (rows["day"] >= pd.Timestamp(self.year.start))
        return rows.loc[is_work, ["entity", "root", "pence", "txn"]].astype({"entity": "object", "root": "object"})

    @cached_property
    def days(self) -> pd.DataFrame:
        """Entity -> hundredths of days given and received, by its own book."""
        sums = self.postings.pivot_table("pence", "entity", "root", "sum", fill_value=0)
        return sums.reindex(columns=["Expenses", "Income"], fill_value=0)

    @cached_property
    def times(self) -> dict[str, Fraction]:
        """School or trust -> its part of the year up to the day, if any."""
        register = self.book.register
        times = {code: self.period.part(register.spells(code)) for code in register.contributing}
        return {code: time for code, time in times.items() if time}

    @cached_property
    def measured(self) -> tuple[str, ...]:
        """The members that have a part: but for those that the schedule leaves out as without a roll."""
        board = self.book.register.schedule(self.year.name)
        left_out = board.without_roll if board else ()
        return tuple(code for code in self.times if code not in left_out)

    @cached_property
    def census(self) -> str:
        """Whose rolls are used: the schedule's, else the newest at which all have one, else the newest."""
        register = self.book.register
        board = register.schedule(self.year.name)
        taken = [census for census, day in register.censuses.items() if day <= self.period.end]
        fits = roll_census(register, self.measured, self.period.end)
        return (board.census if board else "") or fits or "".join(taken[-1:])

    @cached_property
    def without_roll(self) -> list[str]:
        """Members that should have a part and lack a roll: until it is known, nobody's part is."""
        return [code for code in self.measured if self.book.register.roll(code, self.census) is None]

    @cached_property
    def shares(self) -> dict[str, Fraction]:
        """Member -> its share of the pupils, by its time in; empty where a roll is lacking."""
        if self.without_roll:
            return {}
        rolls = {code: self.book.register.roll(code, self.census) or Fraction(0) for code in self.measured}
        weights = {code: roll * self.times[code] for code, roll in rolls.items()}
        whole = sum(weights.values(), Fraction(0))
        return {code: weight / whole for code, weight in weights.items()} if whole else {}

    @cached_property
    def work(self) -> list[_Work]:
        """Every school and trust in membership, and whoever else gave or received days."""
        moved = {code: (given, -income) for code, given, income in self.days.itertuples(name=None)}
        codes = [*self.times, *(code for code in moved if code not in self.times)]
        whole = sum(moved.get(code, (0, 0))[0] for code in self.shares)
        parts = {code: whole * share for code, share in self.shares.items()}
        return [_Work(code, *moved.get(code, (0, 0)), self.shares.get(code), parts.get(code)) for code in codes]

    @cached_property
    def activities(self) -> list[Activity]:
        """What there is to lead."""
        return list(activities(self.book.register, self.year, self.period.end))

    @property
    def tolerance(self) -> int:
        """How many days a member may be from its part, as the alliance has settled."""
        return self.book.register.alliance(self.period.end).parity_tolerance


def _days(asked: _Asked) -> Table:
    columns = (
        Column("Member"),
        Column("Days given", Unit.NUMBER, total=True),
        Column("Days received", Unit.NUMBER, total=True),
        Column("Given less received", Unit.NUMBER, total=True),
        Column("Pupils' share", Unit.PERCENT, total=True),
        Column("Its part", Unit.NUMBER, total=True),
        Column("Above its part", Unit.NUMBER, total=True),
    )
    rows = asked.postings
    given = rows["pence"].where(rows["root"] == "Expenses", 0)
    figures = {1: given, 2: given - rows["pence"], 3: rows["pence"]}
    made = behind([one.code for one in asked.work], parts(rows, rows["entity"], figures))
    lines = tuple(_day_row(asked, one) for one in asked.work)
    return Table("days", "Staff days given and received", columns, lines, behind=made)


def _day_row(asked: _Asked, one: _Work) -> tuple[Value, ...]:
    days = (Fraction(hundredths, 100) for hundredths in (one.given, one.received, one.given - one.received))
    part, above = (None if hundredths is None else hundredths / 100 for hundredths in (one.part, one.above))
    return (asked.book.register.name(one.code), *days, one.share, part, above)


def _leads(asked: _Asked) -> Table:
    columns = (
        Column("Member"),
        Column("Leads", Unit.NUMBER, total=True),
        Column("Fair share", Unit.NUMBER),
        Column("What it leads"),
    )
    times = {code: asked.year.part(asked.book.register.spells(code)) for code in asked.book.register.contributing}
    whole, leads = sum(times.values(), Fraction(0)), sum(len(one.leads) for one in asked.activities)
    led: dict[str, list[str]] = {code: [] for code in asked.times}
    for one in asked.activities:
        for code in one.leads:
            led.setdefault(code, []).append(one.title)
    rows: list[tuple[Value, ...]] = [
        (
            asked.book.register.name(code),
            len(titles),
            fair_share(leads, times[code], whole) if times.get(code) else None,
            ", ".join(titles) or None,
        )
        for code, titles in led.items()
    ]
    if unled := [one.title for one in asked.activities if not one.leads]:
        rows.append(("Nobody", None, None, ", ".join(unled)))
    return Table("leads", "Who leads what", columns, tuple(rows))


def _answers(asked: _Asked) -> Iterator[Answer]:
    given = sum(one.given for one in asked.work)
    givers = sum(one.given > 0 for one in asked.work)
    said = f"{_days_in_words(given)} by {counted(givers, 'member')}." if given else "None are recorded."
    yield Answer("How many staff days were given?", said)
    if given:
        yield Answer("Is the work shared by size?", _fairness(asked))
    unled = [one.title for one in asked.activities if not one.leads]
    leads = len({code for one in asked.activities for code in one.leads})
    lacking = f"; nobody leads {', '.join(unled)}" if unled else ""
    yield Answer(
        "Who leads?",
        f"{counted(leads, 'member')} lead{'s' if leads == 1 else ''} "
        f"{counted(len(asked.activities) - len(unled), 'activity', 'activities')}{lacking}.",
    )


def _fairness(asked: _Asked) -> str:
    if not asked.shares:
        return f"Not shown yet: no roll is recorded of {entities_in_words(asked.book, asked.without_roll) or 'anyone'}."
    measured = {one.code: one.above for one in asked.work if one.above is not None}
    off = {code: above for code, above in measured.items() if abs(above) > 100 * asked.tolerance}
    if not off:
        return f"Yes: each of {len(measured)} members gave its part by roll, within {asked.tolerance} days."
    furthest = sorted(off, key=lambda code: -abs(off[code]))
    sides = (
        ("above", [code for code in furthest if off[code] > 0]),
        ("below", [code for code in furthest if off[code] < 0]),
    )
    said = [
        f"more than {asked.tolerance} days {how} its part: {_named(asked.book, codes)}" for how, codes in sides if codes
    ]
    return f"Not by all of {len(measured)} members; {'; '.join(said)}."


def _named(book: Book, codes: list[str]) -> str:
    """Some members by name, and how many others, where they are many."""
    if len(codes) <= _MOST_NAMES + 1:  # Nobody is the one other.
        return entities_in_words(book, codes)
    first = ", ".join(map(book.register.name, codes[:_MOST_NAMES]))
    return f"{first} and {len(codes) - _MOST_NAMES} others"


def _days_in_words(hundredths: int) -> str:
    return f"{decimal_text(Fraction(hundredths, 100))} days"


def _charts(asked: _Asked) -> Iterator[Chart]:
    """Given, received, and the part by roll, of each member; of a large alliance of those with the most."""
    work = sorted(asked.work, key=lambda one: (-one.given - one.received, one.code))
    shown = [one for one in work if one.given or one.received or one.part][:_MOST_BARS]
    if not shown:
        return
    of = f", the {_MOST_BARS} with the most" if len(work) > _MOST_BARS else ""
    most = max(shown, key=lambda one: one.given)
    series = [
        Series("Given", tuple(Fraction(one.given, 100) for one in shown)),
        Series("Received", tuple(Fraction(one.received, 100) for one in shown)),
    ]
    if asked.shares:
        parts = tuple(None if one.part is None else Fraction(half_up(one.part), 100) for one in shown)
        series.append(Series("Its part by roll", parts))
    yield Chart(
        name="days",
        title=f"Staff days by member{of}",
        shape=Shape.BARS,
        unit=Unit.NUMBER,
        labels=tuple(asked.book.register.name(one.code) for one in shown),
        series=tuple(series),
        alt=f"Bars for each member: the days that it gave and received, and its part by roll; most were given by "
        f"{asked.book.register.name(most.code)}, {format_pence(most.given)}.",
    )


def _notes(asked: _Asked) -> Iterator[str]:
    yield "Days are a record of work, never money: nobody owes anybody for them."
    if asked.shares:
        yield (
            f"Pupils are those of the census of {census_in_words(asked.census)}; days may be {asked.tolerance} from a "
            "member's part, as the alliance has settled."
        )
    if asked.without_roll:
        names = entities_in_words(asked.book, asked.without_roll)
        yield f"No roll is recorded of {names}, so nobody's part can be told yet."
    if any(one.share is None for one in asked.work) and asked.shares:
        yield "The Partnership Fund and associations have no pupils and so no part."
    yield (
        "Each line of the plan and each duty is one activity; bank charges need no lead. A fair share is that of the "
        "member's time in the year, rounded up."
    )
