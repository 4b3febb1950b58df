"""A sample by monetary unit: the same from the same seed, each pound with the same chance, nothing twice."""

from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund.statements.sampling import draw

AMOUNTS = st.dictionaries(st.text(max_size=5), st.integers(0, 10**13), max_size=40)


def amounts(*pence):
    return {f"{n:04d}/Fund:{n}": one for n, one in enumerate(pence)}


@given(AMOUNTS, st.integers(1, 60), st.text())
def test_it_draws_as_many_as_asked_for_or_all_that_have_a_value_and_none_twice(pence, size, seed):
    sample = draw(pence, size, seed)
    assert len(sample.certain) + len(sample.drawn) == len(sample.names)
    assert len(sample.names) == min(size, sum(one > 0 for one in pence.values()))
    assert all(pence[name] > 0 for name in sample.names)


@given(AMOUNTS, st.integers(1, 60), st.text())
def test_what_is_as_large_as_a_step_is_certain_and_nothing_else(pence, size, seed):
    sample = draw(pence, size, seed)
    assert sample.steps == size - len(sample.certain)
    others = [one for name, one in pence.items() if name not in sample.certain]
    assert sample.left == sum(others)
    assert all(one * sample.steps < sample.left for one in others if one)


@given(AMOUNTS, st.integers(1, 60), st.text())
def test_the_order_in_which_the_amounts_are_given_does_not_matter(pence, size, seed):
    assert draw(dict(reversed(pence.items())), size, seed) == draw(pence, size, seed)


def by_hand(pence, size, seed):
    """The same, worked in fractions, where nothing is as large as a step."""
    number = {
        text: int(sha256(text.encode()).hexdigest(), 16) for text in (seed, *(f"{seed}\n{name}" for name in pence))
    }
    order = sorted(pence, key=lambda name: number[f"{seed}\n{name}"])
    step = Fraction(sum(pence.values()), size)
    points = [(n + Fraction(number[seed], 2**256)) * step for n in range(size)]
    begin, found = 0, {}
    for name in order:
        for point in map(int, points):
            if begin <= point < begin + pence[name]:
                found[name] = point
        begin += pence[name]
    return found


@given(st.lists(st.integers(900, 1100), min_size=10, max_size=40), st.integers(1, 5), st.text())
def test_each_is_drawn_by_a_penny_of_its_own_one_at_each_step(pence, size, seed):
    sample = draw(amounts(*pence), size, seed)
    assert sample.drawn == by_hand(amounts(*pence), size, seed)


EXPECTED = [
    ("0032/Fund:32", 307165),
    ("0048/Fund:48", 110078),
    ("0092/Fund:92", 175774),
    ("0096/Fund:96", 241469),
    ("0097/Fund:97", 44383),
]  # Worked with sha256sum and whole numbers, apart from the program.


def test_the_same_seed_draws_the_same_wherever_it_runs():
    pence = amounts(*(n * n % 9973 + 1 for n in range(1, 101)))
    assert sorted(draw(pence, 5, "Ash and Elm").drawn.items()) == EXPECTED
    assert draw(pence, 5, "Ash and Elm 2").names.isdisjoint(dict(EXPECTED))


def test_over_many_seeds_each_pound_is_drawn_alike_often():
    pence = amounts(100, 200, 0, 300, 400)
    times = dict.fromkeys(pence, 0)
    for seed in range(10_000):
        (name,) = draw(pence, 1, str(seed)).names
        times[name] += 1
    assert [one / 100 for one in times.values()] == pytest.approx([10, 20, 0, 30, 40], abs=1)


def test_of_two_drawn_each_has_twice_the_chance():
    pence = amounts(*[100] * 8, 200)
    times = dict.fromkeys(pence, 0)
    for seed in range(10_000):
        for name in draw(pence, 2, str(seed)).names:
            times[name] += 1
    assert [one / 100 for one in times.values()] == pytest.approx([20] * 8 + [40], abs=1.5)


def test_an_amount_of_exactly_a_step_is_certain_and_of_a_penny_less_is_not():
    assert draw(amounts(50, 30, 20), 2, "x").certain == {"0000/Fund:0"}
    assert draw(amounts(49, 30, 21), 2, "x").certain == frozenset()
    assert draw(amounts(50, 31, 20), 2, "x").certain == frozenset()  # The step is fifty pence and a half.
    # With the largest out, the step of the others is shorter, and the next is as large as that.
    assert draw(amounts(900, 60, 20, 20), 3, "x").certain == {"0000/Fund:0", "0001/Fund:1"}


def test_of_nothing_there_is_nothing_to_draw():
    assert draw({}, 3, "x").names == draw(amounts(0, 0), 3, "x").names == frozenset()
