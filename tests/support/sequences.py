"""What was paid, as sheets tell it and as the bank shows it, in a random order: every sequence is of one truth."""

import atexit
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from accounts import ANSWERS, PAYMENTS
from agreed import agreed
from folders import add, contribution
from importers.questions import Question
from nesa_fund.actions.import_sheets import Imported
from nesa_fund.actions.papers import Paper
from nesa_fund.facts import BankLine
from nesa_fund.store import open_ledger
from schedules import adoption
from sheets import balances, bring, said, sheet, take
from statements import barclays, hsbc, lloyds, monzo, ofx

DUE = {"Coquet": 158400, "Elsdon": 66400, "Hartside": 329600, "Rothley": 245600}
"""Member -> pence of each of its three instalments."""
NAMES = {
    "Coquet": "COQUET HIGH SCHOOL", "Elsdon": "ELSDON FIRST SCHOOL", "Hartside": "HARTSIDE MIDDLE SCHOOL",
    "Rothley": "ROTHLEY FIRST SCHOOL",
}  # fmt: skip
LAYOUTS = ("hsbc", "lloyds", "barclays", "monzo", "ofx")
_INSTALMENTS, _INVOICE, _OPENING = (1, 2, 3), 30000, 1_000_000
_FIRST = date(2025, 10, 2)
_PARTS = (7500, 10000)
_ANSWERED = 0.7
_HEADER = tuple(name for name in ANSWERS if name != "Account")
_PLAIN, _NAMED, _WITH_NAME = 0.3, 0.5, 0.85  # Shares of the bank's texts, one above the other.


class Habits(NamedTuple):
    """How often a payment is told, with a reference or a number, and a line is held; and over how many days."""

    members: tuple[str, ...] = tuple(DUE)
    told: float = 0.7
    referred: float = 0.75
    numbered: float = 0.2
    held: float = 0.3
    days: int = 80


class Paid(NamedTuple):
    """One payment: what it settles, as the bank shows it, and as a sheet tells it. Below nothing the Fund paid it."""

    day: date
    member: str
    items: tuple[tuple[str, int], ...]
    text: str
    told: date
    reference: str | None
    number: str | None

    @property
    def pence(self) -> int:
        """What came into the Fund's account."""
        return sum(pence for _, pence in self.items)

    @property
    def answer(self) -> str:
        """What somebody who knows answers for its line."""
        return " + ".join(link for link, _ in self.items)

    @property
    def line(self) -> tuple[date, str, int]:
        """The line of the bank's."""
        return self.day, self.text, self.pence

    @property
    def row(self) -> tuple[object, ...]:
        """The row of a sheet of payments."""
        ends = (self.member, "Fund") if self.pence > 0 else ("Fund", self.member)
        return self.told, *ends, abs(self.pence) / 100, self.reference, self.number


# The truth


def truth(random: Random, habits: Habits) -> list[Paid]:
    """Payments of instalments, whole or in two parts, and of a member's invoices, at once or apart; in order of day."""
    items: list[tuple[date, str, dict[str, int]]] = []
    for member in habits.members:
        for n in random.sample(_INSTALMENTS, random.choice((0, 1, 2, 2, 3))):
            items += _instalment(random, habits, member, n)
    invoices = {f"Hartside-HS-{n}": -_INVOICE for n in _INSTALMENTS}
    chosen = random.choice(([], [invoices], [{link: pence} for link, pence in invoices.items()]))
    items += [(_day(random, habits), "Hartside", some) for some in chosen]
    items.sort(key=lambda one: one[0])
    return [_paid(random, habits, *one) for one in items]


def _day(random: Random, habits: Habits) -> date:
    return _FIRST + timedelta(random.randint(0, habits.days))


