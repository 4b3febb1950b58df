"""Entries with the member's own codes: each from its ``code`` facts, none guessed, and every one that lacks named."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nesa_fund.facts import SystemCode
from nesa_fund.handover import names
from nesa_fund.handover.base import Entry, Kind, Line, begins_a_formula
from nesa_fund.handover.layouts import Layout, Party
from nesa_fund.handover.names import in_words
from nesa_fund.register import Register

_NO_CODE, _NO_TAX = "no code", "no VAT code"


class CodedLine(NamedTuple):
    """A line with the member's own codes; ``tax`` is empty where the layout has none."""

    line: Line
    code: str
    centre: str
    tax: str


class Account(NamedTuple):
    """A code of the member's own system, and the cost centre with it."""

    code: str
    centre: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """An entry with the member's own codes.

    ``party`` is the account of whom it is with, ``vat`` where its VAT goes in a journal; each is
    empty where the layout needs none.
    """

    entry: Entry
    lines: tuple[CodedLine, ...]
    party: Account
    vat: Account

    @property
    def contact(self) -> str:
        """The name that the member's system has for whom it is with, else the one that people know."""
        entry = self.entry
        return self.party.code or (entry.other if begins_a_formula(entry.name) else entry.name)

    @property
    def journal(self) -> tuple[tuple[Account, int], ...]:
        """The lines of its journal, debits above nothing: account, pence. They come to nothing together."""
        sign = 1 if self.entry.kind in {Kind.BILL, Kind.RECEIVED} else -1
        parts = [(Account(one.code, one.centre), sign * one.line.net) for one in self.lines]
        vat = [(self.vat, sign * self.entry.vat)] if self.entry.vat else []
        journal = (*parts, *vat, (self.party, -sign * self.entry.gross))
        assert sum(pence for _, pence in journal) == 0
        return journal


@dataclass(frozen=True, slots=True)
class Lack:
    """A code that is not recorded, or that the system would not take.

    Attributes:
        key: What it is the code of.
        said: What is wrong, the end of a sentence.
        has_no_tax: Whether its VAT code lacks.
        is_code_wrong: Whether the code itself lacks, or would not be taken.
        known: What is recorded under that key.
        count: How often it is needed.
    """

    key: str
    said: str
    has_no_tax: bool
    is_code_wrong: bool
    known: SystemCode | None
    count: int


@dataclass(slots=True)
class Coder:
    """A member's codes, as one layout wants them, and what lacks of them."""

    register: Register
    member: str
    layout: Layout
    known: dict[str, SystemCode] = field(init=False)
    _lacks: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _untaxed: dict[str, set[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the codes of the member alone."""
        said = self.register.all(SystemCode)
        self.known = {fact.category: fact for fact in said if fact.member == self.member}

    def coded(self, entries: Iterable[Entry]) -> tuple[Coded, ...]:
        """The entries with their codes; empty text where one lacks, which ``lacks`` then tells."""
        entries = list(entries)
        self._untaxed = {}
        for entry in entries:
            for line in entry.lines:
                if self._treatment(entry, line) not in self.known:
                    self._untaxed.setdefault(line.key, set()).add(bool(line.vat))
        return tuple(map(self._coded, entries))

    @property
    def words(self) -> Mapping[str, str]:
        """Key -> code, of what every entry of the layout has, and of what it may have."""
        return {key: fact.code for key, fact in self.known.items()}

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What lacks, in order of key."""
        return tuple(
            Lack(
                key,
                f"has {' and '.join(said)}",
                _NO_TAX in said,
                bool(said.keys() - {_NO_TAX}),
                self.known.get(key),
                max(said.values()),
            )
            for key, said in sorted(self._lacks.items())
        )

    def _coded(self, entry: Entry) -> Coded:
        for key in self.layout.always:
            self._account(key)
        return Coded(
            entry,
            tuple(self._line(entry, line) for line in entry.lines),
            self._party(entry),
            self._vat(entry) if self.layout.is_journal and entry.vat else Account(""),
        )

    def _line(self, entry: Entry, line: Line) -> CodedLine:
        account = self._account(line.key)
        has_tax = self.layout.has_tax and not entry.kind.is_payment
        return CodedLine(line, *account, self._tax(entry, line) if has_tax else "")

    def _vat(self, entry: Entry) -> Account:
        return self._account(names.VAT_ON_PURCHASES if entry.kind is Kind.BILL else names.VAT_ON_SALES)

    def _party(self, entry: Entry) -> Account:
        lead = names.CUSTOMERS if entry.kind.is_owed_to_it else names.SUPPLIERS
        is_wanted = self.layout.party is Party.CODE
        fact = self.known.get(f"{lead}:{entry.other}") or (self.known.get(lead) if is_wanted else None)
        if fact:
            return self._sound(fact, "party_code")
        if is_wanted:
            self._lack(f"{lead}:{entry.other}", _NO_CODE)
        return Account("")

    def _account(self, key: str) -> Account:
        fact = self.known.get(key) or (self.known.get(names.BANK) if key.startswith(f"{names.BANK}:") else None)
        if fact is None:
            self._lack(key, _NO_CODE)
            return Account("")
        return self._sound(fact, "code")

    def _sound(self, fact: SystemCode, what: str) -> Account:
        """A recorded code, if the system would take it."""
        faults = (
            self.layout.fault(what, fact.code),
            fact.cost_centre and self.layout.fault("centre", fact.cost_centre),
        )
        for text, fault in zip((fact.code, fact.cost_centre), faults, strict=True):
            risk = "begins as a formula does" if begins_a_formula(text) else ""
            if fault or risk:
                self._lack(fact.category, f'"{text}", which {fault or risk}')
        if fact.cost_centre and self.layout.centre_of not in {"", fact.category}:
            self._account(self.layout.centre_of)
        return Account(fact.code, fact.cost_centre)

    def _treatment(self, entry: Entry, line: Line) -> str:
        """The key of how a line's VAT is treated."""
        is_apart = self.layout.has_sales_tax and entry.kind is Kind.SALE
        return f"{names.SALES_TREATMENT if is_apart else names.TREATMENT}:{line.treatment}"

    def _tax(self, entry: Entry, line: Line) -> str:
        """The tax code of how a line's VAT is treated, else the one of its category.

        What is passed on stands under a category of cost, whose own tax code may be one of purchases only.
        """
        treatment = self._treatment(entry, line)
        if treatment in self.known:
            return self._account(treatment).code
        if treatment.startswith(names.SALES_TREATMENT) and not line.key.startswith(f"{names.INCOME}:"):
            self._lack(treatment, _NO_CODE)
            return ""
        fact = self.known.get(line.key)
        if fact is None or not fact.vat_code:
            self._lack(line.key, _NO_TAX)
            return ""
        if len(self._untaxed[line.key]) > 1:
            of = in_words(line.key, self.register)
            said = f'no code: {of} has one VAT code, "{fact.vat_code}", for lines with VAT and for lines without'
            self._lack(treatment, said)
        elif begins_a_formula(fact.vat_code):
            self._lack(line.key, f'the VAT code "{fact.vat_code}", which begins as a formula does')
        return fact.vat_code

    def _lack(self, key: str, said: str) -> None:
        self._lacks[key][said] += 1


def lacks_in_words(register: Register, lacks: Iterable[Lack]) -> Iterator[str]:
    """What lacks, a sentence each."""
    for lack in lacks:
        needed = "once" if lack.count == 1 else f"{lack.count} times"
        yield f"{in_words(lack.key, register)} {lack.said} (needed {needed})"
