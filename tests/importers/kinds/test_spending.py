"""The Fund's own spending: on lines of the plan, paid when it says so."""

from datetime import date

import pytest

from sheets import alliance, balances, item, lines, refusal, take

HEADER = ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line", "Paid on")
BILL = ("NN-881", date(2025, 10, 1), "North Net Ltd", "Training day", 450.5, "maths", None)


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def bill(**changed):
    told = dict(zip(HEADER, BILL, strict=True)) | {key.replace("_", " "): value for key, value in changed.items()}
    return [list(told), list(told.values())]


def test_spending_is_a_cost_of_the_plan_lines_category_and_owed_to_the_firm(root):
    take(root, bill())
    assert item(root, "Fund-NN-881") == lines(
        """
        2025-10-01 * "North Net Ltd" "Training day" ^Fund-NN-881
          event: "spending"
          number: "NN-881"
          plan: "maths"
          Expenses:Fund:General:Training    450.50 GBP
          Liabilities:Fund:Suppliers       -450.50 GBP
        """
    )


def test_spending_is_paid_from_the_funds_bank_also_when_it_is_filled_in_later(root):
    take(root, bill())
    take(root, bill(Paid_on=date(2025, 10, 9)))
    assert balances(root) == {"Assets:Fund:Bank": -45050, "Expenses:Fund:General:Training": 45050}
    assert take(root, bill(Reference="NN-882", Paid_on=date(2025, 10, 9))).totals == {"GBP": "450.50"}
    assert take(root, bill(Paid_on=date(2025, 10, 9))).batch is None


def test_a_plan_line_is_known_by_its_title_and_corrected(root):
    take(root, bill(Plan_line="maths NETWORK"))
    other = bill(Plan_line="broadband", Category="Training")
    assert "is in batch 3 with another plan line; to correct it" in refusal(root, other)
    take(root, other, correct="wrong line")
    assert balances(root) == {"Expenses:Fund:General:Training": 45050, "Liabilities:Fund:Suppliers": -45050}
    assert 'plan: "broadband"' in item(root, "Fund-NN-881")
    assert take(root, other).batch is None


def test_a_member_or_the_fund_written_as_the_firm_is_said_of_what_is_new(root):
    told = "row 2 names Hartside as the firm: what a member supplies stands on a sheet of invoices"
    as_firm = bill(Supplier="Hartside Middle School")
    assert told in take(root, as_firm).readings
    assert told not in take(root, as_firm).readings
    assert not any(
        " as the firm" in one for one in take(root, bill(Reference="NN-882", Supplier="Coquet Ltd")).readings
    )


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"Plan line": "trips"},
            'F2] Plan line "trips": no line of the plan for 2025-26; its lines are: broadband, maths',
        ),
        ({"Date": date(2026, 9, 1)}, 'F2] Plan line "maths": no line of the plan for 2026-27; its lines are: none yet'),
        ({"Grant": "SSIF"}, 'H2] Grant "SSIF": no grant of that code or title; there are: none yet'),
        (
            {"Credit of": "NN-1"},
            'H2] Credit of "NN-1": no charge of Fund has that number; a credit names the charge it credits',
        ),
        (
            {"Gross": -3},
            'E2] Gross "-3": must be more than 0.00; a credit note says in Credit of what it credits',
        ),
        ({"Plan line": None}, "F2] Plan line: is blank: the Fund spends on the lines of its plan"),
    ],
)  # fmt: skip
def test_spending_that_cannot_be_recorded_is_refused_by_cell(root, changed, fault):
    assert refusal(root, bill(**changed)) == f"sheet.xlsx [Sheet1!{fault}"


def test_a_line_code_is_meant_before_a_title_of_the_same_spelling(root):
    header = ("Year", "Line", "Title", "Amount", "Category")
    take(root, [header, ("2025-26", "ict", "Maths", 10, "Devices"), ("2025-26", "trips", "ICT", 10, "Devices")])
    take(root, bill(Plan_line="ict"))
    assert 'plan: "ict"' in item(root, "Fund-NN-881")
    assert "could be ict or trips; write the line's code" in refusal(root, bill(Reference="2", Plan_line="ICT"))


@pytest.mark.parametrize("reference", ["2025-26-Coquet-2", "2025-26-Elm-closing"])
def test_a_reference_that_would_make_the_link_of_a_contribution_is_refused(root, reference):
    take(root, bill(Reference="2025-26-14"))
    told = refusal(root, bill(Reference=reference))
    assert told.endswith(f"makes the link Fund-{reference}, which is a contribution's; write it another way")


def test_a_reference_used_again_makes_no_link_of_a_contribution_either(root):
    plan = [("Year", "Line", "Title", "Amount", "Category"), ("2026-27", "maths", "Maths network", 10, "Training")]
    take(root, plan)
    take(root, bill(Reference="Coquet-2"))
    told = refusal(root, bill(Reference="Coquet-2", Date=date(2026, 10, 1)))
    assert "makes the link Fund-2026-27-Coquet-2, which is a contribution's" in told
