"""Runs the charter over the books: one engine behind every door; exceptions are applied here, once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from weakref import WeakKeyDictionary

import pandas as pd

from nesa_fund.book import Book, rows_where
from nesa_fund.facts import Exempted
from nesa_fund.periods import Year
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Finding, Gap, Outcome, Rule, Severity, nothing_tested


class Status(StrEnum):
    """What a rule's test came to."""

    SATISFIED = "satisfied"
    ACCEPTED = "accepted"
    BREACHED = "breached"
    NOT_EVIDENCED = "not-evidenced"
    NOT_APPLICABLE = "not-applicable"

    @property
    def in_words(self) -> str:
        """As people read it."""
        return _WORDS[self]


_WORDS = {
    Status.SATISFIED: "Kept",
    Status.ACCEPTED: "Kept, with exceptions",
    Status.BREACHED: "Broken",
    Status.NOT_EVIDENCED: "Not shown yet",
    Status.NOT_APPLICABLE: "Doesn't apply",
}
_GOOD = {Status.SATISFIED, Status.NOT_APPLICABLE}

_ALL_SEP = ("SEP1", "SEP2", "SEP3", "SEP4")
_ALL_EVI = ("EVI1", "EVI2", "EVI3", "EVI4", "EVI5", "EVI6")
CONCLUSIONS: dict[str, tuple[str, ...]] = {
    "no-cross-subsidy": (*_ALL_SEP, *(f"SUB{n}" for n in range(1, 11)), "TOP3", "FUN2", "MEM1", "MEM3", *_ALL_EVI),
    "no-top-slicing": (*_ALL_SEP, *(f"TOP{n}" for n in range(1, 6)), "FUN1", *_ALL_EVI),
    "ring-fenced": (*_ALL_SEP, *(f"FUN{n}" for n in range(1, 7)), "SUB7", *_ALL_EVI),
}
CONCLUSION_TITLES = {
    "no-cross-subsidy": "No school pays for another",
    "no-top-slicing": "Nothing is taken off the top",
    "ring-fenced": "The Partnership Fund is ring-fenced",
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The exception under which a finding is accepted."""

    minutes: str
    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, and the exception that accepts it, if any."""

    finding: Finding
    accepted: Accepted | None = None

    @property
    def breaks(self) -> bool:
        """Whether it is a breach that no exception accepts."""
        return self.finding.severity is Severity.BREACH and self.accepted is None


@dataclass(frozen=True, slots=True)
class Result:
    """One rule's result over the whole ledger, or over one alliance year."""

    rule: Rule
    status: Status
    tested: int
    value_pence: int
    findings: tuple[Judged, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One of the three sentences for one year: what it comes to, and the parts not plainly kept."""

    status: str
    parts: dict[str, Status]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the charter's rules say of a book as at a day."""

    as_at: date
    results: tuple[Result, ...]
    by_year: dict[str, tuple[Result, ...]]

    @property
    def is_breached(self) -> bool:
        """Whether any rule is broken."""
        return any(result.status is Status.BREACHED for result in self.results)

    def conclusions(self, year: str) -> dict[str, Conclusion]:
        """The three conclusions of a year."""
        statuses = {result.rule.id: result.status for result in self.by_year[year]}
        return {name: _conclude({part: statuses[part] for part in parts}) for name, parts in CONCLUSIONS.items()}


def run(book: Book, as_at: date, only: Iterable[str] = (), year: str | None = None) -> Verdict:
    """Run the rules over a book.

    Args:
        book: The whole book.
        as_at: The day; entries dated later are left out, what was recorded later counts.
        only: Rule ids to run (default: all).
        year: The alliance year to conclude on (default: every year with entries).
    """
    wanted = set(only)
    rules = [rule for rule in CATALOGUE if not wanted or rule.id in wanted]
    outcomes = list(_outcomes(book, rules, as_at))
    book = book.until(as_at)
    years = [year] if year else book.years(as_at)
    by_year = {name: book.register.year(name) for name in years}
    return Verdict(
        as_at,
        tuple(_result(rule, outcome, judged) for rule, outcome, judged in outcomes),
        {
            name: tuple(_result(rule, *_in_year(outcome, judged, year)) for rule, outcome, judged in outcomes)
            for name, year in by_year.items()
        },
    )


_Known = tuple[Outcome, tuple[Judged, ...]]
_KNOWN: WeakKeyDictionary[Book, tuple[date, dict[str, _Known]]] = WeakKeyDictionary()
"""What each rule said of a book on the day last asked for: no book changes, and many statements rest on its rules."""


def _outcomes(book: Book, rules: Iterable[Rule], as_at: date) -> Iterator[tuple[Rule, Outcome, tuple[Judged, ...]]]:
    day, known = _KNOWN.get(book, (as_at, {}))
    known = known if day == as_at else {}
    _KNOWN[book] = as_at, known
    cut = book.until(as_at)
    for rule in rules:
        if rule.id not in known:
            known[rule.id] = _judged(cut, rule, _outcome(cut, rule, as_at), as_at)
        yield rule, *known[rule.id]


def _outcome(book: Book, rule: Rule, as_at: date) -> Outcome:
    if not book.is_readable and rule.id != "EVI4":
        gap = Gap("the ledger was altered and can't be read", "whoever keeps the ledger", "restore it, see nesa verify")
        return Outcome(nothing_tested(), gaps=(gap,))
    return rule.check(book, as_at)


def _judged(book: Book, rule: Rule, outcome: Outcome, as_at: date) -> tuple[Outcome, tuple[Judged, ...]]:
    exceptions = [said for said in book.register.all(Exempted) if said.rule == rule.id]
    used: set[tuple[object, ...]] = set()
    judged = []
    for finding in outcome.findings:
        exception = next((said for said in exceptions if rule.can_be_excepted and _accepts(said, finding, as_at)), None)
        if exception:
            used.add(exception.key)
        accepted = Accepted(exception.minutes, exception.reason, exception.until) if exception else None
        judged.append(Judged(finding, accepted))
    judged += [Judged(_for_nothing(said)) for said in exceptions if said.key not in used]
    return outcome, tuple(judged)


def _accepts(exception: Exempted, finding: Finding, as_at: date) -> bool:
    minuted = {
        part.partition(":")[0].strip() for part in exception.minutes.split(";") if part.partition(":")[2].strip()
    }
    return (
        finding.severity is Severity.BREACH
        and exception.link == finding.about
        and (finding.pence is None or abs(finding.pence) <= exception.amount)
        and (exception.until is None or as_at <= exception.until)
        and set(finding.bearers or finding.entities) <= minuted
    )


def _for_nothing(exception: Exempted) -> Finding:
    return Finding(
        message=f"the exception for {exception.rule} and {exception.link} accepts nothing",
        remedy="an exception names the link, the amount, the end and the minute of each who bears the loss",
        place=exception.place,
        subject=exception.link,
        day=exception.day,
        severity=Severity.WARNING,
    )


def _in_year(outcome: Outcome, judged: tuple[Judged, ...], year: Year) -> tuple[Outcome, tuple[Judged, ...]]:
    first, last = pd.Timestamp(year.start), pd.Timestamp(year.end)
    tested = outcome.tested
    if len(tested):
        tested = rows_where(tested["day"].between(first, last) | tested["day"].isna(), tested)
    gaps = tuple(gap for gap in outcome.gaps if gap.day is None or gap.day in year)
    of_year = tuple(one for one in judged if one.finding.day is None or one.finding.day in year)
    return replace(outcome, tested=tested, gaps=gaps), of_year


def _result(rule: Rule, outcome: Outcome, judged: tuple[Judged, ...]) -> Result:
    value = int(outcome.tested["pence"].sum()) if len(outcome.tested) else 0
    return Result(rule, _status(outcome, judged), len(outcome.tested), value, judged, outcome.gaps)


def _status(outcome: Outcome, judged: tuple[Judged, ...]) -> Status:
    breaches = [one for one in judged if one.finding.severity is Severity.BREACH]
    if any(one.breaks for one in breaches):
        return Status.BREACHED
    if outcome.gaps:
        return Status.NOT_EVIDENCED
    if breaches:
        return Status.ACCEPTED
    return Status.SATISFIED if len(outcome.tested) else Status.NOT_APPLICABLE


def _conclude(parts: dict[str, Status]) -> Conclusion:
    not_plain = {part: status for part, status in parts.items() if status not in _GOOD}
    if Status.BREACHED in parts.values():
        return Conclusion("not-demonstrated", not_plain)
    if not_plain or Status.SATISFIED not in parts.values():
        return Conclusion("demonstrated-but-for", not_plain)
    return Conclusion("demonstrated", not_plain)
