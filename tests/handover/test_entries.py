"""What some batches give a member to enter: net and VAT as stated, credits and what took back turned, nothing twice."""

import pytest

from handed import book_with
from nesa_fund.handover.base import Kind, Line
from nesa_fund.handover.entries import Balance, entries_between
from nesa_fund.problems import InputError

TAKEN_BACK = """
;; batch 4
2025-11-14 * "Hartside" "Minibus to the café" ^Hartside-0012
  event: "reversal"
  number: "0012"
  vat: "reclaimed"
  reverses: "0002"
  Expenses:Coquet:Costs:SpecialFacilities        -100.00 GBP
  Assets:Coquet:VAT                               -20.00 GBP
  Liabilities:Coquet:Creditors:Hartside           120.00 GBP
"""
ANEW = """
;; batch 5
2025-11-14 * "Hartside" "Minibus to the café" ^Hartside-0012
  event: "invoice"
  number: "0012"
  vat: "reclaimed"
  Expenses:Coquet:Costs:Training                   90.00 GBP
  Assets:Coquet:VAT                                18.00 GBP
  Liabilities:Coquet:Creditors:Hartside          -108.00 GBP
"""


def found(*more, after=0, through=3, member="Coquet"):
    return entries_between(book_with(*more), member, after, through)


def by_number(*more, **span):
    return {one.number: one for one in found(*more, **span).entries if not one.kind.is_payment}


def with_entry(text):
    """The one entry of a further batch."""
    (entry,) = found(f"\n;; batch 4\n{text}", after=3, through=4).entries
    return entry


def test_a_bill_has_its_net_and_its_vat_as_stated():
    bill = by_number()["0012"]
    assert (bill.kind, bill.name, bill.day.isoformat(), bill.due.isoformat()) == (
        Kind.BILL, "Hartside Middle School", "2025-11-14", "2025-11-28",
    )  # fmt: skip
    assert bill.lines == (Line("SpecialFacilities", 10000, 2000, "charged"),)


def test_a_contribution_goes_by_the_reference_that_it_is_paid_under():
    charged = by_number()["PF2526COQUET1"]
    assert charged.lines == (Line("Contribution", 158400, 0, "none"),)
    paid = [one for one in found().entries if one.kind is Kind.PAID]
    assert [(one.number, one.gross, one.lines[0].key) for one in paid] == [("PF2526COQUET1", 158400, "Bank")]


def test_vat_that_is_borne_is_in_the_net():
    bill = with_entry(
        """
2025-12-05 * "Hartside" "Boiler" ^Hartside-20
  event: "invoice"
  number: "20"
  vat: "borne"
  Expenses:Coquet:Costs:Maintenance               120.00 GBP
  Liabilities:Coquet:Creditors:Hartside          -120.00 GBP
"""
    )
    assert (bill.lines, bill.stated) == ((Line("Maintenance", 12000, 0, "none"),), "borne")


def test_a_credit_is_below_nothing_and_falls_due_never():
    credit = by_number()["CN-3"]
    assert (credit.net, credit.vat, credit.due, credit.called) == (-2500, -500, None, "Credits of bills")


def test_a_surplus_is_a_credit_of_the_contribution():
    surplus = with_entry(
        """
2026-08-17 * "Fund" "Surplus 2025-26" ^Fund-2025-26-Coquet-surplus
  event: "surplus"
  year: "2025-26"
  Expenses:Coquet:Contribution                   -396.00 GBP
  Liabilities:Coquet:Creditors:Fund               396.00 GBP
"""
    )
    assert (surplus.called, surplus.number) == ("Credits of bills", "Fund-2025-26-Coquet-surplus")
    assert surplus.lines == (Line("Contribution", -39600, 0, "none"),)


def test_what_was_passed_on_of_a_bill_lessens_its_cost_one_invoice_a_sharer():
    sales = {number: one.lines for number, one in by_number().items() if one.kind is Kind.SALE}
    assert sales["NN-1-Hartside"] == (Line("Broadband", 20000, 4000, "charged"),)
    assert sales["NN-1-Rothley"] == (Line("Broadband", 10000, 2000, "charged"),)  # It bears the VAT charged on to it.


def test_a_sharer_enters_the_same_bill_as_its_payer_invoices():
    (bill,) = [one for one in entries_between(book_with(), "Hartside", 0, 3).entries if one.other == "Coquet"]
    sale = by_number()["NN-1-Hartside"]
    assert (bill.net, bill.vat, bill.gross) == (sale.net, sale.vat, sale.gross)


