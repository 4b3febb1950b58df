"""Reads one file of a drop, whichever kind of file it is."""

import posixpath

from importers.files import limits
from importers.files.compound import SIGNATURE
from importers.files.delimited import csv_rows
from importers.files.limits import refusal
from importers.files.ods import MIMETYPE, ods_sheets
from importers.files.statements import key_text_rows, ofx_rows
from importers.files.xls import xls_sheets
from importers.files.xlsx import xlsx_sheets
from importers.workbook import Sheet, Workbook


def read_workbook(name: str, content: bytes) -> Workbook:
    """Read an .xlsx, .xlsm, .xls, .ods or .csv file, or a bank's statement as .ofx, .qfx or .txt.

    Which kind of workbook it is, its first bytes tell.

    Raises:
        InputError: One sentence with a remedy: another kind of file, protected, damaged, too big.
    """
    if not content:
        raise refusal(name, "the file is empty; ask for it again")
    if len(content) > limits.MOST_BYTES:
        raise refusal(name, f"larger than {limits.MOST_BYTES >> 20} MiB; copy the sheets that are needed to a new file")
    sheets = _sheets(name, content)
    rows = [row for sheet in sheets for row in sheet.rows]
    if len(rows) > limits.MOST_RECORDS < sum(any(value is not None for value in row) for row in rows):
        raise refusal(name, limits.too_many())
    return Workbook(name, sheets)


def _sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    ending = posixpath.splitext(name.casefold())[1]
    if ending == ".csv":
        return (Sheet(name, "", csv_rows(name, content)),)
    if ending in {".ofx", ".qfx"}:
        return (Sheet(name, "", ofx_rows(name, content)),)
    if ending == ".txt":
        return (Sheet(name, "", key_text_rows(name, content)),)
    if ending not in {".xlsx", ".xlsm", ".xls", ".ods"}:
        raise refusal(name, "not a spreadsheet that can be read here; save it as .xlsx or .csv, and try again")
    if content.startswith(SIGNATURE):
        return xls_sheets(name, content)
    if MIMETYPE in content[:200]:
        return ods_sheets(name, content)
    return xlsx_sheets(name, content)
