"""Blank sheets as a workbook: headers with notes, lists to choose from, formats, and a grey example row."""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from importers.templates import TemplateColumn, TemplateSheet, What
from reports.lists import Lists
from reports.options import PLAIN

_ROWS = 1000  # So many rows have their formats and lists.
_WIDTHS = {What.MONEY: 14, What.NUMBER: 12, What.DAY: 13, What.CHOICE: 14, What.TEXT: 20}
_FORMATS = {What.MONEY: "#,##0.00", What.DAY: "dd/mm/yyyy", What.TEXT: "@"}
_INK, _SHADE, _GREY, _PAPER_A4 = "#1F3864", "#E8EDF4", "#808080", 9
_HOW = (
    "Fill in one row each. A column whose title is bold is needed; the note in each title says what goes into it. "
    "The grey row is an example: write over it, or delete it. Left as it is, it is not read."
)


def render_template(sheets: Sequence[TemplateSheet]) -> bytes:
    """Blank sheets as a workbook that `nesa import` reads when it is filled in."""
    stream = BytesIO()
    with Workbook(stream, PLAIN) as book:
        book.set_properties({"title": "Sheets for nesa import", "created": datetime(2026, 1, 1)})  # noqa: DTZ001
        formats = _Formats(book)
        lists = Lists(column.choices for sheet in sheets for column in sheet.columns if column.choices)
        for sheet in sheets:
            _draw(book.add_worksheet(sheet.name), sheet, formats, lists)
        lists.write(book)
    return stream.getvalue()


class _Formats:
    """The looks of a template's cells."""

    def __init__(self, book: Workbook) -> None:
        head = {"bg_color": _SHADE, "font_color": _INK, "bottom": 1, "bottom_color": _INK, "text_wrap": True}
        self.needed = book.add_format(head | {"bold": True})
        self.optional = book.add_format(head)
        self.how = book.add_format({"text_wrap": True, "font_color": _INK, "valign": "top"})
        self.cells = {what: book.add_format(_number(what)) for what in What}
        self.examples = {what: book.add_format(_number(what) | {"font_color": _GREY, "italic": True}) for what in What}


def _number(what: What) -> dict[str, object]:
    return {"num_format": _FORMATS[what]} if what in _FORMATS else {}


def _draw(page: Worksheet, sheet: TemplateSheet, formats: _Formats, lists: Lists) -> None:
    last = len(sheet.columns) - 1
    page.merge_range(0, 0, 0, max(last, 5), f"{sheet.title}. {_HOW}", formats.how)
    page.set_row(0, 48)
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, max(_WIDTHS[column.what], len(column.header) + 3), formats.cells[column.what])
        page.write_string(1, n, column.header, formats.needed if column.required else formats.optional)
        page.write_comment(1, n, column.note, {"x_scale": 2, "y_scale": 1.2, "author": "nesa"})
        _write_example(page, n, column, formats.examples[column.what])
        if column.choices:  # A name that is in no list may be written all the same: it has many spellings.
            lists.offer(page, (2, _ROWS + 1), n, column.choices)
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)


def _write_example(page: Worksheet, n: int, column: TemplateColumn, look: Format) -> None:
    match column.example:
        case None:
            page.write_blank(2, n, None, look)
        case date():
            page.write_datetime(2, n, datetime.combine(column.example, time()), look)
        case int() | float():
            page.write_number(2, n, column.example, look)
        case text:
            page.write_string(2, n, text, look)
