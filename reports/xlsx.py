"""A statement as a workbook: a sheet a table, real dates and numbers, totals as formulas, ready to print."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from io import BytesIO
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from nesa_fund.problems import InputError
from nesa_fund.statements.base import Column, Pack, Statement, Table, Unit, Value

from .options import PLAIN
from .words import day, particulars, plain, shown
from .xlsx_charts import draw_charts

_Look = dict[str, str | int | bool]

_HEADER = 3  # The title and two lines of particulars stand above the column titles.
_LARGEST_ROWS = 1_048_576 - _HEADER - 2  # Excel's rows, less the column titles and the total row.
_LONGEST_TEXT = 32_767  # Excel's characters in a cell.
_PAGE = 130  # Characters across a page at full size; long text wraps so that the rest stays large enough to read.
_LABELS = 28  # Characters of what stands before it there.
_ABOUT = 100  # Characters across the sheet that tells about the statement.
_TEXT_WIDTHS = (24, 60)  # But never narrower or wider than this.
_LINE, _TALLEST = 15, 409  # Points: a line of text, and the tallest row that Excel draws.
_PAPER_A4 = 9
_INK, _SHADE, _RULE = "#1F3864", "#E8EDF4", "#C9CFD8"
_TITLE = {"bold": True, "font_size": 14, "font_color": _INK}
_COLUMN_TITLE: _Look = {"bold": True, "text_wrap": True, "font_color": _INK, "bg_color": _SHADE, "bottom_color": _INK}
_TOTAL: _Look = {"bold": True, "top": 1, "bottom": 6, "bottom_color": _INK}
_FORMATS = {Unit.MONEY: "£#,##0.00;[Red]-£#,##0.00", Unit.PERCENT: "0.00%", Unit.DATE: "d mmm yyyy"}
_DECIMALS = ("#,##0", "#,##0.0", "#,##0.00")


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes values of one unit, each as what it is."""

    sheet: Worksheet
    unit: Unit
    figure: Format
    text: Format

    def write(self, row: int, n: int, value: Value) -> None:
        match value:
            case None:
                self.sheet.write_blank(row, n, None, self.figure)
            case str():
                self.sheet.write_string(row, n, _whole(value), self.text)
            case date():
                self.sheet.write_datetime(row, n, datetime.combine(value, time()), self.figure)
            case _:
                self.sheet.write_number(row, n, self._number(value), self.figure)

    def write_sum(self, row: int, n: int, rows: int, total: int | Fraction) -> None:
        formula = f"=SUM({xl_range(row - rows, n, row - 1, n)})"
        self.sheet.write_formula(row, n, formula, self.figure, self._number(total))

    def _number(self, value: int | Fraction) -> float:
        """The nearest number that a spreadsheet can hold."""
        return float(Fraction(value, 100) if self.unit is Unit.MONEY else value)


def render_xlsx(statement: Statement) -> bytes:
    """Write a statement as a workbook; the same statement gives the same bytes.

    The last sheet, "About", says what it is and how it was made, with the answers and the notes; where there are
    pictures, "Charts" stands before it. A total is ``=SUM(…)`` with our figure as its stored value; filters leave it
    as it is, so that the total stays the statement's.

    Raises:
        InputError: A table has more rows than a worksheet can hold.
    """
    stream = BytesIO()
    with Workbook(stream, PLAIN) as book:
        book.set_properties(_properties(statement))
        names = _sheet_names(table.name for table in statement.tables)
        for table, name in zip(statement.tables, names, strict=True):
            _table_sheet(book, book.add_worksheet(name), statement, table)
        if statement.charts:
            _chart_sheet(book, book.add_worksheet("Charts"), statement)
        _about_sheet(book, book.add_worksheet("About"), statement)
    return stream.getvalue()


def render_xlsx_pack(pack: Pack) -> bytes:
    """Write the statements of a pack as one workbook: first what is in it, then a sheet a table; always the same bytes.

    Raises:
        InputError: A table has more rows than a worksheet can hold.
    """
    stream = BytesIO()
    tables = [(statement, table) for statement in pack.statements for table in statement.tables]
    names = _sheet_names(f"{statement.name} {table.name}" for statement, table in tables)
    with Workbook(stream, PLAIN) as book:
        created = datetime.combine(pack.as_at, time(), UTC)
        book.set_properties({"title": plain(pack.title), "company": plain(pack.alliance), "created": created})
        _contents_sheet(book, book.add_worksheet("Contents"), pack, zip(tables, names, strict=True))
        for (statement, table), name in zip(tables, names, strict=True):
            _table_sheet(book, book.add_worksheet(name), statement, table)
    return stream.getvalue()


