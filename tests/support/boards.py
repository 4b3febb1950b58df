"""Board's sheets of generated alliances, and what a spreadsheet makes of one that was changed in a meeting."""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from formulas import Sheets
from nesa_fund.allocation import allocate
from nesa_fund.periods import parse_year
from nesa_fund.statements.boards_sheet import BoardsSheet, MemberLine, RollLine
from reports.boards_sheet import render_boards_sheet

YEAR = parse_year("2025-26")
ADDS_UP = "Adds up: the shares come to the total, to the penny"
HAS_LIBREOFFICE = shutil.which("soffice") is not None
FIRST = 9  # The row of the first member.


class Generated(NamedTuple):
    """A total in pence, and of each member its pupils (None: no roll) and days."""

    total: int
    rolls: tuple[Fraction | None, ...]
    days: tuple[int, ...]

    @property
    def shares(self) -> list[int | None]:
        """What each is to pay, by the one definition there is."""
        known = {
            n: roll * days for n, (roll, days) in enumerate(zip(self.rolls, self.days, strict=True)) if roll is not None
        }
        shares = allocate(self.total, {f"M{n:03d}": weight for n, weight in known.items()})
        return [shares.get(f"M{n:03d}") for n in range(len(self.rolls))]


FOUR = Generated(2_400_000, tuple(map(Fraction, (198, 83, 412, 307))), (365,) * 4)


def generated(seed: int) -> Generated:
    """An alliance of 4 to 40 members: ties, half pupils, no pupils, no roll, some in for a part of the year."""
    random = Random(seed)  # noqa: S311  # The same alliance for the same number.
    count = random.randint(4, 40)
    alike = [Fraction(random.randint(20, 400)) for _ in range(3)]
    kinds = [
        lambda: random.choice(alike),
        lambda: random.choice(alike) + Fraction(1, 2),
        lambda: Fraction(random.randint(1, 1600)),
        lambda: Fraction(random.randint(1, 3200), 2),
        lambda: Fraction(random.randint(1, 16_000_000), 10_000),
        lambda: Fraction(0),
        lambda: None,
    ]
    weights = random.choice(
        [(9, 3, 3, 3, 0, 1, 0), (1, 1, 5, 5, 0, 1, 1), (1, 1, 1, 1, 6, 1, 1), (1, 0, 0, 0, 0, 0, 0)]
    )
    rolls = [alike[0], *(kind() for kind in random.choices(kinds, weights, k=count - 1))]
    part_year = random.random() < 0.6
    days = [random.randint(1, 364) if part_year and random.random() < 0.2 else 365 for _ in rolls]
    total = random.choice([random.randint(1, 100), random.randint(100_000, 90_000_000), random.randint(1, 10**11 - 1)])
    return Generated(total, tuple(rolls), tuple(days))


def drawn(alliance: Generated, **changed: object) -> BoardsSheet:
    """The Board's sheet of an alliance."""
    members = tuple(
        MemberLine(f"M{n:03d}", f"M{n:03d} First School", days, (RollLine("", "", roll),), pence)
        for n, (roll, days, pence) in enumerate(zip(alliance.rolls, alliance.days, alliance.shares, strict=True))
    )
    told = {
        "alliance": "Coast and Castle Alliance", "year": YEAR, "census": "2024-10", "total": alliance.total,
        "members": members, "head": "9f2c 11ab 03d4 77e0", "as_at": date(2025, 7, 8), "plan": "No plan is recorded.",
        "notes": ("A note.",),
    }  # fmt: skip
    return BoardsSheet(**(told | changed))


def opened(content: bytes, *, values: bool = False) -> Workbook:
    """A workbook with its formulas, or with the values that are stored of them."""
    return load_workbook(BytesIO(content), data_only=values)


def formulas(book: Workbook) -> list[tuple[str, Cell]]:
    """Every cell that holds a formula, with the name of its sheet."""
    return [(sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@cache
def _sheet_of(count: int) -> bytes:
    """The sheet of so many members, all alike: what a meeting then changes."""
    return render_boards_sheet(drawn(Generated(12_345, (Fraction(1),) * count, (365,) * count)))


@cache
def _book_of(count: int) -> Workbook:
    return opened(_sheet_of(count))


def changed_by_hand(alliance: Generated) -> Workbook:
    """The sheet of as many members, its total, pupils and days changed to an alliance's: good until the next one."""
    book = _book_of(len(alliance.rolls))
    board = book["Board"]
    board["B4"] = alliance.total / 100
    for n, (roll, days) in enumerate(zip(alliance.rolls, alliance.days, strict=True)):
        board.cell(FIRST + n, 2).value = None if roll is None else float(roll)
        board.cell(FIRST + n, 3).value = days
    return book


def worked_out(book: Workbook, *, sloppy: bool = False) -> tuple[str, list[int | None]]:
    """What the sheet says of itself, and each share in pence, by our own count in floating point."""
    sheets = Sheets(book, sloppy=sloppy)
    return read_off(lambda address: sheets[f"Board!{address}"], book["Board"].max_row)


def read_off(value, last: int) -> tuple[str, list[int | None]]:
    """The same from the values of the Board's own sheet."""
    shares: list[int | None] = []
    for row in range(FIRST, last + 1):
        if value(f"A{row}") == "Total":
            break
        share = value(f"E{row}")
        shares.append(None if share in {None, ""} else round(share * 100))
    return value("A6"), shares


def by_libreoffice(folder: Path, books: Iterable[tuple[str, Workbook]]) -> list[Path]:
    """Workbooks as LibreOffice saves them, all formulas worked out anew: openpyxl keeps none of their values."""
    paths = []
    for name, book in books:
        paths.append(folder / f"{name}.xlsx")
        book.save(paths[-1])
    convert(folder, paths)
    return [folder / "saved" / path.name for path in paths]


def convert(folder: Path, paths: Sequence[Path]) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder / "saved", *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=900)


def saved(book: Workbook) -> bytes:
    """A workbook as a spreadsheet saves it, its formulas replaced by what they come to; the workbook keeps them."""
    sheets, content = Sheets(book), BytesIO()
    worked = [(cell, cell.value, sheets.cell(name, cell.row, cell.column)) for name, cell in formulas(book)]
    for cell, _, value in worked:
        cell.value = None if value == "" else value
    book.save(content)
    for cell, formula, _ in worked:
        cell.value = formula
    return content.getvalue()
