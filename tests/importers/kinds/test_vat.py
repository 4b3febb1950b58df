"""VAT as the paper states it: who reclaims it, whose cost it is, and what does not agree."""

from datetime import date

import pytest

from agreed import agreed, table
from honest import unsound
from importers.kinds.vat import read_treatment
from sheets import balances, bring, item, lines, refusal, said, take

CELLO = {
    "Invoice no": "12", "Date": date(2025, 11, 14), "Supplier": "Hartside", "Customer": "Coquet",
    "Description": "Cello", "Agreement": "music",
}  # fmt: skip
BILL = {
    "Reference": "NN-881", "Date": date(2025, 10, 1), "Paid by": "Hartside", "Supplier": "North Net Ltd",
    "Description": "Broadband", "Agreement": "net", "Net": 1000, "VAT": 200,
}  # fmt: skip


@pytest.fixture
def root(tmp_path):
    return agreed(tmp_path / "ledger")


def invoice(*rows, **changed):
    return table(CELLO, *(rows or [{}]), **(CELLO | changed))


def bill(**changed):
    return table(BILL, {}, **(BILL | changed))


def test_vat_that_the_customer_reclaims_is_no_part_of_its_cost(root):
    sheet = invoice(Net=1000, VAT=200, VAT_treatment="reclaimed")
    imported = take(root, sheet)
    assert item(root, "Hartside-12") == lines(
        """
        2025-11-14 * "Hartside" "Cello" ^Hartside-12
          event: "invoice"
          number: "12"
          agreement: "music"
          vat: "reclaimed"
          Expenses:Coquet:Costs:Teaching           1000.00 GBP
          Assets:Coquet:VAT                         200.00 GBP
          Liabilities:Coquet:Creditors:Hartside   -1200.00 GBP

        2025-11-14 * "Coquet" "Cello" ^Hartside-12
          event: "invoice"
          number: "12"
          agreement: "music"
          vat: "reclaimed"
          Assets:Hartside:Debtors:Coquet           1200.00 GBP
          Income:Hartside:Recharges:Teaching      -1000.00 GBP
          Liabilities:Hartside:VAT                 -200.00 GBP
        """
    )
    assert (imported.totals, unsound(root)) == ({"GBP": "1200.00"}, [])
    assert take(root, sheet).batch is None


def test_vat_that_the_customer_bears_is_its_cost(root):
    take(root, invoice(Customer="Rothley", Net=1000, VAT=200, VAT_treatment="borne"))
    assert balances(root) == {
        "Assets:Hartside:Debtors:Rothley": 120000,
        "Expenses:Rothley:Costs:Teaching": 120000,
        "Income:Hartside:Recharges:Teaching": -100000,
        "Liabilities:Hartside:VAT": -20000,
        "Liabilities:Rothley:Creditors:Hartside": -120000,
    }
    assert unsound(root) == []


@pytest.mark.parametrize(("who", "is_said"), [("Coquet", True), ("Rothley", False), ("Fund", False)])
def test_vat_stated_as_borne_by_one_that_reclaims_it_is_said(root, who, is_said):
    told = f"row 2 states its VAT as borne, though {who} reclaims VAT: reclaimed, it is nobody's cost"
    sheet = invoice(Net=1000, VAT=200, VAT_treatment="borne", Customer=who, Plan_line="maths")
    assert (told in take(root, sheet).readings) is is_said
    assert told not in take(root, sheet).readings


def test_vat_of_a_bill_stated_as_borne_is_said_where_its_payer_reclaims_it(root):
    told = "row 2 states its VAT as borne, though Hartside reclaims VAT: reclaimed, it is nobody's cost"
    assert told in take(root, bill(VAT_treatment="borne")).readings
    assert told not in take(root, bill(Reference="NN-882", VAT_treatment="reclaimed")).readings


