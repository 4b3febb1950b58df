"""Members come, go, come back, convert and change, all by sheets that an officer would bring."""

from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, FOUNDED, bean_check
from made_once import made_once
from nesa_fund import store
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.actions.schedule import ChargeRun, adopt, charge, confirm
from nesa_fund.actions.strike import Striking, strike
from nesa_fund.engine import run
from schedules import JANUARY, OCTOBER, SHARES, YEAR, adoption, confirmation, refused
from sheets import alliance, balances, take, xlsx

LEFT = date(2026, 1, 31)
TODAY = date(2026, 2, 20)
MEMBERS = ("Name", "Kind", "Joined", "Member code", "URN", "Minute")
WITHDRAWALS = ("Member", "Last day in", "Minute", "Successor")
ROLLS = ("Member", "Census", "Pupils")


@made_once
def _begun(root: Path) -> Path:
    made = alliance(root)
    adopt(made, adoption(), CLERK)
    for code in SHARES:
        confirm(made, confirmation(code), CLERK)
    charge(made, ChargeRun(YEAR, OCTOBER), CLERK)
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return _begun(tmp_path / "ledger")


def breaches(root: Path, as_at: date = TODAY) -> list[str]:
    """What breaks the charter, but for debts that are late: nobody pays here."""
    assert bean_check(root) == ""
    results = [
        result for result in run(store.open_ledger(root).book, as_at).results if result.rule.id not in {"SUB5", "MEM3"}
    ]
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


def test_a_joining_by_which_a_share_was_charged_is_not_struck_when_a_later_one_is_recorded(root):
    elm = ("Elm First School", "school", date(2026, 2, 1), "Elm", None, "FGB 9")
    sheets = {"Members": [MEMBERS, elm], "Rolls": [ROLLS, ("Elm", "2024-10", 120)]}
    joined = take(root, Paper("elm.xlsx", xlsx(sheets)), as_at=TODAY).batch
    assert joined
    confirm(root, confirmation("Elm", 167_277, day=date(2026, 2, 10)), CLERK)
    run_of_march = charge(root, ChargeRun(YEAR, date(2026, 3, 11), 2), CLERK).batch
    take(root, [MEMBERS, (*elm[:2], date(2026, 3, 1), *elm[3:])], as_at=TODAY)
    joining = Striking(joined, "Members!A2", "it joined in March")
    told = refused(root, lambda: strike(root, joining, TODAY, CLERK))
    rest = f"batch {run_of_march}, the contribution Fund-2025-26-Elm-2, rests on it; take that back first"
    assert told == f"the member Elm can't be struck: {rest}"
    reverse(root, TakingBack(run_of_march or 0, "it joined in March", ("Fund-2025-26-Elm-2",)), TODAY, CLERK)
    strike(root, joining, TODAY, CLERK)
    assert register(root).spells("Elm") == ((date(2026, 3, 1), None),)
    assert breaches(root) == []


def test_a_joining_by_which_a_year_was_adopted_is_not_struck(root):
    take(root, [MEMBERS, ("Elsdon First School", "school", date(2026, 1, 1), "Elsdon", None, "FGB 9")])
    told = refused(root, lambda: strike(root, Striking(2, "Members!A5", "joined later"), TODAY, CLERK))
    assert "the adoption of 2025-26, rests on it" in told


def test_a_setting_by_which_a_leaver_was_closed_is_not_struck(root):
    kept = take(root, [("Setting", "Value", "Date"), ("withdrawal", "keep", date(2026, 1, 1))]).batch
    later = take(root, [("Setting", "Value", "Date"), ("terms-days", 14, date(2026, 1, 15))]).batch
    left = take(root, [WITHDRAWALS, ("Elsdon", date(2026, 1, 10), "FGB 7", None)], as_at=TODAY).batch
    assert (kept, later, left) != (None, None, None)
    told = refused(root, lambda: strike(root, Striking(kept or 0, "Sheet1!A2", "refunds"), TODAY, CLERK))
    rest = f"batch {left}, the withdrawal of Elsdon First School (Elsdon) on 2026-01-10, rests on it"
    assert told == f"the alliance can't be struck: {rest}; take that back first"
    strike(root, Striking(later or 0, "Sheet1!A2", "it stays at 30"), TODAY, CLERK)


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
