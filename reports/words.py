"""How dates, amounts and text read in every report."""

import unicodedata
from datetime import date
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from nesa_fund.money import format_pounds, half_up
from nesa_fund.statements.base import Statement, Unit, Value

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def particulars(statement: Statement) -> tuple[tuple[str, str], ...]:
    """What stands above the figures of every report: label and text, in reading order."""
    return (
        ("Alliance", statement.alliance),
        ("For", statement.audience),
        ("Period", statement.period),
        ("As at", day(statement.as_at)),
        ("Head", statement.head),
        ("How made", statement.made),
    )


def shown(value: Value, unit: Unit) -> str:
    """Write a value for people: £1,234.56; 16.67%; 112.5; 14 Nov 2025; nothing for None.

    Percentages and numbers have two decimals at most. Text stands in a column of any unit ("awaited").

    Raises:
        TypeError: The value is none of its unit.
    """
    match value, unit:
        case None, _:
            return ""
        case str(), _:
            return value
        case date(), Unit.DATE:
            return day(value)
        case int(), Unit.MONEY:
            return format_pounds(value)
        case int() | Fraction(), Unit.NUMBER:
            return _hundredths(Fraction(value)).rstrip("0").rstrip(".")
        case int() | Fraction(), Unit.PERCENT:
            return f"{_hundredths(Fraction(value) * 100)}%"
    raise TypeError(f"{value!r} does not belong in a column of {unit}")


def day(value: date) -> str:
    """Write a day the same on every machine: 14 Nov 2025."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def exact(number: int | Fraction) -> str:
    """Write a number with nothing lost: decimal text where that ends within 50 digits, else "p/q"."""
    numerator, denominator = number.as_integer_ratio()
    try:
        return f"{_EXACTLY.divide(Decimal(numerator), Decimal(denominator)):f}"
    except Inexact:
        return f"{numerator}/{denominator}"


def plain(text: str, *, one_line: bool = True) -> str:
    r"""Make every character of a text seen and harmless: an escape reads \x1b, a mark of direction \u202e.

    White space becomes single spaces, or with ``one_line`` false stays as it is, its line ends as \n.
    """
    text = " ".join(text.split()) if one_line else text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isprintable() else "".join(map(_seen, text))


_EXACTLY = Context(prec=50, traps=[Inexact])


def _hundredths(number: Fraction) -> str:
    return format_pounds(half_up(number * 100)).replace("£", "")


def _seen(char: str) -> str:
    if char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs":  # Zs: spaces of any width.
        return char
    return char.encode("unicode_escape").decode("ascii")
