"""Confirmations: each governing body's decision on its contribution."""

import pytest

from sheets import alliance, facts, lines, refusal, take

HEADER = ("Member", "Year", "Amount", "Date", "Body", "Minute", "Quorate", "Purpose")
ROW = ("Coquet High School", "2025/26", "£4,752.00", "22/09/2025", "FGB", "FGB 41", "yes", "Maths network")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def test_a_confirmation_is_a_fact_of_its_member_and_year(root):
    take(root, [HEADER, ROW])
    assert facts(root, "confirmation") == [
        lines(
            """
            2025-09-22 custom "confirmation" "Coquet" "2025-26" 4752.00 GBP
              body: "FGB"
              minute: "FGB 41"
              quorate: TRUE
              purpose: "Maths network"
            """
        )
    ]
    assert take(root, [HEADER, ROW, ("Coquet", *ROW[1:])]).batch is None


def test_another_decision_is_a_difference_until_it_is_corrected(root):
    take(root, [HEADER, ROW])
    other = [HEADER, (*ROW[:2], 4700, *ROW[3:6], "No", ROW[7])]
    assert (
        "confirmation Coquet 2025-26 is in batch 3: amount is recorded as £4,752.00, now £4,700.00; "
        "quorate is recorded as yes, now no; to correct it"
    ) in refusal(root, other)
    take(root, other, correct="minute misread")
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        (0, "Nobody", 'A2] Member "Nobody": no member of that name'),
        (1, "2025-28", 'B2] Year "2025-28": not a year, like 2025-26'),
        (1, "2025-25", 'B2] Year "2025-25": not a year, like 2025-26'),
        (2, "0.00", 'C2] Amount "0.00": must be more than 0.00'),
        (5, None, "F2] Minute: is blank"),
        (6, "perhaps", 'G2] Quorate "perhaps": not yes or no'),
    ],
)
def test_a_decision_that_cannot_be_is_refused_by_cell(root, column, value, fault):
    row = [*ROW[:column], value, *ROW[column + 1 :]]
    assert refusal(root, [HEADER, row]).startswith(f"sheet.xlsx [Sheet1!{fault}")
