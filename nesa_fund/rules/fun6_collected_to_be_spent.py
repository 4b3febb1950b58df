"""FUN6: what schools pay into the Partnership Fund is collected to be spent, not to be kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import planned_pence
from nesa_fund.entries import FUND
from nesa_fund.facts import Close, Schedule
from nesa_fund.money import format_pounds
from nesa_fund.periods import Year
from nesa_fund.rules.base import Finding, Outcome, Rule
from nesa_fund.rules.general_balance import GeneralBalance

TIME_TO_DECIDE = timedelta(days=120)


def check(book: Book, as_at: date) -> Outcome:
    """What the Fund has left of a year is small, or goes back, or is carried on by the Board's own decision.

    Tested is each year with a schedule that ended more than 120 days ago. Of its general balance at
    its end (contributions, interest and the like, less general spending; no grants; what was still
    owed to the Fund counted in), what has neither gone back to members since nor is carried on by the
    year's close is no more than the alliance's carry-forward per cent of the plan's lines not paid
    from grants. The per cent is that of the year's last day. A finding stands at the year's close, or
    where it has none at its schedule.

    For example::

        2023-09-01 custom "plan" "2023-24" "maths" 10.00 GBP

        2023-09-01 custom "schedule" "2023-24" 100.00 GBP

        2024-12-08 custom "close" "2023-24"  ;! FUN6
          carried: 98.99 GBP
    """
    left = list(_left(book, as_at))
    findings = [_finding(one) for one in left if one.undecided > one.free]
    population = {"day": [pd.Timestamp(one.year.end) for one in left], "pence": [abs(one.balance) for one in left]}
    return Outcome(pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"}), tuple(findings))


class _Left(NamedTuple):
    """What an ended year left: its general balance less what went back, and the part that needs no decision."""

    year: Year
    schedule: Schedule
    close: Close | None
    balance: int
    planned: int
    per_cent: int

    @property
    def carried(self) -> int:
        """What the Board has carried on."""
        return (self.close.carried or 0) if self.close else 0

    @property
    def undecided(self) -> int:
        """What is left and neither went back nor is carried on."""
        return self.balance - self.carried

    @property
    def free(self) -> int:
        """What may stay without a decision, in whole pence."""
        return self.planned * self.per_cent // 100


def _left(book: Book, as_at: date) -> Iterator[_Left]:
    register, balance = book.register, GeneralBalance(book)
    for schedule in register.all(Schedule):
        year, close = register.year(schedule.year), register.closes.get(schedule.year)
        if year.end >= register.charter_from and as_at > year.end + TIME_TO_DECIDE:
            yield _Left(
                year,
                schedule,
                close if close and close.day <= as_at else None,
                balance.at_end_of(year),
                planned_pence(register, year.name),
                register.alliance(year.end).carry_forward,
            )


def _finding(left: _Left) -> Finding:
    carried = f"{format_pounds(left.carried)} of it" if left.carried else "nothing of it"
    return Finding(
        message=f"the general balance at the end of {left.year.name}, less what went back since, is "
        f"{format_pounds(left.balance)}; {carried} is carried on by the year's close, and {left.per_cent} per cent of "
        f"the {format_pounds(left.planned)} planned may stay without a decision",
        remedy="have the Board return the rest to the members (nesa surplus), or carry it on when it closes the year",
        place=(left.close or left.schedule).place,
        subject=f"balance {left.year.name}",
        entities=(FUND,),
        pence=left.undecided - left.free,
        day=left.year.end,
    )


RULE = Rule("FUN6", "collected to be spent", promises=(6,), check=check)
