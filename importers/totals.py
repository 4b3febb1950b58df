"""Rows of a table that are no records: the total at its end, and what adds up other rows among them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from importers.columns import normalise
from importers.records import Records, SourceRow
from importers.seen import said_hidden
from importers.workbook import Raw, Sheet, address, shown
from nesa_fund.money import MoneyError, format_pence, parse_pence, pence_from_float
from nesa_fund.problems import Problem

_WHOLE = ("total", "totals", "grandtotal", "grandtotals")
_PARTS = ("subtotal", "subtotals")


def is_total(sheet: Sheet, rows: Records, names: Mapping[str, int], required: set[str]) -> bool:
    """Whether the last row is the table's total; a record of Total Gas Ltd has what a record needs."""
    last = rows[-1]
    cells = [value for value in sheet.rows[last.number - 1] if value is not None]
    if _is_whole(cells[0]):
        return True
    if any(map(_is_whole, cells)) and (_are_amounts_beside(_is_whole, cells) or _adds_up(rows, names)):
        return True
    return is_subtotal(sheet, last, required) and any(_pence(value) is not None for value in cells)


def is_subtotal(sheet: Sheet, row: SourceRow, required: set[str]) -> bool:
    """Whether a row that lacks what a record needs is called a total: Total due, Autumn term total.

    It begins with that text, or has amounts beside it and nothing else.
    """
    if required <= row.values.keys():
        return False
    cells = [value for value in sheet.rows[row.number - 1] if value is not None]
    return _is_label(cells[0]) or (any(map(_is_label, cells)) and _are_amounts_beside(_is_label, cells))


def subtotal_problem(sheet: Sheet, row: SourceRow, required: set[str]) -> Problem:
    """What is said of a total that stands among the records."""
    cells = sheet.rows[row.number - 1]
    index, label = next((column, value) for column, value in enumerate(cells) if _is_label(value))
    lacks = ", ".join(sorted(required - row.values.keys()))
    message = f'"{shown(label)}" is a total among the records: delete the row; if it is a record, it lacks {lacks}'
    return Problem(message, sheet.file, sheet.name, address(row.number, index))


def total_problems(sheet: Sheet, total: SourceRow, rows: Records, names: Mapping[str, int]) -> Iterator[Problem]:
    """Where a number of the total row is not the sum of its column; a column of other things has no sum."""
    hidden = f"; {said_hidden(sheet)}, and not among them" if sheet.hidden_rows else ""
    for name, index in names.items():
        value = total.values.get(name)
        amounts = [_pence(one) for one in rows.column(name) if one is not None]
        wanted = _pence(value)
        if value is None or _is_bare_label(value) or None in amounts or (wanted is None and not amounts):
            continue
        found = sum(amount for amount in amounts if amount is not None)
        if found != wanted:
            what = "does not agree with" if wanted is not None else "has no amount here to be checked against"
            message = f"the total row {what} the rows above it, which add up to {format_pence(found)}{hidden}"
            yield Problem(message, sheet.file, sheet.name, address(total.number, index), name, shown(value))


def _adds_up(rows: Records, names: Mapping[str, int]) -> bool:
    """Whether the last row has the sum of those above it, in some column."""
    filled = rows[-1].values.keys() & names.keys()
    columns = ([_pence(one) for one in rows.column(name) if one is not None] for name in filled)
    return any(amounts[-1] and 2 * amounts[-1] == sum(amount or 0 for amount in amounts) for amounts in columns)


def _are_amounts_beside(is_label: Callable[[Raw], bool], cells: Sequence[Raw]) -> bool:
    return all(_pence(value) is not None for value in cells if not is_label(value))


def _is_bare_label(value: Raw) -> bool:
    """Whether a text is a label and no amount that somebody ran into one."""
    return isinstance(value, str) and _is_label(value) and not any(map(str.isdigit, value))


def _is_whole(value: Raw) -> bool:
    return isinstance(value, str) and normalise(value) in _WHOLE


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
