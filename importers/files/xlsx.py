"""Opens an Excel workbook safely.

An Excel file is unpacked and checked here, and python-calamine is handed a new one made of the
checked parts alone: so it reads no more than was looked at, and no file can make it ask for more
memory than a sheet of ``MOST_CELLS`` takes.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO
from xml.parsers import expat

from importers.files import limits, package
from importers.files.calamine import BadCells, sheets_by_calamine
from importers.files.limits import SAVE_AGAIN, refusal
from importers.files.looks import Looks, Range
from importers.files.regular import ATTRIBUTES, CELL_START, Reach, frame_of, reach_of
from importers.workbook import BadCell, Sheet

_CELL_REST = rb"""%b\s++r=["']([A-Z]{1,3})([1-9]\d{0,6})["']%b\s*(/?)>""" % (ATTRIBUTES, ATTRIBUTES)
_CELL = re.compile(rb"%b(?:%b)?" % (CELL_START, _CELL_REST))
_CELL_CONTENT = re.compile(
    CELL_START
    + _CELL_REST
    + rb"""(?<!/>)\s*(<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f\s*>))?"""
    + rb"""\s*(?:<(?:\w+:)?v\b[^<>]*(?<!/)>([^<]*)<)?"""
)
_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*\bt=["'])e(["'])""")  # Calamine refuses the newer ones, like #SPILL!
_TYPE = re.compile(rb"""\st=["'](\w+)["']""")
_ENCODING = re.compile(rb"""[^>]{0,200}?\bencoding\s*=\s*["']([^"'>]*)""")
_NO_INDEX = r"[^<>]*(?<!/)>(?!\s*(?:</|<(?:\w+:)?v(?:\s*/>|>\d*</)))"  # Calamine takes the first text for it.
_NO_INDEX_QUOTED = re.compile(f't="s"{_NO_INDEX}'.encode())
_NO_INDEX_SINGLY_QUOTED = re.compile(f"t='s'{_NO_INDEX}".encode())
_NUMBER_OF_ENTITIES = re.compile(
    rb"""<(?:\w+:)?c\s(?![^<>]*\bt=["'](?:str|inlineStr|e|d)["'])[^<>]*>"""
    rb"""\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f\s*>))?\s*<(?:\w+:)?v\b[^<>]*>[^<&]*&"""
)
_CALCULATED_LATER = re.compile(rb"""<(?:\w+:)?calcPr\s[^<>]*\bfullCalcOnLoad=["'](?:1|true)["']""")
_WORKBOOK = re.compile(rb"<(?:\w+:)?workbook[\s>]")
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\bhidden=["'](?:1|true)["'][^<>]*>""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s[^<>]*?\bhidden=["'](?:1|true)["'][^<>]*>""")
_FIRST_CELL = re.compile(rb"""\s*<(?:\w+:)?c\s[^<>]*?\br=["'][A-Z]{1,3}([1-9]\d{0,6})["']""")
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref=["']([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})["']"""
)
_NUMBER = re.compile(rb"""\b(r|min|max)=["'](\d{1,7})["']""")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_BEYOND = f"has a cell beyond the last row or column of Excel; {SAVE_AGAIN}"
_NO_VALUE = "holds a formula without a calculated value; open it in Excel, save, and try again"


def xlsx_sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx or .xlsm file; macros are not looked at.

    Raises:
        InputError: It is protected, damaged, too big, or no such file.
    """
    packed, bad_cells, looks = _checked(name, content)
    return sheets_by_calamine(
        name, packed, lambda _, data: (bad_cells.get(data.name, {}), looks.get(data.name, Looks()))
    )


def _checked(name: str, content: bytes) -> tuple[BinaryIO, dict[str, BadCells], dict[str, Looks]]:
    """A new file of the checked parts; and by name of each sheet what calamine would take for blank, and its looks."""
    parts, frames = _checked_parts(name, content)
    return _packed(parts, frames), _bad_cells(name, frames), _looks(name, frames)


def _checked_parts(name: str, content: bytes) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The XML parts of an Excel file by path, their sizes, names and cells checked; and what more there is to look at.

    The latter is the whole part too, but of a sheet of plain rows what is about them: 100,000 are looked at once.
    """
    parts = package.unpacked(name, content, lambda path: path.endswith((".xml", ".rels", "xl/workbook.bin")))
    if any(path.endswith("xl/workbook.bin") for path in parts):
        raise refusal(name, f"an Excel binary workbook (.xlsb); {SAVE_AGAIN}")
    frames, cells = dict(parts), 0
    for path, part in parts.items():
        if part.count(b"<row ") > limits.MOST_ROWS:  # Before anything that takes longer.
            raise refusal(name, _BEYOND)
        frame = frame_of(name, part) if _is_sheet(part) else None
        if frame:
            frames[path] = frame[0]
        _check_plain(name, frames[path])
        if _is_sheet(part) and _is_odd(frames[path]):
            raise refusal(name, f"written in a way that Excel does not use; {SAVE_AGAIN}")
        if _is_sheet(part):
            cells += _cells_spanned(name, frame[1] if frame else reach_of(name, part) or _reach_of_any(name, part))
        if cells > limits.MOST_CELLS:
            sentence = "a cell far from the others makes a sheet too big; delete the rows and columns after the table"
            raise refusal(name, f"{sentence}, save, and try again")
    return parts, frames


def _check_plain(name: str, part: bytes) -> None:
    """Refuse what could be read as other text than is looked at here, and what Excel itself would not open."""
    encoding = _ENCODING.match(part)
    if b"\0" in part or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}):
        raise refusal(name, f"written in signs that Excel does not use; {SAVE_AGAIN}")
    try:
        package.parser(name).Parse(part, True)  # noqa: FBT003  # All of it: expat takes no names.
    except expat.ExpatError as error:
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}") from error


