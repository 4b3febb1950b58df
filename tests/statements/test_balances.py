"""Who owes whom: aged to the day, each way, never set off."""

from datetime import date, timedelta

import pytest

from ledgers import book_from_text
from nesa_fund.statements.catalogue import Arguments, statement_named

AGES = ("Not yet due", "0–30 days", "31–60 days", "61–90 days", "Over 90 days")
DUE = date(2025, 12, 14)  # The invoice of 14 November, at 30 days.


def balances(book, as_at, member=None):
    return statement_named("balances")(book, Arguments(as_at=as_at, member=member))


def rows(statement, name):
    return next(table.rows for table in statement.tables if table.name == name)


def between(statement, by, to):
    return next((row[2:] for row in rows(statement, "pairs") if row[:2] == (by, to)), None)


@pytest.mark.parametrize(
    ("days", "age"),
    [(-1, 0), (0, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)],
)
def test_a_debt_ages_by_whole_days_from_its_due_date(book, days, age):
    said = balances(book, DUE + timedelta(days=days))
    owed = 40000
    assert between(said, "Coquet", "Hartside Middle School") == (*(owed * (n == age) for n in range(5)), owed)
    (row,) = [row for row in rows(said, "invoices") if row[2] == "0012"]
    assert row[4:] == (date(2025, 11, 14), DUE, max(days, 0), owed)


def test_the_totals_agree(book):
    pairs, invoices = balances(book, date(2025, 12, 31)).tables
    assert pairs.totals[-1] == invoices.totals[-1] == 40000 + 158400
    assert sum(pairs.totals[2:-1]) == pairs.totals[-1]


def test_a_contribution_stands_under_its_payment_reference(book):
    said = balances(book, date(2025, 12, 31))
    assert "PF2526COQUET1" in {row[2] for row in rows(said, "invoices")}


BOTH_WAYS = """
;; batch 6
2025-12-01 * "Hartside" "Reading volunteers" ^Coquet-7
  event: "invoice"
  number: "7"
  Assets:Coquet:Debtors:Hartside                  400.00 GBP
  Income:Coquet:Recharges:Teaching               -400.00 GBP
"""


def test_debts_each_way_are_never_set_off(ledger):
    said = balances(book_from_text(ledger + BOTH_WAYS), date(2025, 12, 31))
    assert between(said, "Coquet", "Hartside Middle School")[-1] == 40000
    assert between(said, "Hartside Middle School", "Coquet")[-1] == 40000


def test_a_member_sees_what_it_owes_and_is_owed_and_no_other(ledger):
    said = balances(book_from_text(ledger + BOTH_WAYS), date(2025, 12, 31), "Hartside")
    assert {row[:2] for row in rows(said, "pairs")} == {
        ("Coquet", "Hartside Middle School"),
        ("Hartside Middle School", "Coquet"),
    }


def test_what_was_paid_above_a_charge_is_owed_back(ledger):
    more = """
;; batch 6
2025-12-20 * "Coquet" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Assets:Hartside:Bank                            450.00 GBP
  Assets:Hartside:Debtors:Coquet                 -450.00 GBP
"""
    said = balances(book_from_text(ledger + more), date(2026, 1, 19))
    assert between(said, "Coquet", "Hartside Middle School") is None
    assert between(said, "Hartside Middle School", "Coquet") == (0, 5000, 0, 0, 0, 5000)
    (row,) = [row for row in rows(said, "invoices") if row[1] == "Coquet"]
    assert row[3:6] == ("paid above what was due: Cello teaching, autumn", date(2025, 12, 20), date(2026, 1, 19))


def test_a_charge_reversed_on_a_later_day_is_still_a_balance_until_then(ledger):
    later = """
;; batch 6
2026-09-02 * "Coquet" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Coquet-1
  event: "reversal"
  reverses: "0004"
  Assets:Fund:Debtors:Coquet                    -1584.00 GBP
  Income:Fund:Contributions:Coquet               1584.00 GBP
"""
    book = book_from_text(ledger + later)
    assert between(balances(book, date(2026, 8, 31)), "Coquet", "Partnership Fund")[-1] == 158400
    assert between(balances(book, date(2026, 9, 2)), "Coquet", "Partnership Fund") is None


def test_where_nothing_is_owed_the_tables_are_empty():
    said = balances(book_from_text('2025-09-01 custom "alliance" "Ash and Elm"'), date(2025, 12, 31))
    assert [table.rows for table in said.tables] == [(), ()]
    assert [table.totals[-1] for table in said.tables] == [0, 0]


def test_what_was_refunded_above_what_was_paid_is_owed_from_that_day(ledger):
    refund = """
;; batch 6
2026-01-10 * "Coquet" "Money back" ^Hartside-0012
  event: "refund"
  Assets:Hartside:Debtors:Coquet                 5000.00 GBP
  Assets:Hartside:Bank                          -5000.00 GBP
"""
    said = balances(book_from_text(ledger + refund), date(2026, 1, 31))
    owed = [row[3:] for row in rows(said, "invoices") if row[:2] == ("Coquet", "Hartside Middle School")]
    # 1,200.00 charged; 800.00 paid and credited, and 5,000.00 given back: 4,200.00 more than there was.
    assert owed == [
        ("Cello teaching, autumn", date(2025, 11, 14), DUE, 48, 120000),
        ("refunded above what was paid: Money back", date(2026, 1, 10), date(2026, 2, 9), 0, 420000),
    ]
