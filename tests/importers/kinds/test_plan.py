"""The plan: lines of a year, by code, and their corrections."""

import pytest

from sheets import PLAN, alliance, facts, lines, refusal, take

HEADER = ("Year", "Line", "Title", "Amount", "Category", "Lead", "Participants", "Quotes", "Date")
LINE = ("2025-26", "reading", "Early reading", 5000, "E09", "Coquet High", "Coquet, Rothley First", 3, "10/07/2025")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def line(**changed):
    told = dict(zip(HEADER, LINE, strict=True)) | changed
    return [list(told), list(told.values())]


def test_a_line_is_a_fact_of_its_year_with_members_by_code(root):
    take(root, line())
    assert facts(root, "plan")[-1] == lines(
        """
        2025-07-10 custom "plan" "2025-26" "reading" 5000.00 GBP
          title: "Early reading"
          category: "Training"
          lead: "Coquet"
          participants: "Coquet, Rothley"
          quotes: 3
        """
    )


def test_a_line_without_a_date_is_of_the_years_first_day_and_for_all(root):
    assert facts(root, "plan")[0] == lines(
        """
        2025-09-01 custom "plan" "2025-26" "maths" 15000.00 GBP
          title: "Maths network"
          category: "Training"
          participants: "all"
        """
    )
    assert take(root, [PLAN[0], *reversed(PLAN[1:])]).batch is None


def test_a_line_with_another_amount_is_a_difference_until_it_is_corrected(root):
    other = [PLAN[0], ("2025-26", "maths", "Maths network", 16000, "Training")]
    assert refusal(root, other).endswith(
        "plan 2025-26 maths is in batch 2: amount is recorded as £15,000.00, now £16,000.00; "
        "to correct it: --correct --reason WHY"
    )
    take(root, other, correct="SB raised it")
    assert 'corrects: "0002 start.xlsx [Plan!A2]"' in facts(root, "plan")[-1]
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Year": "2025-27"}, 'A2] Year "2025-27": not a year, like 2025-26'),
        ({"Line": "a,b"}, 'B2] Line "a,b": a line code has no comma'),
        ({"Amount": -1}, 'D2] Amount "-1": is below zero'),
        ({"Category": "Nonsense"}, 'E2] Category "Nonsense": no such category; nearest: '),
        ({"Lead": "Nobody"}, 'F2] Lead "Nobody": no member of that name'),
        ({"Participants": "Coquet, Nobody"}, 'G2] Participants "Coquet, Nobody": no member of that name'),
        ({"Quotes": 2.5}, 'H2] Quotes "2.5": not a whole number'),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert refusal(root, line(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")
