"""Transactions as columns, as they are read from the batches, before they are a table."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nesa_fund.entries import Place, Posting, Transaction

META = (
    "event", "number", "agreement", "quantity", "usage", "census", "year", "instalment", "plan", "grant",
    "duty", "payment", "bank", "vat", "supplied", "due", "reason", "minute", "covers-from", "covers-until", "document",
    "note", "reverses", "source",
)  # fmt: skip
"""Transaction metadata in the order it is written; the table has a column of each name."""


@dataclass(slots=True)
class Rows:
    """Columns of transactions and of their postings as they are read, before they are a table."""

    day: list[date] = field(default_factory=list)
    batch: list[int] = field(default_factory=list)
    file: list[str] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    owner: list[str] = field(default_factory=list)
    payee: list[str] = field(default_factory=list)
    narration: list[str] = field(default_factory=list)
    link: list[str] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    metas: list[Mapping[str, str]] = field(default_factory=list)
    txn: list[int] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    pence: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    commodity: list[str] = field(default_factory=list)
    _columns: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @property
    def meta(self) -> dict[str, list[str]]:
        """Metadata by key: a value a transaction, empty where it has none."""
        if not self._columns or len(self._columns["event"]) != len(self.metas):
            named = set().union(*self.metas)
            none = [""] * len(self.metas)  # Most keys are rare.
            self._columns = {key: [meta.get(key, "") for meta in self.metas] if key in named else none for key in META}
        return self._columns

    def add(
        self, transaction: Transaction, owner: str = "", links: int = 1, part_pence: frozenset[int] = frozenset()
    ) -> None:
        """Append one transaction.

        Args:
            transaction: It, with its place.
            owner: The entity in whose file it stands (default: the entity of its accounts).
            links: How many links it has; a sound one has exactly one.
            part_pence: Which of its postings, by position, have more than two decimals.
        """
        number = len(self.day)
        self.day.append(transaction.day)
        self.batch.append(transaction.place.batch)
        self.file.append(transaction.place.file)
        self.line.append(transaction.place.line)
        self.owner.append(owner or transaction.entity)
        self.payee.append(transaction.payee)
        self.narration.append(transaction.narration)
        self.link.append(transaction.link)
        self.links.append(links)
        self.metas.append(transaction.meta)
        for position, posting in enumerate(transaction.postings):
            self.txn.append(number)
            self.account.append(posting.account)
            self.pence.append(posting.pence)
            self.whole.append(position not in part_pence)
            self.commodity.append(posting.commodity)

    def transaction(self, number: int) -> Transaction:
        """One transaction as it was recorded, by its position."""
        begin, end = bisect_left(self.txn, number), bisect_right(self.txn, number)
        meta = self.metas[number]
        spans = (self.account[begin:end], self.pence[begin:end], self.commodity[begin:end])
        return Transaction(
            self.day[number],
            self.payee[number],
            self.narration[number],
            self.link[number],
            {key: meta[key] for key in META if meta.get(key)},
            tuple(map(Posting, *spans)),
            Place(self.batch[number], self.file[number], self.line[number]),
        )

    def extend(self, other: "Rows") -> None:
        """Append all rows of another."""
        first = len(self.day)
        for name in _LISTS:
            if name == "txn":
                self.txn.extend(first + number for number in other.txn)
            else:
                getattr(self, name).extend(getattr(other, name))

    def copy(self) -> "Rows":
        """The same rows in lists of their own."""
        copied = Rows()
        copied.extend(self)
        return copied


_LISTS = tuple(name for name in Rows.__slots__ if not name.startswith("_"))
