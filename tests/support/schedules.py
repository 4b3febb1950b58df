"""The example year: four schools, £24,000.00 by a thousand pupils in three instalments."""

from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, digest
from nesa_fund import store
from nesa_fund.actions.schedule import adopt, confirm
from nesa_fund.facts import Confirmation, Schedule
from nesa_fund.problems import InputError
from nesa_fund.register import Register

YEAR = "2025-26"
SHARES = {"Coquet": 475_200, "Elsdon": 199_200, "Hartside": 988_800, "Rothley": 736_800}
OCTOBER = date(2025, 10, 1)
JANUARY = date(2026, 1, 8)


def adoption(**changed) -> Schedule:
    said = {"total": 2_400_000, "census": "2024-10", "instalments": 3, "minute": "Board 4"} | changed
    return Schedule(**({"day": date(2025, 9, 2), "year": YEAR} | said))


def confirmation(code: str, amount: int | None = None, **changed) -> Confirmation:
    said = {"minute": "FGB 6", "purpose": "the plan", "quorate": True, "day": date(2025, 9, 20), "year": YEAR} | changed
    return Confirmation(code=code, amount=amount or SHARES[code], **said)


def adopted(root: Path, *confirming: str) -> Path:
    adopt(root, adoption(), CLERK)
    for code in confirming:
        confirm(root, confirmation(code), CLERK)
    return root


def register(root: Path) -> Register:
    return store.open_ledger(root).register


def charged(root: Path) -> dict[tuple[str, str], int]:
    rows = store.open_ledger(root).book.live
    rows = rows[(rows["klass"] == "Contribution") & (rows["event"] == "contribution")]
    keys = zip(rows["entity"], rows["instalment"], strict=True)
    return dict(zip(keys, rows["pence"], strict=True))


def refused(root: Path, act) -> str:
    """The sentence that an act is refused with, having changed nothing."""
    before = digest(root)
    with pytest.raises(InputError) as caught:
        act()
    assert digest(root) == before
    return str(caught.value)
