"""The Fund's general balance at the end of a year: what is of it, what is not, and what has gone back since."""

from ledgers import book_from_text
from nesa_fund.rules.general_balance import GeneralBalance

ALLIANCE = '2024-09-01 custom "alliance" "Coast and Castle Alliance"\n'
CHARGED = """
2025-08-31 * "Elm" "of the year" ^Fund-2024-25-Elm-1
  event: "contribution"
  year: "2024-25"
  instalment: "1"
  Assets:Fund:Debtors:Elm            100.00 GBP
  Income:Fund:Contributions:Elm     -100.00 GBP
"""
AHEAD = """
2025-08-31 * "Elm" "of the year after" ^Fund-2025-26-Elm-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Assets:Fund:Debtors:Elm             30.00 GBP
  Income:Fund:Contributions:Elm      -30.00 GBP
"""
LATE = AHEAD.replace("2025-08-31", "2025-09-01").replace("2025-26", "2024-25").replace("Elm-1", "Elm-2")
CREDIT = """
{day} * "Elm" "goes back" ^Fund-2024-25-Elm-1
  event: "credit-note"
  Income:Fund:Contributions:Elm        7.00 GBP
  Assets:Fund:Debtors:Elm             -7.00 GBP
"""
SURPLUS = """
2025-09-01 * "Elm" "goes back" ^Fund-{year}-Elm-surplus
  event: "surplus"
  year: "{year}"
  Income:Fund:Contributions:Elm        5.00 GBP
  Assets:Fund:Debtors:Elm             -5.00 GBP
"""
TAKEN_BACK = """
;; batch 2

2025-09-01 * "Elm" "does not go back" ^Fund-2024-25-Elm-surplus
  event: "reversal"
  reverses: "1"
  Income:Fund:Contributions:Elm       -5.00 GBP
  Assets:Fund:Debtors:Elm              5.00 GBP
"""
OPENED = """
{day} * "brought in" ^Opening-Fund
  event: "opening"
  Assets:Fund:Bank                    50.00 GBP
  Equity:Fund:Opening                -40.00 GBP
  Equity:Fund:Opening:Grants:Reading -10.00 GBP
"""


def balances(*texts):
    """The general balance at the end of 2024-25, and what 2025-26 brings forward, in pence."""
    book = book_from_text(ALLIANCE + "".join(texts))
    balance, year = GeneralBalance(book), book.register.year
    return balance.at_end_of(year("2024-25")), balance.brought_into(year("2025-26"))


def test_what_is_charged_and_not_paid_yet_is_there():
    assert balances(CHARGED) == (10_000, 10_000)


def test_what_is_charged_for_a_later_year_is_that_years():
    assert balances(CHARGED, AHEAD) == (10_000, 10_000)


def test_what_is_charged_only_afterwards_was_not_there():
    assert balances(CHARGED, LATE) == (10_000, 10_000)


def test_a_credit_of_the_years_contributions_goes_back_whenever_it_is_dated():
    for day in ("2025-08-31", "2025-09-01"):
        assert balances(CHARGED, CREDIT.format(day=day)) == (9_300, 9_300)


def test_a_credit_of_a_later_years_contributions_is_that_years():
    credit = CREDIT.format(day="2025-09-01").replace("2024-25", "2025-26")
    assert balances(CHARGED, AHEAD.replace("2025-08-31", "2025-09-01"), credit) == (10_000, 10_000)


def test_a_surplus_of_the_year_goes_back_and_one_of_a_later_year_does_not():
    assert balances(CHARGED, SURPLUS.format(year="2024-25")) == (9_500, 9_500)
    assert balances(CHARGED, SURPLUS.format(year="2025-26")) == (10_000, 10_000)
    assert balances(CHARGED, SURPLUS.format(year="")) == (10_000, 10_000)


def test_a_surplus_that_was_taken_back_has_not_gone():
    assert balances(CHARGED, SURPLUS.format(year="2024-25"), TAKEN_BACK) == (10_000, 10_000)


def test_interest_and_other_income_are_of_it_and_spending_is_taken_off():
    other = CREDIT.format(day="2025-08-31").replace("credit-note", "other").replace("Contributions:Elm", "Other")
    interest = other.replace("Income:Fund:Other", "Income:Fund:Interest").replace("7.00", "-0.50")
    spending = other.replace("Income:Fund:Other", "Expenses:Fund:General:Training").replace("7.00", "1.00")
    of_a_grant = spending.replace("General", "Grants:Reading")
    assert balances(CHARGED, other, interest, spending, of_a_grant) == (10_000 - 700 + 50 - 100,) * 2


def test_what_a_fund_brings_in_is_there_from_its_day_on_and_its_grants_are_not():
    assert balances(OPENED.format(day="2025-08-31")) == (4_000, 4_000)
    assert balances(OPENED.format(day="2025-09-01")) == (0, 4_000)
    assert balances(OPENED.format(day="2026-08-31")) == (0, 4_000)
    assert balances(OPENED.format(day="2026-09-01")) == (0, 0)
