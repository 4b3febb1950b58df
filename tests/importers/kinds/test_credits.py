"""Credit notes of invoices and old debts: what they take back, once, and never more than is left."""

from datetime import date

import pytest

from agreed import agreed, table
from folders import CLERK
from honest import unsound
from nesa_fund.actions.reverse import TakingBack, reverse
from sheets import balances, bring, item, lines, refusal, said, take

CELLO = {
    "Invoice no": "12", "Date": date(2025, 11, 3), "Supplier": "Hartside", "Customer": "Coquet",
    "Description": "Cello", "Agreement": "music", "Net": 1200,
}  # fmt: skip
CREDIT = {
    "Invoice no": "CN-1", "Date": date(2025, 11, 20), "Supplier": "Hartside", "Description": "Two lessons",
    "Net": 80, "Credit of": "12", "Reason": "not supplied",
}  # fmt: skip
OPENING = ("Entity", "What", "Who", "Reference", "Amount", "Date")


@pytest.fixture
def root(tmp_path):
    return agreed(tmp_path / "ledger")


def cello(**changed):
    return table(CELLO, {}, **(CELLO | changed))


def credit(**changed):
    return credits_of(CREDIT | {key.replace("_", " "): value for key, value in changed.items()})


def credits_of(*rows):
    return table([*CREDIT, "Customer"], *rows)


def test_a_credit_note_is_its_invoice_turned_on_the_invoices_own_item(root):
    take(root, cello())
    imported = take(root, credit(Minute="FGB 4"))
    assert lines(
        """
        2025-11-20 * "Coquet" "Two lessons" ^Hartside-12
          event: "credit-note"
          number: "CN-1"
          agreement: "music"
          reason: "not-supplied"
          minute: "FGB 4"
          Assets:Hartside:Debtors:Coquet            -80.00 GBP
          Income:Hartside:Recharges:Teaching         80.00 GBP
        """
    ) in item(root, "Hartside-12")
    assert balances(root)["Liabilities:Coquet:Creditors:Hartside"] == -112000
    assert "CN-1 credits £80.00 of 12 (Hartside-12)" in imported.readings
    assert (imported.totals, imported.pairs) == ({"GBP": "-80.00"}, {("Hartside", "Coquet"): -8000})
    assert unsound(root) == []
    assert take(root, credit(Minute="FGB 4")).present == 1


@pytest.mark.parametrize("net", [80, -80, "(80.00)", "80.00 CR"])
def test_a_credit_is_written_with_either_sign(root, net):
    take(root, cello())
    take(root, credit(Net=net))
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 112000
    assert take(root, credit()).batch is None


@pytest.mark.parametrize("rows", [[CELLO, CREDIT], [CREDIT, CELLO]], ids=["below", "above"])
def test_a_credit_of_a_charge_in_the_same_sheet_stands_above_or_below_it(root, rows):
    sheet = table(CELLO, *rows)
    imported = take(root, sheet)
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 112000
    assert (imported.totals, unsound(root)) == ({"GBP": "1120.00"}, [])
    assert take(root, sheet).present == 2


def test_vat_is_credited_as_the_invoice_treated_it(root):
    take(root, cello(VAT=240, VAT_treatment="reclaimed"))
    take(root, credit(VAT=16))
    held = balances(root)
    assert (held["Assets:Coquet:VAT"], held["Liabilities:Hartside:VAT"]) == (22400, -22400)
    assert (held["Expenses:Coquet:Costs:Teaching"], held["Assets:Hartside:Debtors:Coquet"]) == (112000, 134400)
    assert 'vat: "reclaimed"' in item(root, "Hartside-12").split("\n\n")[1]
    assert unsound(root) == []
    assert refusal(root, credit(Invoice_no="CN-2", Net=1000, VAT=300)).endswith(
        "comes to £300.00, but of the VAT of Hartside-12 £224.00 is left"
    )
    assert refusal(root, credit(Invoice_no="CN-2", Net=1130, VAT=1)).endswith(
        "comes to £1,130.00, but £1,120.00 without VAT is left of Hartside-12"
    )
    take(root, credit(Invoice_no="CN-2", Net=1120, VAT=224))
    assert balances(root) == {}


def test_no_more_is_credited_than_is_left(root):
    take(root, cello())
    assert refusal(root, credit(Net=1200.01)) == (
        'sheet.xlsx [Sheet1!E2] Net "1200.01": comes to £1,200.01, but £1,200.00 is left of Hartside-12'
    )
    take(root, credit(Net=1000))
    second = credit(Invoice_no="CN-2", Net=200.01)
    assert refusal(root, second).endswith(
        "comes to £200.01, but £200.00 is left of Hartside-12, £1,200.00 less £1,000.00"
    )
    rows = credits_of(
        CREDIT | {"Net": 1000}, CREDIT | {"Invoice no": "3", "Net": 101}, CREDIT | {"Invoice no": "2", "Net": 100}
    )
    (problem,) = said(bring(root, rows))
    assert "£101.00, but £100.00 is left" in problem


