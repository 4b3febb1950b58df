"""Settings: what the alliance has settled for itself, one to a row; together they hold from a day on."""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from pydantic import SkipValidation

from importers.cells import (
    CellError,
    Day,
    Text,
    fold_word,
    read_day,
    read_money,
    read_number,
    read_text,
    read_yes_no,
)
from importers.columns import Column, normalise
from importers.desk import Desk, beside
from importers.kinds.base import Kind
from importers.rows import Row
from importers.workbook import Raw
from nesa_fund.entries import Place
from nesa_fund.facts import Alliance, Close, Confirmation, PlanLine, Review, Schedule, specs
from nesa_fund.facts.base import SHARED_FIELDS
from nesa_fund.money import format_pence
from nesa_fund.periods import is_year_start

_LONGEST_DAYS = 3660
_NAMED_BY_YEAR = (PlanLine, Schedule, Confirmation, Close, Review)
_FIELDS = {field.key: field for field in specs(Alliance) if field.name not in SHARED_FIELDS}
_WORDS = {
    "name": ("Name of the alliance", "Alliance name", "Alliance"),
    "year-start": ("Year starts", "Year begins", "First day of the year"),
    "terms-days": ("Days to pay", "Terms", "Payment terms", "Payment terms in days"),
    "overdue-days": ("Overdue after", "Days overdue", "Overdue"),
    "withdrawal": ("When a member leaves", "Leavers", "Withdrawal policy"),
    "holder": ("Account holder", "Fund's account held by", "Fund's bank account is in the name of"),
    "parity-tolerance": ("Parity tolerance in days",),
    "in-kind-limit": ("Limit of work in kind", "In-kind limit in days"),
    "carry-forward": ("Carry-forward per cent", "Carry-forward limit", "Carried forward at most"),
    "joiner-reserve": ("Reserve of a joiner", "Joiner's reserve at least"),
    "quotes-above": ("Quotes needed above", "Quotes from"),
    "documents": ("Documents needed", "Every charge needs its document"),
    "charter-from": ("Charter holds from", "Charter binds from", "First day of the charter"),
    "minute": ("Minute reference", "Minute ref", "Minuted", "Board minute"),
}
_CHOICES = {"withdrawal": ("refund", "keep"), "documents": ("yes", "no")}
_WANTED = {
    "count": "a whole number of days",
    "amount": "an amount in pounds, like 1200.00, or none",
    "day": "a date, like 14/11/2025, or none",
    "flag": "yes or no",
    "text": "a text",
    "year-start": "a day, month first, like 09-01 for 1 September",
    "carry-forward": "a whole number of per cent",
}
"""What a setting may be, by its kind or by its own key."""
_BY_WORDS = {normalise(words): key for key, others in _WORDS.items() for words in (key, *others)}


class Setting(NamedTuple):
    """One setting as it is now: its key, its words, what stands for it in a sheet, and what it may be."""

    key: str
    words: str
    shown: str
    choices: tuple[str, ...]
    wanted: str


class SettingRow(Row):
    """One setting; its value is read once it is known what it is of."""

    setting: Text
    value: SkipValidation[Raw]
    day: Day | None = None


COLUMNS = (
    Column("Setting", "setting", ("Settings", "Policy", "What is settled"), required=True),
    Column("Value", "value", ("Set to", "Agreed value", "What it is"), required=True),
    Column("Date", "day", ("From", "Holds from", "Since", "Agreed on")),
)


def _put(desk: Desk, rows: Sequence[SettingRow]) -> None:
    by_day: dict[date, list[SettingRow]] = defaultdict(list)
    for row in rows:
        by_day[row.day or desk.as_at].append(row)
    states = {state.day: state for state in desk.register.settings}
    told = []
    for day, of_day in sorted(by_day.items()):
        said = _said(desk, of_day)
        if not said or not _may_hold(desk, of_day[0], day, states):
            continue
        before = states[max(known for known in states if known <= day)]
        state = _state(before, day, of_day[0], said)
        if _settles(state) == _settles(before) and ("minute" not in said or state.minute == before.minute):
            desk.count_row(is_new=False)
            continue
        states[day] = state
        told.append((of_day[0], state))
    desk.add_facts(told)


def _state(before: Alliance, day: date, row: SettingRow, said: Mapping[str, object]) -> Alliance:
    """What holds from a day on: what held before but for what is said; a minute is of its own decision alone."""
    blank: dict[str, object] = {"minute": "", "document": "", "corrects": "", "reason": ""}
    return replace(before, day=day, source=row.source, place=Place(), **(blank | dict(said)))  # type: ignore[arg-type]


def _settles(state: Alliance) -> tuple[object, ...]:
    return tuple(getattr(state, field.name) for key, field in _FIELDS.items() if key != "minute")


