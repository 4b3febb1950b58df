"""Transactions as columns, as they are read from the batches, before they are a table."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, chain, pairwise
from typing import Any, Protocol, TypeVar

from nesa_fund.coded import Coded
from nesa_fund.entries import Place, Posting, Transaction

META = (
    "event", "number", "agreement", "quantity", "usage", "census", "year", "instalment", "plan", "grant",
    "duty", "payment", "bank", "vat", "supplied", "due", "reason", "minute", "covers-from", "covers-until", "document",
    "note", "reverses", "source",
)  # fmt: skip
"""Transaction metadata in the order it is written; the table has a column of each name."""
_OF_POSTINGS = frozenset({"account", "pence", "whole", "commodity"})
C = TypeVar("C", Coded[Any], "array[int]")


def ends_of(txn: Sequence[int]) -> list[int]:
    """Where each transaction's postings end, of those of a column that has each posting's transaction."""
    return [n for n, (one, other) in enumerate(pairwise(txn), 1) if one != other] + ([len(txn)] if txn else [])


def by_key(metas: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Key -> what each of several metadata has there, for the keys that any has: most are rare."""
    return {key: [meta.get(key, "") for meta in metas] for key in set[str]().union(*metas)}


class Sink(Protocol):
    """What transactions are appended to, one by one or many at once: `Rows`, or what keeps less of them."""

    def add(
        self, transaction: Transaction, owner: str = "", links: int = 1, part_pence: frozenset[int] = frozenset()
    ) -> None:
        """As `Rows.add`."""

    def add_columns(  # noqa: PLR0913  # As many as a transaction has parts.
        self,
        of: tuple[int, str, str],
        *,
        day: Sequence[date],
        line: Sequence[int],
        payee: Sequence[str],
        narration: Sequence[str],
        link: Sequence[str],
        meta: Mapping[str, Sequence[str]],
        counts: Sequence[int],
        account: Sequence[str],
        pence: Sequence[int],
        commodity: Sequence[str],
    ) -> None:
        """As `Rows.add_columns`."""


