"""The promises as one member's governors read them: the whole alliance's answers, and what concerns their own school.

The rules run over all books. What they come to is for everybody; a sentence of a finding may tell what stands in
another member's book, and so it is shown only to those whose books it is about.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from nesa_fund.book import Book, shown_head
from nesa_fund.engine import CONCLUSION_TITLES, Result, Status, Verdict
from nesa_fund.periods import Year
from nesa_fund.rules.base import Finding, Severity
from nesa_fund.statements.arguments import span_in_words
from nesa_fund.statements.base import Answer, Column, Statement, Table, Unit
from nesa_fund.statements.probity import answer_by_name, conclusions_table, exceptions_table, findings_table


def promises_of(book: Book, verdict: Verdict, year: Year, books: Collection[str]) -> Statement:
    """How the promises stand in a year, for somebody to whom some books are open.

    Args:
        book: The book, for its names and its head.
        verdict: What the rules say of all books; it speaks of that year.
        year: The alliance year.
        books: The entities whose books are open to the reader.
    """
    results = verdict.by_year[year.name]
    shown = tuple(_concerning(result, books) for result in results)
    return Statement(
        name="promises",
        title=f"Are the promises kept? {year.name}",
        alliance=book.register.alliance().name,
        audience="governors and officers of one member",
        period=span_in_words(year.start, year.end),
        as_at=verdict.as_at,
        head=shown_head(book.head),
        made="Every rule of the charter was run over all books of the alliance up to the day above.",
        tables=(
            conclusions_table(verdict, year),
            _rules(results),
            replace(findings_table(shown), title="Findings about your own school and the Fund"),
            replace(exceptions_table(shown), title="Accepted exceptions of your own school and the Fund"),
        ),
        notes=tuple(_notes(results, shown)),
        answers=tuple(
            Answer(CONCLUSION_TITLES[name], answer_by_name(one)) for name, one in verdict.conclusions(year.name).items()
        ),
    )


def concerns(finding: Finding, books: Collection[str]) -> bool:
    """Whether a finding is about some books alone: it names whom it concerns, and stands in no other's file."""
    owner = finding.place.file.rpartition("/")[2].partition(".")[0]
    return bool(finding.entities) and {*finding.entities} <= {*books} and owner in {"", "register", *books}


def _concerning(result: Result, books: Collection[str]) -> Result:
    return replace(result, findings=tuple(one for one in result.findings if concerns(one.finding, books)), gaps=())


def _rules(results: tuple[Result, ...]) -> Table:
    columns = (
        *(Column("Rule"), Column("Name"), Column("Status"), Column("Tested", Unit.NUMBER)),
        *(Column("Breaches", Unit.NUMBER), Column("Not shown yet", Unit.NUMBER)),
    )
    rows = tuple(
        (one.rule.id, one.rule.name, one.status.in_words, one.tested, _breaches(one), len(one.gaps)) for one in results
    )
    return Table("rules", "The rules of the charter, over the whole alliance", columns, rows)


def _breaches(result: Result) -> int:
    return sum(one.finding.severity is Severity.BREACH for one in result.findings)


def _notes(results: tuple[Result, ...], shown: tuple[Result, ...]) -> Iterator[str]:
    yield "The conclusions speak of the dealings recorded in this ledger, and of no others."
    yield (
        f"{Status.SATISFIED.in_words}: something was tested and no breach found. {Status.NOT_EVIDENCED.in_words}: the "
        f"books lack what the test needs, so it never counts as kept. {Status.NOT_APPLICABLE.in_words}: nothing of the "
        "kind exists."
    )
    others = sum(len(one.findings) for one in results) - sum(len(one.findings) for one in shown)
    if others:
        yield (
            f"{others} more were found that concern other members too: they are counted above, and told in full to "
            "those members, the Strategic Board and the auditors."
        )
