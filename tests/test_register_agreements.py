"""Agreements in the register: the terms of a day, and whose consent they have."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from nesa_fund.entries import Place
from nesa_fund.facts import Agreement, Consent
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


def terms(day=SEPTEMBER, ceiling=100, **more) -> Agreement:
    return Agreement(**({"day": day, "code": "music", "supplier": "Elm", "ceiling": ceiling} | more))


def consent(code="Ash", day=date(2025, 9, 5)) -> Consent:
    return Consent(day=day, agreement="music", code=code)


def test_terms_hold_from_their_date_to_their_end():
    told = register([terms(ceiling=100), terms(date(2026, 1, 1), 200, until=date(2026, 7, 31))])
    days = (date(2025, 8, 31), SEPTEMBER, date(2026, 1, 1), date(2026, 7, 31), date(2026, 8, 1))
    found = [told.agreement("music", day) for day in days]
    assert [one and one.ceiling for one in found] == [None, 100, 200, 200, None]
    assert told.agreement("sport", SEPTEMBER) is None


def test_a_consent_is_to_the_newest_terms_recorded_by_its_batch():
    told = register([terms()], [consent()], [terms(date(2026, 1, 1), 200)], [consent(day=date(2026, 1, 5))])
    old, new = told.agreements["music"]
    assert [one.day for one in told.consents_to(old)["Ash"]] == [date(2025, 9, 5)]
    assert [one.day for one in told.consents_to(new)["Ash"]] == [date(2026, 1, 5)]


def test_changed_terms_have_no_consent_yet():
    told = register([terms()], [consent()], [terms(date(2026, 1, 1), 200)])
    assert told.consents_to(told.agreements["music"][-1]) == {}


def test_a_consent_in_the_batch_of_its_terms_is_to_them():
    told = register([terms(), consent(), consent("Oak")])
    assert set(told.consents_to(told.agreements["music"][0])) == {"Ash", "Oak"}


def test_terms_corrected_on_their_own_date_need_a_new_consent():
    told = register([terms()], [consent()], [terms(ceiling=500)])
    assert told.consents_to(told.agreements["music"][-1]) == {}


@pytest.mark.parametrize("changed", [{"title": "Music"}, {"category": "Teaching"}, {"cost_basis": "pay"}])
def test_a_title_or_category_corrected_revokes_no_consent(changed):
    told = register([terms(customers=("Ash", "Oak"))], [consent()], [terms(customers=("Oak", "Ash"), **changed)])
    assert set(told.consents_to(told.agreements["music"][-1])) == {"Ash"}


@pytest.mark.parametrize(
    "changed",
    [
        {"supplier": "Oak"},
        {"customers": ("Ash",)},
        {"share": "roll"},
        {"unit": "day"},
        {"unit_price": 1},
        {"unit_cost": 1},
        {"ceiling": 101},
        {"weights": (("Ash", Fraction(1)),)},
        {"census": "2025-10"},
        {"until": date(2026, 1, 1)},
        {"leaver": "reshare"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_binds_needs_a_new_consent_when_it_changes(changed):
    told = register([terms()], [consent()], [terms(**changed)])
    assert told.consents_to(told.agreements["music"][-1]) == {}
