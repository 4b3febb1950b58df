"""What a statement is asked for: as at which day, for which year, member or period, and in which words."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.facts import PlanLine, Schedule
from nesa_fund.periods import Year, day_in_words, parse_year
from nesa_fund.problems import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What is asked for; None where it is left to the statement.

    Attributes:
        as_at: The day: entries dated later are left out, what was recorded later counts.
        year: An alliance year, "2025-26" (default: the one of ``as_at``).
        member: A member's code or name.
        since: The first day, in place of a year's.
        until: The last day, in place of a year's.
        sample: How many transactions are to be drawn.
        seed: Any text: whoever gives the same one draws the same.
    """

    as_at: date
    year: str | None = None
    member: str | None = None
    since: date | None = None
    until: date | None = None
    sample: int | None = None
    seed: str | None = None


def refuse_others(arguments: Arguments, statement: str, *taken: str) -> None:
    """Refuse what a statement would otherwise leave unread.

    Raises:
        InputError: An argument other than those taken was given.
    """
    words = {"year": "a year", "member": "a member", "since": "a first day", "until": "a last day"}
    words |= {"sample": "a sample", "seed": "a seed"}
    for name, said in words.items():
        if name not in taken and getattr(arguments, name) is not None:
            raise InputError(f'the statement "{statement}" takes no choice of {said}; leave that out')


def asked_year(book: Book, arguments: Arguments) -> Year:
    """The alliance year asked for: one that the books or the register know.

    Raises:
        InputError: There is no such year; the nearest is named.
    """
    name = (arguments.year or book.register.year_of(arguments.as_at).name).strip()
    known = _known_years(book, arguments.as_at)
    if name not in known:
        near = _nearest_year(name, known, book.register.alliance().year_start)
        raise InputError(f'nothing is recorded for a year "{name}"; the nearest is {near}')
    return book.register.year(name)


def begun_year(book: Book, arguments: Arguments) -> tuple[Year, date]:
    """The alliance year asked for, and its last day or the day asked for, whichever is first.

    Raises:
        InputError: There is no such year, or it has not begun by the day asked for.
    """
    year = asked_year(book, arguments)
    if arguments.as_at < year.start:
        raise InputError(f"{year.name} begins on {day_in_words(year.start)}, after {day_in_words(arguments.as_at)}")
    return year, min(year.end, arguments.as_at)


def asked_period(book: Book, arguments: Arguments) -> tuple[date, date]:
    """The first and the last day asked for: given as such, or of the year; none after the day asked for.

    Raises:
        InputError: There is no such year, or the period has not begun by the day asked for.
    """
    if arguments.since or arguments.until:
        last = min(arguments.until or arguments.as_at, arguments.as_at)
        first = arguments.since or book.register.year_of(last).start
    else:
        year = asked_year(book, arguments)
        first, last = year.start, min(year.end, arguments.as_at)
    if first > last:
        raise InputError(
            f"the period begins on {day_in_words(first)}, after {day_in_words(last)}; choose an earlier first day"
        )
    return first, last


def _known_years(book: Book, as_at: date) -> list[str]:
    """The years since the alliance was founded, and those with entries, a plan or a schedule."""
    register = book.register
    founded = min(register.settings[0].day, as_at)
    lived = {register.year_of(date(year, 12, 31)).name for year in range(founded.year, as_at.year)}
    facts = {line.year for line in register.all(PlanLine)} | {board.year for board in register.all(Schedule)}
    sound = {name for name in facts if _start(name, register.alliance().year_start)}
    ends = {register.year_of(founded).name, register.year_of(as_at).name}
    return sorted({*book.years(as_at), *lived, *sound, *ends})


def _nearest_year(name: str, known: list[str], year_start: str) -> str:
    start = _start(name, year_start)
    if start is None:
        return nearest(name, known)
    starts = {one: _start(one, year_start) or date.min for one in known}
    return min(known, key=lambda one: abs((starts[one] - start).days))


def _start(name: str, year_start: str) -> date | None:
    try:
        return parse_year(name, year_start).start
    except ValueError:
        return None


def asked_entity(book: Book, arguments: Arguments) -> str | None:
    """The code of the member asked for, by code or name in any case; None where none was asked for.

    Raises:
        InputError: There is no such member; the nearest is named.
    """
    if arguments.member is None:
        return None
    codes = known_entities(book)
    called = {said.casefold(): code for code in codes for said in (book.register.name(code), code)}
    wanted = arguments.member.strip().casefold()
    if wanted not in called:
        raise InputError(f'no member "{arguments.member}"; the nearest is {called[nearest(wanted, called)]}')
    return called[wanted]


def known_entities(book: Book) -> list[str]:
    """Codes of all members there ever were, and the Fund's."""
    return [*sorted(book.register.members), FUND]


def nearest(text: str, known: Iterable[str]) -> str:
    """The most like of some texts."""
    return difflib.get_close_matches(text, list(known), n=1, cutoff=0)[0]


def span_in_words(first: date, last: date) -> str:
    """A period, both days in it."""
    return f"{day_in_words(first)} to {day_in_words(last)}"
