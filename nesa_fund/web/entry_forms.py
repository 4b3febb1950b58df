"""The forms on which rows of a sheet are typed: their fields as a blank sheet has them, and what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from importers.kinds.base import DOCUMENT
from importers.kinds.settings import SETTINGS, settings_of
from importers.templates import TemplateColumn, What, template
from nesa_fund.facts import Alliance
from nesa_fund.register import Register
from nesa_fund.web.typed import Cell, Typed

_LONGEST = 500
_TYPED = {("bank-statement", "Account")}  # What is chosen elsewhere, and may be more than one of the list here.
_DAY = "day"

Given = Mapping[str, str]
"""A form as it was filled in: field -> text."""


class Field(NamedTuple):
    """One field; ``choices`` are values with what each is called, none where it is typed. ``was``: as it was drawn."""

    id: str
    label: str
    hint: str
    value: str
    choices: Sequence[tuple[str, str]] = ()
    is_number: bool = False
    was: str | None = None


class Part(NamedTuple):
    """Fields under one title, empty where there is one part alone."""

    title: str
    fields: Sequence[Field]


def text_in(given: Given, field: str) -> str:
    """What was typed into a field, in one line."""
    return " ".join(given.get(field, "").split())[:_LONGEST]


def columns_of(kind: str, register: Register | None = None) -> Sequence[TemplateColumn]:
    """The columns of a kind's sheet that are typed: papers are brought."""
    (sheet,) = template([kind], register)
    return [column for column in sheet.columns if column.header != DOCUMENT.name]


def rows_in(kind: str, count: int, given: Given) -> list[Typed]:
    """The rows that were typed into so many of a kind."""
    headers = [column.header for column in columns_of(kind)]
    return [
        {header: Cell(of, text_in(given, of)) for n, header in enumerate(headers, 1) if (of := _id(row, n))}
        for row in range(1, count + 1)
    ]


def row_parts(kind: str, count: int, given: Given, register: Register) -> Iterator[Part]:
    """The form of so many rows of a kind."""
    columns = columns_of(kind, register)
    for row in range(1, count + 1):
        fields = [_field(kind, column, _id(row, n), given, register) for n, column in enumerate(columns, 1)]
        yield Part(f"Row {row}" if count > 1 else "", fields)


def settings_in(state: Alliance, given: Given) -> list[Typed]:
    """A row for each setting that is given otherwise than its field was drawn; all hold from one day."""
    day = Cell(_DAY, text_in(given, _DAY))
    setting, value, since = (column.name for column in SETTINGS.columns)
    rows = [(one.key, _setting(one.key)) for one in settings_of(state)]
    return [
        {setting: Cell(of, key), value: Cell(of, text_in(given, of)), since: day}
        for key, of in rows
        if of in given and text_in(given, of) != text_in(given, _was(of))
    ]


def setting_parts(state: Alliance, given: Given) -> Iterator[Part]:
    """The form of all settings, as they are now where nothing else is given."""
    fields = []
    for one in settings_of(state):
        of, choices = _setting(one.key), [(choice, choice) for choice in one.choices]
        value, was = given.get(of, one.shown), given.get(_was(of), one.shown)
        fields.append(Field(of, one.words, _sentence(one.wanted), value, choices, was=was))
    hint = "A date, like 14/11/2025; today where it is blank."
    yield Part("", [*fields, Field(_DAY, "From which day it holds", hint, given.get(_DAY, ""))])


def _setting(key: str) -> str:
    return f"setting-{key}"


def _was(field: str) -> str:
    return f"was-{field}"


def _id(row: int, column: int) -> str:
    return f"row-{row}-{column}"


def _field(kind: str, column: TemplateColumn, of: str, given: Given, register: Register) -> Field:
    choices = () if (kind, column.header) in _TYPED else column.choices
    called = [(code, f"{register.name(code)} ({code})" if code in register.members else code) for code in choices]
    if called:
        called.insert(0, ("", "choose" if column.required else "not said"))
    label = f"{column.header} (needed)" if column.required else column.header
    return Field(of, label, _hint(column), given.get(of, ""), called, column.what in {What.MONEY, What.NUMBER})


def _hint(column: TemplateColumn) -> str:
    """What goes into a field, where its label and its list don't say so."""
    if column.choices:
        return ""
    example = str(column.example or "")
    if column.what is not What.TEXT or column.wanted != "a text":
        return _sentence(column.wanted)
    return f"Like {example}." if example and "example" not in example.casefold() else ""


def _sentence(text: str) -> str:
    return "" if text == "a text" else f"{text[0].upper()}{text[1:]}."
