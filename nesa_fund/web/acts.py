"""What people do on the pages beside bringing sheets: commands, each with a form of its own and who may ask for it.

What a command takes and how it is carried out, only the command line knows; it is handed in as ``Commands``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule import Done
from nesa_fund.batches import Signature
from nesa_fund.statements.base import Statement
from nesa_fund.web.forms import Fault
from nesa_fund.web.roles import Person, Role

Given = Mapping[str, Sequence[str]]
"""Field -> what was typed there; several values where it may be repeated."""


class Sort(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    DAY = "day"
    POUNDS = "pounds"
    NUMBER = "number"
    CHOICE = "choice"
    TICK = "tick"
    LINES = "lines"
    FILES = "files"


class Field(NamedTuple):
    """One field of a command's form; ``choices`` are values with what is shown for each."""

    name: str
    label: str
    hint: str
    sort: Sort
    is_required: bool
    first: str = ""
    choices: tuple[tuple[str, str], ...] = ()


class Outcome(StrEnum):
    """What a command comes to."""

    RECORDED = "recorded"
    SHOWN = "shown"
    A_FILE = "a file"
    FILES = "files"


class Act(NamedTuple):
    """A command with a page: its address, its words, who may ask for it, and what comes of it.

    ``file`` names the one file that it makes. ``is_of_member``: an officer of one member may ask for it too, for
    that member.
    """

    slug: str
    command: tuple[str, ...]
    title: str
    who: frozenset[Role]
    outcome: Outcome = Outcome.RECORDED
    file: str = ""
    is_of_member: bool = False

    def may(self, person: Person) -> bool:
        """Whether somebody may ask for it."""
        return person.role in self.who and (person.sees_all or self.is_of_member)


_OFFICER, _BOARD, _CLERK, _AUDITOR = (
    frozenset({role}) for role in (Role.OFFICER, Role.BOARD, Role.CLERK, Role.AUDITOR)
)
_SHEET, _BLANK = "Board's sheet.xlsx", "blank sheets.xlsx"

ACTS: tuple[Act, ...] = (
    Act("propose", ("schedule", "propose"), "Propose the contributions", _BOARD | _OFFICER, Outcome.SHOWN),
    Act("sheet", ("schedule", "sheet"), "Make the Board's sheet", _BOARD | _OFFICER, Outcome.A_FILE, _SHEET),
    Act("adopt", ("schedule", "adopt"), "Adopt the contributions", _BOARD),
    Act("confirm", ("schedule", "confirm"), "Record a confirmation", _OFFICER | _CLERK, is_of_member=True),
    Act("charge", ("schedule", "charge"), "Charge an instalment", _OFFICER),
    Act("withdraw", ("withdraw",), "Record that a member leaves", _OFFICER),
    Act("surplus", ("surplus",), "Return a surplus", _OFFICER | _BOARD),
    Act("close", ("close",), "Close a year", _OFFICER | _BOARD),
    Act("reverse", ("reverse",), "Take a batch back, or rows of it", _OFFICER),
    Act("strike", ("strike",), "Let a fact count no more", _OFFICER),
    Act("template", ("template",), "Get blank sheets", _OFFICER, Outcome.A_FILE, _BLANK, is_of_member=True),
    Act("papers", ("papers",), "Make papers for schools", _OFFICER, Outcome.FILES),
    Act("pack", ("pack",), "Make a pack", _OFFICER | _BOARD | _AUDITOR, Outcome.FILES),
    Act("backup", ("backup",), "Back the ledger up", _OFFICER, Outcome.A_FILE, "ledger.zip"),
    Act("post", ("post",), "Hand over to a school's own finance system", _OFFICER, Outcome.FILES, is_of_member=True),
)  # fmt: skip
"""In the order of a year."""


def act_named(slug: str) -> Act | None:
    """The act of an address, if there is one."""
    return next((act for act in ACTS if act.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """By whom and when a command is asked for, and where: ``output`` is a folder, or the file, that it writes."""

    root: Path
    signature: Signature
    day: date
    papers: Sequence[Paper] = ()
    output: Path | None = None
    is_rehearsed: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said: of faults each with its field, else what it told and drew, and what it recorded."""

    lines: Sequence[str] = ()
    statements: Sequence[Statement] = ()
    faults: Sequence[Fault] = ()
    done: Done[Any] | None = None

    @property
    def records(self) -> bool:
        """Whether it recorded a batch, or in a rehearsal would."""
        return self.done is not None and self.done.batch is not None


class Named(NamedTuple):
    """A command that a text names: from where to where, its words, and what it says of its fields."""

    start: int
    end: int
    command: tuple[str, ...]
    given: Mapping[str, tuple[str, ...]]


class Commands(Protocol):
    """The command line, as far as pages need it."""

    def fields(self, command: tuple[str, ...]) -> tuple[Field, ...]:
        """The fields of a command's form."""

    def told(self, command: tuple[str, ...]) -> str:
        """What a command does, in a sentence or two."""

    def run(self, command: tuple[str, ...], given: Given, asked: Asked) -> Said:
        """Carry a command out, or rehearse it.

        Raises:
            LedgerError: The ledger can't be read or written.
        """

    def named_in(self, text: str) -> Sequence[Named]:
        """The commands that a text names, in its order."""