def test_several_lines_of_one_credit_name_the_categories_they_credit(root):
    hall = CELLO | {"Net": 50, "Category": "Occupation", "Description": "Hall"}
    take(root, table(CELLO, CELLO, hall))
    assert refusal(root, credit()).endswith(
        "Category: is blank: Hartside-12 has several categories, Occupation, Teaching; say which is credited"
    )
    rows = credits_of(CREDIT | {"Category": "Teaching"}, CREDIT | {"Category": "Occupation", "Net": 20})
    take(root, rows)
    held = balances(root)
    assert held["Expenses:Coquet:Costs:Occupation"] == 3000
    assert held["Expenses:Coquet:Costs:Teaching"] == 112000
    assert take(root, rows).batch is None
    more = CREDIT | {"Invoice no": "5", "Category": "Teaching"}
    mixed = credits_of(more, more | {"Net": -1, "Description": "more"})
    assert "another sign than the credit note's other lines" in refusal(root, mixed)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Credit of": "99"}, 'Credit of "99": no charge of Hartside has that number; a credit names the charge'),
        ({"Reason": None}, "Reason: is blank: a credit note says why; one of: not-supplied, price, error"),
        ({"Reason": "goodwill"}, 'Reason "goodwill": no reason that a credit note can have; it is one of: not'),
        ({"Reason": "withdrawal"}, 'Reason "withdrawal": a credit for withdrawal is worked out by nesa withdraw'),
        ({"Reason": "reshare"}, 'Reason "reshare": a credit for reshare is worked out by nesa withdraw'),
        ({"Date": date(2025, 11, 2)}, 'Date "02/11/2025": is before Hartside-12, the charge that it credits, which is'),
        ({"Customer": "Rothley"}, 'Customer "Rothley": is Rothley, but Hartside-12 was charged to Coquet'),
        ({"Agreement": "net"}, 'Agreement "net": is not that of Hartside-12, which it credits; that has music'),
        ({"VAT treatment": "exempt"}, 'VAT treatment "exempt": is not that of Hartside-12, which it credits; that has'),
        ({"Net": 0}, 'Net "0": the credit note comes to £0.00; a charge is more than nothing, and a credit note says'),
        ({"Invoice no": "12"}, 'Invoice no "12": is the number of a charge, Hartside-12; a credit note has a number'),
    ],
)  # fmt: skip
def test_what_cannot_be_credited_truthfully_is_refused_by_cell(root, changed, fault):
    take(root, cello())
    assert refusal(root, credit(**changed)).partition("] ")[2].startswith(fault)


@pytest.mark.parametrize(
    ("words", "reason"),
    [("Goods not supplied", "not-supplied"), ("Overcharged", "price"), ("invoiced in error", "error")],
)
def test_a_reason_may_be_said_in_other_words(root, words, reason):
    take(root, cello())
    take(root, credit(Reason=words))
    assert item(root, "Hartside-12").count(f'reason: "{reason}"') == 2


def test_a_number_is_of_one_charge_or_one_credit(root):
    take(root, table(CELLO, CELLO, CELLO | {"Invoice no": "13"}))
    take(root, credit())
    assert refusal(root, credit(Net=81)).endswith(
        "Hartside already credited under that number, for £80.00 on 20 Nov 2025 (batch 4); a different credit needs "
        "its own number"
    )
    assert refusal(root, credit(Credit_of="13")).endswith(
        "is the number of a credit note on Hartside-12 (batch 4); another credit has its own number"
    )
    assert refusal(root, cello(**{"Invoice no": "cn 1"})).endswith(
        "is the number of a credit note on Hartside-12; a charge has its own number"
    )
    mixed = table(CELLO, CELLO | {"Invoice no": "14"}, CREDIT | {"Invoice no": "14", "Date": CELLO["Date"]})
    assert "the number is used twice: row 2 has it with another" in refusal(root, mixed)


def test_what_a_credit_says_is_corrected_and_nothing_that_is_owed_moves(root):
    take(root, cello())
    take(root, credit())
    before = balances(root)
    other = credit(Reason="error", Minute="FGB 5")
    assert "is in batch 4 with another reason, minute; to correct it" in refusal(root, other)
    take(root, other, correct="slip")
    assert balances(root) == before
    assert take(root, other).batch is None
    assert unsound(root) == []


def test_a_charge_corrected_in_the_same_drop_is_credited_once(root):
    take(root, cello())
    both = table(CELLO, CELLO | {"Description": "Viola"}, CREDIT | {"Net": 1200})
    take(root, both, correct="wrong instrument")
    assert balances(root) == {}
    assert take(root, both).batch is None


def test_a_number_used_in_two_years_is_credited_by_its_link(root):
    take(root, cello())
    take(root, cello(Date=date(2026, 9, 14)))
    later = {"Date": date(2026, 9, 20)}
    assert refusal(root, credit(**later)).endswith(
        "could be Hartside-12 of 3 November 2025, Hartside-2026-27-12 of 14 September 2026; write the link"
    )
    take(root, credit(**later, Credit_of="Hartside-2026-27-12"))
    assert 'number: "CN-1"' in item(root, "Hartside-2026-27-12")


