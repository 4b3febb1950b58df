"""The entries of a member that some batches recorded: what it enters in its own finance system, and nothing twice."""

from collections import Counter
from datetime import date
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from nesa_fund.allocation import allocate
from nesa_fund.book import Book
from nesa_fund.claims import CHARGES, due_days, movements
from nesa_fund.entries import Transaction, klass
from nesa_fund.handover.base import Entry, Kind, Line, begins_a_formula
from nesa_fund.handover.names import INCOME
from nesa_fund.problems import InputError
from nesa_fund.statements.items import Item, reference, typed

_WITHOUT = {"exempt", "zero", "outside-scope"}


class Balance(NamedTuple):
    """What a member owes and what it is owed, in pence."""

    owes: int
    owed: int


class Found(NamedTuple):
    """What some batches recorded of a member's dealings.

    Attributes:
        entries: All of it, in order of date.
        taken_back: How many entries were recorded and taken back within these batches: left out, as are those
            that took them back.
        before: The balance of the batches before.
        after: The balance with these.
    """

    entries: tuple[Entry, ...]
    taken_back: int
    before: Balance
    after: Balance


class _Row(NamedTuple):
    """A movement on a claim in the member's book."""

    txn: int
    batch: int
    is_creditors_book: bool
    link: str
    number: str
    event: str
    due_by: date
    owed: int


def entries_between(book: Book, member: str, after: int, through: int) -> Found:
    """The entries of a member's book that the batches after one, up to another, recorded.

    What was taken back by the last of them is left out with what took it back, where both are
    among these batches; where the entry is of an earlier batch, what takes it back is an entry
    of its own, with signs turned. So the same batches always give the same entries, whatever
    is recorded later.

    Raises:
        InputError: A transaction is of no shape that can be entered elsewhere; it is named.
    """
    return _Between(book, member, after, through).found


