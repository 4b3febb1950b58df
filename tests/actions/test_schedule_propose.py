from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from folders import ROLLS, add, alliance, roll, school
from nesa_fund.actions.schedule import Joining, Leaving, WhatIf, propose
from nesa_fund.facts import PlanLine, Withdrawal
from schedules import OCTOBER, SHARES, YEAR, refused, register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


def test_a_total_is_shared_by_roll_to_the_penny(root):
    proposal = propose(register(root), YEAR, 2_400_000)
    assert {share.member: share.pence for share in proposal.shares} == SHARES
    assert (proposal.census, proposal.total, proposal.without_roll) == ("2024-10", 2_400_000, ())


def test_without_a_total_it_is_the_plan_but_for_what_grants_pay(root):
    lines = [("maths", 1_900_000, ""), ("music", 500_000, ""), ("sport", 90_000, "SSIF")]
    add(root, [PlanLine(day=date(2025, 9, 1), year=YEAR, line=n, amount=p, grant=g, source=n) for n, p, g in lines])
    assert propose(register(root), YEAR).total == 2_400_000


def test_without_a_plan_a_total_is_asked_for(root):
    assert "give a total" in refused(root, lambda: propose(register(root), YEAR))


def test_without_a_census_it_is_the_newest_on_or_before_the_first_day_of_the_year(root):
    newer = [roll(code, 100, census) for census in ("2025-09", "2025-10") for code in ROLLS]
    add(root, newer)
    assert propose(register(root), YEAR, 100).census == "2025-09"


def test_where_every_census_is_later_it_is_the_first(root):
    assert propose(register(root), "2023-24", 100, what_if=WhatIf(joins=(Joining("Elm", 9, date(2023, 9, 1)),))).census


def test_members_without_a_roll_are_named_and_have_no_share(root):
    add(root, [school("Elm")])
    proposal = propose(register(root), YEAR, 2_400_000)
    assert proposal.without_roll == ("Elm",)
    assert {share.member: share.pence for share in proposal.shares} == SHARES


def test_a_supposed_roll_replaces_all_rolls_of_the_member(root):
    add(root, [roll("Elsdon", 40, urn="122001")])
    supposed = WhatIf(rolls={"elsdon first school": Fraction(83)})
    assert {
        one.member: one.pence for one in propose(register(root), YEAR, 2_400_000, what_if=supposed).shares
    } == SHARES


def test_a_supposed_joiner_weighs_its_part_of_the_year(root):
    supposed = WhatIf(joins=(Joining("Elm", Fraction(1000), date(2026, 2, 1)),))
    shares = {one.member: one for one in propose(register(root), YEAR, 57_700, what_if=supposed).shares}
    assert shares["Elm"].part == Fraction(212, 365)
    assert shares["Elm"].pence == 21_200  # 57,700 × 212/365 ÷ (1 + 212/365).


def test_a_supposed_leaver_weighs_its_days(root):
    supposed = WhatIf(leaves=(Leaving("Hartside", date(2025, 12, 31)),))
    shares = {one.member: one for one in propose(register(root), YEAR, 2_400_000, what_if=supposed).shares}
    assert shares["Hartside"].part == Fraction(122, 365)
    assert sum(one.pence for one in shares.values()) == 2_400_000


def test_a_member_that_left_may_be_supposed_to_join_again(root):
    add(root, [Withdrawal(day=date(2025, 9, 30), code="Elsdon", source="x")])
    supposed = WhatIf(joins=(Joining("Elsdon", Fraction(83), date(2026, 9, 1)),))
    shares = {one.member: one.pence for one in propose(register(root), "2026-27", 2_400_000, what_if=supposed).shares}
    assert shares == SHARES


@pytest.mark.parametrize(
    ("supposed", "told"),
    [
        (WhatIf(rolls={"Hartsyde": Fraction(1)}), "nearest: Hartside First School (Hartside)"),
        (WhatIf(rolls={"Hartside": Fraction(-1)}), "below zero"),
        (WhatIf(rolls={"Hartside": Fraction(1), "HARTSIDE": Fraction(2)}), "twice"),
        (WhatIf(joins=(Joining("Hartside", Fraction(1), OCTOBER),)), "in membership already"),
        (WhatIf(joins=(Joining("elm first", Fraction(1), OCTOBER),)), "no code for a new member"),
        (WhatIf(joins=(Joining("Fund", Fraction(1), OCTOBER),)), "no code for a new member"),
        (WhatIf(joins=(Joining("Elm", Fraction(1), OCTOBER),) * 2), "twice"),
        (WhatIf(joins=(Joining("Elm", Fraction(1), date(2026, 9, 1)),)), "after 2025-26 has ended"),
        (WhatIf(leaves=(Leaving("Hartside", date(2026, 9, 1)),)), "after 2025-26 has ended"),
        (WhatIf(leaves=(Leaving("Hartside", date(2025, 8, 31)),)), "not in membership on 2025-08-31"),
    ],
)
def test_what_can_not_be_supposed_is_refused(root, supposed, told):
    assert told in refused(root, lambda: propose(register(root), YEAR, 100, what_if=supposed))


def test_a_roll_is_not_supposed_of_who_takes_no_part(root):
    add(root, [school("Elm", OCTOBER), Withdrawal(day=date(2025, 10, 2), code="Elm", source="x")])
    supposed = WhatIf(rolls={"Elm": Fraction(1)})
    assert "takes no part" in refused(root, lambda: propose(register(root), "2026-27", 100, what_if=supposed))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("2025-27", 100), "not a year"),
        ((YEAR, 0), "above zero"),
        ((YEAR, 100, "2019-10"), "there are rolls of 2024-10"),
    ],
)
def test_what_can_not_be_proposed_is_refused(root, given, told):
    assert told in refused(root, lambda: propose(register(root), *given))
