"""The books of an alliance as one posting table: a row a posting, in whole pence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.entries import POUNDS, Transaction
from nesa_fund.register import Register

MONEY = POUNDS
META = (
    "event", "number", "agreement", "quantity", "usage", "census", "year", "instalment", "plan", "grant",
    "duty", "payment", "bank", "vat", "supplied", "due", "reason", "minute", "covers-from", "covers-until", "document",
    "note", "reverses", "source",
)  # fmt: skip
"""Transaction metadata in the order it is written; the table has a column of each name."""


class Batch(NamedTuple):
    """What a batch's manifest tells: who recorded what, when, from which sources."""

    number: int
    kind: str
    recorded_at: datetime
    recorded_by: str
    approved_by: str
    how: str
    note: str
    sources: frozenset[str]
    rows: int
    totals: Mapping[str, str]
    head: str


class Alteration(NamedTuple):
    """A place where the ledger is not as it was written."""

    batch: int
    file: str
    message: str


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


_PARTS = ("root", "entity", "klass", "counterparty", "detail")
_LISTS = tuple(name for name in Rows.__slots__ if not name.startswith("_"))


class Origin(NamedTuple):
    """Where a book came from: its batches, how many files were re-hashed, and what was altered.

    ``is_readable`` says whether what the book holds can be relied on at all.
    """

    batches: Mapping[int, Batch] = MappingProxyType({})
    alterations: tuple[Alteration, ...] = ()
    files: int = 0
    is_readable: bool = True


class Book:
    """The register, the posting table, and where every row came from.

    ``transactions`` has one row a transaction: day, batch, file, line, owner, payee, narration,
    link, links, is_live, and one column a key of ``META``. ``postings`` has one row a posting
    with its transaction's columns beside it (``txn`` is the transaction's row), and account,
    root, entity, klass, counterparty, detail, pence (int64), is_whole, commodity. Text columns
    are categoricals, empty text where there is none. Rows stand in order of recording.
    """

    def __init__(self, register: Register, transactions: pd.DataFrame, postings: pd.DataFrame, origin: Origin) -> None:
        """Take the parts; ``build`` makes them from rows."""
        self.register = register
        self.transactions = transactions
        self.postings = postings
        self.origin = origin
        self.batches, self.alterations, self.files, self.is_readable = origin

    @classmethod
    def build(cls, register: Register, rows: Rows, origin: Origin = Origin()) -> "Book":
        """The book of rows as they were read."""
        transactions = _transactions(rows)
        return cls(register, transactions, _postings(rows, transactions), origin)

    def until(self, as_at: date) -> "Book":
        """The book of what is dated up to a day; facts and reversals recorded later count."""
        day = pd.Timestamp(as_at)
        if self.transactions.empty or self.transactions["day"].max() <= day:
            return self
        transactions, postings = (frame[frame["day"] <= day] for frame in (self.transactions, self.postings))
        return Book(self.register, transactions, postings, self.origin)

    @cached_property
    def money(self) -> pd.DataFrame:
        """The postings in pounds."""
        return rows_where(self.postings["commodity"] == MONEY, self.postings)

    @cached_property
    def live(self) -> pd.DataFrame:
        """The postings of transactions that were not reversed and are no reversals."""
        return rows_where(self.postings["is_live"], self.postings)

    @cached_property
    def live_transactions(self) -> pd.DataFrame:
        """The transactions that were not reversed and are no reversals."""
        return rows_where(self.transactions["is_live"], self.transactions)

    @cached_property
    def debits(self) -> pd.Series:
        """Transaction -> the pence of its debits in pounds, for those that have any."""
        return self.money.loc[self.money["pence"] > 0, ["txn", "pence"]].groupby("txn")["pence"].sum()

    def daily_balance(self, account: str) -> pd.Series:
        """Day -> balance in pence of an account and those below it at the end of that day."""
        names = [name for name in self.money["account"].cat.categories if f"{name}:".startswith(f"{account}:")]
        rows = self.money.loc[self.money["account"].isin(names), ["day", "pence"]]
        return rows.groupby("day")["pence"].sum().sort_index().cumsum()

    @property
    def head(self) -> str:
        """The SHA-256 of the newest manifest; empty for a book without batches."""
        return self.batches[max(self.batches)].head if self.batches else ""

    def years(self, as_at: date) -> list[str]:
        """The alliance years with entries up to a day, or else that day's, oldest first."""
        days = self.transactions["day"].drop_duplicates()
        found = {self.register.year_of(day.date()) for day in days if day.date() <= as_at}
        return [year.name for year in sorted(found or {self.register.year_of(as_at)})]


