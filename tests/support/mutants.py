"""Modules of the rules with one thing changed: what ``mutants_tried`` tries, and what of it changes nothing."""

import ast
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "nesa_fund" / "rules"
NOT_MUTATED = {"__init__", "document"}
SIGNS = {
    ast.Lt: ("<", "<=", ast.LtE), ast.LtE: ("<=", "<", ast.Lt), ast.Gt: (">", ">=", ast.GtE),
    ast.GtE: (">=", ">", ast.Gt), ast.Eq: ("==", "!=", ast.NotEq), ast.NotEq: ("!=", "==", ast.Eq),
    ast.In: ("in", "not in", ast.NotIn), ast.NotIn: ("not in", "in", ast.In),
    ast.Is: ("is", "is not", ast.IsNot), ast.IsNot: ("is not", "is", ast.Is),
    ast.And: ("and", "or", ast.Or), ast.Or: ("or", "and", ast.And),
    ast.BitAnd: ("&", "|", ast.BitOr), ast.BitOr: ("|", "&", ast.BitAnd),
    ast.Add: ("+", "-", ast.Sub), ast.Sub: ("-", "+", ast.Add),
}  # fmt: skip
_PAIRS = [("lt", "le"), ("gt", "ge"), ("eq", "ne"), ("any", "all"), ("isna", "notna"), ("min", "max")]
_PAIRS += [("first", "last"), ("head", "tail"), ("cummin", "cummax"), ("maximum", "minimum")]
_PAIRS += [("bisect_left", "bisect_right")]
NAMES = {name: other for one, two in _PAIRS for name, other in ((one, two), (two, one))}
SIDES = {"left": "right", "right": "left", "first": "last", "last": "first"}
SIDED = {"side", "inclusive", "keep"}
BOUNDS = {"lower": "upper", "upper": "lower"}


class Mutant(NamedTuple):
    """A module with one thing changed: the line as it stands, what becomes of it, and what compiles it."""

    module: str
    number: int
    line: str
    change: str
    compiled: Callable[[], CodeType]

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by, whatever stands above it in its module."""
        return self.module, self.line, self.change

    def __str__(self) -> str:
        """As the report names it."""
        return f"{self.module}.py:{self.number}: {self.change}: {self.line}"


class _Place(NamedTuple):
    """Where an expression stands in the tree, and the line of the source that names it."""

    parent: ast.AST
    field: str
    position: int | None
    node: ast.AST
    number: int

    def put(self, node: ast.AST) -> None:
        """Put another expression there."""
        if self.position is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.position] = node


def modules() -> list[str]:
    """The modules of the rules: each rule's, and what several rest on."""
    return sorted(path.stem for path in RULES.glob("*.py") if path.stem not in NOT_MUTATED)


def mutants(module: str, folder: Path = RULES) -> Iterator[Mutant]:
    """Every mutant of a module, in order of its lines."""
    path = folder / f"{module}.py"
    source = text(path)
    tree, lines, seen = ast.parse(source), source.splitlines(), Counter[tuple[str, str]]()
    for place in list(_places(tree, 1)):
        for words, other in _changes(place.node):
            line = lines[place.number - 1].strip()
            seen[line, words] += 1
            again = f" (no. {seen[line, words]})" if seen[line, words] > 1 else ""
            yield Mutant(module, place.number, line, words + again, partial(_compiled, tree, path, place, other))


def unchanged(module: str) -> Mutant:
    """A module as it is, to be tried as the mutants are."""
    path = RULES / f"{module}.py"
    return Mutant(module, 0, "", "nothing", partial(compile, text(path), str(path), "exec"))


def _compiled(tree: ast.Module, path: Path, place: _Place, other: ast.expr) -> CodeType:
    place.put(ast.fix_missing_locations(ast.copy_location(other, place.node)))
    code = compile(tree, str(path), "exec")
    place.put(place.node)
    return code


def _places(parent: ast.AST, number: int, *, in_text: bool = False) -> Iterator[_Place]:
    """Every expression in order; none in the annotations, nor in the number, name and promises of a rule.

    What stands in a text is named by the line on which the text begins: versions of Python differ in the rest.
    """
    for field, value in ast.iter_fields(parent):
        for position, node in enumerate(value if isinstance(value, list) else [value]):
            if field in {"annotation", "returns"} or not isinstance(node, ast.AST) or _is_rule(node):
                continue
            line = number if in_text else getattr(node, "lineno", number)
            if isinstance(node, ast.expr):
                yield _Place(parent, field, position if isinstance(value, list) else None, node, line)
            yield from _places(node, line, in_text=in_text or isinstance(node, ast.JoinedStr))


