"""How a sheet looks to the person who keeps it: hidden rows and columns, and cells merged into one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from importers.files import limits
from importers.files.limits import refusal
from importers.workbook import BadCell, Raw, Sheet, address
from nesa_fund.money import MoneyError, parse_pence

_MOST_NAMED = 5


class Range(NamedTuple):
    """Cells that are merged into one; rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """As a spreadsheet has it: A3:A5."""
        return f"{address(self.top + 1, self.left)}:{address(self.bottom + 1, self.right)}"


@dataclass(slots=True)
class Looks:
    """How one sheet looks, gathered while it is read; rows and columns from 0."""

    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)


def sheet_with_looks(file: str, name: str, rows: list[list[Raw]], looks: Looks) -> Sheet:
    """A sheet of these rows, its merged cells read as they are meant.

    Raises:
        InputError: More cells are merged than a sheet has.
    """
    return Sheet(
        file,
        name,
        rows,
        looks.hidden,
        frozenset(row + 1 for row in looks.hidden_rows),
        frozenset(looks.hidden_columns),
        tuple(_spread(file, rows, sorted(looks.merged))),
    )


def _spread(file: str, rows: list[list[Raw]], ranges: Sequence[Range]) -> list[str]:
    """Let the value of cells merged down a column stand in each row that holds something of its own.

    A number is never spread, for it would count once a row: it becomes a bad cell in all of them.
    So does a value that lies unseen beneath merged cells.
    """
    own = [any(value is not None for value in row) for row in rows] if ranges else []
    seen_cells = 0
    spread: list[str] = []
    for one in ranges:
        covered = rows[one.top : one.bottom + 1]
        seen_cells += sum(min(len(row), one.right + 1) - one.left for row in covered if len(row) > one.left)
        if seen_cells + len(covered) > limits.MOST_CELLS:
            raise refusal(file, "more merged cells than a sheet has; unmerge them, and try again")
        if not covered:
            continue
        value = covered[0][one.left] if len(covered[0]) > one.left else None
        _uncover(covered, one)
        below = [row for number, row in enumerate(covered[1:], one.top + 1) if own[number]]
        if value is None or not below:
            continue
        if _is_amount(value):
            value = BadCell(f"one number for the merged cells {one}; unmerge them, and write what belongs to each row")
            covered[0][one.left] = value
        else:
            spread.append(str(one))
        for row in below:
            row.extend([None] * (one.left + 1 - len(row)))
            row[one.left] = row[one.left] or value  # What lies unseen there stays a bad cell.
    if not spread:
        return []
    more = f" and {len(spread) - _MOST_NAMED} more" if len(spread) > _MOST_NAMED else ""
    return [f"merged cells stand for each of their rows: {', '.join(spread[:_MOST_NAMED])}{more}"]


def _uncover(covered: list[list[Raw]], one: Range) -> None:
    """Mark what stands beneath merged cells, where nobody sees it."""
    for number, row in enumerate(covered):
        for column in range(one.left + (number == 0), min(one.right + 1, len(row))):
            if row[column] is not None:
                row[column] = BadCell(f"lies unseen beneath the merged cells {one}; unmerge them, and look at it")


def _is_amount(value: Raw) -> bool:
    if isinstance(value, str):
        try:
            parse_pence(value)
        except MoneyError:
            return False
        return True
    return isinstance(value, int | float) and not isinstance(value, bool)
