"""Which of a sheet's headers means which column: by alias, or as the person importing says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache

from nesa_fund.problems import InputError


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a kind of sheet has; ``field`` is its name in the kind's row model."""

    name: str
    field: str
    aliases: tuple[str, ...] = ()
    required: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """Every normalised header that means this column."""
        return _keys(self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the person importing says of a sheet whose headers are nobody's alias.

    ``maps``: column name -> their header, empty to leave the column unread.
    ``sets``: column name -> one value for all rows, of a column that the sheet lacks.
    ``skip_blank``: columns; a row blank in one of them is left out, and listed.
    ``only``: column name, or a header of theirs -> values; a row with none of them there is left out.
    """

    maps: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    skip_blank: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def theirs(self) -> frozenset[str]:
        """The normalised headers that it says a sheet has."""
        return frozenset(normalise(header) for header in self.maps.values() if header)

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of ours that it speaks of; what ``only`` names may be theirs."""
        return (*self.maps, *self.sets, *self.skip_blank)


AS_IT_STANDS = Layout()


@cache
def _keys(*names: str) -> frozenset[str]:
    return frozenset(map(normalise, names))


@lru_cache(maxsize=2**12)
def normalise(header: str) -> str:
    """A header without case, punctuation, spaces and line breaks; one of signs alone stays: £."""
    folded = header.casefold()
    return "".join(filter(str.isalnum, folded)) or folded.strip()


def without_lead(lead: str, header: str) -> str:
    """A header without the word before the member's name, and the signs between them."""
    rest = header[len(lead) :] if header.casefold().startswith(lead.casefold()) else header
    return rest.strip(" :-–()")


def layout_from_options(
    maps: Iterable[str] = (), sets: Iterable[str] = (), skip_blank: Iterable[str] = (), only: Iterable[str] = ()
) -> Layout:
    """The layout written as ``Pupils=nor_jan2023``, ``Census=2023-01``, ``Pupils`` and ``URN=122170,122171``.

    Raises:
        InputError: An option without =, a value missing from a set, a column named twice.
    """
    set_values, wanted = _pairs("--set", sets), _pairs("--only", only)
    for option, values, example in (("--set", set_values, "Census=2025-10"), ("--only", wanted, "URN=122170,122171")):
        for name, value in values.items():
            if not value.strip(", "):
                raise InputError(f'{option} "{name}=" needs a value after the = sign, like {option} "{example}"')
    chosen = {name: tuple(part.strip() for part in text.split(",") if part.strip()) for name, text in wanted.items()}
    return Layout(_pairs("--map", maps), set_values, tuple(skip_blank), chosen)


def options_from_layout(layout: Layout) -> list[str]:
    """The layout as it is written on a command line: option, value, option, value."""
    told = [("--map", f"{name}={header}") for name, header in layout.maps.items()]
    told += [("--set", f"{name}={value}") for name, value in layout.sets.items()]
    told += [("--skip-blank", name) for name in layout.skip_blank]
    told += [("--only", f"{name}={','.join(values)}") for name, values in layout.only.items()]
    return [text for pair in told for text in pair]


def layout_for(columns: Sequence[Column], layout: Layout) -> Layout:
    """The same layout with its column names as the kind writes them.

    Raises:
        InputError: The kind has no column of such a name; the nearest is given.
    """
    ours = {normalise(column.name): column.name for column in columns}
    return Layout(
        {_canonical("--map", name, columns): header for name, header in layout.maps.items()},
        {_canonical("--set", name, columns): value for name, value in layout.sets.items()},
        tuple(_canonical("--skip-blank", name, columns) for name in layout.skip_blank),
        {ours.get(normalise(name), name): values for name, values in layout.only.items()},
    )


def match_headers(
    headers: Mapping[int, str], columns: Sequence[Column], layout: Layout = AS_IT_STANDS
) -> dict[str, list[int]]:
    """Find the columns among a row's headers (column index -> header).

    A header that a map names is consumed by it, and means no other column by alias.

    Returns:
        Column name -> every index that means it, leftmost first; columns not found are left out.
    """
    indexes: dict[str, list[int]] = defaultdict(list)
    for index, header in sorted(headers.items()):
        indexes[normalise(header)].append(index)
    mapped = {name: normalise(header) for name, header in layout.maps.items()}
    consumed = set(mapped.values())
    found: dict[str, list[int]] = {}
    for column in columns:
        wanted = {mapped[column.name]} - {""} if column.name in mapped else column.keys - consumed
        if not wanted.isdisjoint(indexes):
            found[column.name] = sorted(index for key in wanted for index in indexes.get(key, ()))
    return found


def _pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not name or not equals:
            raise InputError(f'{option} "{text}" is not of the form Column=value')
        if name in pairs:
            raise InputError(f'{option} names the column "{name}" twice; leave one of them out')
        pairs[name] = value
    return pairs


def _canonical(option: str, name: str, columns: Sequence[Column]) -> str:
    by_key = {normalise(column.name): column.name for column in columns}
    key = normalise(name)
    if key in by_key:
        return by_key[key]
    nearest = get_close_matches(key, by_key, n=1, cutoff=0.5)
    hint = f"; nearest: {by_key[nearest[0]]}" if nearest else ""
    raise InputError(f'{option} "{name}": no column of that name{hint}; columns: {", ".join(by_key.values())}')
