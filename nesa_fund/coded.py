"""A column whose values are often alike: each value is held once, and for each row which of them it has."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, Self, TypeVar, overload

T = TypeVar("T")


class Coded(Sequence[T], Generic[T]):
    """A column that grows, and is read as a list is.

    ``distinct``: each value once, in the order they came. ``codes``: for each row the place of its value among
    them. Neither is for others to change.
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
        self.codes.extend(self._places_of((value,)))

    def extend(self, given: Iterable[T]) -> None:
        """Add rows."""
        self.codes.extend(self._places_of(given if isinstance(given, list | tuple) else list(given)))

    def fill(self, value: T, count: int) -> None:
        """Add so many rows of one value."""
        if count:
            self.codes.extend(self._places_of((value,)) * count)

    def settled(self) -> Self:
        """The same column, without what only helps it to grow."""
        self._places = None
        return self

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

    def picked(self, order: Sequence[int]) -> "Coded[T]":
        """Some of its rows, or all, in an order: to be read only, for it has all the values, even those of no row."""
        found: Coded[T] = Coded()
        found.distinct, found.codes = self.distinct, array("i", list(map(self.codes.__getitem__, order)))
        return found

    def taken(self, order: Sequence[int]) -> "Coded[T]":
        """The same, with the values of its own rows alone."""
        codes = Coded(self.picked(order).codes)
        found: Coded[T] = Coded()
        found.distinct, found.codes = [self.distinct[code] for code in codes.distinct], codes.codes
        return found

    def part(self, begin: int, end: int) -> "Coded[T]":
        """The rows from one on and up to another, as ``picked``."""
        found: Coded[T] = Coded()
        found.distinct, found.codes = self.distinct, self.codes[begin:end]
        return found

    @classmethod
    def of(cls, value: T, count: int) -> Self:
        """So many rows of one value."""
        found = cls()
        found.fill(value, count)
        return found.settled()

    @staticmethod
    def joined(parts: Iterable["Coded[T]"]) -> "Coded[T]":
        """The rows of several columns behind each other, in a column of their own."""
        found: Coded[T] = Coded()
        for part in parts:
            if not found.codes:
                found.distinct, found.codes, found._places = part.distinct[:], part.codes[:], None
                continue
            places = found._places_of(part.distinct)
            is_alike = places == array("i", range(len(places)))
            found.codes.extend(part.codes if is_alike else array("i", list(map(places.__getitem__, part.codes))))
        return found.settled()

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
