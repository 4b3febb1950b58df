"""Deductions: what an authority takes by law, of the member's own year, in the member's own register."""

import pytest

from honest import is_honest
from sheets import alliance, facts, lines, refusal, take

HEADER = ("Member", "Year", "Stream", "Amount", "Reason", "Publisher")
ROW = ("Coquet High School", "2025-26", "Budget share", "4,210.00", "De-delegation", "Coastshire Council")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def deduction(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def test_a_deduction_stands_in_the_members_own_register(root):
    take(root, deduction())
    assert facts(root, "deduction") == [
        lines(
            """
            2025-09-01 custom "deduction" "Coquet" "2025-26" "BudgetShare" 4210.00 GBP
              publisher: "Coastshire Council"
              reason: "de-delegation"
            """
        )
    ]
    assert "deduction" in (root / "batches/0003/Coquet.register.beancount").read_text("utf-8")
    assert take(root, deduction()).batch is None
    assert is_honest(root)


def test_a_year_is_the_members_own(root):
    member = [("Name", "Kind", "Joined", "Member code", "Year start"), ("Elm", "school", "01/09/2025", "Elm", "04-01")]
    take(root, member)
    take(root, deduction(Member="Elm"))
    assert facts(root, "deduction")[0].startswith("2025-04-01")


def test_deductions_for_two_reasons_are_two(root):
    rows = [*deduction(), (*ROW[:4], "NNDR", ROW[5])]
    assert take(root, rows).new == 2
    assert 'reason: "rates"' in facts(root, "deduction")[1]


def test_another_reason_stays_as_it_is_written_and_is_said(root):
    imported = take(root, deduction(Reason="Copyright licences"))
    assert 'reason: "Copyright licences"' in facts(root, "deduction")[0]
    reading = "row 2 is deducted for Copyright licences: none of de-delegation, rates, recoupment"
    assert reading in imported.readings


def test_another_amount_is_a_difference(root):
    take(root, deduction())
    assert "amount is recorded as £4,210.00, now £4,000.00; to correct it" in refusal(root, deduction(Amount=4000))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Member": "Nobody"}, 'A2] Member "Nobody": no member of that name'),
        ({"Year": "2025-25"}, 'B2] Year "2025-25": not a year, like 2025-26: Coquet\'s own year starts on 09-01'),
        ({"Stream": "Nonsense money"}, 'C2] Stream "Nonsense money": no such stream; nearest: '),
        ({"Amount": -5}, 'D2] Amount "-5": must be more than 0.00'),
        ({"Reason": None}, "E2] Reason: is blank"),
    ],
)
def test_a_deduction_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert refusal(root, deduction(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")
