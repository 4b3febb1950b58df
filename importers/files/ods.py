"""Opens an OpenDocument spreadsheet (.ods) safely: its one part is read as a stream, and counted while it is read.

No library stands between: what a cell repeats, and what it was never given, is seen here alone.
"""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from xml.parsers import expat

from importers.files import limits, package
from importers.files.limits import SAVE_AGAIN, refusal
from importers.files.looks import Looks, Range, sheet_with_looks
from importers.workbook import BadCell, Raw, Sheet

MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_NAMES}{name}:1.0 " for name in ("table", "office", "text", "style"))
_CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_ROW = f"{_TABLE}table-row"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_PARTS = frozenset({"content.xml", "META-INF/manifest.xml", "encrypted-package"})
_VALUES = frozenset(f"{_OFFICE}{name}" for name in ("value", "date-value", "time-value", "boolean-value"))
_ERROR = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_SPAN = re.compile(r"(-?)PT(\d{1,7})H(\d{1,2})M(\d{1,2})(?:[.,](\d{1,9}))?S", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?(?:INF|NaN)", re.ASCII)
_NO_VALUE = "holds a formula without a calculated value; open it, save, and try again"
_TOO_BIG = "repeats cells until a sheet is too big; delete the rows and columns after the table, save, and try again"


def ods_sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .ods file.

    Raises:
        InputError: It is protected, damaged, or too big.
    """
    parts = package.unpacked(
        name, content, lambda path: path in {"content.xml", "META-INF/manifest.xml", "encrypted-package"}
    )
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b"") or "encrypted-package" in parts:
        raise refusal(name, "protected by a password; save a copy without one, and try again")
    if "content.xml" not in parts:
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}")
    reader = _Reader(name)
    try:
        reader.read(parts["content.xml"])
    except (expat.ExpatError, ValueError, OverflowError) as error:
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}") from error
    if not reader.sheets:
        raise refusal(name, "the workbook has no sheet with cells; ask for it again")
    return tuple(reader.sheets)


class _Reader:
    """Goes through content.xml element by element."""

    def __init__(self, file: str) -> None:
        self.sheets: list[Sheet] = []
        self._file = file
        self._path: list[str] = []
        self._cells_left = limits.MOST_CELLS
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._is_table = False
        self._cell: Mapping[str, str] = {}
        self._cell_depth = 0
        self._texts: list[str] | None = None

    def read(self, part: bytes) -> None:
        parser = package.parser(self._file)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.Parse(part, True)  # noqa: FBT003  # All of it: expat takes no names.

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        if self._cell_depth:
            self._start_in_cell(tag, attributes)
        elif tag == f"{_TABLE}table":
            self._start_table(attributes)
        elif self._is_table:
            self._start_in_table(tag, attributes)
        elif tag == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: Mapping[str, str]) -> None:
        if self._is_table:
            raise refusal(self._file, f"has a table within a table; {SAVE_AGAIN}")
        self._is_table = self._path[-2:-1] == [f"{_OFFICE}spreadsheet"]
        self._name = attributes.get(f"{_TABLE}name", "")
        self._looks = Looks(attributes.get(f"{_TABLE}style-name") in self._hidden_styles)
        self._rows: list[list[Raw]] = []
        self._row_number = self._column_number = 0

    def _start_in_table(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{_TABLE}table-column":
            count = _count(attributes, "number-columns-repeated")
            if _is_hidden(attributes):
                last = min(self._column_number + count, limits.MOST_COLUMNS)
                self._looks.hidden_columns.update(range(self._column_number, last))
            self._column_number += count
        elif (tag == _ROW and _ROW in self._path[:-1]) or (tag in _CELLS and self._path[-2] != _ROW):
            raise refusal(self._file, f"has cells outside the rows of a table; {SAVE_AGAIN}")
        elif tag == _ROW:
            self._row: list[Raw] = []
            self._row_count = _count(attributes, "number-rows-repeated")
            self._row_is_hidden = _is_hidden(attributes)
            self._merged: list[Range] = []
            self._column_number = 0
        elif tag in _CELLS:
            self._cell, self._cell_depth, self._texts = attributes, len(self._path), None

    def _start_in_cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        depth = len(self._path) - self._cell_depth
        if tag == f"{_TABLE}table":
            raise refusal(self._file, f"has a table within a table; {SAVE_AGAIN}")
        if tag == f"{_TEXT}p" and depth == 1:
            self._texts = [*self._texts, "\n"] if self._texts else []
        elif tag == f"{_TEXT}s" and self._is_text():
            count = min(int(attributes.get(f"{_TEXT}c", "1")), 100)
            self._said(" " * count)
        elif tag in {f"{_TEXT}tab", f"{_TEXT}line-break"}:
            self._said("\t" if tag == f"{_TEXT}tab" else "\n")

    def _is_text(self) -> bool:
        """Whether what is met now is a cell's own text: not that of a note on it, or of a picture in it."""
        inner = self._path[self._cell_depth :]
        return inner[:1] == [f"{_TEXT}p"] and all(tag.startswith(_TEXT) for tag in inner)

    def _said(self, text: str) -> None:
        if self._cell_depth and self._texts is not None and self._is_text():
            self._texts.append(text)

    def _end(self, tag: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if depth == self._cell_depth:
            self._cell_depth = 0
            self._end_cell(is_covered=tag == f"{_TABLE}covered-table-cell")
        elif self._cell_depth or not self._is_table:
            return
        elif tag == _ROW:
            self._end_row()
        elif tag == f"{_TABLE}table":
            self._is_table = False
            self.sheets.append(sheet_with_looks(self._file, self._name, self._rows, self._looks))

    def _end_cell(self, *, is_covered: bool) -> None:
        count = _count(self._cell, "number-columns-repeated")
        value = _value(self._cell, None if self._texts is None else "".join(self._texts))
        left = self._column_number
        self._column_number += count
        if not is_covered:
            down, across = _count(self._cell, "number-rows-spanned"), _count(self._cell, "number-columns-spanned")
            if down > 1 or across > 1:
                top = self._row_number
                self._merged.append(Range(top, left, top + down - 1, left + across - 1))
        if value is None:
            return
        if self._column_number > limits.MOST_COLUMNS:
            raise refusal(self._file, f"has a cell beyond the last row or column of Excel; {SAVE_AGAIN}")
        self._row += [None] * (left - len(self._row)) + [value] * count

    def _end_row(self) -> None:
        first = self._row_number
        self._row_number += self._row_count
        if not self._row:
            return
        if self._row_number > limits.MOST_ROWS:
            raise refusal(self._file, f"has a cell beyond the last row or column of Excel; {SAVE_AGAIN}")
        self._cells_left -= len(self._row) * self._row_count + (first - len(self._rows))
        if self._cells_left < 0:
            raise refusal(self._file, _TOO_BIG)
        self._rows.extend([] for _ in range(len(self._rows), first))
        self._rows.extend(list(self._row) for _ in range(self._row_count))
        self._looks.merged += self._merged
        if self._row_is_hidden:
            self._looks.hidden_rows.update(range(first, self._row_number))


def _count(attributes: Mapping[str, str], name: str) -> int:
    count = int(attributes.get(f"{_TABLE}{name}", "1"))
    if count < 1:
        raise ValueError
    return count


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get(f"{_TABLE}visibility", "visible") != "visible"


def _value(cell: Mapping[str, str], text: str | None) -> Raw:
    """What a cell holds; ``text`` is what it shows, None where it shows nothing at all."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if cell.get(_CALC_TYPE) == "error" or _ERROR.fullmatch(text or ""):
        return BadCell(f"holds the error {text or ''}".rstrip())
    if not kind and text is None:
        return BadCell(_NO_VALUE) if f"{_TABLE}formula" in cell else None
    if not kind and not _VALUES.isdisjoint(cell):
        return BadCell("holds a value of no type; type it again")
    if kind in {"", "string"}:
        said = cell.get(f"{_OFFICE}string-value", text or "")
        return said if said.strip() else None
    try:
        return _typed(kind, cell)
    except (KeyError, ValueError):
        return BadCell(f"holds a {kind} that can't be read; type it again")


def _typed(kind: str, cell: Mapping[str, str]) -> Raw:
    if kind == "date":
        moment = datetime.fromisoformat(cell[f"{_OFFICE}date-value"])
        return moment.date() if moment.time() == time() else moment
    if kind == "boolean":
        return {"true": True, "false": False}[cell[f"{_OFFICE}boolean-value"]]
    if kind == "time":
        return _span(cell[f"{_OFFICE}time-value"])
    number = cell[f"{_OFFICE}value"]
    if kind not in {"float", "currency", "percentage"} or not _NUMBER.fullmatch(number):
        raise ValueError
    return float(number)


def _span(text: str) -> Raw:
    match = _SPAN.fullmatch(text)
    if not match:
        raise ValueError
    minus, hours, minutes, seconds, part = match.groups()
    micros = int((part or "0")[:6].ljust(6, "0"))
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds), microseconds=micros)
    span = -span if minus else span
    return (datetime.min + span).time() if timedelta() <= span < timedelta(days=1) else span  # noqa: DTZ901  # No day.
