"""Lists to choose from in a workbook that is to be filled in."""

from collections.abc import Iterable

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from importers.examples import LISTS

_SHEET = "Lists"


class Lists:
    """The lists of one workbook, each once, on a hidden sheet that `nesa import` knows and passes over."""

    def __init__(self, lists: Iterable[tuple[str, ...]]) -> None:
        """Take the choices of every cell that has some."""
        self._at = {choices: n for n, choices in enumerate(dict.fromkeys(lists))}

    def offer(self, page: Worksheet, rows: tuple[int, int], column: int, choices: tuple[str, ...]) -> None:
        """Offer a list in the cells from one row to another; what is not in it may be written all the same."""
        letter = xl_col_to_name(self._at[choices])
        source = f"={_SHEET}!${letter}$2:${letter}${len(choices) + 1}"
        offered = {"validate": "list", "source": source, "show_error": False}
        page.data_validation(rows[0], column, rows[1], column, offered)

    def write(self, book: Workbook) -> None:
        """Write the sheet that they stand on, after all others."""
        page = book.add_worksheet(_SHEET)
        page.write_string(0, 0, LISTS)
        for choices, n in self._at.items():
            for row, text in enumerate(choices, 1):
                page.write_string(row, n, text)
        page.hide()
