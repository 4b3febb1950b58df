"""Read one cell strictly: types for the row models, each refusing what it is not sure of.

A cell arrives as the spreadsheet has it, never blank: `rows.read_rows` leaves blank cells out, so
that an optional field keeps its default and a required one says so.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from types import NoneType
from typing import Annotated, Any, cast
from unicodedata import category

import numpy as np
from pydantic import BeforeValidator, PlainValidator

from importers.workbook import BadCell, Raw
from nesa_fund.money import parse_pence, pence_from_float
from nesa_fund.periods import census_day

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NUMBERS = {name[:size]: number for number, name in enumerate(_MONTHS, 1) for size in (3, 9)} | {"sept": 9}

_NUMERIC_DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_NAMED_DAY = re.compile(r"(?P<day>\d{1,2})([ -])(?P<month>[A-Za-z]{3,9})\2(?P<year>\d{4}|\d{2})", re.ASCII)
_NAMED_MONTH = re.compile(r"(?P<month>[A-Za-z]{3,9})(?: (?P<year>\d{4})|-(?P<short>\d{2}|\d{4}))", re.ASCII)
_YEAR_NAME = re.compile(r"(20\d{2}) ?[-/–] ?(?:20)?(\d{2})", re.ASCII)
_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,4})?", re.ASCII)

_BETWEEN = re.compile(r"[,;&+]|\band\b", re.IGNORECASE)

_NOT_MONEY = "not an amount of money, like 1200.00 or £1,200.00"
_NOT_A_NUMBER = "not a number, like 112 or 112.5"
_NOT_A_DAY = "not a date, like 14/11/2025"
_LARGEST_NUMBER = 10**12
_LARGEST_EXACT = 2.0**53  # From here on a spreadsheet no longer keeps every digit.
_LARGEST_PLAIN_POUNDS = 1e9  # Below this a float is at once known to be whole pence.


class CellError(ValueError):
    """What is wrong with one cell, said so that its owner can mend it."""


def read_text(value: Raw) -> str:
    """Text without its outer spaces, its inner spaces and line breaks single; a whole number as its digits."""
    if not isinstance(value, str):
        return _digits(value)
    if value.isprintable() and "  " not in value:  # Printable text has no space but the plain one.
        return value.strip()
    for sign in value:
        if category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} and sign not in "\t\r\n":
            raise CellError(f"has an invisible character (U+{ord(sign):04X}); type it again")
    return " ".join(value.split())


def parts_of(text: str) -> list[str]:
    """The parts of a text that names several things: between commas and other signs, or the word and."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def read_money(value: Raw) -> int:
    """Whole pence, of any sign."""
    if isinstance(value, str):
        return parse_pence(value)
    number = _number(value, _NOT_MONEY)
    if -_LARGEST_PLAIN_POUNDS < number < _LARGEST_PLAIN_POUNDS:
        pence = round(number * 100)
        if pence / 100 == number:
            return pence
    return pence_from_float(number)


def texts_at_once(values: Sequence[Raw]) -> Sequence[Raw] | None:
    """Many cells, blank ones too, each as ``read_text`` reads it; None where each is to be looked at."""
    texts = [value for value in values if value is not None] if None in values else values
    if {*map(type, texts)} != {str}:
        return None
    text = "\n".join(cast("Sequence[str]", texts))
    are_lines = text.count("\n") == len(texts) - 1 and text.replace("\n", "").isprintable()
    has_spaces = "  " in text or "\n " in text or " \n" in text or text[:1] == " " or text[-1:] == " "
    return values if are_lines and not has_spaces else None


def money_at_once(values: Sequence[Raw]) -> Sequence[int | None] | None:
    """Many cells, blank ones too, each as ``read_money`` reads it; None where each is to be looked at."""
    if not {*map(type, values)} <= {float, NoneType}:
        return None
    numbers = np.array([value or 0 for value in values], dtype="float64")
    if not (np.abs(numbers) < _LARGEST_PLAIN_POUNDS).all():
        return None
    pence = np.rint(numbers * 100)
    if not (pence / 100 == numbers).all():
        return None
    whole: list[int] = pence.astype("int64").tolist()
    return [None if value is None else one for value, one in zip(values, whole, strict=True)]


def read_positive_money(value: Raw) -> int:
    """Whole pence, more than nothing."""
    pence = read_money(value)
    if pence <= 0:
        raise CellError("must be more than 0.00")
    return pence


def read_number(value: Raw) -> Fraction:
    """A number from 0 with at most four decimals; a float's noise under a millionth is no error."""
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            raise CellError(f"{_NOT_A_NUMBER}, with four decimals at most")
        exact = Fraction(text.replace(",", ""))
    else:
        number = _number(value, _NOT_A_NUMBER)
        if not 0 <= number <= _LARGEST_NUMBER:
            raise CellError(f"{_NOT_A_NUMBER}, from 0 to a million million")
        scaled = round(number * 10_000)
        exact = Fraction(scaled, 10_000)
        if scaled / 10_000 != number and abs(exact - Fraction(number)) >= Fraction(1, 1_000_000):
            raise CellError("has more than four decimals")
    if exact > _LARGEST_NUMBER:
        raise CellError(f"{_NOT_A_NUMBER}, from 0 to a million million")
    return exact


