"""What an association raises and gives: to its host, in both their books."""

from datetime import date

import pytest

from honest import is_honest
from made_once import made_once
from sheets import alliance, balances, item, lines, refusal, take

RAISED = ("Date", "Association", "Amount", "Description")
GIFTS = ("Date", "Association", "School", "Amount", "For")
FRIENDS = (
    ("Name", "Kind", "Joined", "Member code", "Host"),
    ("Friends of Hartside", "pta", date(2025, 9, 1), "Friends", "Hartside"),
)
FAIR = (date(2025, 12, 6), "Friends of Hartside", 640.5, "Winter fair")
GIFT = (date(2026, 1, 9), "Friends", "Hartside", 500, "Two cellos")


@made_once
def _begun(root):
    root = alliance(root)
    take(root, FRIENDS)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def test_what_an_association_raised_is_its_own(root):
    take(root, [RAISED, FAIR])
    assert item(root, "Raised-Friends-2025-12-06-1") == lines(
        """
        2025-12-06 * "Winter fair" ^Raised-Friends-2025-12-06-1
          event: "raised"
          Assets:Friends:Bank      640.50 GBP
          Income:Friends:Raised   -640.50 GBP
        """
    )
    assert is_honest(root)


def test_a_gift_to_the_host_stands_in_both_books(root):
    take(root, [RAISED, FAIR], [GIFTS, GIFT])
    assert item(root, "Gift-Friends-2026-01-09-1") == lines(
        """
        2026-01-09 * "Hartside" "Two cellos" ^Gift-Friends-2026-01-09-1
          event: "gift"
          Expenses:Friends:Gifts:Hartside    500.00 GBP
          Assets:Friends:Bank               -500.00 GBP

        2026-01-09 * "Friends" "Two cellos" ^Gift-Friends-2026-01-09-1
          event: "gift"
          Assets:Hartside:Bank             500.00 GBP
          Income:Hartside:Gifts:Friends   -500.00 GBP
        """
    )
    assert is_honest(root)


def test_the_sheets_again_add_nothing_and_two_equal_rows_are_two(root):
    drop = [RAISED, FAIR, FAIR], [GIFTS, GIFT, GIFT]
    take(root, *drop)
    assert take(root, *drop).batch is None
    assert balances(root)["Assets:Hartside:Bank"] == 100000
    assert item(root, "Gift-Friends-2026-01-09-2")


def test_a_gift_to_another_school_is_recorded_said_and_found(root):
    imported = take(root, [GIFTS, (*GIFT[:2], "Coquet", *GIFT[3:])], as_at=date(2026, 2, 1))
    assert imported.readings[0].startswith("row 2 is a gift to Coquet, not to Hartside, the host of Friends")
    assert {rule for rule, _ in imported.charter} == {"SEP4", "SUB8"}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([RAISED, (FAIR[0], "Coquet", *FAIR[2:])], 'B2] Association "Coquet": Coquet is a school, not an association'),
        ([RAISED, (date(2025, 8, 31), *FAIR[1:])], 'B2] Association "Friends of Hartside": Friends is not in'),
        ([RAISED, (*FAIR[:2], 0, FAIR[3])], 'C2] Amount "0": must be more than 0.00'),
        ([GIFTS, (*GIFT[:2], "Friends", *GIFT[3:])], 'C2] School "Friends": is the association itself'),
        ([GIFTS, (*GIFT[:2], "Fund", *GIFT[3:])], 'C2] School "Fund": the Partnership Fund is not a member'),
        ([GIFTS, (GIFT[0], "Elm", *GIFT[2:])], 'B2] Association "Elm": no member of that name'),
    ],
)  # fmt: skip
def test_what_no_association_did_is_refused_by_cell(root, rows, fault):
    assert refusal(root, rows).startswith(f"sheet.xlsx [Sheet1!{fault}")
