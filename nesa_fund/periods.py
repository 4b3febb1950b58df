"""Alliance years and the part of a year that a member took part."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)
_NAME = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR_START = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """One alliance year, first to last day, both in it."""

    start: date
    end: date

    @property
    def name(self) -> str:
        """As people call it: 2025-26; a calendar year is 2025-25."""
        return f"{self.start.year}-{self.end.year % 100:02d}"

    @property
    def days(self) -> int:
        """Days in the year: 365 or 366."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        """Whether the day falls in this year."""
        return self.start <= day <= self.end

    def part(self, spells: Iterable[tuple[date, date | None]]) -> Fraction:
        """The part of the year covered by spells of membership (first day, last day or None)."""
        days = 0
        for first, last in spells:
            begin, end = max(first, self.start), min(last or self.end, self.end)
            days += max(0, (end - begin).days + 1)
        return Fraction(days, self.days)


def is_year_start(text: str) -> bool:
    """Whether a text can be an alliance's first day of the year: MM-DD, never 29 to 31."""
    return _YEAR_START.fullmatch(text) is not None


def year_of(day: date, year_start: str = "09-01") -> Year:
    """The alliance year a day falls in; ``year_start`` is MM-DD."""
    month, first = map(int, year_start.split("-"))
    start = date(day.year, month, first)
    if start > day:
        start = date(day.year - 1, month, first)
    return Year(start, date(start.year + 1, month, first) - ONE_DAY)


def parse_year(name: str, year_start: str = "09-01") -> Year:
    """The year of that name, "2025-26".

    Raises:
        ValueError: Not such a name, or its two halves do not follow.
    """
    match = _NAME.fullmatch(name)
    if match and 2000 <= int(match[1]) <= 2099:
        year = year_of(date(int(match[1]), 12, 31), year_start)
        if year.name == name:
            return year
    raise ValueError("not a year, like 2025-26")


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months on, or that month's last day."""
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (following - first).days) - 1)


def census_day(census: str) -> date | None:
    """The first day of a census month written 2025-10; None where the text is no such month."""
    match = re.fullmatch(r"(20\d{2})-(0[1-9]|1[0-2])", census, re.ASCII)
    return date(int(match[1]), int(match[2]), 1) if match else None


def census_in_words(census: str) -> str:
    """A census month as a sentence says it: October 2025; another text as it is."""
    day = census_day(census)
    return f"{day:%B %Y}" if day else census


def day_in_words(day: date) -> str:
    """A date as a sentence says it: 1 October 2025."""
    return f"{day.day} {day:%B %Y}"
