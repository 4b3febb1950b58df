"""The Fund's income: grants, interest, refunds of firms; known by reference, or by all that a row says."""

from datetime import date

import pytest

from honest import is_honest
from made_once import made_once
from sheets import alliance, balances, item, lines, refusal, take

HEADER = ("Date", "From", "What", "Grant", "Amount", "Reference")
GRANTS = (
    ("Grant", "Giver", "Title", "Amount", "Date"),
    ("SSIF", "Coastal Trust", "School improvement", 5000, date(2025, 9, 1)),
)
DAY = date(2025, 10, 1)
GRANT = (DAY, "Coastal Trust", "Grant instalment", "SSIF", 2500, None)
INTEREST = (date(2025, 12, 31), "Linn Bank", "interest", None, 12.34, None)
BILL = (
    ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line", "Paid on"),
    ("NN-881", DAY, "North Net Ltd", "Training day", 450.5, "maths", date(2025, 10, 9)),
)
REFUND = (date(2025, 11, 1), "North Net Ltd", "Refund", None, 100, "NN-881")


@made_once
def _begun(root):
    root = alliance(root)
    take(root, GRANTS)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def came(*rows):
    return [HEADER, *rows]


def test_a_grant_comes_into_the_bank_under_its_own_name_and_its_instalments_are_counted(root):
    take(root, came(GRANT, GRANT))
    assert item(root, "Grant-SSIF-2") == lines(
        """
        2025-10-01 * "Coastal Trust" "Grant SSIF" ^Grant-SSIF-2
          event: "grant"
          grant: "SSIF"
          Assets:Fund:Bank           2500.00 GBP
          Income:Fund:Grants:SSIF   -2500.00 GBP
        """
    )
    assert balances(root)["Assets:Fund:Bank"] == 500000
    assert is_honest(root)


def test_a_grant_repaid_turns_its_signs_and_goes_on_counting(root):
    take(root, came(GRANT))
    take(root, came((date(2026, 3, 1), "Coastal Trust", "grant repaid", "School improvement", 500, None)))
    assert item(root, "Grant-SSIF-2") == lines(
        """
        2026-03-01 * "Coastal Trust" "Grant SSIF repaid" ^Grant-SSIF-2
          event: "grant"
          grant: "SSIF"
          Assets:Fund:Bank          -500.00 GBP
          Income:Fund:Grants:SSIF    500.00 GBP
        """
    )
    assert is_honest(root)


def test_of_a_grant_no_more_is_repaid_than_came_of_it(root):
    back = (date(2026, 3, 1), "Coastal Trust", "grant repaid", "SSIF", 2500.01, None)
    fault = "is more than what had come of SSIF by 1 March 2026, less what went back: £2,500.00"
    assert refusal(root, came(back, GRANT)).endswith(f'E2] Amount "2500.01": {fault}')
    take(root, came((*back[:4], 2500, None), GRANT))
    assert "less what went back: £0.00" in refusal(root, came((*back[:4], 0.01, None)))


def test_a_grant_repaid_of_which_some_is_spent_is_recorded_and_said(root):
    take(root, [("Year", "Line", "Title", "Amount", "Category", "Grant"),
                ("2025-26", "phonics", "Phonics", 5000, "Training", "SSIF")])  # fmt: skip
    take(root, came(GRANT))
    take(root, (BILL[0], (*BILL[1][:4], 450.5, "phonics", None)))
    back = (date(2026, 3, 1), "Coastal Trust", "grant repaid", "SSIF", 2049.5, None)
    assert "unspent" not in " ".join(take(root, came(back)).readings)
    told = take(root, came((*back[:4], 10, None))).readings
    assert any(
        "repays more of SSIF than the £0.00 unspent on 1 March 2026: contributions bear £10.00" in one for one in told
    )
    assert take(root, came(back, (*back[:4], 10, None))).batch is None


def test_interest_is_the_funds_own(root):
    imported = take(root, came(INTEREST))
    assert item(root, "Interest-Fund-2025-12-31-1") == lines(
        """
        2025-12-31 * "Linn Bank" "Interest" ^Interest-Fund-2025-12-31-1
          event: "interest"
          Assets:Fund:Bank        12.34 GBP
          Income:Fund:Interest   -12.34 GBP
        """
    )
    assert imported.totals == {"GBP": "12.34"}


def test_two_equal_rows_are_two_again_none_and_one_more_is_one(root):
    take(root, came(INTEREST, INTEREST))
    assert take(root, came(INTEREST, INTEREST)).batch is None
    third = take(root, came(INTEREST, INTEREST, INTEREST))
    assert (third.new, third.present) == (1, 2)
    assert item(root, "Interest-Fund-2025-12-31-3")
    assert balances(root) == {"Assets:Fund:Bank": 3702, "Income:Fund:Interest": -3702}