def _contents_sheet(
    book: Workbook, sheet: Worksheet, pack: Pack, sheets: Iterable[tuple[tuple[Statement, Table], str]]
) -> None:
    """What the pack is, the answers of its statements, and which sheet holds what."""
    _set_up_page(sheet, pack.statements[0])
    sheet.set_column(0, 0, _LABELS)
    sheet.set_column(1, 1, _ABOUT)
    sheet.write_string(0, 0, plain(pack.title), book.add_format(_TITLE))
    label = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_color": _INK})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    told = [
        ("Alliance", pack.alliance),
        ("As at", day(pack.as_at)),
        ("Head", pack.head),
        *(("", line) for line in pack.cover),
        *((one.question, one.answer) for statement in pack.statements for one in statement.answers),
        *((f"Sheet {name}", f"{statement.title}: {table.title}") for (statement, table), name in sheets),
        *(("Note", f"{statement.title}: {note}") for statement in pack.statements for note in statement.notes),
    ]
    for row, (name, said) in enumerate(told, 1):
        sheet.set_row(row, min(_LINE * max(_wrapped(name, _LABELS), _wrapped(said, _ABOUT)), _TALLEST))
        sheet.write_string(row, 0, plain(name), label)
        sheet.write_string(row, 1, _whole(said), text)


def _chart_sheet(book: Workbook, sheet: Worksheet, statement: Statement) -> None:
    _set_up_page(sheet, statement)
    _draw_heading(book, sheet, statement, "Charts")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 4, 14)
    draw_charts(book, sheet, statement.charts, _HEADER)


def _properties(statement: Statement) -> dict[str, str | datetime]:
    return {
        "title": plain(statement.title),
        "subject": plain(f"{statement.period}, as at {day(statement.as_at)}, head {statement.head}"),
        "company": plain(statement.alliance),
        "comments": plain(statement.made),
        "created": datetime.combine(statement.as_at, time(), UTC),
    }


def _sheet_names(names: Iterable[str]) -> list[str]:
    """Names that Excel takes: 31 characters, none of its separators, none twice however written, none of its own."""
    taken = {"about", "charts", "contents", "history"}
    given = []
    for name in names:
        base = re.sub(r"[\[\]:*?/\\]", " ", plain(name)).strip(" '") or "Table"
        base = base[:1].upper() + base[1:]
        tails = ("", *(f" ({n})" for n in range(2, len(taken) + 2)))
        whole = next(full for tail in tails if (full := _cut(base, 31 - len(tail)) + tail).lower() not in taken)
        taken.add(whole.lower())
        given.append(whole)
    return given


def _cut(name: str, longest: int) -> str:
    """The start of a name, as Excel counts: a sign beyond the first 65,536 is two characters."""
    return name.encode("utf-16-le")[: longest * 2].decode("utf-16-le", "ignore").rstrip(" '")


def _table_sheet(book: Workbook, sheet: Worksheet, statement: Statement, table: Table) -> None:
    if len(table.rows) > _LARGEST_ROWS:
        raise InputError(f'"{table.title}" has {len(table.rows):,} rows, too many for a worksheet; choose csv or json')
    _set_up_page(sheet, statement)
    _draw_heading(book, sheet, statement, table.title)
    totals = table.totals
    widths = _widths(table, totals)
    for n, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(n, n, width)
        look = _look(n, column.unit, [row[n] for row in (*table.rows, *([totals] if totals else []))])
        sheet.write_string(_HEADER, n, plain(column.title), book.add_format({**look, **_COLUMN_TITLE}))
        _draw_values(_pen(book, sheet, column.unit, look), table, n)
        if totals:
            _draw_total(_pen(book, sheet, column.unit, {**look, **_TOTAL}), table, n, totals[n])
    if not table.rows and not totals and table.columns:
        sheet.write_string(_HEADER + 1, 0, "None", book.add_format({"font_color": "#404040"}))
    _set_heights(sheet, table, widths)
    last_row, last_column = _HEADER + len(table.rows), max(len(table.columns) - 1, 0)
    sheet.autofilter(_HEADER, 0, last_row, last_column)
    sheet.freeze_panes(_HEADER + 1, 1 if last_column else 0)
    sheet.repeat_rows(0, _HEADER)
    sheet.ignore_errors({"number_stored_as_text": xl_range(_HEADER + 1, 0, last_row + 1, last_column)})


def _set_up_page(sheet: Worksheet, statement: Statement) -> None:
    alliance, head = (_cut(plain(text), 60).replace("&", "&&") for text in (statement.alliance, statement.head))
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    sheet.set_footer(f"&L{alliance}&CPage &P of &N&RHead {head}")


