"""A statement as CSV (RFC 4180, UTF-8 with a mark so that Excel shows £ rightly).

A statement of one table is its column titles, its rows and its total row. One of several tables has each under a line
of its own title, with an empty line between. Money is 1234.56, a date 2025-11-14, a percentage 16.666667%; a number or
percentage whose decimals do not end is rounded at the sixth (JSON keeps it exact). Text that a spreadsheet would take
for a formula begins with an apostrophe.
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from nesa_fund.money import format_pence
from nesa_fund.statements.base import Statement, Table, Unit, Value

from .words import exact, plain

_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n")  # The wide signs start formulas in East Asian spreadsheets.


def render_csv(statement: Statement) -> bytes:
    """Write the tables of a statement as one CSV file."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    for n, table in enumerate(statement.tables):
        if n:
            writer.writerow([])
        if len(statement.tables) > 1:
            writer.writerow([_text(table.title)])
        writer.writerows(_rows(table))
    return stream.getvalue().encode("utf-8-sig")


def _rows(table: Table) -> Iterator[list[str]]:
    yield [_text(column.title) for column in table.columns]
    totals = table.totals
    for row in (*table.rows, *([totals] if totals else [])):
        yield [_value(value, column.unit) for value, column in zip(row, table.columns, strict=True)]


def _value(value: Value, unit: Unit) -> str:
    match value, unit:
        case None, _:
            return ""
        case str(), _:
            return _text(value)
        case date(), Unit.DATE:
            return value.isoformat()
        case int(), Unit.MONEY:
            return format_pence(value)
        case int() | Fraction(), Unit.NUMBER:
            return _number(Fraction(value))
        case int() | Fraction(), Unit.PERCENT:
            return f"{_number(Fraction(value) * 100)}%"
    raise TypeError(f"{value!r} does not belong in a column of {unit}")


def _number(number: Fraction) -> str:
    """Write decimals only: a spreadsheet would take 1/3 for a day in March."""
    text = exact(number)
    return f"{Decimal(number.numerator) / number.denominator:.6f}" if "/" in text else text


def _text(text: str) -> str:
    guarded = f"'{text}" if text.lstrip(" \xa0").startswith(_FORMULA) else text
    return plain(guarded, one_line=False)
