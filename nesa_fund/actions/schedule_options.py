"""Options for a year's contributions, each kept under a name beside the ledger until the Board decides."""

import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from nesa_fund.actions.papers import safe_name
from nesa_fund.actions.schedule_propose import Asked, Proposal
from nesa_fund.actions.schedule_whatif import pupils_from, what_if_from
from nesa_fund.canon import decimal_text
from nesa_fund.facts.base import is_year
from nesa_fund.history import canonical_json
from nesa_fund.money import format_pence, parse_pence
from nesa_fund.problems import InputError, LedgerError

FOLDER = "options"
_SUFFIX = ".json"


class OptionShare(NamedTuple):
    """One member's contribution by an option: its pupils, its days in the year, and pence."""

    member: str
    roll: Fraction
    days: int
    pence: int


@dataclass(frozen=True, slots=True)
class Option:
    """A proposal that was kept: what was asked, what came of it, and the head of the ledger that it rests on."""

    name: str
    year: str
    head: str
    asked: Asked
    total: int
    census: str
    shares: tuple[OptionShare, ...]
    without_roll: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return self.name + _SUFFIX

    @property
    def content(self) -> bytes:
        """Its file: JSON that people can read, the same for the same option."""
        shares = [
            {
                "days": one.days,
                "member": one.member,
                "roll": decimal_text(one.roll),
                "share": format_pence(one.pence),
            }
            for one in self.shares
        ]
        result = {
            "census": self.census,
            "shares": shares,
            "total": format_pence(self.total),
            "without-roll": list(self.without_roll),
        }
        return canonical_json(
            {
                "arguments": arguments_of(self.asked),
                "head": self.head,
                "name": self.name,
                "result": result,
                "year": self.year,
            }
        )

    def is_of(self, proposal: Proposal) -> bool:
        """Whether a proposal comes to the same: the same members, pupils, days and pence."""
        return (self.census, self.shares, self.without_roll) == (
            proposal.census,
            shares_in(proposal),
            proposal.without_roll,
        )


def arguments_of(asked: Asked) -> dict[str, str | list[str]]:
    """What a proposal was asked for, as the command is told it: option -> value, or values."""
    told: dict[str, str | list[str]] = {}
    if asked.total is not None:
        told["total"] = format_pence(asked.total)
    if asked.census:
        told["census"] = asked.census
    return {**told, **asked.what_if.texts}


def shares_in(proposal: Proposal) -> tuple[OptionShare, ...]:
    """The shares of a proposal as an option has them."""
    days = proposal.year.days
    return tuple(OptionShare(one.member, one.roll, int(one.part * days), one.pence) for one in proposal.shares)


def option_from(name: str, head: str, proposal: Proposal) -> Option:
    """A proposal as an option of that name.

    Raises:
        InputError: The name can't be the name of a file on every system.
    """
    return Option(
        checked_name(name),
        proposal.year.name,
        head,
        proposal.asked,
        proposal.total,
        proposal.census,
        shares_in(proposal),
        proposal.without_roll,
    )


def checked_name(name: str) -> str:
    """The name of an option, as it was given.

    Raises:
        InputError: It can't be the name of a file on every system.
    """
    plain = unicodedata.normalize("NFC", name)
    if not plain.strip() or safe_name(plain + _SUFFIX, ()) != plain + _SUFFIX:
        raise InputError(f'"{name}" can\'t be the name of an option; one is like "small schools first" or halves')
    return plain


def keep_option(root: Path, option: Option) -> bool:
    """Write an option beside the ledger, whole or not at all.

    Returns:
        Whether one of that name was there before, and is written over.

    Raises:
        InputError: One is there whose name differs in case alone.
        LedgerError: It can't be written.
    """
    folder = root / FOLDER / option.year
    alike = [name for name in _names(folder) if name.casefold() == option.name.casefold()]
    if alike and option.name not in alike:
        raise InputError(f'an option "{alike[0]}" of {option.year} is kept; name this one so, or otherwise')
    staged = folder / f".{option.name}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(option.content)
        staged.replace(folder / option.file_name)
    except OSError as error:
        raise LedgerError(f"the option was not kept: {error.filename}: {error.strerror}") from error
    finally:
        staged.unlink(missing_ok=True)
    return bool(alike)


def kept_options(root: Path, year: str) -> list[Option]:
    """All options of a year, in order of name.

    Raises:
        InputError: One is not as it was kept.
    """
    return [kept_option(root, year, name) for name in _names(root / FOLDER / year)]


def kept_option(root: Path, year: str, name: str) -> Option:
    """The option of that name.

    Raises:
        InputError: There is none such, or it is not as it was kept.
    """
    if not is_year(year):
        raise InputError(f'"{year}" is not a year, like 2025-26')
    folder = root / FOLDER / year
    names = _names(folder)
    if name not in names:
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"; nearest: {near[0]}" if near else f"; there are {', '.join(names)}" if names else ""
        raise InputError(
            f'no option "{name}" of {year} is kept{hint}; to keep one: nesa schedule propose {year} --name "{name}"'
        )
    path = folder / (name + _SUFFIX)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LedgerError(f"{error.filename}: {error.strerror}") from error
    option = _read(content)
    if option is None or (option.content, option.name, option.year) != (content, name, year):
        file = path.relative_to(root).as_posix()
        raise InputError(f"{file} is not as nesa kept it: take it away, or keep the option anew")
    return option


def _names(folder: Path) -> list[str]:
    """The names of the options in a folder, in order."""
    if not folder.is_dir():
        return []
    return sorted(path.stem for path in folder.glob(f"*{_SUFFIX}") if not path.name.startswith("."))


def _read(content: bytes) -> Option | None:
    """The option that a file holds; None where it holds none."""
    try:
        told = json.loads(content)
        asked, result = told["arguments"], told["result"]
        what_if = what_if_from(*(asked.get(option, ()) for option in ("roll", "join", "leave", "line")))
        return Option(
            name=_text(told["name"]),
            year=_text(told["year"]),
            head=_text(told["head"]),
            asked=Asked(
                parse_pence(asked["total"]) if "total" in asked else None, _text(asked.get("census", "")), what_if
            ),
            total=parse_pence(result["total"]),
            census=_text(result["census"]),
            shares=tuple(map(_share, result["shares"])),
            without_roll=tuple(map(_text, result["without-roll"])),
        )
    except (InputError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _share(told: Mapping[str, object]) -> OptionShare:
    roll, days = pupils_from(_text(told["roll"])), told["days"]
    if not isinstance(days, int):
        raise TypeError
    return OptionShare(_text(told["member"]), roll, days, parse_pence(_text(told["share"])))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
