"""Shared bills: the shares by roll, equal and fixed keys, the firm paid, and what is refused."""

from datetime import date

import pytest

from nesa_fund.engine import Status, run
from nesa_fund.store import open_ledger
from sheets import ROLLS, alliance, balances, bring, item, lines, refusal, said, take

HEADER = ("Reference", "Date", "Paid by", "Supplier", "Description", "Net", "Agreement", "Paid on")
BILL = ("NN-881", date(2025, 10, 1), "Hartside", "North Net Ltd", "Broadband 2025-26", 1000, "net", None)
COPY = "an exact copy of row 2; take it out, or give it a number of its own; --drop-copies leaves out all copies"


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def bill(**changed):
    """The bill with other columns; a key's _ is a space."""
    told = dict(zip(HEADER, BILL, strict=True)) | {key.replace("_", " "): value for key, value in changed.items()}
    return [list(told), list(told.values())]


def owed(root, pence_of="Expenses"):
    """Entity -> pence of its cost."""
    return {name.split(":")[1]: pence for name, pence in balances(root).items() if name.startswith(pence_of)}


def test_only_the_payers_own_share_is_its_cost_and_the_rest_is_owed_to_it(root):
    imported = take(root, bill())
    entries = item(root, "Hartside-NN-881").split("\n\n")
    assert entries[2] == lines(
        """
        2025-10-01 * "North Net Ltd" "Broadband 2025-26" ^Hartside-NN-881
          event: "shared-cost"
          number: "NN-881"
          agreement: "net"
          census: "2024-10"
          Expenses:Hartside:Costs:Broadband          412.00 GBP
          Assets:Hartside:Debtors:Coquet             198.00 GBP
          Assets:Hartside:Debtors:Elsdon              83.00 GBP
          Assets:Hartside:Debtors:Rothley            307.00 GBP
          Liabilities:Hartside:Suppliers           -1000.00 GBP
        """
    )
    assert entries[0] == lines(
        """
        2025-10-01 * "Hartside" "Broadband 2025-26" ^Hartside-NN-881
          event: "shared-cost"
          number: "NN-881"
          agreement: "net"
          census: "2024-10"
          Expenses:Coquet:Costs:Broadband            198.00 GBP
          Liabilities:Coquet:Creditors:Hartside     -198.00 GBP
        """
    )
    assert len(entries) == 4
    assert "NN-881 is shared by the roll of 2024-10" in imported.readings
    assert imported.totals == {"GBP": "1000.00"}


@pytest.mark.parametrize(
    ("agreement", "shares"),
    [
        ("net", {"Hartside": 4121, "Coquet": 1980, "Rothley": 3070, "Elsdon": 830}),
        ("skips", {"Hartside": 2500, "Coquet": 2501, "Rothley": 2500, "Elsdon": 2500}),
        ("boiler", {"Hartside": 1667, "Coquet": 5000, "Rothley": 3334}),
    ],
    ids=["roll", "equal", "fixed 1, 3, 2 and 0"],
)
def test_the_odd_penny_goes_to_the_largest_remainder_then_to_the_first_code(root, agreement, shares):
    take(root, bill(Net="£100.01", Agreement=agreement))
    assert owed(root) == shares


def test_paid_on_pays_the_firm_in_the_payers_book(root):
    assert take(root, bill(Paid_on=date(2025, 10, 20))).totals == {"GBP": "1000.00"}  # The sheet's, the bill alone.
    paid = lines(
        """
        2025-10-20 * "North Net Ltd" "Paid Hartside-NN-881" ^Hartside-NN-881
          event: "payment"
          Liabilities:Hartside:Suppliers    1000.00 GBP
          Assets:Hartside:Bank             -1000.00 GBP
        """
    )
    assert paid in item(root, "Hartside-NN-881").split("\n\n")


def test_paid_on_filled_in_later_adds_the_payment_alone(root):
    take(root, bill())
    before = item(root, "Hartside-NN-881")
    assert take(root, bill(Paid_on="20/10/2025")).totals == {"GBP": "1000.00"}
    after = item(root, "Hartside-NN-881")
    assert after.startswith(before)
    assert after.removeprefix(before).count("event:") == 1
    assert take(root, bill(Paid_on=date(2025, 10, 20))).batch is None
    assert take(root, bill()).batch is None
    assert refusal(root, bill(Paid_on=date(2025, 10, 21))) == (
        'sheet.xlsx [Sheet1!H2] Paid on "21/10/2025": is recorded as paid on 20 Oct 2025 (batch 4)'
    )


