"""A ledger whose handover to Coquet can be written by hand: each kind of entry once, and the codes of its system."""

from ledgers import book_from_text
from nesa_fund.book import Book
from nesa_fund.handover.layouts import LAYOUTS
from nesa_fund.handover.made import Handover, Span, hand_over

ALL = Span(1, 0, 3)
FACTS = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
2025-09-01 custom "member" "Coquet" "school"
  name: "Coquet High School"
2025-09-01 custom "member" "Rothley" "school"
  name: "=Rothley, First"
2025-09-01 custom "code" "Coquet" "Contribution" "7100"
  vat-code: "T9"
2025-09-01 custom "code" "Coquet" "SpecialFacilities" "5024"
  cost-centre: "12"
2025-09-01 custom "code" "Coquet" "Broadband" "0750"
2025-09-01 custom "code" "Coquet" "Recharges:Teaching" "4100"
2025-09-01 custom "code" "Coquet" "Bank" "1200"
2025-09-01 custom "code" "Coquet" "Creditors" "ALLIANCE"
2025-09-01 custom "code" "Coquet" "Creditors:Hartside" "HART01"
2025-09-01 custom "code" "Coquet" "Debtors" "SCHOOLS"
2025-09-01 custom "code" "Coquet" "VAT" "2201"
2025-09-01 custom "code" "Coquet" "VAT:Sales" "2200"
2025-09-01 custom "code" "Coquet" "NoVAT" "No VAT"
2025-09-01 custom "code" "Coquet" "Tracking" "Department"
2025-09-01 custom "code" "Coquet" "Database" "LIVE"
2025-09-01 custom "code" "Coquet" "Company" "CHS"
2025-09-01 custom "code" "Coquet" "DocumentType" "CHGJ"
2025-09-01 custom "code" "Coquet" "PaymentType" "BACS"
2025-09-01 custom "code" "Coquet" "Treatment:charged" "T1"
2025-09-01 custom "code" "Coquet" "Treatment:exempt" "T2"
2025-09-01 custom "code" "Coquet" "Treatment:zero" "T0"
2025-09-01 custom "code" "Coquet" "SalesTreatment:charged" "20% (VAT on Income)"
2025-09-01 custom "code" "Coquet" "SalesTreatment:exempt" "Exempt Income"
2025-09-01 custom "code" "Rothley" "Broadband" "ROTHLEY'S OWN"
"""
ENTRIES = """
;; batch 2 recorded=2025-12-20
2025-10-01 * "Fund" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Coquet-1
  event: "contribution"
  year: "2025-26"
  instalment: "1"
  Expenses:Coquet:Contribution                   1584.00 GBP
  Liabilities:Coquet:Creditors:Fund             -1584.00 GBP

2025-11-14 * "Hartside" "Minibus to the café – £5 a mile" ^Hartside-0012
  event: "invoice"
  number: "0012"
  vat: "reclaimed"
  due: "2025-11-28"
  Expenses:Coquet:Costs:SpecialFacilities         100.00 GBP
  Assets:Coquet:VAT                                20.00 GBP
  Liabilities:Coquet:Creditors:Hartside          -120.00 GBP

2025-11-20 * "Rothley" "=Cello teaching" ^Coquet-_7
  event: "invoice"
  number: "=7"
  vat: "exempt"
  Assets:Coquet:Debtors:Rothley                   250.00 GBP
  Income:Coquet:Recharges:Teaching               -250.00 GBP

2025-11-21 * "North Net Ltd" "Broadband 2025-26" ^Coquet-NN-1
  event: "shared-cost"
  number: "NN-1"
  vat: "onward"
  Expenses:Coquet:Costs:Broadband                 300.00 GBP
  Assets:Coquet:Debtors:Hartside                  240.00 GBP
  Assets:Coquet:Debtors:Rothley                   120.00 GBP
  Assets:Coquet:VAT                               120.00 GBP
  Liabilities:Coquet:VAT                          -60.00 GBP
  Liabilities:Coquet:Suppliers                   -720.00 GBP

2025-11-21 * "Coquet" "Broadband 2025-26" ^Coquet-NN-1
  event: "shared-cost"
  number: "NN-1"
  vat: "onward"
  Expenses:Hartside:Costs:Broadband               200.00 GBP
  Assets:Hartside:VAT                              40.00 GBP
  Liabilities:Hartside:Creditors:Coquet          -240.00 GBP

2025-11-21 * "Coquet" "Broadband 2025-26" ^Coquet-NN-1
  event: "shared-cost"
  number: "NN-1"
  vat: "onward"
  Expenses:Rothley:Costs:Broadband                120.00 GBP
  Liabilities:Rothley:Creditors:Coquet           -120.00 GBP
;; batch 3 recorded=2026-01-09
2025-12-01 * "Hartside" "One trip was not made" ^Hartside-0012
  event: "credit-note"
  number: "CN-3"
  vat: "reclaimed"
  Expenses:Coquet:Costs:SpecialFacilities         -25.00 GBP
  Assets:Coquet:VAT                                -5.00 GBP
  Liabilities:Coquet:Creditors:Hartside            30.00 GBP

2025-12-02 * "Fund" "Paid PF2526COQUET1" ^Fund-2025-26-Coquet-1
  event: "payment"
  Liabilities:Coquet:Creditors:Fund              1584.00 GBP
  Assets:Coquet:Bank                            -1584.00 GBP

2025-12-03 * "Rothley" "Paid 7" ^Coquet-_7
  event: "payment"
  Assets:Coquet:Bank                              260.00 GBP
  Assets:Coquet:Debtors:Rothley                  -260.00 GBP

2025-12-04 * "Rothley" "Paid too much" ^Coquet-_7
  event: "refund"
  Assets:Coquet:Debtors:Rothley                    10.00 GBP
  Assets:Coquet:Bank                              -10.00 GBP
"""


def book_with(*more: str, facts: str = FACTS, entries: str = ENTRIES) -> Book:
    """The ledger, with further batches behind it."""
    return book_from_text("".join((facts, entries, *more)))


def handed(layout: str, book: Book | None = None, span: Span = ALL) -> Handover:
    """What is handed over to Coquet."""
    found = hand_over(book or book_with(), "Coquet", LAYOUTS[layout], span)
    assert isinstance(found, Handover), found
    return found
