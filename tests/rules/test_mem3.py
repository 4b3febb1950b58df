"""MEM3 over time: when a leaver's account is due, what was tested, and what is said of it."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

FOLDER = Path(__file__).parent
CLAIMS, CHARGED = ledger_text(FOLDER, "mem3"), ledger_text(FOLDER, "mem3_charged")


def result(text, as_at=date(2026, 8, 31)):
    (found,) = run(book_from_text(text), as_at, only=["MEM3"]).results
    return found


def about(text, as_at):
    return {one.finding.about for one in result(text, as_at).findings}


def test_a_claim_is_due_when_its_days_are_over_and_not_on_the_last_of_them():
    assert "Elm-3" not in about(CLAIMS, date(2026, 3, 31))
    assert "Elm-3" in about(CLAIMS, date(2026, 4, 1))


def test_what_a_leaver_was_charged_for_more_than_its_time_is_due_with_its_claims():
    assert "Fund-2024-25-Ash" not in about(CHARGED, date(2025, 5, 30))  # 90 days after 1 March 2025.
    assert "Fund-2024-25-Ash" in about(CHARGED, date(2025, 5, 31))


def test_a_closing_that_credits_too_little_is_found_at_once():
    assert "Fund-2024-25-Elm" not in about(CHARGED, date(2025, 3, 1))
    assert "Fund-2024-25-Elm" in about(CHARGED, date(2025, 3, 2))


def test_the_amounts_are_what_is_unsettled_and_what_is_too_much():
    told = {one.finding.about: one.finding.pence for one in result(CLAIMS).findings}
    assert (told["Elm-3"], told["Hartside-7"], told["Fund-9"]) == (1_000, 200, 200)
    assert [(one.finding.about, one.finding.pence, one.finding.day) for one in result(CHARGED).findings] == [
        ("Fund-2024-25-Linn-1", 5_000, date(2025, 3, 2)),
        ("Fund-2024-25-Ash", 14, date(2025, 3, 1)),
        ("Fund-2024-25-Breamish-2", 4_192 - 2_493, date(2025, 6, 30)),
        ("Fund-2024-25-Elm", 1, date(2025, 3, 1)),
        ("Fund-2025-26-Till", 5_000, date(2025, 9, 1)),
    ]


def test_whoever_it_is_owed_to_bears_the_loss():
    bearers = {one.finding.about: one.finding.bearers for one in result(CLAIMS).findings}
    assert (bearers["Hartside-2"], bearers["Hartside-7"]) == (("Hartside",), ("Elm",))
    assert "£2.00 that Hartside owes Elm was not settled 90 days after 1 March 2026" in {
        part for one in result(CLAIMS).findings for part in one.finding.message.split("; ")
    }


LEFT = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Elm" "school"

2026-03-31 custom "withdrawal" "Elm"
"""
BILLED = """
{day} * "Elm" "a lesson" ^Hartside-1
  event: "{event}"
  Assets:Hartside:Debtors:Elm           10.00 GBP
  Income:Hartside:Recharges:Teaching   -10.00 GBP
"""
PAID = """
{day} * "Elm" "is paid" ^Hartside-1
  event: "payment"
  Assets:Hartside:Bank                  10.00 GBP
  Assets:Hartside:Debtors:Elm          -10.00 GBP
"""


def test_a_leaving_is_tested_from_the_day_after_and_a_claim_that_was_open_with_it():
    billed, paid = BILLED.format(day="2026-03-01", event="invoice"), PAID.format(day="2026-04-10")
    assert result(LEFT, date(2026, 3, 31)).status is Status.NOT_APPLICABLE
    assert result(LEFT, date(2026, 4, 1)).tested == 1
    open_claim = result(LEFT + billed + paid, date(2026, 4, 1))
    assert (open_claim.tested, open_claim.value_pence) == (2, 1_000)
    assert result(LEFT + billed + PAID.format(day="2026-03-31"), date(2026, 4, 1)).tested == 1
    assert result(LEFT + billed.replace("2026-03-01", "2026-04-01"), date(2026, 4, 1)).tested == 2


def test_what_is_billed_from_the_day_that_it_is_back_is_no_leavers_account():
    back = '\n2026-05-01 custom "member" "Elm" "school"\n'
    billed = (BILLED.format(day=day, event="invoice") for day in ("2026-04-30", "2026-05-01"))
    assert [result(LEFT + back + one).tested for one in billed] == [2, 1]


def test_a_claim_that_two_leavers_share_is_found_once_by_the_first_of_their_days():
    other = '\n2025-09-01 custom "member" "Hartside" "school"\n\n2026-03-20 custom "withdrawal" "Hartside"\n'
    (found,) = result(LEFT + other + BILLED.format(day="2026-03-01", event="invoice")).findings
    assert found.finding.message.startswith("Hartside left on 20 March 2026; £10.00 that Elm owes Hartside")


def test_one_that_leaves_twice_is_judged_by_each_leaving():
    again = '\n2026-05-01 custom "member" "Elm" "school"\n\n2026-05-10 custom "withdrawal" "Elm"\n'
    billed = BILLED.format(day="2026-03-01", event="invoice")
    assert about(LEFT + again + billed, date(2026, 8, 8)) == set()
    assert about(LEFT + again + billed, date(2026, 8, 9)) == {"Hartside-1"}


CHARTER = LEFT.replace('Alliance"', 'Alliance"\n  charter-from: {day}', 1)


@pytest.mark.parametrize(("charter_from", "links"), [("2026-06-02", set()), ("2026-06-01", {"Hartside-1"})])
def test_an_account_left_open_before_the_charter_is_due_from_its_first_day_anew(charter_from, links):
    text = CHARTER.format(day=charter_from) + BILLED.format(day="2026-03-01", event="opening")
    assert about(text, date(2026, 8, 31)) == links


def test_before_the_charters_first_day_no_account_is_tested():
    text = CHARTER.format(day="2027-01-01") + BILLED.format(day="2026-03-01", event="opening")
    assert result(text).status is Status.NOT_APPLICABLE


def test_a_leaver_that_is_to_come_back_after_the_year_pays_for_its_time_too():
    text = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Elm" "school"

2026-03-31 custom "withdrawal" "Elm"

2026-10-01 custom "member" "Elm" "school"

2025-05-01 custom "roll" "Elm" 100
  census: "2025-05"

2025-09-01 custom "schedule" "2025-26" 100.00 GBP
  census: "2025-05"

2025-10-01 * "Elm" "a penny above it" ^Fund-2025-26-Elm-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Assets:Fund:Debtors:Elm              100.01 GBP
  Income:Fund:Contributions:Elm       -100.01 GBP

2025-10-02 * "Elm" "is settled" ^Fund-2025-26-Elm-1
  event: "payment"
  Assets:Fund:Bank                     100.01 GBP
  Assets:Fund:Debtors:Elm             -100.01 GBP
"""
    assert [(one.finding.about, one.finding.pence) for one in result(text).findings] == [("Fund-2025-26-Elm", 1)]


def test_a_leaving_before_the_charter_without_anything_open_is_not_tested():
    assert [result(CHARTER.format(day=day)).tested for day in ("2026-03-31", "2026-04-01")] == [1, 0]
