"""The office of an invented alliance: what is to be done on which day, and what it records, batch by batch."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from heapq import heappop, heappush
from itertools import accumulate, count
from random import Random
from typing import Any, NamedTuple

from nesa_fund.book import Batch, Book, Origin
from nesa_fund.draft import Draft, Written, written
from nesa_fund.entries import COMMODITIES, FUND, Place, Transaction, bank
from nesa_fund.facts import Alliance, BankLine, BankStatement, Fact, Member
from nesa_fund.records import counted_link
from nesa_fund.register import Register
from nesa_fund.rows import Rows

SHEET, PAPER = "sheet.xlsx", "paper.pdf"
_GENERAL = ("Income", "Expenses", "Equity")
_ASIDE = (BankLine, BankStatement)


class Claim(NamedTuple):
    """An open item between two entities."""

    link: str
    creditor: str
    debtor: str


class Credit(NamedTuple):
    """What was credited between a creditor and a debtor, and when the charge so credited was due."""

    pair: tuple[str, str]
    day: date
    pence: int
    due: date


class Recorded(NamedTuple):
    """A batch, and the day it was recorded."""

    draft: Draft
    day: date


@dataclass(frozen=True)
class Made:
    """An alliance as its office recorded it."""

    batches: tuple[Recorded, ...]
    last: date

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """The batches as their files have them."""
        return tuple(_written(one.draft for one in self.batches))

    @cached_property
    def texts(self) -> dict[str, str]:
        """Path below the ledger -> canonical text of each batch file."""
        return {f"batches/{one.number:04d}/{name}": text for one in self.written for name, text in one.texts.items()}

    @cached_property
    def book(self) -> Book:
        """The books, each row and fact at the place where its text has it."""
        facts = [fact for one in self.written for fact in _placed(one)]
        batches = {number: _manifest(number, *one) for number, one in enumerate(self.batches, 1)}
        return Book(
            Register(facts), Rows().joined_by(one.rows for one in self.written), Origin(batches, files=len(self.texts))
        )


def _written(drafts: Iterable[Draft]) -> Iterator[Written]:
    members: set[str] | None = None
    accounts: set[str] = set()
    for number, draft in enumerate(drafts, 1):
        one = written(draft, number, members, accounts)
        accounts |= {opened.account for opens in one.opens.values() for opened in opens}
        members = (members or set()) | {fact.code for fact in draft.facts if isinstance(fact, Member)}
        yield one


def _placed(one: Written) -> Iterator[Fact]:
    """The facts of a batch at the lines of its registers."""
    blocks = {name: text.split("\n\n") for name, text in one.texts.items()}
    lines = {name: [*accumulate((text.count("\n") + 2 for text in of), initial=1)] for name, of in blocks.items()}
    heads = len(COMMODITIES) if one.number == 1 else 0
    seen: Counter[str] = Counter()
    for fact in one.draft.facts:
        name = f"{fact.owner}.register.beancount" if fact.owner else "register.beancount"
        line = lines[name][seen[name] + (0 if fact.owner else heads)]
        seen[name] += 1
        yield replace(fact, place=Place(one.number, f"batches/{one.number:04d}/{name}", line))


def _manifest(number: int, draft: Draft, day: date) -> Batch:
    when = datetime.combine(day, time(12), UTC)
    sources = frozenset(draft.sources)
    head = f"{number:064x}"
    return Batch(number, draft.kind, when, "clerk", "head", "signed-in", "", sources, draft.rows, {}, head)


class Office:
    """Does what its agenda says, in order of the days, and records what comes of it.

    ``owed`` and ``firms`` are what is owed on each claim and to each firm on each link, with what
    is still to be recorded; ``settled`` is what the alliance has settled, ``held`` what the Fund
    has in its banks, ``unspent`` what of each of its grants it has received and not spent.
    """

    def __init__(self, random: Random, today: date) -> None:
        self.random, self.today = random, today
        self.settled = Alliance(day=today, name="Coast and Castle Alliance")
        self.batches: list[Recorded] = []
        self.owed: Counter[Claim] = Counter()
        self.firms: Counter[tuple[str, str]] = Counter()
        self.unspent: Counter[str] = Counter()
        self.held = 0
        self.waiting: set[Claim] = set()
        self.credits: list[Credit] = []
        self.due: dict[Claim, date] = {}
        self.paid_on: dict[Claim, date] = {}
        self.lines: list[Any] = []
        self.opened: Counter[str] = Counter()
        self.grants: Counter[str] = Counter()
        self.reserved: Callable[[], int] = lambda: 0
        self.standing: dict[str, list[Transaction]] = defaultdict(list)
        self._facts: list[Fact] = []
        self._entries: list[Transaction] = []
        self._known: list[Fact] = []
        self._rows, self._funds = Rows(), Rows()
        self._kept: set[str] = set()
        self._agenda: list[tuple[date, int, Callable[..., None], tuple[object, ...]]] = []
        self._count, self._sources = count(1), count(1)
        self._links: Counter[tuple[str, str, date]] = Counter()
        self._register: Register | None = None

    # The agenda

    def on(self, day: date, act: Callable[..., None], *given: object) -> None:
        """Have something done on a day; today, if that is past."""
        heappush(self._agenda, (max(day, self.today), next(self._count), act, given))

    def work_until(self, last: date) -> None:
        """Do what the agenda has up to a day, and record the rest of it."""
        while self._agenda and self._agenda[0][0] <= last:
            self.today, _, act, given = heappop(self._agenda)
            act(*given)
        self.today = last
        self.commit()

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.random.random() < share

    # What is recorded

    def source(self) -> str:
        """Where a fact or an entry comes from: no two of them from one cell."""
        return f"{SHEET} [A{next(self._sources)}]"

    def said(self, description: str, link: str = "", day: date | None = None, **meta: object) -> dict[str, Any]:
        """What every event is told with: its day, its link, its source and its further metadata."""
        further = {key.replace("_", "-"): str(value) for key, value in meta.items() if value}
        told = {"day": day or self.today, "link": link, "source": self.source(), "description": description}
        return {**told, "meta": further}

    def counted(self, what: str, entity: str, day: date | None = None) -> str:
        """The next link of what has no number."""
        key = what, entity, day or self.today
        self._links[key] += 1
        return counted_link(*key, self._links[key])

    def tell(self, *facts: Fact) -> None:
        """Put facts into the batch to come."""
        self._facts += [replace(fact, source=self.source()) for fact in facts]
        self._kept |= {fact.code for fact in facts if isinstance(fact, Member) and fact.bank == "authority"}
        self.settled = next((fact for fact in facts if isinstance(fact, Alliance)), self.settled)
        if any(not isinstance(fact, _ASIDE) for fact in facts):
            self._register = None

    def put(self, *events: Any) -> None:
        """Put what events leave in the books into the batch to come."""
        for event in events:
            self.enter(event.transactions())

    def enter(self, transactions: Iterable[Transaction]) -> None:
        """Put entries into the batch to come, with the money of each where it is kept."""
        for one in transactions:
            entry = self._at_own_bank(one)
            self._entries.append(entry)
            for posting in entry.postings:
                self._count_posting(entry.link, posting.account, posting.pence)

    def _count_posting(self, link: str, account: str, pence: int) -> None:
        _, entity, klass, *rest = account.split(":")
        if klass == "Debtors":
            self.owed[Claim(link, entity, rest[0])] += pence
        elif klass == "Suppliers":
            self.firms[entity, link] -= pence
        elif entity == FUND and klass == "Bank":
            self.held += pence
        elif entity == FUND and klass == "Grants":
            self.unspent[rest[0]] -= pence
        elif entity == FUND and rest[:1] == ["Grants"]:
            self.unspent[rest[1]] -= pence

    def _at_own_bank(self, one: Transaction) -> Transaction:
        if one.entity not in self._kept:
            return one
        moved = {bank(one.entity): f"{bank(one.entity)}:Authority"}
        return replace(one, postings=tuple(p._replace(account=moved.get(p.account, p.account)) for p in one.postings))

    def commit(self, kind: str = "import") -> None:
        """Record what is to be recorded, as today's batch; nothing where there is nothing."""
        if not (self._facts or self._entries):
            return
        number = len(self.batches) + 1
        papers = {SHEET: b"as it came in", PAPER: b"as it was signed"}
        rows = len(self._facts) + len(self._entries)
        draft = Draft(kind, tuple(self._facts), tuple(self._entries), papers, rows=rows)
        self.batches.append(Recorded(draft, self.today))
        self._known += [fact for fact in self._numbered(number) if not isinstance(fact, _ASIDE)]
        for one in self._entries:
            entry = replace(one, place=Place(number, f"batches/{number:04d}/{one.entity}.beancount"))
            self.standing[entry.link].append(entry)
            self._rows.add(entry)
            if entry.entity == FUND:
                self._funds.add(entry)
        self._facts, self._entries = [], []

    def _numbered(self, number: int) -> Iterator[Fact]:
        places = (Place(number, "", line) for line in count(1))
        return (replace(fact, place=place) for fact, place in zip(self._facts, places, strict=False))

    # What is known

    @property
    def register(self) -> Register:
        """The facts so far, those about to be recorded with them; what the bank shows apart."""
        if self._register is None:
            coming = (fact for fact in self._numbered(len(self.batches) + 1) if not isinstance(fact, _ASIDE))
            self._register = Register((*self._known, *coming))
        return self._register

    def book(self, *, is_funds: bool = False) -> Book:
        """The books as they are recorded, or the Fund's alone; what is about to be is recorded first."""
        self.commit()
        return Book(self.register, self._funds if is_funds else self._rows)

    def brought_forward(self, day: date) -> int:
        """What the Fund has of contributions, interest and the like, less its general spending, from before a day."""
        self.commit()
        own = (one for entries in self.standing.values() for one in entries if one.entity == FUND and one.day < day)
        parts = ((posting.account.split(":"), posting.pence) for one in own for posting in one.postings)
        return -sum(pence for (root, _, *of), pence in parts if root in _GENERAL and "Grants" not in of[:2])

    def made(self) -> Made:
        """All that was recorded."""
        return Made(tuple(self.batches), self.today)
