"""SEP2: every transaction balances to the penny."""

from datetime import date

from nesa_fund.book import Book
from nesa_fund.entries import POUNDS
from nesa_fund.money import format_pounds
from nesa_fund.rules.base import (
    WAY_BACK,
    Finding,
    Outcome,
    Rule,
    day_of,
    in_charter,
    place_of,
    rows_of,
    tested,
    turnover,
)


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # Every rule takes the day.
    """Each transaction sums to exactly zero in each commodity, in whole pence.

    Beancount itself lets half a penny through; a school's money that goes missing by halves is
    missing all the same.

    For example::

        2025-09-01 * "one penny off" ^Other-Hartside-2025-09-01-2  ;! SEP2
          event: "other"
          Assets:Hartside:Bank          5.00 GBP
          Income:Hartside:Other        -4.99 GBP

        2025-09-01 * "half a penny off" ^Other-Hartside-2025-09-01-3  ;! SEP2
          event: "other"
          Assets:Hartside:Bank          5.000 GBP
          Income:Hartside:Other        -4.995 GBP
    """
    transactions, rows = in_charter(book, book.transactions), in_charter(book, book.postings)
    sums = rows.groupby(["txn", "commodity"], observed=True)["pence"].sum()
    off = sums[sums != 0]
    pounds_off = off[off.index.get_level_values("commodity") == POUNDS].droplevel("commodity")
    in_parts = set(rows.loc[~rows["is_whole"], "txn"])
    findings = []
    for row in rows_of(transactions.loc[sorted({*off.index.get_level_values("txn"), *in_parts})]):
        pence = int(pounds_off.get(row.Index, 0))
        message = "has an amount with more than two decimals" if row.Index in in_parts else "does not sum to zero"
        findings.append(
            Finding(
                message=f"the transaction {message}{f': it is {format_pounds(pence)} off' if pence else ''}",
                remedy=f"find the paper and what it comes to; {WAY_BACK}",
                place=place_of(row),
                link=str(row.link),
                entities=(str(row.owner),),
                pence=abs(pence) or None,
                day=day_of(row),
            )
        )
    return Outcome(tested(transactions, turnover(book, transactions)), tuple(findings))


RULE = Rule("SEP2", "balances to the penny", promises=(1,), check=check, can_be_excepted=False)
