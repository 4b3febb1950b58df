"""Runs the charter over the books: one engine behind every door; exceptions are applied here, once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import starmap
from typing import NamedTuple
from weakref import WeakKeyDictionary

import pandas as pd

from nesa_fund.book import Book
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
    known = list(_known(book, rules, as_at))
    book = book.until(as_at)
    years = [year] if year else book.years(as_at)
    by_year = {name: book.register.year(name) for name in years}
    return Verdict(
        as_at,
        tuple(starmap(_result, known)),
        {name: tuple(_result(rule, _in_year(said, year)) for rule, said in known) for name, year in by_year.items()},
    )


class _Said(NamedTuple):
    """What a rule said: of each day how many things it tested, and of how many pence; what it found, and lacked."""

    tested: pd.DataFrame
    findings: tuple[Judged, ...]
    gaps: tuple[Gap, ...]


_KNOWN: WeakKeyDictionary[Book, tuple[date, dict[str, _Said]]] = WeakKeyDictionary()
"""What each rule said of a book on the day last asked for: no book changes, and many statements rest on its rules."""


def _known(book: Book, rules: Iterable[Rule], as_at: date) -> Iterator[tuple[Rule, _Said]]:
    day, known = _KNOWN.get(book, (as_at, {}))
    known = known if day == as_at else {}
    _KNOWN[book] = as_at, known
    cut = book.until(as_at)
    for rule in rules:
        if rule.id not in known:
            outcome = _outcome(cut, rule, as_at)
            known[rule.id] = _Said(_by_day(outcome.tested), _judged(cut, rule, outcome, as_at), outcome.gaps)
        yield rule, known[rule.id]


def _by_day(tested: pd.DataFrame) -> pd.DataFrame:
    """Day -> count and pence, NaT for what concerns every day: of 100,000 things there are few days to keep."""
    by_day = tested.groupby("day", dropna=False)["pence"].agg(["size", "sum"]).reset_index()
    return by_day.set_axis(["day", "count", "pence"], axis=1)


def _outcome(book: Book, rule: Rule, as_at: date) -> Outcome:
    if not book.is_readable and rule.id != "EVI4":
        gap = Gap("the ledger was altered and can't be read", "whoever keeps the ledger", "restore it, see nesa verify")
        return Outcome(nothing_tested(), gaps=(gap,))
    return rule.check(book, as_at)


def _judged(book: Book, rule: Rule, outcome: Outcome, as_at: date) -> tuple[Judged, ...]:
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
    return tuple(judged)


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


def _in_year(said: _Said, year: Year) -> _Said:
    tested = said.tested
    if len(tested):
        is_in = tested["day"].between(pd.Timestamp(year.start), pd.Timestamp(year.end))
        tested = tested[is_in | tested["day"].isna()]
    findings = tuple(one for one in said.findings if one.finding.day is None or one.finding.day in year)
    return _Said(tested, findings, tuple(gap for gap in said.gaps if gap.day is None or gap.day in year))


def _result(rule: Rule, said: _Said) -> Result:
    tested, pence = (int(said.tested[key].sum()) for key in ("count", "pence"))
    return Result(rule, _status(said, tested), tested, pence, said.findings, said.gaps)


def _status(said: _Said, tested: int) -> Status:
    breaches = [one for one in said.findings if one.finding.severity is Severity.BREACH]
    if any(one.breaks for one in breaches):
        return Status.BREACHED
    if said.gaps:
        return Status.NOT_EVIDENCED
    if breaches:
        return Status.ACCEPTED
    return Status.SATISFIED if tested else Status.NOT_APPLICABLE


def _conclude(parts: dict[str, Status]) -> Conclusion:
    not_plain = {part: status for part, status in parts.items() if status not in _GOOD}
    if Status.BREACHED in parts.values():
        return Conclusion("not-demonstrated", not_plain)
    if not_plain or Status.SATISFIED not in parts.values():
        return Conclusion("demonstrated-but-for", not_plain)
    return Conclusion("demonstrated", not_plain)