def test_a_corrected_bill_stays_paid_once(root):
    take(root, bill(Paid_on=date(2025, 10, 20)))
    other = bill(Paid_on=date(2025, 10, 20), Description="Broadband and telephone")
    take(root, other, correct="description")
    assert balances(root)["Assets:Hartside:Bank"] == -100000
    assert "Liabilities:Hartside:Suppliers" not in balances(root)
    assert take(root, other).batch is None


def test_a_roll_corrected_later_moves_no_share_of_a_recorded_bill(root):
    take(root, bill())
    take(root, [ROLLS[0], ("Coquet", "2024-10", 398)], correct="census return amended")
    before = balances(root)
    assert take(root, bill()).batch is None
    take(root, bill(Description="Broadband and telephone"), correct="description")
    assert balances(root) == before
    take(root, [ROLLS[0], *((code, "2025-10", 100) for code, _, _ in ROLLS[1:])])
    assert take(root, bill(Description="Broadband and telephone")).batch is None
    take(root, bill(Reference="NN-882", Date=date(2025, 9, 30), Net=1200))
    assert balances(root)["Expenses:Coquet:Costs:Broadband"] == 19800 + 39800


def test_a_bill_is_shared_by_the_newest_census_dated_on_or_before_it(root):
    take(root, [ROLLS[0], *((code, "2025-10", 100) for code, _, _ in ROLLS[1:])])
    take(root, bill(Date=date(2025, 9, 30)), bill(Reference="NN-882"))
    assert 'census: "2024-10"' in item(root, "Hartside-NN-881")
    assert 'census: "2025-10"' in item(root, "Hartside-NN-882")


def test_a_census_that_not_every_sharer_has_a_roll_of_is_passed_over(root):
    take(root, [ROLLS[0], ("Coquet", "2025-10", 100)])
    take(root, bill())
    assert 'census: "2024-10"' in item(root, "Hartside-NN-881")


def test_a_sharer_that_had_not_joined_on_the_day_bears_nothing(root):
    header = ("Name", "Kind", "Joined", "Member code")
    take(root, [header, ("Ash First School", "school", date(2026, 1, 1), "Ash")])
    terms = ("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Ceiling", "From", "Until")
    take(
        root, [terms, ("bins", "Hartside", "Coquet, Ash", "Bins", "Cleaning", "equal", 900, "01/09/2025", "31/08/2026")]
    )
    take(root, bill(Agreement="bins", Date=date(2025, 12, 31)))
    assert owed(root) == {"Hartside": 50000, "Coquet": 50000}
    take(root, bill(Agreement="bins", Reference="NN-882", Date=date(2026, 1, 1), Net=0.3))
    assert owed(root) == {"Hartside": 50010, "Coquet": 50010, "Ash": 10}


MEMBER = ("Name", "Kind", "Joined", "Member code", "Host")
TERMS = ("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Ceiling", "From", "Until")


@pytest.mark.parametrize(
    ("share", "shares"),
    [
        ("equal", {"Hartside": 250, "Coquet": 250, "Fund": 250, "CoquetPTA": 250}),
        ("roll", {"Hartside": 675, "Coquet": 325}),
    ],
)
def test_a_bill_is_shared_as_the_rule_of_fair_shares_has_it(root, share, shares):
    take(root, [MEMBER, ("Coquet PTA", "association", date(2025, 9, 1), "CoquetPTA", "Coquet")])
    term = ("bins", "Hartside", "Coquet, Fund, CoquetPTA", "Bins", "Cleaning", share, 900, "01/09/2025", "31/08/2026")
    take(root, [TERMS, term])
    take(root, bill(Agreement="bins", Net=10))
    assert owed(root) == shares
    (found,) = run(open_ledger(root).book, date(2026, 8, 31), only=["SUB4"]).results
    assert found.status is Status.SATISFIED


def test_a_bill_for_the_fund_alone_cites_the_plan_line(root):
    take(root, bill(Agreement=None, Plan_line="maths"))
    assert balances(root) == {
        "Assets:Hartside:Debtors:Fund": 100000,
        "Expenses:Fund:General:Training": 100000,
        "Liabilities:Fund:Creditors:Hartside": -100000,
        "Liabilities:Hartside:Suppliers": -100000,
    }


def test_the_same_bill_in_any_order_and_form_adds_nothing(root):
    header, first = bill()
    second = bill(Reference="NN-882", Net=5)[1]
    take(root, [header, first, second])
    assert take(root, [header, second, first]).present == 2
    assert take(root, bill(Reference="nn 881")).present == 1


