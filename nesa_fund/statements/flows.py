"""What flowed between the members: who charged and paid whom, and who owed whom how much and for how long."""

from collections.abc import Iterator

from nesa_fund.book import Book, shown_head
from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import Arguments, asked_year, refuse_others, span_in_words
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value
from nesa_fund.statements.dealings import Dealings, Pair, member_notes, member_tables


def flows(book: Book, arguments: Arguments) -> Statement:
    """The flows of one alliance year, up to the day asked for.

    Raises:
        InputError: No such year, or it has not begun by the day asked for.
    """
    refuse_others(arguments, "flows", "year")
    year = asked_year(book, arguments)
    if arguments.as_at < year.start:
        raise InputError(f"{year.name} begins on {day_in_words(year.start)}, after {day_in_words(arguments.as_at)}")
    last = min(year.end, arguments.as_at)
    dealings = Dealings(book.until(last), year.start, last)
    return Statement(
        name="flows",
        title=f"Flows between the members {year.name}",
        alliance=book.register.alliance().name,
        audience="auditors and the Strategic Board",
        period=span_in_words(year.start, last),
        as_at=last,
        head=shown_head(book.head),
        made="What was owed at the start and charged, less what was credited and paid, is what is owed at the end, by "
        "the creditors' books; what two members owe each other is never set off.",
        tables=(*member_tables(dealings), _pairs(dealings), _owed(dealings)),
        notes=tuple(_notes(dealings)),
    )


def _pairs(dealings: Dealings) -> Table:
    columns = (
        Column("Owed by"),
        Column("Owed to"),
        *(Column(title, Unit.MONEY, total=True) for title in ("At the start", "Charged", "Paid", "Outstanding")),
    )
    moved = dealings.moved
    rows = ((*_names(dealings, pair), *moved[pair], moved[pair].outstanding) for pair in sorted(moved))
    return Table("pairs", "Who charged and paid whom", columns, tuple(rows))


def _owed(dealings: Dealings) -> Table:
    columns = (
        Column("Owed by"),
        Column("Owed to"),
        *(Column("Owed at most", Unit.MONEY), Column("On", Unit.DATE)),
        *(Column("Longest owed, days", Unit.NUMBER), Column("Since", Unit.DATE), Column("Settled", Unit.DATE)),
    )
    rows = (_owed_row(dealings, pair) for pair in sorted({*dealings.most, *dealings.longest}))
    return Table("owed", "How much was owed at most, and how long", columns, tuple(rows))


def _owed_row(dealings: Dealings, pair: Pair) -> tuple[Value, ...]:
    most, longest = dealings.most.get(pair), dealings.longest.get(pair)
    settled = (longest.settled or "not yet") if longest else None
    return (
        *_names(dealings, pair),
        *(most or (None, None)),
        *((longest.days, longest.day) if longest else (None, None)),
        settled,
    )


def _names(dealings: Dealings, pair: Pair) -> tuple[str, str]:
    by, to = map(dealings.book.register.name, pair)
    return by, to


def _notes(dealings: Dealings) -> Iterator[str]:
    yield from member_notes()
    yield "Charged is less what was credited, returned as a surplus, or corrected; paid is less what was given back."
    if any(one.outstanding < 0 for one in dealings.moved.values()):
        yield "Outstanding below zero was paid or credited above what was due, and is owed back."
    yield "What is not recorded in this ledger is not in these figures, nor are staff days, which are no money."
