"""The pure shape of what stands in a book: transactions, their postings, and where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

FUND = "Fund"
POUNDS = "GBP"
STAFF_DAYS = "DAY"
COMMODITIES = (POUNDS, STAFF_DAYS)
OPENED = date(2000, 1, 1)


class Place(NamedTuple):
    """Where something stands: batch number, path below the ledger folder, line."""

    batch: int = 0
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file} line {self.line}"


class Posting(NamedTuple):
    """One line of a transaction: an account, and hundredths of its commodity (whole pence)."""

    account: str
    pence: int
    commodity: str = POUNDS


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction of one entity's book, with exactly one link: the open item it belongs to."""

    day: date
    payee: str
    narration: str
    link: str
    meta: Mapping[str, str]
    postings: tuple[Posting, ...]
    place: Place = field(default=Place(), compare=False)

    @property
    def entity(self) -> str:
        """The entity in whose book it stands: the second component of its accounts."""
        return _entity(self.postings[0].account)


def pounds(*postings: tuple[str, int]) -> tuple[Posting, ...]:
    """Postings in pounds of (account, pence); those of nothing are left out."""
    return tuple([Posting(account, pence) for account, pence in postings if pence])


# Accounts, Root:Entity:Class[:Detail…]; the class tells what a posting is.


@lru_cache(maxsize=2**16)
def _entity(account: str) -> str:
    return account.split(":", 2)[1]


@lru_cache(maxsize=2**16)
def klass(account: str) -> str:
    """The class of an account, its third component: a member's code may be any word, and look like one."""
    return account.split(":", 3)[2]


def bank(entity: str) -> str:
    """The entity's bank account."""
    return f"Assets:{entity}:Bank"


@lru_cache(maxsize=2**12)  # One text, however many postings have it.
def debtors(entity: str, other: str) -> str:
    """What ``other`` owes to ``entity``."""
    return f"Assets:{entity}:Debtors:{other}"


@lru_cache(maxsize=2**12)  # One text, however many postings have it.
def creditors(entity: str, other: str) -> str:
    """What ``entity`` owes to ``other``."""
    return f"Liabilities:{entity}:Creditors:{other}"


def suppliers(entity: str) -> str:
    """What ``entity`` owes to firms outside the alliance."""
    return f"Liabilities:{entity}:Suppliers"


@lru_cache(maxsize=2**12)  # One text, however many postings have it.
def recharges(entity: str, category: str) -> str:
    """The entity's income from its own staff or facilities."""
    return f"Income:{entity}:Recharges:{category}"


@lru_cache(maxsize=2**12)  # One text, however many postings have it.
def costs(entity: str, category: str, grant: str = "") -> str:
    """The entity's cost; the Fund's own spending is general, or of one restricted grant."""
    if entity != FUND:
        return f"Expenses:{entity}:Costs:{category}"
    return f"{grant_costs(grant)}:{category}" if grant else f"Expenses:Fund:General:{category}"


def grant_costs(grant: str) -> str:
    """What the Fund spends of one restricted grant, of whatever category."""
    return f"Expenses:Fund:Grants:{grant}"


def contribution_cost(member: str) -> str:
    """The member's contribution to the Fund."""
    return f"Expenses:{member}:Contribution"


def contribution_income(member: str) -> str:
    """The Fund's income from one member's contribution."""
    return f"Income:Fund:Contributions:{member}"


def opening(entity: str) -> str:
    """The entity's balances brought in."""
    return f"Equity:{entity}:Opening"


def unidentified() -> str:
    """Receipts of the Fund that nobody can place yet."""
    return "Liabilities:Fund:Unidentified"
