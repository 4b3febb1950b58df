"""The records of a table as typed columns, where every cell can be read: a row is made of one when it is asked for.

A row of its own for each of 100,000 records takes longer, and more room, than all else that is read.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, overload

from pydantic import ConfigDict, PlainValidator, TypeAdapter, ValidationError

from importers.cells import AT_ONCE
from importers.columns import Column, Layout
from importers.records import Records
from importers.rows import Row, as_shown, is_example, record_of, spots_of
from importers.sheet import Table
from importers.workbook import Raw, shown

R = TypeVar("R", bound=Row)
_LOOKED_AT = 1000


class TypedRows(Sequence[R], Generic[R]):
    """Rows of one table, as `rows.read_rows` reads them.

    ``columns``: the model's field -> what each row has there, None where it is blank; a field that
    is blank throughout is not among them. ``table`` is where they stand, ``numbers`` each one's row of the sheet.
    """

    def __init__(
        self, table: Table, numbers: Sequence[int], model: type[R], kinds: Sequence[Column], columns: Mapping[str, Any]
    ) -> None:
        self.table, self.numbers, self.columns = table, numbers, columns
        self._model, self._spots = model, spots_of(table, kinds)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, number: int) -> R: ...
    @overload
    def __getitem__(self, number: slice) -> list[R]: ...
    def __getitem__(self, number: int | slice) -> R | list[R]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        return self._model.model_validate(record_of(self.table, self._spots, self.table.rows[number]))


def typed_rows(
    table: Table, model: type[R], kinds: Sequence[Column], layout: Layout, example: Mapping[str, Raw]
) -> TypedRows[R] | None:
    """The rows of a table by columns; None where a row is faulty, the example, or perhaps not asked for.

    It takes a model whose fields are read each by itself. Arguments as those of `rows.read_rows`.
    """
    rows = table.rows
    if table.problems or table.missing or layout.only or layout.skip_blank or not isinstance(rows, Records):
        return None
    untouched = as_shown(example)
    if untouched and _has_example(rows, untouched):
        return None
    columns = {}
    for column in kinds:
        is_there = column.name in table.columns or column.name in layout.sets
        values = rows.column(column.name) if is_there else []
        is_blank = {*map(type, values)} <= {NoneType}
        if model.model_fields[column.field].is_required() and (is_blank or None in values):
            return None
        if is_blank:
            continue
        try:
            columns[column.field] = _read_all(model, column.field, values)
        except ValidationError:
            return None
    return TypedRows(table, rows.numbers, model, kinds, columns)


def _has_example(rows: Records, example: Mapping[str, str]) -> bool:
    """Whether a row is the example: it is looked at only where it is so in the column that seems to say the least."""
    columns = {name: rows.column(name) for name in example}
    name = min(columns, key=lambda name: len(set(columns[name][:_LOOKED_AT])))
    distinct = set(zip(map(type, columns[name]), columns[name], strict=True))  # 1 and True are equal, shown otherwise.
    alike = {one for one in distinct if shown(one[1]) == example[name]}
    if not alike:
        return False
    found = (n for n, value in enumerate(columns[name]) if (type(value), value) in alike)
    return any(is_example(rows[n].values, example) for n in found)


def _read_all(model: type[Row], field: str, values: Sequence[Raw]) -> Sequence[Any]:
    """What the cells of one column say; of values that are equal and of one type one is read for all."""
    at_once, read = AT_ONCE.get(_plainly(model, field)), _reader(model, field)
    if at_once and (found := at_once(values)) is not None:
        return found
    if len({*map(type, values)} - {NoneType}) > 1:  # 1 and True are equal, and say something else.
        filled = iter(read([value for value in values if value is not None]))
        return [None if value is None else next(filled) for value in values]
    distinct = list(set(values) - {None})
    known: dict[Raw, Any] = dict(zip(distinct, read(distinct), strict=True))
    return list(map(known.get, values))


@cache
def _reader(model: type[Row], field: str) -> Callable[[list[Raw]], list[Any]]:
    """What reads many cells of one field, each as the model itself does."""
    kind: Any = _kind_of(model, field)
    adapter = TypeAdapter[Any](list[kind], config=ConfigDict(strict=True))
    return adapter.validate_python


@cache
def _plainly(model: type[Row], field: str) -> object:
    """The function that alone reads a cell of a field; None where more does."""
    kind = _kind_of(model, field)
    is_choice = get_origin(kind) in {Union, UnionType}
    options: list[Any] = [one for one in get_args(kind) if one != NoneType] if is_choice else [kind]
    validators = [one for option in options for one in getattr(option, "__metadata__", (None, None))]
    return validators[0].func if len(validators) == 1 and isinstance(validators[0], PlainValidator) else None


def _kind_of(model: type[Row], field: str) -> Any:  # noqa: ANN401  # A type, as pydantic takes it.
    info = model.model_fields[field]
    kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return kind
