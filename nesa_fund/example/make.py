"""Writes the example's spreadsheets: ``python -m nesa_fund.example.make``, when ``sheets.txt`` has changed."""

import csv
import io
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from nesa_fund.example.sheets import Cell, ExampleSheet, example_sheets

HERE = Path(__file__).parent
_AMOUNTS = frozenset({"Amount", "Net", "VAT", "Gross", "Unit price", "Unit cost", "Ceiling", "Revenue reserve"})
_HEADER = {"bold": True, "bg_color": "#E7EDF3", "bottom": 1, "text_wrap": True, "valign": "top"}


def contents() -> dict[str, bytes]:
    """File name -> content, of every file of the example."""
    by_file = groupby(example_sheets(), key=lambda sheet: sheet.file)
    return {name: _csv(*sheets) if name.endswith(".csv") else _workbook(list(sheets)) for name, sheets in by_file}


def _workbook(sheets: list[ExampleSheet]) -> bytes:
    """A workbook as an office would keep it: a banner, a header, real dates and amounts."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"title": sheets[0].name, "created": datetime(2025, 5, 1, tzinfo=UTC)})
    banner, header = book.add_format({"bold": True, "font_size": 14}), book.add_format(_HEADER)
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    money = book.add_format({"num_format": "£#,##0.00"})
    for one in sheets:
        sheet = book.add_worksheet(one.name)
        first = 2 if one.banner else 0
        if one.banner:
            sheet.write_string(0, 0, one.banner, banner)
        for column, name in enumerate(map(str, one.rows[0])):
            sheet.write_string(first, column, name, header)
            widths = (_width(row[column], is_money=name in _AMOUNTS) for row in one.rows[1:])
            sheet.set_column(column, column, max(len(name) + 2, *widths))
            for number, row in enumerate(one.rows[1:], first + 1):
                style = day if isinstance(row[column], date) else money if name in _AMOUNTS else None
                _write(sheet, (number, column), row[column], style)
        sheet.freeze_panes(first + 1, 0)
    book.close()
    return content.getvalue()


def _width(value: Cell, *, is_money: bool) -> int:
    if isinstance(value, date):
        return 12
    shown = f"£{value:,.2f}" if is_money and isinstance(value, int | float) else str(value or "")
    return min(len(shown) + 2, 44)


def _write(sheet: Any, place: tuple[int, int], value: Cell, style: object) -> None:  # noqa: ANN401  # Has no types.
    if isinstance(value, date):
        sheet.write_datetime(*place, value, style)
    elif isinstance(value, str):
        sheet.write_string(*place, value)
    elif value is not None:
        sheet.write_number(*place, value, style)


def _csv(sheet: ExampleSheet) -> bytes:
    """A CSV file as a finance system writes it."""
    text = io.StringIO()
    rows = [[f"{cell:.2f}" if isinstance(cell, float) else cell for cell in row] for row in sheet.rows]
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def main() -> None:
    """Write every file of the example beside this module."""
    for name, content in contents().items():
        (HERE / name).write_bytes(content)


if __name__ == "__main__":
    main()
