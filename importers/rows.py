"""Read every row of a table into a typed record, and say everything that is wrong, by cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, SkipValidation, ValidationError
from pydantic_core import ErrorDetails

from importers.cells import Text
from importers.columns import AS_IT_STANDS, Column, Layout, layout_for, normalise
from importers.records import SourceRow
from importers.sheet import Table
from importers.workbook import BadCell, Raw, address, shown
from nesa_fund.problems import InputError, Problem


def source_of(file: str, sheet: str, row: int) -> str:
    """Where a record came from, as an entry's metadata has it: rolls.xlsx [Rolls!A5], or rolls.csv [A5]."""
    return f"{file} [{sheet}{'!' if sheet else ''}A{row}]"


def sources_of(file: str, sheet: str, rows: Iterable[int]) -> list[str]:
    """Where many records of one sheet came from."""
    before, _, after = source_of(file, sheet, 0).rpartition("0")
    return [f"{before}{row}{after}" for row in rows]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its file, its sheet (empty for CSV) and its row from 1.

    ``columns``: the model's field -> the column's name and index. ``values``: as found, by column name.
    ``others``: header of a column that is none of the kind's -> its index and what stands there.
    """

    file: str
    sheet: str
    row: int
    columns: Mapping[str, tuple[str, int | None]] = field(default_factory=dict, compare=False, repr=False)
    values: Mapping[str, Raw] = field(default_factory=dict, compare=False, repr=False)
    others: Mapping[str, tuple[int, Raw]] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        """As an entry's metadata has it."""
        return source_of(self.file, self.sheet, self.row)

    @property
    def title(self) -> str:
        """Its file, and the sheet where it has a name."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file

    def problem(self, field: str, message: str) -> Problem:
        """What is wrong with one field of this row, or with the row where it has no such column."""
        name, index = self.columns.get(field, ("", None))
        return self.problem_at(index or 0, name, self.values.get(name), message)

    def problem_at(self, index: int, name: str, value: Raw, message: str) -> Problem:
        """What is wrong with the value in one column of this row, by the column's index and name."""
        return Problem(message, self.file, self.sheet, address(self.row, index), name, shown(value))


class Row(BaseModel):
    """One record of any kind; each kind's model adds its fields, of the types in `importers.cells`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    place: SkipValidation[Place]
    document: Text = ""

    @property
    def source(self) -> str:
        """Where the record came from: rolls.xlsx [Rolls!A5]."""
        return str(self.place)

    def problem(self, field: str, message: str) -> Problem:
        """What is wrong with one field, found later: by the cell of that field's column."""
        return self.place.problem(field, message)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row left out because it was asked for, and the first value in it."""

    place: Place
    shown: str


R = TypeVar("R", bound=Row)
NO_EXAMPLE: Mapping[str, Raw] = {}
NO_OTHERS: Mapping[str, tuple[int, Raw]] = {}
"""Of every row that has nothing in other columns: 100,000 rows share it."""


class Reading(NamedTuple, Generic[R]):
    """All good rows, and the rest.

    What is wrong (of the table and of its rows), what was left out as asked, rows with faults, the
    example rows of a blank sheet that were left as they were, and of the rows that were not asked
    for how many, and the values asked for that no row has.
    """

    rows: Sequence[R]
    problems: list[Problem]
    skipped: list[Skipped]
    failed: list[Place]
    examples: list[Place]
    not_asked: Counter[str]
    not_found: list[str]


def read_rows(
    table: Table,
    model: type[R],
    columns: Sequence[Column],
    layout: Layout = AS_IT_STANDS,
    example: Mapping[str, Raw] = NO_EXAMPLE,
) -> Reading[R]:
    """Read every row of a table strictly.

    Args:
        table: From `find_table`, with the same columns and layout.
        model: The kind's record; has the ``field`` of every column.
        columns: The kind's columns.
        layout: What the person importing said of the sheet.
        example: The example row of the kind's blank sheet, by column name: left as it is it is no row.

    Returns:
        Rows and problems in the sheet's order. A required column that the sheet lacks, and a wrong
        value set for all rows, is one problem and not one a row.
    """
    layout = layout_for(columns, layout)
    spots, needed, untouched = spots_of(table, columns), set(layout.skip_blank), as_shown(example)
    assert spots.of_field.keys() <= model.model_fields.keys(), spots.of_field.keys() - model.model_fields.keys()
    rows: list[R] = []
    reading: Reading[R] = Reading(rows, list(table.problems), [], [], [], Counter(), [])
    choice = _Choice(table, layout)
    said: set[Problem] = set()
    given: dict[tuple[str, ...], set[str]] = {}
    for source in table.rows:
        record = record_of(table, spots, source)
        place: Place = record["place"]
        if untouched and is_example(source.values, untouched):
            reading.examples.append(place)
            continue
        if missed := choice.misses(source):
            reading.not_asked[missed] += 1
            continue
        if needed - source.values.keys():
            reading.skipped.append(Skipped(place, _first_shown(source)))
            continue
        try:
            row = model.model_validate(record)
        except ValidationError as error:
            reading.failed.append(place)
            problems = _problems(error, place, table)
            reading.problems.extend(problem for problem in problems if problem not in said)
            said.update(problem for problem in problems if not problem.cell)
            continue
        # Pydantic keeps a set of what was given of each row, larger than the row: rows alike in that share one.
        object.__setattr__(row, "__pydantic_fields_set__", given.setdefault(tuple(record), row.model_fields_set))
        rows.append(row)
    reading.not_found.extend(choice.not_found)
    return reading


class _Choice:
    """Which rows are asked for, by what stands in a column of the kind's or in one of theirs."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self._wanted = {name: {value.casefold(): value for value in values} for name, values in layout.only.items()}
        self._found: set[tuple[str, str]] = set()
        theirs = {normalise(header): index for index, header in table.others.items()}
        self._at = {name: theirs[normalise(name)] for name in self._wanted if normalise(name) in theirs}
        for name in self._wanted:
            if name not in {*table.columns, *layout.sets, *self._at}:
                has = ", ".join([*table.columns, *table.unread])
                raise InputError(Problem(f"--only {name}: no such column; there are: {has}", table.file, table.sheet))

    def misses(self, row: SourceRow) -> str:
        """The column in which a row has none of the values asked for; empty where it is asked for."""
        for name, wanted in self._wanted.items():
            value = row.others.get(self._at[name]) if name in self._at else row.values.get(name)
            text = shown(value).casefold()
            if text not in wanted:
                return name
            self._found.add((name, text))
        return ""

    @property
    def not_found(self) -> list[str]:
        """The values asked for that no row has."""
        every = ((name, text, value) for name, values in self._wanted.items() for text, value in values.items())
        return [f"{name} {value}" for name, text, value in every if (name, text) not in self._found]


