"""How long an import of 100,000 invoices takes beside 100,000 that are recorded, and how much memory.

Run by hand: python benchmarks/import_large.py [ROWS] [ROUNDS]. The peer is pandas with openpyxl, that
merely reads the same sheet. All are whole processes, in turn; a ratio is of one round, and memory
is that of all processes of a command together, at its highest, as seen every 5 milliseconds.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from import_invoices import QUIET, invoices, nesa, prepare
from watching import watched


def main(rows: int = 100_000, rounds: int = 5) -> None:
    """Prepare once, then time all in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        prepare(folder, rows)
        subprocess.run([*nesa("empty"), "import", "invoices.xlsx"], cwd=folder, check=True, capture_output=True)
        (folder / "empty").rename(folder / "full")
        invoices(folder / "more.xlsx", rows, first=rows + 1)
        reads = "import sys, pandas; pandas.read_excel(sys.argv[1], engine='openpyxl')"
        commands = {
            "pandas reads it": [sys.executable, "-c", reads, str(folder / "more.xlsx")],
            "nesa import, all new": [*nesa(str(folder / "ledger")), "import", str(folder / "more.xlsx")],
            "nesa import, all there": [*nesa(str(folder / "full")), "import", str(folder / "invoices.xlsx")],
        }
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            shutil.rmtree(folder / "ledger", ignore_errors=True)
            shutil.copytree(folder / "full", folder / "ledger")
            os.sync()  # Nobody waits for this copy's way to the disk.
            for name, command in commands.items():
                seconds, mebibytes, _said = watched(command, QUIET)
                seen[name].append((seconds, mebibytes))
    print(f"{rows} invoices beside {rows}, {rounds} rounds")
    peer = [seconds for seconds, _ in seen["pandas reads it"]]
    for name, figures in seen.items():
        seconds = [one for one, _ in figures]
        ratios = [mine / other for mine, other in zip(seconds, peer, strict=True)]
        print(
            f"{name:24} median {statistics.median(seconds):6.2f} s, most {max(m for _, m in figures):4.0f} MiB;"
            f" ratio {min(ratios):.2f}, {statistics.median(ratios):.2f}, {max(ratios):.2f}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
