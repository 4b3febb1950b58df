"""Files made to do harm, or to be read wrongly, each with what is said of it: for tests, and for a measurement."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from importers.files.compound import packed
from packages import ods, with_part, xls_with, zipped

KEPT = Path(__file__).parents[1] / "importers/files/kept"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
BILLION = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
ROLLS = ("Member", "Census", "Pupils")


def xlsx(*rows: tuple[object, ...]) -> bytes:
    """A workbook of one sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Rolls")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def with_cells(cells: str, before: str = "", declared: str = "", encoding: str = "utf-8") -> bytes:
    """A workbook whose sheet is this XML."""
    xml = f'{declared}<worksheet xmlns="{NAMESPACE}">{before}<sheetData>{cells}</sheetData></worksheet>'
    return with_part(xlsx(ROLLS), SHEET, xml.encode(encoding))


def told(text: str, row: int = 1) -> str:
    """A row of cells of text as XML; what begins with < is a cell's own content."""
    names = zip("ABCDEFGH", text.split("|"), strict=False)
    cells = (
        f'<c r="{name}{row}">{cell}</c>'
        if cell.startswith(("<v", "<f"))
        else f'<c r="{name}{row}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for name, cell in names
    )
    return f'<row r="{row}">{"".join(cells)}</row>'


def roll(pupils: str, member: str = "Hartside") -> bytes:
    """A workbook of one roll, its number of pupils as it stands in the XML."""
    return with_cells(told("Member|Census|Pupils") + told(f"{member}|2025-10|{pupils}", 2))


def spending(payee: str) -> bytes:
    """A workbook of one thing that the Fund bought."""
    heads = told("Reference|Date|Supplier|Description|Gross|Plan line")
    return with_cells(heads + told(f"PF-1|08/10/2025|{payee}|Network days|<v>3000</v>|maths", 2))


def understated_bomb() -> bytes:
    """A part of 100 MB that says it is of 100 bytes."""
    content = bytearray(with_part(xlsx(ROLLS), "xl/styles.xml", b" " * 100_000_000))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = -1
        while (start := content.find(mark, start + 1)) >= 0:
            if struct.unpack_from("<I", content, start + at)[0] == 100_000_000:
                struct.pack_into("<I", content, start + at, 100)
    return bytes(content)


def repeated_text() -> bytes:
    """A text of 30,000 signs that a million cells point to."""
    rows = ("".join(f'<c r="{column}{n}" t="s"><v>0</v></c>' for column in "ABCDE") for n in range(1, 200_001))
    cells = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, 1))
    strings = f'<sst xmlns="{NAMESPACE}"><si><t>{"".join(f"{n:05}" for n in range(6000))}</t></si></sst>'
    return with_part(with_cells(cells), "xl/sharedStrings.xml", strings)


def many_rows(count: int) -> bytes:
    """A workbook of so many rows of rolls."""
    rows = (
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" t="s"><v>1</v></c><c r="C{n}"><v>1</v></c></row>'
        for n in range(2, count + 2)
    )
    return with_cells(told("Member|Census|Pupils") + "".join(rows))


def ring() -> bytes:
    """A compound file whose first two sectors follow each other."""
    content = bytearray(packed("Workbook", bytes(9000)))
    content[-4096:-4088] = struct.pack("<II", 1, 0)
    return bytes(content)


def xls_behind(kind: int, *more: tuple[int, bytes]) -> bytes:
    """The kept .xls with more records behind each of a kind."""
    kept = (KEPT / "looks.xls").read_bytes()
    return xls_with(kept, lambda one, data: [(one, data), *(more if one == kind else ())])


XLS_FAR = 0x203, struct.pack("<HHHd", 65535, 255, 0, 1.0)
XLS_PASSWORD = 0x2F, bytes(54)


