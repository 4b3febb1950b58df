"""The lead schedules: this year and last by class and entity, each figure worked by hand from the entries above."""

from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.statements.catalogue import Arguments, statement_named

LEDGER = """
2024-09-01 custom "alliance" "Coast and Castle Alliance"
2024-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
2024-09-01 custom "member" "Coquet" "school"

2024-10-01 * "Coquet" "Cello" ^Hartside-1
  event: "invoice"
  Assets:Hartside:Debtors:Coquet        100.00 GBP
  Income:Hartside:Recharges:Teaching   -100.00 GBP
2024-10-01 * "Hartside" "Cello" ^Hartside-1
  event: "invoice"
  Expenses:Coquet:Costs:Teaching          100.00 GBP
  Liabilities:Coquet:Creditors:Hartside  -100.00 GBP

2025-08-31 * "Coquet" "Charged before its year begins" ^Fund-2025-26-Coquet-1
  event: "contribution"
  year: "2025-26"
  Assets:Fund:Debtors:Coquet          30.00 GBP
  Income:Fund:Contributions:Coquet   -30.00 GBP
2025-08-31 * "Fund" "Charged before its year begins" ^Fund-2025-26-Coquet-1
  event: "contribution"
  year: "2025-26"
  Expenses:Coquet:Contribution           30.00 GBP
  Liabilities:Coquet:Creditors:Fund     -30.00 GBP

2025-09-01 * "Hartside" "Cello" ^Hartside-1
  event: "payment"
  Liabilities:Coquet:Creditors:Hartside   100.00 GBP
  Assets:Coquet:Bank                     -100.00 GBP
2025-09-01 * "Coquet" "Cello" ^Hartside-1
  event: "payment"
  Assets:Hartside:Bank             100.00 GBP
  Assets:Hartside:Debtors:Coquet  -100.00 GBP

2025-10-01 * "Coquet" "Cello" ^Hartside-2
  event: "invoice"
  Assets:Hartside:Debtors:Coquet         60.00 GBP
  Income:Hartside:Recharges:Teaching    -60.00 GBP
2025-10-01 * "Hartside" "Cello" ^Hartside-2
  event: "invoice"
  Expenses:Coquet:Costs:Teaching           60.00 GBP
  Liabilities:Coquet:Creditors:Hartside   -60.00 GBP
"""
OWED_BY, OWED_TO = "Owed by other entities", "Owed to other entities"
HARTSIDE = "Hartside Middle School"


@pytest.fixture(scope="module")
def book():
    return book_from_text(LEDGER)


def drawn(book, as_at=date(2026, 8, 31), **more):
    statement = statement_named("lead")(book, Arguments(as_at=as_at, **more))
    return statement, {table.name: table.rows for table in statement.tables}


def test_each_class_has_what_there_was_at_both_ends_and_what_moved(book):
    statement, tables = drawn(book)
    assert [column.title for column in statement.tables[0].columns[2:]] == [
        "At 31 August 2026",
        "At 31 August 2025",
        "Movement",
    ]
    # What comes to nothing over the entities is a line all the same.
    assert tables["holdings"] == (
        ("Through members' banks", "Assets Bank", 0, 0, 0),
        (OWED_BY, "Assets Debtors", 9000, 13000, -4000),
        (OWED_TO, "Liabilities Creditors", -9000, -13000, 4000),
        ("Contributions of later years", "Income Contributions", 0, 0, 0),
    )


def test_each_class_has_what_was_received_and_spent_in_both_years(book):
    statement, tables = drawn(book)
    assert tables["earned"] == (
        ("Contributions", "Income Contributions", 3000, 0, 3000),
        ("Charged to others", "Income Recharges", 6000, 10000, -4000),
        ("Contributions to the Fund", "Expenses Contribution", -3000, 0, -3000),
        ("Costs", "Expenses Costs", -6000, -10000, 4000),
    )
    assert statement.tables[1].totals == ("Result", None, 0, 0, 0)


def test_each_class_is_made_of_entities_and_comes_to_the_same(book):
    statement, tables = drawn(book)
    assert tables["holdings by entity"] == (
        ("Through members' banks", "Coquet", -10000, 0, -10000),
        ("Through members' banks", HARTSIDE, 10000, 0, 10000),
        (OWED_BY, HARTSIDE, 6000, 10000, -4000),
        (OWED_BY, "Partnership Fund", 3000, 3000, 0),
        (OWED_TO, "Coquet", -9000, -13000, 4000),
        ("Contributions of later years", "Coquet", 0, 3000, -3000),
        ("Contributions of later years", "Partnership Fund", 0, -3000, 3000),
    )
    for classes, parts in ((0, 2), (1, 3)):
        assert statement.tables[classes].totals[2:] == statement.tables[parts].totals[2:]


def test_the_year_before_ends_as_it_did_whatever_came_since(book):
    now, then = drawn(book)[1], drawn(book, year="2024-25")[1]
    assert [row[3] for row in now["holdings"]] == [0, *(row[2] for row in then["holdings"])]
    assert [row[:3] for row in then["holdings"]] == [
        (OWED_BY, "Assets Debtors", 13000),
        (OWED_TO, "Liabilities Creditors", -13000),
        ("Contributions of later years", "Income Contributions", 0),
    ]


def test_a_year_that_is_not_over_says_how_far_it_is_told(book):
    statement, tables = drawn(book, date(2025, 9, 30))
    assert statement.notes[-1] == "2025-26 is told up to 30 September 2025, 2024-25 is told whole."
    assert {row[0]: row[2:] for row in tables["earned"]}["Charged to others"] == (0, 10000, -10000)
    assert statement.tables[0].columns[2].title == "At 30 September 2025"
    assert "told up to" not in drawn(book)[0].notes[-1]
