"""Lines of a bank statement that somebody must answer, as a workbook that `nesa import` reads when it is filled in."""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from importers.banks.answers import HOW
from importers.questions import Question
from reports.lists import Lists
from reports.options import PLAIN

_WIDTHS = {"Date": 12, "Details": 36, "Amount": 12, "We think": 40, "What is this?": 40, "Account": 14, "Line": 27}
_ANSWER = list(_WIDTHS).index("What is this?")
_LINE, _TALLEST = 15, 400  # Points; a spreadsheet's row is no higher than 409.
_INK, _SHADE, _PAPER_A4 = "#1F3864", "#E8EDF4", 9
_NOTE = (
    "Nothing that is recorded accounts for these lines of the bank's. Answer each in the column What is this?: choose "
    f"from its list, or write {HOW}. Then import this file; a line left blank stays open."
)


def render_questions(questions: Sequence[Question]) -> bytes:
    """The lines, each with a list of what it may be."""
    stream = BytesIO()
    lists = Lists(one.choices for one in questions)
    with Workbook(stream, PLAIN) as book:
        book.set_properties({"title": "Lines to be answered, for nesa import", "created": datetime(2026, 1, 1)})  # noqa: DTZ001
        _draw(book, book.add_worksheet("bank-statement"), questions, lists)
        lists.write(book)
    return stream.getvalue()


def _draw(book: Workbook, page: Worksheet, questions: Sequence[Question], lists: Lists) -> None:
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    text = book.add_format({"text_wrap": True, "align": "left", "valign": "top", "indent": 1})
    head = book.add_format({"bg_color": _SHADE, "font_color": _INK, "bottom": 1, "bold": True})
    fill = book.add_format({"bg_color": "#FFF8DC", "text_wrap": True, "valign": "top"})
    page.merge_range(0, 0, 0, _ANSWER, _NOTE, book.add_format({"text_wrap": True, "font_color": _INK, "valign": "top"}))
    page.set_row(0, 48)
    for n, (header, width) in enumerate(_WIDTHS.items()):
        page.set_column(n, n, width)
        page.write_string(1, n, header, head)
    for row, one in enumerate(questions, 2):
        page.set_row(row, _height(one))
        page.write_datetime(row, 0, datetime.combine(one.day, time()), day)
        page.write_string(row, 1, one.text, text)
        page.write_number(row, 2, one.pence / 100, money)
        if one.we_think:
            page.write_string(row, 3, one.we_think, text)
        page.write_blank(row, _ANSWER, None, fill)
        page.write_string(row, 5, one.account, text)
        page.write_string(row, 6, one.line, text)
        lists.offer(page, (row, row), _ANSWER, one.choices)
    page.freeze_panes(2, 0)
    page.repeat_rows(1)
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.fit_to_pages(1, 0)


def _height(one: Question) -> int:
    """So high that both texts are seen whole, as far as a row may go."""
    texts = ((one.text, "Details"), (one.we_think, "We think"))
    lines = max(ceil(len(text) / (_WIDTHS[column] * 0.8)) for text, column in texts)
    return min(_TALLEST, max(1, lines) * _LINE)
