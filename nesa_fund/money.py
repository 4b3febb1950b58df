"""Whole pence: reading amounts, rounding them, and showing them. Nothing else rounds."""

import re
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import lru_cache

_PENNY = Decimal("0.01")
LARGEST_PENCE = 10**13  # One hundred thousand million pounds: more is a slip of the keyboard.

_NUMBER = r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?P<minus>-)? ?£? ?(?P<inner_minus>-)?(?P<number>{_NUMBER})(?: ?(?P<credit>CR))?"
    rf"|\( ?£? ?(?P<bracketed>{_NUMBER}) ?\)",
    re.ASCII | re.IGNORECASE,
)


class MoneyError(ValueError):
    """A text or number that is no amount of money in whole pence."""


def parse_pence(text: str) -> int:
    """Read an amount as people write it, to the penny.

    Takes £1,234.56, 1234.5, (12.50), -12.50 and 12.50 CR; brackets, minus and CR are negative.

    Raises:
        MoneyError: Anything else: a third decimal, 1.234,56, 1e5, digits that are not ASCII.
    """
    match = _AMOUNT.fullmatch(text.strip())
    signs = match and [match["minus"], match["inner_minus"], match["credit"]]
    if not match or (signs and sum(map(bool, signs)) > 1):
        raise MoneyError("not an amount of money, like 1200.00 or £1,200.00")
    whole, _, part = (match["number"] or match["bracketed"]).replace(",", "").partition(".")
    pence = int(whole) * 100 + int(part.ljust(2, "0"))
    if pence > LARGEST_PENCE:
        raise MoneyError("too large to be an amount of money here")
    return -pence if match["bracketed"] or any(signs or ()) else pence


def pence_from_float(value: float) -> int:
    """Whole pence of a spreadsheet's number; its binary noise under a millionth is no error.

    Raises:
        MoneyError: The number has a fraction of a penny, or is no number.
    """
    if not abs(value) <= LARGEST_PENCE / 100:  # Also true of nan and the infinities.
        raise MoneyError("not an amount of money, like 1200.00")
    exact = Fraction(value) * 100
    pence = round(exact)
    if abs(exact - pence) >= Fraction(1, 10_000):
        raise MoneyError("has a fraction of a penny; money has two decimals at most")
    return pence


def pence_from_decimal(number: Decimal) -> int:
    """Whole pence of an exact number.

    Raises:
        MoneyError: The number has a fraction of a penny, or is beyond ``LARGEST_PENCE``.
    """
    if not number.is_finite() or abs(number) * 100 > LARGEST_PENCE:
        raise MoneyError("not an amount of money, like 1200.00")
    pence, is_whole = whole_pence(number)
    if not is_whole:
        raise MoneyError("has a fraction of a penny; money has two decimals at most")
    return pence


def whole_pence(number: Decimal) -> tuple[int, bool]:
    """Whole pence of an exact number within ``LARGEST_PENCE``, and whether that is all of it, to its last decimal."""
    cut = number.quantize(_PENNY, ROUND_DOWN)  # Unlike scaleb it never rounds; to compare is exact as well.
    return int(cut.scaleb(2)), cut == number


def half_up(pence: Fraction) -> int:
    """Round exact pence to whole pence, halves away from zero, so that a refund mirrors a charge."""
    magnitude = (2 * abs(pence) + 1) // 2
    return -magnitude if pence < 0 else magnitude


@lru_cache(maxsize=2**16)
def format_pence(pence: int) -> str:
    """Write whole pence as the ledger does: 1234.56."""
    return _written(pence)


def format_all_pence(pence: Iterable[int]) -> tuple[str, ...]:
    """Write many amounts as the ledger does: those of three figures and more by their digits."""
    texts = map(str, pence)
    return tuple([f"{text[:-2]}.{text[-2:]}" if len(text) > 3 else _written(int(text)) for text in texts])


def _written(pence: int) -> str:
    sign, size = ("-", -pence) if pence < 0 else ("", pence)
    return f"{sign}{size // 100}.{size % 100:02d}"


def format_pounds(pence: int) -> str:
    """Write whole pence for people: £1,234.56."""
    sign, size = ("-", -pence) if pence < 0 else ("", pence)
    return f"{sign}£{size // 100:,}.{size % 100:02d}"
