from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from nesa_fund.entries import Place
from nesa_fund.facts import (
    Alliance,
    Confirmation,
    Member,
    PlanLine,
    Roll,
    Schedule,
    Struck,
    Withdrawal,
)
from nesa_fund.register import Register

SEPTEMBER = date(2025, 9, 1)


def register(*batches) -> Register:
    """The register of facts given batch by batch, each citing its batch and position."""
    placed = []
    for number, facts in enumerate(batches, 1):
        for line, fact in enumerate(facts, 1):
            source = fact.source or f"s.xlsx [A{line}]"
            placed.append(replace(fact, source=source, place=Place(number, "register", line)))
    return Register(placed)


def member(code="Elm", day=SEPTEMBER, **more) -> Member:
    return Member(**({"day": day, "code": code, "kind": "school"} | more))


def left(day: date, code="Elm") -> Withdrawal:
    return Withdrawal(day=day, code=code)


def roll(pupils: int, census="2025-10", **more) -> Roll:
    return Roll(**({"day": date(2025, 10, 1), "code": "Elm", "pupils": Fraction(pupils), "census": census} | more))


# States and measurements


def test_a_state_holds_from_its_own_date_until_the_next():
    told = register([member(name="Elm First")], [member(day=date(2026, 1, 1), name="Elm Primary")])
    assert told.member("Elm", date(2025, 12, 31)).name == "Elm First"
    assert told.member("Elm", date(2026, 1, 1)).name == "Elm Primary"
    assert told.member("Elm", date(2020, 1, 1)).name == "Elm First"
    assert told.members["Elm"].name == "Elm Primary"


def test_a_state_recorded_late_holds_in_its_own_time_only():
    told = register(
        [member(name="old"), member(day=date(2026, 1, 1), name="new")], [member(day=date(2025, 11, 1), name="between")]
    )
    days = (date(2025, 10, 31), date(2025, 11, 1), date(2026, 1, 1))
    assert [told.member("Elm", day).name for day in days] == ["old", "between", "new"]


def test_a_state_of_the_same_key_and_date_replaces_the_earlier_one():
    told = register([member(name="old")], [member(name="new")])
    assert [fact.name for fact in told.all(Member)] == ["new"]


def test_a_measurement_has_one_value_a_key_the_one_recorded_last():
    told = register([roll(100, day=date(2025, 10, 2))], [roll(90)])
    assert told.roll("Elm", "2025-10") == 90
    assert len(told.all(Roll)) == 1


def test_the_order_given_is_not_the_order_recorded():
    told = Register(reversed(register([roll(100)], [roll(90)]).facts))
    assert told.roll("Elm", "2025-10") == 90


def test_a_roll_is_the_sum_over_urns():
    told = register([roll(100, urn="1"), roll(Fraction(25, 2), urn="2"), roll(7, census="2024-10")])
    assert (told.roll("Elm", "2025-10"), told.roll("Elm", "2024-10"), told.roll("Elm", "2023-10")) == (
        Fraction(225, 2),
        7,
        None,
    )


@pytest.mark.parametrize(
    ("listed", "recorded", "pupils"),
    [
        ("990104, 990105", ("990104",), None),
        ("990104, 990105", ("990104", "990105"), 20),
        ("990104, 990105", ("",), 10),
        ("990104, 990105", ("990106",), 10),
        ("990104", ("990104",), 10),
        ("", ("990104",), 10),
    ],
)
def test_half_of_a_members_urns_is_no_roll_of_the_whole(listed, recorded, pupils):
    told = register([member(urn=listed)], [roll(10, urn=urn) for urn in recorded])
    assert told.roll("Elm", "2025-10") == pupils


def test_the_urns_wanted_are_those_listed_at_the_census():
    later = member(urn="990104, 990105", day=date(2025, 10, 2))
    told = register([member(urn="990104"), later], [roll(10, urn="990104")])
    assert told.roll("Elm", "2025-10") == 10
    told = register([replace(later, day=date(2025, 10, 1)), member(urn="990104")], [roll(10, urn="990104")])
    assert told.roll("Elm", "2025-10") is None


def test_a_roll_of_whoever_is_no_member_yet_is_taken_as_it_is():
    assert register([roll(10, urn="990104")]).roll("Elm", "2025-10") == 10


def test_censuses_are_listed_oldest_first():
    told = register([roll(1, census="2025-10"), roll(1, census="2024-10", day=date(2024, 10, 1))])
    assert list(told.censuses) == ["2024-10", "2025-10"]


# Corrected and struck


def test_a_correction_takes_the_corrected_fact_away():
    told = register([roll(100, urn="1")], [roll(90, urn="2", corrects="0001 s.xlsx [A1]")])
    assert told.roll("Elm", "2025-10") == 90


def test_a_correction_of_a_correction_leaves_only_the_last():
    told = register([roll(1)], [roll(2, corrects="0001 s.xlsx [A1]")], [roll(3, corrects="0002 s.xlsx [A1]")])
    assert [fact.pupils for fact in told.all(Roll)] == [3]


def test_a_struck_fact_counts_no_more():
    told = register([roll(100), member()], [Struck(day=SEPTEMBER, batch="1", fact_source="s.xlsx [A1]")])
    assert told.roll("Elm", "2025-10") is None
    assert "Elm" in told.members


