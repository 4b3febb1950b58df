"""Plain invoices as columns, and the entries of a batch that hold them: two objects for each of 100,000 cost more."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from nesa_fund.entries import POUNDS, Transaction, costs, creditors, debtors, recharges
from nesa_fund.records.charges import Invoice
from nesa_fund.rows import META, Rows


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

    def by_entity(self) -> dict[str, list[int]]:
        """Entity -> those that its book has an entry of, in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, (supplier, customer) in enumerate(zip(self.supplier, self.customer, strict=True)):
            found[supplier].append(n)
            found[customer].append(n)
        return dict(found)

    def rows(self, entity: str, numbers: Sequence[int], batch: int, file: str) -> Rows:
        """The entries in one entity's book of some of them, as columns to be read only; their lines are to come."""
        count, is_own = len(numbers), [self.supplier[n] == entity for n in numbers]
        others = [self.customer[n] if own else self.supplier[n] for n, own in zip(numbers, is_own, strict=True)]
        categories = [self.category[n] for n in numbers]
        pence = [self.pence[n] for n in numbers]
        of = zip(others, categories, is_own, strict=True)
        accounts = (accounts_of(entity, other, category, is_own=own) for other, category, own in of)
        blank = [""] * count
        told = {"event": ["invoice"] * count, "number": [self.number[n] for n in numbers]}
        told |= {"agreement": [self.agreement[n] for n in numbers], "source": [self.source[n] for n in numbers]}
        return Rows(
            day=[self.day[n] for n in numbers],
            batch=[batch] * count,
            file=[file] * count,
            line=[0] * count,
            owner=[entity] * count,
            payee=others,
            narration=[self.description[n] for n in numbers],
            link=[self.link[n] for n in numbers],
            links=[1] * count,
            meta={key: told.get(key) or blank for key in META},
            txn=[n for n in range(count) for _ in range(2)],
            account=list(chain.from_iterable(accounts)),
            pence=list(chain.from_iterable((amount, -amount) for amount in pence)),
            whole=[True] * (2 * count),
            commodity=[POUNDS] * (2 * count),
        )


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

    def rows(self, file_of: Callable[[str], str], batch: int) -> dict[str, Rows]:
        """Entity -> what stands in its file of a batch, in order, as columns; their lines are not known yet."""
        plain, others = self.invoices.by_entity(), defaultdict[str, list[int]](list)
        for n, one in enumerate(self.others):
            others[one.entity].append(n)
        found = {}
        for entity in sorted({*plain, *others}):
            file, numbers, more = file_of(entity), plain.get(entity, []), others.get(entity, [])
            found[entity] = self.invoices.rows(entity, numbers, batch, file)
            if more:
                behind = Rows()
                behind.add_all([self.others[n] for n in more], batch, file)
                turns = [*(2 * n + 1 for n in numbers), *(2 * self._before[n] for n in more)]
                found[entity] = found[entity].joined_by([behind]).ordered(turns) if numbers else behind
        return found
