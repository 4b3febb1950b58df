"""Payments: of firms, between entities, and receipts that nobody can place yet."""

from dataclasses import dataclass

from nesa_fund.entries import FUND, Transaction, bank, creditors, debtors, suppliers, unidentified
from nesa_fund.records.base import Event

WAITING = "unidentified"
"""The event of a receipt of the Fund that is not placed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmPaid(Event):
    """An entity pays a firm what it owes on one bill."""

    payer: str
    firm: str
    pence: int

    def transactions(self) -> tuple[Transaction, ...]:
        """The payer's entry."""
        out = (suppliers(self.payer), self.pence), (bank(self.payer), -self.pence)
        return (self.entry(self.firm, self.said(event="payment"), *out),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Event):
    """Money on a claim, from the debtor's bank to the creditor's; a refund goes the other way.

    ``payment`` ties the parts of one bank payment of several claims; ``bank`` names a bank line.
    """

    debtor: str
    creditor: str
    pence: int
    payment: str = ""
    bank: str = ""
    is_refund: bool = False

    def transactions(self) -> tuple[Transaction, ...]:
        """The debtor's entry and the creditor's."""
        event = "refund" if self.is_refund else "payment"
        said = self.said(event=event, payment=self.payment, bank=self.bank)
        pence = -self.pence if self.is_refund else self.pence
        paid = (creditors(self.debtor, self.creditor), pence), (bank(self.debtor), -pence)
        received = (bank(self.creditor), pence), (debtors(self.creditor, self.debtor), -pence)
        return self.entry(self.creditor, said, *paid), self.entry(self.debtor, said, *received)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced(Event):
    """A receipt of the Fund that nobody can place yet."""

    payer: str
    pence: int
    payment: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The Fund's entry."""
        said = self.said(event=WAITING, payment=self.payment)
        return (self.entry(self.payer, said, (bank(FUND), self.pence), (unidentified(), -self.pence)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Event):
    """Money that an entity moves from one bank account of its own to another."""

    entity: str
    from_account: str
    to_account: str
    pence: int

    def transactions(self) -> tuple[Transaction, ...]:
        """The entity's entry."""
        moved = (self.to_account, self.pence), (self.from_account, -self.pence)
        return (self.entry("", self.said(event="transfer"), *moved),)
