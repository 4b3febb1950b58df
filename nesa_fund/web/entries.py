"""What stands behind a figure: its entries, those of an open item, and one entry with its row of its sheet."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import FUND, POUNDS, Posting, Transaction
from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value, counted
from nesa_fund.web.extracts import Extract, cited
from nesa_fund.web.readings import Seen

_NAME = re.compile(r"([0-9]{4,8})/(\w{1,40}):([0-9]{1,9})")
_NONE = "there is no such entry among what you may see"


def entry_name(entry: Transaction) -> str:
    """What the journal calls an entry: its batch, its book, and its line there, as in 0007/Hartside:12."""
    return f"{entry.place.batch:04d}/{entry.entity}:{entry.place.line}"


def entry_page(seen: Seen, name: str) -> Statement:
    """One entry: what it moved, what is recorded with it, by whom, and the row of the sheet that it cites.

    Raises:
        InputError: There is none such in the books that the person may see.
    """
    entry = _entry(seen.book, name)
    item = [one for one in _of_item(seen.book, entry.link) if entry_name(one) != name] if entry.link else []
    extract = seen.extract(entry)
    return _page(
        seen,
        title=f"Entry {name}",
        made="As it stands in its book, and as the sheet that it came from is kept with its batch.",
        tables=(
            _postings(entry),
            _said(seen.book, entry),
            *([_row(entry, extract)] if extract.cells else []),
            *([_listed(seen.book, item, "Also on this item")] if item else []),
        ),
        notes=(extract.note,) if extract.note else (),
    )


def item_page(seen: Seen, link: str) -> Statement:
    """Every entry of an open item that stands in the books that the person may see.

    Raises:
        InputError: There is none.
    """
    entries = _of_item(seen.book, link)
    if not entries:
        raise InputError(_NONE)
    return _page(
        seen,
        title=f"Item {link}",
        made="Every entry of the item in the books that are open to you; a dealing stands in the book of each side.",
        tables=(_listed(seen.book, entries, "Its entries"),),
        notes=(),
    )


def figures_page(seen: Seen, statement: Statement, name: str, most: int | None = None) -> Statement:
    """The entries that make the figures of one row of a statement, and how much of each counts in which of them.

    Args:
        seen: What whoever asks may see; the statement is made of it, and so names nothing else.
        statement: It.
        name: The table's and the row's name, as the row leads here.
        most: How many entries are listed at most, the newest; the earlier ones are summed in one line.

    Raises:
        InputError: No such row, or nothing stands behind it.
    """
    table, row, parts = _row_named(statement, name)
    head = ", ".join(str(text) for text in _head(table, row))
    page = _page(
        seen,
        title=f"Behind the figures: {head}",
        made=f'Every entry that counts in the row "{head}" of the table "{table.title}", with as much of it as counts '
        "there; the totals are the figures of the row.",
        tables=(_counted(seen.book, table, _in_order(seen.book, parts), most),),
        notes=(),
    )
    return replace(page, period=statement.period, as_at=statement.as_at)


def taking_back(seen: Seen, name: str) -> str:
    """The command that takes an entry back; empty where there is no such entry, or none that came from a sheet."""
    try:
        entry = _entry(seen.book, name)
    except InputError:
        return ""
    source = entry.meta.get("source", "")
    return f'nesa reverse {entry.place.batch} --row "{source}"' if source and '"' not in source else ""


def _page(seen: Seen, title: str, made: str, tables: tuple[Table, ...], notes: tuple[str, ...]) -> Statement:
    return Statement(
        name="entry",
        title=title,
        alliance=seen.book.register.alliance().name,
        audience="whoever follows a figure to its ground",
        period=f"everything recorded up to {day_in_words(seen.as_at)}",
        as_at=seen.as_at,
        head=shown_head(seen.book.head),
        made=made,
        tables=tables,
        notes=notes,
    )


def _row_named(statement: Statement, name: str) -> tuple[Table, int, pd.DataFrame]:
    """The table and the position of a row, and what ``Behind.of`` gives of it."""
    of_table, _, of_row = name.partition("/")
    for table in statement.tables:
        if table.behind and of_row and table.name == of_table and of_row in table.behind.names:
            row = table.behind.names.index(of_row)
            return table, row, table.behind.of(row)
    raise InputError("there is nothing of that name among what you may see")


def _head(table: Table, row: int) -> Iterator[Value]:
    """The texts that a row begins with: whose its figures are."""
    for column, value in zip(table.columns, table.rows[row], strict=True):
        if column.unit is not Unit.TEXT:
            return
        if value is not None:
            yield value


def _in_order(book: Book, parts: pd.DataFrame) -> pd.DataFrame:
    places = book.transactions.loc[parts["txn"], ["day", "batch", "owner", "line"]].set_index(parts.index)
    return parts.loc[places.astype({"owner": str}).sort_values([*places.columns]).index]


def _counted(book: Book, table: Table, parts: pd.DataFrame, most: int | None) -> Table:
    """The entries, with how much of each counts in which column of the table; columns of nothing are left out."""
    figures = {n: column for n, column in enumerate(table.columns) if n in parts.columns and parts[n].any()}
    columns = (
        *(Column("Entry"), Column("Date", Unit.DATE), Column("Book"), Column("Kind"), Column("With"), Column("For")),
        *(replace(column, total=True) for column in figures.values()),
    )
    listed = parts if most is None else parts.tail(most)
    rows = [_counted_row(book, figures, part) for part in listed.to_dict("records")]
    if earlier := len(parts) - len(listed):
        sums = (_size(int(parts[n].iloc[:earlier].sum()), column.unit) for n, column in figures.items())
        told = f"Earlier: {counted(earlier, 'entry', 'entries')}, listed where this page is taken home"
        rows.insert(0, (told, None, None, None, None, None, *sums))
    return Table("entries", f"What counts in: {table.title}", columns, tuple(rows))


def _counted_row(book: Book, figures: Mapping[int, Column], part: Mapping[Hashable, int]) -> tuple[Value, ...]:
    one = book.rows.transaction(part["txn"])
    sizes = (_size(part[n], column.unit) if part[n] else None for n, column in figures.items())
    name = book.register.name
    return (entry_name(one), one.day, name(one.entity), _kind(one), name(one.payee) or None, one.narration, *sizes)


def _size(hundredths: int, unit: Unit) -> int | Fraction:
    return hundredths if unit is Unit.MONEY else Fraction(hundredths, 100)


def _entry(book: Book, name: str) -> Transaction:
    found = _NAME.fullmatch(name)
    if found:
        wanted = (int(found[1]), found[2], int(found[3]))
        rows = book.rows
        for n, place in enumerate(zip(rows.batch, rows.owner, rows.line, strict=True)):
            if place == wanted:
                return rows.transaction(n)
    raise InputError(_NONE)


def _of_item(book: Book, link: str) -> list[Transaction]:
    found = [book.rows.transaction(n) for n, one in enumerate(book.rows.link) if one == link]
    return sorted(found, key=lambda one: (one.day, one.place.batch, one.entity != FUND, one.place.line))


def _listed(book: Book, entries: Sequence[Transaction], title: str) -> Table:
    columns = (
        *(Column("Entry"), Column("Date", Unit.DATE), Column("Book"), Column("Kind"), Column("For")),
        Column("Amount", Unit.MONEY),
    )
    rows = tuple(
        (entry_name(one), one.day, book.register.name(one.entity), _kind(one), one.narration, _moved(one))
        for one in entries
    )
    return Table("entries", title, columns, rows)


def _postings(entry: Transaction) -> Table:
    is_money = all(posting.commodity == POUNDS for posting in entry.postings)
    unit = Unit.MONEY if is_money else Unit.NUMBER
    columns = (Column("Account"), Column("Debit", unit, total=True), Column("Credit", unit, total=True))
    return Table(
        "postings", "What it moved", columns, tuple(_posting(one, is_money=is_money) for one in entry.postings)
    )


def _posting(posting: Posting, *, is_money: bool) -> tuple[Value, ...]:
    size = abs(posting.pence) if is_money else Fraction(abs(posting.pence), 100)
    return (posting.account, size, None) if posting.pence > 0 else (posting.account, None, size)


def _said(book: Book, entry: Transaction) -> Table:
    return Table("said", "What is recorded with it", (Column("What"), Column("Is")), tuple(_lines(book, entry)))


def _lines(book: Book, entry: Transaction) -> Iterator[tuple[Value, ...]]:
    batch = book.batches[entry.place.batch]
    yield "Date", day_in_words(entry.day)
    yield "Book of", book.register.name(entry.entity)
    yield "With", book.register.name(entry.payee) or None
    yield "For", entry.narration
    yield "Kind", _kind(entry)
    for key, text in entry.meta.items():
        if key not in {"event", "source"}:
            yield key.replace("-", " ").capitalize(), text
    yield "Came in", f"batch {batch.number}, recorded on {day_in_words(batch.recorded_at.date())}"
    yield "Recorded by", batch.recorded_by
    yield "Approved by", f"{batch.approved_by} ({batch.how})" if batch.approved_by else "nobody"
    yield "From", entry.meta.get("source") or None


def _row(entry: Transaction, extract: Extract) -> Table:
    place = cited(entry)
    assert place  # It has cells.
    title = f"Row {place.row} of {f'the sheet {place.sheet} in ' if place.sheet else ''}{place.file}"
    return Table("extract", title, (Column("Cell"), Column("Column"), Column("Says")), extract.cells)


def _kind(entry: Transaction) -> str:
    return entry.meta.get("event", "").replace("-", " ") or "entry"


def _moved(entry: Transaction) -> int | None:
    pence = sum(max(posting.pence, 0) for posting in entry.postings if posting.commodity == POUNDS)
    return pence or None
