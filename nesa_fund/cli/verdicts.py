"""A verdict of the charter, as lines for people and as one JSON object for scripts."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nesa_fund.book import Book, shown_head
from nesa_fund.engine import CONCLUSION_TITLES, Conclusion, Judged, Result, Status, Verdict
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.rules.base import Severity
from nesa_fund.rules.document import title
from reports.words import day as day_in_words
from reports.words import plain

WIDTH = 100
_MOST_ALIKE = 3
_SENTENCES = {
    "demonstrated": "demonstrated",
    "demonstrated-but-for": "demonstrated, but for these parts",
    "not-demonstrated": "NOT demonstrated",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a verdict: the results of the whole ledger or one year, and conclusions by year."""

    verdict: Verdict
    results: tuple[Result, ...]
    conclusions: dict[str, dict[str, Conclusion]] | None

    @property
    def is_breached(self) -> bool:
        """Whether any rule shown is broken."""
        return any(result.status is Status.BREACHED for result in self.results)


def shown(verdict: Verdict, year: str | None, *, is_part: bool) -> Shown:
    """What to show: with a year, what is dated in it; with some rules only, no conclusions."""
    results = verdict.by_year[year] if year else verdict.results
    conclusions = None if is_part else {name: verdict.conclusions(name) for name in verdict.by_year}
    return Shown(verdict, results, conclusions)


def as_json(book: Book, what: Shown) -> str:
    """One JSON object, in plain ASCII, with every character beyond it escaped."""
    said = {
        "alliance": book.register.alliance(what.verdict.as_at).name,
        "as_at": what.verdict.as_at.isoformat(),
        "head": book.head,
        "status": str(Status.BREACHED if what.is_breached else Status.SATISFIED),
        "conclusions": None
        if what.conclusions is None
        else {year: _conclusions_object(conclusions) for year, conclusions in what.conclusions.items()},
        "rules": [_rule_object(result) for result in what.results],
    }
    return json.dumps(said, indent=2)


def _conclusions_object(conclusions: dict[str, Conclusion]) -> dict[str, object]:
    return {name: {"status": said.status, "parts": said.parts} for name, said in conclusions.items()}


def _rule_object(result: Result) -> dict[str, object]:
    return {
        "id": result.rule.id,
        "name": result.rule.name,
        "status": str(result.status),
        "tested": result.tested,
        "value": format_pence(result.value_pence) if result.value_pence else None,
        "findings": [finding_object(result.rule.id, judged) for judged in result.findings],
    }


def finding_object(rule_id: str, judged: Judged) -> dict[str, object]:
    """A finding as it stands in JSON; batch, file and line are null where it stands nowhere."""
    finding, accepted = judged.finding, judged.accepted
    return {
        "rule": rule_id,
        "severity": str(finding.severity),
        "batch": finding.place.batch or None,
        "file": finding.place.file or None,
        "line": finding.place.line or None,
        "link": finding.about or None,
        "entities": list(finding.entities),
        "amount": None if finding.pence is None else format_pence(finding.pence),
        "date": finding.day.isoformat() if finding.day else None,
        "accepted": accepted
        and {
            "minutes": accepted.minutes,
            "reason": accepted.reason,
            "until": accepted.until.isoformat() if accepted.until else None,
        },
        "message": finding.message,
        "remedy": finding.remedy,
    }


def as_text(book: Book, what: Shown) -> str:
    """Lines of at most 100 columns for people; nothing in them reaches the terminal as a control."""
    return "\n".join([*_heading(book, what), *_sections(what), *_counts(what)])


def _heading(book: Book, what: Shown) -> Iterator[str]:
    yield from _wrapped("", book.register.alliance(what.verdict.as_at).name)
    head = f", head {shown_head(book.head)}" if book.head else ""
    yield f"As at {day_in_words(what.verdict.as_at)}{head}"
    for year, conclusions in (what.conclusions or {}).items():
        yield from ("", f"The year {year}, by the dealings recorded here")
        for name, said in conclusions.items():
            yield f"  {CONCLUSION_TITLES[name]}: {_SENTENCES[said.status]}"
            yield from _parts(said)


def _parts(said: Conclusion) -> Iterator[str]:
    for status in (Status.BREACHED, Status.ACCEPTED, Status.NOT_EVIDENCED):
        ids = [part for part, found in said.parts.items() if found is status]
        if ids:
            yield from _wrapped("      ", f"{status.in_words}: {', '.join(ids)}")


def _sections(what: Shown) -> Iterator[str]:
    broken = [(result, [one for one in result.findings if one.breaks]) for result in what.results]
    accepted = [(result, [one for one in result.findings if one.accepted]) for result in what.results]
    warned = [
        (result, [one for one in result.findings if one.finding.severity is Severity.WARNING])
        for result in what.results
    ]
    yield from _findings("Broken", broken)
    yield from _findings("Accepted by exception", accepted)
    yield from _findings("Warnings, which break nothing", warned)
    yield from _gaps(what.results)


def _findings(head: str, found: list[tuple[Result, list[Judged]]]) -> Iterator[str]:
    if not any(judged for _, judged in found):
        return
    yield from ("", head)
    for result, judged in found:
        if judged:
            yield from ("", f"  {title(result.rule)}")
        for one in judged:
            yield from finding_lines(one)


def finding_lines(judged: Judged) -> Iterator[str]:
    """A finding for people: its place, the sentence with the figures, and the remedy."""
    finding, accepted = judged.finding, judged.accepted
    where = [
        str(finding.place) if finding.place.line else finding.place.file,
        finding.about if finding.about != finding.place.file else "",
        day_in_words(finding.day) if finding.day else "",
        format_pounds(finding.pence) if finding.pence is not None else "",
    ]
    yield from _wrapped("    - ", ", ".join(filter(None, where)) or "no one place")
    yield from _wrapped("      ", finding.message)
    if accepted:
        until = f" until {day_in_words(accepted.until)}" if accepted.until else ""
        yield from _wrapped("      ", f"Accepted{until}: {accepted.reason or 'no reason given'} ({accepted.minutes})")
    else:
        yield from _wrapped("      ", f"Remedy: {finding.remedy}")


def _gaps(results: Iterable[Result]) -> Iterator[str]:
    lacking = [result for result in results if result.gaps]
    if not lacking:
        return
    yield from ("", "Not shown yet")
    for result in lacking:
        kinds = Counter((gap.who, gap.remedy) for gap in result.gaps)
        first = {(gap.who, gap.remedy): gap.message for gap in reversed(result.gaps)}
        told: Counter[str] = Counter()
        for (who, remedy), times in kinds.items():
            told[remedy] += 1
            if told[remedy] > _MOST_ALIKE:
                continue
            more = f", and {times - 1} more like it" if times > 1 else ""
            message = f"{result.rule.id} {result.rule.name}: {first[who, remedy]}{more}. {who} can show it: {remedy}"
            yield from _wrapped("  ", message)
        others = sum(max(0, count - _MOST_ALIKE) for count in told.values())
        if others:
            yield from _wrapped("  ", f"{result.rule.id}: the like from {others} others; nesa todo names each")


def _counts(what: Shown) -> Iterator[str]:
    count = Counter(result.status for result in what.results)
    said = [f"{status.in_words}: {count[status]}." for status in Status if count[status]]
    yield from ("", *_wrapped("", f"Rules: {len(what.results)}. {' '.join(said)}"))


def _wrapped(lead: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        plain(text), WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    )