def test_each_line_has_its_own_vat_and_all_have_one_treatment(root):
    hall = {"Net": 50, "VAT": 0, "Category": "Occupation", "Description": "Hall"}
    cello = {"Net": 1000, "VAT": 200}
    take(root, invoice(cello, hall, VAT_treatment="borne", Customer="Rothley"))
    held = balances(root)
    assert held["Expenses:Rothley:Costs:Teaching"] == 120000
    assert held["Expenses:Rothley:Costs:Occupation"] == 5000
    assert take(root, invoice(hall, cello, VAT_treatment="borne", Customer="Rothley")).batch is None


def test_lines_of_two_treatments_say_that_one_holds_for_the_invoice(root):
    taxed, zero = {"Net": 400, "VAT": 80, "VAT treatment": "reclaimed"}, {"Net": 80, "VAT": 0, "VAT treatment": "zero"}
    rule = "but one treatment holds for the whole invoice; a line of it without VAT has a VAT of 0.00"
    told = refusal(root, invoice(taxed, zero))
    assert told.endswith(f'VAT treatment "zero": row 2 of the same number has reclaimed, {rule}')
    take(root, invoice(taxed, zero | {"VAT treatment": "reclaimed"}))


@pytest.mark.parametrize("told", [{"Net": 10.01, "VAT": 2}, {"Net": 10.01, "Gross": 12.01}, {"VAT": 2, "Gross": 12.01}])
def test_any_two_of_net_vat_and_gross_give_the_third(root, told):
    take(root, invoice(told, VAT_treatment="Recoverable"))
    assert balances(root)["Assets:Coquet:VAT"] == 200
    assert balances(root)["Expenses:Coquet:Costs:Teaching"] == 1001
    again = invoice({"Net": 10.01, "VAT": 2, "Gross": 12.01}, VAT_treatment="reclaimed")
    assert take(root, again).present == 1


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"Net": 10, "VAT": 2, "Gross": 12.01, "VAT treatment": "borne"},
            'Gross "12.01": is not Net and VAT together, which is £12.00',
        ),
        ({"Net": 10, "VAT": 2}, "VAT treatment: is blank, with VAT of £2.00; state one of: reclaimed, borne"),
        ({"Net": 10, "Gross": 12}, "VAT treatment: is blank, with VAT of £2.00; state one of: reclaimed, borne"),
        ({"Net": 10, "VAT": 2, "VAT treatment": "exempt"}, 'VAT "2": comes to £2.00, but what is exempt has none'),
        (
            {"Net": 10, "VAT treatment": "reclaimed"},
            "VAT: is nothing, but to be reclaimed there must be some; give it, or state outside-scope or",
        ),
        (
            {"Net": 10, "VAT": 2, "VAT treatment": "onward"},
            'VAT treatment "onward": is no treatment of VAT here, for a shared bill only; it is one of: outside',
        ),
        ({"Net": 10, "VAT treatment": "T1"}, 'VAT treatment "T1": is no treatment of VAT here; it is one of: outside'),
        (
            {"Net": 10, "VAT": -2, "VAT treatment": "borne"},
            'VAT "-2": comes to -£2.00 on a Net of £10.00: one is below nothing, the other above',
        ),
        ({"VAT": 2, "VAT treatment": "borne"}, "Net: is blank: a charge has a Net or a Gross amount"),
        (
            {"Customer": "Fund", "Plan line": "maths", "Net": 10, "VAT": 2, "VAT treatment": "reclaimed"},
            'VAT treatment "reclaimed": the Partnership Fund reclaims no VAT: state borne',
        ),
    ],
)  # fmt: skip
def test_vat_that_does_not_agree_is_refused_by_cell(root, changed, fault):
    assert refusal(root, invoice(changed)).partition("] ")[2].startswith(fault)


@pytest.mark.parametrize(
    ("words", "treatment"),
    [
        ("Outside Scope", "outside-scope"), ("outside the scope of VAT", "outside-scope"), ("O/S", "outside-scope"),
        ("EXEMPT", "exempt"), ("zero-rated", "zero"), ("Zero rated", "zero"), ("Recoverable", "reclaimed"),
        ("Irrecoverable", "borne"), ("non-recoverable", "borne"), ("Borne", "borne"), ("Onward", "onward"),
        ("Disbursement", "disbursement"), ("20%", "20"), ("T9", "t9"),
    ],
)  # fmt: skip
def test_the_words_of_finance_systems_are_read_where_they_are_certain(words, treatment):
    assert read_treatment(words) == treatment


