"""A firm's credits of shared bills and of the Fund's own: passed on by the bill's key, and paid back."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreed import agreed, table
from folders import add, contribution
from honest import breaches, unsound
from nesa_fund.facts import Close, Grant, Struck
from nesa_fund.store import open_ledger
from sheets import balances, bring, item, lines, refusal, said, take

BILL = {
    "Reference": "NN-881", "Date": date(2025, 10, 1), "Paid by": "Hartside", "Supplier": "North Net Ltd",
    "Description": "Broadband", "Agreement": "net", "Net": 1000, "Paid on": None, "Credit of": None, "Reason": None,
}  # fmt: skip
CREDIT = BILL | {
    "Reference": "NN-C1", "Date": date(2025, 11, 3), "Agreement": None, "Net": 100, "Credit of": "NN-881",
    "Reason": "price", "Description": "Outage",
}  # fmt: skip
SPENT = {
    "Reference": "T-1", "Date": date(2025, 10, 1), "Supplier": "South Ltd", "Description": "Training day",
    "Gross": 450, "Plan line": "phonics", "Paid on": None, "Credit of": None, "Reason": None,
}  # fmt: skip
BACK = SPENT | {
    "Reference": "T-C1", "Date": date(2025, 11, 3), "Plan line": None, "Gross": -50, "Credit of": "T-1",
    "Reason": "overcharged",
}  # fmt: skip
VATS = ({}, {"VAT": 200, "VAT treatment": "reclaimed"}, {"VAT": 200, "VAT treatment": "onward"},
        {"VAT": 200, "VAT treatment": "disbursement"}, {"VAT": 200, "VAT treatment": "borne"})  # fmt: skip


BORNE = (
    "SUB3: the VAT of Hartside-NN-881 from North Net Ltd is stated as borne, though Hartside Middle School reclaims VAT"
)


def of_vat(treatment, payer="Hartside"):
    """What the charter finds of a bill's VAT: that its payer states it as borne, though it comes back to it."""
    return [BORNE] if (treatment, payer) == ("borne", "Hartside") else []


@pytest.fixture
def root(tmp_path):
    return agreed(tmp_path / "ledger")


def sheet(*rows):
    return table(BILL, *rows)


def test_a_firms_credit_lessens_each_share_by_the_bills_key(root):
    both = sheet(CREDIT, BILL)
    take(root, both)
    assert lines(
        """
        2025-11-03 * "North Net Ltd" "Outage" ^Hartside-NN-881
          event: "credit-note"
          number: "NN-C1"
          agreement: "net"
          census: "2024-10"
          reason: "price"
          Expenses:Hartside:Costs:Broadband        -41.20 GBP
          Assets:Hartside:Debtors:Coquet           -19.80 GBP
          Assets:Hartside:Debtors:Elsdon            -8.30 GBP
          Assets:Hartside:Debtors:Rothley          -30.70 GBP
          Liabilities:Hartside:Suppliers           100.00 GBP
        """
    ) in item(root, "Hartside-NN-881")
    assert balances(root)["Liabilities:Rothley:Creditors:Hartside"] == -27630
    assert unsound(root) == []
    assert take(root, both).batch is None


@pytest.mark.parametrize("vat", VATS, ids=[str(vat.get("VAT treatment")) for vat in VATS])
def test_a_whole_credit_mirrors_the_bill_to_the_penny_and_so_do_several_that_make_it_up(root, vat):
    take(root, sheet(BILL | {"Net": 1000.01} | vat))
    part = {**CREDIT, "Net": 333.33, **({"VAT": 66.66} if vat else {})}
    last = part | {"Reference": "NN-C2", "Net": 666.68, **({"VAT": 133.34} if vat else {}), "Date": date(2025, 11, 9)}
    take(root, sheet(part))
    assert unsound(root) == of_vat(vat.get("VAT treatment"))
    take(root, sheet(last))
    assert balances(root) == {}
    assert unsound(root) == of_vat(vat.get("VAT treatment"))
    assert take(root, sheet(last, part)).present == 2


