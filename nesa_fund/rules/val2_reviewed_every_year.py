"""VAL2: every year is reviewed."""

from datetime import date, timedelta

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.facts import Review, Schedule
from nesa_fund.periods import Year, day_in_words
from nesa_fund.rules.base import Finding, Outcome, Rule

REVIEW_DAYS = timedelta(days=120)
"""How long after its last day a year may wait for its review."""


def check(book: Book, as_at: date) -> Outcome:
    """Every year that the Board adopted a schedule for has had its formal review 120 days after its last day.

    What the schools paid for is looked at once a year with their governors, or nobody knows whether
    it was worth it. A review may come before the year has ended; one that comes late is late until
    it comes, and no longer. The years tested are those with a schedule that were reviewed, or that
    ended more than 120 days ago; one that ended before the charter's first day is not. A finding
    stands at the schedule.

    For example::

        2022-07-01 custom "schedule" "2022-23" 1000.00 GBP  ;! VAL2

        2023-07-01 custom "schedule" "2023-24" 1000.00 GBP

        2024-09-20 custom "review" "2023-24"
          minute: "Board 2024-09-20/2"
    """
    register = book.register
    reviewed = {said.year for said in register.all(Review) if said.day <= as_at}
    adopted = [(said, register.year(said.year)) for said in register.all(Schedule) if said.day <= as_at]
    tested = [
        (schedule, year)
        for schedule, year in adopted
        if year.end >= register.charter_from and (year.name in reviewed or as_at > year.end + REVIEW_DAYS)
    ]
    findings = [_finding(schedule, year) for schedule, year in tested if year.name not in reviewed]
    population = {"day": [pd.Timestamp(year.end) for _, year in tested], "pence": 0}
    return Outcome(pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"}), tuple(findings))


def _finding(schedule: Schedule, year: Year) -> Finding:
    return Finding(
        message=f"the year {year.name} ended on {day_in_words(year.end)}, and no review of it is recorded",
        remedy="hold the annual review with the governors' representatives, and record its minute",
        place=schedule.place,
        subject=f"review {year.name}",
        entities=(FUND,),
        day=year.end,
    )


RULE = Rule("VAL2", "reviewed every year", promises=(16,), check=check)
