"""TOP3 says what a leaver can't be charged any more, be it a penny, and breaks nothing."""

from datetime import date

from ledgers import book_from_text
from nesa_fund.engine import Status, run

LEDGER = """\
2024-09-01 custom "alliance" "Coast and Castle Alliance"

2024-09-01 custom "member" "Hartside" "school"

2024-09-01 custom "member" "Elm" "school"

2024-05-01 custom "roll" "Hartside" 100
  census: "2024-05"

2024-05-01 custom "roll" "Elm" 100
  census: "2024-05"

2024-09-02 custom "schedule" "2024-25" 0.04 GBP
  census: "2024-05"

;; batch 2

2025-03-01 custom "withdrawal" "Elm"

2024-10-01 * "Hartside" "right; the penny for Elm's time was never confirmed: it is only said" ^Fund-2024-25-Hartside-1
  event: "contribution"
  year: "2024-25"
  instalment: "1"
  Assets:Fund:Debtors:Hartside              0.02 GBP
  Income:Fund:Contributions:Hartside       -0.02 GBP
"""


def test_a_penny_that_was_never_confirmed_is_said_of_a_leaver_and_breaks_nothing():
    (result,) = run(book_from_text(LEDGER), date(2026, 8, 31), only=["TOP3"]).results
    (found,) = [one.finding for one in result.findings]
    assert result.status is Status.SATISFIED
    assert (found.subject, found.pence, found.severity) == ("Fund-2024-25-Elm", 1, "warning")