def test_a_roll_corrected_or_a_sharer_joining_later_moves_no_credit_of_an_older_bill(root):
    take(root, sheet(BILL))
    take(root, [("Member", "Census", "Pupils"), ("Coquet", "2024-10", 398)], correct="census return amended")
    take(root, sheet(CREDIT))
    assert balances(root)["Expenses:Coquet:Costs:Broadband"] == 19800 - 1980
    assert take(root, sheet(CREDIT, BILL)).batch is None


def test_no_more_of_a_bill_is_credited_than_is_left(root):
    take(root, sheet(BILL | VATS[1]))
    more = refusal(root, sheet(CREDIT | {"Net": 1100, "VAT": 220}))
    assert more.endswith("comes to £1,320.00, but £1,200.00 is left of Hartside-NN-881")
    assert "but of the VAT of Hartside-NN-881 £200.00 is left" in refusal(root, sheet(CREDIT | {"VAT": 201}))
    told = "VAT: is nothing, but Hartside-NN-881, which it credits, has VAT that is reclaimed; give what the"
    assert told in refusal(root, sheet(CREDIT))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Supplier": "South Net Ltd"}, 'Supplier "South Net Ltd": is not the firm of Hartside-NN-881, which is North'),
        ({"Reason": "reshare"}, 'Reason "reshare": a credit for reshare is worked out by nesa withdraw'),
        ({"Credit of": "12"}, 'Credit of "12": is an invoice; it is credited in a sheet of invoices'),
        ({"Paid by": "Coquet"}, 'Credit of "NN-881": no charge of Coquet has that number'),
        ({"Date": date(2025, 9, 30)}, 'Date "30/09/2025": is before Hartside-NN-881'),
        ({"Agreement": "skips"}, 'Agreement "skips": is not that of Hartside-NN-881, which it credits; that has net'),
    ],
)
def test_a_credit_of_a_bill_that_is_not_one_is_refused_by_cell(root, changed, fault):
    invoice = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement")
    take(root, [invoice, ("12", date(2025, 10, 1), "Hartside", "Coquet", "Cello", 5, "music")])
    take(root, sheet(BILL))
    assert refusal(root, sheet(CREDIT | changed)).partition("] ")[2].startswith(fault)


@given(
    st.lists(st.integers(1_000, 40_000), min_size=1, max_size=4),
    st.sampled_from(VATS),
    st.sampled_from(["net", "skips", "books"]),
)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_parts_a_bill_is_credited_in_no_penny_stays_with_anyone(tmp_path_factory, parts, vat, agreement):
    root = agreed(tmp_path_factory.mktemp("credited") / "ledger")
    treatment = vat.get("VAT treatment")
    if agreement == "books" and treatment in {"reclaimed", "onward"}:
        treatment = "borne"
    payer = {"Agreement": agreement, "Paid by": "Fund" if agreement == "books" else "Hartside", "Plan line": "maths"}
    always = {"VAT treatment": treatment, **payer}
    amounts = [
        {"Net": net / 100, "VAT": net / 500 if not net % 5 else 0.01} if vat else {"Net": net / 100} for net in parts
    ]
    whole = {key: round(sum(one[key] for one in amounts), 2) for key in amounts[0]}
    take(root, sheet(BILL | always | whole))
    for number, amount in enumerate(amounts):
        take(root, sheet(CREDIT | payer | amount | {"Reference": f"C-{number}"}))
        assert breaches(root) == of_vat(treatment, payer["Paid by"])
    assert balances(root) == {}


# What is paid to firms, and comes back


def bank(root, entity="Hartside"):
    return balances(root).get(f"Assets:{entity}:Bank", 0), balances(root).get(f"Liabilities:{entity}:Suppliers", 0)


