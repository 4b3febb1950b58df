"""Spreadsheets made of rows, an alliance that is kept by importing them, and its books read back as text."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from folders import CLERK, founded
from importers.columns import Layout
from importers.corrections import Correction
from made_once import made_once
from nesa_fund.actions.import_sheets import Imported, Request, import_sheets
from nesa_fund.actions.papers import Paper

TODAY = date(2026, 8, 31)
FOUNDING = date(2025, 9, 1)  # The day a test's charter is run for, where the test is not about it: quick.
Rows = Sequence[Sequence[object]]

MEMBERS = (
    ("Name", "Kind", "Joined", "Member code"),
    ("Hartside Middle School", "school", date(2025, 9, 1), "Hartside"),
    ("Coquet High School", "school", date(2025, 9, 1), "Coquet"),
    ("Rothley First School", "school", date(2025, 9, 1), "Rothley"),
    ("Elsdon First School", "school", date(2025, 9, 1), "Elsdon"),
)
ROLLS = (
    ("Member", "Census", "Pupils"),
    ("Hartside", "2024-10", 412),
    ("Coquet", "2024-10", 198),
    ("Rothley", "2024-10", 307),
    ("Elsdon", "2024-10", 83),
)
PLAN = (
    ("Year", "Line", "Title", "Amount", "Category"),
    ("2025-26", "maths", "Maths network", 15000, "Training"),
    ("2025-26", "broadband", "Broadband review", 9000, "Consultancy"),
)
AGREEMENTS = (
    ("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Weights", "Ceiling", "From", "Until"),
    ("music", "Hartside", "Coquet, Rothley", "Music teaching", "Teaching", "priced", None, 9000,
     date(2025, 9, 1), date(2026, 8, 31)),
    ("net", "Hartside", "Coquet, Rothley, Elsdon", "Broadband", "Broadband", "roll", None, 9000,
     date(2025, 9, 1), date(2026, 8, 31)),
    ("skips", "Hartside", "Coquet, Rothley, Elsdon", "Refuse", "Cleaning", "equal", None, 9000,
     date(2025, 9, 1), date(2026, 8, 31)),
    ("boiler", "Hartside", "Coquet, Rothley, Elsdon", "Boiler service", "Maintenance", "fixed",
     "Coquet=3, Rothley=2, Hartside=1, Elsdon=0", 9000, date(2025, 9, 1), date(2026, 8, 31)),
)  # fmt: skip


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook: sheet name -> rows, with real dates, and texts that begin with = as texts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return file.getvalue()


def csv_text(rows: Rows) -> bytes:
    """The same rows as Excel saves them for CSV: dates as they are shown, blanks empty."""
    file = io.StringIO(newline="")
    shown = ([f"{value:%d/%m/%Y}" if isinstance(value, date) else value for value in row] for row in rows)
    csv.writer(file).writerows(shown)
    return file.getvalue().encode("utf-8-sig")


def sheet(rows: Rows, name: str = "sheet.xlsx") -> Paper:
    """One file of one sheet, of the kind that its name ends in."""
    return Paper(name, csv_text(rows) if name.endswith(".csv") else xlsx({"Sheet1": rows}))


def bring(  # noqa: PLR0913  # What a test says of an import, by name.
    root: Path,
    *papers: Paper | Rows,
    kind: str | None = None,
    layout: Layout = Layout(),
    correct: str = "",
    minute: str = "",
    dry_run: bool = False,
    as_at: date = FOUNDING,
) -> Imported:
    """Import files, or rows as a file of one sheet; ``correct`` is the reason of a correction."""
    files = [paper if isinstance(paper, Paper) else sheet(paper) for paper in papers]
    correction = Correction(correct, minute) if correct else None
    return import_sheets(root, Request(files, as_at, kind, layout, correction, dry_run), CLERK)


def take(root: Path, *papers: Paper | Rows, **request) -> Imported:
    """Import what has no fault."""
    imported = bring(root, *papers, **request)
    assert imported.problems == (), said(imported)
    return imported


def said(imported: Imported) -> list[str]:
    """What was wrong with an import, a line each."""
    return [str(problem) for problem in imported.problems]


def refusal(root: Path, *papers: Paper | Rows, **request) -> str:
    """The one thing wrong with an import, that wrote nothing."""
    imported = bring(root, *papers, **request)
    assert imported.batch is None
    (problem,) = said(imported)
    return problem


@made_once
def alliance(root: Path) -> Path:
    """Four schools of 1,000 pupils in all, a plan and agreements: batch 2."""
    founded(root)
    take(root, Paper("start.xlsx", xlsx({"Members": MEMBERS, "Rolls": ROLLS, "Plan": PLAN, "Agreements": AGREEMENTS})))
    return root


# The books as they are written: read here as text, by none of the code under test.


def blocks(root: Path) -> list[str]:
    """Every directive of every batch, in order of batch and file; spaces single, sources left out."""
    paths = sorted((root / "batches").glob("*/*.beancount"), key=lambda path: (int(path.parent.name), path.name))
    texts = (block for path in paths for block in path.read_text("utf-8").split("\n\n") if block.strip())
    return [
        "\n".join(" ".join(line.split()) for line in text.splitlines() if "  source: " not in line) for text in texts
    ]


def item(root: Path, link: str) -> str:
    """Every transaction of one open item, a blank line between."""
    found = [block for block in blocks(root) if block.split("\n")[0].endswith(f"^{link}")]
    return "\n\n".join(found)


def facts(root: Path, kind: str) -> list[str]:
    """Every fact of one type."""
    return [block for block in blocks(root) if block[10:].startswith(f' custom "{kind}"')]


def postings(root: Path) -> Iterable[tuple[str, int]]:
    """Account and pence of every posting."""
    for account, pounds, pence in re.findall(
        r"^([A-Z]\w+:\S+) (-?\d+)\.(\d\d) GBP$", "\n".join(blocks(root)), re.MULTILINE
    ):
        yield account, int(pounds + pence)


def balances(root: Path) -> dict[str, int]:
    """Account -> pence, of the accounts that are not at nothing."""
    sums: dict[str, int] = {}
    for account, pence in postings(root):
        sums[account] = sums.get(account, 0) + pence
    return {account: pence for account, pence in sorted(sums.items()) if pence}


def lines(text: str) -> str:
    """A text as ``item`` gives it: no outer blank lines, no indent, spaces single."""
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
