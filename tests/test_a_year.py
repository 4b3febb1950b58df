"""Every event of a school year, as docs/a-year.md tells it: what is given, the entries of both books, the balances."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import click
import pytest

from importers.kinds import KINDS
from nesa_fund.cli.main import cli
from nesa_fund.engine import Status, run
from nesa_fund.facts import FACTS, Struck
from nesa_fund.money import parse_pence
from nesa_fund.rules.sep4_known_shapes import SHAPES
from nesa_fund.statements.catalogue import Arguments, statement_named
from year import PAGE, Year, entries_text, events, left_text, table_text

# What no honest event of the page's year is: the test that shows it, and a line of that test.
SHOWN_ELSEWHERE = {
    "other": ("importers/kinds/test_fund_income.py", "def test_other_income_is_recorded_and_said"),
    "transfer": ("rules/sep1.beancount", 'event: "transfer"'),
}
# No sheet and no command records these yet; tests/test_facts.py writes and reads them.
NOT_RECORDED_YET = {"mapping"}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came of each event, in the order of the page; after each, all that must hold was checked."""
    year = Year(tmp_path_factory.mktemp("year"))
    return [year.tell(event) for event in events(PAGE.read_text())]


@pytest.fixture(scope="module")
def ledger(told):
    """The four schools' ledger in the end."""
    return [one.ledger for one in told if "another alliance" not in one.event.month][-1]


@pytest.fixture(scope="module")
def left(ledger):
    """Account -> pence, or hundredths of a day, in the end."""
    return balances_of(ledger)


def balances_of(ledger):
    balances = defaultdict(int)
    for account, pence in zip(ledger.rows.account, ledger.rows.pence, strict=True):
        balances[account] += pence
    return balances


def test_the_page_tells_what_happens(told):
    for one in told:
        assert (one.event.title, entries_text(one.new)) == (one.event.title, one.event.entries)
        assert (one.event.title, left_text(one)) == (one.event.title, one.event.left)


def test_the_old_cash_book_breaks_nothing_and_stands_beside_the_new_year(told):
    (brought,) = [one.ledger for one in told if one.event.title == "Three years of the old cluster's cash book"]
    assert not run(brought.book, date(2025, 6, 2)).is_breached
    statement = statement_named("fund")(told[-3].ledger.book, Arguments(as_at=date(2025, 9, 30)))
    years = {row[0]: row[1:] for row in statement.tables[-1].rows}
    assert years["Brought forward"][:3] == (50000, 45000, 100000)
    assert years["Carried forward"][:3] == (
        45000,  # 500 + 400 + 200 - 650
        100000,  # 450 + 400 + 200 + 300 + 6.50 - 356.50
        185000,  # 1,000 + 500 + 350
    )
    assert years["Brought forward"][3] == 185000


def test_there_are_thirty_honest_events_at_least(told):
    assert len([one for one in told if one.new]) >= 30


def test_the_page_begins_with_a_table_of_its_events(told):
    assert f"\n{table_text(told)}\n## " in PAGE.read_text()
    titles = [one.event.title for one in told]
    assert len(set(titles)) == len(titles)  # A link leads to one heading.


def test_each_event_stands_in_the_month_of_its_last_entry(told):
    for one in told:
        said = one.event.month.partition(",")[0]
        days = [entry.day for entry in one.new if entry.day >= date(2025, 6, 1)]  # The old cash book is older.
        assert not days or (one.event.title, f"{max(days):%B %Y}") == (one.event.title, said)


def test_every_kind_of_sheet_occurs(ledger):
    imports = [batch.kind.removeprefix("import ") for batch in ledger.book.batches.values() if "import " in batch.kind]
    assert {kind for kinds in imports for kind in kinds.split(", ")} == set(KINDS)


def test_every_command_that_records_occurs(told):
    given = "".join(body for one in told for info, body in one.event.given if info == "console")
    recording = set(commands_that_record(cli, "nesa"))
    assert {"nesa import", "nesa schedule adopt", "nesa strike"} < recording
    assert {name for name in recording if f"{name} " not in given} == set()


def commands_that_record(group, name):
    """The names of the commands that ask who records."""
    for part in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), part)
        if isinstance(command, click.Group):
            yield from commands_that_record(command, f"{name} {part}")
        elif any(option.name == "by" for option in command.params):
            yield f"{name} {part}"


def test_every_event_of_the_ledger_occurs_or_is_shown_elsewhere(told):
    occur = {entry.meta["event"] for one in told for entry in one.new}
    assert set(SHAPES) - occur == set(SHOWN_ELSEWHERE)
    for file, line in SHOWN_ELSEWHERE.values():
        assert line in (Path(__file__).parent / file).read_text()


