"""Who is paid as if it were a firm, though it is a member, or the Fund."""

import pytest

from ledgers import book_from_text
from nesa_fund.rules.firms import members_as_firms

REGISTER = """
2025-06-01 custom "alliance" "Coast and Castle Alliance"
  charter-from: 2025-09-01

2025-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"

2025-09-01 custom "member" "Coquet" "school"
  name: "Coquet High School"
  alias: "Coquet High, The Coquet"

2025-12-01 custom "member" "Coquet" "school"
  name: "Coquet Academy"

2025-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"

2025-12-31 custom "withdrawal" "Coquet"
"""


def bill(payer, payee, day, link=""):
    return f"""
{day} * "{payee}" "bill" ^{link or f"{payer}-1"}
  event: "shared-cost"
  Expenses:{payer}:Costs:Premises     10.00 GBP
  Liabilities:{payer}:Suppliers      -10.00 GBP
"""


def paid(  # noqa: PLR0913  # What a test says of a payment, by name.
    payer, payee, *, day="2025-11-01", billed="2025-10-01", others="", register=REGISTER
):
    payment = f"""
{day} * "{payee}" "paid" ^{payer}-1
  event: "payment"
  Liabilities:{payer}:Suppliers       10.00 GBP
  Assets:{payer}:Bank                -10.00 GBP
"""
    return book_from_text(register + (bill(payer, payee, billed) if billed else "") + payment + others)


def members(book, *, payer_is_fund=False):
    return list(members_as_firms(book, payer_is_fund)["member"])


@pytest.mark.parametrize(
    ("payee", "member"),
    [
        ("Coquet", "Coquet"),
        ("COQUET HIGH SCHOOL.", "Coquet"),
        ("Coquet High", "Coquet"),
        ("The Cóquet", "Coquet"),
        ("Coquet Academy", "Coquet"),
        ("HartsidePTA", "HartsidePTA"),
        ("Hartside Middle School", "Hartside"),
        ("The Partnership Fund", "Fund"),
    ],
)
def test_a_member_is_known_by_any_name_that_is_recorded_of_it(payee, member):
    assert members(paid("Hartside", payee)) == [member]


@pytest.mark.parametrize("payee", ["", "...", "Coquet Cleaning Ltd", "Coquet High Street Garage", "North Net Ltd"])
def test_a_firm_of_a_name_that_is_only_alike_is_a_firm(payee):
    assert members(paid("Hartside", payee)) == []


def test_a_school_that_has_left_is_a_firm_for_what_it_supplied_since():
    assert members(paid("Hartside", "Coquet", billed="2025-12-31", day="2026-01-02")) == ["Coquet"]
    assert members(paid("Hartside", "Coquet", billed="2026-01-01", day="2026-01-02")) == []


def test_what_was_owed_to_a_school_before_it_joined_was_owed_to_a_firm():
    assert members(paid("Hartside", "Coquet", billed="2025-08-31", day="2025-09-01")) == []


def test_a_payment_without_a_bill_counts_by_its_own_day():
    assert members(paid("Hartside", "Coquet", billed="", day="2025-12-31")) == ["Coquet"]
    assert members(paid("Hartside", "Coquet", billed="", day="2026-01-01")) == []


def test_what_was_paid_before_it_was_billed_counts_by_the_bill():
    assert members(paid("Hartside", "Coquet", billed="2026-01-01", day="2025-12-31")) == []


def test_of_several_bills_of_an_open_item_the_first_counts_and_no_other_s():
    later = bill("Hartside", "Coquet", "2026-01-01")
    assert members(paid("Hartside", "Coquet", billed="2025-12-31", day="2026-01-02", others=later)) == ["Coquet"]
    earlier = bill("Hartside", "Coquet", "2025-08-01", "Hartside-0") + bill(
        "Rothley", "Coquet", "2025-08-01", "Hartside-1"
    )
    assert members(paid("Hartside", "Coquet", others=earlier)) == ["Coquet"]


def test_nothing_before_the_charter_counts():
    register = REGISTER.replace("charter-from: 2025-09-01", "charter-from: 2025-11-01")
    assert members(paid("Hartside", "Coquet", day="2025-10-31", register=register)) == []
    assert members(paid("Hartside", "Coquet", day="2025-11-01", register=register)) == ["Coquet"]


def test_a_payment_that_was_reversed_is_none():
    undone = """
2025-11-01 * "Coquet" "never left the bank" ^Hartside-1
  event: "reversal"
  reverses: "0001"
  Liabilities:Hartside:Suppliers     -10.00 GBP
  Assets:Hartside:Bank                10.00 GBP
"""
    assert members(paid("Hartside", "Coquet", others=undone)) == []


def test_the_fund_s_payments_are_apart_and_itself_is_no_member():
    assert members(paid("Hartside", "Coquet"), payer_is_fund=True) == []
    assert members(paid("Fund", "Coquet")) == []
    assert members(paid("Fund", "Coquet"), payer_is_fund=True) == ["Coquet"]
    assert members(paid("Fund", "Partnership Fund"), payer_is_fund=True) == []


def test_what_a_firm_credits_or_pays_back_is_no_payment():
    book = book_from_text(f"""{REGISTER}
2025-11-01 * "Coquet" "credited" ^Hartside-1
  event: "credit-note"
  Liabilities:Hartside:Suppliers       10.00 GBP
  Expenses:Hartside:Costs:Premises    -10.00 GBP

2025-11-02 * "Coquet" "a payment taken back by the bank" ^Hartside-1
  event: "payment"
  Assets:Hartside:Bank                 10.00 GBP
  Liabilities:Hartside:Suppliers      -10.00 GBP
""")
    assert members(book) == []


def test_books_without_firms_have_none():
    assert members(book_from_text(REGISTER)) == []
