"""An alliance whose shared bills are shared anew when a sharer leaves, for tests."""

from datetime import date
from pathlib import Path

from folders import CLERK
from nesa_fund import store
from nesa_fund.actions.withdraw import withdraw
from nesa_fund.engine import run
from nesa_fund.facts import Withdrawal
from sheets import alliance, take

LEFT = date(2026, 1, 31)
TODAY = date(2026, 2, 20)
AGREED = (
    ("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Weights", "Ceiling", "From", "Until",
     "Leaver"),
    ("wifi", "Hartside", "Coquet, Rothley, Elsdon", "Wireless", "Broadband", "roll", None, 2000,
     date(2025, 9, 1), date(2026, 8, 31), "reshare"),
    ("salt", "Hartside", "Elsdon", "Salt", "Cleaning", "equal", None, 2000,
     date(2025, 9, 1), date(2026, 8, 31), "reshare"),
    ("paper", "Hartside", "Coquet, Elsdon", "Paper", "Cleaning", "equal", None, 2000,
     date(2025, 9, 1), date(2026, 1, 31), "reshare"),
)  # fmt: skip
CONSENTS = (
    ("Agreement", "Member", "Date", "Minute"),
    *[(code, who, date(2025, 9, 2), "FGB 3") for code, sharers in (
        ("wifi", ("Hartside", "Coquet", "Rothley", "Elsdon")), ("salt", ("Hartside", "Elsdon")),
        ("paper", ("Hartside", "Coquet", "Elsdon")), ("net", ("Hartside", "Coquet", "Rothley", "Elsdon")),
    ) for who in sharers],
)  # fmt: skip
HEADER = ("Reference", "Date", "Paid by", "Supplier", "Description", "Net", "Agreement", "Covers from", "Covers until")


def bill(number: str = "NN-881", net: float = 1000, agreement: str = "wifi", **changed) -> tuple[object, ...]:
    said = {"from": date(2025, 9, 1), "until": date(2026, 8, 31), "day": date(2025, 12, 1)} | changed
    return (
        number,
        said["day"],
        "Hartside",
        "North Net Ltd",
        f"Bill {number}",
        net,
        agreement,
        said["from"],
        said["until"],
    )


def agreed(root: Path) -> Path:
    """Four schools, and agreements to which all their parties consented."""
    made = alliance(root)
    take(made, AGREED)
    take(made, CONSENTS)
    return made


def leave(root: Path, code: str = "Elsdon", day: date = LEFT, today: date = TODAY, minute: str = "FGB 7"):
    return withdraw(root, Withdrawal(day=day, code=code, minute=minute), today, CLERK)


def breaches(root: Path, as_at: date = TODAY) -> list[str]:
    results = run(store.open_ledger(root).book, as_at).results
    return [f"{result.rule.id}: {one.finding.message}" for result in results for one in result.findings if one.breaks]
