"""What every fact of the register is, how its fields are declared, and how one is read."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, ClassVar, NamedTuple, TypeVar

from nesa_fund.entries import Place
from nesa_fund.money import MoneyError, pence_from_decimal

Raw = str | Decimal | date | bool
_T = TypeVar("_T")

_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)  # A comma parts thousands, and nothing else.
_FINEST = Decimal("0.0001")
SHARED_FIELDS = frozenset({"source", "document", "corrects", "reason", "place"})


class FactError(ValueError):
    """A directive that can't be the fact it says it is."""


class Spec(NamedTuple):
    """One field of a fact: its name here and in the ledger, its kind, and whether it must be there."""

    name: str
    key: str
    kind: str  # text, amount (pence), number (Fraction), count (int), day, flag, codes, weights, costs
    required: bool
    default: object


def spec(kind: str, default: object = dataclasses.MISSING, key: str = "") -> Any:  # noqa: ANN401  # As dataclasses.field.
    """Declare a fact's field: its kind, its default, and its key in the ledger if it is another."""
    return dataclasses.field(metadata={"kind": kind, "key": key}, default=default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact has: its date, its source, and where it stands.

    A class says which fields are values and which tell two facts apart (its key); whether it is
    a *state* (a later fact of a key holds from its own date on) or a *measurement* (one value a
    key); and, with ``OWNER``, whose own register it stands in instead of among the shared facts.
    """

    TYPE: ClassVar[str]
    VALUES: ClassVar[tuple[str, ...]]
    KEY: ClassVar[tuple[str, ...]]
    STATE: ClassVar[bool] = False
    OWNER: ClassVar[str] = ""

    day: date
    source: str = spec("text", "")
    document: str = spec("text", "")
    corrects: str = spec("text", "")
    reason: str = spec("text", "")
    place: Place = dataclasses.field(default=Place(), compare=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What this fact is about; two measurements of one key speak of the same thing."""
        return (self.TYPE, *(getattr(self, name) for name in self.KEY))

    def check(self) -> None:
        """Raise FactError where what is read says what can't be; what people give is checked before."""

    @property
    def slot(self) -> tuple[object, ...]:
        """What only one fact in force may fill: the key, and for a state its date as well."""
        return (*self.key, self.day) if self.STATE else self.key

    @property
    def owner(self) -> str:
        """The member in whose own register it stands; empty for a shared fact."""
        return str(getattr(self, self.OWNER)) if self.OWNER else ""

    @property
    def says(self) -> tuple[object, ...]:
        """The fact without where it came from: what an importer compares."""
        aside = SHARED_FIELDS - set(self.KEY)
        return (self.TYPE, *(getattr(self, f.name) for f in dataclasses.fields(self) if f.name not in aside))

    @property
    def reference(self) -> str:
        """Batch and source: how a correction names the fact that it corrects."""
        return f"{self.place.batch:04d} {self.source}"


@cache
def specs(fact: type[Fact]) -> tuple[Spec, ...]:
    """The fields of a fact as the ledger knows them: its values first, then metadata in order."""
    found = {
        field.name: Spec(
            field.name,
            field.metadata["key"] or field.name.replace("_", "-"),
            field.metadata["kind"],
            field.default is dataclasses.MISSING,
            field.default,
        )
        for field in dataclasses.fields(fact)
        if "kind" in field.metadata
    }
    common = [found.pop(name) for name in ("source", "document", "corrects", "reason")]
    values = [found.pop(name) for name in fact.VALUES]
    return (*values, *found.values(), *common)


def read_fact(
    fact: type[Fact], day: date, values: Sequence[Raw], meta: Mapping[str, Raw], place: Place = Place()
) -> Fact:
    """The typed fact that a directive says.

    Raises:
        FactError: Too few or too many values, one that is not of its kind, or metadata that it has not.
    """
    fields = specs(fact)  # type: ignore[arg-type]  # A class is hashable, whatever its instances are.
    if len(values) != len(fact.VALUES):
        wanted = ", ".join(field.key for field in fields[: len(fact.VALUES)])
        raise FactError(f"{fact.TYPE} takes {wanted}")
    unknown = meta.keys() - {field.key for field in fields[len(values) :]}
    if unknown:
        raise FactError(f"{', '.join(sorted(unknown))} is no metadata of the fact {fact.TYPE}")
    given: dict[str, Any] = {"day": day, "place": place}
    for n, field in enumerate(fields):
        raw = values[n] if n < len(values) else meta.get(field.key)
        if raw is not None:
            given[field.name] = read_value(field, raw)
    found = fact(**given)
    found.check()
    return found


def require(said: bool, message: str) -> None:  # noqa: FBT001  # As assert takes it.
    """Refuse a fact that says what can't be."""
    if not said:
        raise FactError(message)


def is_year(text: str) -> bool:
    """Whether a text can be the name of an alliance year: 2025-26, or 2025-25 for a calendar year."""
    found = re.fullmatch(r"(20\d{2})-(\d{2})", text, re.ASCII)
    return found is not None and int(found[2]) in {int(found[1]) % 100, (int(found[1]) + 1) % 100}


def read_value(field: Spec, raw: Raw) -> object:
    """One field's value from what the ledger holds; a number, amount or date may be text."""
    try:
        return _READERS[field.kind](raw)
    except (ValueError, ArithmeticError, TypeError) as error:
        raise FactError(f'{field.key} "{raw}" is not {_WANTED[field.kind]}') from error


def _text(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    return str(raw)


def _decimal(raw: Raw) -> Decimal:
    if isinstance(raw, str):
        text = raw.removesuffix(" GBP")
        if not _NUMBER.fullmatch(text):
            raise FactError(raw)
        return Decimal(text.replace(",", ""))
    if isinstance(raw, Decimal):
        return raw
    raise FactError(str(raw))


def _amount(raw: Raw) -> int:
    try:
        return pence_from_decimal(_decimal(raw))
    except MoneyError as error:
        raise FactError(str(raw)) from error


def _number(raw: Raw) -> Fraction:
    number = _decimal(raw)
    if number != number.quantize(_FINEST):
        raise FactError(str(raw))
    return Fraction(number)


def _count(raw: Raw) -> int:
    number = _decimal(raw)
    if number != int(number):
        raise FactError(str(raw))
    return int(number)


def _day(raw: Raw) -> date:
    return date.fromisoformat(raw) if isinstance(raw, str) else _only(date, raw)


def _flag(raw: Raw) -> bool:
    if isinstance(raw, str) and raw.upper() in {"TRUE", "FALSE"}:
        return raw.upper() == "TRUE"
    return _only(bool, raw)


def _only(wanted: type[_T], raw: object) -> _T:
    if not isinstance(raw, wanted):
        raise FactError(str(raw))
    return raw


def _codes(raw: Raw) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(raw).split(",") if part.strip())


def _pairs(raw: Raw) -> Iterator[tuple[str, str]]:
    for part in _codes(raw):
        code, equals, number = part.partition("=")
        if not equals:
            raise FactError(part)
        yield code.strip(), number.strip()


_READERS: dict[str, Callable[[Raw], object]] = {
    "text": _text,
    "amount": _amount,
    "number": _number,
    "count": _count,
    "day": _day,
    "flag": _flag,
    "codes": _codes,
    "weights": lambda raw: tuple((code, _number(number)) for code, number in _pairs(raw)),
    "costs": lambda raw: tuple((code, _amount(number)) for code, number in _pairs(raw)),
}
_WANTED = {
    "text": "a text",
    "amount": "an amount in pounds and pence",
    "number": "a number, with four decimals at most",
    "count": "a whole number",
    "day": "a date",
    "flag": "TRUE or FALSE",
    "codes": "a list of codes",
    "weights": "a list like Coquet=3, Rothley=2",
    "costs": "a list like Coquet=300.00, Rothley=410.00",
}
