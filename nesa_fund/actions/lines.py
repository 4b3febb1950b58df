"""The lines of a charge in the sheet that was kept: its entries cite the row of the first."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from importers.files.opening import Opening
from importers.workbook import shown
from nesa_fund.charges import fold_number
from nesa_fund.closing.taking_back import means
from nesa_fund.entries import Transaction
from nesa_fund.problems import InputError

_SOURCE = re.compile(r"(?P<file>.+) \[(?:(?P<sheet>.+)!)?A\d+\]")
_ROW = re.compile(r"A(?P<row>\d+)\]?", re.IGNORECASE)


def line_of(folder: Path, name: str, entries: Sequence[Transaction]) -> Transaction | None:
    """The charge that a row is a later line of; None where it is of none, or that can't be told.

    Args:
        folder: The batch's folder, with the sheets that came in.
        name: Somebody's name of the row: "Invoices!A3", or the whole of its source.
        entries: The batch's entries that stand.
    """
    found = {one.meta["source"]: one for one in _alike(folder, name, entries)}
    return next(iter(found.values())) if len(found) == 1 else None


def _alike(folder: Path, name: str, entries: Sequence[Transaction]) -> Iterator[Transaction]:
    """The entries whose number stands in the row that a name means, on their own sheet."""
    row = _ROW.search(name.rpartition("!")[2])
    numbered = [one for one in entries if fold_number(one.meta.get("number", ""))]
    for sheet in dict.fromkeys(_sheet_of(one) for one in numbered) if row else ():
        if row and means(name, f"{sheet[0]} [{sheet[1]}{'!' if sheet[1] else ''}A{row['row']}]"):
            texts = _texts(folder, *sheet, int(row["row"]))
            yield from (one for one in numbered if _sheet_of(one) == sheet and fold_number(one.meta["number"]) in texts)


def _sheet_of(entry: Transaction) -> tuple[str, str]:
    found = _SOURCE.fullmatch(entry.meta["source"])
    return (found["file"], found["sheet"] or "") if found else ("", "")


def _texts(folder: Path, file: str, sheet: str, number: int) -> set[str]:
    """What stands in a row of a sheet that was kept; nothing where it can't be read any more."""
    path = folder / "source" / file
    if path.name != file or not path.is_file():
        return set()
    try:
        book = Opening({file: path.read_bytes()}).workbook(file)
    except (InputError, ValueError):
        return set()
    rows = next((one.rows for one in book.sheets if one.name == sheet), [])
    return {fold_number(shown(value)) for value in rows[number - 1]} if 0 < number <= len(rows) else set()