def _draw_heading(book: Workbook, sheet: Worksheet, statement: Statement, title: str) -> None:
    whole = statement.title if title == statement.title else f"{statement.title}: {title}"
    period, as_at = statement.period, day(statement.as_at)
    quiet = book.add_format({"font_color": "#404040", "valign": "top"})
    sheet.set_row(_HEADER - 1, _LINE * 1.5)
    sheet.write_string(0, 0, plain(whole), book.add_format(_TITLE))
    sheet.write_string(1, 0, plain(f"{statement.alliance}. For: {statement.audience}"), quiet)
    sheet.write_string(2, 0, plain(f"Period: {period}. As at: {as_at}. Head: {statement.head}"), quiet)


def _draw_values(pen: _Pen, table: Table, n: int) -> None:
    for row, values in enumerate(table.rows, _HEADER + 1):
        pen.write(row, n, values[n])


def _draw_total(pen: _Pen, table: Table, n: int, total: Value) -> None:
    row = _HEADER + len(table.rows) + 1
    if table.columns[n].total and table.rows and isinstance(total, int | Fraction):
        pen.write_sum(row, n, len(table.rows), total)
    else:
        pen.write(row, n, total)


def _pen(book: Workbook, sheet: Worksheet, unit: Unit, look: _Look) -> _Pen:
    return _Pen(sheet, unit, book.add_format(look), book.add_format({**look, "text_wrap": True}))


def _look(n: int, unit: Unit, values: list[Value]) -> _Look:
    look: _Look = {"valign": "top", "bottom": 1, "bottom_color": _RULE}
    if unit is Unit.TEXT:
        return {**look, "align": "left", "indent": 1 if n else 0}  # Clear of the figures to its left.
    return {**look, "align": "right", "num_format": _FORMATS.get(unit) or _DECIMALS[_decimals(values)]}


def _decimals(values: list[Value]) -> int:
    """The decimals that a column of numbers needs so that its points stand in line: two at most."""
    numbers = [value for value in values if isinstance(value, int | Fraction)]
    return next((n for n in (0, 1) if all((number * 10**n).denominator == 1 for number in numbers)), 2)


def _whole(text: str) -> str:
    text = plain(text, one_line=False)
    if len(text) <= _LONGEST_TEXT:
        return text
    tail = f" … [{len(text):,} characters; the whole is in csv or json]"
    return text[: _LONGEST_TEXT - len(tail)] + tail


def _widths(table: Table, totals: tuple[Value, ...] | None) -> list[int]:
    """The columns' widths in characters: whole values, and for long text what room is left on the page."""
    rows = [*table.rows, totals or (None,) * len(table.columns)]
    widths = [_width(column, values) for column, values in zip(table.columns, zip(*rows, strict=True), strict=True)]
    least, most = _TEXT_WIDTHS
    long = sum(width > least for width in widths)
    room = _PAGE - sum(width for width in widths if width <= least)
    widest = min(max(room // max(long, 1), least), most)
    return [min(width, widest) for width in widths]


def _width(column: Column, values: Iterable[Value]) -> int:
    words = (len(word) + 3 for word in plain(column.title).split())
    lines = (len(line) + 3 for value in values for line in shown(value, column.unit).splitlines())
    return max((10, *words, *lines))


def _set_heights(sheet: Worksheet, table: Table, widths: list[int]) -> None:
    """Make room for wrapped text, which not every spreadsheet does by itself."""
    titles = [column.title for column in table.columns]
    sheet.set_row(_HEADER, _LINE * (_lines(titles, widths) + 1))  # A line to spare for the filters' buttons.
    for row, values in enumerate(table.rows, _HEADER + 1):
        lines = _lines(values, widths)
        if lines > 1:
            sheet.set_row(row, min(_LINE * lines, _TALLEST))


def _lines(values: Iterable[Value], widths: Iterable[int]) -> int:
    """How many lines the tallest of some texts takes in its column."""
    return max((_wrapped(value, width) for value, width in zip(values, widths, strict=True)), default=1)


def _wrapped(value: Value, width: int) -> int:
    if not isinstance(value, str):
        return 1
    lines = plain(value, one_line=False).split("\n")
    return sum(len(wrap(line, width)) or 1 if len(line) > width else 1 for line in lines)


def _about_sheet(book: Workbook, sheet: Worksheet, statement: Statement) -> None:
    _set_up_page(sheet, statement)
    sheet.set_column(0, 0, _LABELS)
    sheet.set_column(1, 1, _ABOUT)
    sheet.write_string(0, 0, plain(statement.title), book.add_format(_TITLE))
    label = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_color": _INK})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    notes = ((f"Note {n}", note) for n, note in enumerate(statement.notes, 1))
    answers = ((one.question, one.answer) for one in statement.answers)
    for row, (name, said) in enumerate((*particulars(statement), *answers, *notes), 1):
        lines = max(_wrapped(name, _LABELS), _wrapped(said, _ABOUT))
        sheet.set_row(row, min(_LINE * lines, _TALLEST))
        sheet.write_string(row, 0, plain(name), label)
        sheet.write_string(row, 1, _whole(said), text)