def test_the_money_of_a_credit_comes_back_on_the_day_it_says(root):
    take(root, sheet(BILL | {"Paid on": date(2025, 10, 20)}))
    take(root, sheet(CREDIT))
    assert bank(root) == (-100000, 10000)
    back = sheet(CREDIT | {"Paid on": date(2025, 11, 14)})
    take(root, back)
    assert lines(
        """
        2025-11-14 * "North Net Ltd" "Credit NN-C1 paid back" ^Hartside-NN-881
          event: "refund"
          number: "NN-C1"
          Assets:Hartside:Bank              100.00 GBP
          Liabilities:Hartside:Suppliers   -100.00 GBP
        """
    ) in item(root, "Hartside-NN-881")
    assert bank(root) == (-90000, 0)
    assert unsound(root) == []
    assert take(root, back).batch is None
    assert refusal(root, sheet(CREDIT | {"Paid on": date(2025, 11, 15)})).endswith(
        "is recorded as paid back on 14 Nov 2025 (batch 5)"
    )


def test_a_bill_credited_before_it_was_paid_is_paid_less_the_credit(root):
    take(root, sheet(BILL, CREDIT))
    take(root, sheet(BILL | {"Paid on": date(2025, 11, 20)}, CREDIT))
    assert bank(root) == (-90000, 0)
    wanted = "£100.00 can't have come back: the firm had £900.00, and £900.00 stands of Hartside-NN-881"
    assert refusal(root, sheet(CREDIT | {"Paid on": date(2025, 11, 28)})).endswith(wanted)


@pytest.mark.parametrize("paid", [date(2025, 10, 20), date(2025, 11, 20)], ids=["before the credit", "after it"])
def test_one_sheet_tells_both_the_payment_and_the_money_back(root, paid):
    rows = sheet(CREDIT | {"Paid on": date(2025, 11, 28)}, BILL | {"Paid on": paid})
    take(root, rows)
    assert bank(root) == (-90000, 0)
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 17820
    assert item(root, "Hartside-NN-881").count('event: "payment"') == 1
    assert "1000.00 GBP\nAssets:Hartside:Bank" in item(root, "Hartside-NN-881")
    assert take(root, rows).batch is None


def test_a_bill_credited_whole_was_not_paid_afterwards(root):
    rows = sheet(BILL | {"Paid on": date(2025, 11, 20)}, CREDIT | {"Net": 1000})
    assert refusal(root, rows).endswith("nothing of Hartside-NN-881 was left to pay on that day: it was credited whole")


@pytest.mark.parametrize("treatment", ["", "reclaimed"])
@pytest.mark.parametrize("credited", [0.01, 0.02, 0.03])
def test_pennies_that_fall_on_the_payer_alone_accuse_nobody(root, credited, treatment):
    vat = {"VAT": 0.01, "VAT treatment": treatment} if treatment else {}
    penny = {"Reference": "NN-882", "Net": 0.01}
    back = (CREDIT | {"Net": credited}, CREDIT | penny | {"Reference": "NN-C2", "Credit of": "NN-882"})
    take(root, sheet(*(row | vat for row in (BILL, BILL | penny, *back))))
    assert "Debtors" not in item(root, "Hartside-NN-882")
    assert unsound(root) == []


# The Fund's own spending


def spent(*rows):
    return table(SPENT, *rows)


def test_the_fund_spends_a_grant_by_the_line_of_the_plan_that_it_pays_for(root):
    take(root, spent(SPENT))
    assert lines(
        """
        2025-10-01 * "South Ltd" "Training day" ^Fund-T-1
          event: "spending"
          number: "T-1"
          plan: "phonics"
          grant: "SSIF"
          Expenses:Fund:Grants:SSIF:Training    450.00 GBP
          Liabilities:Fund:Suppliers           -450.00 GBP
        """
    ) == item(root, "Fund-T-1")
    assert take(root, spent(SPENT | {"Grant": "ssif"})).batch is None
    assert take(root, spent(SPENT | {"Grant": "strategic school improvement"})).batch is None
    assert unsound(root, but={"FUN3"}) == []