def _may_hold(desk: Desk, row: SettingRow, day: date, states: Mapping[date, Alliance]) -> bool:
    if day < min(states):
        desk.problem(row, "day", f"is before the alliance was founded, on {min(states)}")
        return False
    later = min((known for known in states if known > day), default=None)
    if later:
        desk.warn(row, f"and its like hold from {day} only until {later}, when other settings begin")
    return True


def _said(desk: Desk, rows: Sequence[SettingRow]) -> dict[str, object]:
    """Field -> its value, of the settings of one day; nothing, and problems, where any is wrong."""
    said: dict[str, tuple[object, SettingRow]] = {}
    is_good = True
    for row in rows:
        key = _BY_WORDS.get(normalise(row.setting))
        if key is None:
            near = difflib.get_close_matches(normalise(row.setting), _BY_WORDS, n=1)
            hint = f"nearest: {_BY_WORDS[near[0]]}; " if near else ""
            desk.problem(row, "setting", f"no such setting; {hint}there are: {', '.join(_FIELDS)}")
            is_good = False
            continue
        try:
            value = _value(desk, key, row.value)
        except ValueError as error:
            desk.problem(row, "value", str(error))
            is_good = False
            continue
        other, first = said.setdefault(_FIELDS[key].name, (value, row))
        if other != value:
            desk.problem(row, "setting", f"is set to another value in {beside(row.place, first.place)}")
            is_good = False
    return {name: value for name, (value, _) in said.items()} if is_good else {}


def _value(desk: Desk, key: str, raw: Raw) -> object:
    """One setting's value as its kind is read.

    Raises:
        ValueError: It is not of its kind, or can't be so.
    """
    field = _FIELDS[key]
    if field.default is None and isinstance(raw, str) and fold_word(raw) == "none":
        return None
    if key == "year-start":
        return _year_start(desk, raw)
    if key == "withdrawal":
        return _withdrawal(raw)
    if field.kind == "count":
        return _count(raw, "per cent" if key == "carry-forward" else "days")
    return _READERS[field.kind](raw)


def _year_start(desk: Desk, raw: Raw) -> str:
    text = read_text(raw) if isinstance(raw, str) else ""
    if not is_year_start(text):
        raise CellError("not a day written as text, month first, like 09-01 for 1 September")
    held = desk.register.alliance().year_start
    is_used = desk.ledger.rows.day or any(desk.register.in_force.get(fact) for fact in _NAMED_BY_YEAR)
    if text != held and is_used:
        raise CellError(f"stays {held}: what is recorded already is reckoned by years that begin on that day")
    return text


def _withdrawal(raw: Raw) -> str:
    word = {"refunded": "refund", "kept": "keep"}.get(fold_word(raw), fold_word(raw))
    if word not in {"refund", "keep"}:
        raise CellError("neither refund nor keep")
    return word


def _count(raw: Raw, unit: str) -> int:
    """A whole number of days, or per cent, with or without the word behind it."""
    if isinstance(raw, str):
        raw = re.sub(
            r"(?i)(?<=\d) *(?:%|per cent|percent)$" if unit == "per cent" else r"(?i)(?<=\d) *days?$", "", raw.strip()
        )
    number = read_number(raw)
    most = 100 if unit == "per cent" else _LONGEST_DAYS
    if number.denominator != 1:
        hint = ", like 5 for five per cent" if unit == "per cent" else " of days"
        raise CellError(f"not a whole number{hint}")
    if number > most:
        raise CellError(f"more than {'a hundred per cent' if unit == 'per cent' else 'ten years'}")
    return int(number)


def _amount(raw: Raw) -> int:
    pence = read_money(raw)
    if pence < 0:
        raise CellError("is below zero")
    return pence


_READERS: dict[str, Callable[[Raw], object]] = {
    "amount": _amount,
    "day": read_day,
    "flag": read_yes_no,
    "text": read_text,
}


def settings_of(state: Alliance) -> tuple[Setting, ...]:
    """Every setting of a state, shown as a sheet settles it; but no minute: that is of its decision alone."""
    return tuple(
        Setting(key, words[0], _shown(key, state), _CHOICES.get(key, ()), _WANTED.get(key, _WANTED[_FIELDS[key].kind]))
        for key, words in _WORDS.items()
    )


def _shown(key: str, state: Alliance) -> str:
    if key == "minute":
        return ""
    match getattr(state, _FIELDS[key].name):
        case None:
            return "none"
        case bool() as value:
            return "yes" if value else "no"
        case date() as value:
            return f"{value:%d/%m/%Y}"
        case int() as value:
            return format_pence(value) if _FIELDS[key].kind == "amount" else str(value)
        case value:
            return str(value)


SETTINGS = Kind("settings", "Settings of the alliance", SettingRow, COLUMNS, _put, members=())
