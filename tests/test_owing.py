"""What the Fund holds that is somebody's already is not its to return."""

from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.closing import general_balance

OWING = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Elm" "school"

2025-09-01 * "brought forward" ^Opening-Fund
  event: "opening"
  Assets:Fund:Bank                   1000.00 GBP
  Equity:Fund:Opening               -1000.00 GBP

2025-10-01 * "a firm is owed" ^Fund-1
  event: "spending"
  Expenses:Fund:General:Training      100.00 GBP
  Liabilities:Fund:Suppliers         -100.00 GBP

2025-10-02 * "Elm" "a member is owed" ^Elm-1
  event: "invoice"
  Expenses:Fund:General:Training       20.00 GBP
  Liabilities:Fund:Creditors:Elm      -20.00 GBP

2025-10-03 * "Elm" "charged" ^Fund-2025-26-Elm-1
  event: "contribution"
  year: "2025-26"
  Assets:Fund:Debtors:Elm             500.00 GBP
  Income:Fund:Contributions:Elm      -500.00 GBP

2025-10-04 * "Elm" "a surplus, not paid out yet" ^Fund-2024-25-Elm-surplus
  event: "surplus"
  year: "2024-25"
  Assets:Fund:Debtors:Elm              -3.00 GBP
  Income:Fund:Contributions:Elm         3.00 GBP

2025-10-05 * "Elm" "a receipt that nobody can place" ^Unplaced-Fund-2025-10-05-1
  event: "unidentified"
  Assets:Fund:Bank                      7.00 GBP
  Liabilities:Fund:Unidentified        -7.00 GBP

2026-08-30 * "Elm" "for the year after" ^Fund-2026-27-Elm-1
  event: "contribution"
  year: "2026-27"
  Assets:Fund:Debtors:Elm             400.00 GBP
  Income:Fund:Contributions:Elm      -400.00 GBP

2026-09-02 * "Elm" "paid in part" ^Fund-2026-27-Elm-1
  event: "payment"
  Assets:Fund:Bank                    300.00 GBP
  Assets:Fund:Debtors:Elm            -300.00 GBP

2026-09-03 * "spent of it" ^Fund-2
  event: "spending"
  Expenses:Fund:General:Training       50.00 GBP
  Assets:Fund:Bank                    -50.00 GBP
"""


@pytest.mark.parametrize(
    ("day", "held", "owed"),
    [
        (date(2025, 9, 30), 100_000, 0),
        (date(2025, 10, 5), 100_700, 13_000),
        (date(2026, 9, 1), 100_700, 13_000),
        (date(2026, 9, 2), 130_700, 43_000),
        (date(2026, 9, 3), 125_700, 38_000),
    ],
)
def test_what_the_fund_owes_and_what_is_for_later_years_is_no_balance(day, held, owed):
    book = book_from_text(OWING)
    balance = general_balance(book, book.register.year("2025-26"), day)
    assert (balance.held, balance.pence) == (held, held - owed)


def test_what_is_somebodys_is_told_by_kind():
    book = book_from_text(OWING)
    assert str(general_balance(book, book.register.year("2025-26"), date(2026, 9, 3))) == (
        "£1,257.00 in its bank, less £100.00 owed to firms, £23.00 owed to members, "
        "£7.00 received and not placed yet, £250.00 of later years' contributions"
    )
