"""Reviews and notes: that a year was reviewed, and what the officer says of a statement's line."""

import pytest

from honest import is_honest
from sheets import alliance, facts, lines, refusal, take

REVIEW = [("Year", "Date", "Minute"), ("2025-26", "08/07/2026", "Annual meeting 2")]
NOTE = [("Statement", "Line", "Text", "Date"), ("Schedule", "maths", "Dearer for a sixth day", "01/07/2026")]


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def test_a_review_is_a_fact_of_its_year(root):
    take(root, REVIEW)
    assert facts(root, "review") == ['2026-07-08 custom "review" "2025-26"\nminute: "Annual meeting 2"']
    assert take(root, REVIEW).batch is None
    assert is_honest(root)


def test_another_minute_is_a_difference_until_it_is_corrected(root):
    take(root, REVIEW)
    other = [REVIEW[0], ("2025-26", "08/07/2026", "Annual meeting 3")]
    assert "minute is recorded as Annual meeting 2, now Annual meeting 3; to correct it" in refusal(root, other)
    take(root, other, correct="misread")
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("2025-25", "08/07/2026", "2"), 'A2] Year "2025-25": not a year, like 2025-26'),
        (("2025-26", "31/08/2025", "2"), 'B2] Date "31/08/2025": is before 2025-26 began'),
        (("2025-26", "08/07/2026", None), "C2] Minute: is blank"),
    ],
)
def test_a_review_that_cannot_be_is_refused_by_cell(root, row, fault):
    assert refusal(root, [REVIEW[0], row]) == f"sheet.xlsx [Sheet1!{fault}"


def test_a_note_is_a_fact_of_its_statement_line_and_day(root):
    take(root, NOTE)
    assert facts(root, "note") == [
        lines(
            """
            2026-07-01 custom "note" "schedule" "maths"
              text: "Dearer for a sixth day"
            """
        )
    ]
    assert take(root, NOTE).batch is None
    take(root, [NOTE[0], (*NOTE[1][:2], "As said", "02/07/2026")])
    assert len(facts(root, "note")) == 2
    assert is_honest(root)


def test_a_note_on_a_statement_that_there_is_not_is_refused(root):
    fault = refusal(root, [NOTE[0], ("Budget", *NOTE[1][1:])])
    assert fault.startswith('sheet.xlsx [Sheet1!A2] Statement "Budget": no statement of that name; there are account, ')
