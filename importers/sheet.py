"""Find the table in a sheet: its header row, its columns in any order, its records, its total."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from importers.columns import AS_IT_STANDS, Column, Layout, layout_for, match_headers
from importers.records import Records, SourceRow
from importers.seen import HOW, said_hidden
from importers.totals import is_subtotal, is_total, subtotal_problem, total_problems
from importers.workbook import Raw, Sheet, address, shown
from nesa_fund.problems import InputError, Problem

HEADER_ROWS = 30


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one sheet under one kind's columns.

    ``columns``: column name -> index from 0. ``others``: index -> header of a column not read.
    ``missing``: required columns that the sheet lacks, each already among ``problems``.
    ``remarks``: what the preview says of the sheet: what was left out, and how it was read.
    """

    file: str
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    others: Mapping[int, str]
    missing: tuple[str, ...]
    rows: Sequence[SourceRow]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """Headers of the columns that are not read, from left to right."""
        return tuple(self.others.values())


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    headers: Mapping[int, str]
    found: Mapping[str, list[int]]


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
    rows = _records(sheet, header.row, names, others)
    needed = required & names.keys()
    total = rows[-1] if rows and is_total(sheet, rows, names, needed) else None
    if total:
        rows = replace(rows, numbers=rows.numbers[:-1])
    among = [row for row in _lacking(rows, needed) if is_subtotal(sheet, row, needed)]
    problems = (
        *_header_problems(sheet, header, layout, missing),
        *(subtotal_problem(sheet, row, needed) for row in among),
        *(total_problems(sheet, total, rows, names) if total and not among else ()),
    )
    remarks = (*sheet.remarks, *(f"row {row.number} is the total: not recorded" for row in [total] if row))
    sets: dict[str, Raw] = {name: value for name, value in layout.sets.items() if name not in names}
    left_out = {row.number for row in among}
    if left_out or sets:
        rows = replace(rows, numbers=[number for number in rows.numbers if number not in left_out], sets=sets)
    return Table(sheet.file, sheet.name, header.row, names, others, missing, rows, problems, remarks)


def header_lines(sheet: Sheet) -> Lines:
    """Every row that may be the header, then every two rows read as one; the last row counts."""
    single = [
        {index: text for index, value in enumerate(row) if (text := shown(value))} for row in sheet.rows[:HEADER_ROWS]
    ]
    return [*enumerate(single, 1), *((row, _together(*two)) for row, two in enumerate(pairwise(single), 2))]


def _together(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Two rows of headers as one, the lower one's text behind the upper one's; of cells merged over both, once."""
    indexes = sorted(upper.keys() | lower.keys())
    return {index: " ".join(dict.fromkeys(filter(None, (upper.get(index), lower.get(index))))) for index in indexes}


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
    hidden = said_hidden(sheet) if sheet.hidden_columns else ""
    has = "its headers are: " + ", ".join(header.headers.values()) + (f"; {hidden}, and {HOW}" if hidden else "")
    for name in missing:
        yield Problem(f"no column {name}; {has}", sheet.file, sheet.name)


def _records(sheet: Sheet, header_row: int, names: Mapping[str, int], others: Mapping[int, str]) -> Records:
    """Every row below the header that is not wholly blank."""
    below = enumerate(sheet.rows[header_row:], header_row + 1)
    return Records(sheet.rows, [number for number, row in below if row.count(None) < len(row)], names, tuple(others))


def _lacking(rows: Records, needed: Collection[str]) -> list[SourceRow]:
    """The records that are blank in a column where something is needed."""
    blank = {n for name in needed for n, value in enumerate(rows.column(name)) if value is None}
    return [rows[n] for n in sorted(blank)]
