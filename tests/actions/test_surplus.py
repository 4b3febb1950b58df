"""A surplus goes back in proportion to what was paid in, leavers included, to the penny."""

from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, FOUNDED, ROLLS, add, alliance, bean_check
from made_once import made_once
from nesa_fund import store
from nesa_fund.actions.schedule import ChargeRun, charge
from nesa_fund.actions.surplus import Surplus, return_surplus
from nesa_fund.actions.withdraw import withdraw
from nesa_fund.engine import run
from nesa_fund.facts import Close, Grant, PlanLine, Withdrawal
from nesa_fund.records import Event, Payment
from schedules import OCTOBER, YEAR, adopted, refused
from sheets import balances, item, lines, take

PAID = date(2025, 10, 20)
BACK = date(2026, 10, 1)


@made_once
def _begun(root: Path) -> Path:
    """One instalment of £8,000.00, charged and paid by all four."""
    made = alliance(root)
    plan = PlanLine(
        day=FOUNDED, year=YEAR, line="maths", amount=2_400_000, title="Maths", category="Training",
        source="sheet.xlsx [Plan!A2]",
    )  # fmt: skip
    add(made, [plan])
    adopted(made, *ROLLS)
    done = charge(made, ChargeRun(YEAR, OCTOBER), CLERK)
    payments = [
        Payment(
            day=PAID, link=f"Fund-{YEAR}-{one.member}-1", source="sheet.xlsx [A2]", description="paid",
            debtor=one.member, creditor="Fund", pence=one.pence,
        )
        for one in done.decided.contributions
    ]  # fmt: skip
    add(made, transactions=[entry for one in payments for entry in one.transactions()])
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return _begun(tmp_path / "ledger")


def surplus(pence: int = 100_000, day: date = BACK, minute: str = "Board 6") -> Surplus:
    return Surplus(YEAR, pence, day, minute)


def give_back(root: Path, wanted: Surplus | None = None):
    return return_surplus(root, wanted or surplus(), CLERK)


def test_a_surplus_is_shared_as_it_was_paid_in(root):
    done = give_back(root)
    assert dict(done.decided) == {"Coquet": 19_800, "Elsdon": 8_300, "Hartside": 41_200, "Rothley": 30_700}
    assert item(root, "Fund-2025-26-Elsdon-surplus") == lines(
        """
        2026-10-01 * "Fund" "Surplus of 2025-26, returned" ^Fund-2025-26-Elsdon-surplus
        event: "surplus"
        year: "2025-26"
        minute: "Board 6"
        Expenses:Elsdon:Contribution -83.00 GBP
        Liabilities:Elsdon:Creditors:Fund 83.00 GBP

        2026-10-01 * "Elsdon" "Surplus of 2025-26, returned" ^Fund-2025-26-Elsdon-surplus
        event: "surplus"
        year: "2025-26"
        minute: "Board 6"
        Assets:Fund:Debtors:Elsdon -83.00 GBP
        Income:Fund:Contributions:Elsdon 83.00 GBP
        """
    )
    assert bean_check(root) == ""
    results = run(store.open_ledger(root).book, date(2025, 12, 1)).results
    assert [one.finding.message for result in results for one in result.findings if one.breaks] == []


def test_a_leaver_has_its_part_by_what_was_kept_of_its_contribution(root):
    withdraw(root, Withdrawal(day=date(2025, 10, 31), code="Elsdon", minute="FGB 7"), BACK, CLERK)
    done = give_back(root)
    assert balances(root)["Expenses:Elsdon:Contribution"] == 33_291 - done.decided["Elsdon"]
    assert sum(done.decided.values()) == 100_000
    assert done.decided["Elsdon"] < 8_300


def test_what_is_owed_back_is_paid_as_a_refund(root):
    give_back(root)
    rows = [
        ("Date", "From", "To", "Amount", "Reference", "Refund"),
        (date(2026, 10, 5), "Partnership Fund", "Elsdon", 83, "Fund-2025-26-Elsdon-surplus", "yes"),
    ]
    take(root, rows, as_at=date(2026, 10, 6))
    assert "Assets:Fund:Debtors:Elsdon" not in balances(root)
    results = run(store.open_ledger(root).book, date(2026, 10, 6)).results
    wrong = [one.finding for result in results for one in result.findings if one.breaks]
    assert [one.message for one in wrong if "Elsdon" in one.entities and one.link.endswith("surplus")] == []


def test_said_again_it_is_recorded_already_and_another_is_refused(root):
    give_back(root)
    assert give_back(root).batch is None
    for other in (surplus(90_000), surplus(day=date(2026, 10, 2)), surplus(minute="Board 7")):
        told = refused(root, lambda other=other: give_back(root, other))
        assert told.startswith("a surplus of 2025-26 is returned already: £1,000.00 on 2026-10-01, minute Board 6")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (surplus(0), "must be above zero"),
        (surplus(800_001), "£8,000.01 is more than the Fund holds in general on 1 October 2026: £8,000.00 (£8,000.00"),
        (surplus(day=date(2025, 10, 19)), "£0.00 (£0.00 in its bank)"),
        (surplus(day=date(2025, 8, 31)), "31 August 2025 is before 2025-26 begins"),
        (surplus(minute=" "), "the Board's minute is wanted"),
        (Surplus("2024-25", 1, BACK, "Board 6"), "nothing is charged for 2024-25"),
        (Surplus("soon", 1, BACK, "Board 6"), '"soon" is not a year'),
    ],
)
def test_what_can_not_be_returned_is_refused(root, wanted, told):
    assert told in refused(root, lambda: give_back(root, wanted))


def test_what_is_unspent_of_a_grant_is_never_returned(root):
    got = Event(day=PAID, link="Grant-SSIF-1", source="sheet.xlsx [A9]", description="Grant")
    said = got.said(event="grant", grant="SSIF")
    entry = got.entry("Trust", said, ("Assets:Fund:Bank", 50_000), ("Income:Fund:Grants:SSIF", -50_000))
    grant = Grant(day=FOUNDED, code="SSIF", amount=50_000, source="sheet.xlsx [A8]")
    add(root, [grant], [entry])
    told = refused(root, lambda: give_back(root, surplus(800_001)))
    assert "£8,000.00 (£8,500.00 in its bank, less £500.00 unspent of grants)" in told


def test_nothing_is_returned_into_a_closed_year(root):
    add(root, [Close(day=date(2026, 9, 1), year=YEAR, source="sheet.xlsx [A1]")])
    assert "2025-26 is closed" in refused(root, lambda: give_back(root, surplus(day=date(2026, 8, 1))))
    assert give_back(root).batch
