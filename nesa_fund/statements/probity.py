"""The probity report: what the charter's rules say of one alliance year, for whoever audits it."""

import re
from collections.abc import Iterator

from nesa_fund.book import Book, shown_head
from nesa_fund.engine import CONCLUSION_TITLES, Conclusion, Judged, Result, Status, Verdict, run
from nesa_fund.entries import Place
from nesa_fund.periods import Year
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Severity
from nesa_fund.statements.arguments import Arguments, asked_year, refuse_others, span_in_words
from nesa_fund.statements.base import Answer, Column, Statement, Table, Unit, Value
from nesa_fund.statements.dating import recorded_later
from nesa_fund.statements.dealings import Dealings, member_notes, member_tables

_ANSWERS = {
    "demonstrated": "Demonstrated",
    "demonstrated-but-for": "Demonstrated but for",
    "not-demonstrated": "Not demonstrated",
}
_QUESTIONS = {
    "no-cross-subsidy": "Is any school paying for another?",
    "no-top-slicing": "Is anything taken off the top?",
    "ring-fenced": "Is the Partnership Fund ring-fenced?",
}
_IN_A_WORD = {
    "Demonstrated": "The books demonstrate that the promise is kept",
    "Demonstrated but for": "No breach is found; the promise is demonstrated but for some parts",
    "Not demonstrated": "The books do not demonstrate that the promise is kept",
    "Nothing tested yet": "Nothing is recorded yet that could be tested",
}
_WORST_FIRST = (Status.BREACHED, Status.NOT_EVIDENCED, Status.ACCEPTED)


def probity(book: Book, arguments: Arguments) -> Statement:
    """The year's conclusions, each rule's result, and everything found or not shown.

    Raises:
        InputError: No such year.
    """
    refuse_others(arguments, "probity", "year")
    year = asked_year(book, arguments)
    return probity_of(book, run(book, arguments.as_at, year=year.name), year)


def probity_of(book: Book, verdict: Verdict, year: Year) -> Statement:
    """The probity report of a verdict that speaks of that year."""
    results = verdict.by_year[year.name]
    last = min(year.end, verdict.as_at)
    has_begun = year.start <= last
    return Statement(
        name="probity",
        title=f"Probity report {year.name}",
        alliance=book.register.alliance().name,
        audience="auditors: internal scrutiny and independent examiners",
        period=span_in_words(year.start, year.end),
        as_at=verdict.as_at,
        head=shown_head(book.head),
        made="Every rule of the charter was run over the ledger up to the day above; what it tested and found counts "
        "to the year by its date.",
        tables=(
            conclusions_table(verdict, year),
            *(member_tables(Dealings(book.until(last), year.start, last)) if has_begun else ()),
            _rules(results),
            findings_table(results),
            exceptions_table(results),
            not_shown_table(results),
            recorded_later(book, year),
        ),
        notes=(*_notes(book, results), *(member_notes() if has_begun else ())),
        answers=(*_answers(verdict, year), _lacking(results)),
    )


def _answers(verdict: Verdict, year: Year) -> Iterator[Answer]:
    """What whoever opens the report asks first."""
    for name, conclusion in verdict.conclusions(year.name).items():
        yield Answer(_QUESTIONS[name], answer_in_words(conclusion))


def answer_in_words(conclusion: Conclusion) -> str:
    """One of the three conclusions of a year as a sentence."""
    said, parts = _answer(conclusion)
    return f"{_IN_A_WORD[said]}{f': {parts}' if parts else ''}."


def answer_by_name(conclusion: Conclusion) -> str:
    """The same for those who don't know the rules by their ids: each is named, its id behind it."""
    return re.sub(r"\b[A-Z]{3}[0-9]+\b", lambda found: _named(found[0]), answer_in_words(conclusion))


def _named(rule_id: str) -> str:
    name = next((rule.name for rule in CATALOGUE if rule.id == rule_id), "")
    return f"{name} ({rule_id})" if name else rule_id


def _lacking(results: tuple[Result, ...]) -> Answer:
    lacking = [result.rule.id for result in results if result.status is Status.NOT_EVIDENCED]
    said = f"{len(lacking)} of {len(results)} rules: {', '.join(lacking)}. Who can show each is said below."
    return Answer("What is not yet shown?", said if lacking else "Nothing: every rule that applies was tested.")


def conclusions_table(verdict: Verdict, year: Year) -> Table:
    """The three conclusions of a year, in words."""
    columns = (Column("Conclusion"), Column("Answer"), Column("Not plainly kept"))
    found = verdict.conclusions(year.name)
    rows = tuple((CONCLUSION_TITLES[name], *_answer(conclusion)) for name, conclusion in found.items())
    return Table("conclusions", "Conclusions", columns, rows)