def test_every_fact_occurs_that_can_be_recorded(ledger):
    assert set(FACTS) - {fact.TYPE for fact in ledger.register.facts} == NOT_RECORDED_YET


def test_every_way_of_putting_right_occurs(told, ledger):
    entries = [entry for one in told for entry in one.new]
    credits_ = {entry.meta["reason"] for entry in entries if entry.meta["event"] == "credit-note"}
    assert credits_ == {"not-supplied", "price", "error", "withdrawal", "reshare"}
    corrected = {fact.TYPE for fact in ledger.register.facts if fact.corrects}
    assert corrected == {"confirmation", "roll"}
    struck = [fact.reason for fact in ledger.register.all(Struck)]
    assert struck == ["it was Elsdon's", "two rolls changed places"]
    reversals = dict.fromkeys(entry.meta["reason"] for entry in entries if entry.meta["event"] == "reversal")
    assert [*reversals] == [
        "two rolls changed places",  # A whole batch.
        "placed on Fund-2025-26-Hartside-3",  # A receipt, once its reference is known.
        "a penny too much",  # One row.
        "it is the leaders' line",  # A row, brought in again as a correction.
    ]


# Worked by hand

FUNDS_BANK = """
1850.00 + 9888.00 + 4752.00 + 7368.00 + 1992.00 + 1672.77 + 1857.14 - 1157.00 - 1857.14 + 3000.00 + 900.00 + 12.34
- 5000.00 - 1200.00 - 18.00 - 900.00 - 350.00 - 500.00 + 250.00 + 250.00 - 240.00 - 600.00 - 120.00 - 2000.00 - 1200.00
"""
COQUETS_BANK = """
-4752.00 - 120.00 - 1398.00 + 40.00 + 19.80 + 600.00 + 300.00 - 100.00 + 33.33 + 33.33 - 150.00 - 36.00 - 360.00
+ 120.00 + 120.00 - 360.00 - 250.00 - 9.37 - 24.65 - 90.00 + 387.67
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
        ("Expenses:Coquet:Costs:Teaching", "1200.00 - 40.00 + 90.00"),
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
        ("Income:Hartside:Funding:BudgetShare", "-980000.00 + 4120.00"),
        ("Expenses:Fund:General:Consultancy", "350.01 - 350.01 + 350.00 + 120.00 - 120.00 + 120.00"),
        # Days, in hundredths as pence are.
        ("Expenses:Rothley:InKind:Fund", "2.00"),
        ("Income:Fund:InKind:Rothley", "-2.00"),
        ("Income:Rothley:InKind:Coquet", "-1.50"),
    ],
)
def test_a_balance_is_what_it_is_by_hand(left, account, sum_):
    parts = sum_.replace("- ", "-").replace("+ ", "").split()
    got = left[account] - (120_000_000 if account == "Assets:Coquet:Bank" else 0)  # Its public funding, in full.
    assert got == sum(map(parse_pence, parts))


def test_the_surplus_is_returned_to_the_penny(told):
    (text,) = [one.event.entries for one in told if one.event.title == "A surplus is returned"]
    returned = [line.split()[1] for line in text.splitlines() if ":Fund:Contributions:" in line]
    assert sum(map(parse_pence, returned)) == 200_000


def test_nobody_owes_anybody_in_the_end(left):
    assert {account: pence for account, pence in left.items() if pence and ":Debtors:" in account} == {}
    assert {account: pence for account, pence in left.items() if pence and ":Creditors:" in account} == {}


@pytest.mark.parametrize("as_at", [date(2026, 8, 31), date(2026, 12, 31), date(2028, 1, 1)])
def test_the_year_keeps_the_charter_on_any_later_day_with_the_one_exception(ledger, as_at):
    results = run(ledger.book, as_at).results
    assert [one.finding.message for result in results for one in result.findings if one.breaks] == []
    assert [result.rule.id for result in results if result.status is Status.ACCEPTED] == ["SUB2"]


def test_where_contributions_are_kept_a_leaver_gets_nothing_back(told):
    kept = balances_of(told[-1].ledger)
    assert told[-1].new == []
    assert kept["Expenses:Elsdon:Contribution"] == 199_200
    assert kept["Income:Fund:Contributions:Elsdon"] == -199_200
    assert (kept["Assets:Fund:Bank"], kept["Assets:Elsdon:Bank"]) == (2_400_000, -199_200)
    assert told[-1].ledger.register.spells("Elsdon") == ((date(2025, 9, 1), date(2026, 1, 31)),)
