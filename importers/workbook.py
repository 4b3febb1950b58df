"""A spreadsheet as it was opened: its sheets, every cell as it is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell whose value can't be known, and why: an error, or a formula never calculated."""

    reason: str


Raw: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | BadCell | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows[0]`` is its row 1. Blank cells are None; rows may differ in length."""

    file: str
    name: str
    rows: list[list[Raw]]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """One file and its sheets in order; a CSV file is one sheet without a name."""

    file: str
    sheets: tuple[Sheet, ...]
