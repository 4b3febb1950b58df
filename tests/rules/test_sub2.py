"""SUB2's bearers: whose loss it is that a charge is not within its agreement, and who may accept it."""

from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.engine import Status, run

HEAD = """\
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "agreement" "music" "Hartside" 100.00 GBP
  customers: "Coquet, Rothley"
  share: "priced"
  unit-price: 40.00 GBP

2025-09-01 custom "agreement" "net" "Hartside" 1.00 GBP
  customers: "Coquet, Rothley"
  share: "equal"
"""


def invoice(pounds, quantity):
    return f"""
2025-10-01 * "Coquet" "cello" ^Hartside-1
  event: "invoice"
  agreement: "music"
  quantity: "{quantity}"
  Assets:Hartside:Debtors:Coquet      {pounds} GBP
  Income:Hartside:Recharges:Teaching -{pounds} GBP
"""


BILL = """
2025-10-01 * "North Net Ltd" "broadband" ^Hartside-1
  event: "shared-cost"
  agreement: "net"
  Expenses:Hartside:Costs:Broadband     1.00 GBP
  Assets:Hartside:Debtors:Coquet        1.00 GBP
  Assets:Hartside:Debtors:Rothley       1.00 GBP
  Liabilities:Hartside:Suppliers       -3.00 GBP
"""


def result_of(text):
    (result,) = run(book_from_text(HEAD + text), date(2026, 8, 31), only=["SUB2"]).results
    return result


@pytest.mark.parametrize(
    ("charged", "bearers"),
    [
        (invoice("41.00", 1), ("Coquet",)),
        (invoice("39.00", 1), ("Hartside",)),
        (invoice("120.00", 3), ("Coquet",)),
        (BILL, ("Hartside", "Coquet", "Rothley")),
    ],
    ids=["above the price", "below it", "past the ceiling", "a bill past the ceiling"],
)
def test_who_bears_the_loss_of_what_is_not_as_agreed(charged, bearers):
    (found,) = result_of(charged).findings
    assert found.finding.bearers == bearers


@pytest.mark.parametrize(("who", "status"), [("Coquet", Status.ACCEPTED), ("Hartside", Status.BREACHED)])
def test_a_charge_above_its_price_is_accepted_by_the_customer(who, status):
    accepted = f"""
2025-11-01 custom "exception" "SUB2" "Hartside-1" 1.00 GBP
  reason: "a new string"
  minutes: "{who}: FGB 2025-11-01/4"
"""
    assert result_of(invoice("41.00", 1) + accepted).status is status
