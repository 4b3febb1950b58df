"""FUN4 over the years: a shortage counts against every year in which it goes on."""

from datetime import date

from ledgers import book_from_text
from nesa_fund.engine import run

OVERDRAWN = """\
2024-09-01 custom "alliance" "Coast and Castle Alliance"

2025-07-01 * "North Net Ltd" "more than there is" ^Fund-NN-1
  event: "payment"
  Liabilities:Fund:Suppliers    10.00 GBP
  Assets:Fund:Bank             -10.00 GBP
"""
RIGHT_AGAIN = """
2025-10-01 * "Elm" "an instalment" ^Fund-2025-26-Elm-1
  event: "payment"
  Assets:Fund:Bank              10.00 GBP
  Assets:Fund:Debtors:Elm      -10.00 GBP
"""


def found(text, as_at):
    (result,) = run(book_from_text(text), as_at, only=["FUN4"]).results
    return [(one.finding.day, one.finding.place.line, one.finding.pence) for one in result.findings]


def test_a_shortage_counts_against_every_year_in_which_it_goes_on_at_the_entry_that_began_it():
    assert found(OVERDRAWN + RIGHT_AGAIN, date(2027, 8, 31)) == [
        (date(2025, 7, 1), 3, 1000),
        (date(2025, 9, 1), 3, 1000),
    ]


def test_a_shortage_counts_against_a_year_without_an_entry():
    days = [day for day, _, _ in found(OVERDRAWN, date(2026, 9, 1))]
    assert days == [date(2025, 7, 1), date(2025, 9, 1), date(2026, 9, 1)]


def test_a_year_that_has_not_begun_is_not_judged():
    assert [day for day, _, _ in found(OVERDRAWN, date(2025, 8, 31))] == [date(2025, 7, 1)]
