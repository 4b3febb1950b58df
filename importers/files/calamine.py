"""Hands a checked workbook to python-calamine, and takes its cells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from importers.files.limits import SAVE_AGAIN, refusal
from importers.files.looks import Looks, sheet_with_looks
from importers.workbook import BadCell, Raw, Sheet

BadCells = Mapping[tuple[int, int], BadCell]
"""Row and column, from 0 -> what calamine would give as blank, but is not."""


def sheets_by_calamine(
    name: str, content: BinaryIO, about: Callable[[int, SheetMetadata], tuple[BadCells, Looks]]
) -> tuple[Sheet, ...]:
    """The worksheets of a workbook.

    Args:
        name: The file's name.
        content: A workbook made of checked parts alone.
        about: What was found of a sheet beforehand, by its number and name.

    Raises:
        InputError: Calamine can't read it, or it has no sheet.
    """
    try:
        book = CalamineWorkbook.from_filelike(content)
        sheets = tuple(
            _sheet(name, data, book.get_sheet_by_index(number).to_python(skip_empty_area=False), *about(number, data))
            for number, data in enumerate(book.sheets_metadata)
            if data.typ == SheetTypeEnum.WorkSheet
        )
    except (CalamineError, ValueError, OverflowError) as error:
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # What a fault in calamine is called; it has no other name.
            raise
        raise refusal(name, f"not a workbook that can be read; {SAVE_AGAIN}") from error
    if not sheets:
        raise refusal(name, "the workbook has no sheet with cells; ask for it again")
    return sheets


def _sheet(file: str, data: SheetMetadata, read: Iterable[Sequence[Raw]], bad_cells: BadCells, looks: Looks) -> Sheet:
    rows: list[list[Raw]] = [
        [None if type(value) is str and not value.strip() else value for value in row] for row in read
    ]
    for (row, column), bad in bad_cells.items():
        rows.extend([] for _ in range(len(rows), row + 1))
        rows[row].extend(None for _ in range(len(rows[row]), column + 1))
        rows[row][column] = bad
    looks.hidden = data.visible != SheetVisibleEnum.Visible
    return sheet_with_looks(file, data.name, rows, looks)
