"""The example alliance with another member's secrets planted in it, and somebody of every role to look for them."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.facts import Fact, Funding, Member, Strength, SystemCode
from nesa_fund.records import Invoice
from nesa_fund.records.income import FundingPaid, WorkGiven
from nesa_fund.store import Ledger, record
from nesa_fund.web.roles import Person, Role

EXAMPLE = Path(__file__).parents[2] / "ledger"
DAY = date(2026, 8, 31)
NOON = datetime(2026, 8, 31, 12, tzinfo=UTC)
OFFICER = Signature("finance-officer", NOON, "treasurer")
OWN, OTHER, THIRD = "Hartside", "Coquet", "Rothley"

ROLES = {
    "ann": Person("ann", Role.GOVERNOR, OWN),
    "clara": Person("clara", Role.CLERK, OWN),
    "olive": Person("olive", Role.OFFICER, OWN),
    "ben": Person("ben", Role.GOVERNOR, OTHER),
    "oscar": Person("oscar", Role.OFFICER),
    "petra": Person("petra", Role.APPROVER),
    "ada": Person("ada", Role.AUDITOR),
    "beth": Person("beth", Role.BOARD),
    "kate": Person("kate", Role.KEEPER),
}
"""Somebody of every role, by the code of each; who sees the secrets and who doesn't follows from it."""

SECRETS = (
    ("zzstrength",), ("314159.26", "314,159.26", "31415926"), ("zzfunding",), ("271828.18", "271,828.18", "27182818"),
    ("zznarration",), ("zznumber",), ("zzlaptops",), ("1618.03", "1,618.03"), ("zzduty",), ("zzcode",), ("zzfile",),
    ("zznote",),
)  # fmt: skip
"""What stands in Coquet's own facts, book, source and batch, and nowhere else, each in the ways it may be written."""

MARKUP = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def alliance_with_secrets(folder: Path) -> Path:
    """The example alliance, and a batch in which everything is Coquet's own, or between it and Rothley."""
    root = folder / "ledger"
    shutil.copytree(EXAMPLE, root)
    add_batch(root, *_secrets(), sheet="zzfile.xlsx", note="zznote")
    return root


def add_batch(root: Path, facts: list[Fact], entries: list[object], sheet: str = "more.xlsx", note: str = "") -> Ledger:
    transactions = tuple(entry for event in entries for entry in event.transactions())
    draft = Draft("import", tuple(facts), transactions, {sheet: b"as it came"}, {sheet: sheet}, 1, note=note)
    ledger = record(root, lambda _: draft, OFFICER)
    assert ledger
    return ledger


def _secrets() -> tuple[list[Fact], list[object]]:
    said = {"source": "zzfile.xlsx [A1]"}
    facts = [
        Strength(day=date(2026, 5, 1), code=OTHER, reserve=31415926, as_at=date(2026, 4, 30), minute="zzstrength",
                 **said),
        Funding(day=date(2025, 9, 1), code=OTHER, year="2025-26", stream="PupilPremium", amount=27182818,
                publisher="zzfunding", **said),
        SystemCode(day=date(2026, 5, 1), member=OTHER, category="Teaching", code="zzcode", **said),
    ]  # fmt: skip
    entries = [
        FundingPaid(day=date(2026, 5, 2), link=f"Funding-{OTHER}-2025-26-PupilPremium-9", description="zznarration",
                    member=OTHER, account=f"Assets:{OTHER}:Bank", year="2025-26", stream="PupilPremium", pence=100,
                    **said),
        Invoice(day=date(2026, 5, 3), link=f"{OTHER}-zznumber", number="zznumber", description="zzlaptops",
                supplier=OTHER, customer=THIRD, lines=(("Teaching", 161803),), **said),
        WorkGiven(day=date(2026, 5, 4), link=f"InKind-{OTHER}-2026-05-04-1", description="zznarration", duty="zzduty",
                  giver=OTHER, receiver=THIRD, hundredths=100, **said),
    ]  # fmt: skip
    return facts, entries


def hostile_member(root: Path) -> None:
    """Rename Hartside to markup, and Rothley to Hartside's title; a charge to Hartside speaks markup too."""
    names = {OWN: MARKUP, THIRD: "Hartside Primary School"}
    facts = [
        Member(day=date(2026, 6, 1), code=code, kind="school", name=name, source="more.xlsx [A1]")
        for code, name in names.items()
    ]
    bill = Invoice(day=date(2026, 6, 2), link=f"{OTHER}-77", number="77", description=MARKUP, supplier=OTHER,
                   customer=OWN, lines=(("Teaching", 7700),), source="more.xlsx [A2]")  # fmt: skip
    add_batch(root, facts, [bill])


def leaks(text: bytes) -> Iterator[str]:
    """The secrets that a text tells."""
    told = text.decode("utf-8", "replace").casefold()
    return (ways[0] for ways in SECRETS if any(way in told for way in ways))
