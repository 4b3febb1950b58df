"""The Board's sheet: a year's total and rolls as a meeting may change them, and the shares as first drawn up."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from nesa_fund.periods import Year


@dataclass(frozen=True, slots=True)
class RollLine:
    """The pupils of a member, or of one of its schools by URN; None where no roll is recorded."""

    urn: str
    basis: str
    pupils: Fraction | None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member: its days in membership in the year, its rolls, and its share in pence, None without a roll."""

    code: str
    name: str
    days: int
    rolls: tuple[RollLine, ...]
    pence: int | None

    @property
    def pupils(self) -> Fraction | None:
        """Its pupils in all; None where a roll is not recorded."""
        known = [line.pupils for line in self.rolls if line.pupils is not None]
        return sum(known, Fraction(0)) if len(known) == len(self.rolls) else None


@dataclass(frozen=True, slots=True)
class BoardsSheet:
    """What the sheet is drawn from; ``total`` in pence, the members in order of code.

    ``plan`` says what the year's plan comes to; ``notes`` what else the Board should know.
    """

    alliance: str
    year: Year
    census: str
    total: int
    members: tuple[MemberLine, ...]
    head: str
    as_at: date
    plan: str
    notes: tuple[str, ...]
