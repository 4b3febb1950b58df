"""Letters about a school's account: its statement, and what it is to pay and to receive to be settled."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.money import format_pounds
from nesa_fund.papers.base import Paper, fund_sender, head_of, none_to_send
from nesa_fund.periods import day_in_words
from nesa_fund.statements.account import account
from nesa_fund.statements.arguments import Arguments
from nesa_fund.statements.balances import open_items
from nesa_fund.statements.base import Column, Table, Unit, Value
from nesa_fund.statements.items import Item, reference, typed


def statement_papers(book: Book, year: str, as_at: date) -> Iterator[Paper]:
    """A statement of account for each member that had dealings in a year, to agree or to differ.

    Raises:
        InputError: No member had any.
    """
    members = _with_dealings(book, year, as_at)
    if not members:
        raise none_to_send(f"no member has dealings in {year} by {day_in_words(as_at)}")
    for member in members:
        told = account(book, Arguments(as_at=as_at, year=year, member=member))
        owes, owed = (_end(told.tables, name) for name in ("owes", "owed"))
        yield Paper(
            kind="account",
            title=f"Statement of account {year}",
            alliance=told.alliance,
            head=told.head,
            member=member,
            to=book.register.name(member),
            sender=fund_sender(book, told.as_at),
            day=told.as_at,
            reference=year,
            paragraphs=(_stands(told.as_at, owes, owed),),
            tables=tuple(table for table in told.tables if table.rows),
            closing=("Please say whether the school's own books agree with this, or where they differ.",),
            blanks=("We agree (yes or no)", "Where we differ", "Role", "Date"),
        )


def _stands(day: date, owes: int, owed: int) -> str:
    return (
        f"On {day_in_words(day)} the school owes {format_pounds(owes)} and is owed {format_pounds(owed)}. Each is paid "
        "in full: neither is set off against the other."
    )


def _with_dealings(book: Book, year: str, as_at: date) -> list[str]:
    """The members whose books have entries up to the end of a year, or the day, in order of code."""
    last = min(book.register.year(year).end, as_at)
    rows = book.transactions[book.transactions["day"] <= pd.Timestamp(last)]
    return sorted({str(owner) for owner in rows["owner"].unique()} - {FUND, ""})


def _end(tables: tuple[Table, ...], name: str) -> int:
    (table,) = [one for one in tables if one.name == name]
    totals = table.totals
    end = totals[-1] if totals else 0
    assert isinstance(end, int)
    return end


def settlement_papers(book: Book, as_at: date) -> Iterator[Paper]:
    """A letter to each member that has something to pay or to receive: to whom, for what, under which reference.

    Raises:
        InputError: Nobody owes anybody anything.
    """
    book = book.until(as_at)
    items = open_items(book, as_at)
    members = sorted(({*items["owed_by"]} | {*items["owed_to"]}) - {FUND})
    if not members:
        raise none_to_send(f"nobody owes anybody anything on {day_in_words(as_at)}")
    for member in members:
        pays, gets = items[items["owed_by"] == member], items[items["owed_to"] == member]
        owing, owed = int(pays["pence"].sum()), int(gets["pence"].sum())
        yield Paper(
            kind="settlement",
            title="What is to be paid",
            alliance=book.register.alliance(as_at).name,
            head=head_of(book),
            member=member,
            to=book.register.name(member),
            sender=fund_sender(book, as_at),
            day=as_at,
            reference=as_at.isoformat(),
            paragraphs=(_stands(as_at, owing, owed),),
            tables=(_to_pay(book, pays, "pay", "To pay", "To"), _to_pay(book, gets, "receive", "To receive", "From")),
            closing=("A payment that names the reference beside it is placed by itself.",),
            pence=owing or None,
            due=pays["due"].min().date() if len(pays) else None,
        )


def _to_pay(book: Book, items: pd.DataFrame, name: str, title: str, whom: str) -> Table:
    columns = (
        Column(whom),
        Column("Reference"),
        Column("For"),
        Column("Due", Unit.DATE),
        Column("Amount", Unit.MONEY, total=True),
    )
    others = items["owed_to" if name == "pay" else "owed_by"]
    rows: list[tuple[Value, ...]] = [
        (book.register.name(other), reference(book, item), item.narration, due.date(), int(pence))
        for item, other, due, pence in zip(typed(Item, items), others, items["due"], items["pence"], strict=True)
    ]
    return Table(name, title, columns, tuple(rows))
