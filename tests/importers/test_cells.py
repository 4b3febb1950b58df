"""Single cells: what is read, what is refused, and in which words."""

from datetime import date, datetime, time
from fractions import Fraction
from types import NoneType
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from importers.cells import (
    FOLDED,
    Census,
    Codes,
    Day,
    Money,
    Number,
    PositiveMoney,
    Text,
    YearName,
    YesNo,
    money_at_once,
    texts_at_once,
)
from importers.workbook import BadCell
from nesa_fund.money import format_pence, format_pounds

MONEY = "not an amount of money, like 1200.00 or £1,200.00"
DAY = "not a date, like 14/11/2025"
Kind = Annotated[Literal["primary", "first"], FOLDED]


def read(kind, value):
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (Text, "  Ash\r\n First\tSchool\xa0 ", "Ash First School"),
        (Text, "00123", "00123"),
        (Text, 12345.0, "12345"),
        (Text, 12.5, "12.5"),
        (Money, "£1,234.56", 123456),
        (Money, "(12.50)", -1250),
        (Money, "12.50 CR", -1250),
        (Money, 1234.5, 123450),
        (Money, 0.1 + 0.2, 30),
        (Money, 12, 1200),
        (PositiveMoney, "0.01", 1),
        (Number, "112.5", Fraction(225, 2)),
        (Number, "1,112", Fraction(1112)),
        (Number, 0.1 + 0.2, Fraction(3, 10)),
        (Number, 0.0, Fraction(0)),
        (Day, date(2025, 11, 14), date(2025, 11, 14)),
        (Day, datetime(2025, 11, 14), date(2025, 11, 14)),  # noqa: DTZ001
        (Day, "14/11/2025", date(2025, 11, 14)),
        (Day, "5/6/2025", date(2025, 6, 5)),
        (Day, "14-Nov-25", date(2025, 11, 14)),
        (Day, "1 sept 2025", date(2025, 9, 1)),
        (Day, "14 November 2025", date(2025, 11, 14)),
        (Day, "2025-11-14", date(2025, 11, 14)),
        (YesNo, "Yes", True),
        (YesNo, " n ", False),
        (YesNo, True, True),
        (Census, "2025-10", "2025-10"),
        (Census, date(2025, 10, 2), "2025-10"),
        (Census, "02/10/2025", "2025-10"),
        (Census, "October 2025", "2025-10"),
        (Census, "oct 2025", "2025-10"),
        (Census, "Oct-25", "2025-10"),
        (YearName, "2025-26", "2025-26"),
        (YearName, "2025/26", "2025-26"),
        (YearName, "2025-2026", "2025-26"),
        (YearName, "2025–26", "2025-26"),
        (YearName, "2019/2020", "2019-20"),
        (YearName, "2025-25", "2025-25"),
        (Codes, "Ash; Elm,Coquet,", ("Ash", "Elm", "Coquet")),
        (Codes, 122170.0, ("122170",)),
        (Kind, "Primary ", "primary"),
    ],
)
def test_a_cell_is_read(kind, value, wanted):
    assert read(kind, value) == wanted


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (Text, "Ash\u202e", "has an invisible character (U+202E); type it again"),
        (Text, "A\u200bsh", "has an invisible character (U+200B); type it again"),
        (Text, "A\x07sh", "has an invisible character (U+0007); type it again"),
        (Text, date(2025, 11, 12), "a date where text is wanted"),
        (Text, 12345678901234567890.0, "a number too long to keep its digits"),
        (Text, float("nan"), "a number too long to keep its digits"),
        (Text, True, "not text"),
        (Money, "1,2OO.00", MONEY),
        (Money, "1.234,56", MONEY),
        (Money, "1e5", MONEY),
        (Money, "12.345", MONEY),
        (Money, "١٢", MONEY),
        (Money, True, MONEY),
        (Money, date(2025, 1, 1), MONEY),
        (Money, 33.335, "has a fraction of a penny"),
        (Money, 1e-3, "has a fraction of a penny"),
        (Money, float("inf"), "not an amount of money"),
        (PositiveMoney, 0.0, "must be more than 0.00"),
        (PositiveMoney, "-1", "must be more than 0.00"),
        (Number, "-1", "not a number"),
        (Number, -1.0, "not a number"),
        (Number, "1.23456", "not a number"),
        (Number, 1.23456, "has more than four decimals"),
        (Number, float("nan"), "not a number"),
        (Number, True, "not a number"),
        (Number, "9" * 20, "not a number"),
        (Day, "11/14/2025", "not a day that exists"),
        (Day, "31/02/2026", "not a day that exists"),
        (Day, "14/11/25", DAY),
        (Day, "14.11.2025", DAY),
        (Day, "14 Nov-25", DAY),
        (Day, "14 Foo 2025", DAY),
        (Day, 45413.0, "a number, not a date; format the cell as a date, like 14/11/2025"),
        (Day, True, DAY),
        (Day, time(9, 30), DAY),
        (Day, datetime(2025, 11, 14, 9), "has a time of day"),  # noqa: DTZ001
        (Day, "31/12/1999", "not a date from 2000 to 2100"),
        (Day, date(2101, 1, 1), "not a date from 2000 to 2100"),
        (YesNo, "maybe", "not yes or no"),
        (YesNo, 1.0, "not yes or no"),
        (Census, "2025-13", "not a census month, like 2025-10"),
        (Census, "autumn", "not a census month, like 2025-10"),
        (Census, 202510.0, "not a census month, like 2025-10"),
        (Census, date(2100, 1, 1), "not a census month, like 2025-10"),
        (YearName, "2025-27", "not a year, like 2025-26"),
        (YearName, "25-26", "not a year, like 2025-26"),
        (YearName, 2025.0, "not a year, like 2025-26"),
        (Codes, "Ash,Elm,Ash", "names Ash twice"),
        (Codes, ",;", "not a list"),
    ],
)
def test_a_cell_is_refused_in_words_that_help(kind, value, sentence):
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    assert str(caught.value.errors()[0]["ctx"]["error"]).startswith(sentence)


