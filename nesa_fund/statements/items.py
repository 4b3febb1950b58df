"""Rows of the books as typed values, and what people call the item that a row is about."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, TypeVar

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.charges import payment_reference

T = TypeVar("T", bound=NamedTuple)


class Item(NamedTuple):
    """One row of ``claims.movements``, as a statement shows it."""

    day: date
    creditor: str
    debtor: str
    link: str
    number: str
    event: str
    year: str
    instalment: str
    agreement: str
    plan: str
    minute: str
    narration: str
    owed: int


def typed(kind: type[T], rows: pd.DataFrame) -> Iterator[T]:
    """The rows of a table as values of a named tuple, each field from the column of its name; days as dates."""
    columns = (rows[name] for name in kind._fields)
    lists = ((column.dt.date if column.dtype.kind == "M" else column).tolist() for column in columns)
    return map(kind._make, zip(*lists, strict=True))


def reference(book: Book, item: Item) -> str:
    """The number of an invoice, or the reference that a contribution is paid under.

    An item with neither (a surplus, a closing charge) goes by its link.
    """
    if item.event == "contribution" and item.instalment.isdecimal():
        return payment_reference(item.year, item.debtor, int(item.instalment), frozenset(book.register.members))
    return item.number or item.link
