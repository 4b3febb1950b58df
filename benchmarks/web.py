"""How soon a member's pages show a new batch on a large ledger, beside a stock Fava that serves the whole.

Run by hand: python benchmarks/web.py [TRANSACTIONS] [ROUNDS]. The ledger is that of ``large.py``: forty members. Each
round records one invoice of one member and then times, in this process: of ours, until Fava's ledger of that member is
loaded, and until its account is drawn anew (the whole is read for it, and cut to the member's books); of stock Fava,
until the same change is loaded from ``books.beancount``, without the rules. The other members' ledgers stay loaded.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from fava.core import FavaLedger
from large import prepare

from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.records import Invoice
from nesa_fund.store import record
from nesa_fund.web.books import Books
from nesa_fund.web.ledgers import Ledgers
from nesa_fund.web.readings import Asked
from nesa_fund.web.roles import Person, Role
from nesa_fund.web.served import make_safe

OURS, OTHER = "School005", "School006"
GOVERNOR = Person("ann", Role.GOVERNOR, OURS)
AS_AT = date(2026, 8, 31)


def main(transactions: int = 100_000, rounds: int = 5) -> None:
    """Prepare once, then change and time in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        root = (Path(scratch) / "ledger").resolve()
        prepare(root, transactions)
        stock = FavaLedger(str(root / "books.beancount"), poll_watcher=True)
        make_safe()
        books = Books(root, lambda: AS_AT)
        ledgers = Ledgers(books, lambda: GOVERNOR)
        seen: dict[str, list[float]] = {"ledger": [], "account": [], "stock": []}
        _ = ledgers[OURS].all_entries, _account(books)
        for n in range(rounds):
            add(root, n)
            seen["ledger"].append(_timed(lambda: ledgers[OURS]))
            seen["account"].append(_timed(lambda: _account(books)))
            seen["stock"].append(_timed(stock.load_file))
    for name, figures in seen.items():
        ratios = sorted(other / mine for mine, other in zip(figures, seen["stock"], strict=True))
        print(
            f"{name:8} median {statistics.median(figures):6.2f} s; stock Fava takes times as long "
            f"{ratios[0]:.1f}, {statistics.median(ratios):.1f}, {ratios[-1]:.1f}"
        )


def _account(books: Books) -> object:
    return books.seen_by(GOVERNOR).read("School", Asked("2025-26", OURS))


def add(root: Path, n: int) -> None:
    """Record a batch of one invoice to the member."""
    bill = Invoice(
        day=date(2026, 6, 1), link=f"{OTHER}-W{n}", number=f"W{n}", description="Lesson", supplier=OTHER, customer=OURS,
        lines=(("Teaching", 100),), agreement=f"a{OTHER}", source="web.xlsx [A1]",
    )  # fmt: skip
    draft = Draft("import", (), bill.transactions(), {"web.xlsx": b""}, rows=1)
    record(root, lambda _: draft, Signature("officer", datetime.now(UTC), "treasurer"))


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
