"""What a person sees of a workbook: hidden sheets, rows and columns are left out, and said."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from importers.workbook import Raw, Sheet, address

HOW = "--include-hidden reads what is hidden"
_MOST_NAMED = 10


def seen(sheet: Sheet) -> Sheet:
    """The sheet with its hidden rows and columns blank; ``hidden_…`` keeps those that held something.

    Every row keeps its number, and every column its letters.
    """
    if not (sheet.hidden_rows or sheet.hidden_columns):
        return sheet
    hidden_rows = frozenset(
        number for number in sheet.hidden_rows if number <= len(sheet.rows) and _holds(sheet.rows[number - 1])
    )
    shown = [() if number in sheet.hidden_rows else row for number, row in enumerate(sheet.rows, 1)]
    hidden_columns = frozenset(
        column for column in sheet.hidden_columns if any(column < len(row) and row[column] is not None for row in shown)
    )
    rows = [[None if column in hidden_columns else value for column, value in enumerate(row)] for row in shown]
    found = replace(sheet, rows=rows, hidden_rows=hidden_rows, hidden_columns=hidden_columns)
    what = said_hidden(found)
    return replace(found, remarks=(*sheet.remarks, f"{what}: not read; {HOW}")) if what else found


def as_told(sheet: Sheet) -> Sheet:
    """The sheet with all that it holds, hidden or not."""
    return replace(sheet, hidden=False, hidden_rows=frozenset(), hidden_columns=frozenset())


def said_hidden(sheet: Sheet) -> str:
    """Which rows and columns are hidden: rows 3 and 5 to 7 and column C are hidden."""
    rows = _said("row", _runs(sheet.hidden_rows), str)
    columns = _said("column", _runs(sheet.hidden_columns), lambda column: address(1, column)[:-1])
    what = " and ".join(filter(None, (rows, columns)))
    is_one = len(sheet.hidden_rows) + len(sheet.hidden_columns) == 1
    return f"{what} {'is' if is_one else 'are'} hidden" if what else ""


def _holds(row: Sequence[Raw]) -> bool:
    return any(value is not None for value in row)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of numbers without a gap."""
    ordered = sorted(numbers)
    gaps = [(earlier, later) for earlier, later in pairwise(ordered) if later > earlier + 1]
    firsts = [*ordered[:1], *(later for _, later in gaps)]
    lasts = [*(earlier for earlier, _ in gaps), *ordered[-1:]]
    return list(zip(firsts, lasts, strict=True))


def _said(noun: str, runs: Sequence[tuple[int, int]], name: Callable[[int], str]) -> str:
    if not runs:
        return ""
    is_one = len(runs) == 1 and runs[0][0] == runs[0][1]
    parts = [name(first) if first == last else f"{name(first)} to {name(last)}" for first, last in runs]
    more = len(parts) - _MOST_NAMED
    named = parts if more <= 0 else [*parts[:_MOST_NAMED], f"{more} more"]
    listed = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    return f"{noun}{'' if is_one else 's'} {listed}"