def read_day(value: Raw) -> date:
    """A day from 2000 to 2100; never month-first."""
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellError("has a time of day; enter the date alone")
        return _in_range(value.date())
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, str):
        return _in_range(_day_from_text(value.strip()))
    _number(value, _NOT_A_DAY)
    raise CellError("a number, not a date; format the cell as a date, like 14/11/2025")


def read_yes_no(value: Raw) -> bool:
    """Yes or no, as words, letters or a tick of the spreadsheet."""
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word in {"yes", "y", "true"}:
        return True
    if word in {"no", "n", "false"}:
        return False
    raise CellError(_reason(value, "not yes or no"))


def read_census(value: Raw) -> str:
    """A census month as 2025-10; also from a date in it, or its name."""
    text = value.strip() if isinstance(value, str) else ""
    named = _NAMED_MONTH.fullmatch(text)
    month = _MONTH_NUMBERS.get(named["month"].casefold()) if named else None
    if named and month:
        year = named["year"] or named["short"]
        text = f"{year if len(year) == 4 else '20' + year}-{month:02d}"
    if text and census_day(text):
        return text
    try:
        census = read_day(value).strftime("%Y-%m")
    except CellError as error:
        raise CellError(_reason(value, "not a census month, like 2025-10")) from error
    if not census_day(census):
        raise CellError("not a census month, like 2025-10")
    return census


def read_year_name(value: Raw) -> str:
    """An alliance year as 2025-26; one that is a calendar year is 2025-25."""
    match = _YEAR_NAME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match and int(match[2]) - int(match[1]) % 100 in {0, 1, -99}:
        return f"{match[1]}-{match[2]}"
    raise CellError(_reason(value, "not a year, like 2025-26"))


def read_codes(value: Raw) -> tuple[str, ...]:
    """A list between commas or semicolons, in its order, none twice."""
    codes = tuple(filter(None, map(str.strip, read_text(value).replace(";", ",").split(","))))
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise CellError(f"names {code} twice")
    if not codes:
        raise CellError("not a list, like Hartside, Coquet")
    return codes


def fold_word(value: Raw) -> str:
    """A word of a fixed list, whatever its case: for fields of a Literal type."""
    return read_text(value).casefold()


Text = Annotated[str, PlainValidator(read_text)]
Money = Annotated[int, PlainValidator(read_money)]
PositiveMoney = Annotated[int, PlainValidator(read_positive_money)]
Number = Annotated[Fraction, PlainValidator(read_number)]
Day = Annotated[date, PlainValidator(read_day)]
YesNo = Annotated[bool, PlainValidator(read_yes_no)]
Census = Annotated[str, PlainValidator(read_census)]
YearName = Annotated[str, PlainValidator(read_year_name)]
Codes = Annotated[tuple[str, ...], PlainValidator(read_codes)]
AT_ONCE: Mapping[object, Callable[[Sequence[Raw]], Sequence[Any] | None]] = {
    read_text: texts_at_once,
    read_money: money_at_once,
}
"""What reads a cell -> what reads many such, where nothing is out of the ordinary."""
FOLDED = BeforeValidator(fold_word)  # Annotated[Literal["primary", "first"], FOLDED]


def _reason(value: Raw, otherwise: str) -> str:
    return value.reason if isinstance(value, BadCell) else otherwise


def _number(value: Raw, otherwise: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CellError(_reason(value, otherwise))
    return value


def _digits(value: Raw) -> str:
    """The text that a number stands for, where that is certain."""
    if isinstance(value, date):
        raise CellError("a date where text is wanted; format the cell as text, and type it again")
    number = _number(value, "not text; format the cell as text, and type it again")
    if not abs(number) < _LARGEST_EXACT:
        raise CellError("a number too long to keep its digits; format the cell as text, and type it again")
    return str(int(number)) if number == int(number) else repr(number)


def _day_from_text(text: str) -> date:
    match = _NUMERIC_DAY.fullmatch(text) or _ISO_DAY.fullmatch(text) or _NAMED_DAY.fullmatch(text)
    if not match:
        raise CellError(_NOT_A_DAY)
    month = int(match["month"]) if match["month"].isdigit() else _MONTH_NUMBERS.get(match["month"].casefold())
    if not month:
        raise CellError(_NOT_A_DAY)
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        return date(year, month, int(match["day"]))
    except ValueError:
        raise CellError("not a day that exists") from None


def _in_range(day: date) -> date:
    if not 2000 <= day.year <= 2100:
        raise CellError("not a date from 2000 to 2100")
    return day
