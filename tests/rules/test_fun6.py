"""FUN6 over time: when a year's balance is due, what settles it, and what is left of it."""

from datetime import date

from ledgers import book_from_text
from nesa_fund.engine import Status, run

LEFT = """\
2024-09-01 custom "alliance" "Coast and Castle Alliance"

2024-09-01 custom "plan" "2024-25" "maths" 1000.00 GBP

2024-09-01 custom "schedule" "2024-25" 1000.00 GBP

2024-10-01 * "Elm" "its contribution" ^Fund-2024-25-Elm-1
  event: "contribution"
  year: "2024-25"
  instalment: "1"
  Assets:Fund:Debtors:Elm            1000.00 GBP
  Income:Fund:Contributions:Elm     -1000.00 GBP
"""
RETURNED = """
2025-11-03 * "Elm" "goes back" ^Fund-2024-25-Elm-surplus
  event: "surplus"
  year: "2024-25"
  Income:Fund:Contributions:Elm       {pounds} GBP
  Assets:Fund:Debtors:Elm            -{pounds} GBP
"""
CLOSED = '\n2026-01-05 custom "close" "2024-25"\n  carried: 950.00 GBP\n'
DUE, NOT_YET = date(2025, 12, 30), date(2025, 12, 29)  # 121 and 120 days after 31 August 2025.


def result(as_at, *texts):
    (found,) = run(book_from_text(LEFT + "".join(texts)), as_at, only=["FUN6"]).results
    return found


def test_a_year_is_judged_once_it_ended_more_than_120_days_ago():
    assert result(NOT_YET).status is Status.NOT_APPLICABLE
    (one,) = result(DUE).findings
    assert (one.finding.pence, one.finding.day) == (95_000, date(2025, 8, 31))
    assert result(DUE).value_pence == 100_000


def test_what_went_back_and_what_may_stay_are_no_longer_kept():
    assert result(DUE, RETURNED.format(pounds="950.00")).status is Status.SATISFIED
    assert [one.finding.pence for one in result(DUE, RETURNED.format(pounds="949.99")).findings] == [1]


def test_a_close_counts_from_its_own_day():
    assert [result(day, CLOSED).status for day in (date(2026, 1, 4), date(2026, 1, 5))] == [
        Status.BREACHED,
        Status.SATISFIED,
    ]


def test_a_deficit_is_nothing_kept():
    spent = """
2025-08-01 * "North Net Ltd" "more than there is" ^Fund-NN-1
  event: "spending"
  Expenses:Fund:General:Training     1500.00 GBP
  Liabilities:Fund:Suppliers        -1500.00 GBP
"""
    assert result(DUE, spent).status is Status.SATISFIED
