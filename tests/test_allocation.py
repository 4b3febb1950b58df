from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund.allocation import AllocationError, allocate, instalments

CODES = st.text("ABCDEFGH", min_size=1, max_size=3)
WEIGHTS = st.dictionaries(CODES, st.fractions(0, 2000, max_denominator=400), min_size=1).filter(
    lambda weights: any(weights.values())
)
PENCE = st.integers(-(10**10), 10**10)


def test_a_contribution_of_24000_pounds_over_four_rolls():
    shares = allocate(2_400_000, {"Hartside": 412, "Coquet": 198, "Rothley": 307, "Elsdon": 83})
    assert shares == {"Coquet": 475_200, "Elsdon": 199_200, "Hartside": 988_800, "Rothley": 736_800}


def test_the_odd_pennies_go_to_the_largest_remainders():
    assert allocate(100, {"Ash": 1, "Elm": 2, "Coquet": 4}) == {"Ash": 14, "Coquet": 57, "Elm": 29}


def test_a_tie_goes_to_the_first_code_in_order():
    assert allocate(100, {"Rothley": 1, "Coquet": 1, "Elsdon": 1}) == {"Coquet": 34, "Elsdon": 33, "Rothley": 33}


def test_half_pupils_weigh_half():
    assert allocate(400, {"Ash": Fraction("112.5"), "Elm": Fraction("37.5")}) == {"Ash": 300, "Elm": 100}


@given(PENCE, WEIGHTS)
def test_shares_sum_to_the_amount_exactly(pence, weights):
    assert sum(allocate(pence, weights).values()) == pence


@given(PENCE, WEIGHTS)
def test_each_share_is_within_a_penny_of_the_exact_quotient(pence, weights):
    whole = sum(weights.values())
    assert all(abs(share - pence * weights[code] / whole) < 1 for code, share in allocate(pence, weights).items())


@given(PENCE, WEIGHTS, st.randoms())
def test_the_order_of_rows_does_not_matter(pence, weights, random):
    rows = list(weights.items())
    random.shuffle(rows)
    assert allocate(pence, dict(rows)) == allocate(pence, weights)


@given(PENCE, WEIGHTS)
def test_a_refund_mirrors_its_charge(pence, weights):
    assert allocate(-pence, weights) == {code: -share for code, share in allocate(pence, weights).items()}


@given(PENCE, WEIGHTS)
def test_a_zero_weight_gets_nothing(pence, weights):
    assert allocate(pence, {**weights, "Z": Fraction(0)})["Z"] == 0


@given(PENCE, WEIGHTS, st.fractions("0.001", 1000))
def test_only_the_proportion_of_weights_counts(pence, weights, factor):
    assert allocate(pence, {code: weight * factor for code, weight in weights.items()}) == allocate(pence, weights)


@given(st.integers(0, 10**9), WEIGHTS)
def test_who_weighs_more_never_pays_less(pence, weights):
    shares = allocate(pence, weights)
    ordered = sorted(weights, key=weights.__getitem__)
    assert all(shares[less] <= shares[more] for less, more in pairwise(ordered) if weights[less] < weights[more])


@pytest.mark.parametrize("weights", [{}, {"Ash": 0}, {"Ash": 2, "Elm": -1}])
def test_nothing_is_shared_over_no_weight_or_a_negative_one(weights):
    with pytest.raises(AllocationError):
        allocate(100, weights)


def test_the_first_instalments_take_the_odd_pennies():
    assert instalments(1001, 3) == [334, 334, 333]


@given(PENCE, st.integers(1, 12))
def test_instalments_sum_to_the_share_and_differ_by_a_penny_at_most(pence, count):
    parts = instalments(pence, count)
    assert sum(parts) == pence
    assert len(parts) == count
    assert max(parts) - min(parts) <= 1
    assert sorted(parts, key=abs, reverse=True) == parts


def test_there_is_at_least_one_instalment():
    with pytest.raises(AllocationError):
        instalments(100, 0)
