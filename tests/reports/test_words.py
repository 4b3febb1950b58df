"""How values read, and that no text stays unseen."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund.statements.base import Unit, Value
from reports.words import exact, plain, shown


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (123_456, Unit.MONEY, "£1,234.56"),
        (-5, Unit.MONEY, "-£0.05"),
        (Fraction(1, 6), Unit.PERCENT, "16.67%"),
        (Fraction(-1, 8), Unit.PERCENT, "-12.50%"),
        (1, Unit.PERCENT, "100.00%"),
        (Fraction(225, 2), Unit.NUMBER, "112.5"),
        (Fraction(1, 3), Unit.NUMBER, "0.33"),
        (1_500, Unit.NUMBER, "1,500"),
        (0, Unit.NUMBER, "0"),
        (date(2025, 11, 4), Unit.DATE, "4 Nov 2025"),
        ("awaited", Unit.DATE, "awaited"),
        (None, Unit.MONEY, ""),
    ],
)
def test_a_value_reads_as_people_write_it(value: Value, unit: Unit, text: str):
    assert shown(value, unit) == text


@pytest.mark.parametrize(("value", "unit"), [(5, Unit.TEXT), (Fraction(1, 2), Unit.MONEY), (3, Unit.DATE)])
def test_a_value_that_is_none_of_its_unit_is_our_mistake_and_not_drawn(value: Value, unit: Unit):
    with pytest.raises(TypeError, match="does not belong"):
        shown(value, unit)


@given(st.fractions())
def test_an_exact_number_reads_back_as_itself(number: Fraction):
    assert Fraction(exact(number)) == number


def test_an_exact_number_is_decimal_text_where_its_decimals_end():
    assert [exact(n) for n in (100, Fraction(1, 8), Fraction(-1, 6))] == ["100", "0.125", "-1/6"]


@given(st.text(st.characters()))
def test_plain_text_has_no_character_that_acts_unseen(text: str):
    assert all(char.isprintable() or char.isspace() for char in plain(text))
    assert "\x1b" not in plain(text, one_line=False)


@given(st.text(st.characters(exclude_categories=("C", "Z"))))
def test_text_that_people_can_see_is_left_alone(text: str):
    assert plain(text) == text


def test_line_ends_stay_only_where_they_are_wanted():
    assert plain("two\r\nlines") == "two lines"
    assert plain("two\r\nlines", one_line=False) == "two\nlines"
