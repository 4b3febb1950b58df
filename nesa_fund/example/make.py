"""Writes the example's spreadsheets: ``python -m nesa_fund.example.make``, when what they hold has changed."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from nesa_fund.example.sheets import CSV_FILES, WORKBOOKS, Cell, Sheet

HERE = Path(__file__).parent
_AMOUNTS = frozenset({"Amount", "Net", "Gross", "Unit price", "Unit cost", "Ceiling", "Revenue reserve"})


def workbook(sheets: list[Sheet]) -> bytes:
    """A workbook as an office would keep it: a banner, a header, real dates and amounts."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"title": sheets[0][0], "created": datetime(2025, 5, 1, tzinfo=UTC)})
    formats = {
        "banner": book.add_format({"bold": True, "font_size": 14}),
        "header": book.add_format({"bold": True, "bg_color": "#E7EDF3", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "money": book.add_format({"num_format": "£#,##0.00"}),
    }
    for name, banner, rows in sheets:
        sheet = book.add_worksheet(name)
        first = 0
        if banner:
            sheet.write_string(0, 0, banner, formats["banner"])
            first = 2
        headers = [str(header) for header in rows[0]]
        for column, header in enumerate(headers):
            sheet.write_string(first, column, header, formats["header"])
            sheet.set_column(column, column, max(len(header) + 2, *(_width(row[column]) for row in rows[1:])))
        for number, row in enumerate(rows[1:], first + 1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, formats, is_money=headers[column] in _AMOUNTS)
        sheet.freeze_panes(first + 1, 0)
    book.close()
    return content.getvalue()


def _width(value: Cell) -> int:
    return 12 if isinstance(value, date) else min(len(str(value or "")) + 2, 44)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Cell, formats: dict[str, object], *, is_money: bool
) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day, tzinfo=UTC).replace(tzinfo=None), formats["day"])
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value, formats["money"] if is_money else None)


def csv_text(rows: list[list[Cell]]) -> bytes:
    """A CSV file as a finance system writes it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def main() -> None:
    """Write every file of the example beside this module."""
    for name, sheets in WORKBOOKS.items():
        (HERE / name).write_bytes(workbook(sheets))
    for name, rows in CSV_FILES.items():
        (HERE / name).write_bytes(csv_text(rows))


if __name__ == "__main__":
    main()
