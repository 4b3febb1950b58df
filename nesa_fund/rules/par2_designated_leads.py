"""PAR2: each activity has a designated lead, and the leads are spread over the members."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.facts import Duty, PlanLine
from nesa_fund.periods import ONE_DAY, Year
from nesa_fund.register import Register
from nesa_fund.rules.base import Finding, Outcome, Rule, Severity, entities_in_words

_UNLED = "BankCharges"
"""The category of what nobody leads: it comes with the Fund's bank account."""


def check(book: Book, as_at: date) -> Outcome:
    """Each line of a year's plan and each duty has a lead, and nobody leads more than its fair share.

    A lead is a member that is named, by the line or by a duty, and in membership on some day of the
    year on which the duty runs; for bank charges none is wanted. Schools and trusts share the leads
    of a year alike, each by the part of the year that it is in: a warning is of one that has more
    than that share rounded up, and stands at the first lead beyond. A duty of a line is one lead
    with it, and duties of one title are one activity, so that it can be handed on. Tested are the
    plans and duties dated up to the day, of years that had not ended before the charter's first
    day: each line and duty, and each school and trust.

    For example::

        2025-06-11 custom "plan" "2025-26" "reading" 10.00 GBP
          lead: "Hartside"

        2025-06-11 custom "plan" "2025-26" "nobody" 10.00 GBP  ;? PAR2
          category: "Training"
    """
    findings: list[Finding] = []
    days: list[date] = []
    for year in _years(book.register, as_at):
        led = _Led(book, year, tuple(_activities(book.register, year, as_at)))
        findings += [*_unled(led), *_overloaded(led)]
        days += [year.start] * (len(led.activities) + len(led.parts))
    population = {"day": [pd.Timestamp(day) for day in days], "pence": 0}
    return Outcome(pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"}), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Activity:
    """A line of the plan or a duty: who is named to lead it by which fact, and who of them leads it."""

    title: str
    named: Mapping[str, PlanLine | Duty]
    leads: frozenset[str]
    fact: PlanLine | Duty


@dataclass(frozen=True)
class _Led:
    """The activities of a year."""

    book: Book
    year: Year
    activities: tuple[_Activity, ...]

    @property
    def parts(self) -> dict[str, Fraction]:
        """School or trust -> the part of the year that it is in, if any."""
        register = self.book.register
        parts = {code: self.year.part(register.spells(code)) for code in register.contributing}
        return {code: part for code, part in parts.items() if part}

    def of(self, member: str) -> list[_Activity]:
        """What a member leads, in the order in which it was named."""
        led = [one for one in self.activities if member in one.leads]
        return sorted(led, key=lambda one: (one.named[member].day, one.named[member].place))


def _years(register: Register, as_at: date) -> list[Year]:
    """The years of the plans, and those in which a duty runs up to the day."""
    found = set()
    for line in register.all(PlanLine):
        if line.day <= as_at:
            with suppress(ValueError):  # A line that is of no year is planned for none.
                found.add(register.year(line.year))
    for duty in register.all(Duty):
        day, last = duty.day, min(duty.until or as_at, as_at)
        while day <= last:
            year = register.year_of(day)
            found.add(year)
            day = year.end + ONE_DAY
    return sorted(year for year in found if year.end >= register.charter_from)


def _activities(register: Register, year: Year, as_at: date) -> Iterator[_Activity]:
    plan = register.plan(year.name)
    lines = {code: line for code, line in plan.items() if line.day <= as_at and line.category != _UNLED}
    named: dict[tuple[str, str], list[tuple[str, PlanLine | Duty, Year]]] = {
        ("line", code): [(line.lead, line, year)] for code, line in lines.items()
    }
    for duty in register.all(Duty):
        time = Year(max(year.start, duty.day), min(year.end, duty.until or year.end))
        if duty.day <= as_at and time.start <= time.end:
            key = ("line", duty.line) if duty.line in lines else ("duty", duty.title)
            named.setdefault(key, []).append((duty.code, duty, time))
    for (kind, name), said in named.items():
        leads = frozenset(code for code, _, time in said if time.part(register.spells(code)))
        title = lines[name].title or name if kind == "line" else name
        yield _Activity(title, {code: fact for code, fact, _ in reversed(said) if code}, leads, said[0][1])


def _unled(led: _Led) -> Iterator[Finding]:
    for one in led.activities:
        if not one.leads:
            who = entities_in_words(led.book, one.named) or "nobody"
            why = ", in membership on no day of it" if one.named else ""
            yield Finding(
                message=f'"{one.title}" has no lead in {led.year.name}: {who} is named{why}',
                remedy="let the Board name the member that leads it",
                place=one.fact.place,
                subject=f"lead {led.year.name} {one.title}",
                entities=tuple(one.named),
                day=led.year.start,
                severity=Severity.WARNING,
            )


def _overloaded(led: _Led) -> Iterator[Finding]:
    parts = led.parts
    of = {code: led.of(code) for code in parts}
    together = sum(map(len, of.values()))
    for code, part in parts.items():
        fair = ceil(together * part / sum(parts.values()))
        if len(of[code]) > fair:
            titles = ", ".join(one.title for one in of[code])
            yield Finding(
                message=f"{led.book.register.name(code)} leads {len(of[code])} of the {together} activities that are "
                f"led in {led.year.name} ({titles}); its fair share, rounded up, is {fair}",
                remedy="let the Board ask another member to lead one of them",
                place=of[code][fair].named[code].place,
                subject=f"leads {led.year.name} {code}",
                entities=(code,),
                day=led.year.start,
                severity=Severity.WARNING,
            )


RULE = Rule("PAR2", "designated leads", promises=(12,), check=check)
