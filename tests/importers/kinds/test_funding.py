"""Public funding: what is published is a fact of the member's own, what is received is in its own book alone."""

from datetime import date

import pytest

from folders import founded
from honest import is_honest
from made_once import made_once
from sheets import balances, bring, facts, item, lines, refusal, said, take

HEADER = ("Member", "Year", "Stream", "Published amount", "Received", "Date received", "Publisher")
MEMBERS = (
    ("Name", "Kind", "Joined", "Member code", "Bank", "Year start", "Host"),
    ("Hartside Middle School", "school", date(2025, 9, 1), "Hartside", None, None, None),
    ("Coquet High School", "school", date(2025, 9, 1), "Coquet", "authority", "04-01", None),
    ("Friends of Hartside", "association", date(2025, 9, 1), "Friends", None, None, "Hartside"),
)
WHOLE = ("Hartside", "2025-26", "General Annual Grant", 1200000, 100000, date(2025, 10, 1), "DfE")
NEXT = (*WHOLE[:5], date(2025, 11, 3), "DfE")


@made_once
def _begun(root):
    root = founded(root)
    take(root, MEMBERS)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def funded(*rows):
    return [HEADER, *rows]


def test_what_is_published_is_a_fact_and_what_is_received_comes_into_the_members_bank(root):
    imported = take(root, funded(WHOLE, NEXT))
    assert facts(root, "funding") == [
        '2025-09-01 custom "funding" "Hartside" "2025-26" "GAG" 1200000.00 GBP\npublisher: "DfE"'
    ]
    assert item(root, "Funding-Hartside-2025-26-GAG-2") == lines(
        """
        2025-11-03 * "GAG 2025-26" ^Funding-Hartside-2025-26-GAG-2
          event: "funding"
          year: "2025-26"
          Assets:Hartside:Bank            100000.00 GBP
          Income:Hartside:Funding:GAG    -100000.00 GBP
        """
    )
    assert (imported.new, imported.totals) == (2, {"GBP": "200000.00"})
    assert is_honest(root)


def test_funding_stands_in_the_members_own_files_alone(root):
    batch = take(root, funded(WHOLE)).batch
    written = sorted(path.name for path in (root / "batches" / f"{batch:04d}").glob("*.beancount"))
    assert written == ["Hartside.beancount", "Hartside.register.beancount"]


def test_the_sheet_again_adds_nothing_and_one_more_receipt_is_one(root):
    take(root, funded(WHOLE, WHOLE))
    assert take(root, funded(WHOLE, WHOLE)).batch is None
    again = take(root, funded(WHOLE, WHOLE, NEXT))
    assert (again.new, again.present) == (1, 2)
    assert balances(root)["Assets:Hartside:Bank"] == 30000000


def test_a_row_may_publish_alone_or_tell_of_a_receipt_alone(root):
    imported = take(root, funded((*WHOLE[:4], None, None, None), (*WHOLE[:3], None, 5, date(2025, 10, 1), None)))
    assert (imported.new, len(facts(root, "funding"))) == (2, 1)
    assert balances(root)["Income:Hartside:Funding:GAG"] == -500


def test_a_members_own_year_begins_on_its_own_day_and_its_authority_may_keep_its_money(root):
    take(root, funded(("Coquet High", "2025-26", "Budget share", 900, 300, date(2025, 12, 1), "Linn Council")))
    (fact,) = facts(root, "funding")
    assert fact.startswith('2025-04-01 custom "funding" "Coquet" "2025-26" "BudgetShare" 900.00 GBP')
    assert balances(root) == {"Assets:Coquet:Bank:Authority": 30000, "Income:Coquet:Funding:BudgetShare": -30000}


def test_another_published_amount_is_corrected_only_when_asked(root):
    take(root, funded(WHOLE))
    other = funded((*WHOLE[:3], 1300000, *WHOLE[4:]))
    assert "to correct it: --correct --reason WHY" in refusal(root, other)
    take(root, other, correct="revised allocation")
    assert "1300000.00 GBP" in facts(root, "funding")[1]
    assert balances(root)["Assets:Hartside:Bank"] == 10000000


def test_two_published_amounts_of_one_stream_in_one_sheet_are_a_fault(root):
    problem = refusal(root, funded(WHOLE, (*WHOLE[:3], 1, *WHOLE[4:])))
    assert "says something else than row 2, of the same funding" in problem


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((*WHOLE[:3], None, None, None, None), "D2] Published amount: is blank, and so is Received: a row states one"),
        ((*WHOLE[:5], None, None), "F2] Date received: is blank: what was received has its date"),
        ((*WHOLE[:4], None, date(2025, 10, 1), None), "E2] Received: is blank beside a date"),
        ((*WHOLE[:3], -1, None, None, None), 'D2] Published amount "-1": is below zero; what an authority takes goes'),
        (("Friends", *WHOLE[1:]), 'A2] Member "Friends": an association has no public funding'),
        ((WHOLE[0], "2025-25", *WHOLE[2:]), 'B2] Year "2025-25": not a year, like 2025-26'),
        ((*WHOLE[:2], "Pupil premum", *WHOLE[3:]), 'C2] Stream "Pupil premum": no such stream; nearest: PupilPremium'),
    ],
)  # fmt: skip
def test_funding_that_cannot_be_recorded_is_refused_by_cell(root, row, fault):
    assert refusal(root, funded(row)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_every_fault_of_a_sheet_is_named(root):
    problems = said(bring(root, funded(("Ash", *WHOLE[1:]), (*WHOLE[:5], None, None))))
    assert [problem.partition("!")[2].partition("]")[0] for problem in problems] == ["A2", "F3"]
