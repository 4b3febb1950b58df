"""The key of a shared bill: who bears which part of it, or why that can't be told."""

from dataclasses import replace
from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.bills import bill_key

MEMBERS = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Hartside" "school"

2025-09-01 custom "member" "Coquet" "trust"

2025-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"

2025-05-01 custom "roll" "Hartside" 412
  census: "2025-05"

2025-05-01 custom "roll" "Coquet" 198
  census: "2025-05"
"""


def terms(share, customers="Coquet, Fund, HartsidePTA", **more):
    said = "".join(f'  {key}: "{value}"\n' for key, value in more.items())
    text = f"""
2025-09-01 custom "agreement" "net" "Hartside" 900.00 GBP
  customers: "{customers}"
  share: "{share}"
{said}"""
    register = book_from_text(MEMBERS + text).register
    return register, register.agreements["net"][-1]


def key_of(share, customers="Coquet, Fund, HartsidePTA", census="", usage="", **more):
    key = bill_key(*terms(share, customers, **more), "Hartside", date(2025, 10, 1), census, usage)
    return {code: weight for code, weight in key.weights.items() if weight} or key.lack


def test_by_roll_the_fund_and_associations_bear_nothing():
    assert key_of("roll") == {"Hartside": 412, "Coquet": 198}


def test_by_roll_a_census_without_a_roll_of_each_is_lacking():
    assert key_of("roll", census="2025-10") == "there is no roll at 2025-10 of Hartside, Coquet"


@pytest.mark.parametrize(
    ("day", "rolls_of_elm", "lack"),
    [
        (date(2025, 10, 1), "", "at any census dated on or before the bill of Elm"),
        (date(2025, 4, 30), "", "at any census dated on or before the bill of Coquet, Elm"),
        (date(2025, 10, 1), "2024-10", "at any one census dated on or before the bill of all of Hartside, Coquet, Elm"),
    ],
)
def test_by_roll_who_alone_lacks_one_is_named(day, rolls_of_elm, lack):
    elm = '\n2025-04-01 custom "member" "Elm" "school"\n\n2025-04-01 custom "member" "Coquet" "trust"\n'
    if rolls_of_elm:
        elm += f'\n2024-10-01 custom "roll" "Elm" 83\n  census: "{rolls_of_elm}"\n'
    register = book_from_text(MEMBERS + elm).register
    agreed = replace(terms("roll", "Coquet, Elm")[1], customers=("Coquet", "Elm"))
    assert bill_key(register, agreed, "Hartside", day).lack == f"there is no roll {lack}"


def test_in_equal_parts_every_sharer_bears_alike_and_the_fund_only_as_a_customer():
    assert key_of("equal") == {"Hartside": 1, "Coquet": 1, "Fund": 1, "HartsidePTA": 1}
    register, agreed = terms("equal", "Coquet")
    assert bill_key(register, agreed, "Fund", date(2025, 10, 1)).weights == {"Fund": 0, "Coquet": 1}


def test_by_weights_or_usage_a_sharer_that_they_do_not_name_bears_nothing():
    assert key_of("fixed", weights="Coquet=3, Fund=1") == {"Coquet": 3, "Fund": 1}
    assert key_of("usage", usage="Hartside=1, Coquet=12") == {"Hartside": 1, "Coquet": 12}


@pytest.mark.parametrize(
    ("share", "customers", "lack"),
    [
        ("usage", "Coquet", "it pins no usage"),
        ("priced", "Coquet", "the agreement net has no key"),
        ("fixed", "Coquet", "nobody in membership on that day has a part in it"),
    ],
)
def test_a_key_that_can_not_be_told_says_what_is_lacking(share, customers, lack):
    assert key_of(share, customers).startswith(lack)