def _is_rule(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule"


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What can be changed of an expression itself, and what becomes of it."""
    match node:
        case ast.Compare(left, ops, others):
            for n, sign in enumerate(ops):
                here, there, other = SIGNS[type(sign)]
                yield f"{here} to {there}", ast.Compare(left, [*ops[:n], other(), *ops[n + 1 :]], others)
        case ast.BoolOp(sign, values):
            here, there, other = SIGNS[type(sign)]
            yield f"{here} to {there}", ast.BoolOp(other(), values)
        case ast.BinOp(left, ast.BitAnd() | ast.BitOr() | ast.Add() | ast.Sub() as sign, right):
            here, there, other = SIGNS[type(sign)]
            yield f"{here} to {there}", ast.BinOp(left, other(), right)
        case ast.UnaryOp(ast.Not() | ast.Invert() as sign, operand):
            yield f"without {'not' if isinstance(sign, ast.Not) else '~'}", operand
        case ast.Call(func, positional, keywords):
            yield from _changes_of_call(func, positional, keywords)
        case ast.Constant(int(number)) if not isinstance(number, bool):
            yield from ((f"{number} to {other}", ast.Constant(other)) for other in (number + 1, number - 1))


def _changes_of_call(
    func: ast.expr, positional: list[ast.expr], keywords: list[ast.keyword]
) -> Iterator[tuple[str, ast.expr]]:
    match func:
        case ast.Attribute(_, "isin"):
            yield "isin to ~isin", ast.UnaryOp(ast.Invert(), ast.Call(func, positional, keywords))
        case ast.Attribute(_, "between"):
            for side in ("left", "right"):
                ends = [*keywords, ast.keyword("inclusive", ast.Constant(side))]
                yield f"between, only its {side} end", ast.Call(func, positional, ends)
        case ast.Attribute(value, name) if name in NAMES and not (name in {"all", "any"} and positional):
            other = ast.Attribute(value, NAMES[name], ast.Load())
            yield f".{name} to .{NAMES[name]}", ast.Call(other, positional, keywords)
        case ast.Name(name) if name in NAMES:
            yield f"{name} to {NAMES[name]}", ast.Call(ast.Name(NAMES[name], ast.Load()), positional, keywords)
    for words, first in _named(positional[:1]):
        yield words, ast.Call(func, [first, *positional[1:]], keywords)
    for words, turned in _turned(keywords):
        yield words, ast.Call(func, positional, turned)


def _named(positional: list[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """A method that is given by its name, as ``transform("min")``."""
    match positional:
        case [ast.Constant(str(name))] if name in NAMES:
            yield f"{name} to {NAMES[name]}", ast.Constant(NAMES[name])


def _turned(keywords: list[ast.keyword]) -> Iterator[tuple[str, list[ast.keyword]]]:
    """A bound that is the other one, and what counts to one side or is the first of several."""
    for n, one in enumerate(keywords):
        match one:
            case ast.keyword(arg, ast.Constant(side)) if arg in SIDED and side in SIDES:
                turned = ast.keyword(arg, ast.Constant(SIDES[side]))
                yield f"{arg}={side} to {SIDES[side]}", [*keywords[:n], turned, *keywords[n + 1 :]]
            case ast.keyword(arg, value) if arg in BOUNDS and len(keywords) == 1:
                yield f"{arg}= to {BOUNDS[arg]}=", [ast.keyword(BOUNDS[arg], value)]


def equivalents() -> dict[tuple[str, str, str], str]:
    """The mutants that differ in nothing that a test could see, each with the reason."""
    listed = tomllib.loads(text(Path(__file__).parent / "equivalent.toml"))
    return {
        (module, one["line"], change): one["why"]
        for module, of_module in listed.items()
        for one in of_module
        for change in one["changes"]
    }


@cache
def text(path: Path) -> str:
    """What a file holds, read once."""
    return path.read_text("utf-8")