def test_a_debt_brought_in_is_credited_under_a_category_that_the_row_gives(root):
    take(root, [OPENING, ("Hartside", "Owed by", "Coquet", "OLD-7", 300, date(2025, 9, 1))])
    old = credit(Credit_of="OLD-7")
    assert refusal(root, old).endswith("is a debt brought in, which has no category; give one")
    old = credit(Credit_of="OLD-7", Category="Teaching", VAT=16, VAT_treatment="borne")
    take(root, old)
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000 - 9600
    assert unsound(root, but={"SUB6"}) == []
    assert take(root, old).batch is None


def test_a_credit_of_a_charge_to_the_fund_is_on_its_plan_line_and_grant(root):
    take(root, cello(Customer="Fund", Plan_line="phonics", Grant="ssif"))
    assert balances(root)["Expenses:Fund:Grants:SSIF:Training"] == 120000
    take(root, credit())
    assert balances(root)["Expenses:Fund:Grants:SSIF:Training"] == 112000
    assert item(root, "Hartside-12").count('plan: "phonics"\ngrant: "SSIF"') == 4
    assert unsound(root, but={"FUN3"}) == []


def test_what_is_paid_and_then_credited_is_refunded(root):
    take(root, cello())
    header = ("Date", "From", "To", "Amount", "Reference", "Refund")
    take(root, [header, (date(2025, 11, 10), "Coquet", "Hartside", 1200, "12", None)])
    take(root, credit())
    take(root, [header, (date(2025, 11, 28), "Hartside", "Coquet", 80, "CN-1", "yes")])
    assert "Assets:Hartside:Debtors:Coquet" not in balances(root)
    assert balances(root)["Assets:Coquet:Bank"] == -112000
    assert unsound(root) == []


def test_a_wrong_credit_note_is_taken_back_and_imported_right_under_its_number(root):
    take(root, cello())
    batch = take(root, credit(Net=120, Minute="FGB 4")).batch
    again = credit(Invoice_no="CN-2", Credit_of="CN-1", Net=-40)
    remedy = f'nesa reverse {batch} --row "Sheet1!A2" --reason REASON, and import it right under its number'
    assert f"is a credit note of Hartside-12; to put it right, {remedy}" in refusal(root, again)
    reverse(root, TakingBack(batch, "too much", ("Sheet1!A2",)), date(2025, 12, 1), CLERK)
    take(root, credit(Minute="FGB 4"))
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 112000
    assert unsound(root) == []


def test_a_credit_has_vat_where_its_charge_has_some_and_is_told_no_treatment_that_would_be_refused(root):
    take(root, cello(VAT=240, VAT_treatment="reclaimed"))
    told = "VAT: is nothing, but Hartside-12, which it credits, has VAT that is reclaimed; give what the credit note"
    assert told in refusal(root, credit(VAT_treatment="reclaimed"))
    assert told in refusal(root, credit())
    take(root, credit(VAT=16))
    take(root, cello(Invoice_no="13"))
    none = refusal(root, credit(Invoice_no="CN-2", Credit_of="13", VAT=16))
    assert none.endswith('VAT "16": comes to £16.00, but Hartside-13, which it credits, has none')
    assert unsound(root) == []


def test_the_fund_has_its_plan_lines_category_and_the_supplier_that_of_the_agreement_and_so_has_a_credit(root):
    of_fund = {"Customer": "Fund", "Plan line": "maths"}
    take(root, cello(**of_fund))
    assert balances(root) == {
        "Assets:Hartside:Debtors:Fund": 120_000,
        "Expenses:Fund:General:Training": 120_000,
        "Income:Hartside:Recharges:Teaching": -120_000,
        "Liabilities:Fund:Creditors:Hartside": -120_000,
    }
    assert take(root, cello(**of_fund)).batch is None
    take(root, credit())
    take(root, credit(Invoice_no="CN-2", Net=20, Category="Training"))
    assert balances(root)["Expenses:Fund:General:Training"] == 110_000
    assert balances(root)["Income:Hartside:Recharges:Teaching"] == -110_000
    take(root, credit(Invoice_no="CN-3", Net=1100, Category="Teaching"))
    assert balances(root) == {}
    assert unsound(root) == []


def test_a_line_with_a_category_of_its_own_has_it_in_both_books(root):
    of_fund = CELLO | {"Customer": "Fund", "Plan line": "maths"}
    take(root, table([*of_fund, "Category"], of_fund, of_fund | {"Net": 300, "Category": "Catering"}))
    own = balances(root)
    assert (own["Expenses:Fund:General:Training"], own["Expenses:Fund:General:Catering"]) == (120_000, 30_000)
    assert (own["Income:Hartside:Recharges:Teaching"], own["Income:Hartside:Recharges:Catering"]) == (-120_000, -30_000)
    take(root, credit(Category="Teaching"))
    assert balances(root)["Expenses:Fund:General:Training"] == 112_000
