"""How transactions go from one process to another: their values as text, and numbers as they are in memory.

What comes out is nothing but values. No text holds a newline, so those of a column go a line each.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO

from nesa_fund.canon import Open
from nesa_fund.coded import Coded
from nesa_fund.entries import OPENED
from nesa_fund.rows import Rows

_READ: dict[str, Callable[[str], object]] = {"day": date.fromisoformat, "batch": int, "links": int, "whole": int}
"""The columns of other values than text, and what reads one of them."""
_NUMBERS = frozenset({"line", "txn", "pence"})
"""The columns that are numbers themselves."""


def line(said: object) -> bytes:
    """A line of JSON."""
    return json.dumps(said).encode() + b"\n"


def told(opens: Iterable[Open]) -> list[object]:
    """Accounts that are opened, as JSON has them."""
    return [(one.account, one.codes) for one in opens]


def opens_of(said: Iterable[tuple[str, Iterable[tuple[str, str]]]]) -> list[Open]:
    """The accounts that were told."""
    return [Open(OPENED, account, tuple((key, code) for key, code in codes)) for account, codes in said]


def sent(rows: Rows, known: dict[int, bytes] | None = None) -> Iterator[bytes]:
    """The columns of rows: a line that tells how long each is, and then the values and the numbers of each.

    Args:
        rows: The rows.
        known: Where parts of the same rows are sent: what their values were sent as, which is asked and filled.
    """
    columns, known = rows.columns(), {} if known is None else known
    texts = {name: _text(name, column, known) for name, column in columns.items()}
    numbers = {name: column.codes if isinstance(column, Coded) else column for name, column in columns.items()}
    yield line({name: (of.typecode, len(of), len(texts[name])) for name, of in numbers.items()})
    for name, of in numbers.items():
        yield texts[name]
        if texts[name] or name in _NUMBERS:  # Most metadata are rare: there is no more to tell.
            yield of.tobytes()


def received(answered: BinaryIO) -> Rows:
    """The rows that were sent."""
    heading = json.loads(answered.readline())
    return Rows.of_columns({name: _column(name, told, answered) for name, told in heading.items()})


def _text(name: str, column: "Coded[Any] | array[int]", known: dict[int, bytes]) -> bytes:
    if not isinstance(column, Coded):
        return b""
    if id(column.distinct) not in known:
        text = "\n".join(map(str, column.distinct) if name in _READ else column.distinct)
        assert text.count("\n") == max(0, len(column.distinct) - 1), f"a {name} has a line break"
        known[id(column.distinct)] = text.encode()
    return known[id(column.distinct)]


def _column(name: str, told: tuple[str, int, int], answered: BinaryIO) -> "Coded[Any] | array[int]":
    typecode, count, size = told
    texts: list[Any] = answered.read(size).decode().split("\n")
    if not size and name not in _NUMBERS:
        return Coded.of("", count)
    numbers = array(typecode)
    numbers.frombytes(answered.read(count * numbers.itemsize))
    if name in _NUMBERS:
        return numbers
    return Coded.of_codes(list(map(_READ[name], texts)) if name in _READ else texts, numbers)
