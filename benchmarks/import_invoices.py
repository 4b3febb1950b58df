"""How long an import of 10,000 invoices takes, beside a plain beangulp importer, in one run.

Run by hand: python benchmarks/import_invoices.py [ROWS] [ROUNDS]. All are whole processes, in turn;
a ratio is of one round. What they wrote is compared entry by entry.
"""

import datetime as dt
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter
from beancount.core import data
from beancount.parser import parser

HERE = Path(__file__).parent
_TODAY = dt.datetime.now().astimezone().date()
MEMBERS = [f"Member{letter}" for letter in "ABCDEFGHIJKL"]
QUIET = {**os.environ, "BEANCOUNT_DISABLE_LOAD_CACHE": "1", "PYTHONDONTWRITEBYTECODE": ""}
"""As a user has it: sources compiled once, by the pair that is not counted."""
PLAIN = "plain.beancount"
PEERS = {"plain beangulp": {}, "plain beangulp, streaming": {"READ_ONLY": "1"}}
"""The same importer in openpyxl's ordinary mode, and in its mode for streaming."""


def main(rows: int = 10_000, runs: int = 5) -> None:
    """Prepare once, then time both in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        prepare(folder, rows)
        times: dict[str, list[float]] = {name: [] for name in ("nesa import", *PEERS)}
        for _ in range(runs + 1):  # The first round warms the disk's cache and is not counted.
            shutil.rmtree(folder / "ledger", ignore_errors=True)
            shutil.copytree(folder / "empty", folder / "ledger")
            times["nesa import"].append(_timed([*nesa("ledger"), "import", "invoices.xlsx"], folder, {}))
            for name, mode in PEERS.items():
                plain = [sys.executable, str(HERE / "plain_importer.py"), "extract", "invoices.xlsx", "-o", PLAIN]
                times[name].append(_timed(plain, folder, mode))
        same = _same(folder)
    print(f"{rows} invoices, {runs} rounds; the same entries: {same}")
    for name, figures in times.items():
        low, middle, high = min(figures[1:]), statistics.median(figures[1:]), max(figures[1:])
        print(f"{name:<26} min {low:.2f} s  median {middle:.2f} s  max {high:.2f} s")
    for name in PEERS:
        ratios = sorted(mine / peer for mine, peer in zip(times["nesa import"][1:], times[name][1:], strict=True))
        print(f"to {name:<23} min {ratios[0]:.2f}    median {statistics.median(ratios):.2f}    max {ratios[-1]:.2f}")


def nesa(ledger: str) -> list[str]:
    """The command, of a ledger."""
    return [sys.executable, "-c", "from nesa_fund.cli import main; main()", "--ledger", ledger]


def prepare(folder: Path, rows: int) -> None:
    """A ledger of twelve members with their agreements in ``empty``, and a sheet of invoices."""
    subprocess.run(
        [*nesa("empty"), "init", "empty", "--name", "Bench", "--date", "2025-09-01"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    book = xlsxwriter.Workbook(str(folder / "setup.xlsx"))
    members = book.add_worksheet("Members")
    for n, row in enumerate(
        [["Name", "Member code", "Kind", "Joined"], *([code, code, "school", "2025-09-01"] for code in MEMBERS)]
    ):
        members.write_row(n, 0, row)
    terms = ["Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Ceiling", "From", "Until"]
    agreements = book.add_worksheet("Agreements")
    for n, row in enumerate(
        [
            terms,
            *(
                [f"a{code}", code, "all", "Teaching", "Teaching", "priced", "99999999", "2025-09-01", "2099-08-31"]
                for code in MEMBERS
            ),
        ]
    ):
        agreements.write_row(n, 0, row)
    consents = book.add_worksheet("Consents")
    said = [[f"a{code}", party, "2025-09-01", "minute"] for code in MEMBERS for party in MEMBERS]
    for n, row in enumerate([["Agreement", "Member", "Date", "Minute"], *said]):
        consents.write_row(n, 0, row)
    book.close()
    subprocess.run([*nesa("empty"), "import", "setup.xlsx"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    invoices(folder / "invoices.xlsx", rows)


def invoices(path: Path, rows: int, first: int = 1) -> None:
    """A sheet of invoices, numbered from ``first``."""
    draw = random.Random(2024 + first)  # noqa: S311  # A repeatable sheet, not a secret.
    book = xlsxwriter.Workbook(str(path))
    sheet, day_format = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["Invoice no", "Date", "Supplier", "Customer", "Description", "Agreement", "Net"])
    for n in range(1, rows + 1):
        supplier, customer = draw.sample(MEMBERS, 2)
        sheet.write_string(n, 0, f"INV-{first + n - 1:05d}")
        day = _TODAY - dt.timedelta(days=draw.randrange(25))  # Nothing is overdue: honest books.
        sheet.write_datetime(n, 1, day, day_format)
        sheet.write_row(n, 2, [supplier, customer, f"Teaching, lesson {first + n - 1}", f"a{supplier}"])
        sheet.write_number(n, 6, draw.randrange(100, 200_000) / 100)
    book.close()


def _timed(command: list[str], folder: Path, more: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET | more
    )
    return time.perf_counter() - began


def _same(folder: Path) -> bool:
    """Whether both wrote the same transactions."""
    ours = [entry for path in sorted(folder.glob("ledger/batches/0003/*.beancount")) for entry in _transactions(path)]
    return sorted(ours) == sorted(_transactions(folder / PLAIN))


def _transactions(path: Path) -> list[tuple[object, ...]]:
    entries, errors, _ = parser.parse_file(str(path))
    assert not errors, errors
    return [
        (
            str(entry.date), entry.payee, entry.narration, sorted(entry.links),
            sorted((key, entry.meta[key]) for key in ("event", "number", "agreement", "source")),
            [(posting.account, str(posting.units)) for posting in entry.postings],
        )
        for entry in entries if isinstance(entry, data.Transaction)
    ]  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
