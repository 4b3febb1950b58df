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
import zlib
from collections.abc import Iterator, Mapping, Sequence

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from importers.files import limits
from importers.files.limits import SAVE_AGAIN, refusal
from importers.workbook import BadCell, Raw, Sheet

_ATTRIBUTES = rb"""(?:\s++(?:s|t|cm|vm|ph)=(?:"[^"'<>]*+"|'[^"'<>]*+'))*+"""
_CELL_START = rb"<(?:c|[^\s<>/:]+:c)(?=[\s/>])"
_CELL_REST = rb"""%b\s++r=["']([A-Z]{1,3})([1-9]\d{0,6})["']%b\s*(/?)>""" % (_ATTRIBUTES, _ATTRIBUTES)
_CELL = re.compile(rb"%b(?:%b)?" % (_CELL_START, _CELL_REST))
_CELL_CONTENT = re.compile(
    _CELL_START
    + _CELL_REST
    + rb"""(?<!/>)\s*(<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f\s*>))?"""
    + rb"""\s*(?:<(?:\w+:)?v\b[^<>]*(?<!/)>([^<]*)<)?"""
)
_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*\bt=["'])e(["'])""")  # Calamine refuses the newer ones, like #SPILL!
_ERROR_TYPE = re.compile(rb"""=["']e["']""")
_TYPE = re.compile(rb"""\st=["'](\w+)["']""")
_WORKBOOK = re.compile(rb"<(?:\w+:)?workbook[\s>]")
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_NO_VALUE = "holds a formula without a calculated value; open it in Excel, save, and try again"


def xlsx_sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx or .xlsm file; macros are not looked at.

    Raises:
        InputError: It is protected, damaged, too big, or no such file.
    """
    parts = _checked_parts(name, content)
    bad_cells = _bad_cells(name, parts)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts)))
        sheets = tuple(
            Sheet(
                name,
                data.name,
                _rows(book.get_sheet_by_name(data.name).to_python(skip_empty_area=False), bad_cells.get(data.name, {})),
                data.visible != SheetVisibleEnum.Visible,
            )
            for data in book.sheets_metadata
            if data.typ == SheetTypeEnum.WorkSheet
        )
    except (CalamineError, ValueError, OverflowError) as error:
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}") from error
    if not sheets:
        raise refusal(name, "the workbook has no sheet with cells; ask for it again")
    return sheets


def _rows(read: Sequence[Sequence[Raw]], bad_cells: Mapping[tuple[int, int], BadCell]) -> list[list[Raw]]:
    rows = [[None if type(value) is str and not value.strip() else value for value in row] for row in read]
    for (row, column), bad in bad_cells.items():
        rows.extend([] for _ in range(len(rows), row + 1))
        rows[row].extend(None for _ in range(len(rows[row]), column + 1))
        rows[row][column] = bad
    return rows


def _checked_parts(name: str, content: bytes) -> dict[str, bytes]:
    """The XML parts of an Excel file by path, their sizes, names and cells checked."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
            _check_entries(name, entries)
            for entry in entries:
                parts[entry.filename.replace("\\", "/")] = archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise refusal(name, _not_a_workbook(content)) from error
    if len(parts) < len(entries):
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}")
    cells = 0
    for part in parts.values():
        cells += _cells_spanned(name, part) if _is_sheet(part) else 0
        if cells > limits.MOST_CELLS:
            sentence = "a cell far from the others makes a sheet too big; delete the rows and columns after the table"
            raise refusal(name, f"{sentence}, save, and try again")
    return parts


def _check_entries(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(name, "protected by a password; save a copy without one, and try again")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise refusal(name, f"packed in a way that Excel does not use; {SAVE_AGAIN}")
    absurd = any(e.file_size > 2**20 and e.file_size > limits.MOST_RATIO * e.compress_size for e in entries)
    if absurd or sum(entry.file_size for entry in entries) > limits.MOST_UNPACKED_BYTES:
        raise refusal(name, "far bigger inside than a list of records can be; copy the table to a new workbook")


def _not_a_workbook(content: bytes) -> str:
    if content.startswith(b"PK"):
        return "damaged or cut short; ask for the file again"
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return f"not an Excel workbook, whatever its name says; {SAVE_AGAIN}"
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "protected by a password; save a copy without one, and try again"
    return f"an Excel workbook of the old kind (.xls); {SAVE_AGAIN}"


def _cells_spanned(name: str, part: bytes) -> int:
    """Rows times columns from A1 to the last row and column that hold something."""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    for match in _CELL.finditer(part):
        column, row, is_blank = match.groups()
        if not row:  # Calamine must not see a cell whose place was not seen here.
            raise refusal(name, f"has cells without an address; {SAVE_AGAIN}")
        if not is_blank:
            columns.add(column)
            rows.add(row)
    last_row, last_column = max(map(int, rows), default=0), max(map(_column_number, columns), default=0)
    if last_row > limits.MOST_ROWS or last_column > limits.MOST_COLUMNS:
        raise refusal(name, f"has a cell beyond the last row or column of Excel; {SAVE_AGAIN}")
    return last_row * last_column


def _is_sheet(part: bytes) -> bool:
    return b"sheetData" in part


def _may_have_errors(part: bytes) -> bool:
    return _is_sheet(part) and _ERROR_TYPE.search(part) is not None


def _column_number(letters: bytes) -> int:
    """Excel's letters as a number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _packed(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, part in parts.items():
            archive.writestr(path, _ERROR.sub(rb"\1str\2", part) if _may_have_errors(part) else part)
    return file.getvalue()


def _bad_cells(name: str, parts: Mapping[str, bytes]) -> dict[str, dict[tuple[int, int], BadCell]]:
    """Sheet name -> row and column, from 0 -> what calamine would give as blank, but is not."""
    found = {path: dict(_bad_cells_of(part)) for path, part in parts.items() if _is_sheet(part)}
    sheets = {sheet: found.pop(path) for sheet, path in _sheet_paths(parts) if path in found}
    if any(found.values()):
        raise refusal(name, f"holds errors, or formulas without calculated values; {SAVE_AGAIN}")
    return sheets


def _bad_cells_of(part: bytes) -> Iterator[tuple[tuple[int, int], BadCell]]:
    if not (_may_have_errors(part) or b"<f" in part or b":f" in part):
        return
    for match in _CELL_CONTENT.finditer(part):
        letters, row, _, formula, value = match.groups()
        kind = _TYPE.search(match[0][: match.end(3) - match.start()])
        place = int(row) - 1, _column_number(letters) - 1
        if kind and kind[1] == b"e":
            yield place, BadCell(f"holds the error {html.unescape((value or b'').decode(errors='replace'))}".rstrip())
        elif formula and not value and not (kind and kind[1] == b"str"):
            yield place, BadCell(_NO_VALUE)


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
