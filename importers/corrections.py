"""Corrections: why, and how a fact of a sheet differs from the recorded one of its key."""

from dataclasses import dataclass, fields, replace

from importers.rows import Row
from nesa_fund.canon import decimal_text
from nesa_fund.facts import Fact
from nesa_fund.facts.base import SHARED_FIELDS
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import InputError


@dataclass(frozen=True, slots=True)
class Correction:
    """Whether known rows with other values are corrected, why, and under which minute.

    Raises:
        InputError: Either is more than a line of text.
    """

    reason: str
    minute: str = ""

    def __post_init__(self) -> None:
        """Refuse what an entry can't hold, whichever door it came through."""
        for what, text in (("reason", self.reason), ("minute", self.minute)):
            if not text.isprintable():
                raise InputError(f"the {what} of a correction is one line of text, without invisible characters")

    def __str__(self) -> str:
        """Why, and by which minute: the correction's own, never that of what it corrects."""
        return f"{self.reason} (minute {self.minute})" if self.minute else self.reason


def unsaid(row: Row, known: Fact, fact: Fact) -> Fact:
    """The fact with what the ledger knows where the sheet has no such column: not said is not blank."""
    columns, values = row.place.columns, row.place.values
    lacking = {
        field.name: getattr(known, field.name)
        for field in fields(fact)
        if field.name in columns and columns[field.name][1] is None and columns[field.name][0] not in values
    }
    return replace(fact, **lacking) if lacking else fact


def difference(known: Fact, fact: Fact) -> str:
    """How a fact differs from the recorded one of its key, in a sentence."""
    names = [field.name for field in fields(fact) if field.name not in SHARED_FIELDS]
    names += ["reason"] if fact.reason else []
    parts = [
        f"{name.replace('_', ' ')} is recorded as {_shown(known, name)}, now {_shown(fact, name)}"
        for name in names
        if getattr(known, name) != getattr(fact, name)
    ]
    about = "".join(f" {getattr(fact, name)}" for name in fact.KEY if getattr(fact, name))
    return f"{fact.TYPE}{about} is in batch {known.place.batch}: {'; '.join(parts)}"


def _shown(fact: Fact, name: str) -> str:
    value = getattr(fact, name)
    if value in (None, "", ()):
        return "blank"
    match type(fact).__dataclass_fields__[name].metadata.get("kind"):
        case "amount":
            text = format_pounds(value)
        case "number":
            text = decimal_text(value)
        case "flag":
            text = "yes" if value else "no"
        case "codes":
            text = ", ".join(value)
        case "weights":
            text = ", ".join(f"{code}={decimal_text(weight)}" for code, weight in value)
        case "costs":
            text = ", ".join(f"{code}={format_pence(pence)}" for code, pence in value)
        case _:
            text = str(value)
    return text
