"""A column whose values are often alike: each value is held once, and for each row which of them it has."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

T = TypeVar("T")


class Coded(Sequence[T], Generic[T]):
    """A column that grows, and is read as a list is.

    ``distinct``: each value once, in the order they came. ``codes``: for each row the place of its value among
    them, as an array of small numbers where they are few. Neither is for others to change.
    """

    __slots__ = ("_places", "codes", "distinct")

    def __init__(self, given: Iterable[T] = ()) -> None:
        """Begin with the values of some rows."""
        self.distinct: list[T] = []
        self.codes = array("i")
        self._places: dict[T, int] | None = None
        self.extend(given)

    def append(self, value: T) -> None:
        """Add a row."""
        self._grow(self._places_of((value,)))

    def extend(self, given: Iterable[T]) -> None:
        """Add rows."""
        self._grow(self._places_of(given if isinstance(given, list | tuple) else list(given)))

    def fill(self, value: T, count: int) -> None:
        """Add so many rows of one value."""
        if count:
            self._grow(self._places_of((value,)) * count)

    def settled(self) -> Self:
        """The same column, without what only helps it to grow."""
        self._places = None
        kind = _kind(len(self.distinct))
        if self.codes.typecode != kind:
            self.codes = array(kind, self.codes)
        return self

    def _grow(self, places: "array[int]") -> None:
        if self.codes.typecode != "i":
            self.codes = array("i", self.codes)
        self.codes.extend(places)

    def _places_of(self, given: Sequence[T]) -> "array[int]":
        """The places of some values, which become values of the column."""
        first, new = len(self.distinct), list(dict.fromkeys(given))
        if not first and len(new) == len(given):  # Nothing is to be looked up, perhaps never.
            self.distinct, self._places = new, None
            return array("i", range(len(new)))
        if self._places is None:
            self._places = dict(zip(self.distinct, range(first), strict=True))
        if first:
            new = [value for value in new if value not in self._places]
        self.distinct += new
        self._places.update(zip(new, range(first, len(self.distinct)), strict=True))
        return array("i", list(map(self._places.__getitem__, given)))

    @property
    def is_blank(self) -> bool:
        """Whether every row is surely empty text, or there is no row."""
        return not any(self.distinct)

    def picked(self, order: "Sequence[int] | npt.NDArray[np.integer[Any]]") -> "Coded[T]":
        """Some of its rows, or all, in an order: to be read only, for it has all the values, even those of no row."""
        import numpy as np  # noqa: PLC0415  # The processes that only read books load as little as they can.

        codes = np.asarray(self.codes).take(np.asarray(order, dtype="int64"))
        return Coded.of_codes(self.distinct, array(self.codes.typecode, codes.tobytes()))

    def taken(self, order: Sequence[int]) -> "Coded[T]":
        """The same, with the values of its own rows alone."""
        codes = Coded(self.picked(order).codes)
        return Coded.of_codes([self.distinct[code] for code in codes.distinct], codes.codes)

    def part(self, begin: int, end: int) -> "Coded[T]":
        """The rows from one on and up to another, as ``picked``."""
        return Coded.of_codes(self.distinct, self.codes[begin:end])

    @classmethod
    def of(cls, value: T, count: int) -> Self:
        """So many rows of one value."""
        found = cls()
        found.distinct, found.codes = [value] if count else [], array("B", bytes(count))
        return found

    @staticmethod
    def of_codes(distinct: list[T], codes: "array[int]") -> "Coded[T]":
        """The rows that have such values, each by its place among them."""
        found: Coded[T] = Coded()
        found.distinct, found.codes = distinct, codes
        return found

    @classmethod
    def of_numbers(cls, distinct: list[T], numbers: "npt.NDArray[np.integer[Any]]") -> "Coded[T]":
        """The same, of numbers in numpy's hands."""
        kind = _kind(len(distinct))
        return cls.of_codes(distinct, array(kind, numbers.astype(kind).tobytes()))

    @staticmethod
    def joined(parts: Iterable["Coded[T]"]) -> "Coded[T]":
        """The rows of several columns behind each other, in a column of their own."""
        found: Coded[T] = Coded()
        placed = [(part.codes, found._joined_by(part.distinct)) for part in parts]
        found.codes = array(_kind(len(found.distinct)))
        for codes, places in placed:
            found.codes.extend(_recoded(codes, places, found.codes.typecode))
        return found.settled()

    def _joined_by(self, distinct: list[T]) -> Sequence[int]:
        """The places of another column's values among the values of both."""
        first = len(self.distinct)
        if self._places is None and set(self.distinct).isdisjoint(distinct):
            self.distinct += distinct
            return range(first, len(self.distinct))
        places = self._places_of(distinct)
        return range(len(places)) if places == array("i", range(len(places))) else places

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> list[T]: ...
    def __getitem__(self, row: int | slice) -> T | list[T]:
        if isinstance(row, slice):
            return [self.distinct[code] for code in self.codes[row]]
        return self.distinct[self.codes[row]]

    def __iter__(self) -> Iterator[T]:
        return map(self.distinct.__getitem__, self.codes)

    def __contains__(self, value: object) -> bool:
        return value in self.distinct and self.distinct.index(value) in self.codes

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Coded) and self.distinct == other.distinct:
            return self.codes == other.codes
        if not isinstance(other, Coded | list) or len(self) != len(other):
            return False
        return all(mine == its for mine, its in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # It grows.

    def __repr__(self) -> str:
        return f"Coded({list(self)!r})"


def _kind(size: int) -> str:
    """The smallest kind of array whose numbers tell so many values apart."""
    return "B" if size <= 2**8 else "H" if size <= 2**16 else "i"


def _recoded(codes: "array[int]", places: Sequence[int], kind: str) -> "array[int]":
    """Codes of a column as those of a joined one."""
    if places == range(len(places)):
        return codes if codes.typecode == kind else array(kind, codes)
    import numpy as np  # noqa: PLC0415  # The processes that only read books load as little as they can.

    found = np.arange(places.start, places.stop) if isinstance(places, range) else np.asarray(places)
    return array(kind, found.astype(kind).take(np.asarray(codes)).tobytes())
