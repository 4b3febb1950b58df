from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund.periods import ONE_DAY, add_months, census_day, is_year_start, parse_year, year_of

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
STARTS = st.tuples(st.integers(1, 12), st.integers(1, 28)).map(lambda start: f"{start[0]:02d}-{start[1]:02d}")
YEAR = year_of(date(2025, 9, 1))


def test_the_school_year_runs_from_september_to_august():
    assert (YEAR.start, YEAR.end, YEAR.name, YEAR.days) == (date(2025, 9, 1), date(2026, 8, 31), "2025-26", 365)


def test_a_year_with_a_leap_day_has_366_days():
    assert year_of(date(2023, 9, 1)).days == 366


def test_a_calendar_year_is_named_by_itself_twice():
    assert year_of(date(2025, 6, 1), "01-01").name == "2025-25"


@given(DAYS, STARTS)
def test_every_day_is_in_its_year_and_the_next_year_begins_the_day_after(day, start):
    year = year_of(day, start)
    assert day in year
    assert year.start - ONE_DAY not in year
    assert year_of(year.end + ONE_DAY, start).start == year.end + ONE_DAY


@given(DAYS, STARTS)
def test_a_year_is_found_again_by_its_name(day, start):
    year = year_of(day, start)
    assert parse_year(year.name, start) == year


@pytest.mark.parametrize("name", ["2025", "2025-27", "2025-2026", "25-26", "1999-00", "２０２５-26", "2025-26 ", ""])
def test_other_names_are_no_years(name):
    with pytest.raises(ValueError, match="not a year"):
        parse_year(name)


def test_a_century_turns_within_a_year():
    assert parse_year("2099-00").end == date(2100, 8, 31)


@pytest.mark.parametrize(
    ("spells", "days"),
    [
        ([(date(2000, 1, 1), None)], 365),
        ([(date(2026, 2, 1), None)], 212),
        ([(date(2025, 9, 1), date(2025, 9, 1))], 1),
        ([(date(2025, 9, 1), date(2025, 12, 31)), (date(2026, 8, 31), None)], 123),
        ([(date(2020, 9, 1), date(2025, 8, 31)), (date(2026, 9, 1), None)], 0),
        ([], 0),
    ],
)
def test_the_part_of_a_year_counts_both_first_and_last_day(spells, days):
    assert YEAR.part(spells) == Fraction(days, 365)


@given(DAYS, st.integers(0, 4000))
def test_the_parts_of_all_years_make_up_the_whole_spell(first, length):
    last = first + timedelta(days=length)
    days, year = Fraction(0), year_of(first)
    while year.start <= last:
        days += year.part([(first, last)]) * year.days
        year = year_of(year.end + ONE_DAY)
    assert days == length + 1


@pytest.mark.parametrize("text", ["09-01", "01-01", "12-28"])
def test_a_year_may_start_on(text):
    assert is_year_start(text)


@pytest.mark.parametrize("text", ["9-1", "09-29", "13-01", "00-01", "09-00", "0９-01", "09-01\n"])
def test_a_year_may_not_start_on(text):
    assert not is_year_start(text)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 8, 15), 18, date(2027, 2, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 1, 1), 0, date(2025, 1, 1)),
    ],
)
def test_calendar_months_end_with_the_month(day, months, later):
    assert add_months(day, months) == later


@given(DAYS, st.integers(-24, 24))
def test_calendar_months_keep_the_day_where_there_is_one(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + ONE_DAY).day == 1


def test_a_census_is_of_the_first_of_its_month():
    assert census_day("2025-10") == date(2025, 10, 1)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "25-10", "2025/10", "autumn", "2025-10 "])
def test_other_texts_are_no_census(text):
    assert census_day(text) is None
