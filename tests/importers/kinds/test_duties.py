"""Duties: who leads what, from the year's first day where no other is said."""

from datetime import date

import pytest

from honest import is_honest
from sheets import alliance, facts, lines, refusal, take

HEADER = ("Member", "Title", "Date", "Until", "Line")
ROW = ("Coquet High School", "Maths network", "15/09/2025", "31/08/2026", "maths")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def duty(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def test_a_duty_is_a_fact_of_its_member_and_title(root):
    take(root, duty())
    assert facts(root, "duty") == [
        lines(
            """
            2025-09-15 custom "duty" "Coquet" "Maths network"
              until: 2026-08-31
              line: "maths"
            """
        )
    ]
    assert take(root, duty()).batch is None
    assert is_honest(root)


@pytest.mark.parametrize("header", [("Member", "Title"), ("Lead school", "Duty", "From")])
def test_a_duty_without_a_day_is_of_the_first_day_of_the_year_and_stays_so(root, header):
    rows = [header, ("Coquet", "Moderation", None)[: len(header)]]
    take(root, rows, as_at=date(2026, 2, 3))
    assert facts(root, "duty") == ['2025-09-01 custom "duty" "Coquet" "Moderation"']
    assert take(root, rows, as_at=date(2026, 10, 1)).batch is None


def test_another_end_is_a_difference_until_it_is_corrected(root):
    take(root, duty())
    other = duty(Until="31/12/2025")
    assert "until is recorded as 2026-08-31, now 2025-12-31; to correct it" in refusal(root, other)
    take(root, other, correct="handed over")
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Member": "Nobody"}, 'A2] Member "Nobody": no member of that name'),
        ({"Member": "Fund"}, 'A2] Member "Fund": the Partnership Fund is not a member'),
        ({"Until": "01/09/2025"}, 'D2] Until "01/09/2025": is before Date'),
        ({"Line": "reading"}, 'E2] Line "reading": no line of the plan of 2025-26; there are: maths, broadband'),
        ({"Date": "01/08/2025", "Line": None}, "Coquet is not in membership on 1 August 2025"),
    ],
)
def test_a_duty_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert fault in refusal(root, duty(**changed))
