"""Find the table in a sheet: its header row, its columns in any order, its records, its total."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import NamedTuple

from importers.columns import AS_IT_STANDS, Column, Layout, layout_for, match_headers, normalise
from importers.workbook import BadCell, Raw, Sheet
from nesa_fund.money import MoneyError, format_pence, parse_pence, pence_from_float
from nesa_fund.problems import InputError, Problem

HEADER_ROWS = 30


class SourceRow(NamedTuple):
    """One record as found: ``values`` by column name, ``others`` by index; no blanks in either."""

    number: int
    values: Mapping[str, Raw]
    others: Mapping[int, Raw]


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one sheet under one kind's columns.

    ``columns``: column name -> index from 0. ``others``: index -> header of a column not read.
    ``missing``: required columns that the sheet lacks, each already among ``problems``.
    """

    file: str
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    others: Mapping[int, str]
    missing: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    problems: tuple[Problem, ...]

    @property
    def unread(self) -> tuple[str, ...]:
        """Headers of the columns that are not read, from left to right."""
        return tuple(self.others.values())


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    headers: Mapping[int, str]
    found: Mapping[str, list[int]]


def address(row: int, column: int) -> str:
    """A cell's address as the spreadsheet has it; row from 1, column from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


def shown(value: Raw) -> str:
    """A cell's value as people see it, at most 60 characters; invisible ones by their number."""
    if value is None or isinstance(value, BadCell):
        return ""
    if isinstance(value, datetime):
        text = value.strftime("%d/%m/%Y" if value.time() == time() else "%d/%m/%Y %H:%M:%S")
    elif isinstance(value, date):
        text = value.strftime("%d/%m/%Y")
    elif isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value)
    text = " ".join(text.split())
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    return text if len(text) <= 60 else text[:59] + "…"


Lines = Sequence[tuple[int, Mapping[int, str]]]
"""What may be a header: the row that it ends in, and column index -> text."""


def find_table(
    sheet: Sheet, columns: Sequence[Column], layout: Layout = AS_IT_STANDS, lines: Lines | None = None
) -> Table | None:
    """Find the table of one kind in a sheet, under banners and blank rows.

    The header is the row, or two rows on top of each other, in which most columns are found.

    Args:
        sheet: The sheet.
        columns: The kind's columns.
        layout: What the person importing said of the sheet.
        lines: Its ``header_lines``, where several kinds are looked for in one sheet.

    Returns:
        The table, what is wrong with it in its ``problems``; None where no row of the first
        ``HEADER_ROWS`` has all required columns, or two columns at least, or a mapped one.

    Raises:
        InputError: The layout names a column that the kind lacks, or a header the sheet lacks.
    """
    layout = layout_for(columns, layout)
    lines = header_lines(sheet) if lines is None else lines
    headers = (_Header(row, line, match_headers(line, columns, layout)) for row, line in lines)
    header = max(headers, key=lambda found: len(found.found), default=None)
    required = {column.name for column in columns if column.required} - layout.sets.keys()
    if header is None or not header.found:
        return None
    mapped = any(layout.maps.get(name) for name in header.found)
    if not (required <= header.found.keys() or len(header.found) >= 2 or mapped):
        return None
    _check_layout(sheet, header, layout)
    names = {name: indexes[0] for name, indexes in header.found.items()}
    read = {index for indexes in header.found.values() for index in indexes}
    others = {index: text for index, text in header.headers.items() if index not in read}
    missing = tuple(column.name for column in columns if column.name in required - names.keys())
    rows = list(_records(sheet, header.row, names, others))
    total = rows.pop() if rows and _is_total(sheet, rows[-1], required & names.keys()) else None
    problems = (
        *_header_problems(sheet, header, layout, missing),
        *(_total_problems(sheet, total, rows, names) if total else ()),
    )
    sets: dict[str, Raw] = {name: value for name, value in layout.sets.items() if name not in names}
    records = tuple(SourceRow(row.number, {**row.values, **sets}, row.others) for row in rows) if sets else tuple(rows)
    return Table(sheet.file, sheet.name, header.row, names, others, missing, records, problems)


