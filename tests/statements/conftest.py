"""An invented alliance whose figures can be worked by hand: four schools of 1,000 pupils in all."""

import pytest

from ledgers import book_from_text

LEDGER = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
2025-09-01 custom "member" "Coquet" "school"
2025-09-01 custom "member" "Rothley" "school"
2025-09-01 custom "member" "Elsdon" "school"
2024-10-01 custom "roll" "Hartside" 412
  census: "2024-10"
2024-10-01 custom "roll" "Coquet" 198
  census: "2024-10"
2024-10-01 custom "roll" "Rothley" 307
  census: "2024-10"
2024-10-01 custom "roll" "Elsdon" 83
  census: "2024-10"
2025-09-01 custom "plan" "2025-26" "maths" 15000.00 GBP
  title: "Maths network"
  purpose: "Five meetings of heads of mathematics"
  lead: "Hartside"
  participants: "all"
2025-09-01 custom "plan" "2025-26" "broadband" 9000.00 GBP
  title: "Broadband review"
  participants: "Coquet, Rothley"
2025-09-01 custom "plan" "2025-26" "reading" 5000.00 GBP
  title: "Early reading"
  grant: "ssif"
2025-09-01 custom "grant" "ssif" 5000.00 GBP
  title: "School improvement grant"
;; batch 2
2025-07-10 custom "schedule" "2025-26" 24000.00 GBP
  census: "2024-10"
  instalments: 3
  minute: "SB 2025-07/3"
;; batch 3
2025-09-18 custom "confirmation" "Hartside" "2025-26" 9888.00 GBP
  minute: "FGB 2025-09/6"
  quorate: TRUE
2025-09-22 custom "confirmation" "Coquet" "2025-26" 4752.00 GBP
  minute: "FGB 41"
  quorate: TRUE
2025-11-30 custom "confirmation" "Rothley" "2025-26" 7368.00 GBP
  minute: "FGB 7"
  quorate: TRUE
2025-09-01 custom "agreement" "music" "Hartside" 5000.00 GBP
  title: "Instrumental teaching"
  customers: "Coquet, Rothley"
2025-09-02 custom "consent" "music" "Coquet"
  minute: "FGB 40"
;; batch 4

2025-10-01 * "Hartside" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Hartside-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Assets:Fund:Debtors:Hartside                   3296.00 GBP
  Income:Fund:Contributions:Hartside            -3296.00 GBP

2025-10-01 * "Fund" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Hartside-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Expenses:Hartside:Contribution                 3296.00 GBP
  Liabilities:Hartside:Creditors:Fund           -3296.00 GBP

2025-10-01 * "Coquet" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Coquet-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Assets:Fund:Debtors:Coquet                     1584.00 GBP
  Income:Fund:Contributions:Coquet              -1584.00 GBP

2025-10-01 * "Fund" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Coquet-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Expenses:Coquet:Contribution                   1584.00 GBP
  Liabilities:Coquet:Creditors:Fund             -1584.00 GBP
;; batch 5

2025-10-20 * "Fund" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Hartside-1
  event: "payment"
  Liabilities:Hartside:Creditors:Fund            3296.00 GBP
  Assets:Hartside:Bank                          -3296.00 GBP

2025-10-20 * "Hartside" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Hartside-1
  event: "payment"
  Assets:Fund:Bank                               3296.00 GBP
  Assets:Fund:Debtors:Hartside                  -3296.00 GBP

2025-11-14 * "Coquet" "Cello teaching, autumn" ^Hartside-0012
  event: "invoice"
  number: "0012"
  agreement: "music"
  Assets:Hartside:Debtors:Coquet                 1200.00 GBP
  Income:Hartside:Recharges:Teaching            -1200.00 GBP

2025-11-14 * "Hartside" "Cello teaching, autumn" ^Hartside-0012
  event: "invoice"
  number: "0012"
  agreement: "music"
  Expenses:Coquet:Costs:Teaching                 1200.00 GBP
  Liabilities:Coquet:Creditors:Hartside         -1200.00 GBP

2025-11-20 * "Coquet" "One lesson not given" ^Hartside-0012
  event: "credit-note"
  number: "C1"
  agreement: "music"
  reason: "not-supplied"
  Assets:Hartside:Debtors:Coquet                 -200.00 GBP
  Income:Hartside:Recharges:Teaching              200.00 GBP

2025-11-20 * "Hartside" "One lesson not given" ^Hartside-0012
  event: "credit-note"
  number: "C1"
  agreement: "music"
  reason: "not-supplied"
  Expenses:Coquet:Costs:Teaching                 -200.00 GBP
  Liabilities:Coquet:Creditors:Hartside           200.00 GBP

2025-12-01 * "Hartside" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Liabilities:Coquet:Creditors:Hartside           600.00 GBP
  Assets:Coquet:Bank                             -600.00 GBP

2025-12-01 * "Coquet" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Assets:Hartside:Bank                            600.00 GBP
  Assets:Hartside:Debtors:Coquet                 -600.00 GBP

2025-12-02 * "Coquet" "Days" ^InKind-Hartside-2025-12-02-1
  event: "in-kind"
  duty: "Moderation"
  Expenses:Hartside:InKind:Coquet                   2.50 DAY
  Equity:Hartside:InKind                           -2.50 DAY

2025-12-02 * "Hartside" "Days" ^InKind-Hartside-2025-12-02-1
  event: "in-kind"
  duty: "Moderation"
  Income:Coquet:InKind:Hartside                    -2.50 DAY
  Equity:Coquet:InKind                              2.50 DAY
"""


@pytest.fixture(scope="session")
def ledger() -> str:
    return LEDGER


@pytest.fixture(scope="session")
def book():
    return book_from_text(LEDGER)
