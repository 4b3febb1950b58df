"""Decisions and when they were recorded: by kind and batch, the longest wait first."""

from datetime import date

from ledgers import book_from_text
from nesa_fund.statements.dating import recorded_later

LEDGER = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Hartside" "school"

2025-09-01 custom "member" "Coquet" "school"

;; batch 2 recorded=2025-10-01
2025-10-01 custom "agreement" "music" "Hartside" 100.00 GBP
  customers: "Coquet"

2025-09-30 custom "consent" "music" "Hartside"

2025-09-10 custom "consent" "music" "Coquet"
  document: "minute.pdf"

2025-06-20 custom "confirmation" "Coquet" "2025-26" 100.00 GBP

2025-06-20 custom "confirmation" "Coquet" "2024-25" 100.00 GBP

2025-01-01 custom "roll" "Coquet" 98
  census: "2025-01"

;; batch 3 recorded=2026-09-02
2026-08-31 custom "review" "2025-26"

2026-09-01 custom "consent" "music" "Coquet"
"""


def test_each_kind_and_batch_has_a_row_with_its_days_and_papers():
    book = book_from_text(LEDGER)
    table = recorded_later(book, book.register.year("2025-26"))
    assert table.rows == (
        ("Confirmations of contributions", 1, date(2025, 6, 20), date(2025, 6, 20), date(2025, 10, 1), 2, 103, 0),
        ("Consents to agreements", 2, date(2025, 9, 10), date(2025, 9, 30), date(2025, 10, 1), 2, 21, 1),
        ("Reviews", 1, date(2026, 8, 31), date(2026, 8, 31), date(2026, 9, 2), 3, 2, 0),
    )


def test_a_decision_of_no_named_year_counts_to_that_of_its_date():
    book = book_from_text(LEDGER)
    (row,) = recorded_later(book, book.register.year("2026-27")).rows
    assert row == ("Consents to agreements", 1, date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 2), 3, 1, 0)
