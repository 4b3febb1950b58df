"""Options for a year's contributions as tests keep and read them."""

from datetime import date
from pathlib import Path

from folders import add
from nesa_fund.charges import adopted_shares
from nesa_fund.facts import PlanLine
from nesa_fund.store import open_ledger

PROPOSE = ("propose", "2025-26", "--total", "24000")
DECIDED = ("--minute", "Board 4", "--date", "2025-09-02")


def plan(line: str, pence: int, grant: str = "") -> PlanLine:
    source = f"sheet.xlsx [{line}]"
    return PlanLine(day=date(2025, 9, 1), year="2025-26", line=line, amount=pence, grant=grant, source=source)


def planned(root: Path) -> None:
    """A plan of £24,000.00, and a line that a grant pays."""
    add(root, [plan("maths", 1_500_000), plan("leaders", 900_000), plan("reading", 90_000, "SSIF")])


def option_file(root: Path, name: str = "halves") -> Path:
    return root / "options" / "2025-26" / f"{name}.json"


def adopted(root: Path) -> dict[str, int]:
    book = open_ledger(root).book
    return {share.member: share.pence for share in adopted_shares(book, book.register.schedule("2025-26"))}