def test_striking_the_later_value_lets_the_earlier_one_count_again():
    told = register([roll(100)], [roll(90)], [Struck(day=SEPTEMBER, batch="0002", fact_source="s.xlsx [A1]")])
    assert told.roll("Elm", "2025-10") == 100


def test_only_the_fact_of_that_batch_is_struck():
    told = register([roll(100)], [roll(90)], [Struck(day=SEPTEMBER, batch="1", fact_source="s.xlsx [A1]")])
    assert told.roll("Elm", "2025-10") == 90


# What was known when


def test_what_was_known_when_a_batch_had_been_recorded():
    told = register([member()], [roll(100)], [roll(90)])
    assert [told.recorded_by(batch).roll("Elm", "2025-10") for batch in (1, 2, 3, 9)] == [None, 100, 90, 90]


def test_a_fact_struck_later_was_known_before():
    told = register([roll(100)], [Struck(day=SEPTEMBER, batch="1", fact_source="s.xlsx [A1]")])
    assert told.recorded_by(1).roll("Elm", "2025-10") == 100


def test_further_facts_join_a_register_without_changing_it():
    told = register([member()])
    more = told.joined_by([roll(50, place=Place(2, "register", 1))])
    assert (told.roll("Elm", "2025-10"), more.roll("Elm", "2025-10")) == (None, 50)


# The alliance


def test_settings_hold_from_their_date():
    old, new = (
        Alliance(day=day, name="A", terms_days=terms) for day, terms in ((SEPTEMBER, 30), (date(2026, 1, 1), 14))
    )
    told = register([old], [new])
    days = (None, date(2025, 12, 31), date(2026, 1, 1), date(2001, 1, 1))
    assert [told.alliance(day).terms_days for day in days] == [14, 30, 14, 30]


def test_years_go_by_the_alliance():
    told = register([Alliance(day=SEPTEMBER, name="A", year_start="04-01")])
    assert told.year_of(date(2026, 3, 31)).name == "2025-26"
    with pytest.raises(ValueError, match="not a year"):
        told.year("2025-27")


# Membership


def test_a_spell_ends_on_the_last_day_in():
    told = register([member()], [left(date(2026, 1, 31))])
    assert told.spells("Elm") == ((SEPTEMBER, date(2026, 1, 31)),)
    assert [told.is_in("Elm", date(2026, month, day)) for month, day in ((1, 31), (2, 1))] == [True, False]
    assert not told.is_in("Elm", date(2025, 8, 31))


def test_a_member_may_join_again():
    told = register([member()], [left(date(2026, 1, 31))], [member(day=date(2026, 9, 1))])
    assert told.spells("Elm") == ((SEPTEMBER, date(2026, 1, 31)), (date(2026, 9, 1), None))
    assert [told.is_in("Elm", date(2026, month, 1)) for month in (1, 5, 9)] == [True, False, True]


def test_a_change_within_a_spell_is_no_second_joining():
    told = register([member()], [member(day=date(2026, 1, 1), name="Elm Primary")], [left(date(2026, 3, 1))])
    assert told.spells("Elm") == ((SEPTEMBER, date(2026, 3, 1)),)


def test_one_may_join_again_the_day_after_leaving():
    told = register([member(), left(date(2026, 1, 31)), member(day=date(2026, 2, 1))])
    assert told.spells("Elm") == ((SEPTEMBER, date(2026, 1, 31)), (date(2026, 2, 1), None))


def test_a_member_may_be_in_for_one_day():
    told = register([member(), left(SEPTEMBER)])
    assert told.spells("Elm") == ((SEPTEMBER, SEPTEMBER),)


def test_a_withdrawal_of_nobody_makes_no_spell():
    assert register([left(SEPTEMBER)]).spells("Elm") == ()
    assert register([]).spells("Elm") == ()


def test_the_fund_is_always_in():
    assert register([]).is_in("Fund", date(1999, 1, 1))


def test_schools_and_trusts_contribute_and_associations_do_not():
    told = register([member("Zed", kind="trust"), member("Elm"), member("ElmPTA", kind="association", host="Elm")])
    assert told.contributing == ("Elm", "Zed")


def test_names_fall_back_on_codes():
    told = register([member(name="Elm First"), member("Ash")])
    assert [told.name(code) for code in ("Elm", "Ash", "Fund", "Nobody")] == [
        "Elm First", "Ash", "Partnership Fund", "Nobody",
    ]  # fmt: skip


# Plan, schedule, confirmations


def test_plan_schedule_and_confirmation_are_found_by_year():
    line = PlanLine(day=SEPTEMBER, year="2025-26", line="maths", amount=5)
    adopted = Schedule(day=SEPTEMBER, year="2025-26", total=5)
    said = Confirmation(day=SEPTEMBER, code="Elm", year="2025-26", amount=5)
    told = register([line, adopted, said])
    assert told.plan("2025-26") == {"maths": told.all(PlanLine)[0]}
    assert (told.plan("2026-27"), told.schedule("2026-27")) == ({}, None)
    assert told.schedule("2025-26").total == 5
    assert told.plan("2025-26") is told.plan("2025-26")  # Rules ask for it once a row.
    assert told.confirmations["Elm", "2025-26"].amount == 5
