"""Withdrawals: who leaves, and the closing of its account, as `nesa withdraw` has it."""

from datetime import date

import pytest

from folders import CLERK, bean_check
from made_once import made_once
from nesa_fund import store
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule import ChargeRun, charge
from nesa_fund.actions.withdraw import withdraw
from nesa_fund.engine import run
from nesa_fund.facts import Withdrawal
from schedules import JANUARY, OCTOBER, SHARES, YEAR, adopted
from sheets import alliance, balances, bring, facts, item, lines, refusal, said, sheet, take

HEADER = ("Member", "Date", "Minute", "Successor")
LEFT = date(2026, 1, 31)
ROW = ("Elsdon First", "31/01/2026", "FGB 7", None)
TODAY = date(2026, 2, 20)


@made_once
def _begun(root):
    made = adopted(alliance(root), *SHARES)
    charge(made, ChargeRun(YEAR, OCTOBER), CLERK)
    charge(made, ChargeRun(YEAR, JANUARY), CLERK)
    return made


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def test_a_withdrawal_is_a_fact_with_the_credit_that_closes_the_account(root):
    imported = take(root, [HEADER, ROW], as_at=TODAY)
    assert facts(root, "withdrawal") == [lines('2026-01-31 custom "withdrawal" "Elsdon"\nminute: "FGB 7"')]
    assert item(root, "Fund-2025-26-Elsdon-2").split("\n\n")[3] == lines(
        """
        2026-01-31 * "Elsdon" "Contribution 2025-26, after its last day in" ^Fund-2025-26-Elsdon-2
        event: "credit-note"
        number: "Fund-2025-26-Elsdon-credit-1"
        year: "2025-26"
        reason: "withdrawal"
        minute: "FGB 7"
        Assets:Fund:Debtors:Elsdon -493.00 GBP
        Income:Fund:Contributions:Elsdon 493.00 GBP
        """
    )
    assert (
        "Elsdon leaves, its last day in is 31 January 2026: charged £1,328.00 for 2025-26, for its time in £835.00"
        in (imported.readings)
    )
    assert (imported.new, imported.total_pence, dict(imported.pairs)) == (1, 49_300, {("Fund", "Elsdon"): -49_300})
    assert take(root, [HEADER, ROW], as_at=TODAY).batch is None
    assert bean_check(root) == ""
    results = [
        result for result in run(store.open_ledger(root).book, TODAY).results if result.rule.id not in {"SUB5", "MEM3"}
    ]
    assert [one.finding.message for result in results for one in result.findings if one.breaks] == []


def test_a_sheet_and_the_command_say_the_same(root):
    take(root, [HEADER, ROW], as_at=TODAY)
    before = balances(root)
    assert withdraw(root, Withdrawal(day=LEFT, code="Elsdon", minute="FGB 7"), TODAY, CLERK).batch is None
    assert balances(root) == before


def test_the_paper_given_with_it_is_cited_by_all_that_it_leaves(root):
    paper = Paper("minute.pdf", b"signed")
    take(root, sheet([(*HEADER, "Document"), (*ROW, "minute.pdf")]), paper, as_at=TODAY)
    assert 'document: "minute.pdf"' in facts(root, "withdrawal")[0]
    assert item(root, "Fund-2025-26-Elsdon-2").count('document: "minute.pdf"') == 2


def test_a_leaving_to_come_is_recorded_and_closed_by_the_same_sheet_later(root):
    early = take(root, [HEADER, ROW], as_at=date(2026, 1, 15))
    assert any("closed once 31 January 2026 has come" in reading for reading in early.readings)
    assert balances(root)["Expenses:Elsdon:Contribution"] == 132_800
    take(root, [HEADER, ROW], as_at=TODAY)
    assert balances(root)["Expenses:Elsdon:Contribution"] == 83_500


def test_another_minute_is_a_difference_until_it_is_corrected(root):
    take(root, [HEADER, ROW], as_at=TODAY)
    other = [HEADER, (*ROW[:2], "FGB 8", None)]
    assert "minute is recorded as FGB 7, now FGB 8; to correct it" in refusal(root, other, as_at=TODAY)
    take(root, other, correct="misread", as_at=TODAY)
    assert balances(root)["Expenses:Elsdon:Contribution"] == 83_500


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("Nobody", *ROW[1:]), 'A2] Member "Nobody": no member of that name'),
        (("Elsdon", "31/08/2025", "FGB 7", None), "is not in membership on 31 August 2025"),
        (("Elsdon", "01/03/2027", "FGB 7", None), "1 March 2027 is more than a year ahead"),
        ((*ROW[:3], "Elsdon"), "can't be its own successor"),
        ((*ROW[:3], "Elm Academy"), 'D2] Successor "Elm Academy": no member of that name'),
        (("Elsdon", None, "FGB 7", None), "B2] Date: is blank"),
        (("Elsdon", "07/01/2026", "FGB 7", None), "was charged Fund-2025-26-Elsdon-2 on 8 January 2026, after its"),
    ],
)
def test_what_can_not_be_is_refused_by_cell(root, row, fault):
    assert fault in refusal(root, [HEADER, row], as_at=TODAY)


def test_two_leavings_of_one_member_are_refused(root):
    imported = bring(root, [HEADER, ROW, ("Elsdon", "31/12/2026", "FGB 8", None)], as_at=TODAY)
    (told,) = said(imported)
    assert "A3" not in told
    assert "is not in membership on 31 December 2026" in told
