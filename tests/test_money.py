from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund.money import (
    LARGEST_PENCE,
    MoneyError,
    format_pence,
    format_pounds,
    half_up,
    parse_pence,
    pence_from_decimal,
    pence_from_float,
)

PENCE = st.integers(-LARGEST_PENCE, LARGEST_PENCE)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£1,234.56", 123_456),
        ("1234.5", 123_450),
        ("1234", 123_400),
        (" 12.50 ", 1250),
        ("-12.50", -1250),
        ("-£12.50", -1250),
        ("£-12.50", -1250),
        ("(12.50)", -1250),
        ("(£1,012.50)", -101_250),
        ("12.50 CR", -1250),
        ("12.50cr", -1250),
        ("0.00", 0),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, pence):
    assert parse_pence(text) == pence


@pytest.mark.parametrize(
    "text",
    [
        "", "£", "12.505", "1.234,56", "1,23.00", "12,3456", "1e5", "nan", "1,2OO.00", "١٢", "12.5.0", "--5", "(-5)",
        "-5 CR", "5-", "12 50", "12.50 DR", "£12.50p", "100000000000.01",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(MoneyError):
        parse_pence(text)


@given(PENCE)
def test_what_is_written_reads_back_the_same(pence):
    assert parse_pence(format_pence(pence)) == pence
    assert parse_pence(format_pounds(pence)) == pence


@given(st.text())
def test_any_text_is_an_amount_or_refused(text):
    try:
        parse_pence(text)
    except MoneyError:
        return
    assert any(digit in text for digit in "0123456789")


@given(st.integers(-(10**11), 10**11))
def test_a_spreadsheet_number_of_whole_pence_loses_nothing(pence):
    assert pence_from_float(pence / 100) == pence


@pytest.mark.parametrize("number", [0.005, 12.345, float("nan"), float("inf"), 1e12, 10.000_001_1])
def test_a_spreadsheet_number_with_part_of_a_penny_or_beyond_money_is_refused(number):
    with pytest.raises(MoneyError):
        pence_from_float(number)


def test_the_noise_of_a_spreadsheets_sum_is_no_error():
    assert pence_from_float(0.1 + 0.2) == 30


@given(PENCE)
def test_an_exact_number_of_whole_pence_loses_nothing(pence):
    if abs(pence) <= LARGEST_PENCE // 100:
        assert pence_from_decimal(Decimal(pence).scaleb(-2)) == pence


@pytest.mark.parametrize(
    "number", ["0.001", "NaN", "Infinity", "1e14", "1.00000000000000000000000000000001", "-0." + "0" * 60 + "1"]
)
def test_an_exact_number_that_is_no_money_is_refused(number):
    with pytest.raises(MoneyError):
        pence_from_decimal(Decimal(number))


@pytest.mark.parametrize(
    ("exact", "pence"), [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("0.49", 0), ("-0.49", 0), ("100.125", 100)]
)
def test_halves_round_away_from_zero(exact, pence):
    assert half_up(Fraction(exact)) == pence


@given(st.fractions())
def test_rounding_moves_half_a_penny_at_most_and_mirrors(exact):
    assert abs(half_up(exact) - exact) <= Fraction(1, 2)
    assert half_up(-exact) == -half_up(exact)


def test_people_read_thousands_apart():
    assert format_pounds(-123_456_789) == "-£1,234,567.89"
