"""How long the charter's rules take over 100,000 transactions, beside Beancount that merely loads them.

Run by hand: python benchmarks/rules.py [TRANSACTIONS] [ROUNDS]. The ledger is of forty members: invoices,
each of them paid, and bills shared by roll. Both are measured in processes of their own, in turn: of ours
the rules alone, with the making of the tables that they work on; of Beancount ``loader.load_file``
without its cache, with and without its looking for garbage. A ratio is of one round.
"""

import datetime as dt
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from import_invoices import QUIET, nesa

MEMBERS = [f"School{n:02d}" for n in range(1, 41)]
_BEGAN = dt.date(2025, 9, 1)
_DAYS = 300
_FIRM = "North Net Ltd"
Row = Sequence[object]

RULES = """
import json, sys, time
from datetime import date
from pathlib import Path
from nesa_fund.engine import CATALOGUE, run
from nesa_fund.store import open_ledger
book = open_ledger(Path(sys.argv[1])).book
import gc; gc.disable()
began = time.perf_counter()
book.money, book.live
tables = time.perf_counter() - began
each = {}
for rule in CATALOGUE:
    at = time.perf_counter()
    run(book, date(2026, 8, 31), only=[rule.id])
    each[rule.id] = time.perf_counter() - at
began = time.perf_counter()
verdict = run(book, date(2026, 8, 31))
print(json.dumps({"seconds": tables + time.perf_counter() - began, "tables": tables, "each": each,
                  "transactions": len(book.transactions), "tested": sum(one.tested for one in verdict.results)}))
"""
LOAD = """
import json, sys, time
from beancount import loader
import gc
if sys.argv[2] == "off": gc.disable()
began = time.perf_counter()
entries, errors, options = loader.load_file(sys.argv[1] + "/books.beancount")
print(json.dumps({"seconds": time.perf_counter() - began, "errors": len(errors)}))
"""


def main(transactions: int = 100_000, rounds: int = 5) -> None:
    """Prepare once, then time all in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "ledger"
        prepare(root, transactions)
        seen: dict[str, list[float]] = {"rules": [], "load": [], "load, no garbage sought": []}
        for _ in range(rounds):
            told = _said(RULES, str(root))
            seen["rules"].append(told["seconds"])
            seen["load"].append(_said(LOAD, str(root), "on")["seconds"])
            seen["load, no garbage sought"].append(_said(LOAD, str(root), "off")["seconds"])
    print(
        f"{told['transactions']} transactions, {told['tested']} tests, {rounds} rounds; tables {told['tables']:.2f} s"
    )
    slowest = sorted(told["each"].items(), key=lambda one: -one[1])[:12]
    print("slowest:", ", ".join(f"{rule} {seconds:.2f}" for rule, seconds in slowest))
    for name, figures in seen.items():
        ratios = sorted(mine / other for mine, other in zip(seen["rules"], figures, strict=True))
        print(
            f"{name:24} median {statistics.median(figures):6.2f} s; rules to it "
            f"{ratios[0]:.2f}, {statistics.median(ratios):.2f}, {ratios[-1]:.2f}"
        )


def prepare(root: Path, transactions: int) -> None:
    """A ledger of so many transactions, by the ordinary command: 4 in 5 are of invoices, the others of shared bills."""
    draw = random.Random(7)  # noqa: S311  # A repeatable ledger, not a secret.
    beside = root.parent
    subprocess.run([*nesa(str(root)), "init", str(root), "--name", "Bench", "--date", "2025-09-01"], check=True)
    bills = transactions // 5 // len(MEMBERS)
    sheets = {"setup": _setup(draw), "charges": _charges(draw, transactions // 5, bills)}
    for name, tables in sheets.items():
        path = beside / f"{name}.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for title, rows in tables.items():
                sheet = book.add_worksheet(title)
                for n, row in enumerate(rows):
                    sheet.write_row(n, 0, row)
        command = [*nesa(str(root)), "import", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=QUIET)


def _setup(draw: random.Random) -> dict[str, list[Row]]:
    """Members, their rolls, what they agreed and who consented."""
    began = str(_BEGAN)
    parties = [(f"a{code}", code) for code in MEMBERS]
    shared = ("broadband", MEMBERS[0])
    until = "2099-08-31"
    terms = [[*each, "all", "Teaching", "Teaching", "priced", 99999999, began, until] for each in parties]
    terms.append([*shared, "all", "Broadband", "Broadband", "roll", 99999999, began, until])
    return {
        "Members": [["Name", "Member code", "Kind", "Joined"], *([code, code, "school", began] for code in MEMBERS)],
        "Rolls": [["Member", "Census", "Pupils"], *([code, "2025-01", draw.randrange(60, 700)] for code in MEMBERS)],
        "Agreements": [
            ["Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Ceiling", "From", "Until"],
            *terms,
        ],
        "Consents": [
            ["Agreement", "Member", "Date", "Minute"],
            *([code, party, began, "minute"] for code, _ in [*parties, shared] for party in MEMBERS),
        ],
    }


def _charges(draw: random.Random, count: int, bills: int) -> dict[str, list[Row]]:
    """Invoices, a payment of each, and shared bills."""
    invoices: list[Row] = [["Invoice no", "Date", "Supplier", "Customer", "Description", "Agreement", "Net"]]
    payments: list[Row] = [["Date", "From", "To", "Amount", "Reference"]]
    for n in range(count):
        supplier, customer = draw.sample(MEMBERS, 2)
        day, pence = _BEGAN + dt.timedelta(days=draw.randrange(_DAYS)), draw.randrange(100, 200_000)
        invoices.append([f"INV-{n}", str(day), supplier, customer, f"Lesson {n}", f"a{supplier}", f"{pence / 100:.2f}"])
        paid = day + dt.timedelta(days=draw.randrange(60))
        payments.append([str(paid), customer, supplier, f"{pence / 100:.2f}", f"INV-{n}"])
    shared: list[Row] = [["Reference", "Date", "Paid by", "Supplier", "Description", "Gross", "Agreement", "Paid on"]]
    for n in range(bills):
        day = _BEGAN + dt.timedelta(days=_DAYS + draw.randrange(60))  # Not paid yet, and not overdue by the year's end.
        amount = f"{draw.randrange(10_000, 900_000) / 100:.2f}"
        shared.append([f"NN-{n}", str(day), MEMBERS[0], _FIRM, "Broadband", amount, "broadband", str(day)])
    return {"Invoices": invoices, "Payments": payments, "Shared costs": shared}


def _said(program: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, env=QUIET
    )
    said: dict[str, float] = json.loads(done.stdout)
    return said


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
