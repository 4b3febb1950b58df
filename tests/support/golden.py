"""The golden pairs: for every kind a sheet, and what it leaves in the books; and the sheet as offices keep it.

Run by hand to write the expected texts anew, which are then to be read: python tests/support/golden.py
"""

import csv
import io
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from folders import CLERK
from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.actions.papers import Paper
from sheets import Rows, take, xlsx

FOLDER = Path(__file__).parents[1] / "importers/golden"
FOUNDED, AS_AT = date(2025, 6, 1), date(2026, 9, 30)
BANKS = "bank-statement"
MONEY = {"Amount", "Net", "Gross", "Annual cost", "In", "Out"}
_SOURCE = re.compile(r'^ +source: "(?P<file>[\w-]+)\.\w+ \[.*\n', re.MULTILINE)
_DAY = re.compile(r"\d\d/\d\d/\d{4}")
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")

Sheets = Mapping[str, Rows]
"""Kind -> its rows, every cell as text."""


def kept() -> dict[str, list[list[str]]]:
    """The sheet of every kind."""
    paths = sorted(FOLDER.glob("*.csv"))
    return {path.stem: list(csv.reader(io.StringIO(path.read_text("utf-8")))) for path in paths}


def expected() -> dict[str, str]:
    """What the sheet of every kind leaves in the books."""
    return {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}


def brought(files: Iterable[Paper]) -> dict[str, str]:
    """Bring the sheets of all kinds into a ledger of their own, as one batch.

    Returns:
        Kind -> everything that cites its sheet, and under ``accounts`` what cites none.
    """
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "ledger"
        found(root, alliance_fact("Four Schools Alliance", FOUNDED), CLERK)
        imported = take(root, *files, as_at=AS_AT)
        assert imported.batch == 2
        texts: dict[str, list[str]] = defaultdict(list)
        for path in sorted((root / "batches/0002").glob("*.beancount")):
            for block in filter(None, path.read_text("utf-8").strip().split("\n\n")):
                cited = _SOURCE.search(f"{block}\n")
                texts[cited["file"] if cited else "accounts"].append(_SOURCE.sub("", f"{block}\n"))
    return {kind: "\n".join(blocks) for kind, blocks in texts.items()}


def as_csv(sheets: Sheets, encoding: str, sign: str = ",") -> list[Paper]:
    """The sheets as CSV."""
    papers = []
    for kind, rows in sheets.items():
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=sign).writerows(rows)
        papers.append(Paper(f"{kind}.csv", file.getvalue().encode(encoding)))
    return papers


def as_xlsx(sheets: Sheets, typed: Callable[[str], object] = lambda text: text or None) -> list[Paper]:
    """The sheets as workbooks."""
    papers = []
    for kind, rows in sheets.items():
        cells = [[typed(text) for text in row] for row in rows]
        papers.append(Paper(f"{kind}.xlsx", xlsx({"Sheet1": cells})))
    return papers


def typed(text: str) -> object:
    """A text as Excel keeps it: a date, a number, or text, as of a code that begins with 0."""
    if _DAY.fullmatch(text):
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  # A day has no zone.
    return float(text) if _PLAIN_NUMBER.fullmatch(text) else text or None


def as_offices_keep_them(sheets: Sheets) -> dict[str, list[list[str]]]:
    """The same under banners, with shuffled and with blank columns, blank rows, £ and a total; the bank's as it is."""
    chance = random.Random(7)  # noqa: S311  # Chance that can be had again.
    return {kind: rows if kind == BANKS else _kept_badly(kind, rows, chance) for kind, rows in sheets.items()}


def _kept_badly(kind: str, rows: Rows, chance: random.Random) -> list[list[str]]:
    head, *records = rows
    order = chance.sample(range(len(head)), len(head))
    total = ["Total" if number == order[0] else "" for number in range(len(head))]
    for number, name in enumerate(head):
        if name in MONEY and number != order[0]:
            pence = sum(round(float(row[number] or 0) * 100) for row in records)
            total[number] = _pounds(f"{pence / 100:.2f}")
    shown = [
        [_pounds(cell) if name in MONEY else cell for name, cell in zip(head, row, strict=True)] for row in records
    ]
    if any(total[number] for number in order[1:]):
        shown.append(total)
    moved = [["", *(row[number] for number in order[:2]), "", *(row[number] for number in order[2:])] for row in shown]
    heading = ["", *(head[number].upper() for number in order[:2]), "", *(f"{head[n]}\n" for n in order[2:])]
    banner = [["Four Schools Alliance"], ["", f"{kind}: as we keep it, é"], []]
    return [*banner, heading, [], *moved]


def _pounds(text: str) -> str:
    return f"£{float(text):,.2f}" if text else ""


def converted(papers: Iterable[Paper], ending: str, folder: Path) -> list[Paper]:
    """The workbooks as LibreOffice saves them in another kind of file."""
    for paper in papers:
        (folder / paper.name).write_bytes(paper.content)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", ending, "--outdir", str(folder / ending)]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.xlsx")))], check=True, capture_output=True, timeout=300)
    return [Paper(path.name, path.read_bytes()) for path in sorted((folder / ending).iterdir())]


def main() -> None:
    """Write the expected texts."""
    for kind, text in brought(as_csv(kept(), "utf-8")).items():
        (FOLDER / f"{kind}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