def test_a_plan_line_whose_grant_was_struck_bears_no_spending(root):
    (grant,) = (one for one in open_ledger(root).register.all(Grant) if one.code == "SSIF")
    batch = f"{grant.place.batch:04d}"
    add(
        root,
        [Struck(day=grant.day, batch=batch, fact_source=grant.source, reason="withdrawn", source="sheet.xlsx [A1]")],
    )
    told = 'Plan line "phonics": is paid from SSIF, and there is no grant of that code or title; there are: Reading'
    assert refusal(root, spent(SPENT)).endswith(told)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Grant": "SIFF"}, 'Grant "SIFF": no grant of that code or title; nearest: SSIF'),
        ({"Grant": "Reading"}, 'Grant "Reading": the plan line phonics is paid from SSIF'),
        ({"Grant": "SSIF", "Plan line": "maths"}, 'Grant "SSIF": the plan line maths is paid from contributions'),
    ],
)
def test_a_grant_is_one_of_the_register_and_of_the_plan_line(root, changed, fault):
    assert refusal(root, spent(SPENT | changed)).partition("] ")[2] == fault


def test_a_credit_of_the_funds_bill_goes_back_to_the_grant_and_its_money_to_the_bank(root):
    rows = spent(BACK | {"Paid on": date(2025, 11, 28)}, SPENT | {"Paid on": date(2025, 10, 20)})
    imported = take(root, rows)
    assert balances(root) == {"Assets:Fund:Bank": -40000, "Expenses:Fund:Grants:SSIF:Training": 40000}
    assert item(root, "Fund-T-1").count('event: "credit-note"\nnumber: "T-C1"\nplan: "phonics"\ngrant: "SSIF"') == 1
    assert "T-C1 credits £50.00 of T-1 (Fund-T-1)" in imported.readings
    assert take(root, rows).batch is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Gross": 450.01}, 'Gross "450.01": comes to £450.01, but £450.00 is left of Fund-T-1'),
        ({"Gross": 0}, 'Gross "0": is nothing; a credit is of more than nothing'),
        ({"Plan line": "maths"}, 'Plan line "maths": is not that of Fund-T-1, which it credits; that has phonics'),
        ({"Reason": None}, "Reason: is blank: a credit note says why"),
        ({"Credit of": "Fund-2025-26-Coquet-1"}, 'Credit of "Fund-2025-26-Coquet-1": is a contribution; nesa withdraw'),
    ],
)
def test_a_credit_that_cannot_be_of_the_funds_bill_is_refused_by_cell(root, changed, fault):
    add(root, transactions=contribution("Coquet"))
    take(root, spent(SPENT))
    assert refusal(root, spent(BACK | changed)).partition("] ")[2].startswith(fault)


def test_a_reference_is_used_for_one_bill_or_credit_in_a_sheet(root):
    found = said(bring(root, sheet(BILL, CREDIT | {"Reference": "NN-881", "Date": BILL["Date"]})))
    assert "the number is used twice: row 2 has it for another bill" in found[0]


def test_a_payment_of_a_firm_dated_into_a_closed_year_is_refused(root):
    take(root, sheet(BILL))
    add(root, [Close(day=date(2026, 9, 30), year="2025-26", source="sheet.xlsx [A1]")])
    again = 'take the close back: nesa strike 4 "sheet.xlsx [A1]" --reason REASON'
    closed = f"is in 2025-26, which is closed: nothing later is dated into it; {again}"
    late = "; date it when it comes, with Covers from and Covers until for the time it is for, or take the close back: "
    assert late in refusal(root, sheet(BILL | {"Reference": "NN-882"}))
    assert refusal(root, sheet(BILL | {"Paid on": date(2026, 8, 31)})).endswith(f'Paid on "31/08/2026": {closed}')
    take(root, sheet(BILL | {"Paid on": date(2026, 9, 1)}))
    assert take(root, sheet(BILL | {"Paid on": date(2026, 9, 1)})).batch is None
