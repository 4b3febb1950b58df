"""Real ledgers in a folder: founded, filled, hashed, and read by stock Beancount."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from nesa_fund import store
from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.entries import Transaction
from nesa_fund.facts import Fact, Member, Roll
from nesa_fund.records import Contribution

CLERK = Signature("clerk", datetime(2025, 9, 1, 9, 30, tzinfo=UTC))
FOUNDED = date(2025, 9, 1)
ROLLS = {"Hartside": 412, "Coquet": 198, "Rothley": 307, "Elsdon": 83}
CACHED_LOAD = """
import sys
from beancount import loader
loader.PICKLE_CACHE_THRESHOLD = 0
loader.initialize(use_cache=True)
for name in sys.argv[1:]:
    entries, errors, _ = loader.load_file(name)
    print(len(entries), len(errors))
"""


def founded(root: Path) -> Path:
    """An empty ledger."""
    found(root, alliance_fact("Coast and Castle Alliance", FOUNDED), CLERK)
    return root


def add(
    root: Path, facts: Iterable[Fact] = (), transactions: Iterable[Transaction] = (), **manifest: str
) -> store.Ledger:
    """Record one more batch, whose facts and transactions cite sheet.xlsx."""
    drawn = Draft("import", tuple(facts), tuple(transactions), {"sheet.xlsx": b"a sheet"}, **manifest)
    ledger = store.record(root, lambda _: drawn, CLERK)
    assert ledger
    return ledger


def school(code: str, day: date = FOUNDED, **more) -> Member:
    said = {"kind": "school", "name": f"{code} First School", "source": "sheet.xlsx [Members!A1]"} | more
    return Member(day=day, code=code, **said)


def roll(code: str, pupils: int | str, census: str = "2024-10", **more) -> Roll:
    day = date.fromisoformat(f"{census}-01")
    said = {"source": f"sheet.xlsx [Rolls!{code}]"} | more
    return Roll(day=day, code=code, pupils=Fraction(pupils), census=census, **said)


def alliance(root: Path) -> Path:
    """Four schools and their rolls of October 2024."""
    founded(root)
    add(root, [*map(school, ROLLS), *(roll(code, pupils) for code, pupils in ROLLS.items())])
    return root


def contribution(member: str = "Hartside", pence: int = 100, instalment: int = 1) -> tuple[Transaction, ...]:
    return Contribution(
        day=date(2025, 10, 1), year="2025-26", member=member, instalment=instalment, pence=pence,
        source="sheet.xlsx [A1]",
    ).transactions()  # fmt: skip


def digest(root: Path) -> str:
    """One hash of every name and every byte below a folder."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(str(path).encode() + b"\0" + path.read_bytes() for path in files)).hexdigest()


def tops(root: Path) -> list[Path]:
    """The files that stock Beancount can open."""
    return [root / "books.beancount", *sorted((root / "views").glob("*.beancount"))]


def bean_check(root: Path) -> str:
    """What stock bean-check says of the books and of every view; nothing where all is well."""
    command = shutil.which("bean-check", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert command
    runs = [subprocess.run([command, path], capture_output=True, text=True, check=False) for path in tops(root)]
    return "".join(run.stdout + run.stderr + ("failed" if run.returncode else "") for run in runs)


def cached_load(root: Path) -> list[tuple[int, int]]:
    """(entries, errors) of the books and of every view, by a Beancount that keeps every load in its cache."""
    command = [sys.executable, "-c", CACHED_LOAD, *map(str, tops(root))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [(int(line.split()[0]), int(line.split()[1])) for line in done.stdout.splitlines()]