def test_the_fund_bears_vat_in_its_gross_cost(root):
    take(root, invoice({"Net": 100, "VAT": 20}, Customer="Fund", Plan_line="maths", VAT_treatment="borne"))
    assert balances(root)["Expenses:Fund:General:Training"] == 12000
    assert unsound(root) == []


def test_another_vat_under_a_known_number_is_another_charge_and_another_treatment_a_correction(root):
    take(root, invoice(Net=1000, VAT=200, VAT_treatment="reclaimed"))
    other = invoice(Net=1010, VAT=190, VAT_treatment="reclaimed")
    assert "already invoiced under that number, for £1,200.00 with VAT of £200.00 on 14" in refusal(root, other)
    borne = invoice(Net=1000, VAT=200, VAT_treatment="borne")
    assert "is in batch 3 with another VAT treatment; to correct it" in refusal(root, borne)
    take(root, borne, correct="Coquet can't reclaim it")
    assert balances(root)["Expenses:Coquet:Costs:Teaching"] == 120000
    assert unsound(root) == []
    assert take(root, borne).batch is None


# Shared bills


@pytest.mark.parametrize(
    ("treatment", "hartside", "rothley", "coquet"),
    [
        ("reclaimed", {"Costs": 41200, "VAT": 20000}, {"Costs": 30700}, {"Costs": 19800}),
        ("borne", {"Costs": 49440}, {"Costs": 36840}, {"Costs": 23760}),
        ("onward", {"Costs": 41200, "VAT": 20000 - 11760}, {"Costs": 36840}, {"Costs": 19800, "VAT": 3960}),
        ("disbursement", {"Costs": 41200, "VAT": 8240}, {"Costs": 36840}, {"Costs": 23760}),
    ],
)
def test_a_bill_is_shared_as_its_vat_is_treated(root, treatment, hartside, rothley, coquet):
    sheet = bill(VAT_treatment=treatment, Paid_on=date(2025, 10, 20))
    imported = take(root, sheet)
    found = {"Hartside": {}, "Rothley": {}, "Coquet": {}, "Elsdon": {}}
    for account, pence in balances(root).items():
        _, entity, klass, *_ = account.split(":")
        if klass in {"Costs", "VAT"}:
            found[entity][klass] = found[entity].get(klass, 0) + pence
    assert (found["Hartside"], found["Rothley"], found["Coquet"]) == (hartside, rothley, coquet)
    assert balances(root)["Assets:Hartside:Bank"] == -120000
    assert imported.tallies["shared-costs"].new == 1
    assert [told.partition(":")[0] for told in unsound(root)] == (["SUB3"] if treatment == "borne" else [])
    assert take(root, sheet).batch is None


def test_vat_charged_on_is_gross_in_both_books_and_the_payers_own_to_pay_over(root):
    take(root, bill(VAT_treatment="onward"))
    assert item(root, "Hartside-NN-881").split("\n\n")[2] == lines(
        """
        2025-10-01 * "North Net Ltd" "Broadband" ^Hartside-NN-881
          event: "shared-cost"
          number: "NN-881"
          agreement: "net"
          census: "2024-10"
          vat: "onward"
          Expenses:Hartside:Costs:Broadband          412.00 GBP
          Assets:Hartside:Debtors:Coquet             237.60 GBP
          Assets:Hartside:Debtors:Elsdon              99.60 GBP
          Assets:Hartside:Debtors:Rothley            368.40 GBP
          Assets:Hartside:VAT                        200.00 GBP
          Liabilities:Hartside:VAT                  -117.60 GBP
          Liabilities:Hartside:Suppliers           -1200.00 GBP
        """
    )


