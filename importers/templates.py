"""Blank sheets for each kind: their columns, what goes into them, and one example row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import PlainValidator

from importers import cells
from importers.columns import Column
from importers.examples import EXAMPLES, Value
from importers.kinds import KINDS
from importers.kinds.base import AnyKind
from importers.recognise import kind_named
from nesa_fund.categories import CATEGORIES
from nesa_fund.facts import Grant, PlanLine
from nesa_fund.problems import InputError
from nesa_fund.register import Register

SETS: Mapping[str, tuple[str, ...]] = {
    "setup": ("settings", "members", "rolls", "grants", "agreements", "consents", "opening", "cashbook", "codes"),
    "june": ("rolls", "plan", "schedule", "contracts", "agreements", "consents", "confirmations", "duties"),
    "term": ("invoices", "shared-costs", "in-kind", "acceptances"),
    "month": ("payments", "bank-statement", "fund-spending", "fund-income", "funding", "raised", "gifts"),
    "year-end": ("deductions", "withdrawals", "returns", "exceptions", "reviews", "notes"),
}
"""What an officer fills at one time of the year."""


class What(Enum):
    """What kind of value a column takes."""

    TEXT = auto()
    MONEY = auto()
    NUMBER = auto()
    DAY = auto()
    CHOICE = auto()


_READ_BY = {
    cells.read_money: (What.MONEY, "an amount in pounds, like 1200.00"),
    cells.read_positive_money: (What.MONEY, "an amount in pounds above nothing, like 1200.00"),
    cells.read_number: (What.NUMBER, "a number, like 112 or 112.5"),
    cells.read_day: (What.DAY, "a date, like 14/11/2025"),
    cells.read_yes_no: (What.CHOICE, "yes or no"),
    cells.read_census: (What.TEXT, "a census month, like 2025-10"),
    cells.read_year_name: (What.TEXT, "a year, like 2025-26"),
    cells.read_codes: (What.TEXT, "a list between commas, like Hartside, Coquet"),
}


class TemplateColumn(NamedTuple):
    """One column: its header, what it takes, that in words, what others call it, its list, and its example."""

    header: str
    required: bool
    what: What
    wanted: str
    aliases: tuple[str, ...]
    choices: tuple[str, ...]
    example: Value

    @property
    def note(self) -> str:
        """What the note in its header says."""
        need = "Needed in every row" if self.required else "May stay blank"
        also = f" A sheet of your own may call it: {', '.join(self.aliases[:6])}." if self.aliases else ""
        return f"{need}: {self.wanted}.{also}"


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """A blank sheet of one kind."""

    name: str
    title: str
    columns: tuple[TemplateColumn, ...]


def template(names: Sequence[str], register: Register | None = None) -> tuple[TemplateSheet, ...]:
    """Blank sheets for some kinds, or for a time of the year, or for all.

    Args:
        names: Kinds, or names of ``SETS``, or "all".
        register: The ledger's own members, agreements, plan lines and grants, for the lists (default: none).

    Raises:
        InputError: There is no such kind or set; the nearest is named.
    """
    kinds = dict.fromkeys(kind for name in names for kind in _kinds_of(name))
    return tuple(_sheet(KINDS[kind], _lists(register)) for kind in kinds)


def _kinds_of(name: str) -> Iterable[str]:
    if name == "all":
        return KINDS
    if name in SETS:
        return SETS[name]
    try:
        return (kind_named(name).name,)
    except InputError as error:
        raise InputError(f"{error}; or a time of the year: {', '.join(SETS)}; or all") from error


def _lists(register: Register | None) -> Mapping[str, tuple[str, ...]]:
    """Field -> what may be chosen in it, where that is a list of the ledger's own."""
    lists = {"category": tuple(category.title for category in CATEGORIES.values())}
    if register:
        lists |= {
            "entity": (*sorted(register.members), "Partnership Fund"),
            "agreement": tuple(sorted(register.agreements)),
            "plan_line": tuple(sorted({line.line for line in register.all(PlanLine)})),
            "grant": tuple(sorted({grant.code for grant in register.all(Grant)})),
        }
    return lists


def _sheet(kind: AnyKind, lists: Mapping[str, tuple[str, ...]]) -> TemplateSheet:
    example = EXAMPLES[kind.name]
    unknown = set(example) - {column.name for column in kind.all_columns}
    assert not unknown, (kind.name, unknown)
    return TemplateSheet(
        kind.name, kind.title, tuple(_column(kind, column, lists, example) for column in kind.all_columns)
    )


def _column(
    kind: AnyKind, column: Column, lists: Mapping[str, tuple[str, ...]], example: Mapping[str, Value]
) -> TemplateColumn:
    what, wanted, choices = _wanted(kind.model.model_fields[column.field])
    if not choices and kind.name != f"{column.field}s":  # What a kind defines is not chosen from what there is.
        choices = lists.get("entity" if column.field in kind.members else column.field, ())
    return TemplateColumn(column.name, column.required, what, wanted, column.aliases, choices, example.get(column.name))


def _wanted(field: Any) -> tuple[What, str, tuple[str, ...]]:  # noqa: ANN401  # A field of a pydantic model.
    """What a field takes, in words, and its fixed list where it has one."""
    for part in _parts(field.annotation, field.metadata):
        if isinstance(part, PlainValidator) and part.func in _READ_BY:
            what, words = _READ_BY[part.func]
            return what, words, ("yes", "no") if part.func is cells.read_yes_no else ()
        if get_origin(part) is Literal:
            choices = tuple(str(word) for word in get_args(part) if word)
            return What.CHOICE, f"one of {', '.join(choices)}", choices
    return What.TEXT, "a text", ()


def _parts(annotation: Any, metadata: Iterable[Any] = ()) -> Iterable[Any]:  # noqa: ANN401  # Any type there is.
    """A type, what it is annotated with, and the same of each alternative."""
    yield from metadata
    yield annotation
    for inner in get_args(annotation):
        if get_origin(annotation) is not Literal:
            yield from _parts(inner)
