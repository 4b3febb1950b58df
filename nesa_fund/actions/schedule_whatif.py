"""What a proposal supposes beside the ledger: rolls, joinings, leavings, and amounts of the plan's lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from importers.cells import CellError, read_day
from nesa_fund.canon import decimal_text
from nesa_fund.facts import FactError, Spec
from nesa_fund.facts.base import read_value
from nesa_fund.money import MoneyError, format_pence, parse_pence
from nesa_fund.problems import InputError

_PUPILS = Spec("roll", "roll", "number", required=True, default=None)


class Joining(NamedTuple):
    """Somebody who would join: a code, pupils, and the first day in."""

    member: str
    roll: Fraction
    day: date


class Leaving(NamedTuple):
    """A member that would leave: its last day in."""

    member: str
    day: date


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a proposal supposes; members by code, name, URN or alias, ``lines`` code -> pence."""

    rolls: Mapping[str, Fraction] = field(default_factory=dict)
    joins: tuple[Joining, ...] = ()
    leaves: tuple[Leaving, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, list[str]]:
        """What is supposed as the command is told it: option -> its values; none where nothing is."""
        texts = {
            "roll": [f"{code}={decimal_text(pupils)}" for code, pupils in self.rolls.items()],
            "join": [f"{one.member}={decimal_text(one.roll)}@{one.day}" for one in self.joins],
            "leave": [f"{one.member}@{one.day}" for one in self.leaves],
            "line": [f"{line}={format_pence(pence)}" for line, pence in self.lines.items()],
        }
        return {option: values for option, values in texts.items() if values}


AS_RECORDED = WhatIf()


def what_if_from(
    rolls: Iterable[str] = (), joins: Iterable[str] = (), leaves: Iterable[str] = (), lines: Iterable[str] = ()
) -> WhatIf:
    """What is supposed, from the texts that a command is given.

    Args:
        rolls: Each like Coquet=210.
        joins: Each like Elm=120@2026-02-01.
        leaves: Each like Coquet@2026-02-28.
        lines: Each like maths=16000.

    Raises:
        InputError: One is not so, or names what an earlier one named.
    """
    counted = [_member_and_roll(text, f'--roll "{text}" is not like Coquet=210') for text in rolls]
    if len(dict(counted)) < len(counted):
        raise InputError("--roll names a member twice")
    planned = [_line_and_amount(text) for text in lines]
    if len(dict(planned)) < len(planned):
        raise InputError("--line names a line of the plan twice")
    leaving = [Leaving(*_dated(text, f'--leave "{text}" is not like Coquet@2026-02-28')) for text in leaves]
    return WhatIf(dict(counted), tuple(map(_joining, joins)), tuple(leaving), dict(planned))


def _joining(text: str) -> Joining:
    wrong = f'--join "{text}" is not like Elm=120@2026-02-01'
    who, day = _dated(text, wrong)
    return Joining(*_member_and_roll(who, wrong), day)


def _dated(text: str, wrong: str) -> tuple[str, date]:
    who, at, day = text.rpartition("@")
    if not at or not who.strip():
        raise InputError(wrong)
    try:
        return who.strip(), read_day(day.strip())
    except CellError as error:
        raise InputError(f'{wrong}; "{day.strip()}" is {error}') from error


def pupils_from(text: str) -> Fraction:
    """Pupils written out, with four decimals at most.

    Raises:
        ValueError: The text is no such number.
    """
    pupils = read_value(_PUPILS, text)
    assert isinstance(pupils, Fraction)  # As the field says.
    return pupils


def _member_and_roll(text: str, wrong: str) -> tuple[str, Fraction]:
    who, _, pupils = text.rpartition("=")
    try:
        roll = pupils_from(pupils.strip())
    except FactError as error:
        raise InputError(wrong) from error
    if not who.strip():
        raise InputError(wrong)
    return who.strip(), roll


def _line_and_amount(text: str) -> tuple[str, int]:
    line, _, amount = text.rpartition("=")
    wrong = f'--line "{text}" is not like maths=16000'
    if not line.strip() or not line.isprintable() or "," in line:
        raise InputError(wrong)
    try:
        return line.strip(), parse_pence(amount)
    except MoneyError as error:
        raise InputError(f"{wrong}; {error}") from error