@pytest.mark.parametrize("treatment", ["onward", "disbursement"])
def test_a_member_that_begins_to_reclaim_later_moves_no_recorded_bill(root, treatment):
    take(root, bill(VAT_treatment=treatment))
    member = ("Name", "Kind", "Joined", "Member code", "Reclaims VAT")
    take(root, [member, ("Rothley First School", "school", date(2025, 9, 1), "Rothley", "yes")], correct="it does")
    take(root, [member, ("Hartside Middle School", "school", date(2025, 9, 1), "Hartside", "no")], correct="it doesn't")
    assert take(root, bill(VAT_treatment=treatment)).batch is None


@pytest.mark.parametrize("treatment", ["reclaimed", "onward", "disbursement"])
def test_a_recorded_bill_stated_with_another_vat_is_seen(root, treatment):
    take(root, bill(VAT_treatment=treatment))
    other = refusal(root, bill(VAT_treatment=treatment, Net=1010, VAT=190))
    assert "is in batch 3 with another VAT; to correct it" in other


def test_a_payer_that_reclaims_nothing_passes_a_disbursement_on_and_bears_its_own_share_whole(root):
    terms = ("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Ceiling", "From", "Until")
    term = ("bins", "Rothley", "Coquet", "Bins", "Cleaning", "equal", 900, date(2025, 9, 1), date(2026, 8, 31))
    take(root, [terms, term])
    take(root, bill(Agreement="bins", Paid_by="Rothley", Net=10, VAT=2, VAT_treatment="disbursement"))
    assert balances(root) == {
        "Assets:Rothley:Debtors:Coquet": 600,
        "Expenses:Coquet:Costs:Cleaning": 600,
        "Expenses:Rothley:Costs:Cleaning": 600,
        "Liabilities:Coquet:Creditors:Rothley": -600,
        "Liabilities:Rothley:Suppliers": -1200,
    }


def test_the_fund_alone_is_charged_on_as_the_payers_vat_is_treated(root):
    take(root, bill(Agreement=None, Plan_line="maths", VAT_treatment="onward"))
    held = balances(root)
    assert held["Expenses:Fund:General:Training"] == 120000
    assert (held["Assets:Hartside:VAT"], held["Liabilities:Hartside:VAT"]) == (20000, -20000)
    assert unsound(root) == []


@pytest.mark.parametrize(("treatment", "choices"), [("reclaimed", "borne"), ("onward", "borne or disbursement")])
def test_a_bill_that_the_fund_pays_is_never_reclaimed_nor_charged_on(root, treatment, choices):
    sheet = bill(Paid_by="Fund", Agreement="books", Plan_line="maths", VAT_treatment=treatment)
    assert refusal(root, sheet).endswith(f"the Partnership Fund reclaims no VAT: state {choices}")


def test_a_bill_that_the_fund_pays_leaves_its_own_share_with_it(root):
    books = {"Paid_by": "Fund", "Agreement": "books", "VAT_treatment": "borne", "Net": 250, "VAT": 50}
    take(root, bill(Plan_line="maths", **books))
    take(root, bill(Reference="NN-882", Plan_line="phonics", **books))
    held = balances(root)
    assert held["Expenses:Fund:General:LearningResources"] == 10000
    assert held["Expenses:Fund:Grants:SSIF:LearningResources"] == 10000
    assert (held["Assets:Fund:Debtors:Coquet"], held["Liabilities:Fund:Suppliers"]) == (20000, -60000)
    assert item(root, "Fund-NN-882").count('grant: "SSIF"') == 3
    assert unsound(root, but={"FUN3"}) == []


def test_all_that_is_wrong_with_several_rows_is_said_at_once(root):
    rows = table(
        BILL,
        {"VAT treatment": None},
        {"Reference": "2", "VAT treatment": "exempt"},
        {"Reference": "3", "VAT treatment": "VAT"},
        **BILL,
    )
    assert [problem.partition(" VAT")[2][:12] for problem in said(bring(root, rows))] == [
        " treatment: ",
        ' "200": come',
        ' treatment "',
    ]
