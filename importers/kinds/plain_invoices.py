"""Invoices put on the desk by columns: those that are alike in all but number, day, description and amount.

What is taken here is just what `invoices` would make of each row by itself, which is the definition: a row that is
out of the ordinary in anything, or could meet another one, is left to it, and so is every fault.
"""

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from importers.desk import Desk
from importers.kinds.charging import terms_on
from importers.kinds.invoice_lines import InvoiceRow
from importers.kinds.recorded import CreditNotes
from importers.rows import sources_of
from importers.typed import TypedRows
from nesa_fund import categories
from nesa_fund.charges import fold_number
from nesa_fund.coded import Coded
from nesa_fund.entries import FUND, POUNDS
from nesa_fund.records import charge_links
from nesa_fund.records.plain import PlainInvoices, accounts_of
from nesa_fund.rows import ends_of

T = TypeVar("T")
_FIELDS = ("number", "day", "supplier", "customer", "description", "agreement", "category", "net")
_OF_A_YEAR = re.compile(r"^\d{4}-\d\d-", re.MULTILINE)
"""How a number begins that could make the link of another one, used in several years."""
_SAID = frozenset({"event", "number", "agreement", "source", "document"})


class Taken:
    """What was not taken, and what is to be minded while it is put: in which order the rows of the sheet are."""

    def __init__(self, desk: Desk, left: list[InvoiceRow], taken: list[int], customers: dict[str, int]) -> None:
        """Take the rows that are left, the places of the new invoices, and of each spelling that was taken first."""
        self.left = left
        self._desk, self._taken, self._customers = desk, taken, deque(customers.items())

    def mind(self, row: int) -> None:
        """Know the customers that the sheet names before a row, and put what comes now behind what stands there."""
        while self._customers and self._customers[0][1] < row:
            self._desk.known(self._customers.popleft()[0])
        self._desk.transactions.place = bisect_left(self._taken, row)


class _Terms(NamedTuple):
    """What a row says but for its number, its amount and what it is for; the supplier by its code."""

    supplier: str
    customer: str
    day: date
    agreement: str
    category: str


class _Dealing(NamedTuple):
    """What an invoice rests on, where nothing is wrong with it: rows by the thousand share it."""

    customer: str
    category: str


def put_plain(desk: Desk, notes: CreditNotes, rows: TypedRows[InvoiceRow]) -> Taken:
    """Put the plain invoices among rows on the desk, or count them as recorded; what is left comes after them."""
    sheet, recorded = _Sheet(desk, rows), _Recorded(desk)
    dealings = sheet.dealings(desk, sheet.apart(notes))
    are_free = desk.charges.are_free(zip(sheet.keys, sheet.links, strict=True))
    new, left, customers = list[int](), list[int](), dict[str, int]()
    for n, (dealing, is_free) in enumerate(zip(dealings, are_free, strict=True)):
        if dealing and is_free:
            new.append(n)
        elif dealing and recorded.says(sheet, n, dealing):
            desk.present += 1
        else:
            left.append(n)
            continue
        customers.setdefault(sheet.customer[n], rows.numbers[n])
    _add(desk, sheet.invoices(new, dealings))
    return Taken(desk, [rows[n] for n in left], [rows.numbers[n] for n in new], customers)


def _add(desk: Desk, invoices: PlainInvoices) -> None:
    """Put invoices on the desk that nothing is wrong with, and count them."""
    desk.transactions.invoices = invoices
    desk.new += len(invoices)
    desk.total += sum(invoices.pence)
    pairs = Coded(zip(invoices.supplier, invoices.customer, strict=True))
    pence = np.zeros(len(pairs.distinct), dtype="int64")
    np.add.at(pence, pairs.codes, invoices.pence)
    desk.pairs.update(dict(zip(pairs.distinct, pence.tolist(), strict=True)))


def _dealing(desk: Desk, of: _Terms) -> _Dealing | None:
    """What invoices rest on; None where it is for `invoices` to say what is wrong, or to ask for more."""
    customer, register = desk.names.find(of.customer) if of.customer else None, desk.register
    if not customer or customer == of.supplier or FUND in {customer, of.supplier} or of.day > desk.as_at:
        return None
    is_in = register.is_in(of.supplier, of.day) and register.is_in(customer, of.day)
    agreed = terms_on(register, of.agreement, of.day) if of.agreement else None
    if not is_in or register.is_closed(desk.year_of(of.day)) or (of.agreement and not agreed):
        return None
    category = categories.find(of.category or (agreed.category if agreed else ""))
    return _Dealing(customer, category.name) if category else None