def _is_odd(part: bytes) -> bool:
    """Whether a sheet is XML that calamine would take another value from than is written there."""
    return (
        b"<!--" in part
        or b"<![CDATA[" in part
        or (b"&" in part and _NUMBER_OF_ENTITIES.search(part) is not None)
        or _NO_INDEX_QUOTED.search(part) is not None
        or (b"t='s'" in part and _NO_INDEX_SINGLY_QUOTED.search(part) is not None)
    )


def _cells_spanned(name: str, reach: Reach) -> int:
    """Rows times columns from A1 to the last row and column that hold something."""
    last_row, letters = reach
    last_column = _column_number(letters)
    if last_row > limits.MOST_ROWS or last_column > limits.MOST_COLUMNS:
        raise refusal(name, _BEYOND)
    return last_row * last_column


def _reach_of_any(name: str, part: bytes) -> Reach:
    """The last row and the last column that hold something, of a sheet written in whatever way."""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    row_before = column_before = b""
    in_order = True
    for match in _CELL.finditer(part):
        column, row, is_blank = match.groups()
        if not row:  # Calamine must not see a cell whose place was not seen here.
            raise refusal(name, f"has cells without an address; {SAVE_AGAIN}")
        if is_blank:
            continue
        if row != row_before:
            in_order = in_order and row not in rows
            rows.add(row)
            if len(rows) > limits.MOST_RECORDS:
                raise refusal(name, limits.too_many())
        elif column <= column_before and len(column) <= len(column_before):
            in_order = False
        columns.add(column)
        row_before, column_before = row, column
    if not in_order:
        _check_once_each(name, part)
    return max(map(int, rows), default=0), max(columns, key=_column_number, default=b"")


def _check_once_each(name: str, part: bytes) -> None:
    """Refuse two values in one cell: which of them a reader takes is chance."""
    cells: set[tuple[bytes, ...]] = set()
    for match in _CELL.finditer(part):
        place = match[1], match[2]
        if not match[3]:
            if place in cells:
                raise refusal(name, f"has two values in the cell {b''.join(place).decode()}; {SAVE_AGAIN}")
            cells.add(place)


def _is_sheet(part: bytes) -> bool:
    return b"sheetData" in part


def _may_have_errors(part: bytes) -> bool:
    return _is_sheet(part) and (b'="e"' in part or b"='e'" in part)


