import json
import os
import subprocess
import sys
import time
from pathlib import Path

import sheets
from folders import ROLLS, alliance, bean_check
from nesa_fund.store import open_ledger

PROCESSES = 8
EACH = 2
WORKER = """
import sys, time
from pathlib import Path
from folders import add, contribution, roll

root, number, each = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
(root.parent / f"ready-{number}").touch()
while not (root.parent / "go").exists():
    time.sleep(0.001)
for turn in range(each):
    n = number * each + turn
    add(root, [roll("Hartside", 1 + n, f"{1980 + n}-10")], contribution("Hartside", 1 + n, n))
"""


def test_eight_processes_that_record_at_once_make_one_whole_chain(tmp_path: Path):
    root = alliance(tmp_path / "ledger")
    before = len(open_ledger(root).history.batches)
    here = Path(__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(here), str(here / "tests/support")))}
    command = [sys.executable, "-c", WORKER, str(root)]
    started = [
        subprocess.Popen([*command, str(number), str(EACH)], env=env, stderr=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    while not all((tmp_path / f"ready-{number}").exists() for number in range(PROCESSES)):
        assert all(process.poll() is None for process in started), [process.stderr.read() for process in started]
        time.sleep(0.01)
    (tmp_path / "go").touch()
    complaints = [process.communicate()[1] for process in started]
    assert ([process.returncode for process in started], complaints) == ([0] * PROCESSES, [""] * PROCESSES)

    ledger = open_ledger(root)
    count = PROCESSES * EACH
    assert (ledger.history.alterations, ledger.history.foreign) == ((), ())
    assert list(ledger.history.batches) == list(range(1, before + count + 1))
    links = json.loads((root / f"batches/{before + count:04d}/batch.json").read_bytes())["previous"]
    assert links == ledger.history.batches[before + count - 1].head
    assert sorted(ledger.book.transactions["link"]) == sorted(
        f"Fund-2025-26-Hartside-{number}" for number in range(count) for _ in range(2)
    )
    rolls = {census: ledger.register.roll("Hartside", census) for census in ledger.register.censuses}
    assert rolls == {f"{1980 + n}-10": 1 + n for n in range(count)} | {"2024-10": ROLLS["Hartside"]}
    assert not list((root / "batches").glob(".staging-*"))
    assert bean_check(root) == ""


def test_eight_officers_who_import_overlapping_sheets_at_once_record_each_row_once(tmp_path: Path):
    root = sheets.alliance(tmp_path / "ledger")
    header = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement")
    rows = [(f"HS-{n}", "2025-11-14", "Hartside", "Coquet", f"Cello, lesson {n}", "41.50", "music") for n in range(36)]
    for number in range(PROCESSES):
        sheet = tmp_path / f"sheet-{number}.csv"
        sheet.write_bytes(
            sheets.csv_text([header, *rows[number * 4 : number * 4 + 8]])
        )  # Half of it is the next one's too.
    nesa = [sys.executable, "-c", "from nesa_fund.cli import main; main()", "--ledger", str(root), "import"]
    started = [subprocess.Popen([*nesa, tmp_path / f"sheet-{number}.csv"]) for number in range(PROCESSES)]
    assert [process.wait() for process in started] == [0] * PROCESSES

    ledger = open_ledger(root)
    assert (ledger.history.alterations, ledger.history.foreign) == ((), ())
    assert sorted(ledger.book.transactions["link"]) == sorted(f"Hartside-HS-{n}" for n in range(36) for _ in range(2))
    assert sum(batch.rows for batch in ledger.book.batches.values() if "invoices" in batch.kind) == len(rows)
    assert bean_check(root) == ""
