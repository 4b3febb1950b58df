"""FUN2: the Partnership Fund spends on the lines of the year's plan, and no more than each allows."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book, year_names
from nesa_fund.entries import FUND
from nesa_fund.money import format_pounds
from nesa_fund.rules.base import Finding, Outcome, Row, Rule, day_of, in_charter, place_of, rows_of


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Each purchase of the Fund, from contributions or a grant, cites a line of its year's plan.

    The purchases of a line, less what was credited of them, stay within the line's amount: what
    the schools agreed to is what their money buys.

    For example::

        2025-10-02 * "Maths Hub Ltd" "exactly the rest" ^Fund-MH-2
          event: "spending"
          plan: "maths"
          Expenses:Fund:General:Training         0.01 GBP
          Liabilities:Fund:Suppliers            -0.01 GBP

        2025-10-03 * "Maths Hub Ltd" "one penny past it" ^Fund-MH-3  ;! FUN2
          event: "spending"
          plan: "maths"
          Expenses:Fund:General:Training         0.01 GBP
          Liabilities:Fund:Suppliers            -0.01 GBP
    """
    spent = _spending(book)
    planned = [_planned(book, year, line) for year, line in zip(spent["year"], spent["plan"], strict=True)]
    spent["planned"] = pd.Series(planned, index=spent.index, dtype="Int64")
    so_far = spent.groupby(["year", "plan"])["pence"].cumsum()
    beyond = (so_far - spent["planned"]).clip(lower=0, upper=spent["pence"])
    spent["beyond"] = beyond.where(spent["planned"].notna(), spent["pence"])
    population = in_charter(book, spent[spent["pence"] > 0])
    findings = [_finding(row) for row in rows_of(population[population["beyond"] > 0])]
    return Outcome(population[["day", "pence"]], tuple(findings))


def _spending(book: Book) -> pd.DataFrame:
    """One row a purchase or credit of the Fund, in order of date, a day's credits first.

    A credit counts in the year of the purchase that it credits.
    """
    rows = book.live
    rows = rows[(rows["entity"] == FUND) & (rows["root"] == "Expenses") & rows["klass"].isin(["General", "Grants"])]
    transactions = book.transactions.loc[
        rows["txn"].unique(), ["day", "batch", "file", "line", "link", "event", "plan"]
    ]
    spent = transactions.assign(
        link=transactions["link"].astype(str),
        plan=transactions["plan"].astype(str),
        pence=rows.groupby("txn")["pence"].sum(),
    )
    bought = spent["day"].where(spent["event"] != "credit-note").groupby(spent["link"]).transform("min")
    of_day = spent["day"].where(spent["event"] != "credit-note", bought.fillna(spent["day"]))
    spent["year"] = year_names(book, of_day)
    spent["is_charge"] = spent["pence"] > 0
    return spent.sort_values(["day", "is_charge"], kind="stable")


def _planned(book: Book, year: str, line: str) -> int | None:
    found = book.register.plan(year).get(line)
    return found.amount if found else None


def _finding(row: Row) -> Finding:
    pence, beyond = int(row.pence), int(row.beyond)
    line, year = str(row.plan), str(row.year)
    if not line:
        message = f"the Fund spends {format_pounds(pence)} without naming a line of the plan"
    elif pd.isna(row.planned):
        message = f'the Fund spends {format_pounds(pence)} on "{line}", which is no line of the plan for {year}'
    else:
        message = (
            f"of {format_pounds(pence)} spent, {format_pounds(beyond)} is past the {format_pounds(int(row.planned))} "
            f'that the plan for {year} has for "{line}"'
        )
    return Finding(
        message=message,
        remedy="have the Board adopt the line, or raise it, with a minute",
        place=place_of(row),
        link=str(row.link),
        entities=(FUND,),
        pence=beyond,
        day=day_of(row),
    )


RULE = Rule("FUN2", "planned spending only", promises=(6, 8), check=check)
