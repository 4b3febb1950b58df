"""SEP3: the two books of a dealing say the same at the end of every day."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book, numbered
from nesa_fund.entries import STAFF_DAYS
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.base import WAY_BACK, Finding, Outcome, Rule, day_of, in_charter, place_of, rows_of

_CLASSES = ["Debtors", "Creditors", "Gifts", "InKind"]
_NEEDED = [
    "day", "batch", "file", "line", "link", "root", "klass", "entity", "counterparty", "pence", "commodity"
]  # fmt: skip
_DEALING = ["kind", "link", "giver", "taker", "commodity"]


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """For each claim, each gift of an association and all days given, both books agree every night.

    What one school says it is owed, the other says it owes: the same open item, the same day, the
    same pence. The entry is named by which the books come to differ.

    For example::

        2025-10-02 * "Coquet" "a penny apart" ^Hartside-2
          event: "invoice"
          Assets:Hartside:Debtors:Coquet            10.00 GBP
          Income:Hartside:Recharges:Teaching       -10.00 GBP

        2025-10-02 * "Hartside" "a penny apart" ^Hartside-2  ;! SEP3
          event: "invoice"
          Expenses:Coquet:Costs:Teaching            10.01 GBP
          Liabilities:Coquet:Creditors:Hartside    -10.01 GBP
    """
    rows = _sides(book)
    by_day = rows.groupby(["dealing", "day"])["pence"].sum()
    nightly = by_day.groupby("dealing").cumsum()
    apart = nightly[(nightly != 0) & (by_day != 0)].rename("apart").reset_index()
    apart = in_charter(book, apart)
    suspects = _with_what_is_left(rows[rows["dealing"].isin(apart["dealing"])]).merge(apart, on=["dealing", "day"])
    findings = [_finding(book, same_day) for _, same_day in suspects.groupby(["dealing", "day"])]
    first = in_charter(book, rows).groupby("dealing")[["day"]].min()
    debits = rows[(rows["pence"] > 0) & (rows["kind"] != "InKind")].groupby("dealing")["pence"].max()
    return Outcome(first.assign(pence=debits.reindex(first.index, fill_value=0)), tuple(findings))


def _sides(book: Book) -> pd.DataFrame:
    """Every posting of a dealing, in either book; those of one dealing sum to zero where both agree.

    The giver is the creditor, the association, or who gave days: its book has the debit.
    """
    rows = book.postings
    rows = rows.loc[rows["klass"].isin(_CLASSES) & (rows["root"] != "Equity"), _NEEDED]
    is_givers = rows["root"].isin(["Assets", "Expenses"])
    names = rows["entity"].cat.categories.union(rows["counterparty"].cat.categories)
    entity, other = (rows[column].cat.set_categories(names) for column in ("entity", "counterparty"))
    klass = rows["klass"].cat.set_categories(_CLASSES)
    rows = rows.assign(
        kind=klass.where(klass != "Creditors", "Debtors"),
        is_givers=is_givers,
        giver=entity.where(is_givers, other),
        taker=other.where(is_givers, entity),
    )
    return rows.assign(dealing=pd.factorize(numbered(rows, _DEALING))[0])


def _with_what_is_left(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(is_left=rows.groupby(["dealing", "is_givers"])["pence"].transform("sum") != 0)


def _finding(book: Book, same_day: pd.DataFrame) -> Finding:
    """The day's finding, at the entry that the other book lacks."""
    row = next(rows_of(_unanswered(same_day)))
    giver, taker = (book.register.name(str(code)) for code in (row.giver, row.taker))
    amount = abs(int(row.apart))
    debt, gift, work = f"{taker} owes {giver}", f"{giver} gave {taker}", f"{giver} worked for {taker}"
    what = {"Debtors": debt, "Gifts": gift, "InKind": work}
    shown = f"{format_pence(amount)} days" if row.commodity == STAFF_DAYS else format_pounds(amount)
    return Finding(
        message=f"the books of {giver} and {taker} differ by {shown} on what {what[str(row.kind)]} on {row.link}, "
        f"from {day_in_words(day_of(row))} on",
        remedy=f"see which of the two is right, and agree it between them; {WAY_BACK}",
        place=place_of(row),
        link=str(row.link),
        entities=(str(row.giver), str(row.taker)),
        pence=amount if row.commodity != STAFF_DAYS else None,
        day=day_of(row),
    )


def _unanswered(same_day: pd.DataFrame) -> pd.DataFrame:
    """The day's entries that have no counterpart in the other book, the one most to blame first.

    That is the one recorded last; of one batch, the one in the book where something is left over
    at last; else the taker's, since the bill is its giver's.
    """
    size = same_day["pence"].where(same_day["is_givers"], -same_day["pence"])
    rows = same_day.assign(size=size)
    rows["nth"] = rows.groupby(["is_givers", "size"]).cumcount()
    alone = rows[rows.groupby(["size", "nth"])["nth"].transform("size") == 1]
    blame = ["batch", "is_left", "is_givers", "line"]
    return alone.sort_values(blame, ascending=[False, False, True, True], kind="stable")


RULE = Rule("SEP3", "both sides say the same", (1, 4), check, by_construction=True, can_be_excepted=False)
