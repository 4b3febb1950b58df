"""A book cut to what somebody may see: what is not in it can't be shown, whatever a page does with it."""

from collections.abc import Collection, Sequence
from itertools import chain, compress
from types import MappingProxyType
from typing import Any

from nesa_fund.book import Book, Origin
from nesa_fund.register import Register
from nesa_fund.rows import Rows


def cut_to(book: Book, books: Collection[str]) -> Book:
    """The book of some entities: their transactions, the shared facts, and of the facts of one member alone theirs.

    Of a batch only its number, its moment and its head are left: its sources, its note and its totals
    may be another member's.
    """
    facts = [fact for fact in book.register.facts if fact.owner in {"", *books}]
    batches = {
        number: batch._replace(note="", sources=frozenset(), rows=0, totals=MappingProxyType({}))
        for number, batch in book.batches.items()
    }
    return Book(Register(facts), _rows(book.rows, books), Origin(batches, is_readable=book.is_readable))


def _rows(rows: Rows, books: Collection[str]) -> Rows:
    kept = [owner in books for owner in rows.owner]
    number = dict(zip(compress(range(len(kept)), kept), range(len(kept)), strict=False))
    kept_postings = [txn in number for txn in rows.txn]

    def some(column: Sequence[Any], of: Sequence[bool]) -> list[Any]:
        return list(compress(column, of))

    of_transactions = ("day", "batch", "file", "line", "owner", "payee", "narration", "link", "links")
    of_postings = ("account", "pence", "whole", "commodity")
    columns = {
        name: some(getattr(rows, name), of)
        for name, of in chain(((n, kept) for n in of_transactions), ((n, kept_postings) for n in of_postings))
    }
    meta = {key: some(column, kept) for key, column in rows.meta.items()}
    return Rows(**columns, meta=meta, txn=[number[txn] for txn in some(rows.txn, kept_postings)])