def _column_number(letters: bytes) -> int:
    """Excel's letters as a number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _packed(parts: Mapping[str, bytes], frames: Mapping[str, bytes]) -> BinaryIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, part in parts.items():
            archive.writestr(path, _ERROR.sub(rb"\1str\2", part) if _may_have_errors(frames[path]) else part)
    file.seek(0)
    return file


def _bad_cells(name: str, parts: Mapping[str, bytes]) -> dict[str, BadCells]:
    """Sheet name -> what calamine would give as blank, but is not."""
    is_later = any(b"fullCalcOnLoad" in part and _CALCULATED_LATER.search(part) for part in parts.values())
    unset = {b"", b"0"} if is_later else {b""}
    found = {path: dict(_bad_cells_of(part, unset)) for path, part in parts.items() if _is_sheet(part)}
    sheets: dict[str, BadCells] = {sheet: found.pop(path) for sheet, path in _sheet_paths(parts) if path in found}
    if any(found.values()):
        raise refusal(name, f"holds errors, or formulas without calculated values; {SAVE_AGAIN}")
    return sheets


def _bad_cells_of(part: bytes, unset: Collection[bytes]) -> Iterator[tuple[tuple[int, int], BadCell]]:
    """Errors, and formulas of a value that is ``unset``: 0 too, where Excel is asked to calculate all on opening."""
    if not (_may_have_errors(part) or b"<f" in part or b":f" in part):
        return
    for match in _CELL_CONTENT.finditer(part):
        letters, row, _, formula, value = match.groups()
        kind = _TYPE.search(match[0][: match.end(3) - match.start()])
        place = int(row) - 1, _column_number(letters) - 1
        if kind and kind[1] == b"e":
            yield place, BadCell(f"holds the error {html.unescape((value or b'').decode(errors='replace'))}".rstrip())
        elif formula and (value or b"") in unset and not (kind and kind[1] == b"str"):
            yield place, BadCell(_NO_VALUE)


def _looks(name: str, parts: Mapping[str, bytes]) -> dict[str, Looks]:
    """Sheet name -> what is hidden in it, and merged."""
    found = {path: _looks_of(part) for path, part in parts.items() if _is_sheet(part)}
    sheets = {sheet: found.pop(path) for sheet, path in _sheet_paths(parts) if path in found}
    if any(looks != Looks() for looks in found.values()):
        raise refusal(name, f"hides or merges cells of a sheet that has no name; {SAVE_AGAIN}")
    return sheets


def _looks_of(part: bytes) -> Looks:
    """What is hidden in a sheet, and what is merged; Excel numbers the rows that it hides."""
    looks = Looks()
    is_hiding = b"hidden=" in part
    for tag in _HIDDEN_ROW.finditer(part) if is_hiding else ():
        cell = _FIRST_CELL.match(part, tag.end())
        row = int(cell[1]) if cell else dict(_NUMBER.findall(tag[0])).get(b"r", 1)
        looks.hidden_rows.add(int(row) - 1)
    for tag in _HIDDEN_COLUMN.finditer(part) if is_hiding else ():
        ends = {key: int(value) for key, value in _NUMBER.findall(tag[0])}
        last = min(ends.get(b"max", 0), limits.MOST_COLUMNS)
        looks.hidden_columns.update(range(ends.get(b"min", 1) - 1, last))
    for left, top, right, bottom in _MERGED.findall(part) if b"mergeCell" in part else ():
        looks.merged.append(Range(int(top) - 1, _column_number(left) - 1, int(bottom) - 1, _column_number(right) - 1))
    return looks


def _sheet_paths(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the path of its part, as the workbook's own list has them."""
    for path, part in parts.items():
        folder, file = posixpath.split(path)
        relations = parts.get(f"{folder}/_rels/{file}.rels")
        if relations is None or not _WORKBOOK.search(part[:4000]):
            continue
        targets = {a["Id"]: a["Target"] for a in _attributes(_RELATION_TAG, relations) if {"Id", "Target"} <= a.keys()}
        for sheet in _attributes(_SHEET_TAG, part):
            for identity in (value for key, value in sheet.items() if key.endswith(":id")):
                target = posixpath.join("/", folder, targets.get(identity, ""))
                yield sheet.get("name", ""), posixpath.normpath(target).lstrip("/")


def _attributes(tag: re.Pattern[str], part: bytes) -> Iterator[dict[str, str]]:
    for text in tag.findall(part.decode(errors="replace")):
        yield {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(text)}
