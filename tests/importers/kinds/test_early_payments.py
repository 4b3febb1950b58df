"""Contributions paid before they are charged: they wait, and are placed when the same row comes again."""

from datetime import date

import pytest

from folders import add, contribution
from schedules import adoption
from sheets import alliance, balances, refusal, take

HEADER = ("Date", "From", "To", "Amount", "Reference", "Bank reference")
RECEIPT = (date(2025, 10, 2), "Hartside", "Fund", 9888)


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def pay(row):
    return [HEADER, (*row, *[None] * (len(HEADER) - len(row)))]


@pytest.mark.parametrize("bank_reference", [None, "BACS 7"])
def test_a_contribution_paid_before_it_is_charged_waits_until_then(root, bank_reference):
    add(root, [adoption()])
    early = pay((*RECEIPT, "PF2526 Hartside 1", bank_reference))
    imported = take(root, early)
    reading = "names PF2526 Hartside 1, which is not charged yet: £9,888.00 from Hartside is recorded as not placed yet"
    assert f"row 2 {reading}" in imported.readings
    assert balances(root)["Liabilities:Fund:Unidentified"] == -988800
    assert take(root, early).batch is None
    add(root, transactions=contribution("Hartside", 988800))
    take(root, early)
    after = balances(root)
    assert "Liabilities:Fund:Unidentified" not in after
    assert "Assets:Fund:Debtors:Hartside" not in after
    assert after["Assets:Fund:Bank"] == 988800
    assert take(root, early).batch is None


@pytest.mark.parametrize("reference", ["PF2526HARTSIDE4", "PF2526COQUET1", "PF2627HARTSIDE1"])
def test_only_an_instalment_that_is_adopted_is_paid_early(root, reference):
    add(root, [adoption()])
    assert f"{reference} names no charge of Fund to Hartside" in refusal(root, pay((*RECEIPT, reference)))