def rows_where(is_wanted: pd.Series, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that are wanted; the table itself, not a copy of its many columns, where all are."""
    return frame if is_wanted.all() else frame[is_wanted]


def numbered(rows: pd.DataFrame, columns: Iterable[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """A number for each row, alike where some text columns are alike: quicker than to group by the texts."""
    texts = [rows[column].cat for column in columns]
    codes = [text.codes.to_numpy() for text in texts]
    return np.ravel_multi_index(codes, [max(1, len(text.categories)) for text in texts]).astype("int64")


def stated_days(texts: pd.Series) -> pd.Series:
    """The days that a text column states, NaT where it states none."""
    stated = texts.astype("category").cat
    days = pd.to_datetime(stated.categories.astype(str), format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    return pd.Series(days.take(stated.codes.to_numpy()), index=texts.index)


def shown_head(head: str) -> str:
    """A head as people note it: its first 16 hex digits in groups of four."""
    return " ".join(head[n : n + 4] for n in range(0, 16, 4))


def _transactions(rows: Rows) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(pd.Series(rows.day, dtype="object")).astype("datetime64[s]"),
            **{name: np.array(getattr(rows, name), dtype="int64") for name in ("batch", "line", "links")},
            **{name: _text(getattr(rows, name)) for name in ("file", "owner", "payee", "narration", "link")},
            **{key: _text(values) for key, values in rows.meta.items()},
        }
    )
    frame["is_live"] = ~(frame["event"] == "reversal") & ~frame.index.isin(list(_reversed(rows)))
    return frame


def _text(values: Sequence[str]) -> "pd.Categorical[str]":
    if not any(values):  # Most metadata are rare, and this saves looking at each.
        return pd.Categorical.from_codes(np.zeros(len(values), dtype=np.int8), categories=pd.Index([""]))
    texts = sorted(set(values))
    code = {text: n for n, text in enumerate(texts)}
    codes = np.fromiter(map(code.__getitem__, values), dtype=np.int32, count=len(values))
    return pd.Categorical.from_codes(codes, categories=pd.Index(texts))


def _postings(rows: Rows, transactions: pd.DataFrame) -> pd.DataFrame:
    txn = np.array(rows.txn, dtype="int64")
    account = _text(rows.account)
    parts = [(name.split(":", 4) + [""] * 4)[:5] for name in account.categories]
    columns = {
        "txn": txn,
        **{str(name): column.array.take(txn) for name, column in transactions.items()},
        "account": account,
        **{name: _text([part[n] for part in parts]).take(account.codes) for n, name in enumerate(_PARTS)},
        "pence": np.array(rows.pence, dtype="int64"),
        "is_whole": np.array(rows.whole, dtype="bool"),
        "commodity": _text(rows.commodity),
    }
    return pd.DataFrame(columns)


def _reversed(rows: Rows) -> Iterator[int]:
    """The transactions that a reversal takes back: same batch, book and link, signs turned; of several, its day's."""
    reversals = [n for n, event in enumerate(rows.meta["event"]) if event == "reversal"]
    if not reversals:
        return
    spans: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    for txn, account, pence, commodity in zip(rows.txn, rows.account, rows.pence, rows.commodity, strict=True):
        spans[txn].append((account, pence, commodity))
    candidates: dict[object, list[int]] = defaultdict(list)
    for n, event in enumerate(rows.meta["event"]):
        if event != "reversal":
            candidates[_signature(rows, n, rows.batch[n], spans[n])].append(n)
    for reverting in reversals:
        turned = ((account, -pence, commodity) for account, pence, commodity in spans[reverting])
        batch = rows.meta["reverses"][reverting]
        found = candidates.get(_signature(rows, reverting, int(batch) if batch.isdecimal() else 0, turned))
        if found:
            same_day = (n for n, one in enumerate(found) if rows.day[one] == rows.day[reverting])
            yield found.pop(next(same_day, 0))


def _signature(rows: Rows, n: int, batch: int, postings: Iterable[tuple[str, int, str]]) -> object:
    return batch, rows.owner[n], rows.link[n], tuple(sorted(postings))
