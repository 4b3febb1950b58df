"""A school without a bank account of its own: what its authority moves for it, whatever it is for."""

from datetime import date

import pytest

from agreed import agreed, table
from folders import add, contribution
from honest import unsound
from made_once import made_once
from nesa_fund.actions.papers import Paper
from sheets import balances, take
from statements import hsbc

KEPT = (
    ("Name", "Kind", "Joined", "Member code", "Reclaims VAT", "Bank", "Host"),
    ("Rothley First School", "school", date(2025, 10, 1), "Rothley", "no", "authority", None),
    ("Friends of Rothley", "association", date(2025, 9, 1), "Friends", "no", None, "Rothley"),
)
PAYMENTS = ("Date", "From", "To", "Amount", "Reference", "Refund")
INVOICES = table(
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Credit of", "Reason"),
    {"Invoice no": "HS-1", "Net": 400, "Agreement": "music"},
    {"Invoice no": "HS-1C", "Net": 40, "Credit of": "HS-1", "Reason": "error"},
    Date=date(2025, 11, 3), Supplier="Hartside", Customer="Rothley", Description="Flute",
)  # fmt: skip
PAID = (
    PAYMENTS,
    (date(2025, 11, 10), "Rothley", "Hartside", 400, "HS-1", None),
    (date(2025, 11, 17), "Hartside", "Rothley", 40, "HS-1", "yes"),
    (date(2025, 11, 17), "Rothley", "Fund", 100, "Fund-2025-26-Rothley-1", None),
)
BILLS = (
    ("Reference", "Date", "Paid by", "Supplier", "Description", "Gross", "Plan line", "Agreement", "Paid on"),
    ("RO-1", date(2025, 11, 3), "Rothley", "Sound Rooms Ltd", "Room", 240, "maths", None, date(2025, 11, 12)),
)
GIFTS = (
    ("Date", "Association", "School", "Amount", "For"),
    (date(2025, 11, 20), "Friends", "Rothley", 50, "Two cellos"),
)
FUNDING = (
    ("Member", "Year", "Stream", "Received", "Date received"),
    ("Rothley", "2025-26", "BudgetShare", 5000, date(2025, 10, 6)),
)


@made_once
def _begun(root):
    root = agreed(root)
    take(root, KEPT)
    take(root, INVOICES)
    add(root, transactions=contribution("Rothley", 10000))
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def test_all_that_moves_for_it_moves_at_its_authority(root):
    for sheet in (PAID, BILLS, GIFTS, FUNDING):
        take(root, sheet)
        assert take(root, sheet).batch is None
    after = balances(root)
    assert "Assets:Rothley:Bank" not in after
    assert after["Assets:Rothley:Bank:Authority"] == 500_000 - 40_000 + 4_000 - 10_000 - 24_000 + 5_000
    assert after["Assets:Hartside:Bank"] == 40_000 - 4_000
    assert [one for one in unsound(root) if not one.startswith(("TOP2", "TOP3"))] == []  # Nothing was adopted here.


def test_what_it_had_moved_before_stays_in_its_own_account(root):
    take(root, [PAYMENTS, (date(2025, 9, 22), "Rothley", "Hartside", 1, "HS-1", None)])
    assert balances(root)["Assets:Rothley:Bank"] == -100


def test_what_the_funds_bank_statement_shows_of_it_moved_at_its_authority(root):
    shown = Paper("statement.csv", hsbc([(date(2025, 11, 17), "ROTHLEY FIRST Fund-2025-26-Rothley-1", 10000)], 0))
    for _ in range(2):
        take(root, shown)
        after = balances(root)
        assert "Assets:Rothley:Bank" not in after
        assert (after["Assets:Rothley:Bank:Authority"], after["Assets:Fund:Bank"]) == (-10000, 10000)
    assert take(root, [PAYMENTS, (date(2025, 11, 14), "Rothley", "Fund", 100, "Fund-2025-26-Rothley-1")]).batch is None
