"""One member's own book: its claims on others and theirs on it, and what each movement on them did."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from nesa_fund.book import Book
from nesa_fund.claims import CHARGES, CREDITS, due_days, movements
from nesa_fund.statements.items import Item, reference, typed

KINDS = ("start", "charged", "credited", "paid", "corrected")


@dataclass(frozen=True)
class OwnBook:
    """A member, the days asked for, and its own book's movements on claims up to the last of them.

    ``rows`` are those of ``movements``, and beside them: other (whom the claim is with), due, and
    kind (one of ``KINDS``: before the first day, or what it did).
    """

    book: Book
    member: str
    first: date
    last: date
    rows: pd.DataFrame

    @property
    def name(self) -> str:
        """What people call the member."""
        return self.book.register.name(self.member)

    def other(self, item: Item) -> str:
        """The name of the entity that an item is with."""
        return self.book.register.name(item.debtor if item.creditor == self.member else item.creditor)

    def reference(self, item: Item) -> str:
        """What people call the item that a payment is on."""
        return self.references.get(item.link, item.link)

    @cached_property
    def references(self) -> dict[str, str]:
        """Link -> what people call the item that the link is of."""
        charged = self.rows[self.rows["event"].isin(CHARGES)]
        return {item.link: reference(self.book, item) for item in typed(Item, charged[::-1])}


def own_book(book: Book, member: str, first: date, last: date) -> OwnBook:
    """A member's own book for a period, both days in it."""
    cut = book.until(last)
    return OwnBook(cut, member, first, last, _movements(cut, member, first))


def _movements(book: Book, member: str, first: date) -> pd.DataFrame:
    rows = movements(book)
    rows = rows[rows["entity"] == member].sort_values(["day", "batch", "line"], kind="stable")
    return with_kinds(rows, first).assign(
        other=rows["debtor"].where(rows["is_creditors_book"], rows["creditor"]),
        link=rows["link"].astype(str),
        due=due_days(book, rows),
    )


def with_kinds(rows: pd.DataFrame, first: date) -> pd.DataFrame:
    """Rows of ``movements``, and beside them ``kind``: one of ``KINDS``, before a first day or what it did."""
    is_live = rows["is_live"]
    kinds = [
        rows["day"] < pd.Timestamp(first),
        is_live & rows["event"].isin(CHARGES) & (rows["owed"] > 0),
        is_live & rows["event"].isin(CREDITS),
        is_live & rows["event"].isin(["payment", "refund"]),
    ]
    return rows.assign(kind=np.select(kinds, KINDS[:-1], KINDS[-1]))


def open_items(rows: pd.DataFrame) -> pd.DataFrame:
    """Each claim's balance (``pence``) on the row of its oldest charge that is still unpaid in part."""
    claim = ["is_creditors_book", "other", "link"]
    rows = rows.assign(pence=rows.groupby(claim)["owed"].transform("sum"))
    rows = rows[rows["pence"] != 0]
    charged = rows[rows["event"].isin(CHARGES) & (rows["owed"] > 0) & rows["is_live"]]
    newer = charged[::-1].groupby(claim)["owed"].cumsum()[::-1] - charged["owed"]
    still = charged[newer < charged["pence"]]  # Nothing is left of a charge when newer ones hold all that is owed.
    return pd.concat([still, rows]).drop_duplicates(claim).sort_values(["is_creditors_book", "other", "due"])
