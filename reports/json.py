"""A statement as JSON, for scripts: nothing rounded, nothing that needs decoding by locale.

One object: ``schema, name, title, alliance, audience, period, as_at, head, made, answers, charts, tables, notes``; the
published schema, in ``nesa_fund/schemas``, says what each of them has. Values are text or null: money "1234.56"; dates
"2025-11-14"; numbers and percentages (1 for the whole) as decimal text where that ends, "0.25", else as a fraction,
"1/6". Python's ``Fraction`` reads all of them.
"""

import json
from datetime import date
from fractions import Fraction

from nesa_fund.money import format_pence
from nesa_fund.statements.base import Chart, Column, Statement, Table, Unit, Value

from .words import exact

SCHEMA = "urn:nesa-fund:statement:1"
"""Which published schema the object keeps to: ``nesa report --schema`` prints it."""


def render_json(statement: Statement) -> str:
    """Write a statement as one JSON object in plain ASCII, with characters beyond it escaped."""
    return json.dumps(_statement(statement), indent=2) + "\n"


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "name": statement.name,
        "title": statement.title,
        "alliance": statement.alliance,
        "audience": statement.audience,
        "period": statement.period,
        "as_at": statement.as_at.isoformat(),
        "head": statement.head,
        "made": statement.made,
        "answers": [{"question": one.question, "answer": one.answer} for one in statement.answers],
        "charts": [_chart(chart) for chart in statement.charts],
        "tables": [_table(table) for table in statement.tables],
        "notes": list(statement.notes),
    }


def _chart(chart: Chart) -> dict[str, object]:
    return {
        "name": chart.name,
        "title": chart.title,
        "shape": chart.shape.value,
        "unit": chart.unit.value,
        "labels": [label if isinstance(label, str) else label.isoformat() for label in chart.labels],
        "series": [
            {"title": one.title, "values": [_value(value, chart.unit) for value in one.values]} for one in chart.series
        ],
        "alt": chart.alt,
    }


def _table(table: Table) -> dict[str, object]:
    totals = table.totals
    return {
        "name": table.name,
        "title": table.title,
        "columns": [{"title": column.title, "unit": column.unit.value} for column in table.columns],
        "rows": [_row(row, table.columns) for row in table.rows],
        "totals": _row(totals, table.columns) if totals else None,
    }


def _row(row: tuple[Value, ...], columns: tuple[Column, ...]) -> list[str | None]:
    return [_value(value, column.unit) for value, column in zip(row, columns, strict=True)]


def _value(value: Value, unit: Unit) -> str | None:
    match value, unit:
        case ((None | str()), _):
            return value
        case date(), Unit.DATE:
            return value.isoformat()
        case int(), Unit.MONEY:
            return format_pence(value)
        case int() | Fraction(), Unit.NUMBER | Unit.PERCENT:
            return exact(value)
    raise TypeError(f"{value!r} does not belong in a column of {unit}")
