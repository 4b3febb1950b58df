"""SEP2: every transaction balances to the penny."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.money import format_pounds
from nesa_fund.rules.base import Finding, Outcome, Rule, day_of, place_of, tested


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # Every rule takes the day.
    """Each transaction sums to exactly zero in each commodity, in whole pence.

    Beancount itself lets half a penny through; a school's money that goes missing by halves is
    missing all the same.
    """
    rows = book.postings
    sums = rows.groupby(["txn", "commodity"], observed=True)["pence"].sum()
    off = sums[sums != 0].groupby("txn").sum()
    in_parts = rows.loc[~rows["is_whole"], "txn"].unique()
    findings = []
    for row in book.transactions.loc[sorted({*off.index, *in_parts})].itertuples():
        pence = int(off.get(row.Index, 0))
        message = "has an amount with more than two decimals" if row.Index in in_parts else "does not sum to zero"
        findings.append(
            Finding(
                message=f"the transaction {message}{f': it is {format_pounds(pence)} off' if pence else ''}",
                remedy=f"reverse that row of batch {row.batch} and record it anew",
                place=place_of(row),
                link=str(row.link),
                entities=(str(row.owner),),
                pence=abs(pence) or None,
                day=day_of(row),
            )
        )
    debits = rows[rows["pence"] > 0].groupby("txn")["pence"].sum().reindex(book.transactions.index, fill_value=0)
    return Outcome(tested(book.transactions, pd.Series(debits)), tuple(findings))


RULE = Rule("SEP2", "balances to the penny", promises=(1,), check=check, by_construction=True, can_be_excepted=False)
