"""Work in kind: staff days in both books, and never money."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honest import is_honest
from sheets import alliance, balances, blocks, item, lines, refusal, take

HEADER = ("Date", "Giver", "Receiver", "Days", "Duty", "Description")
WORK = (date(2025, 11, 3), "Hartside", "Coquet", 2, "Leads the maths network", None)


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def worked(*rows):
    return [HEADER, *rows]


def test_days_given_stand_in_both_books_as_days(root):
    imported = take(root, worked(WORK))
    assert item(root, "InKind-Hartside-2025-11-03-1") == lines(
        """
        2025-11-03 * "Hartside" "Leads the maths network" ^InKind-Hartside-2025-11-03-1
          event: "in-kind"
          duty: "Leads the maths network"
          Income:Coquet:InKind:Hartside  -2.00 DAY
          Equity:Coquet:InKind            2.00 DAY

        2025-11-03 * "Coquet" "Leads the maths network" ^InKind-Hartside-2025-11-03-1
          event: "in-kind"
          duty: "Leads the maths network"
          Expenses:Hartside:InKind:Coquet   2.00 DAY
          Equity:Hartside:InKind           -2.00 DAY
        """
    )
    assert (imported.new, imported.totals, balances(root)) == (1, {"GBP": "0.00"}, {})
    assert is_honest(root)


def test_the_sheet_again_adds_nothing_and_another_duty_of_the_day_is_another(root):
    other = (*WORK[:4], "Governor training", "Two sessions")
    take(root, worked(WORK, WORK, other))
    assert take(root, worked(WORK, WORK, other)).batch is None
    assert take(root, worked((*other[:4], "Network", other[5]))).new == 1
    assert item(root, "InKind-Hartside-2025-11-03-4")


def test_work_for_the_alliance_is_received_by_the_fund(root):
    take(root, worked((WORK[0], "Hartside", "Partnership Fund", 0.25, *WORK[4:])))
    assert "Income:Fund:InKind:Hartside -0.25 DAY" in item(root, "InKind-Hartside-2025-11-03-1")


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.decimals("0.01", "99999", places=2))
def test_any_hundredth_of_a_day_reads_back_as_it_was(tmp_path_factory, days):
    root = alliance(tmp_path_factory.mktemp("days") / "ledger")
    take(root, worked((*WORK[:3], str(days), *WORK[4:])))
    (given_days,) = [line for block in blocks(root) for line in block.split("\n") if line.startswith("Expenses:")]
    assert Decimal(given_days.split()[1]) == days


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((*WORK[:3], 0, *WORK[4:]), 'D2] Days "0": must be more than 0'),
        ((*WORK[:3], 0.125, *WORK[4:]), 'D2] Days "0.125": has more than two decimals; days are counted like 2 or'),
        ((*WORK[:3], -1, *WORK[4:]), 'D2] Days "-1": not a number'),
        ((*WORK[:2], "Hartside Middle", *WORK[3:]), 'C2] Receiver "Hartside Middle": is the giver too'),
        ((WORK[0], "Fund", *WORK[2:]), 'B2] Giver "Fund": the Partnership Fund is not a member'),
        ((date(2025, 8, 1), *WORK[1:]), 'B2] Giver "Hartside": Hartside is not in membership on 1 August 2025'),
    ],
)  # fmt: skip
def test_work_that_cannot_be_recorded_is_refused_by_cell(root, row, fault):
    assert refusal(root, worked(row)).startswith(f"sheet.xlsx [Sheet1!{fault}")
