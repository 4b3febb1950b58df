"""Plain invoices as columns, and the entries of a batch that hold them: two objects for each of 100,000 cost more."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeVar

import numpy as np

from nesa_fund.coded import Coded
from nesa_fund.entries import POUNDS, Transaction, costs, creditors, debtors, recharges
from nesa_fund.records.charges import Invoice
from nesa_fund.rows import META, Rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlainInvoices:
    """Invoices between members, each of one line and without VAT, by columns: ``invoice`` says what one of them is."""

    day: list[date] = field(default_factory=list)
    number: list[str] = field(default_factory=list)
    supplier: list[str] = field(default_factory=list)
    customer: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    link: list[str] = field(default_factory=list)
    agreement: list[str] = field(default_factory=list)
    category: list[str] = field(default_factory=list)
    pence: list[int] = field(default_factory=list)
    source: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.day)

    def invoice(self, n: int) -> Invoice:
        """One of them."""
        return Invoice(
            day=self.day[n], link=self.link[n], source=self.source[n], description=self.description[n],
            number=self.number[n], supplier=self.supplier[n], customer=self.customer[n],
            lines=((self.category[n], self.pence[n]),), agreement=self.agreement[n],
        )  # fmt: skip

    def rows(self, file_of: Callable[[str], str], batch: int) -> Rows:
        """Their entries, book after book, as columns to be read only; their lines are to come."""
        books = self.books()
        numbers = list(chain.from_iterable(books.values()))
        order = np.array(numbers, dtype="int64")
        owner = list(chain.from_iterable([entity] * len(some) for entity, some in books.items()))
        is_own = [self.supplier[n] == entity for n, entity in zip(numbers, owner, strict=True)]
        others = [self.customer[n] if own else self.supplier[n] for n, own in zip(numbers, is_own, strict=True)]
        categories = [self.category[n] for n in numbers]
        of = list(zip(owner, others, categories, is_own, strict=True))
        accounts = {one: accounts_of(*one[:3], is_own=one[3]) for one in set(of)}
        pence = np.array(self.pence, dtype="int64").take(order)
        columns = {"narration": self.description, "link": self.link, **self._meta}
        said = {name: _in_order(Coded(column), order) for name, column in columns.items()}
        blank = Coded.of("", len(numbers))
        return Rows(
            day=_in_order(Coded(self.day), order),
            batch=Coded.of(batch, len(numbers)),
            file=Coded(chain.from_iterable([file_of(entity)] * len(some) for entity, some in books.items())),
            line=array("i", bytes(4 * len(numbers))),
            owner=Coded(owner),
            payee=Coded(others),
            narration=said["narration"],
            link=said["link"],
            links=Coded.of(1, len(numbers)),
            meta={key: said.get(key, blank) for key in META},
            txn=array("i", np.repeat(np.arange(len(numbers), dtype=np.intc), 2).tobytes()),
            account=Coded(chain.from_iterable(map(accounts.__getitem__, of))),
            pence=array("q", np.column_stack([pence, -pence]).tobytes()),
            whole=Coded.of(1, 2 * len(numbers)),
            commodity=Coded.of(POUNDS, 2 * len(numbers)),
        )

    @property
    def _meta(self) -> dict[str, list[str]]:
        said = {"number": self.number, "agreement": self.agreement, "source": self.source}
        return {"event": ["invoice"] * len(self), **said}

    def books(self) -> dict[str, list[int]]:
        """Entity -> those that its book has an entry of, in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, (supplier, customer) in enumerate(zip(self.supplier, self.customer, strict=True)):
            found[supplier].append(n)
            found[customer].append(n)
        return dict(sorted(found.items()))


def _in_order(column: Coded[T], order: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Coded[T]:
    """A column's rows in an order, to be read only, as `Coded.picked` makes it."""
    codes = np.asarray(column.codes).take(order)
    return Coded.of_codes(column.distinct, array(column.codes.typecode, codes.tobytes()))


def accounts_of(entity: str, other: str, category: str, *, is_own: bool) -> tuple[str, str]:
    """What is debited and what is credited for an invoice in the supplier's own book, or in the customer's."""
    if is_own:
        return debtors(entity, other), recharges(entity, category)
    return costs(entity, category), creditors(entity, other)


class Entries(Collection[Transaction]):
    """The transactions of a batch in their order, those of plain invoices made when they are asked for.

    ``others`` are the transactions that are not theirs; before each so many of ``invoices`` stand as
    ``place`` was when it was put in.
    """

    def __init__(self, transactions: Iterable[Transaction] = (), invoices: PlainInvoices | None = None) -> None:
        """Begin with what there is."""
        self.others = list(transactions)
        self.invoices = invoices or PlainInvoices()
        self.place = 0
        self._before = [0] * len(self.others)

    def extend(self, transactions: Iterable[Transaction]) -> None:
        """Put in further ones."""
        self.others.extend(transactions)
        self._before.extend([self.place] * (len(self.others) - len(self._before)))

    def __len__(self) -> int:
        return len(self.others) + 2 * len(self.invoices)

    def __iter__(self) -> Iterator[Transaction]:
        done = 0
        for one, before in zip(self.others, self._before, strict=True):
            for n in range(done, before):
                yield from self.invoices.invoice(n).transactions()
            done = before
            yield one
        for n in range(done, len(self.invoices)):
            yield from self.invoices.invoice(n).transactions()

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)

    def rows(self, file_of: Callable[[str], str], batch: int) -> Rows:
        """What stands in each entity's file of a batch, in order, file after file; their lines are not known yet."""
        books = defaultdict[str, list[int]](list)
        for n, one in enumerate(self.others):
            books[one.entity].append(n)
        behind = Rows()
        for entity in sorted(books):
            behind.add_all([self.others[n] for n in books[entity]], (batch, file_of(entity), entity))
        if not self.invoices:
            return behind.packed()
        rows = self.invoices.rows(file_of, batch)
        if not self.others:
            return rows
        turns = [(entity, 2 * n + 1) for entity, some in self.invoices.books().items() for n in some]
        turns += [(entity, 2 * self._before[n]) for entity in sorted(books) for n in books[entity]]
        return rows.joined_by([behind]).taken(sorted(range(len(turns)), key=turns.__getitem__))
