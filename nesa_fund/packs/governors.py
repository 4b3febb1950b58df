"""A governing body's pack: how the promises stand, its own school's account, the Fund, and what it is asked."""

from collections.abc import Iterator
from datetime import date

from nesa_fund.book import Book, shown_head
from nesa_fund.engine import CONCLUSION_TITLES, Verdict, run
from nesa_fund.money import format_pounds
from nesa_fund.papers.base import Paper
from nesa_fund.papers.confirm import confirm_papers
from nesa_fund.periods import Year, day_in_words
from nesa_fund.problems import InputError
from nesa_fund.statements.account import account
from nesa_fund.statements.arguments import Arguments, asked_entity, asked_year, span_in_words
from nesa_fund.statements.base import Answer, Pack, Statement, Table
from nesa_fund.statements.fund import fund
from nesa_fund.statements.probity import answer_by_name


def governors_pack(book: Book, arguments: Arguments, verdict: Verdict | None = None) -> Pack:
    """The pack of one member for an alliance year, as at a day.

    Args:
        book: The whole book, or what of it the member may see.
        arguments: The member, the day and the year.
        verdict: What the rules say of the whole book in that year (default: they are run over the book).

    Raises:
        InputError: No member asked for, no such member or year.
    """
    member, year = asked_entity(book, arguments), asked_year(book, arguments)
    if member is None or member not in book.register.members:
        raise InputError("a governors' pack is one member's: name it with --member")
    own = account(book, Arguments(as_at=arguments.as_at, year=year.name, member=member))
    funds = fund(book, Arguments(as_at=arguments.as_at, year=year.name))
    name = book.register.name(member)
    return Pack(
        title=f"For the governors of {name}, {year.name}",
        alliance=book.register.alliance().name,
        as_at=arguments.as_at,
        head=shown_head(book.head),
        cover=(
            f"What {name} paid to the alliance and what it had of it, as at {day_in_words(arguments.as_at)}.",
            "What the Partnership Fund did with everybody's contributions, and whether the promises were kept.",
        ),
        statements=(card(book, verdict or run(book, arguments.as_at, year=year.name), year, member, own), own, funds),
    )


def paper_to_decide(book: Book, year: str, as_at: date, member: str) -> Paper | None:
    """The paper that asks the governing body to confirm, where it has not; None where nothing is asked."""
    try:
        papers = list(confirm_papers(book, year, as_at, only_awaited=True))
    except InputError:
        return None
    return next((paper for paper in papers if paper.member == member), None)


def card(book: Book, verdict: Verdict, year: Year, member: str, own: Statement) -> Statement:
    """The promises in words, by a verdict on all books, and the school's own figures, on one page."""
    as_at = verdict.as_at
    return Statement(
        name="card",
        title=f"{book.register.name(member)}: the promises and our figures",
        alliance=own.alliance,
        audience=f"the governing body of {book.register.name(member)}",
        period=span_in_words(year.start, min(year.end, as_at)),
        as_at=as_at,
        head=own.head,
        made="The rules of the charter were run over all books; the figures are of the school's own book.",
        tables=(),
        answers=(
            *(
                Answer(CONCLUSION_TITLES[key], answer_by_name(one))
                for key, one in verdict.conclusions(year.name).items()
            ),
            *_figures(own),
            Answer("What are we asked?", _asked(book, year.name, as_at, member)),
        ),
        notes=(
            "The promises speak of the dealings recorded in this ledger, and of no others.",
            "No other school's book is in this pack, and no other school gets this one.",
        ),
    )


def _figures(own: Statement) -> Iterator[Answer]:
    tables = {table.name: table for table in own.tables}
    charged, paid = _total(tables["owes"], 2), _total(tables["owes"], 4)
    owes, owed = _total(tables["owes"], -1), _total(tables["owed"], -1)
    yield Answer("What were we charged?", f"{format_pounds(charged)}, of which {format_pounds(paid)} is paid.")
    yield Answer(
        "What do we owe, and what are we owed?", f"We owe {format_pounds(owes)}; we are owed {format_pounds(owed)}."
    )


def _total(table: Table, column: int) -> int:
    totals = table.totals
    found = totals[column] if totals else 0
    assert isinstance(found, int)
    return found


def _asked(book: Book, year: str, as_at: date, member: str) -> str:
    paper = paper_to_decide(book, year, as_at, member)
    if paper is None:
        return "Nothing: no decision of this governing body is awaited."
    return (
        f"To confirm the school's contribution of {format_pounds(paper.pence or 0)} for {year}: see the paper with it."
    )