@pytest.mark.parametrize("changed", [{"Net": 1000.01}, {"Date": date(2025, 10, 2)}])
def test_another_bill_under_a_known_reference_is_refused(root, changed):
    take(root, bill())
    assert refusal(root, bill(**changed)) == (
        'sheet.xlsx [Sheet1!A2] Reference "NN-881": Hartside already charged under that number, for £1,000.00 on '
        "1 Oct 2025 (batch 3); a different charge needs its own number, a correction is a credit note"
    )


def test_a_supplier_or_category_is_corrected_and_nothing_that_is_owed_moves(root):
    take(root, bill())
    before = {name: pence for name, pence in balances(root).items() if "Costs" not in name}
    other = bill(Supplier="South Net Ltd", Category="ITSupport")
    assert "with another supplier, category; to correct it" in refusal(root, other)
    take(root, other, correct="slip")
    assert {name: pence for name, pence in balances(root).items() if "Costs" not in name} == before
    assert balances(root)["Expenses:Elsdon:Costs:ITSupport"] == 8300


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Agreement": None}, "G2] Agreement: is blank: a shared bill cites its agreement"),
        ({"Agreement": "net2"}, 'G2] Agreement "net2": no agreement of that code; there are: boiler, music, net'),
        ({"Agreement": "music"}, 'G2] Agreement "music": is shared at a price, and the agreement music has no'),
        ({"Paid by": "Coquet"}, 'C2] Paid by "Coquet": is Coquet, but the agreement net is with Hartside'),
        ({"Paid by": "North Net"}, 'C2] Paid by "North Net": no member of that name'),
        ({"Credit of": "NN-1"}, 'I2] Credit of "NN-1": no charge of Hartside has that number'),
        ({"Reason": "reshare"}, 'I2] Reason "reshare": what is charged or credited for reshare is worked out by nesa'),
        ({"Paid by": "Fund", "Agreement": None, "Plan line": "maths"}, "G2] Agreement: is blank: what the Fund buys"),
        ({"Usage": "Coquet=1"}, 'I2] Usage "Coquet=1": is not asked for: the agreement net is not shared by usage'),
        ({"Net": 0}, 'F2] Net "0": the bill comes to £0.00; a charge is more than nothing'),
        ({"Date": date(2025, 8, 1)}, 'C2] Paid by "Hartside": Hartside is not in membership on 1 August 2025'),
    ],
)  # fmt: skip
def test_a_bill_that_cannot_be_shared_is_refused_by_cell(root, changed, fault):
    assert refusal(root, bill(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_a_bill_in_which_nobody_but_its_payer_has_a_part_is_no_shared_bill(root):
    header = (*TERMS, "Weights")
    own = ("own", "Hartside", "Coquet", "Bins", "Cleaning", "fixed", 900, "01/09/2025", "31/08/2026", "Hartside=1")
    take(root, [header, own])
    wanted = 'Agreement "own": leaves nothing to share: on that day nobody but Hartside has a part in it'
    assert refusal(root, bill(Agreement="own")).endswith(wanted)


def test_a_bill_by_roll_before_any_census_names_who_has_none(tmp_path):
    root = alliance(tmp_path / "ledger")
    header = ("Name", "Kind", "Joined", "Member code")
    take(root, [header, ("Ash First School", "school", date(2025, 9, 1), "Ash")])
    terms = ("Agreement", "Supplier", "Customers", "Title", "Category", "Share", "Ceiling", "From", "Until")
    take(
        root, [terms, ("bins", "Hartside", "Coquet, Ash", "Bins", "Cleaning", "roll", 900, "01/09/2025", "31/08/2026")]
    )
    told = refusal(root, bill(Agreement="bins"))
    assert told.endswith("is shared by roll, and there is no roll at any census dated on or before the bill of Ash")


def test_a_reference_used_twice_in_a_sheet_is_refused_and_a_copy_is_named(root):
    header, first = bill()
    second = bill(Net=5)[1]
    assert said(bring(root, [header, first, second, first])) == [
        'sheet.xlsx [Sheet1!A3] Reference "NN-881": the number is used twice: row 2 has it for another bill',
        'sheet.xlsx [Sheet1!A4] Reference "NN-881": ' + COPY,
    ]


def test_a_bill_of_a_member_as_if_it_were_a_firm_is_said(root):
    told = "row 2 names Coquet as the firm: what a member supplies stands on a sheet of invoices"
    assert told in take(root, bill(Supplier="COQUET High School")).readings
    assert not any(
        " as the firm" in one for one in take(root, bill(Reference="NN-882", Supplier="Coquet Ltd")).readings
    )