def test_a_note_is_kept_and_is_no_part_of_what_tells_a_row(root):
    noted = [(*HEADER, "Note"), (*INTEREST, "quarterly")]
    take(root, noted)
    assert 'note: "quarterly"' in item(root, "Interest-Fund-2025-12-31-1")
    assert take(root, came(INTEREST)).batch is None


def test_a_row_with_a_reference_is_known_by_it(root):
    numbered = (*GRANT[:5], "BACS 7")
    take(root, came(numbered, numbered))
    assert 'payment: "BACS 7"' in item(root, "Grant-SSIF-1")
    assert balances(root)["Assets:Fund:Bank"] == 250000
    assert take(root, came(numbered)).present == 1
    for other in ((*GRANT[:4], 2501, "BACS 7"), (date(2025, 10, 2), *numbered[1:])):
        assert refusal(root, came(other)).endswith(
            'F2] Reference "BACS 7": is the reference of Grant SSIF, £2,500.00 from Coastal Trust on 1 October 2025; '
            "another receipt has its own reference, or none"
        )


def test_other_income_is_recorded_and_said(root):
    other = came((DAY, "Linn Hall", "sundry income", None, 5, None))
    warning = "row 2 is £5.00 of other income, which the charter does not know"
    assert warning in take(root, other, as_at=date(2026, 1, 1)).readings
    assert balances(root) == {"Assets:Fund:Bank": 500, "Income:Fund:Other": -500}
    assert take(root, other, as_at=date(2026, 1, 1)).readings == ()


def test_a_firm_gives_back_what_it_was_paid_above_what_stands_of_the_bill(root):
    take(root, BILL)
    assert refusal(root, came(REFUND)).endswith(
        'E2] Amount "100": is more than what Fund-NN-881 was paid above what stands of it, £0.00'
    )
    credit = (
        ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line", "Credit of", "Reason"),
        ("NN-881C", date(2025, 10, 20), "North Net Ltd", "One day less", 100, "maths", "NN-881", "price"),
    )
    take(root, credit)
    assert refusal(root, came((*REFUND[:4], 100.01, "NN-881"))).endswith("above what stands of it, £100.00")
    take(root, came(REFUND))
    assert item(root, "Fund-NN-881").endswith(
        lines(
            """
            2025-11-01 * "North Net Ltd" "Refund of Fund-NN-881" ^Fund-NN-881
              event: "refund"
              Assets:Fund:Bank             100.00 GBP
              Liabilities:Fund:Suppliers  -100.00 GBP
            """
        )
    )
    assert take(root, came((*REFUND[:5], "Fund-NN-881"))).batch is None
    assert refusal(root, came(REFUND, REFUND)).endswith("above what stands of it, £0.00")
    assert balances(root) == {"Assets:Fund:Bank": -35050, "Expenses:Fund:General:Training": 35050}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((*GRANT[:3], None, 1, None), "D2] Grant: is blank: a row of grant names its grant"),
        ((*GRANT[:3], "SSIFF", 1, None), 'D2] Grant "SSIFF": no grant of that code or title; nearest: SSIF'),
        ((*INTEREST[:3], "SSIF", 1, None), 'D2] Grant "SSIF": is of no use beside interest: only a grant names its'),
        ((*REFUND[:5], None), "F2] Reference: is blank: a refund names the Fund's bill that it is of"),
        ((*REFUND[:5], "NN-9"), 'F2] Reference "NN-9": is no bill of the Fund'),
        ((DAY, "Coquet High School", "other", None, 1, None), 'B2] From "Coquet High School": is Coquet: what a'),
        ((*INTEREST[:4], 0, None), 'E2] Amount "0": must be more than 0.00'),
        ((*INTEREST[:2], "gift", None, 1, None), "C2] What \"gift\": not one of: 'grant', 'interest', 'refund'"),
    ],
)  # fmt: skip
def test_income_that_cannot_be_recorded_is_refused_by_cell(root, row, fault):
    assert refusal(root, came(row)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_more_of_a_grant_than_was_awarded_is_said(root):
    assert not any("award" in one for one in take(root, came(GRANT, (date(2026, 1, 9), *GRANT[1:]))).readings)
    again = take(root, came((date(2026, 2, 9), *GRANT[1:4], 2500.01, None)))
    assert "row 2 brings what has come of SSIF to £7,500.01, of an award of £5,000.00" in again.readings