def test_a_payer_that_bears_nothing_of_a_bill_enters_it_under_the_sharers_category():
    sale = with_entry(
        """
2025-12-05 * "North Net Ltd" "Room for a network day" ^Coquet-15
  event: "shared-cost"
  number: "15"
  Assets:Coquet:Debtors:Fund                       40.00 GBP
  Liabilities:Coquet:Suppliers                    -40.00 GBP
2025-12-05 * "Coquet" "Room for a network day" ^Coquet-15
  event: "shared-cost"
  number: "15"
  Expenses:Fund:Grants:SSIF:Training               40.00 GBP
  Liabilities:Fund:Creditors:Coquet               -40.00 GBP
"""
    )
    assert (sale.number, sale.name, sale.lines) == (
        "15-Fund", "Partnership Fund", (Line("Training", 4000, 0, "none"),),
    )  # fmt: skip


def test_vat_of_several_lines_is_spread_by_their_nets_and_its_sum_is_exact():
    bill = with_entry(
        """
2025-12-05 * "Hartside" "Sports day" ^Hartside-21
  event: "invoice"
  number: "21"
  vat: "reclaimed"
  Expenses:Coquet:Costs:Grounds                    10.00 GBP
  Expenses:Coquet:Costs:Catering                   20.00 GBP
  Assets:Coquet:VAT                                 5.99 GBP
  Liabilities:Coquet:Creditors:Hartside           -35.99 GBP
"""
    )
    assert [(line.key, line.net, line.vat) for line in bill.lines] == [("Grounds", 1000, 200), ("Catering", 2000, 399)]


def test_an_old_debt_is_told_apart():
    old = with_entry(
        """
2025-12-05 * "Brought in" ^Hartside-7
  event: "opening"
  number: "7"
  Equity:Coquet:Opening                           310.00 GBP
  Liabilities:Coquet:Creditors:Hartside          -310.00 GBP
"""
    )
    assert (old.kind, old.gross) == (Kind.OLD_BILL, 31000)


def test_what_was_taken_back_before_it_was_handed_over_is_left_out_with_what_took_it_back():
    told = found(TAKEN_BACK, through=4)
    assert "0012" not in " ".join(one.number for one in told.entries)
    assert told.taken_back == 1


def test_what_is_taken_back_after_it_was_handed_over_comes_as_its_opposite():
    (contra,) = found(TAKEN_BACK, after=3, through=4).entries
    assert (contra.number, contra.net, contra.vat) == ("0012-R4", -10000, -2000)
    assert contra in found(TAKEN_BACK, after=2, through=4).entries  # Also where it was in the last batch before these.
    before = by_number(TAKEN_BACK)["0012"]
    assert before.net == 10000  # What is recorded later changes nothing of an earlier handover.


def test_what_is_recorded_anew_under_a_number_handed_over_before_is_marked():
    numbers = [one.number for one in found(TAKEN_BACK, ANEW, after=3, through=5).entries]
    assert numbers == ["0012-R4", "0012-N5"]
    assert "0012" in by_number(TAKEN_BACK, ANEW, through=5)  # Never handed over before, it keeps its number.


def test_entries_come_in_order_of_their_dates_whenever_they_were_recorded():
    late = """
;; batch 4
2025-10-02 * "Hartside" "Found in a drawer" ^Hartside-9
  event: "invoice"
  number: "9"
  Expenses:Coquet:Costs:Training                   10.00 GBP
  Liabilities:Coquet:Creditors:Hartside           -10.00 GBP
"""
    days = [one.day for one in found(late, through=4).entries]
    assert days == sorted(days)
    assert found(late, through=4).entries[1].number == "9"


def test_the_balance_before_and_after_is_that_of_the_members_own_book():
    assert found().before == Balance(0, 0)
    assert found().after == found(after=2).after == Balance(9000, 36000)
    assert found(after=2).before == found(through=2).after == Balance(170400, 61000)


def test_what_is_no_charge_is_named_with_its_place():
    with pytest.raises(InputError, match=r"test line \d+: its accounts are of no charge .* nesa check --rule SEP4"):
        with_entry(
            """
2025-12-05 * "Hartside" "A gift of sorts" ^Hartside-22
  event: "invoice"
  Income:Coquet:Other                              10.00 GBP
  Liabilities:Coquet:Creditors:Hartside           -10.00 GBP
"""
        )
