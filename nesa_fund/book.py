"""The books of an alliance as one posting table: a row a posting, in whole pence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, wraps
from types import MappingProxyType
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

from nesa_fund.coded import Coded
from nesa_fund.entries import FUND, POUNDS, Transaction
from nesa_fund.register import Register
from nesa_fund.rows import Rows

MONEY = POUNDS
_AS_THEY_COME = frozenset({"narration", "source"})
"""Columns that nothing is sorted or grouped by, whose texts are nearly all different: to sort them takes long."""
_PARTS = ("root", "entity", "klass", "counterparty", "detail")


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


class Origin(NamedTuple):
    """Where a book came from: its batches, how many files were re-hashed, and what was altered.

    ``is_readable`` says whether what the book holds can be relied on at all.
    """

    batches: Mapping[int, Batch] = MappingProxyType({})
    alterations: tuple[Alteration, ...] = ()
    files: int = 0
    is_readable: bool = True


P = ParamSpec("P")
T = TypeVar("T")


def once_a_book(make: Callable[Concatenate["Book", P], T]) -> Callable[Concatenate["Book", P], T]:
    """Make something of a book once, for whoever asks for it: no book changes, and neither may what is made of one.

    It is let go with the book, so nothing that is made may hold the book itself.
    """

    @wraps(make)
    def found(book: "Book", /, *args: P.args, **kwargs: P.kwargs) -> T:
        asked = (make, args, *kwargs.items())
        if asked not in book.made:
            book.made[asked] = make(book, *args, **kwargs)
        return cast("T", book.made[asked])

    return found


class Book:
    """The register, the posting table, and where every row came from.

    ``transactions`` has one row a transaction: day, batch, file, line, owner, payee, narration,
    link, links, is_live (not reversed, and no reversal), is_loose (a reversal of nothing), and one
    column a key of ``META``. ``postings`` has one row a posting
    with its transaction's columns beside it (``txn`` is the transaction's row), and account,
    root, entity, klass, counterparty, detail, pence (int64), is_whole, commodity. Text columns
    are categoricals, their categories in order but for ``narration`` and ``source``, empty text where there is
    none. Rows stand in order of recording.
    """

    def __init__(self, register: Register, rows: Rows, origin: Origin = Origin()) -> None:
        """Take the rows as they were read; the tables are made of them when they are first asked for."""
        self.register = register
        self.rows = rows
        self.origin = origin
        self.batches, self.alterations, self.files, self.is_readable = origin
        self.made: dict[object, object] = {}

    @cached_property
    def transactions(self) -> pd.DataFrame:
        """One row a transaction."""
        return _transactions(self.rows, self.stands, self.undone)

    @cached_property
    def postings(self) -> pd.DataFrame:
        """One row a posting."""
        return _postings(self.rows, self.transactions)

    @cached_property
    def stands(self) -> list[bool]:
        """Whether each transaction of the rows was not reversed and is no reversal, without a table."""
        events, undone = self.rows.meta["event"], set(self.undone.values())
        if "reversal" not in events:
            return [True] * len(events)
        return [event != "reversal" and n not in undone for n, event in enumerate(events)]

    @cached_property
    def undone(self) -> Mapping[int, int]:
        """Reversal -> the transaction that it takes back, both by their rows."""
        return _reversed(self.rows)

    def until(self, as_at: date) -> "Book":
        """The book of what is dated up to a day; facts and reversals recorded later count."""
        day = pd.Timestamp(as_at)
        if self.transactions.empty or self.transactions["day"].max() <= day:
            return self
        cut = Book(self.register, self.rows, self.origin)
        cut.transactions, cut.postings = (frame[frame["day"] <= day] for frame in (self.transactions, self.postings))
        return cut

    def recorded(self, transactions: pd.DataFrame) -> list[Transaction]:
        """The transactions that some rows of the table of them are, as they were recorded, in its order."""
        return [self.rows.transaction(int(number)) for number in transactions.index]

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

    @cached_property
    def of_grants(self) -> pd.DataFrame:
        """The Fund's postings in pounds of what it received, spent and brought in of its grants, with the grant."""
        is_funds = (self.money["entity"] == FUND) & self.money["klass"].isin(["Grants", "Opening"])
        rows = self.money[is_funds]
        rows = rows[(rows["klass"] == "Grants") | (rows["counterparty"] == "Grants")]
        grant = rows["counterparty"].astype(str).where(rows["klass"] == "Grants", rows["detail"].astype(str))
        return rows.assign(grant=grant)

    def unspent_grants(self) -> pd.Series:
        """Day -> pence unspent of all grants of the Fund at its end; one spent in arrears counts nil, not less."""
        by_day = self.of_grants.pivot_table(index="day", columns="grant", values="pence", aggfunc="sum", observed=True)
        return (-by_day.fillna(0).cumsum()).clip(lower=0).sum(axis=1).astype("int64")

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


