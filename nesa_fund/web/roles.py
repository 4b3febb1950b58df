"""Who somebody is to the alliance, and whose books that lets them see: the one definition."""

from dataclasses import dataclass
from enum import StrEnum

from nesa_fund.entries import FUND

WHOLE = "alliance"
"""The key of the ledger that holds every book; no member's code begins with a small letter."""


class Role(StrEnum):
    """What somebody does for the alliance or for one of its members."""

    GOVERNOR = "governor"
    CLERK = "clerk"
    OFFICER = "officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    BOARD = "board"
    KEEPER = "keeper"


OF_A_MEMBER = frozenset({Role.GOVERNOR, Role.CLERK})
"""These are always of one member; an officer may be of one, or of the alliance; the others are of the alliance."""
MAY_BE_OF_A_MEMBER = OF_A_MEMBER | {Role.OFFICER}
SEE_NO_BOOKS = frozenset({Role.KEEPER})
"""A keeper keeps the list of people: whoever can let others in must not thereby get at the books."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in: the code that batches and the log name, the role, and of which member, empty for all."""

    code: str
    role: Role
    member: str = ""

    @property
    def sees_all(self) -> bool:
        """Whether every book is open to them: never to a role that is of one member, or of none."""
        return not self.member and self.role not in OF_A_MEMBER | SEE_NO_BOOKS

    @property
    def sees_books(self) -> bool:
        """Whether any book is open to them."""
        return self.role not in SEE_NO_BOOKS

    @property
    def books(self) -> frozenset[str]:
        """The entities whose books are open to somebody of one member: its own, and the Fund's."""
        return frozenset({self.member, FUND}) if self.sees_books else frozenset()

    def sees(self, key: str) -> bool:
        """Whether the ledger of that key is theirs: an entity's code, or the whole alliance's."""
        return self.sees_all or key in self.books
