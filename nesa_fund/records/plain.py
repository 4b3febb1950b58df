"""Plain invoices as columns, and the entries of a batch that hold them: two objects for each of 100,000 cost more."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from nesa_fund.coded import Coded
from nesa_fund.entries import POUNDS, Transaction, costs, creditors, debtors, recharges
from nesa_fund.records.charges import Invoice
from nesa_fund.rows import META, Rows

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlainInvoices:
    """Invoices between members, each of one line and without VAT, by columns: ``invoice`` says what one of them is."""

    day: Sequence[date] = ()
    number: Sequence[str] = ()
    supplier: Sequence[str] = ()
    customer: Sequence[str] = ()
    description: Sequence[str] = ()
    link: Sequence[str] = ()
    agreement: Sequence[str] = ()
    category: Sequence[str] = ()
    pence: Sequence[int] = ()
    source: Sequence[str] = ()

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
        entities = sorted({*self.supplier, *self.customer})
        halves = self._halves(entities)
        order = halves.argsort(kind="stable")  # Of each invoice there are two: its supplier's, its customer's.
        owner, other, count = halves.take(order), halves.take(order ^ 1), len(order)
        pence = np.array(self.pence, dtype="int64").take(order // 2)
        columns = {"day": self.day, "narration": self.description, "link": self.link, **self._meta}
        said: dict[str, Coded[Any]] = {
            name: Coded(column).settled().picked(order // 2) for name, column in columns.items()
        }
        blank = Coded.of("", count)
        return Rows(
            day=said["day"],
            batch=Coded.of(batch, count),
            file=Coded.of_numbers([file_of(entity) for entity in entities], owner),
            line=array("i", bytes(4 * count)),
            owner=Coded.of_numbers(entities, owner),
            payee=Coded.of_numbers(entities, other),
            narration=said["narration"],
            link=said["link"],
            links=Coded.of(1, count),
            meta={key: said.get(key, blank) for key in META},
            txn=array("i", np.repeat(np.arange(count, dtype=np.intc), 2).tobytes()),
            account=self._accounts(entities, owner, other, order),
            pence=array("q", np.column_stack([pence, -pence]).tobytes()),
            whole=Coded.of(1, 2 * count),
            commodity=Coded.of(POUNDS, 2 * count),
        )

    def _halves(self, entities: Sequence[str]) -> Numbers:
        """The place among some entities of each one's supplier and customer, one behind the other."""
        place = {entity: n for n, entity in enumerate(entities)}
        both = [np.array(list(map(place.__getitem__, column))) for column in (self.supplier, self.customer)]
        return np.column_stack(both).ravel()

    def _accounts(self, entities: Sequence[str], owner: Numbers, other: Numbers, order: Numbers) -> Coded[str]:
        """What each half debits and credits, of as many kinds of halves as there are few."""
        categories = Coded(self.category)
        shape = (len(entities), len(entities), max(1, len(categories.distinct)), 2)
        parts = (owner, other, np.asarray(categories.codes).take(order // 2), order % 2)
        kinds, of_each = np.unique(np.ravel_multi_index(parts, shape), return_inverse=True)
        accounts = Coded(
            account
            for one, counterparty, category, is_customers in zip(*np.unravel_index(kinds, shape), strict=True)
            for account in accounts_of(
                entities[one], entities[counterparty], categories.distinct[category], is_own=not is_customers
            )
        )
        pairs = np.asarray(accounts.codes).reshape(-1, 2)
        return Coded.of_numbers(accounts.distinct, pairs.take(of_each, axis=0).ravel())

    @property
    def _meta(self) -> dict[str, Sequence[str]]:
        said = {"number": self.number, "agreement": self.agreement, "source": self.source}
        return {"event": ["invoice"] * len(self), **said}

    def books(self) -> dict[str, list[int]]:
        """Entity -> those that its book has an entry of, in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, (supplier, customer) in enumerate(zip(self.supplier, self.customer, strict=True)):
            found[supplier].append(n)
            found[customer].append(n)
        return dict(sorted(found.items()))


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