class _Sheet:
    """The columns of a sheet that plain invoices have, and each row's key: its supplier and its number folded."""

    def __init__(self, desk: Desk, rows: TypedRows[InvoiceRow]) -> None:
        """Know the suppliers as they come, as when each row is looked at; a spelling of nobody is for `invoices`."""
        self._rows, blank = rows, [""] * len(rows)
        get = rows.columns.get
        self.day: list[date] = rows.columns["day"]
        self.number: list[str] = rows.columns["number"]
        self.description: list[str] = rows.columns["description"]
        self.net = [pence or 0 for pence in get("net", blank)]
        self.agreement, self.category, self.customer = (
            [text or "" for text in get(field, blank)] for field in ("agreement", "category", "customer")
        )
        suppliers = rows.columns["supplier"]
        codes = {text: desk.known(text) or "" for text in dict.fromkeys(suppliers)}
        self.supplier = list(map(codes.__getitem__, suppliers))
        self.keys = list(zip(self.supplier, fold_number("\n".join(self.number)).split("\n"), strict=True))
        self.links = charge_links(self.supplier, self.number)

    def dealings(self, desk: Desk, apart: Collection[int]) -> list[_Dealing | None]:
        """What each row rests on, those that stand apart left out."""
        said = (self.supplier, self.customer, self.day, self.agreement, self.category)
        terms = Coded(zip(*said, strict=True))
        wanted = {code for n, code in enumerate(terms.codes) if n not in apart} if apart else range(len(terms.distinct))
        found = [_dealing(desk, _Terms(*one)) if n in wanted else None for n, one in enumerate(terms.distinct)]
        dealings = list(map(found.__getitem__, terms.codes))
        for n in apart:
            dealings[n] = None
        return dealings

    def invoices(self, new: Sequence[int], dealings: Sequence[_Dealing | None]) -> PlainInvoices:
        """Some rows that rest on something, as invoices."""
        rests_on = list(filter(None, map(dealings.__getitem__, new)))
        table, numbers = self._rows.table, self._rows.numbers
        is_all = len(new) == len(dealings)

        def taken(column: Sequence[T]) -> Sequence[T]:
            return column if is_all else [column[n] for n in new]

        return PlainInvoices(
            day=taken(self.day),
            number=taken(self.number),
            supplier=taken(self.supplier),
            customer=[one.customer for one in rests_on],
            description=taken(self.description),
            link=taken(self.links),
            agreement=taken(self.agreement),
            category=[one.category for one in rests_on],
            pence=taken(self.net),
            source=sources_of(table.file, table.sheet, taken(numbers)),
        )

    def apart(self, notes: CreditNotes) -> set[int]:
        """The rows that say more than plain ones do, have nobody's name, or could meet another charge or credit."""
        columns = self._rows.columns
        found = {n for field in columns.keys() - _FIELDS for n, value in enumerate(columns[field]) if value is not None}
        found.update(n for n, pence in enumerate(self.net) if pence <= 0)
        found.update(n for n, key in enumerate(self.keys) if not all(key) or notes.is_taken(*key))
        for several in (self.keys, self.links):
            times = Counter[object](several) if len(set(several)) < len(several) else {}
            found.update(n for n, one in enumerate(several if times else ()) if times[one] > 1)
        if _OF_A_YEAR.search("\n".join(self.number)):
            found.update(n for n, number in enumerate(self.number) if _OF_A_YEAR.match(number))
        credited = {text for text in columns.get("credit_of", ()) if text}
        named = set(map(fold_number, credited))
        both = enumerate(zip(self.keys, self.links, strict=True) if credited else ())
        found.update(n for n, ((_, folded), link) in both if folded in named or link in credited)
        return found


class _Recorded:
    """The charges that the ledger holds, to be compared with rows column by column."""

    def __init__(self, desk: Desk) -> None:
        self._charges, self._rows = desk.charges, desk.ledger.rows

    @cached_property
    def _ends(self) -> list[int]:
        return ends_of(self._rows.txn)

    @cached_property
    def _others(self) -> list[Coded[str]]:
        """What else some entries say."""
        return [column for key, column in self._rows.meta.items() if key not in _SAID and not column.is_blank]

    def says(self, sheet: _Sheet, n: int, dealing: _Dealing) -> bool:
        """Whether the only charge of a row's number is this very invoice, to the last word that counts."""
        (supplier, _), rows = sheet.keys[n], self._rows
        found = self._charges.numbered_at(*sheet.keys[n])
        if {rows.owner[one] for one in found} != {supplier, dealing.customer} or len(found) != 2:
            return False
        return all(self._is_half(sheet, n, dealing, one) for one in found)

    def _is_half(self, sheet: _Sheet, n: int, dealing: _Dealing, at: int) -> bool:
        rows, (supplier, folded), pence = self._rows, sheet.keys[n], sheet.net[n]
        owner = rows.owner[at]
        is_own = owner == supplier
        other = dealing.customer if is_own else supplier
        said = rows.meta["event"][at], rows.meta["agreement"][at], rows.day[at], rows.narration[at], rows.payee[at]
        if said != ("invoice", sheet.agreement[n], sheet.day[n], sheet.description[n], other):
            return False
        if fold_number(rows.meta["number"][at]) != folded or any(column[at] for column in self._others):
            return False
        span = slice(self._ends[at - 1] if at else 0, self._ends[at])
        debit, credit = accounts_of(owner, other, dealing.category, is_own=is_own)
        postings = zip(rows.account[span], rows.pence[span], rows.commodity[span], strict=True)
        return sorted(postings) == sorted([(debit, pence, POUNDS), (credit, -pence, POUNDS)])
