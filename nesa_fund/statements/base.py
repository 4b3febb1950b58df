"""What a statement is: titled tables and notes, computed once, drawn by any renderer."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nesa_fund.statements.behind import Behind  # What draws statements need not load what counts them.

Value = str | int | Fraction | date | None


class Unit(Enum):
    """What the values of a column are, and so how every renderer writes them."""

    TEXT = "text"  # str
    MONEY = "money"  # int, whole pence
    NUMBER = "number"  # int or Fraction: pupils, days, counts
    PERCENT = "percent"  # Fraction, 1 for the whole
    DATE = "date"  # date


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``total`` says its last row is the sum of those above.

    ``room`` is how many characters a column to be filled in by hand is wide at least, in print.
    """

    title: str
    unit: Unit = Unit.TEXT
    total: bool = False
    room: int = 0


class Leads(NamedTuple):
    """The open item that each row of a table tells of: the link, and in which column people read what it is called."""

    column: int
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; a value is None where there is none to show.

    ``name`` is short and stable: a worksheet's name, a CSV's file name, a JSON key. ``leads`` and ``behind`` are for
    pages alone, where a reader goes on from a row to the item that it tells of, or to the entries that it sums up.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total_label: str = "Total"
    leads: Leads | None = None
    behind: "Behind | None" = field(default=None, compare=False, repr=False)

    @property
    def totals(self) -> tuple[Value, ...] | None:
        """The total row, in the columns' order; None where no column is totalled."""
        if not any(column.total for column in self.columns):
            return None
        sums: list[Value] = [self._sum(n) if column.total else None for n, column in enumerate(self.columns)]
        if sums[0] is None:
            sums[0] = self.total_label
        return tuple(sums)

    def _sum(self, n: int) -> int | Fraction:
        numbers = [row[n] for row in self.rows]
        exact = sum((value for value in numbers if isinstance(value, int | Fraction)), Fraction(0))
        return int(exact) if exact.denominator == 1 else exact


class Shape(Enum):
    """How a chart is drawn."""

    BARS = "bars"  # One bar a label, each series beside the others.
    LINE = "line"  # A line a series through its labels, in their order.


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: a value a label, None where there is none."""

    title: str
    values: tuple[int | Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures as a picture: each also stands in a table, so that nothing is told by the picture alone.

    ``alt`` says in a sentence what is to be seen, for those who can't see it.
    """

    name: str
    title: str
    shape: Shape
    unit: Unit
    labels: tuple[str | date, ...]
    series: tuple[Series, ...]
    alt: str

    def __post_init__(self) -> None:
        """Refuse a series of another length than the labels."""
        assert all(len(one.values) == len(self.labels) for one in self.series)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that a reader comes with, and its answer in plain words: they stand on the first page."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: what it is, for whom, of which period, how it was made, and its figures."""

    name: str
    title: str
    alliance: str
    audience: str
    period: str
    as_at: date
    head: str
    made: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())
    answers: tuple[Answer, ...] = field(default=())
    charts: tuple[Chart, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Pack:
    """Statements chosen for one reader, in one document; ``cover`` says in a few sentences what it is."""

    title: str
    alliance: str
    as_at: date
    head: str
    cover: tuple[str, ...]
    statements: tuple[Statement, ...]


def counted(number: int, one: str, many: str = "") -> str:
    """So many things, in words: 1 member, 2 members."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"