def year_names(book: Book, days: pd.Series) -> pd.Series:
    """The name of the alliance year of each day, as text."""
    numbers, distinct = pd.factorize(days)
    names = [book.register.year_of(day.date()).name for day in distinct]
    return pd.Series(np.array(names, dtype=object).take(numbers), index=days.index, dtype="object")


def shown_head(head: str) -> str:
    """A head as people note it: its first 16 hex digits in groups of four."""
    return " ".join(head[n : n + 4] for n in range(0, 16, 4))


def _transactions(rows: Rows, stands: Sequence[bool], undone: Mapping[int, int]) -> pd.DataFrame:
    days = pd.to_datetime(pd.Series(rows.day.distinct, dtype="object")).astype("datetime64[s]")
    texts = {name: getattr(rows, name) for name in ("file", "owner", "payee", "narration", "link")} | rows.meta
    made = {id(column): _text(column, in_order=name not in _AS_THEY_COME) for name, column in texts.items()}
    frame = pd.DataFrame(
        {
            "day": days.to_numpy().take(rows.day.codes),
            "batch": _numbers(rows.batch),
            "line": np.array(rows.line, dtype="int32"),
            "links": _numbers(rows.links),
            **{name: made[id(column)] for name, column in texts.items()},  # Metadata that nothing is said in are one.
        },
        copy=False,
    )
    is_reversal = frame["event"] == "reversal"
    frame["is_live"] = np.array(stands, dtype="bool")
    frame["is_loose"] = is_reversal & ~frame.index.isin(list(undone))
    return frame


def _numbers(column: Coded[int]) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array(column.distinct, dtype="int32").take(column.codes)


def _text(column: Coded[str], *, in_order: bool = True) -> "pd.Categorical[str]":
    """A column of texts; one of no row has a category too."""
    texts, codes = column.distinct or [""], np.asarray(column.codes)
    if in_order:
        order = sorted(range(len(texts)), key=texts.__getitem__)
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        texts, codes = [texts[n] for n in order], place.take(codes)
    return pd.Categorical.from_codes(codes, categories=pd.Index(texts))


def _postings(rows: Rows, transactions: pd.DataFrame) -> pd.DataFrame:
    txn = np.array(rows.txn, dtype="int64")
    account = _text(rows.account)
    parts = [(name.split(":", 4) + [""] * 4)[:5] for name in account.categories]
    heads = {str(name): column.array for name, column in transactions.items()}
    metas = {id(column): heads[key].take(txn) for key, column in rows.meta.items()}
    columns = {
        "txn": txn,
        **{name: metas[id(rows.meta[name])] if name in rows.meta else heads[name].take(txn) for name in heads},
        "account": account,
        **{name: _text(Coded(part[n] for part in parts)).take(account.codes) for n, name in enumerate(_PARTS)},
        "pence": np.array(rows.pence, dtype="int64"),
        "is_whole": _numbers(rows.whole).astype("bool"),
        "commodity": _text(rows.commodity),
    }
    return pd.DataFrame(columns, copy=False)


def _reversed(rows: Rows) -> dict[int, int]:
    """Reversal -> what it takes back: same batch, book and link, signs turned; of several, its day's."""
    if "reversal" not in rows.meta["event"]:
        return {}
    reversals = [n for n, event in enumerate(rows.meta["event"]) if event == "reversal"]
    spans: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    for txn, account, pence, commodity in zip(rows.txn, rows.account, rows.pence, rows.commodity, strict=True):
        spans[txn].append((account, pence, commodity))
    candidates: dict[object, list[int]] = defaultdict(list)
    for n, event in enumerate(rows.meta["event"]):
        if event != "reversal":
            candidates[_signature(rows, n, rows.batch[n], spans[n])].append(n)
    undone = {}
    for reverting in reversals:
        turned = ((account, -pence, commodity) for account, pence, commodity in spans[reverting])
        batch = rows.meta["reverses"][reverting]
        found = candidates.get(_signature(rows, reverting, int(batch) if batch.isdecimal() else 0, turned))
        if found:
            same_day = (n for n, one in enumerate(found) if rows.day[one] == rows.day[reverting])
            undone[reverting] = found.pop(next(same_day, 0))
    return undone


def _signature(rows: Rows, n: int, batch: int, postings: Iterable[tuple[str, int, str]]) -> object:
    return batch, rows.owner[n], rows.link[n], tuple(sorted(postings))
