"""The Fund's account of a year: every figure here is worked by hand from the entries above it."""

from datetime import UTC, date, datetime

import pytest

from ledgers import book_from_text
from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.batches import Signature
from nesa_fund.problems import InputError
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.store import open_ledger

LEDGER = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
2025-09-01 custom "member" "Coquet" "school"
2024-07-01 custom "plan" "2024-25" "maths" 700.00 GBP
  title: "Maths network"
2025-07-01 custom "plan" "2025-26" "maths" 900.00 GBP
  title: "Maths network"
2025-07-01 custom "plan" "2025-26" "strings" 500.00 GBP
  title: "Strings"
  grant: "SSIF"
2025-07-01 custom "grant" "SSIF" 500.00 GBP
  title: "Strings in every school"
2026-07-10 custom "note" "fund" "maths"
  text: "The last network day moved to the autumn."
2027-07-10 custom "note" "fund" "maths"
  text: "Of another year."

2024-09-01 * "Brought forward" ^Opening-Fund
  event: "opening"
  Assets:Fund:Bank            150.00 GBP
  Equity:Fund:Opening        -100.00 GBP
  Equity:Fund:Opening:Grants:SSIF  -50.00 GBP

2024-10-01 * "Hartside" "Contribution" ^Cashbook-1
  event: "cashbook"
  year: "2024-25"
  Assets:Fund:Bank                      600.00 GBP
  Income:Fund:Contributions:Hartside   -600.00 GBP

2025-03-01 * "Maths Ltd" "A network day" ^Fund-1
  event: "spending"
  plan: "maths"
  Expenses:Fund:General:Training   450.00 GBP
  Liabilities:Fund:Suppliers      -450.00 GBP

2025-04-01 * "Maths Ltd" "Paid" ^Fund-1
  event: "payment"
  Liabilities:Fund:Suppliers   450.00 GBP
  Assets:Fund:Bank            -450.00 GBP

2025-08-25 * "Coquet" "Charged before its year begins" ^Fund-2025-26-Coquet-1
  event: "contribution"
  year: "2025-26"
  Assets:Fund:Debtors:Coquet          300.00 GBP
  Income:Fund:Contributions:Coquet   -300.00 GBP

2025-10-01 * "Linn Foundation" "First tranche" ^Grant-SSIF-1
  event: "grant"
  Assets:Fund:Bank          200.00 GBP
  Income:Fund:Grants:SSIF  -200.00 GBP

2025-11-01 * "Strings Ltd" "Violins" ^Fund-2
  event: "spending"
  plan: "strings"
  Expenses:Fund:Grants:SSIF:Equipment   120.00 GBP
  Liabilities:Fund:Suppliers           -120.00 GBP

2025-12-31 * "Bank" "Interest" ^Interest-1
  event: "interest"
  Assets:Fund:Bank        1.25 GBP
  Income:Fund:Interest   -1.25 GBP

2026-02-01 * "Maths Ltd" "A network day" ^Fund-3
  event: "spending"
  plan: "maths"
  Expenses:Fund:General:Training   80.00 GBP
  Liabilities:Fund:Suppliers      -80.00 GBP

2026-02-02 * "Nobody knows" "A receipt" ^Unplaced-1
  event: "unidentified"
  Assets:Fund:Bank                40.00 GBP
  Liabilities:Fund:Unidentified  -40.00 GBP

2026-08-20 * "Hartside" "Charged before its year begins" ^Fund-2026-27-Hartside-1
  event: "contribution"
  year: "2026-27"
  Assets:Fund:Debtors:Hartside          70.00 GBP
  Income:Fund:Contributions:Hartside   -70.00 GBP
