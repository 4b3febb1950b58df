"""The one row of a sheet that an entry cites, as it came, for those who may see it; never the workbook that holds it.

Somebody of one member sees a row only if an entry cites it that stands in a book that they may see, if no fact of
another member's own was read from it, and if the sheet is no other member's bank statement. Of that row they see the
columns that the import reads, and no cell that names a member with whom those entries have nothing to do.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from importers.files.opening import Opening
from importers.recognise import read_drop
from importers.workbook import BadCell, Raw, Sheet, address, shown
from nesa_fund.book import Book
from nesa_fund.entries import Transaction
from nesa_fund.facts import BankLine, BankStatement
from nesa_fund.history import folder_name
from nesa_fund.problems import InputError
from nesa_fund.web.roles import Person

_SOURCE = re.compile(r"(?P<file>[^/\\]+) \[(?:(?P<sheet>.+)!)?[A-Z]+(?P<row>[0-9]+)\]")


class Cited(NamedTuple):
    """What an entry cites: a file of its batch, a sheet of it (empty where it has but one), a row from 1."""

    batch: int
    file: str
    sheet: str
    row: int


class Cell(NamedTuple):
    """One cell of the row: its address, the heading above it, and what it says."""

    place: str
    heading: str
    text: str


class Extract(NamedTuple):
    """The cells of a row; ``note`` says what is not shown of it, and why."""

    cells: tuple[Cell, ...] = ()
    note: str = ""


def cited(entry: Transaction) -> Cited | None:
    """The row that an entry cites; None where it cites none."""
    found = _SOURCE.fullmatch(entry.meta.get("source", ""))
    return Cited(entry.place.batch, found["file"], found["sheet"] or "", int(found["row"])) if found else None


def extract_of(book: Book, root: Path, person: Person, entry: Transaction) -> Extract:
    """The row that an entry cites, as much of it as somebody may see.

    Args:
        book: The whole book: who else cites that row only it knows.
        root: The ledger's folder.
        person: Who asks; the entry is one that they may see.
        entry: It.
    """
    place = cited(entry)
    if place is None or place.file not in book.batches[place.batch].sources:
        return Extract(note="No sheet is kept of this entry: it follows from what was recorded before.")
    if place.file.endswith(".json"):
        return Extract(note="It was recorded by a command, and not from a sheet.")
    if not person.sees_all and _is_anothers(book, person, place, entry.meta["source"]):
        return Extract(note="The sheet tells of another member's own affairs: its row is for them and the auditors.")
    path = root / "batches" / folder_name(place.batch) / "source" / place.file
    try:
        return _read(path.read_bytes(), place, _hidden_names(book, person, place, entry.meta["source"]), person)
    except InputError as error:
        return Extract(note=f"The sheet can't be shown: {error}")


def _is_anothers(book: Book, person: Person, place: Cited, source: str) -> bool:
    """Whether a fact of another member's own was read from the row, or the sheet is its bank statement."""
    sheet = source.rpartition("!")[0] or source.rpartition(" [")[0]
    for fact in book.register.facts:
        if fact.place.batch == place.batch and fact.owner not in {"", *person.books}:
            of_bank = isinstance(fact, BankStatement | BankLine) and fact.source.startswith(sheet)
            if fact.source == source or of_bank:
                return True
    return False


def _hidden_names(book: Book, person: Person, place: Cited, source: str) -> Callable[[str], bool]:
    """Tells whether a text names a member with whom the entries that the person may see have nothing to do."""
    if person.sees_all:
        return lambda _: False
    rows = book.rows
    citing = {
        n
        for n, (batch, said) in enumerate(zip(rows.batch, rows.meta["source"], strict=True))
        if batch == place.batch and said == source and rows.owner[n] in person.books
    }
    named = {part for n in citing for posting in rows.transaction(n).postings for part in posting.account.split(":")}
    others = [code for code in book.register.members if code not in named | person.books]
    words = [re.escape(word) for code in others for word in (code, book.register.name(code))]
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return lambda text: bool(words and pattern.search(text))


def _read(content: bytes, place: Cited, is_hidden: Callable[[str], bool], person: Person) -> Extract:
    opening = Opening({place.file: content})
    if place.file not in opening.names:
        return Extract(note="The entry cites a paper, which is kept with its batch and not shown here.")
    sheet = next((one for one in opening.workbook(place.file).sheets if one.name == place.sheet), None)
    if sheet is None or place.row > len(sheet.rows):
        return Extract(note="The row is not in the sheet that is kept.")
    header, known = _header(opening, place)
    if not person.sees_all and not known:
        return Extract(note="Its columns go by names of their own, so that only who may see all is shown the row.")
    cells, hidden = [], 0
    for cell, column in _cells(sheet, header, place.row):
        is_for_all = column in known and not (is_hidden(cell.text) or is_hidden(cell.heading))
        if person.sees_all or is_for_all:
            cells.append(cell)
        else:
            hidden += 1
    note = f"{hidden} {'cell' if hidden == 1 else 'cells'} of the row not shown: not read, or about other members."
    return Extract(tuple(cells), note if hidden else "")


def _header(opening: Opening, place: Cited) -> tuple[int, frozenset[int]]:
    """The row of the headings, 0 where there is none that is known, and the columns that the import reads."""
    try:
        tables = [one.table for one in read_drop(opening).sheets if one.table.sheet == place.sheet]
    except InputError:
        tables = []
    return (tables[0].header_row, frozenset(tables[0].columns.values())) if tables else (0, frozenset())


def _cells(sheet: Sheet, header: int, row: int) -> Iterator[tuple[Cell, int]]:
    headings: Sequence[Raw] = sheet.rows[header - 1] if header else ()
    for column, value in enumerate(sheet.rows[row - 1]):
        text = value.reason if isinstance(value, BadCell) else shown(value)
        is_seen = column not in sheet.hidden_columns and row not in sheet.hidden_rows and not sheet.hidden
        if text and is_seen:
            yield Cell(address(row, column), shown(headings[column]) if column < len(headings) else "", text), column
