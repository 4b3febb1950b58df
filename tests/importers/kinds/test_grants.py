"""Grants: a code that can stand in an account, terms that hold from a day, and plan lines that name one."""

import pytest

from honest import is_honest
from sheets import alliance, facts, lines, refusal, sheet, take

HEADER = ("Grant", "Giver", "Title", "Amount", "Purpose", "Paid", "Date", "Until")
ROW = ("SSIF", "Coastshire Council", "School improvement", 10_000, "Reading", "Arrears", "01/09/2025", "31/08/2026")
PLAN_HEADER = ("Year", "Line", "Title", "Amount", "Category", "Grant")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def grant(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def line(code):
    return [PLAN_HEADER, ("2025-26", "reading", "Early reading", 5000, "Training", code)]


def test_a_grant_is_a_fact_of_its_code(root):
    take(root, grant())
    assert facts(root, "grant") == [
        lines(
            """
            2025-09-01 custom "grant" "SSIF" 10000.00 GBP
              title: "School improvement"
              giver: "Coastshire Council"
              purpose: "Reading"
              paid: "arrears"
              until: 2026-08-31
            """
        )
    ]
    assert take(root, grant()).batch is None
    assert is_honest(root)


def test_a_grant_is_paid_in_advance_where_nothing_is_said(root):
    take(root, [HEADER[:4] + HEADER[6:7], ROW[:4] + ROW[6:7]])
    assert 'paid: "advance"' in facts(root, "grant")[0]


def test_a_grant_raised_later_holds_from_its_own_day(root):
    take(root, grant())
    take(root, grant(Date="01/01/2026", Amount=12_000))
    assert len(facts(root, "grant")) == 2


def test_another_amount_of_the_same_day_is_a_difference_until_it_is_corrected(root):
    take(root, grant())
    other = grant(Amount=12_000)
    assert "amount is recorded as £10,000.00, now £12,000.00; to correct it" in refusal(root, other)
    take(root, other, correct="award letter misread")
    assert take(root, other).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"Grant": "school improvement"},
            'A2] Grant "school improvement": not a grant code: a capital letter, then letters and digits, like SchoolI',
        ),
        ({"Grant": "2025"}, 'A2] Grant "2025": not a grant code: a capital letter, then letters and digits, like Sch'),
        ({"Amount": 0}, 'D2] Amount "0": must be more than 0.00'),
        ({"Paid": "weekly"}, "F2] Paid \"weekly\": not one of: 'advance' or 'arrears'"),
        ({"Until": "31/08/2025"}, 'H2] Until "31/08/2025": is before Date'),
    ],
)
def test_a_grant_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert refusal(root, grant(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_two_codes_never_differ_in_capitals_alone(root):
    take(root, grant())
    assert refusal(root, grant(Grant="Ssif")).endswith('Grant "Ssif": differs from SSIF only in capitals')


def test_a_plan_line_names_a_grant_by_code_or_title(root):
    take(root, grant())
    assert "SSIF is the grant" not in "".join(take(root, line("SSIF")).readings)
    assert 'grant: "SSIF"' in facts(root, "plan")[-1]
    again = take(root, line("school improvement"))
    assert again.batch is None
    assert "school improvement is the grant SSIF" in again.readings


def test_a_title_of_two_grants_names_neither(root):
    take(root, [HEADER, ROW, ("SSIF2", *ROW[1:])])
    told = 'Grant "School improvement": could be SSIF or SSIF2; write the grant\'s code'
    assert refusal(root, line("School improvement")).endswith(told)
    take(root, line("SSIF2"))


def test_a_plan_line_of_a_grant_that_there_is_not_is_refused(root):
    assert refusal(root, line("SSIF")).endswith('Grant "SSIF": no grant of that code or title; there are: none yet')
    take(root, grant())
    assert refusal(root, line("SSIFF")).endswith('Grant "SSIFF": no grant of that code or title; nearest: SSIF')


def test_a_grant_and_its_plan_line_may_come_in_one_drop(root):
    take(root, sheet(line("SSIF"), "plan.xlsx"), sheet(grant(), "grants.xlsx"))
    assert is_honest(root)
