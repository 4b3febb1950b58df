"""Transactions as they were recorded, taken out of the posting table again."""

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import Place, Posting, Transaction
from nesa_fund.rows import META

_STANDS = ["day", "batch", "file", "line", "payee", "narration", "link"]


def transactions_of(book: Book, rows: pd.DataFrame) -> list[Transaction]:
    """The transactions that some rows of the book's table of them are, in its order.

    Args:
        book: The book.
        rows: Rows of ``book.transactions``.
    """
    postings = _postings(book, rows.index)
    metas = rows[list(META)].astype("object").itertuples(index=False, name=None)
    stands = rows[_STANDS].astype(dict.fromkeys(["file", "payee", "narration", "link"], "object"))
    return [
        Transaction(
            day.date(),
            payee,
            narration,
            link,
            {key: value for key, value in zip(META, meta, strict=True) if value},
            tuple(postings[txn]),
            Place(batch, file, line),
        )
        for (txn, day, batch, file, line, payee, narration, link), meta in zip(
            stands.itertuples(name=None), metas, strict=True
        )
    ]


def _postings(book: Book, txns: Iterable[int]) -> dict[int, list[Posting]]:
    rows = book.postings.loc[book.postings["txn"].isin(list(txns)), ["txn", "account", "pence", "commodity"]]
    found: dict[int, list[Posting]] = defaultdict(list)
    for txn, account, pence, commodity in rows.itertuples(index=False, name=None):
        found[txn].append(Posting(account, pence, commodity))
    return found
