"""Members come, go, come back, convert and change, all by sheets that an officer would bring."""

from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, FOUNDED, bean_check
from nesa_fund import store
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule import ChargeRun, adopt, charge, confirm
from nesa_fund.engine import run
from schedules import JANUARY, OCTOBER, SHARES, YEAR, adoption, confirmation
from sheets import alliance, balances, take, xlsx

LEFT = date(2026, 1, 31)
TODAY = date(2026, 2, 20)
MEMBERS = ("Name", "Kind", "Joined", "Member code", "URN", "Minute")
WITHDRAWALS = ("Member", "Last day in", "Minute", "Successor")
ROLLS = ("Member", "Census", "Pupils")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = alliance(tmp_path / "ledger")
    adopt(made, adoption(), CLERK)
    for code in SHARES:
        confirm(made, confirmation(code), CLERK)
    charge(made, ChargeRun(YEAR, OCTOBER), CLERK)
    return made


def breaches(root: Path, as_at: date = TODAY) -> list[str]:
    """What breaks the charter, but for debts that are late: nobody pays here."""
    assert bean_check(root) == ""
    results = [result for result in run(store.open_ledger(root).book, as_at).results if result.rule.id != "SUB5"]
    return [f"{result.rule.id}: {one.finding.message}" for result in results for one in result.findings if one.breaks]


def register(root: Path):
    return store.open_ledger(root).register


def test_a_joiner_of_120_pupils_in_february_pays_its_part_on_top(root):
    sheets = {
        "Members": [MEMBERS, ("Elm First School", "school", date(2026, 2, 1), "Elm", None, "FGB 9")],
        "Rolls": [ROLLS, ("Elm", "2024-10", 120)],
    }
    take(root, Paper("elm.xlsx", xlsx(sheets)), as_at=TODAY)
    confirm(root, confirmation("Elm", 167_277, day=date(2026, 2, 10)), CLERK)
    for number in (2, 3):
        charge(root, ChargeRun(YEAR, date(2026, 2, 9 + number), number), CLERK)
    assert balances(root)["Expenses:Elm:Contribution"] == 167_277
    assert {code: balances(root)[f"Expenses:{code}:Contribution"] for code in SHARES} == SHARES
    assert breaches(root) == []


def test_a_leaver_comes_back_a_year_later_by_a_later_joining(root):
    charge(root, ChargeRun(YEAR, JANUARY), CLERK)
    take(root, [WITHDRAWALS, ("Elsdon", LEFT, "FGB 7", None)], as_at=TODAY)
    assert balances(root)["Expenses:Elsdon:Contribution"] == 83_500
    again = [MEMBERS, ("Elsdon First School", "school", date(2026, 9, 1), "Elsdon", None, "FGB 20")]
    take(root, again, as_at=date(2026, 9, 8))
    assert register(root).spells("Elsdon") == ((FOUNDED, LEFT), (date(2026, 9, 1), None))
    assert take(root, again).batch is None
    assert breaches(root, date(2026, 8, 1)) == []


def test_a_school_that_converts_leaves_and_its_successor_joins_the_day_after(root):
    charge(root, ChargeRun(YEAR, JANUARY), CLERK)
    sheets = {
        "Members": [MEMBERS, ("Elsdon Academy", "school", date(2026, 2, 1), "ElsdonAcademy", "900001", "Trust 4")],
        "Left": [WITHDRAWALS, ("Elsdon First School", LEFT, "FGB 7", "ElsdonAcademy")],
        "Rolls": [ROLLS, ("ElsdonAcademy", "2024-10", 83)],
    }
    take(root, Paper("conversion.xlsx", xlsx(sheets)), as_at=TODAY)
    found = register(root)
    assert (found.is_in("Elsdon", LEFT), found.is_in("ElsdonAcademy", LEFT)) == (True, False)
    after = date(2026, 2, 1)
    assert (found.is_in("Elsdon", after), found.is_in("ElsdonAcademy", after)) == (False, True)
    confirm(root, confirmation("ElsdonAcademy", 115_700, day=date(2026, 2, 5)), CLERK)
    charge(root, ChargeRun(YEAR, date(2026, 2, 9), 2), CLERK)
    charge(root, ChargeRun(YEAR, date(2026, 2, 10), 3), CLERK)
    own = balances(root)
    assert own["Expenses:Elsdon:Contribution"] + own["Expenses:ElsdonAcademy:Contribution"] == 199_200
    assert own["Liabilities:Elsdon:Creditors:Fund"] == -83_500
    assert breaches(root) == []


def test_a_trust_whose_academies_change_is_the_same_member_with_other_rolls(tmp_path):
    root = alliance(tmp_path / "ledger")
    trust = ("Linn Trust", "trust", FOUNDED, "Linn", "900010, 900011", "Trust 1")
    rolls = ("Member", "Census", "Pupils", "URN")
    take(root, [MEMBERS, trust])
    take(root, [rolls, ("Linn", "2024-10", 100, "900010"), ("Linn", "2024-10", 50, "900011")])
    assert register(root).roll("Linn", "2024-10") == 150
    later = date(2026, 9, 1)
    take(root, [MEMBERS, (*trust[:2], later, "Linn", "900010, 900012", "Trust 8")], as_at=later)
    found = register(root)
    assert found.spells("Linn") == ((FOUNDED, None),)
    assert found.member("Linn", date(2026, 8, 31)).urn == "900010, 900011"
    assert found.member("Linn", later).urn == "900010, 900012"
    take(root, [rolls, ("Linn", "2026-10", 90, "900010")])
    assert register(root).roll("Linn", "2026-10") is None
    take(root, [rolls, ("Linn", "2026-10", 45, "900012")])
    assert register(root).roll("Linn", "2026-10") == 135
    assert register(root).roll("Linn", "2024-10") == 150
