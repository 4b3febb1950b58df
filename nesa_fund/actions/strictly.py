"""What a batch would newly break of the charter: refused where an import is strict."""

from collections.abc import Iterator
from datetime import date

from nesa_fund.book import Book
from nesa_fund.draft import Draft
from nesa_fund.engine import run
from nesa_fund.problems import Problem
from nesa_fund.rules.base import Finding, Rule
from nesa_fund.store import Ledger


def breaking(ledger: Ledger, draft: Draft, as_at: date) -> list[Problem]:
    """The breaches that a draft brings, or makes larger, each at the row that brings it where one does."""
    before: dict[tuple[object, ...], int] = {}
    for rule, finding in _breaches(ledger.book, as_at):
        key = _about(rule, finding)
        before[key] = max(before.get(key, 0), abs(finding.pence or 0))
    sources: dict[str, str] = {}
    for one in draft.transactions:
        sources.setdefault(one.link, one.meta["source"])
    return [
        _problem(rule, finding, sources.get(finding.link, ""))
        for rule, finding in _breaches(ledger.with_draft(draft), as_at)
        if before.get(_about(rule, finding), -1) < abs(finding.pence or 0)
    ]


def _breaches(book: Book, as_at: date) -> Iterator[tuple[Rule, Finding]]:
    for result in run(book, as_at).results:
        yield from ((result.rule, judged.finding) for judged in result.findings if judged.breaks)


def _about(rule: Rule, finding: Finding) -> tuple[object, ...]:
    return rule.id, finding.about, finding.entities, finding.day


def _problem(rule: Rule, finding: Finding, source: str) -> Problem:
    file, _, within = source.rstrip("]").rpartition(" [")
    sheet, _, cell = within.rpartition("!")
    return Problem(f"breaks {rule.id}, {rule.name}: {finding.message}", file, sheet, cell)
