"""Real ledgers for tests: founded and recorded in a folder, then perhaps altered by a byte."""

from datetime import UTC, date, datetime
from pathlib import Path

from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.facts import Agreement, Consent, Fact, Member
from nesa_fund.records import Invoice, Payment
from nesa_fund.store import Ledger, record

CLERK = Signature("clerk", datetime(2025, 9, 1, 12, tzinfo=UTC), "head")
FOUNDED = date(2025, 9, 1)
SHEET = "autumn.xlsx"


def founded(root: Path, **settings: str) -> Path:
    """A ledger with three schools and one agreement to which both its parties consented."""
    found(root, alliance_fact("Coast and Castle Alliance", FOUNDED, settings), CLERK)
    facts: list[Fact] = [
        Member(day=FOUNDED, code=code, kind="school", minute="FGB 1", source=f"{SHEET} [A1]")
        for code in ("Hartside", "Coquet", "Rothley")
    ]
    add(root, facts=facts)
    terms = Agreement(
        day=FOUNDED, code="music", supplier="Hartside", ceiling=500_000, customers=("Coquet",), unit_price=4_000,
        unit_cost=4_000, source=f"{SHEET} [A1]",
    )  # fmt: skip
    add(root, facts=[terms])
    consents = [
        Consent(day=FOUNDED, agreement="music", code=code, minute="FGB 2", source=f"{SHEET} [A1]")
        for code in ("Hartside", "Coquet")
    ]
    add(root, facts=consents)
    return root


def invoice(number: str, pence: int = 120_000, day: date = date(2025, 11, 14), source: str = SHEET) -> Invoice:
    """Hartside teaches the cello at Coquet, at £40.00 the hour."""
    return Invoice(
        day=day,
        link=f"Hartside-{number}",
        source=f"{source} [Autumn!A14]",
        description=f"Cello teaching {number}",
        meta={"quantity": str(pence // 4_000)},
        number=number,
        supplier="Hartside",
        customer="Coquet",
        lines=(("Teaching", pence),),
        agreement="music",
    )


def paid(bill: Invoice, pence: int, day: date = date(2025, 11, 20)) -> Payment:
    """Coquet pays something of a bill."""
    return Payment(
        day=day,
        link=bill.link,
        source=bill.source,
        description="paid",
        debtor="Coquet",
        creditor="Hartside",
        pence=pence,
    )


def add(root: Path, *events: Invoice | Payment, facts: list[Fact] | None = None, sheet: str = SHEET) -> Ledger:
    """Record one batch with its sheet."""
    transactions = tuple(entry for event in events for entry in event.transactions())
    draft = Draft("import", tuple(facts or ()), transactions, {sheet: b"as it came in"}, rows=len(events))
    ledger = record(root, lambda _: draft, CLERK)
    assert ledger
    return ledger


def alter(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes of a file that was recorded read-only."""
    content = path.read_bytes()
    assert old in content, f"{old!r} is not in {path}"
    path.chmod(0o644)
    path.write_bytes(content.replace(old, new, 1))
