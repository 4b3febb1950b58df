"""MEM2: a school joins only if its own finances are strong."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.facts import Strength
from nesa_fund.money import format_pounds
from nesa_fund.periods import add_months, day_in_words
from nesa_fund.register import Register
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule

OLDEST_MONTHS = 18


def check(book: Book, as_at: date) -> Outcome:
    """A school or trust that joins an alliance brings no hole for the others to fill.

    Each school or trust that joined after the alliance was founded, one that comes back or converts
    among them, had a revenue reserve that was neither below zero nor below the reserve that the
    alliance asks of a joiner, if it had settled one by that day. What counts is its newest reserve
    recorded as at the day it joined or a day within the 18 months before. A joiner with none recorded
    is not shown to be strong. A finding stands at the reserve.

    For example::

        2025-02-01 custom "member" "Coquet" "trust"

        2025-02-01 custom "strength" "Coquet" -0.01 GBP  ;! MEM2
          as-at: 2024-08-31

        2025-02-01 custom "member" "Rothley" "school"

        2025-02-01 custom "strength" "Rothley" 0.00 GBP
          as-at: 2024-08-31
    """
    joined = list(_joinings(book.register, as_at))
    shown = [(one, strength) for one in joined if (strength := one.newest)]
    findings = [_finding(book.register, one, strength) for one, strength in shown if strength.reserve < one.least_pence]
    population = {
        "day": [pd.Timestamp(one.day) for one, _ in shown],
        "pence": [abs(strength.reserve) for _, strength in shown],
    }
    tested = pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"})
    return Outcome(tested, tuple(findings), tuple(_gap(book.register, one) for one in joined if not one.newest))


class _Joining(NamedTuple):
    """A member's first day in, the least reserve asked of it, and its newest reserve of the time before, if any."""

    code: str
    day: date
    least_pence: int
    newest: Strength | None


def _joinings(register: Register, as_at: date) -> Iterator[_Joining]:
    founded, charter_from = register.settings[0].day, register.charter_from
    for code in sorted(register.members):
        for day in (first for first, _ in register.spells(code)):
            if founded < day <= as_at and day >= charter_from and register.member(code, day).contributes:
                least = max(0, register.alliance(day).joiner_reserve or 0)
                yield _Joining(code, day, least, _newest(register, code, day))


def _newest(register: Register, code: str, joined: date) -> Strength | None:
    oldest = add_months(joined, -OLDEST_MONTHS)
    told = [(one.as_at or one.day, one) for one in register.all(Strength) if one.code == code]
    in_time = [(day, one) for day, one in told if oldest <= day <= joined]
    return max(in_time, key=lambda pair: pair[0], default=(joined, None))[1]


def _finding(register: Register, joining: _Joining, strength: Strength) -> Finding:
    least = f"the alliance asks {format_pounds(joining.least_pence)}" if joining.least_pence else "it is below zero"
    return Finding(
        message=f"{register.name(joining.code)} joined on {day_in_words(joining.day)} with a revenue reserve of "
        f"{format_pounds(strength.reserve)} as at {day_in_words(strength.as_at or strength.day)}; {least}",
        remedy="have the Board minute why it took the school in, and how the others are kept safe",
        place=strength.place,
        subject=f"joining {joining.code} {joining.day}",
        entities=(joining.code, FUND),
        bearers=(FUND,),
        pence=joining.least_pence - strength.reserve,
        day=joining.day,
    )


def _gap(register: Register, joining: _Joining) -> Gap:
    name = register.name(joining.code)
    return Gap(
        message=f"{name} joined on {day_in_words(joining.day)}, and no revenue reserve as at a day within the "
        f"{OLDEST_MONTHS} months before is recorded",
        who=name,
        remedy="record its revenue reserve and its date, from its accounts, on a sheet of members",
        day=joining.day,
    )


RULE = Rule("MEM2", "strong on joining", promises=(10,), check=check)
