"""The Fund's bank reconciliation, commitments and forecast, worked by hand from the entries above them."""

from datetime import date
from pathlib import Path

import pytest

from alliances import alliance
from behind import apart
from ledgers import book_from_text, ledger_text
from nesa_fund.statements.catalogue import Arguments, statement_named

FOLDER = Path(__file__).parent.parent / "rules"
LEDGER = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
2025-07-01 custom "plan" "2025-26" "maths" 900.00 GBP
  title: "Maths network"
2025-07-01 custom "plan" "2025-26" "music" 100.00 GBP
  title: "Music"
2025-09-01 custom "agreement" "workshops" "Hartside" 500.00 GBP
  customers: "Fund"
  until: 2026-08-31
2025-09-01 custom "agreement" "singing" "Hartside" 250.00 GBP
  customers: "Fund"
2025-09-01 custom "agreement" "broadband" "Hartside" 9000.00 GBP
  customers: "Fund, Coquet"

;; batch 2 oct.csv
2025-10-31 custom "statement" "Assets:Fund:Bank" 365.00 GBP
2025-10-01 custom "bank-line" "Assets:Fund:Bank" "A1" 400.00 GBP
  answers: "Fund-1"
2025-10-05 custom "bank-line" "Assets:Fund:Bank" "A2" -20.00 GBP
  answers: "held"
2025-10-30 custom "bank-line" "Assets:Fund:Bank" "A3" -15.00 GBP
  answers: "Fund-3"

2025-10-01 * "Hartside" "Contribution" ^Fund-1
  event: "payment"
  bank: "A1"
  Assets:Fund:Bank                400.00 GBP
  Assets:Fund:Debtors:Hartside   -400.00 GBP

2025-10-28 * "Maths Ltd" "A cheque that nobody has paid in yet" ^Fund-2
  event: "payment"
  Liabilities:Fund:Suppliers   70.00 GBP
  Assets:Fund:Bank            -70.00 GBP

2025-11-01 * "Maths Ltd" "The bank was a day or two earlier" ^Fund-3
  event: "payment"
  bank: "A3"
  Liabilities:Fund:Suppliers   15.00 GBP
  Assets:Fund:Bank            -15.00 GBP

2025-11-03 * "Hartside" "After the statement's day" ^Fund-4
  event: "payment"
  Assets:Fund:Bank                 33.00 GBP
  Assets:Fund:Debtors:Hartside    -33.00 GBP

2025-10-10 * "Partnership Fund" "Two workshops" ^Hartside-1
  event: "invoice"
  agreement: "workshops"
  plan: "maths"
  Assets:Hartside:Debtors:Fund         120.00 GBP
  Income:Hartside:Recharges:Teaching  -120.00 GBP

2025-10-10 * "Hartside" "Two workshops" ^Hartside-1
  event: "invoice"
  agreement: "workshops"
  plan: "maths"
  Expenses:Fund:General:Teaching          120.00 GBP
  Liabilities:Fund:Creditors:Hartside    -120.00 GBP
"""


def said(text=LEDGER, as_at=date(2025, 11, 30)):
    return statement_named("fund")(book_from_text(text), Arguments(as_at=as_at, year="2025-26"))


def rows(statement, name):
    (table,) = [one for one in statement.tables if one.name == name]
    return [tuple(row) for row in table.rows]


def test_what_no_line_of_the_bank_shows_and_what_one_shows_early_leads_to_the_entries():
    statement = said()
    (bank,) = [one for one in statement.tables if one.name == "bank"]
    assert [name for name in bank.behind.names if name] == ["unshown", "early", "book"]
    assert list(apart(book_from_text(LEDGER), statement)) == []


def test_the_statement_of_the_bank_leads_to_the_book_line_by_line():
    assert rows(said(), "bank") == [
        ("By the bank's statement", 36500),
        ("In the book, not on a statement yet", -7000),
        ("On the statement, in the book on a later day", 1500),
        ("On the statement, in no book yet", 2000),
        ("By the Fund's book", 33000),
    ]
    assert rows(said(), "unpresented") == [(date(2025, 10, 28), "Maths Ltd", "Fund-2", -7000)]


def test_who_prepared_and_approved_it_is_named():
    (table,) = [one for one in said().tables if one.name == "bank"]
    assert table.title.startswith("The Fund's bank account, reconciled: ")
    assert "prepared by" in table.title
    assert "approved by" in table.title


def test_a_penny_that_nothing_explains_is_a_line_of_its_own_and_said_first():
    off = LEDGER.replace("365.00 GBP", "364.99 GBP")
    assert ("Not explained", 1) in rows(said(off), "bank")
    answers = {one.question: one.answer for one in said(off).answers}
    assert "£20.01 is not explained yet" in answers["Does the bank agree?"]


def test_an_account_that_agrees_is_said_to_with_what_its_bank_has_still_to_show():
    lines = LEDGER.replace('answers: "held"', 'answers: "Fund-5"')
    told = lines + '\n2025-10-05 * "Bank" "charge" ^Fund-5\n  event: "other"\n  bank: "A2"\n'
    told += "  Expenses:Fund:General:Charges   20.00 GBP\n  Assets:Fund:Bank               -20.00 GBP\n"
    answers = {one.question: one.answer for one in said(told).answers}
    assert answers["Does the bank agree?"] == (
        "Yes, to the penny at the end of 31 October 2025 (£365.00 by its statement), 1 payment that it has still to "
        "show apart."
    )


def test_without_a_statement_nothing_is_said_to_agree():
    answers = {one.question: one.answer for one in said(as_at=date(2025, 10, 30)).answers}
    assert answers["Does the bank agree?"] == "No bank statement is recorded yet."


def test_what_is_agreed_and_not_charged_yet_is_committed_on_the_line_that_it_was_charged_on():
    figures = {row[0]: row[2:7] for row in rows(said(), "plan")}
    assert figures == {
        "Maths network": (90000, 12000, 78000, 38000, 90000),
        "Music": (10000, 0, 10000, 0, 10000),
        "On no line of the plan": (0, 0, 0, 25000, 25000),
    }


def test_the_forecast_is_more_than_the_plan_where_so_much_is_committed_and_what_was_spent_when_it_is_over():
    dear = LEDGER.replace('"maths" 900.00', '"maths" 499.99')
    assert {row[0]: row[6] for row in rows(said(dear), "plan")}["Maths network"] == 50000
    over = {row[0]: row[5:7] for row in rows(said(dear, date(2026, 8, 31)), "plan")}
    assert over == {"Maths network": (0, 12000), "Music": (0, 0)}


@pytest.mark.parametrize("name", ["sep1", "sep2"])
def test_books_that_do_not_balance_are_shown_with_the_difference(name):
    book = book_from_text(ledger_text(FOLDER, name))
    for year in book.years(date(2026, 8, 31)):
        shown = statement_named("fund")(book, Arguments(as_at=date(2026, 8, 31), year=year))
        held, kept = ([sum(row[n] for row in rows(shown, table)) for n in (1, 2)] for table in ("holdings", "held"))
        assert held == kept


@pytest.mark.parametrize("seed", [3, 7])
def test_what_was_before_the_first_statement_is_no_payment_on_its_way(seed):
    made = alliance(seed)
    statement = statement_named("fund")(made.book, Arguments(as_at=made.last))
    told = next(answer.answer for answer in statement.answers if answer.question == "Does the bank agree?")
    assert told.startswith("Yes, to the penny")
    assert all(row[0] != "Not explained" for table in statement.tables for row in table.rows)
