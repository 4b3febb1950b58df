"""Reads one file of a drop, whichever kind of file it is."""

import posixpath

from importers.files import limits
from importers.files.delimited import csv_rows
from importers.files.limits import refusal
from importers.files.xlsx import xlsx_sheets
from importers.workbook import Sheet, Workbook


def read_workbook(name: str, content: bytes) -> Workbook:
    """Read an .xlsx or .csv file.

    Raises:
        InputError: One sentence with a remedy: another kind of file, protected, damaged, too big.
    """
    if not content:
        raise refusal(name, "the file is empty; ask for it again")
    if len(content) > limits.MOST_BYTES:
        raise refusal(name, f"larger than {limits.MOST_BYTES >> 20} MiB; copy the sheets that are needed to a new file")
    ending = posixpath.splitext(name.casefold())[1]
    if ending == ".csv":
        return Workbook(name, (Sheet(name, "", csv_rows(name, content)),))
    if ending in {".xlsx", ".xlsm"}:
        return Workbook(name, xlsx_sheets(name, content))
    raise refusal(name, "not a spreadsheet that can be read here; save it as .xlsx or .csv, and try again")
