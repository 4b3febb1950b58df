"""How long the charter's rules take over 100,000 transactions, beside Beancount that merely loads them.

Run by hand: python benchmarks/rules.py [TRANSACTIONS] [ROUNDS]. The ledger is of forty members: a year's
contributions, invoices, each of them paid, and bills shared by roll. Both are measured in processes of
their own, in turn: of ours the rules alone, with the making of the tables that they work on; of Beancount
``loader.load_file`` without its cache, with and without its looking for garbage. A ratio is of one round.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from import_invoices import QUIET
from large import prepare

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
verdict = run(book, date(2026, 8, 31))
whole = time.perf_counter() - began
each = {}
for rule in CATALOGUE:
    book.made.clear()
    at = time.perf_counter()
    rule.check(book, date(2026, 8, 31))
    each[rule.id] = time.perf_counter() - at
print(json.dumps({"seconds": whole, "tables": tables, "each": each,
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
            told = said(RULES, str(root))
            seen["rules"].append(told["seconds"])
            seen["load"].append(said(LOAD, str(root), "on")["seconds"])
            seen["load, no garbage sought"].append(said(LOAD, str(root), "off")["seconds"])
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


def said(program: str, *arguments: str) -> dict[str, float]:
    """What a program prints as JSON, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, env=QUIET
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