class _Between:
    """A member's claims up to one batch, and those of them after another."""

    def __init__(self, book: Book, member: str, after: int, through: int) -> None:
        claims = movements(book)
        claims = claims[(claims["entity"] == member) & (claims["batch"] <= through)]
        self.book, self.member, self.after = book, member, after
        self.claims = claims.assign(due_by=due_days(book, claims))
        self.is_fresh = claims["batch"] > after

    @property
    def found(self) -> Found:
        fresh = self.claims[self.is_fresh]
        rows = fresh[~fresh["txn"].isin(self._gone)]
        entries = [self._entry(row, item) for row, item in zip(typed(_Row, rows), typed(Item, rows), strict=True)]
        entries.sort(key=lambda one: (one.day, one.batch))
        found = Found(
            tuple(entries), len(self._gone) // 2, _balance(self.claims[~self.is_fresh]), _balance(self.claims)
        )
        moved = Balance(
            sum(one.owed for one in entries if not one.kind.is_owed_to_it),
            sum(one.owed for one in entries if one.kind.is_owed_to_it),
        )
        assert moved == (found.after.owes - found.before.owes, found.after.owed - found.before.owed)
        return found

    @cached_property
    def _gone(self) -> set[int]:
        """The transactions that came and went within the batches asked for, and those that took them back."""
        undone, fresh = self.book.undone, self.claims.loc[self.is_fresh, "txn"].unique().tolist()
        pairs = [(one, undone[one]) for one in fresh if one in undone]
        return {one for pair in pairs if self.book.rows.batch[pair[1]] > self.after for one in pair}

    def _entry(self, row: _Row, item: Item) -> Entry:
        recorded = self._recorded(row.txn)
        kind = _kind(recorded, is_creditors=row.is_creditors_book)
        other = _other(row, item)
        is_due = not kind.is_payment and row.owed > 0
        return Entry(
            kind=kind,
            day=recorded.day,
            due=row.due_by if is_due else None,
            other=other,
            name=self.book.register.name(other),
            number=self._called.get((row.link, other), row.link) if kind.is_payment else self._numbers[row.txn, other],
            link=recorded.link,
            text=recorded.narration,
            batch=row.batch,
            stated=recorded.meta.get("vat", ""),
            lines=self._lines(recorded, row.owed, other, kind),
        )

    # What it goes by

    @cached_property
    def _numbers(self) -> dict[tuple[int, str], str]:
        """(charge, with whom) -> what it goes by: its number, marked where that was gone by before.

        What takes back a charge has its number with -R and the batch that did; what is recorded
        anew under it, -N and the batch. Earlier ones keep theirs for good, as batches only grow.
        """
        used: Counter[tuple[bool, str, str]] = Counter()
        numbers = {}
        rows = self.claims[~self.claims["txn"].isin(self._gone)]
        for row, item in zip(typed(_Row, rows), typed(Item, rows), strict=True):
            if "Bank" in {klass(account) for account, _, _ in self._recorded(row.txn).postings}:
                continue
            other = _other(row, item)
            mark = "R" if row.event == "reversal" else "N"
            number = self._base(item._replace(event=self._event(row.txn)), row.txn, other)
            if mark == "R" or used[row.is_creditors_book, other, number]:
                number = f"{number}-{mark}{row.batch}"
            used[row.is_creditors_book, other, number] += 1
            count = used[row.is_creditors_book, other, number]
            numbers[row.txn, other] = f"{number}.{count}" if count > 1 else number
        return numbers

    def _event(self, txn: int) -> str:
        """The event of a transaction; of one that takes back another, that one's."""
        return self.book.rows.meta["event"][self.book.undone.get(txn, txn)]

    def _base(self, item: Item, txn: int, other: str) -> str:
        """The number of the paper; a bill that was shared has one for each sharer."""
        number = reference(self.book, item)
        number = item.link if begins_a_formula(number) else number
        is_shared = item.creditor == self.member and item.event != "opening" and not _is_sold(self._recorded(txn))
        return f"{number}-{other}" if is_shared else number

    def _recorded(self, txn: int) -> Transaction:
        return self.book.rows.transaction(txn)

    @cached_property
    def _called(self) -> dict[tuple[str, str], str]:
        """(link, with whom) -> what the charge on it goes by."""
        charged = self.claims[self.claims["event"].isin(CHARGES) & (self.claims["owed"] > 0)][::-1]
        both = zip(typed(_Row, charged), typed(Item, charged), strict=True)
        sides = ((row, item, _other(row, item)) for row, item in both)
        return {(row.link, other): self._base(item, row.txn, other) for row, item, other in sides}

    # What makes it up

    def _lines(self, recorded: Transaction, owed: int, other: str, kind: Kind) -> tuple[Line, ...]:
        match kind:
            case Kind.PAID | Kind.RECEIVED:
                return (Line(_tail(recorded, "Bank"), -owed, 0, ""),)
            case Kind.OLD_BILL | Kind.OLD_SALE:
                return (Line("", owed, 0, ""),)
            case Kind.BILL:
                return _charged(recorded, owed, "Expenses")
        if _is_sold(recorded):
            return _charged(recorded, owed, "Income")
        return (self._passed_on(recorded, owed, other),)

    def _passed_on(self, recorded: Transaction, owed: int, other: str) -> Line:
        """A sharer's part of a bill that the member paid: it lessens the member's own cost, as in its book.

        The VAT charged on to a sharer is what the sharer reclaims; what of it others bear is spread
        over them by what they owe, since only its sum is recorded.
        """
        charged_on = -_pence(recorded, "Liabilities", "VAT")
        twins = {code: self._twin(recorded, code) for code in _customers(recorded)}
        reclaimed = {code: _pence(twin, "Assets", "VAT") for code, twin in twins.items()}
        bears = {code: abs(pence) for code, pence in _customers(recorded).items() if not reclaimed[code]}
        left = charged_on - sum(reclaimed.values())
        borne = allocate(left, bears) if left and bears else {}
        vat = (reclaimed[other] or borne.get(other, 0)) if charged_on else 0
        return Line(_category(twins[other]), owed - vat, vat, _treatment(recorded, vat))

    def _twin(self, recorded: Transaction, other: str) -> Transaction:
        """The same event in the other side's book."""
        said = recorded.meta
        found = self._twins.get((recorded.place.batch, recorded.link, said["event"], said.get("number", ""), other))
        if found is None:
            raise _no_shape(recorded)
        return self._recorded(found)

    @cached_property
    def _twins(self) -> dict[tuple[int, str, str, str, str], int]:
        rows = self.book.rows
        links = set(self.claims["link"].astype(str))
        return {
            (rows.batch[n], link, rows.meta["event"][n], rows.meta["number"][n], rows.owner[n]): n
            for n, link in enumerate(rows.link)
            if link in links and rows.owner[n] != self.member
        }


