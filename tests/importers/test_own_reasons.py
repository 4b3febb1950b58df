"""A fact that has a reason of its own keeps it when it is corrected."""

import pytest

from sheets import alliance, facts, refusal, take

HEADER = ("Member", "Year", "Stream", "Amount", "Reason")
ROW = ("Coquet", "2025-26", "GAG", 4210, "rates")
EXCEPTION = ("Rule", "Link", "Amount", "Date", "Reason", "Minutes")
SAID = ("SUB1", "Hartside-7", 1200, "05/03/2026", "Taught first", "Coquet: FGB 4")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def test_a_deduction_corrected_is_still_for_its_reason(root):
    take(root, [HEADER, ROW])
    other = [HEADER, (*ROW[:3], 4000, "rates")]
    take(root, other, correct="misread")
    assert facts(root, "deduction")[-1].endswith('corrects: "0003 sheet.xlsx [Sheet1!A2]"\nreason: "rates"')
    assert take(root, other).batch is None


def test_another_reason_is_a_difference_until_it_is_corrected(root):
    take(root, [EXCEPTION, SAID])
    other = [EXCEPTION, (*SAID[:4], "Agreed by word of mouth", SAID[5])]
    assert "reason is recorded as Taught first, now Agreed by word of mouth; to correct it" in refusal(root, other)
    take(root, other, correct="minute misread")
    assert 'reason: "Agreed by word of mouth"' in facts(root, "exception")[-1]
    assert take(root, other).batch is None
    assert take(root, [EXCEPTION, SAID], correct="x").batch == 5
