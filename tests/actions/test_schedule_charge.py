from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, ROLLS, add, alliance, bean_check, digest, roll, school
from nesa_fund import store
from nesa_fund.actions.schedule import ChargeRun, adopt, charge, charges_due, confirm
from nesa_fund.facts import Close, Struck, Withdrawal
from nesa_fund.records import reversal
from schedules import JANUARY, OCTOBER, SHARES, YEAR, adopted, adoption, charged, confirmation, refused


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


def test_an_instalment_is_charged_to_all_who_confirmed(root):
    adopted(root, *ROLLS)
    done = charge(root, ChargeRun(YEAR, OCTOBER), CLERK, "autumn")
    assert {one.member: one.pence for one in done.decided.contributions} == {
        "Coquet": 158_400,
        "Elsdon": 66_400,
        "Hartside": 329_600,
        "Rothley": 245_600,
    }
    assert not done.decided.awaited
    batch = done.ledger.book.batches[done.batch]
    assert (batch.kind, batch.rows, dict(batch.totals), batch.note) == ("charge", 4, {"GBP": "8000.00"}, "autumn")
    assert bean_check(root) == ""


def test_a_run_repeated_on_its_day_charges_nothing(root):
    adopted(root, *ROLLS)
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    before = digest(root)
    done = charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    assert (done.batch, done.decided.instalment, done.decided.contributions) == (None, 1, ())
    assert charge(root, ChargeRun(YEAR, JANUARY, 1), CLERK).batch is None
    assert digest(root) == before


def test_all_instalments_together_are_the_share(root):
    adopted(root, *ROLLS)
    days = [OCTOBER, JANUARY, date(2026, 4, 20)]
    assert [charge(root, ChargeRun(YEAR, day), CLERK).decided.instalment for day in days] == [1, 2, 3]
    assert charge(root, ChargeRun(YEAR, date(2026, 5, 1)), CLERK).batch is None
    sums = dict.fromkeys(SHARES, 0)
    for (member, _), pence in charged(root).items():
        sums[member] += pence
    assert sums == SHARES
    assert bean_check(root) == ""


def test_who_is_awaited_is_named_with_the_reason(root):
    adopted(root, "Hartside")
    add(root, [Withdrawal(day=date(2025, 9, 30), code="Elsdon", source="x")])
    confirm(root, confirmation("Coquet", 475_199), CLERK)
    confirm(root, confirmation("Rothley", day=date(2025, 10, 2)), CLERK)
    done = charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    assert [one.member for one in done.decided.contributions] == ["Hartside"]
    assert done.decided.awaited == {
        "Coquet": "its governing body confirmed £4,751.99, less than £4,752.00",
        "Rothley": "its governing body confirmed only on 2 October 2025",
    }


def test_a_confirmation_must_be_quorate_minuted_and_for_a_purpose(root):
    adopted(root)
    confirm(root, confirmation("Hartside", quorate=False), CLERK)
    unminuted = {"Coquet": confirmation("Coquet", minute=""), "Rothley": confirmation("Rothley", purpose="")}
    add(root, unminuted.values())
    awaited = charge(root, ChargeRun(YEAR, OCTOBER), CLERK).decided.awaited
    assert awaited == {
        "Coquet": "the confirmation of 20 September 2025 has no minute",
        "Elsdon": "has not confirmed its share of £1,992.00",
        "Hartside": "the meeting that confirmed on 20 September 2025 was not quorate",
        "Rothley": "the confirmation of 20 September 2025 has no purpose",
    }


def test_who_confirms_later_is_charged_before_the_next_instalment_begins(root):
    adopted(root, "Hartside", "Coquet", "Rothley")
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    assert charge(root, ChargeRun(YEAR, JANUARY), CLERK).decided.instalment == 1
    assert charge(root, ChargeRun(YEAR, JANUARY, 2), CLERK).decided.instalment == 2
    confirm(root, confirmation("Elsdon"), CLERK)
    later = charge(root, ChargeRun(YEAR, date(2026, 2, 2)), CLERK).decided
    assert (later.instalment, [one.member for one in later.contributions]) == (1, ["Elsdon"])
    assert len(charged(root)) == 7


def test_who_has_left_keeps_no_instalment_from_beginning(root):
    adopted(root, *ROLLS)
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    add(root, [Withdrawal(day=date(2025, 12, 31), code="Elsdon", source="x")])
    second = charge(root, ChargeRun(YEAR, JANUARY), CLERK).decided
    assert (second.instalment, len(second.contributions), second.awaited) == (2, 3, {})
    assert charge(root, ChargeRun(YEAR, date(2026, 4, 20)), CLERK).decided.instalment == 3


