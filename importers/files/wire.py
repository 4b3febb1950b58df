"""How a workbook goes from the process that opened it to the one that asked: as JSON, which is nothing but values."""

import json
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from importers.workbook import BadCell, Raw, Sheet, Workbook
from nesa_fund.problems import Problem


def sent(opened: Workbook | list[Problem]) -> str:
    """A workbook, or why there is none, as one line of text."""
    if isinstance(opened, Workbook):
        said: object = [
            (one.name, one.rows, one.hidden, [*one.hidden_rows], [*one.hidden_columns], one.remarks)
            for one in opened.sheets
        ]
    else:
        said = {"problems": [(one.message, one.file, one.sheet, one.cell, one.column, one.value) for one in opened]}
    return json.dumps(said, default=_marked, separators=(",", ":"))


def received(line: str | bytes, file: str) -> Workbook | list[Problem]:
    """What a line says of a file."""
    said = json.loads(line, object_hook=_unmarked)
    if isinstance(said, dict):
        return [Problem(*one) for one in said["problems"]]
    return Workbook(
        file,
        tuple(
            Sheet(file, name, rows, hidden, frozenset(hidden_rows), frozenset(hidden_columns), tuple(remarks))
            for name, rows, hidden, hidden_rows, hidden_columns, remarks in said
        ),
    )


def _marked(value: Raw) -> dict[str, Any]:
    """A value that JSON has not, with its kind before it."""
    if isinstance(value, BadCell):
        return {"bad": value.reason}
    if isinstance(value, timedelta):
        return {"span": [value.days, value.seconds, value.microseconds]}
    assert isinstance(value, date | time)
    return {type(value).__name__: value.isoformat()}


@lru_cache(maxsize=2**12)  # A column of dates has few of them.
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _unmarked(said: dict[str, Any]) -> object:
    ((kind, value),) = said.items()
    if kind == "date":
        return _day(value)
    if kind == "bad":
        return BadCell(value)
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind == "time":
        return time.fromisoformat(value)
    return timedelta(*value) if kind == "span" else said