class Spots(NamedTuple):
    """Where a table has what its records are made of: field -> the column's name and index, and name -> field."""

    of_field: Mapping[str, tuple[str, int | None]]
    field: Mapping[str, str]


def spots_of(table: Table, columns: Sequence[Column]) -> Spots:
    """Where a table has the columns of a kind."""
    of_field = {column.field: (column.name, table.columns.get(column.name)) for column in columns}
    return Spots(of_field, {column.name: column.field for column in columns})


def record_of(table: Table, spots: Spots, source: SourceRow) -> dict[str, Any]:
    """One record as its model takes it, its place included."""
    others = {table.others[index]: (index, value) for index, value in source.others.items()}
    record: dict[str, Any] = {spots.field[name]: value for name, value in source.values.items()}
    record["place"] = Place(table.file, table.sheet, source.number, spots.of_field, source.values, others or NO_OTHERS)
    return record


def as_shown(values: Mapping[str, Raw]) -> dict[str, str]:
    """Values as people see them, without blanks."""
    return {name: shown(value) for name, value in values.items() if value is not None}


def is_example(values: Mapping[str, Raw], example: Mapping[str, str]) -> bool:
    """Whether a row's values are an example's as people see them, and no others."""
    return values.keys() == example.keys() and all(shown(values[name]) == text for name, text in example.items())


def _first_shown(source: SourceRow) -> str:
    return next(iter(map(shown, source.values.values())), "")


def _problems(error: ValidationError, place: Place, table: Table) -> list[Problem]:
    problems = []
    for detail in error.errors(include_url=False, include_input=False):
        name, index = place.columns.get(str(detail["loc"][0]) if detail["loc"] else "", ("", None))
        if name in table.missing:
            continue
        value = place.values.get(name)
        message = value.reason if isinstance(value, BadCell) else _message(detail)
        cell = "" if name and index is None and value is not None else address(place.row, index or 0)
        problems.append(Problem(message, place.file, place.sheet, cell, name, shown(value)))
    return sorted(problems, key=lambda problem: (len(problem.cell), problem.cell))


def _message(detail: ErrorDetails) -> str:
    """The sentence for people: our own errors' as they are, pydantic's reworded."""
    if detail["type"] == "missing":
        return "is blank"
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(context["error"])
    if detail["type"] == "literal_error":
        return f"not one of: {context['expected']}"
    return detail["msg"]
