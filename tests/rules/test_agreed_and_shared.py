"""What the fixtures of charges and contributions can't say: what is only not shown, and how often."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, expected, ledger_text
from nesa_fund.rules import (
    sub1_agreed_first,
    sub2_within_the_agreement,
    sub4_fair_share,
    sub5_settled_in_time,
    top2_confirmed_first,
    top3_pro_rata_by_roll,
    top4_commensurate_with_the_plan,
)

FOLDER = Path(__file__).parent
AS_AT = date(2026, 8, 31)
RULES = {
    module.RULE.id: module.RULE
    for module in (
        sub1_agreed_first,
        sub2_within_the_agreement,
        sub4_fair_share,
        sub5_settled_in_time,
        top2_confirmed_first,
        top3_pro_rata_by_roll,
        top4_commensurate_with_the_plan,
    )
}
NAMES = sorted(path.stem for path in FOLDER.glob("*.beancount") if path.stem.partition("_")[0].upper() in RULES)


def outcome(name, as_at=AS_AT):
    book = book_from_text(ledger_text(FOLDER, name))
    return RULES[name.partition("_")[0].upper()].check(book.until(as_at), as_at)


def gaps(name):
    return sorted(gap.link for gap in outcome(name).gaps)


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_found_once(name):
    lines = Counter(finding.place.line for finding in outcome(name).findings)
    assert lines == Counter(dict.fromkeys(expected(ledger_text(FOLDER, name)), 1))


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_says_what_an_exception_needs(name):
    for finding in outcome(name).findings:
        assert finding.about
        assert finding.entities
        assert finding.pence
        assert finding.pence > 0
        assert finding.day


def test_consents_recorded_late_without_their_minute_are_not_shown():
    assert gaps("sub1_late") == ["Hartside-2", "Hartside-4"]


def test_a_confirmation_recorded_late_without_its_minute_is_not_shown():
    assert gaps("top2_late") == ["Fund-2025-26-Coquet-1"]


def test_a_bill_whose_key_is_not_recorded_is_not_shown():
    assert gaps("sub4_keys") == ["Fund-CP-6", "Hartside-CP-2", "Hartside-CP-3"]


def test_a_wrong_share_is_told_with_both_figures():
    (finding, *_) = outcome("sub4").findings
    assert finding.message == "Coquet's share is £198.01, its allocation by roll of 2025-10 is £198.00"
    assert finding.entities == ("Coquet", "Hartside")
    assert finding.pence == 1


def test_an_unpaid_charge_is_overdue_from_the_day_after():
    def links(as_at):
        return {finding.link for finding in outcome("sub5", as_at).findings}

    assert "Hartside-3" not in links(date(2026, 1, 29))
    assert "Hartside-3" in links(date(2026, 1, 30))


def test_a_part_payment_lessens_what_is_overdue():
    overdue = {finding.link: finding.pence for finding in outcome("sub5").findings}
    assert overdue["Hartside-3"] == 1
    assert overdue["Hartside-2"] == 10_000


def test_a_member_awaited_is_no_breach_while_the_year_runs():
    running = outcome("top3_ended", date(2025, 8, 31)).findings
    ended = outcome("top3_ended", date(2025, 9, 1)).findings
    assert {finding.subject for finding in ended} - {finding.subject for finding in running} == {
        "Fund-2024-25-Rothley",
        "Fund-2024-25-Elsdon",
    }


def test_what_is_brought_forward_counts_once_the_year_has_begun():
    text = ledger_text(FOLDER, "top4_opening").replace("2025-09-01 custom", "2025-07-01 custom")
    book = book_from_text(text.replace('2025-07-01 custom "schedule"', '2025-08-01 custom "schedule"'))
    check = top4_commensurate_with_the_plan.check
    assert [len(check(book.until(day), day).findings) for day in (date(2025, 8, 31), date(2025, 9, 1))] == [0, 1]


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_ledger_without_entries_breaks_nothing(rule):
    book = book_from_text('2025-09-01 custom "alliance" "Coast and Castle Alliance"\n')
    outcome = rule.check(book, AS_AT)
    assert (len(outcome.tested), outcome.findings, outcome.gaps) == (0, (), ())
