"""A year is closed once it has ended, the earlier ones first; nothing is dated into it afterwards."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, ROLLS, add, alliance, bean_check, contribution
from made_once import made_once
from nesa_fund import store
from nesa_fund.actions.close import Closing, close_year
from nesa_fund.actions.schedule import ChargeRun, charge
from nesa_fund.facts import Close, Withdrawal
from nesa_fund.records import Unplaced
from schedules import OCTOBER, YEAR, adopted, refused
from sheets import facts, lines

TODAY = date(2026, 12, 8)


@made_once
def _begun(root: Path) -> Path:
    return adopted(alliance(root), *ROLLS)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return _begun(tmp_path / "ledger")


def close(root: Path, wanted: Closing | None = None, today: date = TODAY):
    return close_year(root, wanted or Closing(YEAR, "Board 3", 120_000), today, CLERK)


def test_a_year_is_closed_by_its_minute_on_the_day_it_is_recorded(root):
    assert close(root).batch
    assert facts(root, "close") == [
        lines('2026-12-08 custom "close" "2025-26"\nminute: "Board 3"\ncarried: 1200.00 GBP'),
    ]
    assert bean_check(root) == ""
    assert "2025-26 is closed" in refused(root, lambda: charge(root, ChargeRun(YEAR, OCTOBER), CLERK))


def test_said_again_on_a_later_day_it_is_closed_already(root):
    close(root)
    assert close(root, today=date(2026, 12, 20)).batch is None
    for other in (
        Closing(YEAR, "Board 4", 120_000),
        Closing(YEAR, "Board 3"),
        Closing(YEAR, "Board 3", 120_000, OCTOBER),
    ):
        told = refused(root, lambda other=other: close(root, other))
        assert "2025-26 is closed already, on 2026-12-08 by minute Board 3, carrying on £1,200.00 (batch 8)" in told


def test_what_was_confirmed_and_never_charged_is_named(root):
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    charge(root, ChargeRun(YEAR, date(2026, 1, 8)), CLERK)
    add(root, [Withdrawal(day=date(2026, 1, 31), code="Coquet", source="sheet.xlsx [A1]")])
    assert close(root).decided.undone == tuple(
        f"{code} First School ({code}) confirmed its contribution, but instalment 3, {amount}, was never charged"
        for code, amount in (("Elsdon", "£664.00"), ("Hartside", "£3,296.00"), ("Rothley", "£2,456.00"))
    )


def test_what_came_and_is_not_placed_yet_is_named(root):
    came = Unplaced(
        day=date(2026, 8, 25), link="Unplaced-Fund-2026-08-25-1", source="sheet.xlsx [A1]", description="Not placed",
        payer="Coquet", pence=100_000,
    )  # fmt: skip
    later = replace(came, day=date(2026, 9, 1), link="Unplaced-Fund-2026-09-01-1")
    add(root, transactions=(*came.transactions(), *later.transactions()))
    told = [one for one in close(root).decided.undone if "is not placed yet" in one]
    assert told == ["£1,000.00 that came from Coquet First School on 25 August 2026 is not placed yet"]


@pytest.mark.parametrize(
    ("wanted", "today", "told"),
    [
        (Closing(YEAR, "Board 3"), date(2026, 8, 31), "2025-26 has not ended: it runs to 31 August 2026"),
        (Closing(YEAR, "Board 3", day=date(2026, 8, 31)), TODAY, "2025-26 has not ended"),
        (Closing(YEAR, "Board 3", day=date(2026, 12, 9)), TODAY, "9 December 2026 is still to come"),
        (Closing(YEAR, " "), TODAY, "the Board's minute is wanted"),
        (Closing(YEAR, "Board 3", -1), TODAY, "below zero"),
        (Closing("2025-27", "Board 3"), TODAY, "not a year"),
    ],
)
def test_what_can_not_be_closed_is_refused(root, wanted, today, told):
    assert told in refused(root, lambda: close(root, wanted, today))


def test_an_earlier_year_with_entries_is_closed_first(root):
    add(root, transactions=contribution())
    later, today = Closing("2026-27", "Board 9"), date(2027, 10, 1)
    assert "2025-26 is still open and has entries; close it first" in refused(root, lambda: close(root, later, today))
    close(root, today=today)
    assert close(root, later, today).batch
    years = [one.year for one in store.open_ledger(root).register.all(Close)]
    assert years == [YEAR, "2026-27"]


def test_what_is_carried_on_and_is_not_there_is_said(root):
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    wanted = Closing(YEAR, "Board 3", 800_001)
    told = [one for one in close(root, wanted).decided.undone if "carried on" in one]
    there = "the general balance at the end of 2025-26 is £8,000.00"
    assert told == [f"£8,000.01 is carried on, but {there}: no more than that is there"]


def test_what_is_carried_on_and_is_there_needs_no_word(root):
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    assert not [one for one in close(root, Closing(YEAR, "Board 3", 800_000)).decided.undone if "carried on" in one]
