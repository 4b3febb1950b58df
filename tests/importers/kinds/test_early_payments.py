"""Contributions paid before they are charged: they wait, and are placed when the same row comes again."""

from datetime import date

import pytest

from folders import add, contribution
from nesa_fund.facts import Close
from nesa_fund.records import Contribution
from nesa_fund.store import open_ledger
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


ALL_THREE = pay((*RECEIPT, "PF2526HARTSIDE1, PF2526HARTSIDE2 and Fund-2025-26-Hartside-3"))


def owed(root):
    """What Hartside owes the Fund, and what the Fund holds that is not placed yet."""
    after = balances(root)
    return after.get("Assets:Fund:Debtors:Hartside", 0), -after.get("Liabilities:Fund:Unidentified", 0)


@pytest.mark.parametrize("bank_reference", [None, "BACS 7"])
def test_a_payment_of_several_instalments_is_placed_on_each_as_it_is_charged(root, bank_reference):
    add(root, [adoption()])
    paid = pay((*ALL_THREE[1][:5], bank_reference))
    assert take(root, paid).total_pence == 988800
    for number, waiting in ((1, 659200), (2, 329600), (3, 0)):
        add(root, transactions=contribution("Hartside", 329600, number))
        imported = take(root, paid)
        assert (imported.new, imported.total_pence) == (1, 329600)
        assert owed(root) == (0, waiting)
        assert take(root, paid).batch is None
    assert balances(root)["Assets:Hartside:Bank"] == -balances(root)["Assets:Fund:Bank"] == -988800


def test_what_is_charged_already_is_paid_and_the_rest_waits(root):
    add(root, [adoption()], contribution("Hartside", 329600))
    imported = take(root, ALL_THREE)
    reading = "names PF2526HARTSIDE2, Fund-2025-26-Hartside-3, which are not charged yet: £6,592.00 from Hartside"
    assert f"row 2 {reading} is recorded as not placed yet" in imported.readings
    assert (imported.new, imported.total_pence) == (1, 988800)
    assert owed(root) == (0, 659200)
    for number in (2, 3):
        add(root, transactions=contribution("Hartside", 329600, number))
    assert take(root, ALL_THREE).total_pence == 659200
    assert owed(root) == (0, 0)


def test_a_receipt_that_waits_for_another_payment_is_left_alone(root):
    add(root, [adoption()], contribution("Hartside", 329600))
    take(root, pay((date(2025, 10, 2), "Hartside", "Fund", 50, None, "BACS")))
    take(root, pay((date(2025, 10, 3), "Hartside", "Fund", 5000, "PF2526HARTSIDE1, PF2526HARTSIDE2", "BACS")))
    assert owed(root) == (0, 5000 + 170400)


def test_a_payment_that_leaves_nothing_for_an_instalment_is_none_of_it(root):
    add(root, [adoption()], contribution("Hartside", 988800))
    told = refusal(root, pay((*RECEIPT, "PF2526HARTSIDE1, PF2526HARTSIDE2")))
    assert "leaves nothing for PF2526HARTSIDE2, not charged yet: the others come to £9,888.00" in told


def test_a_payment_that_named_one_charge_is_taken_back_before_it_names_two(root):
    add(root, transactions=(*contribution("Hartside", 329600), *contribution("Hartside", 329600, 2)))
    take(root, pay((date(2025, 10, 2), "Hartside", "Fund", 659200 / 100, "PF2526HARTSIDE1", "BACS 7")))
    told = refusal(
        root, pay((date(2025, 10, 2), "Hartside", "Fund", 6592, "PF2526HARTSIDE1, PF2526HARTSIDE2", "BACS 7"))
    )
    assert (
        'on Fund-2025-26-Hartside-1 alone; take that back first: nesa reverse 4 --row "sheet.xlsx [Sheet1!A2]"' in told
    )


AUGUST = (date(2026, 8, 25), "Hartside", "Fund", 9888)


def next_years(instalment):
    """Half of what Hartside is charged for the year after."""
    return Contribution(
        day=date(2026, 9, 15), year="2026-27", member="Hartside", instalment=instalment, pence=494400,
        source="sheet.xlsx [A1]",
    ).transactions()  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "bank_reference"),
    [(None, None), ("PF2627HARTSIDE1, PF2627HARTSIDE2", None), ("PF2627HARTSIDE1, PF2627HARTSIDE2", "BACS 7")],
)
def test_what_came_in_a_year_that_is_closed_since_is_placed_on_the_first_open_day(root, reference, bank_reference):
    add(root, [adoption(year="2026-27", instalments=2, day=date(2026, 8, 20))])
    came = pay((*AUGUST, reference, bank_reference))
    take(root, came)
    add(root, [Close(day=date(2026, 9, 9), year="2025-26", source="sheet.xlsx [A2]")])
    assert take(root, came).batch is None
    add(root, transactions=(*next_years(1), *next_years(2)))
    named = pay((*AUGUST, "PF2627HARTSIDE1, PF2627HARTSIDE2", bank_reference))
    imported = take(root, named)
    assert (
        "row 2 is of a closed year: it is placed on 1 September 2026, the first day that is open" in imported.readings
    )
    assert owed(root) == (0, 0)
    bank = open_ledger(root).book.daily_balance("Assets:Fund:Bank")
    assert {str(day.date()): int(pence) for day, pence in bank.items()} == {"2026-08-25": 988800, "2026-09-01": 988800}
    assert (take(root, named).batch, take(root, came).batch) == (None, None)


def test_what_nobody_recorded_before_its_year_was_closed_is_refused(root):
    add(root, transactions=contribution("Hartside", 988800))
    add(root, [Close(day=date(2026, 9, 9), year="2025-26", source="sheet.xlsx [A2]")])
    assert "is in 2025-26, which is closed" in refusal(root, pay((*AUGUST, "PF2526HARTSIDE1")))
