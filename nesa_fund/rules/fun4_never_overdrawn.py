"""FUN4: the Partnership Fund is never overdrawn, and never borrows from its grants."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND, bank
from nesa_fund.money import format_pounds
from nesa_fund.rules.base import Finding, Outcome, Rule, in_charter, place_of


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """At the end of every day the Fund's bank holds at least what is unspent of its grants.

    A fund that can go below zero is being lent to by someone, and the someone is a school.
    """
    held = book.daily_balance(bank(FUND))
    kept = _unspent_grants(book).reindex(held.index, method="ffill").fillna(0).astype("int64")
    days = in_charter(book, pd.DataFrame({"day": held.index, "pence": held.to_numpy(), "kept": kept.to_numpy()}))
    short = days[days["pence"] < days["kept"]]
    last = book.money[book.money["entity"] == FUND].sort_values(["day", "batch", "line"])
    findings = []
    for row in short.itertuples():
        place = place_of(next(last[(last["day"] == row.day) & (last["klass"] == "Bank")][::-1].itertuples()))
        findings.append(
            Finding(
                message=f"the Fund's bank is {format_pounds(int(row.pence))} at the end of {row.day:%d %B %Y}, "
                f"{format_pounds(int(row.kept))} of it unspent grants",
                remedy="collect what is owed to the Fund before it spends",
                place=place,
                subject=bank(FUND),
                entities=(FUND,),
                pence=int(row.kept - row.pence),
                day=row.day.date(),
            )
        )
    return Outcome(days[["day", "pence"]], tuple(findings))


def _unspent_grants(book: Book) -> pd.Series:
    """Day -> pence unspent of all grants; one spent in arrears counts nil, not less."""
    rows = book.money[(book.money["entity"] == FUND) & book.money["klass"].isin(["Grants", "Opening"])]
    rows = rows[(rows["klass"] == "Grants") | (rows["counterparty"] == "Grants")]
    grant = rows["counterparty"].astype(str).where(rows["klass"] == "Grants", rows["detail"].astype(str))
    by_day = rows.assign(grant=grant).pivot_table(index="day", columns="grant", values="pence", aggfunc="sum", observed=True)
    return (-by_day.fillna(0).cumsum()).clip(lower=0).sum(axis=1).astype("int64")


RULE = Rule("FUN4", "never overdrawn, never borrowed", promises=(8,), check=check, can_be_excepted=False)
