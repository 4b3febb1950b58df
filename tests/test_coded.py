"""A column whose values are often alike is, to who reads it, a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund.coded import Coded

texts = st.lists(st.sampled_from(["", "Ash", "Oak", "Elm", "Yew", "Fir", "Box", "Bay", "Fig"]))


@given(st.lists(texts, max_size=4))
def test_what_is_put_in_comes_out_in_its_order(several):
    column = Coded()
    for some in several:
        column.extend(some)
    whole = [text for some in several for text in some]
    assert (list(column), len(column)) == (whole, len(whole))
    assert column == whole
    assert [column[n] for n in range(len(whole))] == column[:] == whole
    assert len(set(column.distinct)) == len(column.distinct)


@given(texts, texts)
def test_one_by_one_or_at_once_is_the_same(first, more):
    at_once, by_turns = Coded([*first, *more]), Coded(first).settled()
    for text in more:
        by_turns.append(text)
    assert at_once == by_turns


@given(st.lists(texts, max_size=4))
def test_columns_are_joined_without_changing_them(several):
    parts = [Coded(some) for some in several]
    joined = Coded.joined(parts)
    assert joined == [text for some in several for text in some]
    joined.append("Rowan")
    assert parts == several


@pytest.mark.parametrize("sizes", [(3, 200, 300), (200, 3, 5), (300, 70_000, 10), (10, 10, 10)])
def test_columns_of_few_values_and_of_many_are_joined_alike(sizes):
    some = [[str(3 * n % size) for n in range(size + 7)] for size in sizes]
    others = [[f"{first}-{n % size}" for n in range(size)] for first, size in zip("ab", sizes, strict=False)]
    parts = [*some, *others, some[0]]
    joined = Coded.joined([Coded(part).settled() for part in parts])
    assert list(joined) == [text for part in parts for text in part]
    assert len(set(joined.distinct)) == len(joined.distinct)


@given(texts, st.data())
def test_rows_are_taken_in_any_order_and_no_value_of_another_row_with_them(some, data):
    column = Coded(some)
    order = data.draw(st.lists(st.sampled_from(range(len(some))), max_size=6)) if some else []
    assert column.picked(order) == column.taken(order) == [some[n] for n in order]
    assert set(column.taken(order).distinct) == {some[n] for n in order}


@given(texts, st.integers(0, 5), st.integers(0, 5))
def test_a_part_is_a_slice(some, begin, end):
    assert Coded(some).part(begin, end) == some[begin:end]


@given(texts, st.sampled_from(["", "Ash", "Rowan"]))
def test_it_holds_just_what_a_row_has(some, text):
    column = Coded(some)
    assert (text in column) == (text in some)
    assert (text in column.part(1, 3)) == (text in some[1:3])


def test_columns_are_equal_by_their_rows_whatever_they_met_first():
    one, other = Coded(["Ash", "Oak", "Oak"]), Coded(["Oak", "Ash", "Oak", "Oak"]).part(1, 4)
    assert one == other
    assert one != Coded(["Ash", "Oak", "Ash"])
    assert one != Coded(["Ash", "Oak"])
    assert one != "Ash"


def test_many_rows_of_one_value_need_it_once():
    column = Coded.of("Ash", 3)
    column.fill("Oak", 2)
    column.fill("Elm", 0)
    assert (list(column), column.distinct) == (["Ash"] * 3 + ["Oak"] * 2, ["Ash", "Oak"])


@pytest.mark.parametrize(("some", "is_blank"), [([], True), (["", ""], True), (["", "x"], False)])
def test_a_column_without_a_text_is_blank(some, is_blank):
    assert Coded(some).is_blank == is_blank
