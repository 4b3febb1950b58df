"""MEM1: supplies are between members, on days they are members."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book, stated_days
from nesa_fund.charges import is_closing
from nesa_fund.entries import FUND
from nesa_fund.periods import day_in_words
from nesa_fund.register import Register
from nesa_fund.rules.base import (
    WAY_BACK,
    Finding,
    Outcome,
    Row,
    Rule,
    day_of,
    in_charter,
    place_of,
    rows_of,
    tested,
    turnover,
)

SUPPLIES = ("invoice", "shared-cost", "contribution")


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Nothing is supplied or charged by or to a school on a day that it is not a member.

    What counts is the day of supply, where the bill states one that is earlier than its own. A
    school that has left still settles, still takes credit notes, and still has its closing charge.

    For example::

        2025-10-01 * "Hartside" "on the first day in" ^Hartside-1
          event: "invoice"
          Expenses:Coquet:Costs:Teaching            10.00 GBP
          Liabilities:Coquet:Creditors:Hartside    -10.00 GBP

        2025-09-30 * "Hartside" "the day before" ^Hartside-2  ;! MEM1
          event: "invoice"
          Expenses:Coquet:Costs:Teaching            10.00 GBP
          Liabilities:Coquet:Creditors:Hartside    -10.00 GBP
    """
    rows = in_charter(book, book.live_transactions)
    rows = rows[rows["event"].isin(SUPPLIES) & ~is_closing(rows) & (rows["owner"] != FUND)]
    rows = rows.assign(supplied_on=stated_days(rows["supplied"]).fillna(rows["day"]))
    amounts = turnover(book, rows)
    findings = [_finding(book, row, int(amounts[row.Index])) for row in rows_of(rows[~_is_in(book.register, rows)])]
    return Outcome(tested(rows, amounts), tuple(findings))


def _is_in(register: Register, rows: pd.DataFrame) -> pd.Series:
    """Whether the entity of each row is in membership on the day of supply."""
    is_in = pd.Series(data=False, index=rows.index)
    for code, days in rows.groupby("owner", observed=True)["supplied_on"]:
        for first, last in register.spells(str(code)):
            inside = days.between(pd.Timestamp(first), pd.Timestamp(last or date(9999, 12, 31)))
            is_in[days.index[inside]] = True
    return is_in


def _finding(book: Book, row: Row, pence: int) -> Finding:
    code = str(row.owner)
    supplied = row.supplied_on.date()
    place = place_of(row)
    return Finding(
        message=f"{book.register.name(code)} takes part in a supply of {day_in_words(supplied)}, "
        "a day that it is not a member",
        remedy=f"record when the school joined, if that was earlier; {WAY_BACK}",
        place=place,
        link=str(row.link),
        entities=(code,),
        pence=pence,
        day=day_of(row),
    )


RULE = Rule("MEM1", "members only", promises=(9,), check=check)
