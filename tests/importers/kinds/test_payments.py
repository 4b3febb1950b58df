"""Payments: what they settle, in both books; the same again; receipts that nobody can place."""

from datetime import date

import pytest

from folders import add, contribution, founded
from made_once import made_once
from sheets import alliance, balances, bring, item, lines, refusal, said, sheet, take

HEADER = ("Date", "From", "To", "Amount", "Reference", "Bank reference", "Refund")
CHARGES = (
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement"),
    ("HS-1", date(2025, 11, 14), "Hartside", "Coquet", "Cello", 1200, "music"),
    ("HS 2", date(2025, 11, 15), "Hartside", "Coquet", "Viola", 300, "music"),
    ("HS-3", date(2025, 11, 16), "Hartside", "Rothley", "Flute", 50, "music"),
)
PAID = (date(2025, 12, 1), "Coquet", "Hartside", 1200, "HS-1")
OPEN = "HS-1 (£1,200.00), HS 2 (£300.00)"


@made_once
def _begun(root):
    root = alliance(root)
    take(root, CHARGES)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def pay(*rows):
    return [HEADER, *((*row, *[None] * (len(HEADER) - len(row))) for row in rows)]


def test_a_payment_settles_the_claim_in_both_books(root):
    take(root, pay(PAID))
    assert item(root, "Hartside-HS-1").endswith(
        lines(
            """
            2025-12-01 * "Hartside" "Paid HS-1" ^Hartside-HS-1
              event: "payment"
              Liabilities:Coquet:Creditors:Hartside    1200.00 GBP
              Assets:Coquet:Bank                      -1200.00 GBP

            2025-12-01 * "Coquet" "Paid HS-1" ^Hartside-HS-1
              event: "payment"
              Assets:Hartside:Bank               1200.00 GBP
              Assets:Hartside:Debtors:Coquet    -1200.00 GBP
            """
        )
    )


def test_a_payment_dated_before_its_charge_is_recorded_and_remarked(root):
    early = (date(2025, 11, 13), *PAID[1:3], 200, "HS-1")
    known = take(root, pay(early, (date(2025, 11, 14), *early[1:])))
    assert known.readings.count("row 2 is dated before Hartside-HS-1 was charged, on 14 November 2025") == 1
    assert not any(reading.startswith("row 3 is dated before") for reading in known.readings)
    new = [CHARGES[0], ("HS-9", *CHARGES[1][1:])]
    both = take(root, sheet(new, "new.csv"), sheet(pay((*early[:4], "HS-9")), "paid.csv"))
    assert "row 2 is dated before Hartside-HS-9 was charged, on 14 November 2025" in both.readings


def test_two_equal_payments_without_a_number_are_two_and_again_none(root):
    part = (*PAID[:3], 100, "HS-1")
    take(root, pay(part, part))
    assert balances(root)["Assets:Coquet:Bank"] == -20000
    assert take(root, pay(part, part)).present == 2
    third = take(root, sheet(pay(part), "a.csv"), sheet(pay(part, part), "b.xlsx"))
    assert (third.new, third.present) == (1, 2)
    assert balances(root)["Assets:Coquet:Bank"] == -30000


def test_a_payment_of_one_claim_may_be_part_or_over(root):
    take(root, pay((*PAID[:3], 0.01, "HS-1"), (*PAID[:3], 1300, "HS-1")))
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000 - 10001


@pytest.mark.parametrize(
    "reference", ["HS-1, HS 2", "HS-1; hs-2", "hs1 & hs2", "HS-1 and HS-2", "HS1 HS2", "HS-2+HS-1"]
)
def test_one_payment_of_several_claims_is_a_pair_for_each_tied_together(root, reference):
    several = pay((*PAID[:3], 1500, reference))
    take(root, several)
    ties = [line for line in item(root, "Hartside-HS_2").splitlines() if line.startswith("payment:")]
    assert ties == ['payment: "Coquet-2025-12-01-Hartside-HS-1+Hartside-HS_2"'] * 2
    assert "Assets:Hartside:Debtors:Coquet" not in balances(root)
    assert take(root, several).batch is None
    assert take(root, pay((*PAID[:3], 1500, "HS 2, HS-1"))).batch is None


