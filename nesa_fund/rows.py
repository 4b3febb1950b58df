"""Transactions as columns, as they are read from the batches, before they are a table."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, chain, pairwise

from nesa_fund.entries import Place, Posting, Transaction

META = (
    "event", "number", "agreement", "quantity", "usage", "census", "year", "instalment", "plan", "grant",
    "duty", "payment", "bank", "vat", "supplied", "due", "reason", "minute", "covers-from", "covers-until", "document",
    "note", "reverses", "source",
)  # fmt: skip
"""Transaction metadata in the order it is written; the table has a column of each name."""


def ends_of(txn: Sequence[int]) -> list[int]:
    """Where each transaction's postings end, of those of a column that has each posting's transaction."""
    return [n for n, (one, other) in enumerate(pairwise(txn), 1) if one != other] + ([len(txn)] if txn else [])


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
    meta: dict[str, list[str]] = field(default_factory=lambda: {key: [] for key in META})
    txn: list[int] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    pence: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    commodity: list[str] = field(default_factory=list)

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
        for key, column in self.meta.items():
            column.append(transaction.meta.get(key, ""))
        for position, posting in enumerate(transaction.postings):
            self.txn.append(number)
            self.account.append(posting.account)
            self.pence.append(posting.pence)
            self.whole.append(position not in part_pence)
            self.commodity.append(posting.commodity)

    def add_all(self, transactions: Sequence[Transaction], batch: int, file: str) -> None:
        """Append sound transactions of a batch, all of one entity's file; their lines are not known yet."""
        first, count = len(self.day), len(transactions)
        self.day += [one.day for one in transactions]
        self.batch += [batch] * count
        self.file += [file] * count
        self.line += [0] * count
        self.owner += [one.entity for one in transactions]
        self.payee += [one.payee for one in transactions]
        self.narration += [one.narration for one in transactions]
        self.link += [one.link for one in transactions]
        self.links += [1] * count
        self.add_meta([one.meta for one in transactions])
        postings = [posting for one in transactions for posting in one.postings]
        self.txn += [n for n, one in enumerate(transactions, first) for _ in one.postings]
        self.account += [account for account, _, _ in postings]
        self.pence += [pence for _, pence, _ in postings]
        self.whole += [True] * len(postings)
        self.commodity += [commodity for _, _, commodity in postings]

    def add_meta(self, metas: Sequence[Mapping[str, str]]) -> None:
        """Append the metadata of transactions; most keys are rare."""
        named = set[str]().union(*metas)
        for key, column in self.meta.items():
            column.extend([meta.get(key, "") for meta in metas] if key in named else [""] * len(metas))

    def transaction(self, number: int) -> Transaction:
        """One transaction as it was recorded, by its position."""
        begin, end = bisect_left(self.txn, number), bisect_right(self.txn, number)
        spans = (self.account[begin:end], self.pence[begin:end], self.commodity[begin:end])
        return Transaction(
            self.day[number],
            self.payee[number],
            self.narration[number],
            self.link[number],
            {key: column[number] for key, column in self.meta.items() if column[number]},
            tuple(map(Posting, *spans)),
            Place(self.batch[number], self.file[number], self.line[number]),
        )

    def packed(self) -> "Rows":
        """The same, to be read only: all metadata that no transaction has are one list, for most are rare."""
        blank = [""] * len(self.day)
        return replace(self, meta={key: column if any(column) else blank for key, column in self.meta.items()})

    def ordered(self, turns: Sequence[int]) -> "Rows":
        """The same transactions in the order of their turns, those of one turn as they stand."""
        order = sorted(range(len(turns)), key=turns.__getitem__)
        ends = ends_of(self.txn)
        postings = [n for one in order for n in range(ends[one - 1] if one else 0, ends[one])]
        of_postings = {"account", "pence", "whole", "commodity"}
        lists = {
            name: [getattr(self, name)[n] for n in (postings if name in of_postings else order)]
            for name in self.__slots__
            if name not in {"meta", "txn"}
        }
        meta = {key: [column[n] for n in order] for key, column in self.meta.items()}
        place = {one: n for n, one in enumerate(order)}
        return Rows(**lists, meta=meta, txn=[place[self.txn[n]] for n in postings])

    def joined_by(self, others: Iterable["Rows"]) -> "Rows":
        """These rows and others behind them, in lists of their own, which are not added to: see ``packed``."""
        parts = [self, *others]
        before = list(accumulate((len(part.day) for part in parts), initial=0))
        lists = {
            name: list(chain.from_iterable(getattr(part, name) for part in parts))
            for name in self.__slots__
            if name not in {"meta", "txn"}
        }
        blank = [""] * before[-1]
        meta = {
            key: list(chain.from_iterable(part.meta[key] for part in parts))
            if any(any(part.meta[key]) for part in parts)
            else blank
            for key in META
        }
        txn = [first + n for first, part in zip(before, parts, strict=False) for n in part.txn]
        return Rows(**lists, meta=meta, txn=txn)
