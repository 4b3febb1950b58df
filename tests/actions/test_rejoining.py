"""A member leaves and comes back in one year: each time it is in is reckoned by itself, and nobody is accused."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from folders import CLERK, ROLLS, add, alliance, bean_check, roll, school
from made_once import made_once
from nesa_fund import store
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.actions.schedule import ChargeRun, adopt, charge, confirm
from nesa_fund.actions.schedule_propose import Joining, Leaving, WhatIf, propose
from nesa_fund.actions.withdraw import withdraw
from nesa_fund.engine import run
from nesa_fund.facts import PlanLine, Withdrawal
from nesa_fund.statements.catalogue import Arguments, statement_named
from schedules import JANUARY, OCTOBER, YEAR, adopted, adoption, charged, confirmation
from sheets import balances

LEFT, BACK, MAY = date(2026, 1, 31), date(2026, 5, 1), date(2026, 5, 10)
ENDED = date(2026, 9, 10)
FIRST_TIME, SECOND_TIME = 83_500, 67_128  # 153 and 123 days of 365, of 1,992.00.
PLAN = PlanLine(
    day=date(2025, 9, 1), year=YEAR, line="maths", amount=2_400_000, title="Maths", category="Training",
    source="sheet.xlsx [Plan!A2]",
)  # fmt: skip


@made_once
def _begun(root: Path) -> Path:
    made = alliance(root)
    add(made, [PLAN])
    return adopted(made, *ROLLS)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return _begun(tmp_path / "ledger")


def leave(root: Path, day: date = LEFT):
    return withdraw(root, Withdrawal(day=day, code="Elsdon", minute=f"FGB {day:%m}"), ENDED, CLERK).decided


def come_back(root: Path, day: date = BACK) -> None:
    add(root, [school("Elsdon", day, source=f"sheet.xlsx [Back!{day:%m%d}]")])


def charge_on(root: Path, *days: date) -> None:
    for day in days:
        charge(root, ChargeRun(YEAR, day), CLERK)


def breaches(root: Path) -> list[str]:
    """What breaks the charter once the year has ended, but for debts that are late: nobody pays here."""
    assert bean_check(root) == ""
    results = [
        result for result in run(store.open_ledger(root).book, ENDED).results if result.rule.id not in {"SUB5", "MEM3"}
    ]
    return [f"{result.rule.id}: {one.finding.message}" for result in results for one in result.findings if one.breaks]


def contribution(root: Path) -> int:
    return balances(root)["Expenses:Elsdon:Contribution"]


def test_a_rejoiner_pays_for_each_time_it_is_in(root):
    charge_on(root, OCTOBER, JANUARY)
    leave(root)
    assert contribution(root) == FIRST_TIME
    come_back(root)
    charge_on(root, MAY)
    assert charged(root)["Elsdon", "3"] == SECOND_TIME
    assert contribution(root) == FIRST_TIME + SECOND_TIME
    assert breaches(root) == []


def test_a_rejoiner_after_the_last_instalment_is_charged_at_once_one_of_its_own(root):
    charge_on(root, OCTOBER, JANUARY, date(2026, 1, 20))
    leave(root)
    come_back(root)
    charge_on(root, MAY)
    assert charged(root)["Elsdon", "4"] == SECOND_TIME
    assert contribution(root) == FIRST_TIME + SECOND_TIME
    assert breaches(root) == []


def test_a_rejoiner_over_several_instalments_left(root):
    charge_on(root, OCTOBER)
    leave(root)
    come_back(root, date(2026, 2, 1))
    charge_on(root, date(2026, 2, 9), MAY)
    assert (charged(root)["Elsdon", "2"], charged(root)["Elsdon", "3"]) == (57_850, 57_850)
    assert contribution(root) == 199_200
    assert breaches(root) == []


def test_a_rejoiner_that_leaves_again_pays_for_both_times(root):
    charge_on(root, OCTOBER, JANUARY)
    leave(root)
    come_back(root)
    charge_on(root, MAY)
    assert leave(root, date(2026, 5, 31)).due_pence == 16_918  # 31 of the 123 days.
    assert contribution(root) == FIRST_TIME + 16_918
    assert leave(root).deals == leave(root, date(2026, 5, 31)).deals == ()
    assert breaches(root) == []


def test_a_second_leaving_is_taken_back_without_the_first(root):
    charge_on(root, OCTOBER, JANUARY)
    leave(root)
    come_back(root)
    charge_on(root, MAY)
    leave(root, date(2026, 5, 31))
    newest = max(store.open_ledger(root).book.batches)
    reverse(root, TakingBack(newest, "it stays"), ENDED, CLERK)
    assert contribution(root) == FIRST_TIME + SECOND_TIME
    assert breaches(root) == []


def test_both_times_closed_by_a_charge_of_their_own(root):
    charge_on(root, OCTOBER)
    leave(root)
    come_back(root, date(2026, 3, 1))
    leave(root, date(2026, 5, 31))
    charge_on(root, date(2026, 6, 1), date(2026, 6, 2))
    assert {key for key in charged(root) if key[0] == "Elsdon"} == {("Elsdon", "1"), ("Elsdon", "")}
    assert contribution(root) == FIRST_TIME + 50_210  # Half of the 1,004.19 of 184 days.
    assert leave(root).deals == leave(root, date(2026, 5, 31)).deals == ()
    assert breaches(root) == []


def test_it_comes_back_twice(root):
    charge_on(root, OCTOBER, JANUARY, date(2026, 1, 20))
    leave(root)
    come_back(root, date(2026, 3, 1))
    charge_on(root, date(2026, 3, 2))
    leave(root, date(2026, 3, 31))
    come_back(root)
    charge_on(root, MAY)
    assert (charged(root)["Elsdon", "4"], charged(root)["Elsdon", "5"]) == (100_419, SECOND_TIME)
    assert contribution(root) == FIRST_TIME + 16_918 + SECOND_TIME
    assert breaches(root) == []


def test_a_joiner_may_leave_and_come_back_too(root):
    add(root, [school("Ash", date(2025, 12, 1))])
    add(root, [roll("Ash", 83)])
    confirm(root, confirmation("Ash", 199_200, day=date(2025, 12, 2)), CLERK)
    charge_on(root, date(2025, 12, 3), JANUARY)
    withdraw(root, Withdrawal(day=LEFT, code="Ash", minute="FGB 9"), ENDED, CLERK)
    add(root, [school("Ash", BACK, source="sheet.xlsx [Back!A2]")])
    charge_on(root, MAY)
    assert balances(root)["Expenses:Ash:Contribution"] == 33_837 + SECOND_TIME  # 62 of its 274 days, and 123.
    assert [one for one in breaches(root) if "Ash" in one] == []


def test_a_governing_body_that_confirms_anew_confirms_both_times_together(root):
    charge_on(root, OCTOBER, JANUARY)
    leave(root)
    come_back(root)
    anew = confirmation("Elsdon", SECOND_TIME, day=date(2026, 5, 2), minute="FGB 9", reason="it came back")
    confirm(root, anew, CLERK)
    shown = statement_named("schedule")(store.open_ledger(root).book, Arguments(as_at=MAY, year=YEAR))
    assert "The governing body of Elsdon First School confirmed £671.28 of £1,506.28 only." in shown.notes
    due = charge(root, ChargeRun(YEAR, MAY), CLERK).decided
    assert due.awaited["Elsdon"] == "its governing body confirmed £671.28, less than £1,506.28"
    both = FIRST_TIME + SECOND_TIME
    confirm(root, confirmation("Elsdon", both, day=date(2026, 5, 3), minute="FGB 10", reason="both times"), CLERK)
    charge_on(root, date(2026, 5, 12))
    assert charged(root)["Elsdon", "3"] == SECOND_TIME
    assert [one for one in breaches(root) if "TOP2" in one or "TOP3" in one] == []


def test_the_schedule_shows_each_time_by_itself_and_closes(root):
    charge_on(root, OCTOBER, JANUARY)
    leave(root)
    come_back(root)
    charge_on(root, MAY)
    shown = statement_named("schedule")(store.open_ledger(root).book, Arguments(as_at=ENDED, year=YEAR))
    contributions = next(table for table in shown.tables if table.name == "contributions")
    titles = [column.title for column in contributions.columns]
    rows = {row[0]: dict(zip(titles, row, strict=True)) for row in contributions.rows}
    name = "Elsdon First School"
    labels = (name, f"{name}, left 31 January 2026", f"{name}, joined again 1 May 2026")
    assert [rows[label]["Contribution"] for label in labels] == [199_200, -115_700, SECOND_TIME]
    assert [rows[label]["Charged"] for label in labels] == [132_800, -49_300, SECOND_TIME]
    assert dict(zip(titles, contributions.totals, strict=True))["Pupils on roll"] == 1000


def test_a_coming_back_is_supposed_as_it_would_be_adopted(root):
    supposed = WhatIf(joins=(Joining("Elsdon", Fraction(83), BACK),), leaves=(Leaving("Elsdon", LEFT),))
    shares = propose(store.open_ledger(root).register, YEAR, 2_400_000, what_if=supposed).shares
    assert {one.member: one.part for one in shares} == dict.fromkeys(ROLLS, 1) | {"Elsdon": Fraction(276, 365)}
    leave(root)
    come_back(root)
    assert propose(store.open_ledger(root).register, YEAR, 2_400_000).shares == shares


def test_a_coming_back_that_the_adoption_knew_of_is_in_the_share_already(tmp_path):
    root = alliance(tmp_path / "ledger")
    add(root, [PLAN, Withdrawal(day=LEFT, code="Elsdon", minute="FGB 01", source="sheet.xlsx [Left!A1]")])
    come_back(root)
    adopt(root, adoption(), CLERK)
    for code in ROLLS:
        confirm(root, confirmation(code, 2_000_000), CLERK)
    charge_on(root, OCTOBER, JANUARY, MAY)
    assert leave(root).deals == ()
    assert contribution(root) == 153_739  # 83 x 276 of 917 x 365 + 83 x 276 pupil days, of 24,000.00.
    assert breaches(root) == []
