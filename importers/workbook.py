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
    """One sheet; ``rows[0]`` is its row 1. Blank cells are None; rows may differ in length.

    ``hidden_rows`` are counted from 1, ``hidden_columns`` from 0. ``remarks``: what was done with
    the cells on opening, for the preview.
    """

    file: str
    name: str
    rows: list[list[Raw]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """One file and its sheets in order; a CSV file is one sheet without a name."""

    file: str
    sheets: tuple[Sheet, ...]


def address(row: int, column: int) -> str:
    """A cell's address as the spreadsheet has it; row from 1, column from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


def shown(value: Raw) -> str:
    """A cell's value as people see it, at most 60 characters; invisible ones by their number."""
    if value is None or isinstance(value, BadCell):
        return ""
    if isinstance(value, datetime):
        text = value.strftime("%d/%m/%Y" if value.time() == time() else "%d/%m/%Y %H:%M:%S")
    elif isinstance(value, date):
        text = value.strftime("%d/%m/%Y")
    elif isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value)
    text = " ".join(text.split())
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    return text if len(text) <= 60 else text[:59] + "…"