def _other(row: _Row, item: Item) -> str:
    return item.debtor if row.is_creditors_book else item.creditor


def _kind(recorded: Transaction, *, is_creditors: bool) -> Kind:
    classes = {klass(account) for account, _, _ in recorded.postings}
    if "Bank" in classes:
        return Kind.RECEIVED if is_creditors else Kind.PAID
    if "Opening" in classes:
        return Kind.OLD_SALE if is_creditors else Kind.OLD_BILL
    return Kind.SALE if is_creditors else Kind.BILL


def _charged(recorded: Transaction, owed: int, root: str) -> tuple[Line, ...]:
    """The lines of a charge: its costs to the member, or its income; VAT is spread over them by their nets.

    The books have one sum of VAT an entry: with several lines that sum is exact, its parts are not stated.
    """
    sign = 1 if root == "Expenses" else -1
    nets = {
        n: sign * pence for n, (account, pence, _) in enumerate(recorded.postings) if account.startswith(f"{root}:")
    }
    vat = sign * _pence(recorded, "Assets" if sign == 1 else "Liabilities", "VAT")
    if not nets or sum(nets.values()) + vat != owed:
        raise _no_shape(recorded)
    weights = {f"{n:04d}": max(net * (1 if owed > 0 else -1), 0) for n, net in nets.items()}
    parts = allocate(vat, weights) if vat else {}
    return tuple(
        Line(_key(recorded.postings[n].account), net, parts.get(f"{n:04d}", 0), _treatment(recorded, vat))
        for n, net in nets.items()
    )


def _key(account: str) -> str:
    """The key of a cost's or an income's account: a category, a contribution, or income of a category."""
    root, _, *rest = account.split(":")
    return f"{INCOME}:{rest[-1]}" if root == "Income" else rest[-1]


def _treatment(recorded: Transaction, vat: int) -> str:
    stated = recorded.meta.get("vat", "")
    return "charged" if vat else stated if stated in _WITHOUT else "none"


def _tail(recorded: Transaction, of: str) -> str:
    return next(account.split(":", 2)[2] for account, _, _ in recorded.postings if klass(account) == of)


def _is_sold(recorded: Transaction) -> bool:
    """Whether a charge is of the member's own staff or facilities, rather than passed on."""
    return any(account.startswith("Income:") for account, _, _ in recorded.postings)


def _category(recorded: Transaction) -> str:
    """The category of a sharer's cost; the Fund's names it last, too."""
    costs = [account for account, _, _ in recorded.postings if account.startswith("Expenses:")]
    if not costs:
        raise _no_shape(recorded)
    return costs[0].rsplit(":", 1)[-1]


def _customers(recorded: Transaction) -> dict[str, int]:
    """Who owes the member what on one of its charges."""
    return {account.split(":")[3]: pence for account, pence, _ in recorded.postings if klass(account) == "Debtors"}


def _pence(recorded: Transaction, root: str, of: str) -> int:
    return sum(
        pence for account, pence, _ in recorded.postings if account.startswith(f"{root}:") and klass(account) == of
    )


def _balance(claims: pd.DataFrame) -> Balance:
    is_owed = claims["is_creditors_book"]
    return Balance(int(claims.loc[~is_owed, "owed"].sum()), int(claims.loc[is_owed, "owed"].sum()))


def _no_shape(recorded: Transaction) -> InputError:
    return InputError(f"{recorded.place}: its accounts are of no charge known here; see nesa check --rule SEP4")
