"""What the example's spreadsheets hold, as ``sheets.txt`` has it.

Coast and Castle Alliance: six invented schools, maintained and academy mixed. Elsdon and Ash is a
federation of two schools with one budget; Elm joins in the middle of the year. In ``sheets.txt``
a line "# name" begins a file, "## sheet / banner" a sheet, and cells stand between bars; dates
and numbers become real ones. ``python -m nesa_fund.example.make`` writes the files anew.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

ALLIANCE = "Coast and Castle Alliance"
FOUNDED = date(2025, 5, 1)
YEAR = "2025-26"
TOTAL = "24000.00"
CENSUS = "2025-01"

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class ExampleSheet:
    """One sheet of one file: its banner (empty: none), and its rows, the header first."""

    file: str
    name: str
    banner: str
    rows: tuple[tuple[Cell, ...], ...]


def example_sheets() -> list[ExampleSheet]:
    """Every sheet of the example, file by file in the order they are recorded."""
    return list(_parsed(files(__package__).joinpath("sheets.txt").read_text(encoding="utf-8")))


def _parsed(text: str) -> Iterator[ExampleSheet]:
    for part in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        for block in re.split(r"^## ", rest, flags=re.MULTILINE)[1:]:
            title, *lines = block.rstrip("\n").split("\n")
            sheet, _, banner = title.partition(" / ")
            width = lines[0].count("|") + 1
            rows = (tuple(map(_cell, line.split("|"))) for line in lines)
            yield ExampleSheet(name, sheet.strip(), banner, tuple((*row, *[None] * (width - len(row))) for row in rows))


def _cell(text: str) -> Cell:
    value = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    if re.fullmatch(r"\d+", value):
        return int(value)
    if re.fullmatch(r"\d+\.\d+", value):
        return float(value)
    return value or None
