"""The cells of finance systems' files: rows as CSV, texts made harmless, days as they want them.

A text that a spreadsheet would take for a formula begins with an apostrophe, but only where it is there to be read:
descriptions, details, narrations. What a system looks up (names, numbers, accounts) would not be found with an
apostrophe; there nothing can begin so, since such a code is refused, and such a number or name gives way to the link or
the code of the member. Amounts below nothing begin with a minus and are numbers.
"""

import csv
import unicodedata
from collections.abc import Iterable
from datetime import date
from io import StringIO

from nesa_fund.handover.base import Entry, begins_a_formula
from reports.words import plain

_SIGNS = str.maketrans(
    {"£": "GBP ", "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
)


def as_csv(rows: Iterable[Iterable[str]], encoding: str) -> bytes:
    """Rows as CSV (RFC 4180), in an encoding that has all their characters, each of which is seen and harmless."""
    stream = StringIO(newline="")
    csv.writer(stream).writerows([plain(cell) for cell in row] for row in rows)
    return stream.getvalue().encode(encoding)


def words(text: str) -> str:
    """A text that is there to be read, and is no formula."""
    return f"'{text}" if begins_a_formula(text) else text


def uk(day: date | None) -> str:
    """A day as 14/11/2025; nothing where there is none."""
    return f"{day:%d/%m/%Y}" if day else ""


def ascii_only(text: str) -> str:
    """A text without accents and signs beyond ASCII: for systems whose encoding their makers don't state."""
    spelt = unicodedata.normalize("NFKD", text.translate(_SIGNS))
    return "".join(char if char.isascii() else "?" for char in spelt if not unicodedata.combining(char))


def ascii_number(entry: Entry) -> str:
    """What an entry goes by, in ASCII; its link where that would begin as a formula does."""
    number = ascii_only(entry.number)
    return entry.link if begins_a_formula(number) else number
