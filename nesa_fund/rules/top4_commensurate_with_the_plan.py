"""TOP4: contributions are commensurate with the planned level of support."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import planned_pence
from nesa_fund.entries import FUND
from nesa_fund.facts import PlanLine, Schedule
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.periods import ONE_DAY, Year
from nesa_fund.rules.base import Finding, Outcome, Rule
from nesa_fund.rules.charged import Known
from nesa_fund.rules.general_balance import GeneralBalance
from nesa_fund.rules.needed import Needed, struck


def check(book: Book, as_at: date) -> Outcome:
    """The total adopted for a year is no more than the plan needs beyond what is still there.

    The plan is the lines not paid from grants, as recorded up to the schedule's batch. From it
    goes the general balance brought forward, but for what the schedule sets aside: what the Fund
    had of contributions, interest and the like, less its general spending, before the year's
    first day (from that day on; opening balances counted in, and what went back to members since
    of earlier years' contributions taken off; what was charged for the year itself before it
    began is left out; a deficit counts nil). A finding stands at the schedule.

    For example::

        2023-09-01 custom "plan" "2023-24" "maths" 1000.00 GBP

        2023-09-01 custom "plan" "2023-24" "science" 500.00 GBP
          grant: "SSIF"

        2023-07-01 custom "schedule" "2023-24" 1000.01 GBP  ;! TOP4
    """
    known = Known(book.register, PlanLine)
    adopted = [said for said in book.register.all(Schedule) if book.register.charter_from <= said.day <= as_at]
    years = [book.register.year(said.year) for said in adopted]
    planned = [planned_pence(known.by(said.place.batch), said.year) for said in adopted]
    balance = GeneralBalance(book)
    brought = [balance.brought_into(year) if as_at >= year.start else 0 for year in years]
    aside = [said.set_aside or 0 for said in adopted]
    findings = [
        finding
        for schedule, needed in zip(adopted, map(Needed, planned, brought, aside), strict=True)
        if (finding := _finding(book, schedule, needed))
    ]
    population = {"day": [pd.Timestamp(year.start) for year in years], "pence": [said.total for said in adopted]}
    return Outcome(pd.DataFrame(population).astype({"day": "datetime64[s]", "pence": "int64"}), tuple(findings))


def _finding(book: Book, schedule: Schedule, needed: Needed) -> Finding | None:
    over = needed.over(schedule.total)
    if over <= 0:
        return None
    year = book.register.year(schedule.year)
    aside = f" ({format_pounds(needed.aside)} more is set aside)" if needed.aside else ""
    return Finding(
        message=f"the contributions adopted for {year.name} are {format_pounds(schedule.total)}; the plan's lines not "
        f"paid from grants are {format_pounds(needed.planned)}, and {format_pounds(needed.spare)} was brought "
        f"forward{aside}",
        remedy=f"while nothing is charged by it, take it back ({struck(schedule)}) and {needed.choices}"
        + _returned(book, year, min(over, needed.spare)),
        place=schedule.place,
        subject=f"schedule {year.name}",
        entities=(FUND,),
        pence=over,
        day=year.start,
    )


def _returned(book: Book, year: Year, pence: int) -> str:
    """How what is brought forward goes back to the members, where they contributed to the year before."""
    before = book.register.year_of(year.start - ONE_DAY).name
    if not pence or not book.register.schedule(before):
        return ""
    return f"; or return what is over: nesa surplus {before} --amount {format_pence(pence)}"


RULE = Rule("TOP4", "commensurate with the plan", promises=(6,), check=check)
