"""What passed between members: on many claims, in the example, and as accounts and balances have it."""

from datetime import date
from pathlib import Path

import pytest

from flowing import AS_AT, LATER, check_agreement, flows, statement, table
from ledgers import book_from_text
from nesa_fund.store import open_ledger

LEDGER = Path(__file__).parents[2] / "ledger"
HARTSIDE = "Hartside Middle School"


@pytest.fixture(scope="module")
def later(ledger):
    return book_from_text(ledger + LATER)


@pytest.fixture(scope="module")
def example():
    return open_ledger(LEDGER).book


def billed(link, day, *shares):
    debtors = "".join(f"  Assets:Hartside:Debtors:{code}  {pounds:.2f} GBP\n" for code, pounds in shares)
    total = sum(pounds for _, pounds in shares)
    return (
        f'\n{day} * "North Net Ltd" "Broadband" ^{link}\n  event: "shared-cost"\n{debtors}'
        f"  Liabilities:Hartside:Suppliers  {-total:.2f} GBP\n"
    )


def paid(link, day, code, pounds):
    return (
        f'\n{day} * "{code}" "Broadband" ^{link}\n  event: "payment"\n  Assets:Hartside:Bank  {pounds:.2f} GBP\n'
        f"  Assets:Hartside:Debtors:{code}  {-pounds:.2f} GBP\n"
    )


def test_each_sharer_of_a_bill_owes_its_own_share(ledger):
    bill = billed("Hartside-NN-1", "2025-12-20", ("Rothley", 70.0), ("Elsdon", 30.0))
    book = book_from_text(ledger + bill + paid("Hartside-NN-1", "2025-12-21", "Rothley", 70.0))
    owed = {row[:2]: row[2:5] for row in flows(book, "owed")}
    assert owed["Rothley", HARTSIDE] == (7000, date(2025, 12, 20), 1)
    assert owed["Elsdon", HARTSIDE] == (3000, date(2025, 12, 20), 11)


def test_the_longest_debt_counts_and_of_two_alike_the_first(ledger):
    short = billed("Hartside-NN-1", "2025-09-05", ("Elsdon", 1.0)) + paid("Hartside-NN-1", "2025-09-06", "Elsdon", 1.0)
    first = billed("Hartside-NN-2", "2025-10-01", ("Elsdon", 1.0)) + paid("Hartside-NN-2", "2025-10-11", "Elsdon", 1.0)
    again = billed("Hartside-NN-3", "2025-11-01", ("Elsdon", 1.0)) + paid("Hartside-NN-3", "2025-11-11", "Elsdon", 1.0)
    owed = {row[:2]: row[2:] for row in flows(book_from_text(ledger + again + short + first), "owed")}
    assert owed["Elsdon", HARTSIDE] == (100, date(2025, 9, 5), 10, date(2025, 10, 1), date(2025, 10, 11))


def test_what_is_owed_on_one_claim_is_not_set_off_against_what_was_paid_too_much_on_another(ledger):
    too_much = billed("Hartside-NN-1", "2025-12-01", ("Elsdon", 10.0)) + paid(
        "Hartside-NN-1", "2025-12-02", "Elsdon", 15.0
    )
    other = billed("Hartside-NN-2", "2025-12-03", ("Elsdon", 12.0))
    owed = {row[:2]: row[2:4] for row in flows(book_from_text(ledger + too_much + other), "owed")}
    assert owed["Elsdon", HARTSIDE] == (1200, date(2025, 12, 3))
    assert owed[HARTSIDE, "Elsdon"] == (500, date(2025, 12, 2))


TAKEN_BACK = """
;; batch 8
2026-09-02 * "Coquet" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Coquet-1
  event: "reversal"
  reverses: "0004"
  Assets:Fund:Debtors:Coquet                    -1584.00 GBP
  Income:Fund:Contributions:Coquet               1584.00 GBP
2026-09-02 * "Fund" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Coquet-1
  event: "reversal"
  reverses: "0004"
  Expenses:Coquet:Contribution                  -1584.00 GBP
  Liabilities:Coquet:Creditors:Fund              1584.00 GBP
"""


def test_a_charge_taken_back_in_a_later_year_lessens_what_was_charged_in_that(ledger):
    book = book_from_text(ledger + TAKEN_BACK)
    pairs = {row[:2]: row[2:] for row in flows(book, "pairs", as_at=date(2026, 9, 2))}
    assert pairs["Coquet", "Partnership Fund"] == (158400, -158400, 0, 0)
    check_agreement(book, date(2026, 9, 2))


def test_the_example_year(example):
    said = {row[0]: row[1:] for row in flows(example, "members", date(2026, 8, 31))}
    # Paid, received, owed at most, for days, was owed at most, for days. Linn pays its contribution, £1,009.20 to
    # Coquet, £589.22 to Hartside and £150.00 to Rothley, and receives two shares of £461.25.
    assert said["Linn Middle School"] == (468256 + 100920 + 58922 + 15000, 2 * 46125, 215008, 39, 92250, 29)
    assert said["Hartside Parents' Association"] == (60000, 0, 0, 0, 0, 0)
    # Contribution charged and paid, charged to the Fund and received from it: all of it is paid, Elsdon's for its
    # 212 days, Rothley's until May and its academy's from then on; Hartside led four workshops.
    assert flows(example, "with-fund", date(2026, 8, 31)) == (
        ("Coquet High School", 933460, 933460, 0, 0),
        ("Elm Primary Academy", 106309, 106309, 0, 0),
        ("Elsdon and Ash Federation", 128013, 128013, 0, 0),
        ("Hartside Primary School", 628408, 628408, 124000, 124000),
        ("Linn Middle School", 468256, 468256, 0, 0),
        ("Rothley First School", 111800, 111800, 0, 0),
        ("Rothley First Academy", 37676, 37676, 0, 0),
    )
    pairs = table(statement("flows", example, date(2026, 8, 31)), "pairs")
    assert pairs.totals[2:] == (0, 3395977, 3395977, 0)


@pytest.mark.parametrize("as_at", [date(2026, 4, 1), date(2026, 8, 31)])
def test_the_example_agrees_with_every_account_and_with_the_balances(example, as_at):
    check_agreement(example, as_at)


@pytest.mark.parametrize("as_at", [AS_AT, date(2026, 9, 1)])
def test_overpayments_surpluses_and_corrections_agree_as_well(later, as_at):
    check_agreement(later, as_at)


def test_what_was_owed_at_most_is_the_most_that_the_balances_of_any_day_say(later):
    most = {}
    for day in sorted({day.date() for day in later.transactions["day"]}):
        for row in table(statement("balances", later, day), "pairs").rows:
            if row[-1] > most.get(row[:2], (0,))[0]:
                most[row[:2]] = row[-1], day
    assert {row[:2]: row[2:4] for row in flows(later, "owed")} == most
