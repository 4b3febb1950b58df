"""The records of a sheet as it has them: 100,000 rows take no more room than they have there already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple, overload

from importers.workbook import Raw

_NOTHING: Mapping[int, Raw] = {}
"""What nearly every row has beside the columns that are read: they share it."""


class SourceRow(NamedTuple):
    """One record as found: ``values`` by column name, ``others`` by index; no blanks in either."""

    number: int
    values: Mapping[str, Raw]
    others: Mapping[int, Raw]


@dataclass(frozen=True)
class Records(Sequence[SourceRow]):
    """Rows of a sheet, each made a record when it is asked for.

    ``cells``: all rows of the sheet. ``numbers``: the rows that are records, from 1. ``names``: column name ->
    index. ``others``: the indexes beside them. ``sets``: column name -> the value that every record has there.
    """

    cells: Sequence[Sequence[Raw]]
    numbers: Sequence[int]
    names: Mapping[str, int]
    others: Collection[int]
    sets: Mapping[str, Raw] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> SourceRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[SourceRow]: ...
    def __getitem__(self, at: int | slice) -> SourceRow | list[SourceRow]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        number = self.numbers[at]
        row = self.cells[number - 1]
        count = len(row)
        values = {
            name: value for name, index in self.names.items() if index < count and (value := row[index]) is not None
        }
        aside = {index: row[index] for index in self.others if index < count and row[index] is not None}
        return SourceRow(number, {**values, **self.sets} if self.sets else values, aside or _NOTHING)

    def column(self, name: str) -> Sequence[Raw]:
        """What each record has in one column, None where it is blank."""
        index = self.names.get(name)
        if index is None:
            return [self.sets.get(name)] * len(self)
        return self._columns[index] if index < len(self._columns) else [None] * len(self)

    @cached_property
    def _columns(self) -> list[tuple[Raw, ...]]:
        """What all records have, column by column: every one is asked for several times."""
        return list(zip_longest(*(self.cells[number - 1] for number in self.numbers)))