def header_lines(sheet: Sheet) -> Lines:
    """Every row that may be the header, then every two rows read as one; the last row counts."""
    single = [
        {index: text for index, value in enumerate(row) if (text := shown(value))} for row in sheet.rows[:HEADER_ROWS]
    ]
    return [*enumerate(single, 1), *((row, _together(*two)) for row, two in enumerate(pairwise(single), 2))]


def _together(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Two rows of headers as one, the lower one's text behind the upper one's."""
    indexes = sorted(upper.keys() | lower.keys())
    return {index: " ".join(filter(None, (upper.get(index), lower.get(index)))) for index in indexes}


def _check_layout(sheet: Sheet, header: _Header, layout: Layout) -> None:
    """Raise an error where the layout speaks of a header or column that the sheet lacks."""
    lost = [(name, theirs) for name, theirs in layout.maps.items() if theirs and name not in header.found]
    blank = [name for name in layout.skip_blank if name not in header.found]
    has = "its headers are: " + ", ".join(header.headers.values())
    sentences = [f'no header "{theirs}" for the column {name}; {has}' for name, theirs in lost]
    sentences += [f"--skip-blank {name}: the sheet has no such column; {has}" for name in blank]
    if sentences:
        raise InputError(*(Problem(sentence, sheet.file, sheet.name) for sentence in sentences))


def _header_problems(sheet: Sheet, header: _Header, layout: Layout, missing: Sequence[str]) -> Iterator[Problem]:
    for name, indexes in header.found.items():
        first = address(header.row, indexes[0])
        if name in layout.sets:
            message = f'--set gives one value, but the sheet has this column; leave it unread with --map "{name}="'
            yield Problem(message, sheet.file, sheet.name, first, name)
        for index in indexes[1:]:
            message = f'the same column as "{header.headers[indexes[0]]}" in {first}; say which with --map "{name}=…"'
            cell = address(header.row, index)
            yield Problem(message, sheet.file, sheet.name, cell, name, header.headers[index])
    has = "its headers are: " + ", ".join(header.headers.values())
    for name in missing:
        yield Problem(f"no column {name}; {has}", sheet.file, sheet.name)


def _records(sheet: Sheet, header_row: int, names: Mapping[str, int], others: Mapping[int, str]) -> Iterator[SourceRow]:
    """Every row below the header that is not wholly blank."""
    reach = max(names.values(), default=0) + 1
    for number, row in enumerate(sheet.rows[header_row:], header_row + 1):
        cells = row if len(row) >= reach else [*row, *[None] * (reach - len(row))]
        values = {name: value for name, index in names.items() if (value := cells[index]) is not None}
        if not values and all(value is None for value in row):
            continue
        aside = {index: cells[index] for index in others if index < len(cells) and cells[index] is not None}
        yield SourceRow(number, values, aside)


def _is_total(sheet: Sheet, last: SourceRow, required: set[str]) -> bool:
    """Whether the last row is the table's total; a record of Total Gas Ltd has what a record needs."""
    label = next(value for value in sheet.rows[last.number - 1] if value is not None)
    key = normalise(label) if isinstance(label, str) else ""
    if key in {"total", "totals", "grandtotal", "grandtotals"}:
        return True
    return key.startswith(("total", "grandtotal")) and not required <= last.values.keys()


def _total_problems(
    sheet: Sheet, total: SourceRow, rows: Sequence[SourceRow], names: Mapping[str, int]
) -> Iterator[Problem]:
    """Where a number of the total row is not the sum of its column; a column of other things has no sum."""
    for name, index in names.items():
        wanted = _pence(total.values.get(name))
        amounts = [_pence(row.values[name]) for row in rows if name in row.values]
        if wanted is None or not amounts or None in amounts:
            continue
        found = sum(amount for amount in amounts if amount is not None)
        if found != wanted:
            message = f"the total row does not agree with the rows above it, which add up to {format_pence(found)}"
            cell = address(total.number, index)
            yield Problem(message, sheet.file, sheet.name, cell, name, shown(total.values[name]))


def _pence(value: Raw) -> int | None:
    """An amount in whole pence; None for what is no amount."""
    try:
        if isinstance(value, str):
            return parse_pence(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return pence_from_float(value)
    except MoneyError:
        return None
    return None
