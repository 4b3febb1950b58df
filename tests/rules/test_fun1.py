"""FUN1 in words: what kind of income it was, once an entry, and how many were looked at."""

from datetime import date
from pathlib import Path

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import run


def test_each_entry_of_other_income_is_named_once_with_all_that_it_adds():
    book = book_from_text(ledger_text(Path(__file__).parent, "fun1"))
    (result,) = run(book, date(2026, 8, 31), only=["FUN1"]).results
    assert [(one.finding.message, one.finding.link, one.finding.pence) for one in result.findings] == [
        ("the Fund has £0.01 of income of Other", "Other-Fund-2025-09-01-1", 1),
        ('the Fund has £500.00 of the grant "Castle", which the register does not know', "Grant-Castle-1", 50000),
        ("the Fund has £100.00 of income of Recharges", "Fund-0012", 10000),
        ("the Fund has £1,000.00 of income of Funding", "Funding-Fund-2025-26-GAG-1", 100000),
        ("the Fund has £10.00 of income of Other", "Other-Fund-2026-08-31-1", 1000),
    ]
    assert (result.tested, result.value_pence) == (9, 511322)
