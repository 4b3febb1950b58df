"""A spreadsheet's plain formulas worked out in floating point, as spreadsheets do it, by none of the code under test.

``sloppy`` counts like those that take numbers for equal that differ beyond the fifteenth digit.
"""

import math
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, reduce

from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries

Value = float | str | bool | None
_NEARLY = 2.0**-48
_ORDER = [("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/")]
_REFERENCE = re.compile(r"(?:'?(?P<sheet>[^'!]+)'?!)?(?P<cells>[$A-Z0-9:]+)")


class Sheets:
    """A workbook whose formulas are worked out when they are asked for; stored values are never looked at."""

    def __init__(self, book: Workbook, *, sloppy: bool = False) -> None:
        self.book, self.sloppy = book, sloppy
        self._known: dict[tuple[str, int, int], Value] = {}

    def __getitem__(self, address: str) -> Value:
        """The value of a cell, like Board!B4."""
        sheet, cell = address.split("!")
        left, top, _, _ = range_boundaries(cell)
        return self.cell(sheet, top, left)

    def cell(self, sheet: str, row: int, column: int) -> Value:
        key = sheet, row, column
        if key not in self._known:
            held = self.book[sheet].cell(row, column).value
            is_formula = isinstance(held, str) and held.startswith("=")
            value = _Formula(self, sheet, held).value() if is_formula else held
            value = 0.0 if is_formula and value is None else value
            self._known[key] = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        return self._known[key]

    def cells(self, sheet: str, text: str) -> Iterator[Value]:
        left, top, right, bottom = range_boundaries(text.replace("$", ""))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield self.cell(sheet, row, column)


class _Formula:
    """One formula, read from left to right: each part is worked out only when it is wanted, as IF needs it."""

    def __init__(self, sheets: Sheets, sheet: str, text: str) -> None:
        self.sheets, self.sheet = sheets, sheet
        self._tree = _tree(text)

    def value(self) -> Value:
        return self._one(self._tree)

    def _one(self, tree: tuple) -> Value:
        match tree:
            case ("number", text):
                return float(text)
            case ("text", text):
                return text
            case ("cells", text):
                (value,) = self._several(tree)
                return value
            case ("minus", part):
                return -_number(self._one(part))
            case ("call", name, parts):
                return self._call(name, parts)
            case (sign, left, right):
                return self._two(sign, self._one(left), self._one(right))
        raise AssertionError(tree)

    def _several(self, tree: tuple) -> list[Value]:
        if tree[0] != "cells":
            return [self._one(tree)]
        found = _REFERENCE.fullmatch(tree[1])
        assert found, tree
        return list(self.sheets.cells(found["sheet"] or self.sheet, found["cells"]))

    def _two(self, sign: str, left: Value, right: Value) -> Value:
        if sign == "&":
            return _text(left) + _text(right)
        if sign in _ORDER[0]:
            return _compared(sign, left, right)
        one, other = _number(left), _number(right)
        if sign == "-":
            return self._less(one, other)
        return one + other if sign == "+" else one * other if sign == "*" else one / other

    def _less(self, one: float, other: float) -> float:
        is_near = self.sheets.sloppy and abs(one - other) < abs(one) * _NEARLY
        return 0.0 if is_near else one - other

    def _floor(self, number: float) -> float:
        return float(math.floor(float(f"{number:.15g}") if self.sheets.sloppy else number))

    def _call(self, name: str, parts: list[tuple]) -> Value:
        if name == "IF":
            chosen = parts[1] if self._one(parts[0]) else parts[2]
            return self._one(chosen)
        given = [self._several(part) for part in parts]
        every = [value for values in given for value in values]
        numbers = [value for value in every if isinstance(value, float) and not isinstance(value, bool)]
        if name == "MOD":
            one, other = map(_number, every)
            return self._less(one, other * self._floor(one / other))
        if name == "INT":
            return self._floor(_number(every[0]))
        return _FUNCTIONS[name](given, every, numbers)


