"""Sheets with their faults marked: a copy to mend, each wrong cell coloured and its reason in a comment."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import PurePath

from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from importers.workbook import BadCell, Raw, Sheet, Workbook
from nesa_fund.problems import Problem

from .options import PLAIN
from .words import plain

_OPTIONS = PLAIN | {"default_date_format": "dd/mm/yyyy"}
LIST_OF_FAULTS = "What is wrong, cell by cell; this list is not read"
"""What the first sheet says of itself in its first cell."""
_HEADERS = (("File", 24), ("Sheet", 16), ("Cell", 8), ("Column", 18), ("Found there", 28), ("What is wrong", 90))
_COMMENT = {"x_scale": 2.5, "y_scale": 1.2, "author": "nesa"}
_INK, _SHADE = "#1F3864", "#E8EDF4"
_BAD = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_MOST_LINKS = 65_000  # Excel has no more in a sheet.
_MOST_COMMENTS = 10_000  # With many more a workbook takes minutes to open.
_MOST_ROWS = 1_048_576 - 2
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_WIDEST, _NARROWEST, _LOOKED_AT = 40, 8, 200
_FIRST_YEAR = 1900
_PAPER_A4 = 9
_LINE, _HIGHEST = 15, 409  # Points; Excel has no higher row.
_FILLED = 0.9  # How much of a line is filled, as words are kept whole.

_Faults = Mapping[tuple[int, int], Sequence[str]]
"""(row, column) from 0 -> what is wrong there."""


def render_marked(problems: Sequence[Problem], workbooks: Iterable[Workbook]) -> bytes:
    """Every fault in a list, and behind it the sheets of each file that has one, at their own addresses.

    Each cell with a fault is coloured and says why in a comment; of very many, the first ones do.

    Args:
        problems: What is wrong.
        workbooks: The files as they were opened; those that can't be are in the list alone.
    """
    wrong = {problem.file for problem in problems}
    sheets = [sheet for book in workbooks if book.file in wrong for sheet in book.sheets if not _is_list(sheet)]
    names = _names(sheets)
    stream = BytesIO()
    with Book(stream, _OPTIONS) as book:
        book.set_properties({"title": "Sheets with their faults marked", "created": datetime(2026, 1, 1)})  # noqa: DTZ001
        _list_faults(book, problems[:_MOST_ROWS], names)
        looks = book.add_format(_BAD), book.add_format(_BAD | {"num_format": "dd/mm/yyyy"})
        comments = _MOST_COMMENTS
        for sheet in sheets:
            page = book.add_worksheet(names[sheet.file, sheet.name])
            comments = _copy(page, sheet, _faults(sheet, problems), looks, comments)
            if sheet.hidden:
                page.hide()
    return stream.getvalue()


def _is_list(sheet: Sheet) -> bool:
    """Whether a sheet is such a list itself, of faults that were mended since."""
    return bool(sheet.rows) and sheet.rows[0][:1] == [LIST_OF_FAULTS]


def _names(sheets: Iterable[Sheet]) -> dict[tuple[str, str], str]:
    """(file, sheet) -> a name that Excel allows, none twice."""
    used = {"errors", "history"}
    names = {}
    for sheet in sheets:
        stem = re.sub(r"[\[\]:*?/\\]", " ", sheet.name or PurePath(sheet.file).stem).strip("' ") or "Sheet"
        name, count = stem[:_LONGEST_NAME], 1
        while name.casefold() in used:
            count += 1
            name = f"{stem[: _LONGEST_NAME - 5]} {count}"
        used.add(name.casefold())
        names[sheet.file, sheet.name] = name
    return names


def _list_faults(book: Book, problems: Sequence[Problem], names: Mapping[tuple[str, str], str]) -> None:
    page = book.add_worksheet("Errors")
    page.write_string(0, 0, LIST_OF_FAULTS, book.add_format({"bold": True, "font_color": _INK, "font_size": 13}))
    head = book.add_format({"bold": True, "bg_color": _SHADE, "font_color": _INK, "bottom": 1, "bottom_color": _INK})
    text = book.add_format({"valign": "top", "text_wrap": True})
    link = book.add_format({"valign": "top", "font_color": "#0563C1", "underline": 1})
    for n, (title, width) in enumerate(_HEADERS):
        page.set_column(n, n, width)
        page.write_string(1, n, title, head)
    for row, one in enumerate(problems, 2):
        told = [_whole(said) for said in (one.file, one.sheet, one.cell, one.column, one.value, one.message)]
        page.set_row(row, _height(told))
        for n, said in enumerate(told):
            if said:
                page.write_string(row, n, said, text)
        name = names.get((one.file, one.sheet))
        if name and one.cell and row < _MOST_LINKS:
            target = name.replace("'", "''")
            page.write_url(row, 2, f"internal:'{target}'!{one.cell}", link, one.cell)
    page.freeze_panes(2, 0)
    page.autofilter(1, 0, len(problems) + 1, len(_HEADERS) - 1)
    _fit(page)


def _height(told: Sequence[str]) -> int:
    """How high a row of the list is in points: not every program makes room for wrapped text by itself."""
    lines = (
        sum(-(-max(1, len(line)) // round(width * _FILLED)) for line in said.split("\n"))
        for said, (_, width) in zip(told, _HEADERS, strict=True)
    )
    return min(_LINE * max(lines), _HIGHEST)


def _fit(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.fit_to_pages(1, 0)


def _faults(sheet: Sheet, problems: Iterable[Problem]) -> _Faults:
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for one in problems:
        if (one.file, one.sheet) == (sheet.file, sheet.name) and one.cell:
            found[xl_cell_to_rowcol(one.cell)].append(one.message)
    return found


def _copy(page: Worksheet, sheet: Sheet, faults: _Faults, looks: tuple[Format, Format], comments: int) -> int:
    """Every cell of a sheet as it was read, hidden where it was, and what is wrong with it.

    Returns:
        How many of the comments that may be given are left.
    """
    for row, values in enumerate(sheet.rows):
        for n, value in enumerate(values):
            if value is not None and (row, n) not in faults:
                _write(page, row, n, value)
    for (row, n), messages in faults.items():
        values = sheet.rows[row] if row < len(sheet.rows) else []
        value = values[n] if n < len(values) else None
        _write(page, row, n, value, looks[isinstance(value, date)])
        if comments:
            page.write_comment(row, n, _whole("\n".join(messages)), _COMMENT)
            comments -= 1
    for n in range(max(map(len, sheet.rows), default=0)):
        page.set_column(n, n, _width(sheet, n), None, {"hidden": n in sheet.hidden_columns})
    for number in sheet.hidden_rows:
        page.set_row(number - 1, None, None, {"hidden": True})
    _fit(page)
    return comments


def _write(page: Worksheet, row: int, n: int, value: Raw, look: Format | None = None) -> None:
    """One value as what it is: text is never a formula, and a code keeps its zeros."""
    match value:
        case None | BadCell():
            page.write_blank(row, n, None, look)
        case bool():
            page.write_boolean(row, n, value, look)
        case int() | float() if abs(value) < float("inf"):
            page.write_number(row, n, value, look)
        case date() if value.year > _FIRST_YEAR:
            whole = value if isinstance(value, datetime) else datetime.combine(value, time())
            page.write_datetime(row, n, whole, look)
        case _:
            page.write_string(row, n, _whole(str(value)), look)


def _width(sheet: Sheet, n: int) -> int:
    lengths = (len(str(row[n])) for row in sheet.rows[:_LOOKED_AT] if n < len(row) and isinstance(row[n], str | float))
    return min(max((*lengths, _NARROWEST)) + 2, _WIDEST)


def _whole(text: str) -> str:
    """A text of which every character is seen, as long as a cell can hold."""
    return plain(text, one_line=False)[:_LONGEST_TEXT]
