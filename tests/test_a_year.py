"""Every event of a school year, as docs/a-year.md tells it: what is given, the entries of both books, the balances."""

from collections import defaultdict
from datetime import date

import pytest

from nesa_fund.engine import run
from nesa_fund.money import parse_pence
from nesa_fund.store import open_ledger
from year import PAGE, Year, check, entries_text, events, last_day, left_text


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The year as it was run: (event, entries, balances) of each, and the ledger in the end."""
    year = Year(tmp_path_factory.mktemp("year"))
    found = []
    for event in events(PAGE.read_text()):
        ledger = year.do(event)
        new = year.new(ledger)
        found.append((event, entries_text(new), left_text(ledger, new)))
        check(year.root, ledger, last_day(ledger))
    return found, open_ledger(year.root)


@pytest.fixture(scope="module")
def left(told):
    """Account -> pence in the end."""
    balances = defaultdict(int)
    rows = told[1].rows
    for account, pence in zip(rows.account, rows.pence, strict=True):
        balances[account] += pence
    return balances


def test_the_page_tells_what_happens(told):
    for event, entries, balances in told[0]:
        assert (event.title, entries) == (event.title, event.entries)
        assert (event.title, balances) == (event.title, event.left)


def test_there_are_thirty_honest_events_at_least(told):
    assert len([event for event, entries, _ in told[0] if entries]) >= 30


# Worked by hand

FUNDS_BANK = """
1850.00 + 9888.00 + 4752.00 + 7368.00 + 1992.00 + 1672.77 + 1857.14 - 1157.00 - 1857.14 + 3000.00 + 900.00 + 12.34
- 5000.00 - 1200.00 - 18.00 - 900.00 - 350.00 - 500.00 + 250.00 + 250.00 - 240.00 - 600.00 - 2000.00 - 1200.00
"""
COQUETS_BANK = """
-4752.00 - 120.00 - 1398.00 + 40.00 + 19.80 + 600.00 + 300.00 - 100.00 + 33.33 + 33.33 - 150.00 - 36.00 - 360.00
+ 120.00 + 120.00 - 360.00 - 250.00 - 9.37 - 24.65 + 387.67
"""


@pytest.mark.parametrize(
    ("account", "sum_"),
    [
        # 412, 198, 307 and 83 of 1,000 pupils; less Elsdon's 1,157.00 and Rothley's 1,857.14 for the time after them.
        ("Expenses:Hartside:Contribution", "9888.00 - 806.66"),
        ("Expenses:Coquet:Contribution", "4752.00 - 387.67"),
        ("Expenses:Rothley:Contribution", "7368.00 - 1857.14 - 449.58"),
        ("Expenses:Elsdon:Contribution", "1992.00 - 1157.00 - 68.12"),
        ("Expenses:Elm:Contribution", "1672.77 - 136.46"),
        ("Expenses:RothleyAcademy:Contribution", "1857.14 - 151.51"),
        ("Liabilities:Hartside:Suppliers", "0.00"),
        ("Assets:Hartside:VAT", "200.00 - 20.00 + 20.00"),
        # 412 of 1,000 of the bill and its credit; then the time after two leavers, over 917 and over 610 pupils.
        ("Expenses:Hartside:Costs:Broadband", "412.00 - 41.20 - 215.37 + 234.86 - 101.92 + 153.22"),
        ("Expenses:Coquet:Costs:Teaching", "1200.00 - 40.00"),
        ("Assets:Coquet:VAT", "60.00"),
        ("Liabilities:Coquet:VAT", "-100.00 - 50.00 - 20.00 - 20.00"),
        ("Expenses:Elsdon:Costs:ITSupport", "250.00 + 50.00"),
        ("Income:Coquet:Recharges:ITSupport", "-500.00 - 250.00"),
        ("Income:Hartside:Gifts:HartsidePTA", "-500.00"),
        ("Assets:HartsidePTA:Bank", "812.50 - 500.00"),
        ("Income:Fund:Grants:Reading", "-3000.00 + 1200.00"),
        ("Expenses:Fund:Grants:Reading:LearningResources", "1200.00 + 600.00"),
        ("Expenses:Fund:Grants:Transport:SpecialFacilities", "900.00"),
        ("Income:Fund:Grants:Transport", "-900.00"),
        ("Liabilities:Fund:Unidentified", "0.00"),
        ("Assets:Fund:Bank", FUNDS_BANK),
        ("Assets:Coquet:Bank", COQUETS_BANK),
        ("Assets:Coquet:Bank:Authority", "0.00"),
    ],
)
def test_a_balance_is_what_it_is_by_hand(left, account, sum_):
    parts = sum_.replace("- ", "-").replace("+ ", "").split()
    got = left[account] - (120_000_000 if account == "Assets:Coquet:Bank" else 0)  # Its public funding, in full.
    assert got == sum(map(parse_pence, parts))


def test_the_surplus_is_returned_to_the_penny(told):
    (text,) = [entries for event, entries, _ in told[0] if event.title == "A surplus is returned"]
    returned = [line.split()[1] for line in text.splitlines() if ":Fund:Contributions:" in line]
    assert sum(map(parse_pence, returned)) == 200_000


def test_nobody_owes_anybody_in_the_end(left):
    assert {account: pence for account, pence in left.items() if pence and ":Debtors:" in account} == {}
    assert {account: pence for account, pence in left.items() if pence and ":Creditors:" in account} == {}


def test_the_year_keeps_the_charter_on_any_later_day(told):
    for as_at in (date(2026, 8, 31), date(2026, 12, 31), date(2028, 1, 1)):
        verdict = run(told[1].book, as_at)
        assert [one.finding.message for result in verdict.results for one in result.findings if one.breaks] == []
