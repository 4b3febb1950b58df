"""Rows that somebody types instead of bringing a sheet: the sheet that they make, and the field that a fault is of."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from importers.templates import TemplateColumn
from importers.workbook import address
from nesa_fund.problems import Problem


class Cell(NamedTuple):
    """What was typed into one field, and the field's id."""

    field: str
    text: str


Typed = Mapping[str, Cell]
"""Column -> its cell, of one row."""


def typed_rows(content: bytes) -> list[list[str]]:
    """The rows of a file that ``sheet_of`` made, its columns first."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TypedSheet(NamedTuple):
    """A CSV file, its columns, and the rows that it holds, the first of them as its row 2."""

    content: bytes
    columns: tuple[str, ...]
    rows: tuple[Typed, ...]

    def field_of(self, problem: Problem) -> str:
        """The id of the field that a problem is of; empty where it is of none."""
        letters = problem.cell.rstrip("0123456789")
        if not letters:
            return ""
        row = self.rows[int(problem.cell.removeprefix(letters)) - 2]
        by_letters = {address(1, n)[:-1]: name for n, name in enumerate(self.columns)}
        column = problem.column or by_letters.get(letters, "")
        return row[column].field if column in row else next(iter(row.values())).field


def sheet_of(rows: Sequence[Typed], columns: Sequence[TemplateColumn]) -> TypedSheet:
    """The sheet of some rows: of those that are not blank, the columns that are needed or that one has a value in.

    So what nobody says is no column, and an import takes it as not said. All values stand in quotation marks and
    none is escaped: the import reads each as it was typed.
    """
    filled = tuple(row for row in rows if any(cell.text for cell in row.values()))
    names = tuple(
        column.header
        for column in columns
        if column.required or any(row[column.header].text for row in filled if column.header in row)
    )
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows([row[name].text if name in row else "" for name in names] for row in filled)
    return TypedSheet(stream.getvalue().encode("utf-8-sig"), names, filled)