def _instalment(random: Random, habits: Habits, member: str, n: int) -> Iterator[tuple[date, str, dict[str, int]]]:
    link, day, whole = f"Fund-2025-26-{member}-{n}", _day(random, habits), DUE[member]
    part = random.choice((whole // 2, *_PARTS)) if random.random() < 0.25 else 0
    yield day, member, {link: whole - part}
    if part:
        yield day + timedelta(random.choice((0, 1, 5, 9, 20, 50))), member, {link: part}


def _paid(random: Random, habits: Habits, day: date, member: str, items: dict[str, int]) -> Paid:
    """A payment whose line names its charge, its payer, both, or neither, and whose sheet tells a day near it."""
    link = next(iter(items))
    is_claim = link.startswith("Fund-")
    names = [f"PF2526{member.upper()}{link[-1]}"] if is_claim else [one.removeprefix("Hartside-") for one in items]
    share = random.random()
    words = [NAMES[member]] if share < _PLAIN or _NAMED <= share < _WITH_NAME else []
    words += names if share < _NAMED else []
    is_referred = random.random() < habits.referred or not is_claim  # What the Fund pays is told with what it is for.
    return Paid(
        day,
        member,
        tuple(items.items()),
        " ".join(words) or f"BGC {random.randint(10000, 99999)}",
        day + timedelta(random.choice((0, 0, 0, *range(-9, 10)))),
        "+".join(names) if is_referred else None,
        f"TX{random.randint(1000, 9999)}" if random.random() < habits.numbered else None,
    )


def held_in_the_end(paid: Iterable[Paid]) -> dict[str, int]:
    """Account -> pence once everything is told, of the Fund's bank, debtors and creditors; nothing is left unplaced."""
    held = Counter({f"Assets:Fund:Debtors:{member}": len(_INSTALMENTS) * DUE[member] for member in DUE})
    held["Liabilities:Fund:Creditors:Hartside"] = -len(_INSTALMENTS) * _INVOICE
    for one in paid:
        account = f"Assets:Fund:Debtors:{one.member}" if one.pence > 0 else "Liabilities:Fund:Creditors:Hartside"
        held.update({"Assets:Fund:Bank": one.pence, account: -one.pence})
    return dict(held)


# Its sheets


def statements(random: Random, paid: Sequence[Paid]) -> list[Paper]:
    """One bank's statements of all that was paid, some overlapping."""
    layout, papers, first = random.choice(LAYOUTS), [], paid[0].day
    while first <= paid[-1].day:
        last = first + timedelta(random.choice((7, 14, 30, 30)))
        within = [n for n, one in enumerate(paid) if first <= one.day <= last]
        if within:
            papers.append(_statement(layout, len(papers), paid, within))
        first = last + timedelta(1 - random.choice((0, 0, 3, 10)))
    return papers


def _statement(layout: str, number: int, paid: Sequence[Paid], within: Sequence[int]) -> Paper:
    lines = [paid[n].line for n in within]
    opening = _OPENING + sum(one.pence for one in paid[: within[0]])
    if layout == "ofx":
        return Paper(f"s{number}.ofx", ofx(lines, opening, within[0] + 1))
    if layout == "monzo":
        return Paper(f"s{number}.csv", monzo(lines, opening, within[0]))
    return Paper(f"s{number}.csv", {"hsbc": hsbc, "lloyds": lloyds, "barclays": barclays}[layout](lines, opening))


def payments(random: Random, habits: Habits, paid: Sequence[Paid]) -> list[Paper]:
    """Sheets of what is told of it, and sometimes some of it again."""
    told = [one for one in paid if random.random() < habits.told]
    left = random.sample(told, len(told)) if random.random() < 0.5 else list(told)
    parts = []
    while left:
        count = random.randint(1, len(told))
        parts.append(left[:count])
        left = left[count:]
    if parts and random.random() < 0.5:
        parts.append(random.sample(told, random.randint(1, len(told))))
    header = (*PAYMENTS, "Bank reference")
    return [sheet([header, *(one.row for one in part)], f"p{n}.xlsx") for n, part in enumerate(parts)]


def drops(random: Random, shown: Sequence[Paper], told: Sequence[Paper]) -> Iterator[list[Paper]]:
    """What is imported at once, one sheet of payments at most; all statements again in the end."""
    order = list(shown)
    for paper in told:
        order.insert(random.randint(0, len(order)), paper)
    while order:
        count = random.choice((1, 1, 1, 2, 3))
        while sum(paper in told for paper in order[:count]) > 1:
            count -= 1
        yield order[:count]
        order = order[count:]
    yield list(shown)


# Bringing them in


@cache
def _made_once() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="sequences-")
    atexit.register(folder.cleanup)
    root = agreed(Path(folder.name) / "ledger")
    add(root, [adoption()])
    due = [(code, pence, n) for n in _INSTALMENTS for code, pence in DUE.items()]
    add(root, transactions=[one for terms in due for one in contribution(*terms)])
    header = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Plan line")
    days = [(f"HS-{n}", date(2025, 10, 1), "Hartside", "Fund", f"Day {n}", 300, "music", "maths") for n in _INSTALMENTS]
    take(root, [header, *days])
    return root


@dataclass(slots=True)
class Told:
    """A ledger that was told a truth: what was refused on the way, and what the last import said."""

    root: Path
    random: Random
    habits: Habits
    paid: Sequence[Paid]
    problems: list[str] = field(default_factory=list)
    readings: tuple[str, ...] = ()

    @property
    def wrong(self) -> dict[str, tuple[int, int]]:
        """Account -> what it holds, and what it should."""
        held, wanted = balances(self.root), held_in_the_end(self.paid)
        names = [*wanted, *(name for name in held if name.endswith("Unidentified"))]
        both = {name: (held.get(name, 0), wanted.get(name, 0)) for name in names}
        return {name: pair for name, pair in both.items() if pair[0] != pair[1]}

    @property
    def is_said(self) -> bool:
        """Whether the last import named a payment that no line of the bank's accounts for."""
        return any("recorded, and in no statement of the bank's" in reading for reading in self.readings)

    def lines(self) -> list[BankLine]:
        """The lines of the Fund's account."""
        return open_ledger(self.root).register.all(BankLine)

    def bring_some(self, papers: Sequence[Paper]) -> None:
        """Import some papers, and answer some of what is asked: with the truth, or that it is held."""
        questions = self.take_in(papers).questions
        thought = Counter(_recorded(one) for one in questions)  # One payment is not two lines.
        asked = [one for one in questions if self.random.random() < _ANSWERED]
        held = [self.random.random() < self.habits.held for _ in asked]
        rows = [
            (*_said(one), one.we_think, "hold: asked" if is_held else self._answer(one, thought), one.line)
            for one, is_held in zip(asked, held, strict=True)
        ]
        if rows:
            self.take_in([sheet([_HEADER, *rows], "a.xlsx")])

    def bring_all(self, papers: Sequence[Paper]) -> None:
        """Import all statements, and answer every line that is asked about or held, one after the other."""
        asked = {one.line: (one.day, one.text, one.pence) for one in self.take_in(papers).questions}
        asked |= {one.line: (one.day, one.text, one.amount) for one in self.lines() if _is_kept(one)}
        for line, said_of_it in asked.items():
            day, text, pence = said_of_it
            row = (day, text, pence / 100, None, self._of(day, text, pence).answer, line)
            imported = bring(self.root, sheet([_HEADER, row], "a.xlsx"))
            self.problems += [one for one in said(imported) if "is settled already" not in one]

    def take_in(self, papers: Sequence[Paper]) -> Imported:
        """Import some papers."""
        imported = bring(self.root, *papers)
        self.problems += said(imported)
        self.readings = imported.readings
        return imported

    def _of(self, day: date, text: str, pence: int) -> Paid:
        return next(one for one in self.paid if one.line == (day, text, pence))

    def _answer(self, asked: Question, thought: Counter[frozenset[str]]) -> str:
        one, recorded = self._of(asked.day, asked.text, asked.pence), _recorded(asked)
        return "yes" if recorded == {link for link, _ in one.items} and thought[recorded] == 1 else one.answer


def _recorded(asked: Question) -> frozenset[str]:
    """The items of the recorded payment that we think a line is."""
    before, is_one, links = asked.we_think.partition(" – ")[0].partition("as recorded: ")
    return frozenset(links.split(", ")) if is_one and not before else frozenset()


def _said(asked: Question) -> tuple[date, str, float]:
    return asked.day, asked.text, asked.pence / 100


def _is_kept(line: BankLine) -> bool:
    """Whether a line is held, or a receipt that is not placed."""
    return any(answer == "held" or answer.startswith("Unplaced") for answer in line.answers)


def told_at_random(root: Path, seed: int, habits: Habits) -> Told:
    """A ledger that was told one truth, in an order of a seed's, and asked until nothing was open."""
    random = Random(seed)  # noqa: S311
    paid = truth(random, habits)
    shutil.copytree(_made_once(), root)
    told = Told(root, random, habits, paid)
    if paid:
        shown = statements(random, paid)
        for papers in drops(random, shown, payments(random, habits, paid)):
            told.bring_some(papers)
        for _ in range(2):
            told.bring_all(shown)
        told.take_in(shown)
    return told
