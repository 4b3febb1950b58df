"""EVI1: every transaction's source is kept in its own batch."""

from datetime import date

import numpy as np
import pandas as pd

from nesa_fund.book import Book
from nesa_fund.coded import Coded
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, day_of, in_charter, place_of, rows_of, tested, turnover

_PAPERS = ("invoice", "shared-cost")


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """The file that each transaction was taken from lies, as it came in, in the transaction's batch.

    So any figure can be followed to the row of the sheet it came from. Where the alliance has
    settled that every charge needs its document, one that has none is not shown to be right.

    For example::

        2025-09-01 * "kept" ^Other-Hartside-2025-09-01-1
          event: "other"
          source: "autumn.xlsx [Autumn!A14]"
          Assets:Hartside:Bank          5.00 GBP
          Income:Hartside:Other        -5.00 GBP

        2025-09-01 * "nearly its name" ^Other-Hartside-2025-09-01-2  ;! EVI1
          event: "other"
          source: "autumn.xls [Autumn!A14]"
          Assets:Hartside:Bank          5.00 GBP
          Income:Hartside:Other        -5.00 GBP
    """
    rows = in_charter(book, book.transactions)
    findings = [
        Finding(
            message=f"the source of the transaction, {row.source}, is not in batch {row.batch}"
            if row.source
            else "the transaction names no source",
            remedy="find the file and keep it with the minutes; nesa verify tells whether the ledger was altered",
            place=place_of(row),
            link=str(row.link),
            entities=(str(row.owner),),
            day=day_of(row),
        )
        for row in rows_of(rows[~_is_kept(book, rows, "source")])
    ]
    return Outcome(tested(rows, turnover(book, rows)), tuple(findings), _undocumented(book))


def _is_kept(book: Book, rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether the file that a column names, before its cell in brackets, is in the row's batch."""
    named = rows[column].cat
    files = Coded(source.rpartition(" [")[0] or source for source in named.categories.tolist())
    batch, file = rows["batch"].to_numpy(dtype="int64"), np.asarray(files.codes).take(named.codes.to_numpy())
    pairs, number = np.unique(batch * len(files.distinct) + file, return_inverse=True)
    kept = [
        bool(files.distinct[file]) and batch in book.batches and files.distinct[file] in book.batches[batch].sources
        for batch, file in (divmod(pair, len(files.distinct)) for pair in pairs.tolist())
    ]
    return pd.Series(np.array(kept, dtype=bool).take(number), index=rows.index)


def _undocumented(book: Book) -> tuple[Gap, ...]:
    """The charges that have no document on a day when the alliance asked for one."""
    register = book.register
    rows = in_charter(book, book.live_transactions)
    rows = rows.loc[rows["event"].isin(_PAPERS), ["day", "batch", "owner", "link", "event", "number", "document"]]
    asked = {day: register.alliance(day.date()).documents for day in rows["day"].unique()}
    rows = rows[rows["day"].map(asked).astype(bool)]
    rows = rows.assign(has_document=_is_kept(book, rows, "document"))
    charge = [rows[key].astype(str) for key in ("link", "event", "number")]
    first = rows.groupby(charge, sort=False).head(1).assign(has_document=_any(rows, charge))
    return tuple(
        Gap(
            message=f"the charge {row.link} has no document",
            who=f"{register.name(str(row.owner))} or whoever sent the bill",
            remedy="name the document in a column Document of its row, and import the sheet again with the document "
            "beside it and --correct",
            day=day_of(row),
            link=str(row.link),
        )
        for row in rows_of(first[~first["has_document"]])
    )


def _any(rows: pd.DataFrame, charge: list[pd.Series]) -> pd.Series:
    return rows.groupby(charge, sort=False)["has_document"].transform("any")


RULE = Rule("EVI1", "source kept", promises=(8,), check=check)