def _ods_cell(repeated: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{repeated}"><text:p>x</text:p></table:table-cell>'


def _entity(cell: str) -> bytes:
    return with_cells(told(f"{cell}"), declared=f'<!DOCTYPE x [<!ENTITY e0 "lol">{BILLION}]>')


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("a.xlsx", lambda: with_part(xlsx(ROLLS), "xl/styles.xml", b" " * 300_000_000), "far bigger inside"),
    "zip bomb that lies": ("a.xlsx", understated_bomb, "damaged or cut short"),
    "far cell": ("a.xlsx", lambda: with_cells('<row><c r="XFD1048576"><v>1</v></c></row>'), "far from the others"),
    "far cell in UTF-16": (
        "a.xlsx",
        lambda: with_cells('<row><c r="XFD1048576"><v>1</v></c></row>', encoding="utf-16"),
        "written in signs that Excel does not use",
    ),
    "entity expansion": ("a.xlsx", lambda: _entity("&e9;"), "declares types of its own"),
    "external entity": (
        "a.xlsx",
        lambda: with_cells(told("&x;"), declared='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "declares types of its own",
    ),
    "undeclared entity": ("a.xlsx", lambda: with_cells(told("&x;")), "not a workbook that can be read"),
    "truncated": ("a.xlsx", lambda: xlsx(ROLLS)[:3000], "damaged or cut short"),
    "encrypted": ("a.xlsx", lambda: packed("EncryptedPackage", bytes(9000)), "protected by a password"),
    "2 million rows": ("a.xlsx", lambda: many_rows(2_000_000), "beyond the last row or column"),
    "2 million rows of text": ("a.csv", lambda: b"Member,Census,Pupils\n" + b"A,2025-10,1\n" * 2_000_000, "more rows"),
    "a text a million times": ("a.xlsx", repeated_text, "takes more"),
    "two values in one cell": ("a.xlsx", lambda: with_cells(told("a") + told("b")), "two values in the cell A1"),
    "NUL": ("a.csv", lambda: b"Member,Census,Pupils\nHart\0side,2025-10,1\n", "not text that can be read"),
    "bidirectional payee": ("a.xlsx", lambda: spending("North&#x202E;Net"), "invisible character (U+202E)"),
    "bidirectional member": ("a.xlsx", lambda: roll("<v>1</v>", "Hart&#x202E;side"), "no member of that name"),
    "NUL as Excel writes it": ("a.xlsx", lambda: spending("North_x0000_Net"), "invisible character (U+0000)"),
    "NUL as a number": ("a.xlsx", lambda: spending("North&#0;Net"), "not a workbook that can be read"),
    "formula alone": ("a.xlsx", lambda: roll("<f>1+1</f>"), "holds a formula without a calculated value"),
    "NaN": ("a.xlsx", lambda: roll("<v>NaN</v>"), "not a"),
    "1e999": ("a.xlsx", lambda: roll("<v>1e999</v>"), "not a"),
    "NaN as text": ("a.csv", lambda: b"Member,Census,Pupils\nHartside,2025-10,nan\n", "not a"),
    "1e999 as text": ("a.csv", lambda: b"Member,Census,Pupils\nHartside,2025-10,1e999\n", "not a"),
    "ods zip bomb": ("a.ods", lambda: with_part(ods(""), "content.xml", b" " * 300_000_000), "far bigger inside"),
    "ods columns without end": (
        "a.ods",
        lambda: ods(f"<table:table-row>{_ods_cell(10**11)}</table:table-row>"),
        "beyond the last row or column",
    ),
    "ods rows without end": (
        "a.ods",
        lambda: ods(f'<table:table-row table:number-rows-repeated="{10**11}">{_ods_cell(9)}</table:table-row>'),
        "beyond",
    ),
    "ods cells that repeat": (
        "a.ods",
        lambda: ods(f'<table:table-row table:number-rows-repeated="{10**6}">{_ods_cell(16384)}</table:table-row>'),
        "repeats cells",
    ),
    "ods entity expansion": (
        "a.ods",
        lambda: ods("&e9;", declared=f'<!DOCTYPE x [<!ENTITY e0 "lol">{BILLION}]>'),
        "declares types of its own",
    ),
    "xls far cell": ("a.xls", lambda: xls_behind(0x200, XLS_FAR), "far from the others"),
    "xls encrypted": ("a.xls", lambda: xls_behind(0x42, XLS_PASSWORD), "protected by a password"),
    "xls in a ring": ("a.xls", ring, "not a workbook that can be read"),
    "xls truncated": ("a.xls", lambda: (KEPT / "looks.xls").read_bytes()[:5000], "not a workbook that can be read"),
    "xls of zeros": ("a.xls", lambda: packed("Workbook", bytes(60_000_000)), "not a workbook that can be read"),
    "no archive": ("a.xlsx", lambda: zipped({}), "not a workbook that can be read"),
}  # fmt: skip
"""What it is called -> the file's name, what makes it, and what is said of it."""


def lying_dimension() -> bytes:
    """A workbook whose dimension speaks of one row, and which has three."""
    rows = told("Member|Census|Pupils") + told("Hartside|2025-10|<v>7</v>", 2) + told("Coquet|2025-10|<v>8</v>", 3)
    return with_cells(rows, before='<dimension ref="A1:C1"/>')
