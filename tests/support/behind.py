"""Whether the entries behind the figures of statements come to those figures, for every table and every row."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.problems import InputError
from nesa_fund.statements.base import Statement, Table, Unit
from nesa_fund.statements.catalogue import Arguments, statement_named

OF_YEARS = ("fund", "schedule", "flows", "parity", "value")
PARTIAL = {"pairs", "contracts", "members", "shares"}
"""Where less than what an entry moved may count: what is unpaid of it, or what of it falls into the year."""
PLAIN = {
    "Entries that do not balance: see SEP2": "what is lacking has no entry",
    "By the bank's statement": "the bank says so",
    "On the statement, in no book yet": "lines of the bank that no entry is made of yet",
    "Not explained": "what is left when all entries and lines are told",
}
"""What is no sum of entries, in a table whose other rows are, and why."""


def statements_of(book: Book, as_at: date) -> Iterator[Statement]:
    """Every statement whose figures lead to entries, of each year and each entity."""
    for year in book.years(as_at):
        for name in OF_YEARS:
            yield from _made(book, name, as_at=as_at, year=year)
        for code in (*book.register.members, FUND):
            yield from _made(book, "account", as_at=as_at, year=year, member=code)
    yield from _made(book, "balances", as_at=as_at)


def _made(book: Book, name: str, **asked: object) -> Iterator[Statement]:
    try:
        yield statement_named(name)(book, Arguments(**asked))
    except InputError:
        return


def apart(book: Book, statement: Statement) -> Iterator[tuple[object, ...]]:
    """Every figure that is not the sum of the entries behind it, and every entry that counts more than it moved."""
    for table in statement.tables:
        for n, row in enumerate(table.rows if table.behind else ()):
            parts = table.behind.of(n)
            assert bool(len(parts)) == bool(table.behind.names[n])
            for figure in table.behind.figures:
                unit = 1 if table.columns[figure].unit is Unit.MONEY else 100
                summed = Fraction(int(parts[figure].sum()), unit)
                if row[0] not in PLAIN and summed != (row[figure] or 0):
                    yield statement.title, table.name, row, table.columns[figure].title, summed
            yield from _made_up(book, table, n)


def _made_up(book: Book, table: Table, row: int) -> Iterator[tuple[object, ...]]:
    """Entries that count with what they did not move."""
    parts = table.behind.of(row)
    for txn, *sizes in parts.to_numpy().tolist():
        moved = [posting.pence for posting in book.rows.transaction(txn).postings]
        for size in filter(None, map(int, sizes)):
            is_partial = table.name in PARTIAL and abs(size) <= sum(pence for pence in moved if pence > 0) + 1
            if not is_partial and abs(size) not in _sums(moved):
                yield table.name, table.rows[row], size, moved


def _sums(moved: list[int]) -> set[int]:
    """What some of an entry's postings may come to; of a long one, any few of them and any of one side."""
    few = moved if len(moved) <= 8 else []
    some = {abs(sum(of)) for size in range(1, len(few) + 1) for of in combinations(few, size)}
    sides = {sum(abs(pence) for pence in moved if (pence > 0) is side) for side in (True, False)}
    return some | sides | {abs(one + other) for one in moved for other in (0, *moved)}