def test_a_reversed_charge_is_charged_again(root):
    adopted(root, *ROLLS)
    entries = charge(root, ChargeRun(YEAR, OCTOBER), CLERK).decided.contributions[0].transactions()
    batch = len(store.open_ledger(root).history.batches)
    placed = [store.dataclasses.replace(entry, place=entry.place._replace(batch=batch)) for entry in entries]
    add(root, transactions=[reversal(entry, OCTOBER, "slip", "sheet.xlsx [A1]") for entry in placed])
    again = charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    assert [one.member for one in again.decided.contributions] == ["Coquet"]
    assert len(charged(root)) == 4


def test_a_joiner_pays_on_top_over_the_instalments_left(root):
    adopted(root, *ROLLS)
    charge(root, ChargeRun(YEAR, OCTOBER), CLERK)
    add(root, [school("Elm", date(2026, 2, 1)), roll("Elm", 120)])
    confirm(root, confirmation("Elm", 167_277), CLERK)
    early = charges_due(store.open_ledger(root).book, ChargeRun(YEAR, date(2026, 1, 31)))
    assert (early.instalment, early.awaited) == (2, {"Elm": "not in membership on 31 January 2026"})
    done = charge(root, ChargeRun(YEAR, date(2026, 2, 2)), CLERK).decided
    assert {one.member: one.pence for one in done.contributions} == {
        "Coquet": 158_400,
        "Elm": 83_639,
        "Elsdon": 66_400,
        "Hartside": 329_600,
        "Rothley": 245_600,
    }
    last = charge(root, ChargeRun(YEAR, date(2026, 4, 20)), CLERK).decided
    assert {one.member: one.pence for one in last.contributions}["Elm"] == 83_638
    assert {key: pence for key, pence in charged(root).items() if key[0] == "Hartside"} == {
        ("Hartside", number): 329_600 for number in "123"
    }
    assert bean_check(root) == ""


def test_a_joiner_without_a_roll_is_awaited(root):
    adopted(root, *ROLLS)
    add(root, [school("Elm", date(2026, 2, 1))])
    assert charge(root, ChargeRun(YEAR, OCTOBER), CLERK).decided.awaited == {"Elm": "has no roll at 2024-10"}


def test_who_the_board_listed_as_without_a_roll_is_not_awaited(root):
    add(root, [school("Elm")])
    adopt(root, adoption(without_roll=("Elm",)), CLERK)
    for code in ROLLS:
        confirm(root, confirmation(code), CLERK)
    assert charge(root, ChargeRun(YEAR, OCTOBER), CLERK).decided.awaited == {}


def test_a_share_of_less_pennies_than_instalments_leaves_later_ones_uncharged(root):
    adopt(root, adoption(total=10), CLERK)
    for code, pence in {"Coquet": 2, "Elsdon": 1, "Hartside": 4, "Rothley": 3}.items():
        confirm(root, confirmation(code, pence), CLERK)
    assert {one.member for one in charge(root, ChargeRun(YEAR, OCTOBER, 3), CLERK).decided.contributions} == {
        "Hartside",
        "Rothley",
    }
    assert bean_check(root) == ""


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (ChargeRun("2026-27", date(2026, 10, 1)), "2026-27 is not adopted yet"),
        (ChargeRun(YEAR, date(2025, 8, 31)), "not in 2025-26, which runs from 1 September 2025 to 31 August 2026"),
        (ChargeRun(YEAR, date(2026, 9, 1)), "not in 2025-26"),
        (ChargeRun(YEAR, date(2025, 9, 1)), "before the Board adopted 2025-26, on 2 September 2025"),
        (ChargeRun(YEAR, OCTOBER, 4), "instalments 1 to 3"),
        (ChargeRun(YEAR, OCTOBER, 0), "instalments 1 to 3"),
        (ChargeRun("soon", OCTOBER), "not a year"),
    ],
)
def test_what_can_not_be_charged_is_refused(root, run, told):
    adopted(root, *ROLLS)
    assert told in refused(root, lambda: charge(root, run, CLERK))


def test_a_closed_year_is_charged_no_more(root):
    adopted(root, *ROLLS)
    add(root, [Close(day=OCTOBER, year=YEAR, source="x")])
    assert "closed" in refused(root, lambda: charge(root, ChargeRun(YEAR, OCTOBER), CLERK))


def test_a_struck_schedule_charges_nothing(root):
    batch = adopt(root, adoption(), CLERK).batch
    add(root, [Struck(day=OCTOBER, batch=str(batch), fact_source="command.json [A1]", source="x")])
    assert "not adopted yet" in refused(root, lambda: charge(root, ChargeRun(YEAR, OCTOBER), CLERK))
    assert adopt(root, adoption(total=100), CLERK).decided.total == 100
