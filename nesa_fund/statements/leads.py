"""Who leads what in a year: the lines of its plan and the duties of members, each one activity."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from nesa_fund.facts import Duty
from nesa_fund.periods import Year
from nesa_fund.register import Register

_UNLED = "BankCharges"
"""The category of what nobody leads: it comes with the Fund's bank account."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A line of the plan, with the duties that name it, or duties of one title; and the members that lead it."""

    title: str
    leads: tuple[str, ...]


def activities(register: Register, year: Year, as_at: date) -> Iterator[Activity]:
    """What there is to lead in a year by the plan and the duties dated up to a day.

    A lead is a member that is named, and in membership on some day of the year on which it leads.
    """
    plan = register.plan(year.name).items()
    lines = {code: line for code, line in plan if line.day <= as_at and line.category != _UNLED}
    titles = {("line", code): line.title or code for code, line in lines.items()}
    named = {("line", code): [(line.lead, year)] for code, line in lines.items()}
    for duty in register.all(Duty):
        time = Year(max(year.start, duty.day), min(year.end, duty.until or year.end))
        if duty.day <= as_at and time.start <= time.end:
            key = ("line", duty.line) if duty.line in lines else ("duty", duty.title)
            titles.setdefault(key, duty.title)
            named.setdefault(key, []).append((duty.code, time))
    for key, said in named.items():
        leads = dict.fromkeys(code for code, time in said if time.part(register.spells(code)))
        yield Activity(titles[key], tuple(leads))


def fair_share(leads: int, part: Fraction, parts: Fraction) -> int:
    """How many leads one member has at most where they are spread evenly, by its part of the year among all parts."""
    return ceil(leads * part / parts)
