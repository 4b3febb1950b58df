"""What the fixtures of charges and contributions can't say: what is only not shown, and how often."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from ledgers import book_from_text, expected, ledger_text
from nesa_fund.rules import (
    evi2_no_invoice_twice,
    fun4_never_overdrawn,
    sub1_agreed_first,
    sub2_within_the_agreement,
    sub3_at_cost,
    sub4_fair_share,
    sub5_settled_in_time,
    sub6_no_gift_no_loan,
    top2_confirmed_first,
    top3_pro_rata_by_roll,
    top4_commensurate_with_the_plan,
)
from nesa_fund.rules.base import Severity

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
    lines = Counter(one.place.line for one in outcome(name).findings if one.severity is Severity.BREACH)
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


def test_what_was_paid_or_refunded_beyond_a_claim_is_found_with_its_real_amount():
    told = [(one.link, one.place.line, one.pence, one.entities) for one in outcome("sub5_overpaid").findings]
    assert sorted(told) == [
        ("Hartside-1", 3, 74_700, ("Hartside", "Coquet")),
        ("Hartside-1", 13, 4_925_300, ("Hartside", "Coquet")),
        ("Hartside-3", 38, 5_000, ("Coquet", "Hartside")),
        ("Hartside-4", 58, 6_000, ("Coquet", "Hartside")),
        ("Hartside-6", 74, 5_000, ("Hartside", "Coquet")),
    ]


UNSHARED = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Hartside" "school"

2025-09-02 custom "schedule" "2025-26" 24000.00 GBP
  census: "2024-10"
"""


def test_a_schedule_that_nobody_has_a_roll_for_is_found_at_its_line():
    book = book_from_text(UNSHARED)
    (finding,) = top3_pro_rata_by_roll.check(book, AS_AT).findings
    assert (finding.place.line, finding.about, finding.pence) == (6, "schedule 2025-26", 2_400_000)
    assert top2_confirmed_first.check(book, AS_AT).findings == ()


def bad_prices(count):
    bills = "".join(
        f"""
2025-10-01 * "Coquet" "no {n}" ^Hartside-{n}
  event: "invoice"
  number: "7"
  agreement: "music"
  Assets:Hartside:Debtors:Coquet        39.00 GBP
  Income:Hartside:Recharges:Teaching   -39.00 GBP
"""
        for n in range(count)
    )
    return (
        """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "agreement" "music" "Hartside" 9000000.00 GBP
  customers: "Coquet"
  unit-price: 40.00 GBP
"""
        + bills
    )


def wrong_shares(count):
    bills = "".join(
        f"""
2025-10-01 * "North Net Ltd" "no {n}" ^Hartside-{n}
  event: "shared-cost"
  agreement: "net"
  Expenses:Hartside:Costs:Broadband      1.00 GBP
  Assets:Hartside:Debtors:Coquet         2.00 GBP
  Liabilities:Hartside:Suppliers        -3.00 GBP
"""
        for n in range(count)
    )
    return (
        """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Hartside" "school"

2025-09-01 custom "member" "Coquet" "school"

2025-09-01 custom "agreement" "net" "Hartside" 9000000.00 GBP
  customers: "Coquet"
  share: "equal"
"""
        + bills
    )


def wrong_credits(count):
    credits_ = "".join(
        f"""
2025-10-02 * "North Net Ltd" "no {n}" ^Hartside-{n}
  event: "credit-note"
  reason: "price"
  Expenses:Hartside:Costs:Broadband     -0.10 GBP
  Liabilities:Hartside:Suppliers         0.10 GBP
"""
        for n in range(count)
    )
    return wrong_shares(count) + credits_


def forgiven(count):
    return """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
""" + "".join(
        f"""
2025-10-01 * "Coquet" "no {n}" ^Hartside-{n}
  event: "payment"
  Income:Hartside:Recharges:Teaching     1.00 GBP
  Assets:Hartside:Debtors:Coquet        -1.00 GBP
"""
        for n in range(count)
    )


def shortages(count):
    """The Fund's bank below zero on every second day."""
    days = (date(2025, 9, 1) + timedelta(days=n) for n in range(2 * count))
    return """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
""" + "".join(
        f"""
{day} * "Ash" "" ^Fund-{n}
  event: "payment"
  Assets:Fund:Bank              {"1.00" if n % 2 else "-1.00"} GBP
  Liabilities:Fund:Suppliers    {"-1.00" if n % 2 else "1.00"} GBP
"""
        for n, day in enumerate(days)
    )


@pytest.mark.parametrize(
    ("rule", "ledger"),
    [
        (sub2_within_the_agreement, bad_prices),
        (evi2_no_invoice_twice, bad_prices),
        (sub3_at_cost, wrong_credits),
        (sub4_fair_share, wrong_shares),
        (sub6_no_gift_no_loan, forgiven),
        (fun4_never_overdrawn, shortages),
    ],
    ids=["SUB2", "EVI2", "SUB3", "SUB4", "SUB6", "FUN4"],
)
def test_the_books_are_read_once_for_all_findings_of_a_rule(rule, ledger, monkeypatch):
    def reads(count):
        book, counted = book_from_text(ledger(count)), Counter()
        plain = pd.DataFrame.__getitem__

        def counting(frame, key):
            counted["reads"] += len(frame) >= count
            return plain(frame, key)

        monkeypatch.setattr(pd.DataFrame, "__getitem__", counting)
        assert len(rule.check(book, AS_AT).findings) >= count - 1
        monkeypatch.setattr(pd.DataFrame, "__getitem__", plain)
        return counted["reads"]

    assert reads(20) == reads(40)
