"""What the example's spreadsheets hold, as ``sheets.txt`` has it, and its year, as ``story.txt`` has it.

Coast and Castle Alliance: six invented schools, maintained and academy mixed, and the parents'
association of one. Elsdon and Ash is a federation of two schools with one budget; in the middle of
the year Elm joins, Elsdon leaves, and Rothley becomes an academy. In ``sheets.txt`` a line "# name"
begins a file, "## sheet / banner" a sheet, and cells stand between bars; dates and numbers become
real ones. ``python -m nesa_fund.example.make`` writes the files anew. A line of ``story.txt`` is a
moment, what was done (the files brought in, or a command), and the same in words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
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


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing the office did: when, what ("found", "adopt", "charge", or the files it brought in), and in words."""

    at: datetime
    what: str
    words: str


def example_story() -> list[Happening]:
    """The year, in the order it was recorded."""
    lines = files(__package__).joinpath("story.txt").read_text(encoding="utf-8").splitlines()
    cells = ([cell.strip() for cell in line.split("|")] for line in lines)
    return [Happening(datetime.fromisoformat(at).replace(tzinfo=UTC), what, words) for at, what, words in cells]


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