@dataclass(slots=True)
class Rows:
    """Columns of transactions and of their postings as they are read, before they are a table.

    ``txn`` has for each posting the row of its transaction, in ascending order; ``whole`` is 1 where its
    amount has two decimals at most.
    """

    day: Coded[date] = field(default_factory=Coded)
    batch: Coded[int] = field(default_factory=Coded)
    file: Coded[str] = field(default_factory=Coded)
    line: "array[int]" = field(default_factory=lambda: array("i"))
    owner: Coded[str] = field(default_factory=Coded)
    payee: Coded[str] = field(default_factory=Coded)
    narration: Coded[str] = field(default_factory=Coded)
    link: Coded[str] = field(default_factory=Coded)
    links: Coded[int] = field(default_factory=Coded)
    meta: dict[str, Coded[str]] = field(default_factory=lambda: {key: Coded() for key in META})
    txn: "array[int]" = field(default_factory=lambda: array("i"))
    account: Coded[str] = field(default_factory=Coded)
    pence: "array[int]" = field(default_factory=lambda: array("q"))
    whole: Coded[int] = field(default_factory=Coded)
    commodity: Coded[str] = field(default_factory=Coded)

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
        number, (batch, file, line) = len(self.day), transaction.place
        self.day.append(transaction.day)
        self.batch.append(batch)
        self.file.append(file)
        self.line.append(line)
        self.owner.append(owner or transaction.entity)
        self.payee.append(transaction.payee)
        self.narration.append(transaction.narration)
        self.link.append(transaction.link)
        self.links.append(links)
        for key, column in self.meta.items():
            column.append(transaction.meta.get(key, ""))
        for position, (account, pence, commodity) in enumerate(transaction.postings):
            self.txn.append(number)
            self.account.append(account)
            self.pence.append(pence)
            self.whole.append(int(position not in part_pence))
            self.commodity.append(commodity)

    def add_all(self, transactions: Sequence[Transaction], of: tuple[int, str, str]) -> None:
        """Append sound transactions of a batch, all of one file; their lines are not known yet."""
        postings = [posting for one in transactions for posting in one.postings]
        self.add_columns(
            of,
            day=[one.day for one in transactions],
            line=[0] * len(transactions),
            payee=[one.payee for one in transactions],
            narration=[one.narration for one in transactions],
            link=[one.link for one in transactions],
            meta=by_key([one.meta for one in transactions]),
            counts=[len(one.postings) for one in transactions],
            account=[account for account, _, _ in postings],
            pence=[pence for _, pence, _ in postings],
            commodity=[commodity for _, _, commodity in postings],
        )

    def add_columns(  # noqa: PLR0913  # As many as a transaction has parts.
        self,
        of: tuple[int, str, str],
        *,
        day: Iterable[date],
        line: Iterable[int],
        payee: Iterable[str],
        narration: Iterable[str],
        link: Iterable[str],
        meta: Mapping[str, Iterable[str]],
        counts: Sequence[int],
        account: Iterable[str],
        pence: Iterable[int],
        commodity: Iterable[str],
    ) -> None:
        """Append sound transactions, each of one link and in whole pence, all of one file.

        Args:
            of: The batch, the file, and the entity whose book it is.
            day: The day of each.
            line: The line that each begins on.
            payee: Its payee.
            narration: Its narration.
            link: Its link.
            meta: Key -> what each has; the keys that none has are left out.
            counts: How many postings each has.
            account: The account of each posting.
            pence: Its amount.
            commodity: Its commodity.
        """
        first, count, (batch, file, owner) = len(self.day), len(counts), of
        self.batch.fill(batch, count)
        self.file.fill(file, count)
        self.owner.fill(owner, count)
        self.line.extend(line)
        self.day.extend(day)
        self.payee.extend(payee)
        self.narration.extend(narration)
        self.link.extend(link)
        self.links.fill(1, count)
        for key, column in self.meta.items():
            if key in meta:
                column.extend(meta[key])
            else:
                column.fill("", count)
        self.txn.extend([n for n, postings in enumerate(counts, first) for _ in range(postings)])
        self.account.extend(account)
        self.pence.extend(pence)
        self.commodity.extend(commodity)
        self.whole.fill(1, len(self.txn) - len(self.whole))

    def transaction(self, number: int) -> Transaction:
        """One transaction as it was recorded, by its position."""
        begin, end = bisect_left(self.txn, number), bisect_right(self.txn, number)
        spans = (self.account[begin:end], self.pence[begin:end], self.commodity[begin:end])
        return Transaction(
            self.day[number],
            self.payee[number],
            self.narration[number],
            self.link[number],
            {key: said for key, column in self.meta.items() if (said := column[number])},
            tuple(map(Posting, *spans)),
            Place(self.batch[number], self.file[number], self.line[number]),
        )

    def packed(self) -> "Rows":
        """The same, to be read only: without what helps to grow, and all metadata that no transaction has are one."""
        for name, column in self._columns():
            if isinstance(column, Coded):
                setattr(self, name, column.settled())
        nothing = Coded.of("", len(self.day))
        meta = {key: nothing if column.is_blank else column.settled() for key, column in self.meta.items()}
        return replace(self, meta=meta)

    def taken(self, order: Sequence[int]) -> "Rows":
        """Some transactions, or all, in an order of their own."""
        ends = ends_of(self.txn)
        spans = [range(ends[one - 1] if one else 0, ends[one]) for one in order]
        postings = list(chain.from_iterable(spans))
        columns: dict[str, Any] = {
            name: _taken(column, postings if name in _OF_POSTINGS else order) for name, column in self._columns()
        }
        meta = {key: _taken(column, order) for key, column in self.meta.items()}
        return Rows(**columns, meta=meta, txn=array("i", [n for n, span in enumerate(spans) for _ in span]))

    def part(self, begin: int, end: int) -> "Rows":
        """The transactions from one on and up to another, in columns that are to be read only."""
        first, last = bisect_left(self.txn, begin), bisect_left(self.txn, end)
        columns: dict[str, Any] = {
            name: _part(column, (first, last) if name in _OF_POSTINGS else (begin, end))
            for name, column in self._columns()
        }
        meta = {key: column.part(begin, end) for key, column in self.meta.items()}
        return Rows(**columns, meta=meta, txn=array("i", [n - begin for n in self.txn[first:last]]))

    def by_file(self) -> dict[str, range]:
        """File -> its transactions, where they stand file after file."""
        ends = ends_of(self.file.codes)
        return {self.file[begin]: range(begin, end) for begin, end in pairwise([0, *ends])}

    def joined_by(self, others: Iterable["Rows"]) -> "Rows":
        """These rows and others behind them, in columns of their own, which are not added to: see ``packed``."""
        parts = [self, *others]
        before = list(accumulate((len(part.day) for part in parts), initial=0))
        columns: dict[str, Any] = {
            name: _joined([getattr(part, name) for part in parts]) for name, _ in self._columns()
        }
        nothing = Coded.of("", before[-1])
        meta = {
            key: nothing
            if all(part.meta[key].is_blank for part in parts)
            else Coded.joined(part.meta[key] for part in parts)
            for key in META
        }
        txn = array("i")
        for first, part in zip(before, parts, strict=False):
            txn.extend(array("i", [first + n for n in part.txn]) if first else part.txn)
        return Rows(**columns, meta=meta, txn=txn)

    def columns(self) -> dict[str, Any]:
        """Every column by its name, those of metadata by their keys."""
        return {**{name: getattr(self, name) for name in self.__slots__ if name != "meta"}, **self.meta}

    @classmethod
    def of_columns(cls, columns: Mapping[str, Any]) -> "Rows":
        """The rows that have such columns."""
        others = {name: column for name, column in columns.items() if name not in META}
        return cls(**others, meta={key: columns[key] for key in META})

    def _columns(self) -> list[tuple[str, Any]]:
        """The columns by name, but for metadata and which transaction a posting is of."""
        return [(name, getattr(self, name)) for name in self.__slots__ if name not in {"meta", "txn"}]


def _taken(column: C, order: Sequence[int]) -> C:
    if isinstance(column, Coded):
        return column.taken(order)
    return array(column.typecode, map(column.__getitem__, order))


def _part(column: C, span: tuple[int, int]) -> C:
    return column.part(*span) if isinstance(column, Coded) else column[slice(*span)]


def _joined(parts: Sequence[C]) -> C:
    if isinstance(parts[0], Coded):
        return Coded.joined(parts)
    return sum(parts[1:], parts[0])