@pytest.mark.parametrize("kind", [Text, Money, PositiveMoney, Number, Day, YesNo, Census, YearName, Codes, Kind])
def test_every_type_refuses_a_bad_cell_with_its_reason(kind):
    with pytest.raises(ValidationError, match="holds the error #N/A"):
        read(kind, BadCell("holds the error #N/A"))


@given(st.integers(-(10**13), 10**13))
def test_money_comes_back_from_every_way_it_is_written(pence):
    assert read(Money, format_pence(pence)) == pence
    assert read(Money, format_pounds(pence)) == pence


@given(st.integers(-(10**11), 10**11))
def test_money_comes_back_from_a_spreadsheets_number(pence):
    assert read(Money, pence / 100) == pence


@given(st.floats(-1e8, 1e8), st.floats(0.0002, 0.005))
def test_a_number_clearly_off_a_whole_penny_is_never_rounded(pounds, off):
    with pytest.raises(ValidationError, match="fraction of a penny"):
        read(Money, round(pounds) + off)


@given(st.integers(0, 10**10))
def test_a_number_of_four_decimals_comes_back(scaled):
    assert read(Number, scaled / 10_000) == Fraction(scaled, 10_000)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_comes_back_from_every_way_it_is_written(day):
    written = [day.isoformat(), day.strftime("%d/%m/%Y"), day.strftime("%d %b %Y"), day.strftime("%d %B %Y"), day]
    assert {read(Day, text) for text in written} == {day}
    if day.year < 2100:
        assert read(Day, day.strftime("%d-%b-%y")) == day
        assert read(Census, day) == day.strftime("%Y-%m")


# Many at once


texts = st.text(st.sampled_from("aé \t\n\u200b0"), max_size=4)
numbers = st.floats() | st.integers(-(10**400), 10**400) | st.integers(-(10**9), 10**9).map(lambda pence: pence / 100)


@pytest.mark.parametrize(("kind", "at_once"), [(Text, texts_at_once), (Money, money_at_once)])
@given(
    st.lists(texts | st.none(), max_size=4)
    | st.lists(numbers | st.none(), max_size=4)
    | st.lists(texts | numbers | st.booleans() | st.none() | st.just(BadCell("#REF!")), max_size=3)
)
def test_many_cells_are_read_at_once_as_each_is_or_not_at_all(kind, at_once, values):
    found = at_once(values)
    if found is not None:
        assert list(found) == [None if value is None else read(kind, value) for value in values]
        assert {*map(type, found)} <= {str, int, NoneType}


@pytest.mark.filterwarnings("error")
def test_a_number_without_end_is_left_to_be_looked_at():
    assert money_at_once([1e308, 1.0]) is None


@pytest.mark.parametrize(
    ("at_once", "values"),
    [
        (texts_at_once, ["Ash First School", None, "0012"]),
        (money_at_once, [0.0, None, 12.34, -0.01, 999999999.99]),
    ],
)
def test_what_is_as_most_sheets_have_it_is_read_at_once(at_once, values):
    assert at_once(values) is not None
