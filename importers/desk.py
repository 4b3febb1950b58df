"""The officer's desk: what a drop of sheets adds to a ledger, and everything wrong with it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from importers.alike import charge_pence
from importers.charges import Charges
from importers.columns import without_lead
from importers.corrections import Correction, difference, unsaid
from importers.names import Names
from importers.questions import Question
from importers.rows import Place as RowPlace
from importers.rows import Row
from importers.workbook import Raw
from nesa_fund import categories
from nesa_fund.adoption import reopened_by
from nesa_fund.entries import FUND, Place, Transaction, klass
from nesa_fund.facts import Fact, Member
from nesa_fund.periods import day_in_words
from nesa_fund.problems import Problem
from nesa_fund.records import reversal
from nesa_fund.records.plain import Entries
from nesa_fund.register import Register
from nesa_fund.store import Ledger

V = TypeVar("V")
UNRECORDED = 10**9
"""The batch number of what is on the desk: later than any that is recorded."""


@dataclass(slots=True)
class Desk:
    """A ledger, and what is to be added to it on a day; kinds of sheet put their rows on it, one by one.

    ``documents``: the papers of the drop, given name -> kept name. ``drop_copies``: copies of a charge's row
    are left out, and named. ``warnings``: readings that tell of a likely slip, said first. ``failed``: sheets
    with rows that can't be read. ``questions``: the bank's lines that somebody must answer.
    """

    ledger: Ledger
    as_at: date
    correction: Correction | None = None
    documents: Mapping[str, str] = field(default_factory=dict)
    drop_copies: bool = False
    facts: list[Fact] = field(default_factory=list)
    transactions: Entries = field(default_factory=Entries)
    problems: list[Problem] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    readings: dict[str, None] = field(default_factory=dict)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    new: int = 0
    present: int = 0
    total: int = 0
    register: Register = field(init=False)
    charges: Charges = field(init=False)
    headed: set[tuple[str, str, str]] = field(default_factory=set)
    failed: set[tuple[str, str]] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    _names: Names | None = None
    _lost: dict[str, list[Problem]] = field(default_factory=dict)
    _origin: dict[tuple[object, ...], Row] = field(default_factory=dict)
    _slots: dict[tuple[object, ...], Fact] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict)
    _years: dict[date, str] = field(default_factory=dict)
    _inside: dict[tuple[str, date], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the ledger as it stands."""
        self.register = self.ledger.register
        self.charges = Charges(self.ledger)

    # Facts

    def add_facts(self, told: Iterable[tuple[Row, Fact]]) -> None:
        """Take the facts of one sheet; what the ledger says already is no change."""
        before = len(self.facts)
        for row, fact in told:
            self._add_fact(row, fact)
        self.learn(before)

    def add_later_facts(self, facts: Sequence[Fact]) -> None:
        """Take facts that stand from now on for earlier ones of their keys, as an answer does; rows count apart."""
        self.facts.extend(facts)
        self.learn(len(self.facts) - len(facts))

    def learn(self, since: int) -> None:
        """Let the register know the facts on the desk, from one of them on."""
        fresh = enumerate(self.facts[since:], since)
        self.register = self.register.joined_by(replace(fact, place=Place(UNRECORDED, "", n)) for n, fact in fresh)
        self._names = None
        self._found.clear()
        self._years.clear()
        self._inside.clear()

    def _add_fact(self, row: Row, fact: Fact) -> None:
        mine = self._slots.get(fact.slot)
        known = mine or self._recorded(fact)
        if known and not mine:
            fact = unsaid(row, known, fact)
        if known and known.says == fact.says and fact.reason in {"", known.reason}:
            self.present += not mine
            return
        if mine:
            other = self._origin[fact.slot].place
            self.problem(row, "", f"says something else than {beside(row.place, other)}, of the same {fact.TYPE}")
            return
        if known:
            if not self.correction:
                self.problem(row, "", f"{difference(known, fact)}; to correct it: --correct --reason WHY")
                return
            self.warn(row, f"corrects: {difference(known, fact)}")
            fact = replace(fact, corrects=known.reference, reason=fact.reason or str(self.correction))
        fact = replace(fact, document=self.papers(row)) if row.document else fact
        self._slots[fact.slot] = fact
        self._origin[fact.slot] = row
        self.facts.append(fact)
        self.new += 1

    def _recorded(self, fact: Fact) -> Fact | None:
        """The recorded fact that one says again or otherwise: an earlier joining is another value of the joining."""
        register = self.ledger.register
        known = register.slots.get(fact.slot)
        if known or not isinstance(fact, Member) or register.is_in(fact.code, fact.day):
            return known
        joined = next((first for first, _ in register.spells(fact.code) if first > fact.day), None)
        return register.member(fact.code, joined) if joined else None

    # Transactions

    def add(self, transactions: Sequence[Transaction]) -> None:
        """Take the transactions of one event, and look them up from now on."""
        self.transactions.extend(transactions)
        self.charges.add(transactions)

    def take_back(self, transactions: Iterable[Transaction], row: Row, reason: str, minute: str = "") -> None:
        """Reverse recorded transactions, before they are recorded anew."""
        undone = [reversal(one, one.day, reason, row.source) for one in transactions]
        self.add([replace(one, meta={**one.meta, "minute": minute}) for one in undone] if minute else undone)

    def count_new(self, rows: Sequence[Row], transactions: Sequence[Transaction]) -> None:
        """Count a new charge: its rows, its value, and what it makes each pair owe."""
        self.new += len(rows)
        own = transactions[0]
        self.total += charge_pence(own)
        for account, pence, _ in own.postings:
            if klass(account) == "Debtors":
                self.pairs[own.entity, account.split(":", 3)[3]] += pence

    def count_row(self, *, is_new: bool) -> None:
        """Count one row as new, or as recorded already."""
        self.new, self.present = self.new + is_new, self.present + (not is_new)

    def check_failed(self, place: RowPlace, fields: Sequence[str]) -> None:
        """Of a row with other faults, say also which members it names that there are not."""
        self.failed.add((place.file, place.sheet))
        for name in fields:
            column, index = place.columns.get(name, ("", None))
            text = place.values.get(column)
            if index is not None and isinstance(text, str) and self.names.find(text.strip()) is None:
                self.problems.append(place.problem(name, self.names.complaint(text)))

    def count_paid(self, pence: int) -> None:
        """Count a new payment's value; a row that only tells when a known bill was paid is no new row."""
        self.total += pence

    def warn(self, row: Row, sentence: str) -> None:
        """Say of a row what is recorded as it stands, but may be a slip."""
        self.warnings[f"row {row.place.row} {sentence}"] = None

    def mind_day(self, row: Row, day: date, how: str = "dated") -> None:
        """Say it of a charge or payment that is to come: a slip of the year would hide it until then."""
        if day > self.as_at:
            self.warn(row, f"is {how} {day_in_words(day)}, after today")

    # Papers

    def said_of(self, row: Row, note: str = "") -> dict[str, str]:
        """The metadata that any row of a charge or payment may have: its note, and the papers given with it."""
        return {"note": note, "document": self.papers(row)}

    def papers(self, row: Row) -> str:
        """The papers that a row names, by the names they are kept under; one that was not given is lost."""
        if not row.document:
            return ""
        names = [name.strip() for name in row.document.split(",") if name.strip()]
        for name in names:
            if name not in self.documents:
                message = f"{name} was not given with this sheet; give both at once: nesa import SHEET {name}"
                self._lost.setdefault(row.source, []).append(row.problem("document", message))
        found = dict.fromkeys(self.documents.get(name, name) for name in names)
        return ", ".join(found)

    @property
    def lost_papers(self) -> list[Problem]:
        """A problem for each paper that is not there, of rows that are to be recorded: others rest as they are."""
        if not self._lost:
            return []
        recorded = {fact.source for fact in self.facts} | {one.meta["source"] for one in self.transactions}
        return [problem for source, lost in self._lost.items() if source in recorded for problem in lost]

    # Looking up

    def problem(self, row: Row, column: str, message: str) -> None:
        """Say what is wrong with one cell of a row."""
        self.problems.append(row.problem(column, message))

    @property
    def names(self) -> Names:
        """Whom spellings mean, the members on the desk included."""
        if self._names is None:
            self._names = Names(self.register.members)
        return self._names

    def entity(self, row: Row, column: str, text: str) -> str | None:
        """The entity that a cell means; None, and a problem, where that is not certain."""
        code = self.known(text)
        if code is None:
            self.problem(row, column, self.names.complaint(text))
        return code

    def known(self, text: str) -> str | None:
        """The entity that a spelling means, which is said where it is another word than its code; None if uncertain."""
        if text not in self._found:
            code = self._found[text] = self.names.find(text)
            if code and text != code:
                self.readings[f"{text} is {code}"] = None
        return self._found[text]

    def member(self, row: Row, column: str, text: str) -> str | None:
        """As ``entity``, for a cell that can't mean the Fund."""
        code = self.entity(row, column, text)
        if code == FUND:
            self.problem(row, column, "the Partnership Fund is not a member")
            return None
        return code

    def category(self, row: Row, column: str, text: str) -> str | None:
        """The category that a cell means; None, and a problem, where there is none such."""
        category = categories.find(text)
        if category is None:
            self.problem(row, column, f"no such category; nearest: {', '.join(categories.nearest(text))}")
            return None
        return category.name

    def year_of(self, day: date) -> str:
        """The name of the alliance year that a day falls in."""
        if day not in self._years:
            self._years[day] = self.register.year_of(day).name
        return self._years[day]

    def is_open(self, row: Row, day: date, column: str = "day", late: str = "") -> bool:
        """Whether the alliance year of a day is open; a problem where it is closed, with what ``late`` says to do."""
        year = self.year_of(day)
        if not self.register.is_closed(year):
            return True
        remedy = f"{late}take the close back: {reopened_by(self.register, year)}"
        self.problem(row, column, f"is in {year}, which is closed: nothing later is dated into it; {remedy}")
        return False

    def by_member(self, row: Row, column: str, lead: str, read: Callable[[Raw], V]) -> Mapping[str, V] | None:
        """What stands in a row's columns that are headed by members, like Usage Coquet or Rothley.

        Args:
            row: The row.
            column: The field that a problem is about.
            lead: The word that may stand before the member's name: "usage".
            read: Reads one cell; it raises ValueError with a sentence.

        Returns:
            Member code -> value, for the cells that are not blank; None, and a problem, where one
            can't be read, two columns mean one member, or a figure is headed by nobody known.
        """
        found: dict[str, V] = {}
        for header, (index, value) in row.place.others.items():
            code = self.names.find(without_lead(lead, header))
            if code is None:
                if self._is_figure(lead, header, value, read):
                    complaint = self.names.complaint(without_lead(lead, header))
                    self.problems.append(row.place.problem_at(index, header, value, f"is headed by {complaint}"))
                    return None
                continue
            self.headed.add((row.place.file, row.place.sheet, header))
            try:
                said = read(value)
            except ValueError as error:
                self.problems.append(row.place.problem_at(index, header, value, str(error)))
                return None
            if code in found:
                self.problem(row, column, f"two columns mean {code}")
                return None
            found[code] = said
        return found

    def _is_figure(self, lead: str, header: str, value: Raw, read: Callable[[Raw], V]) -> bool:
        """Whether a column that begins like a member's has a figure, though the rest of its header is nobody's name."""
        if not (header.casefold().startswith(lead.casefold()) and without_lead(lead, header)):
            return False
        try:
            read(value)
        except ValueError:
            return False
        return True

    def is_in(self, row: Row, column: str, code: str, day: date) -> bool:
        """Whether an entity is in membership on a day; a problem where it is not."""
        is_inside = self._inside.get((code, day))
        if is_inside is None:
            is_inside = self._inside[code, day] = self.register.is_in(code, day)
        if is_inside:
            return True
        self.problem(row, column, f"{code} is not in membership on {day_in_words(day)}")
        return False


def beside(place: RowPlace, other: RowPlace) -> str:
    """How a row names another one: by its number, and its sheet where that is another."""
    return f"row {other.row}" if (place.file, place.sheet) == (other.file, other.sheet) else str(other)