def _number(value: Value) -> float:
    assert not isinstance(value, str), f"#VALUE! {value!r}"
    return float(value or 0)


def _natural(number: float) -> int:
    assert number >= 0, f"#NUM! {number}"
    return int(number)


def _text(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else value or ""


def _compared(sign: str, left: Value, right: Value) -> bool:
    if left is None or right is None:
        blank = "" if isinstance(right if left is None else left, str) else 0.0
        left, right = (blank if value is None else value for value in (left, right))
    one, other = ((isinstance(value, str), value) for value in (left, right))
    equal = one == other
    less = one[0] < other[0] or (one[0] == other[0] and one[1] < other[1])
    return {"=": equal, "<>": not equal, "<": less, ">": not less and not equal, "<=": less or equal,
            ">=": not less}[sign]  # fmt: skip


def _round(number: float, places: float) -> float:
    step = Decimal(1).scaleb(-int(places))
    return float(Decimal(f"{number:.15g}").quantize(step, ROUND_HALF_UP))


Given = list[list[Value]]
_FUNCTIONS: dict[str, Callable[[Given, list[Value], list[float]], Value]] = {
    "SUM": lambda _, __, numbers: float(reduce(lambda one, other: one + other, numbers, 0.0)),
    "MAX": lambda _, __, numbers: max(numbers),
    "COUNT": lambda _, __, numbers: float(len(numbers)),
    "GCD": lambda _, __, numbers: float(math.gcd(*map(_natural, numbers))),
    "ABS": lambda _, every, __: abs(_number(every[0])),
    "ROUND": lambda _, every, __: _round(_number(every[0]), _number(every[1])),
    "ISNUMBER": lambda _, every, __: isinstance(every[0], float) and not isinstance(every[0], bool),
    "NOT": lambda _, every, __: not every[0],
    "N": lambda _, every, __: every[0] if isinstance(every[0], float) else 0.0,
    "LEFT": lambda _, every, __: _text(every[0])[: int(_number(every[1]))],
    "RANK": lambda given, _, __: 1.0 + sum(value > given[0][0] for value in given[1] if isinstance(value, float)),
    "COUNTIF": lambda given, _, __: float(sum(value == given[1][0] for value in given[0])),
}


@cache
def _tree(text: str) -> tuple:
    tokens = [token for token in Tokenizer(text).items if token.type != Token.WSPACE]
    tree, rest = _operation(tokens, 0)
    assert not rest, text
    return tree


def _operation(tokens: list[Token], level: int) -> tuple[tuple, list[Token]]:
    if level == len(_ORDER):
        return _operand(tokens)
    tree, rest = _operation(tokens, level + 1)
    while rest and rest[0].type == Token.OP_IN and rest[0].value in _ORDER[level]:
        right, after = _operation(rest[1:], level + 1)
        tree, rest = (rest[0].value, tree, right), after
    return tree, rest


def _operand(tokens: list[Token]) -> tuple[tuple, list[Token]]:
    first, rest = tokens[0], tokens[1:]
    if first.type == Token.OP_PRE:
        tree, rest = _operand(rest)
        return ("minus", tree), rest
    if first.type == Token.PAREN:
        tree, rest = _operation(rest, 0)
        return tree, rest[1:]
    if first.type == Token.FUNC:
        parts = []
        while rest[0].subtype != Token.CLOSE or rest[0].type != Token.FUNC:
            part, rest = _operation(rest, 0)
            parts.append(part)
            rest = rest[1:] if rest[0].type == Token.SEP else rest
        return ("call", first.value.rstrip("("), parts), rest[1:]
    if first.subtype == Token.NUMBER:
        return ("number", first.value), rest
    if first.subtype == Token.TEXT:
        return ("text", first.value[1:-1].replace('""', '"')), rest
    return ("cells", first.value), rest