def test_a_payment_of_several_claims_equals_their_sum(root):
    fault = "is not what the charges named come to, £1,500.00: HS-1 (£1,200.00), HS 2 (£300.00)"
    assert refusal(root, pay((*PAID[:3], 1499.99, "HS-1, HS-2"))).endswith(f'D2] Amount "1499.99": {fault}')


def test_a_claim_that_is_settled_already_is_no_part_of_a_payment_of_several(root):
    take(root, pay(PAID))
    assert refusal(root, pay((*PAID[:3], 300, "HS-1, HS-2"))).endswith("names what is not open: HS-1 (£0.00)")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((*PAID[:4], None), f"E2] Reference: is blank: a payment names the charge it settles; open: {OPEN}"),
        ((*PAID[:4], "HS-3"), f'E2] Reference "HS-3": HS-3 names no charge of Hartside to Coquet; open: {OPEN}'),
        ((*PAID[:2], "Coquet High", 1, "HS-1"), 'C2] To "Coquet High": is the payer too'),
        ((*PAID[:3], 0, "HS-1"), 'D2] Amount "0": must be more than 0.00'),
        ((PAID[0], "Rothley", "Fund", 1, "PF1"), 'E2] Reference "PF1": PF1 names no charge of Fund to Rothley'),
    ],
)  # fmt: skip
def test_a_payment_that_settles_nothing_known_is_refused_by_cell(root, row, fault):
    assert refusal(root, pay(row)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_a_charge_and_its_payment_come_in_one_drop(tmp_path):
    root = alliance(tmp_path / "ledger")
    imported = take(root, sheet(pay(PAID), "a.xlsx"), sheet(CHARGES, "b.xlsx"))
    assert (imported.batch, imported.new, imported.totals) == (3, 4, {"GBP": "2750.00"})


def test_a_corrected_charge_and_its_payment_with_another_come_in_one_drop(root):
    other = [CHARGES[0], (*CHARGES[1][:4], "Cello and bow", *CHARGES[1][5:])]
    take(root, other, pay((*PAID[:3], 1500, "HS-1, HS-2")), correct="description")
    assert "Assets:Hartside:Debtors:Coquet" not in balances(root)


def test_a_payment_with_a_bank_reference_is_known_by_it_and_its_item(root):
    numbered = (*PAID[:3], 100, "HS-1", "BACS 7")
    take(root, pay(numbered, numbered))
    assert balances(root)["Assets:Coquet:Bank"] == -10000
    assert take(root, pay(numbered)).present == 1
    for other in ((*PAID[:3], 101, "HS-1", "BACS 7"), (date(2025, 12, 2), *numbered[1:])):
        assert refusal(root, pay(other)).endswith(
            "Coquet's payment BACS 7 is recorded as £100.00 on 1 Dec 2025; another one has its own bank reference"
        )
    take(root, pay((*PAID[:3], 100, "HS-2", "BACS 7")))
    assert balances(root)["Assets:Coquet:Bank"] == -20000


def test_a_refund_goes_back_on_the_claim_that_was_overpaid(root):
    take(root, pay((*PAID[:3], 1250, "HS-1")))
    back = (date(2025, 12, 9), "Hartside", "Coquet", 50, "HS-1", None, "yes")
    take(root, pay(back))
    assert item(root, "Hartside-HS-1").count('event: "refund"') == 2
    assert item(root, "Hartside-HS-1").count('"Refunded HS-1"') == 2
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000
    assert take(root, pay(back)).batch is None


REFUND = (date(2025, 12, 9), "Hartside", "Coquet", 50.01, "HS-1", None, "yes")


@pytest.mark.parametrize(("paid", "overpaid"), [(1250, "£50.00"), (1200, "£0.00"), (1000, "£0.00")])
def test_a_refund_of_more_than_is_overpaid_is_refused_by_cell(root, paid, overpaid):
    take(root, pay((*PAID[:3], paid, "HS-1")))
    fault = f"is more than what is overpaid or credited on HS-1, {overpaid}"
    assert refusal(root, pay(REFUND)) == f'sheet.xlsx [Sheet1!D2] Amount "50.01": {fault}'


def test_a_refund_with_a_bank_reference_is_no_more_than_is_overpaid_either(root):
    assert refusal(root, pay((*REFUND[:5], "BACS 9", "yes"))).endswith("credited on HS-1, £0.00")


def test_a_refund_may_stand_above_the_payment_that_it_gives_back(root):
    rows = pay((*REFUND[:3], 50, *REFUND[4:]), (*PAID[:3], 1250, "HS-1"))
    take(root, rows)
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000
    assert take(root, rows).present == 2


def test_a_refund_of_a_credit_goes_back_on_the_claim_that_was_credited(root):
    take(root, pay(PAID))
    credit = (
        ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Credit of", "Reason"),
        ("CN-1", date(2025, 12, 5), "Hartside", "Coquet", "A lesson less", 40, "music", "HS-1", "not-supplied"),
    )
    take(root, credit)
    back = (date(2025, 12, 9), "Hartside", "Coquet", 40, "CN-1", None, "yes")
    over = (*back[:3], 40.01, *back[4:])
    assert refusal(root, pay(over)).endswith("is more than what is overpaid or credited on HS-1, £40.00")
    take(root, pay(back))
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000
    assert take(root, pay((*back[:4], "HS-1", *back[5:]))).batch is None
    assert refusal(root, pay(back, back)).endswith("credited on HS-1, £0.00")


def test_a_payment_far_above_what_is_owed_is_recorded_and_said(root):
    huge = pay((*PAID[:3], 12000, "HS-1"))
    assert take(root, huge, as_at=PAID[0]).readings == ("row 2 pays £10,800.00 more than is owed on HS-1",)
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000 - 1080000
    assert take(root, huge, as_at=PAID[0]).readings == ()
    again = take(root, pay((*PAID[:3], 1, "HS-1")), as_at=PAID[0])
    assert again.readings == ("row 2 pays £1.00 more than is owed on HS-1",)


def test_a_payment_of_just_what_is_owed_says_nothing(root):
    assert take(root, pay(PAID), as_at=PAID[0]).readings == ()


@pytest.mark.parametrize("row", [PAID, (PAID[0], "Rothley", "Fund", 5, None)])
def test_a_payment_dated_after_today_is_recorded_and_said(root, row):
    imported = take(root, pay((date(2062, 11, 14), *row[1:])), as_at=PAID[0])
    assert imported.readings[0] == "row 2 is dated 14 November 2062, after today"


def test_a_receipt_that_names_no_charge_is_said(root):
    (reading,) = take(root, pay((PAID[0], "Rothley", "Fund", 5, None)), as_at=PAID[0]).readings
    assert reading == "row 2 names no charge: £5.00 from Rothley is recorded as not placed yet"


def test_a_member_may_have_any_word_for_a_code(tmp_path):
    root = founded(tmp_path / "ledger")
    codes = ("Debtors", "Creditors", "Suppliers", "Bank")
    members = [(f"{code} School", "school", date(2025, 9, 1), code) for code in codes]
    agreement = ("net", "Debtors", "Creditors, Suppliers, Bank", "Net", "Broadband", "equal", 9000, date(2025, 9, 1),
                 date(2026, 8, 31))  # fmt: skip
    take(
        root,
        [("Name", "Kind", "Joined", "Member code"), *members],
        [("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Ceiling", "From", "Until"), agreement],
    )
    bill = [
        ("Reference", "Date", "Paid by", "Supplier", "Description", "Net", "Agreement", "Paid on"),
        ("N1", date(2025, 10, 1), "Debtors", "North Net Ltd", "Net", 400, "net", date(2025, 10, 2)),
    ]
    imported = take(root, bill)
    assert imported.pairs == dict.fromkeys((("Debtors", code) for code in codes[1:]), 10000)
    take(root, pay((date(2025, 10, 9), "Suppliers", "Debtors", 100, "N1")))
    assert "Assets:Debtors:Debtors:Suppliers" not in balances(root)
    assert balances(root)["Assets:Debtors:Bank"] == -30000


@pytest.mark.parametrize("reference", ["PF2526HARTSIDE1", "pf2526 hartside 1", "Fund-2025-26-Hartside-1"])
def test_a_contribution_is_paid_by_its_payment_reference(root, reference):
    add(root, transactions=contribution("Hartside", 988800))
    take(root, pay((date(2025, 10, 2), "Hartside", "Partnership Fund", 9888, reference)))
    assert balances(root)["Assets:Fund:Bank"] == 988800
    assert "Assets:Fund:Debtors:Hartside" not in balances(root)


RECEIPT = (date(2025, 10, 2), "Hartside", "Fund", 9888)


def test_a_receipt_of_the_fund_that_names_nothing_is_recorded_as_unplaced(root):
    take(root, pay(RECEIPT, RECEIPT))
    assert item(root, "Unplaced-Fund-2025-10-02-2") == lines(
        """
        2025-10-02 * "Hartside" "Receipt not placed yet" ^Unplaced-Fund-2025-10-02-2
          event: "unidentified"
          Assets:Fund:Bank                9888.00 GBP
          Liabilities:Fund:Unidentified  -9888.00 GBP
        """
    )
    assert take(root, pay(RECEIPT, RECEIPT)).present == 2


@pytest.mark.parametrize("bank_reference", [None, "BACS 7"])
def test_an_unplaced_receipt_is_placed_when_its_reference_is_filled_in_and_counts_once(root, bank_reference):
    add(root, transactions=contribution("Hartside", 988800))
    blank = pay((*RECEIPT, None, bank_reference))
    filled = pay((*RECEIPT, "PF2526HARTSIDE1", bank_reference))
    take(root, blank)
    imported = take(root, filled)
    assert "Unplaced-Fund-2025-10-02-1 is placed on Fund-2025-26-Hartside-1" in imported.readings
    assert 'reason: "placed on Fund-2025-26-Hartside-1"' in item(root, "Unplaced-Fund-2025-10-02-1")
    after = balances(root)
    assert after["Assets:Fund:Bank"] == 988800
    assert "Liabilities:Fund:Unidentified" not in after
    assert [take(root, again).batch for again in (blank, filled)] == [None, None]


def test_unplaced_receipts_with_one_bank_reference_but_other_amounts_are_two(root):
    take(root, pay((*RECEIPT, None, "CONTRIB")))
    take(root, pay((*RECEIPT[:3], 5, None, "CONTRIB")))
    assert balances(root)["Liabilities:Fund:Unidentified"] == -989300


def test_a_blank_reference_places_nothing_that_the_same_bank_line_paid_already(root):
    add(root, transactions=contribution("Hartside", 988800))
    take(root, pay((*RECEIPT, "PF2526HARTSIDE1", "BACS 7")))
    assert take(root, pay((*RECEIPT, None, "BACS 7"))).batch is None


def test_a_reference_of_two_claims_means_the_one_that_is_open(root):
    again = (CHARGES[0], ("HS-1", date(2026, 9, 14), "Hartside", "Coquet", "Cello", 70, "music"))
    take(root, again)
    assert "HS-1 means several charges of Hartside to Coquet" in refusal(root, pay((date(2026, 10, 1), *PAID[1:])))
    take(root, pay((PAID[0], *PAID[1:4], "Hartside-HS-1")))
    take(root, pay((date(2026, 10, 1), "Coquet", "Hartside", 70, "HS-1")))
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000


def test_every_wrong_payment_is_named(root):
    problems = said(bring(root, pay((*PAID[:4], "X"), (*PAID[:3], "ten", "HS-1"), (PAID[0], "Nobody", *PAID[2:]))))
    assert [problem.partition("!")[2].partition("]")[0] for problem in problems] == ["E2", "D3", "B4"]
