"""Rows of a table that are no records: the total at its end, and what adds up other rows among them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from importers.columns import normalise
from importers.seen import said_hidden
from importers.workbook import Raw, Sheet, address, shown
from nesa_fund.money import MoneyError, format_pence, parse_pence, pence_from_float
from nesa_fund.problems import Problem

_WHOLE = ("total", "totals", "grandtotal", "grandtotals")
_PARTS = ("subtotal", "subtotals")


class SourceRow(NamedTuple):
    """One record as found: ``values`` by column name, ``others`` by index; no blanks in either."""

    number: int
    values: Mapping[str, Raw]
    others: Mapping[int, Raw]


def is_total(sheet: Sheet, last: SourceRow, required: set[str]) -> bool:
    """Whether the last row is the table's total; a record of Total Gas Ltd has what a record needs."""
    first = next(value for value in sheet.rows[last.number - 1] if value is not None)
    if isinstance(first, str) and normalise(first) in _WHOLE:
        return True
    return is_subtotal(sheet, last, required)


def is_subtotal(sheet: Sheet, row: SourceRow, required: set[str]) -> bool:
    """Whether a row that lacks what a record needs is called a total: Total due, Autumn term total.

    It begins with that text, or has amounts beside it and nothing else.
    """
    if required <= row.values.keys():
        return False
    cells = [value for value in sheet.rows[row.number - 1] if value is not None]
    others = [value for value in cells if not _is_label(value)]
    return _is_label(cells[0]) or (len(others) < len(cells) and all(_pence(value) is not None for value in others))


def subtotal_problem(sheet: Sheet, row: SourceRow, required: set[str]) -> Problem:
    """What is said of a total that stands among the records."""
    cells = sheet.rows[row.number - 1]
    index, label = next((column, value) for column, value in enumerate(cells) if _is_label(value))
    lacks = ", ".join(sorted(required - row.values.keys()))
    message = f'"{shown(label)}" is a total among the records: delete the row; if it is a record, it lacks {lacks}'
    return Problem(message, sheet.file, sheet.name, address(row.number, index))


def total_problems(
    sheet: Sheet, total: SourceRow, rows: Sequence[SourceRow], names: Mapping[str, int]
) -> Iterator[Problem]:
    """Where a number of the total row is not the sum of its column; a column of other things has no sum."""
    hidden = f"; {said_hidden(sheet)}, and not among them" if sheet.hidden_rows else ""
    for name, index in names.items():
        wanted = _pence(total.values.get(name))
        amounts = [_pence(row.values[name]) for row in rows if name in row.values]
        if wanted is None or not amounts or None in amounts:
            continue
        found = sum(amount for amount in amounts if amount is not None)
        if found != wanted:
            above = f"which add up to {format_pence(found)}{hidden}"
            message = f"the total row does not agree with the rows above it, {above}"
            cell = address(total.number, index)
            yield Problem(message, sheet.file, sheet.name, cell, name, shown(total.values[name]))


def _is_label(value: Raw) -> bool:
    label = normalise(value) if isinstance(value, str) else ""
    return label.startswith((*_WHOLE, *_PARTS)) or label.endswith(_WHOLE)


def _pence(value: Raw) -> int | None:
    """An amount in whole pence; None for what is no amount."""
    try:
        if isinstance(value, str):
            return parse_pence(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return pence_from_float(value)
    except MoneyError:
        return None
    return None