def _answer(conclusion: Conclusion) -> tuple[str, str]:
    if conclusion.status == "demonstrated-but-for" and not conclusion.parts:
        return "Nothing tested yet", ""
    by_status = {status: [id_ for id_, part in conclusion.parts.items() if part is status] for status in _WORST_FIRST}
    said = [f"{status.in_words}: {', '.join(ids)}" for status, ids in by_status.items() if ids]
    return _ANSWERS[conclusion.status], ". ".join(said)


def _rules(results: tuple[Result, ...]) -> Table:
    columns = (
        Column("Rule"),
        Column("Name"),
        Column("Promise"),
        Column("Status"),
        Column("Tested", Unit.NUMBER),
        Column("Value tested", Unit.MONEY),
        Column("Breaches", Unit.NUMBER),
        Column("Holds by construction"),
    )
    return Table("rules", "The rules of the charter", columns, tuple(map(_rule_row, results)))


def _rule_row(result: Result) -> tuple[Value, ...]:
    rule = result.rule
    return (
        rule.id,
        rule.name,
        ", ".join(map(str, rule.promises)),
        result.status.in_words,
        result.tested,
        result.value_pence or None,
        sum(one.finding.severity is Severity.BREACH for one in result.findings),
        "yes" if rule.by_construction and result.status is not Status.NOT_EVIDENCED else None,
    )


def findings_table(results: tuple[Result, ...]) -> Table:
    """What was found and no exception accepts, breaches first."""
    columns = (
        Column("Rule"),
        Column("Kind"),
        Column("Finding"),
        Column("Remedy"),
        Column("Amount", Unit.MONEY),
        Column("Date", Unit.DATE),
        Column("Item"),
        Column("Where"),
    )
    found = [(result.rule.id, one) for result in results for one in result.findings if not one.accepted]
    found.sort(key=lambda pair: not pair[1].breaks)
    return Table("findings", "Findings", columns, tuple(_finding_row(rule, one) for rule, one in found))


def _finding_row(rule: str, one: Judged) -> tuple[Value, ...]:
    finding = one.finding
    kind = Status.BREACHED.in_words if one.breaks else "Warning"
    return (
        *(rule, kind, finding.message, finding.remedy, finding.pence, finding.day),
        *(finding.about or None, _where(finding.place)),
    )


def _where(place: Place) -> str | None:
    return str(place) if place.file else None


def exceptions_table(results: tuple[Result, ...]) -> Table:
    """What was found and is accepted."""
    columns = (
        Column("Rule"),
        Column("Finding"),
        Column("Amount", Unit.MONEY),
        Column("Accepted by"),
        Column("Reason"),
        Column("Until", Unit.DATE),
        Column("Item"),
        Column("Where"),
    )
    rows = tuple(row for result in results for row in _accepted_rows(result))
    return Table("exceptions", "Accepted exceptions", columns, rows)


def _accepted_rows(result: Result) -> Iterator[tuple[Value, ...]]:
    for one in result.findings:
        if one.accepted:
            finding, said = one.finding, one.accepted
            yield (
                *(result.rule.id, finding.message, finding.pence, said.minutes, said.reason),
                *(said.until or "no end", finding.about or None, _where(finding.place)),
            )


def not_shown_table(results: tuple[Result, ...]) -> Table:
    """What the books lack, who can show it, and how."""
    columns = (
        Column("Rule"),
        Column("What is lacking"),
        Column("Who can show it"),
        Column("How"),
        Column("Date", Unit.DATE),
        Column("Item"),
    )
    rows = tuple(
        (result.rule.id, gap.message, gap.who, gap.remedy, gap.day, gap.link or None)
        for result in results
        for gap in result.gaps
    )
    return Table("not-shown", Status.NOT_EVIDENCED.in_words, columns, rows)


def _notes(book: Book, results: tuple[Result, ...]) -> Iterator[str]:
    yield "The conclusions speak of the dealings recorded in this ledger, and of no others."
    yield (
        "Kept: something was tested and no breach found. Not shown yet: the books lack what the test needs, so it "
        "never counts as kept. Doesn't apply: nothing of the kind exists."
    )
    built_in = [
        result.rule.id
        for result in results
        if result.rule.by_construction and result.status is not Status.NOT_EVIDENCED
    ]
    if built_in:
        yield (
            f"By construction: {', '.join(built_in)}. Entries that this program wrote always keep {_them(built_in)}; "
            "the test guards against entries that it did not write."
        )
    yield (
        "A decision may be recorded after its date. Where a charge came between, SUB1 and TOP2 ask for the signed "
        "minute, which bears the true date."
    )
    if book.alterations:
        yield "The ledger is not as it was written: nesa verify names every place."
    yield "A rule is explained by nesa rules, as in nesa rules SUB4. The head names the history that was read."


def _them(rules: list[str]) -> str:
    return "this rule" if len(rules) == 1 else "these rules"
