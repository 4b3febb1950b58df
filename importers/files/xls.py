"""Opens a workbook of the old kind (.xls) safely.

Its stream of records is walked through and checked here, and python-calamine is handed a new file
of that stream alone, with the true size of each sheet written where calamine asks for memory by it.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import starmap
from typing import NamedTuple

from importers.files import limits
from importers.files.calamine import sheets_by_calamine
from importers.files.compound import CompoundError, packed, stream_of
from importers.files.limits import SAVE_AGAIN, refusal
from importers.files.looks import Looks, Range
from importers.workbook import BadCell, Sheet

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x809, 0x0A, 0x2F, 0x85
_DIMENSIONS, _ROW, _COLINFO, _MERGED = 0x200, 0x208, 0x7D, 0xE5
_FORMULA, _BOOLERR, _MULRK = 0x06, 0x205, 0xBD
_CELLS = frozenset({0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6, _FORMULA, _MULRK})
_EXCEL_97 = 0x600
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_NO_TEXT = (
    "holds a formula that gives no text, or was never calculated: this old kind of file does not tell; "
    "save it as .xlsx, and try again"
)


class _Record(NamedTuple):
    kind: int
    start: int
    data: bytes


@dataclass(slots=True)
class _Found:
    """What one sheet holds: as far as its last row and column, from 1, and what calamine would not give."""

    rows: int = 0
    columns: int = 0
    dimensions: int = -1
    cells: set[tuple[int, int]] = field(default_factory=set)
    bad: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    no_text: list[tuple[int, int]] = field(default_factory=list)
    looks: Looks = field(default_factory=Looks)


def xls_sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xls file of Excel 97 or later; macros are not looked at.

    Raises:
        InputError: It is protected, damaged, too big, or older.
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusal(name, "protected by a password; save a copy without one, and try again")
    try:
        _, stream = stream_of(content, {"Workbook"})
        found = [_walked(name, stream, start) for start in _sheet_starts(name, stream)]
    except (CompoundError, struct.error, IndexError) as error:
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}") from error
    if sum(sheet.rows * sheet.columns for sheet in found) > limits.MOST_CELLS:
        sentence = "a cell far from the others makes a sheet too big; delete the rows and columns after the table"
        raise refusal(name, f"{sentence}, save, and try again")
    checked = bytearray(stream)
    for sheet in found:
        if sheet.dimensions >= 0:
            struct.pack_into("<IIHH", checked, sheet.dimensions, 0, sheet.rows, 0, sheet.columns)
    file = io.BytesIO(packed("Workbook", bytes(checked)))
    return sheets_by_calamine(name, file, lambda number, _: (found[number].bad, found[number].looks))


def _records(stream: bytes, start: int) -> Iterator[_Record]:
    """The records from a beginning to its end; those of a chart within are left out."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", stream, start)
        data = stream[start + 4 : start + 4 + size]
        if len(data) < size or (depth == 0 and kind != _BOF):
            raise CompoundError
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield _Record(kind, start + 4, data)
        start += 4 + size


def _sheet_starts(name: str, stream: bytes) -> list[int]:
    """Where each sheet's records begin, in the order of the sheets."""
    starts: list[int] = []
    for record in _records(stream, 0):
        if record.kind == _BOF and struct.unpack_from("<H", record.data)[0] != _EXCEL_97:
            raise refusal(name, f"from before Excel 97; {SAVE_AGAIN}")
        if record.kind == _FILEPASS:
            raise refusal(name, "protected by a password; save a copy without one, and try again")
        if record.kind == _BOUNDSHEET:
            starts += struct.unpack_from("<I", record.data)
    if len(set(starts)) < len(starts):
        raise CompoundError
    return starts


def _walked(name: str, stream: bytes, start: int) -> _Found:
    found = _Found()
    for record in _records(stream, start):
        if record.kind in _CELLS:
            _put_cell(name, found, record)
        elif record.kind == _DIMENSIONS:
            if len(record.data) < 12 or found.dimensions >= 0:
                raise CompoundError
            found.dimensions = record.start
        elif record.kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", record.data)
            if flags & 0x20:
                found.looks.hidden_rows.add(row)
        elif record.kind == _COLINFO:
            first, last, flags = struct.unpack_from("<HH4xH", record.data)
            if flags & 1:
                found.looks.hidden_columns.update(range(first, min(last, 255) + 1))
        elif record.kind == _MERGED:
            (count,) = struct.unpack_from("<H", record.data)
            quads = struct.iter_unpack("<4H", record.data[2 : 2 + 8 * count])
            found.looks.merged += starmap(_range, quads)
    _judge_no_text(found)
    return found


def _range(top: int, bottom: int, left: int, right: int) -> Range:
    return Range(top, left, bottom, right)


def _put_cell(name: str, found: _Found, record: _Record) -> None:
    row, column = place = struct.unpack_from("<HH", record.data)
    last = struct.unpack_from("<H", record.data, len(record.data) - 2)[0] if record.kind == _MULRK else column
    if last > 255:
        raise refusal(name, f"has a cell beyond the last column of its kind; {SAVE_AGAIN}")
    for one in range(column, last + 1):
        if (row, one) in found.cells:
            raise refusal(name, f"has two values in one cell; {SAVE_AGAIN}")
        found.cells.add((row, one))
    found.rows, found.columns = max(found.rows, row + 1), max(found.columns, last + 1)
    if record.kind == _BOOLERR and record.data[7]:
        found.bad[place] = _error(record.data[6])
    elif record.kind == _FORMULA and record.data[12:14] == b"\xff\xff":
        if record.data[6] == 2:
            found.bad[place] = _error(record.data[8])
        elif record.data[6] == 3:
            found.no_text.append(place)


def _judge_no_text(found: _Found) -> None:
    """A formula without a text is blank where its row has nothing else; elsewhere a value may be lost."""
    blank = set(found.no_text)
    filled = {row for row, column in found.cells if (row, column) not in blank} if blank else set()
    found.bad.update({place: BadCell(_NO_TEXT) for place in blank if place[0] in filled})


def _error(code: int) -> BadCell:
    return BadCell(f"holds the error {_ERRORS.get(code, code)}")
