"""The past: balances that a book begins with, and the cash book of a fund that was there before the alliance."""

from dataclasses import dataclass
from datetime import date

from nesa_fund.entries import FUND, Transaction, bank, creditors, debtors, opening
from nesa_fund.records.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningBalance(Event):
    """A balance brought in: pence of one account, against the entity's opening equity."""

    entity: str
    account: str
    pence: int
    other: str = ""
    number: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The entity's entry."""
        said = self.said(event="opening", number=self.number)
        return (self.entry(self.other, said, (self.account, self.pence), (opening(self.entity), -self.pence)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDebt(Event):
    """An old debt between two entities, brought into both their books."""

    supplier: str
    customer: str
    number: str
    pence: int
    due: date | None = None

    def transactions(self) -> tuple[Transaction, ...]:
        """The supplier's entry and the customer's."""
        said = self.said(event="opening", number=self.number, due=str(self.due or ""))
        owed = (debtors(self.supplier, self.customer), self.pence), (opening(self.supplier), -self.pence)
        owing = (opening(self.customer), self.pence), (creditors(self.customer, self.supplier), -self.pence)
        return self.entry(self.customer, said, *owed), self.entry(self.supplier, said, *owing)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashbookLine(Event):
    """One line of an earlier cash book, in the Fund's book alone: the schools' side of it is not known.

    ``pence`` came into the bank; below nothing, they went out of it.
    """

    account: str
    pence: int
    other: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The Fund's entry."""
        said = self.said(event="cashbook")
        return (self.entry(self.other, said, (bank(FUND), self.pence), (self.account, -self.pence)),)


def grant_unspent(grant: str) -> str:
    """What the Fund brings in unspent of one grant: it keeps its restriction."""
    return f"{opening(FUND)}:Grants:{grant}"