"""


@pytest.fixture(scope="module")
def book():
    return book_from_text(LEDGER)


def drawn(book, as_at=date(2026, 8, 31), **more):
    statement = statement_named("fund")(book, Arguments(as_at=as_at, **more))
    return statement, {table.name: {row[0]: row[1:] for row in table.rows} for table in statement.tables}


def test_what_came_in_and_went_out_of_the_general_balance_of_each_grant_and_of_both(book):
    _, tables = drawn(book)
    assert tables["summary"] == {
        "Brought forward": (25000, 5000, 30000, 15000),  # 100 + 600 - 450 general, 50 of the grant; 150 a year before.
        "Contributions": (30000, 0, 30000, 60000),  # Coquet's counts in its own year, though charged in August.
        "Grants": (0, 20000, 20000, 0),
        "Interest": (125, 0, 125, 0),
        "Other income": (0, 0, 0, 0),
        "Spending": (-8000, -12000, -20000, -45000),
        "Carried forward": (47125, 13000, 60125, 30000),  # 250 + 300 + 1.25 - 80; 50 + 200 - 120.
    }


def test_what_the_fund_has_and_what_it_is_held_for_come_to_the_same(book):
    _, tables = drawn(book)
    assert tables["holdings"] == {
        "In the bank": (54125, 30000),  # 150 + 600 - 450 = 300; + 200 + 1.25 + 40 = 541.25.
        "Owed by members": (37000, 30000),  # Coquet 300, Hartside 70.
        "Owed to firms": (-20000, 0),  # 120 + 80.
        "Received, and not placed yet": (-4000, 0),
        "Contributions of later years": (-7000, -30000),
    }
    assert tables["held"] == {"General": (47125, 25000), "Strings in every school": (13000, 5000)}


def test_a_line_of_the_plan_stands_beside_the_year_before(book):
    statement, tables = drawn(book)
    assert tables["plan"] == {
        "Maths network": ("contributions", 90000, 8000, 82000, 0, 8000, 45000),
        "Strings": ("Strings in every school", 50000, 12000, 38000, 0, 12000, 0),
    }
    assert tables["contributions"] == {"Coquet": (30000, 0), "Hartside Middle School": (0, 60000)}
    assert statement.notes[-1] == "maths: The last network day moved to the autumn. (10 July 2026)"


def test_each_year_begins_with_what_the_one_before_ended_with(book):
    _, tables = drawn(book)
    assert tables["years"]["Brought forward"] == (15000, 30000)
    assert tables["years"]["Carried forward"] == (30000, 60125)
    _, next_year = drawn(book, date(2026, 9, 30))
    assert next_year["summary"]["Brought forward"] == (47125, 13000, 60125, 30000)
    assert next_year["summary"]["Contributions"] == (7000, 0, 7000, 30000)


def test_what_is_dated_after_the_day_asked_for_is_left_out(book):
    _, tables = drawn(book, date(2025, 10, 31))
    assert tables["summary"]["Spending"] == (0, 0, 0, -45000)
    assert tables["holdings"]["In the bank"] == (50000, 30000)


def test_a_year_that_is_over_is_shown_as_it_ended(book):
    statement, tables = drawn(book, year="2024-25")
    assert statement.as_at == date(2025, 8, 31)
    assert tables["summary"]["Carried forward"] == (25000, 5000, 30000, 0)


def test_a_year_that_has_not_begun_is_refused(book):
    with pytest.raises(InputError, match=r"2025-26 begins on 1 September 2025, after 31 August 2025"):
        drawn(book, date(2025, 8, 31), year="2025-26")


def test_the_fund_of_a_new_alliance_is_empty(tmp_path):
    fact = alliance_fact("New Alliance", date(2025, 9, 1), {})
    found(tmp_path / "ledger", fact, Signature("clerk", datetime(2025, 9, 1, tzinfo=UTC)))
    _, tables = drawn(open_ledger(tmp_path / "ledger").book, date(2025, 9, 2))
    assert tables["summary"]["Carried forward"] == (0, 0, 0)
    assert tables["plan"] == tables["contributions"] == {}
