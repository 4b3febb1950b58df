"""What matching speaks of: lines, payments that are recorded, what is due, and what a line was of those."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from nesa_fund.money import format_pounds
from nesa_fund.records import WAITING

FAR_DAYS = 45
"""So near a recorded payment of the same amount may be the same one: people are asked."""


class Said(NamedTuple):
    """A line as matching sees it: pence that came in, or below nothing went out."""

    id: str
    day: date
    pence: int
    text: str


class Movement(NamedTuple):
    """Money that is recorded on the account already and no line has accounted for: one payment, of all its parts.

    ``party`` is the other side, ``keys`` its own references, folded. ``is_new``: the same import brings it.
    """

    number: int
    day: date
    pence: int
    links: tuple[str, ...]
    party: str
    keys: frozenset[str] = frozenset()
    event: str = ""
    is_new: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it is a receipt of the Fund that is not placed yet."""
        return self.event == WAITING


class Due(NamedTuple):
    """What is to come in on an open item, or below nothing to go out; nothing where it is settled.

    ``references`` name it alone, ``numbers`` may be another's too; both are folded. ``creditor`` is
    whose claim it is, empty for the bill of a firm.
    """

    link: str
    party: str
    pence: int
    references: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    creditor: str = ""


class Part(NamedTuple):
    """What a line brings of one thing due."""

    due: Due
    pence: int


class Match(NamedTuple):
    """What a line was, and why: recorded payments that it is, or parts of what was due; or what it may have been.

    ``waiting`` is the receipt that is placed on those parts by it.
    """

    why: str
    movements: tuple[Movement, ...] = ()
    parts: tuple[Part, ...] = ()
    waiting: Movement | None = None
    is_certain: bool = True


def shown(parts: Iterable[Part]) -> str:
    """Some things, with what is due on each."""
    return ", ".join(f"{part.due.link} ({format_pounds(abs(part.pence))})" for part in parts)
