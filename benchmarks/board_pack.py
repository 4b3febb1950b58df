"""How long the Board's pack takes beyond loading a large ledger, beside Beancount that merely loads it.

Run by hand: python benchmarks/board_pack.py [TRANSACTIONS] [ROUNDS] [SCHOOLS]. Both are measured in processes of
their own, in turn: of ours the making and drawing of the pack, as PDF and as a workbook, from a book that
is open; of Beancount ``loader.load_file`` without its cache. A ratio is of one round.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from large import YEAR, prepare
from rules import LOAD, said

PACK = """
import json, sys, time
from datetime import date
from pathlib import Path
from nesa_fund.packs.board import board_pack
from nesa_fund.packs.printed import printed
from nesa_fund.statements.arguments import Arguments
from nesa_fund.store import open_ledger
from reports.pdf import render_pack
from reports.xlsx import render_xlsx_pack
began = time.perf_counter()
book = open_ledger(Path(sys.argv[1])).book
at = [time.perf_counter()]
pack = board_pack(book, Arguments(as_at=date(2026, 8, 31), year=sys.argv[2]))
at.append(time.perf_counter())
size = len(render_pack(printed(pack)))
at.append(time.perf_counter())
size += len(render_xlsx_pack(pack))
at.append(time.perf_counter())
print(json.dumps({"seconds": at[-1] - at[0], "loading": at[0] - began, "made": at[1] - at[0], "pdf": at[2] - at[1],
                  "xlsx": at[3] - at[2], "bytes": size, "transactions": len(book.transactions)}))
"""


def main(transactions: int = 100_000, rounds: int = 5, schools: int = 170) -> None:
    """Prepare once, then time both in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "ledger"
        prepare(root, transactions, schools, names=60)
        packs, loads = [], []
        for _ in range(rounds):
            packs.append(said(PACK, str(root), YEAR))
            loads.append(said(LOAD, str(root), "on")["seconds"])
    parts = {key: statistics.median(one[key] for one in packs) for key in ("loading", "made", "pdf", "xlsx", "seconds")}
    ratios = sorted(one["seconds"] / load for one, load in zip(packs, loads, strict=True))
    print(f"{packs[0]['transactions']} transactions, {schools} schools, {rounds} rounds")
    print("our median seconds:", ", ".join(f"{key} {value:.2f}" for key, value in parts.items()))
    print(f"Beancount loads in {statistics.median(loads):.2f} s; the pack to it "
          f"{ratios[0]:.2f}, {statistics.median(ratios):.2f}, {ratios[-1]:.2f}")  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
