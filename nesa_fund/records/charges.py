"""Charges: invoices between entities, shared bills of firms, and the Fund's own spending."""

from collections.abc import Mapping
from dataclasses import dataclass

from nesa_fund.entries import FUND, Transaction, costs, creditors, debtors, recharges, suppliers
from nesa_fund.records.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Event):
    """A member's charge to another entity for its own staff or facilities.

    ``lines`` are (category, pence), net; ``grant`` is for a charge to the Fund that a restricted
    grant bears.
    """

    number: str
    supplier: str
    customer: str
    lines: tuple[tuple[str, int], ...]
    agreement: str = ""
    plan: str = ""
    grant: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The supplier's entry and the customer's."""
        total = sum(pence for _, pence in self.lines)
        said = self.said(
            event="invoice", number=self.number, agreement=self.agreement, plan=self.plan, grant=self.grant
        )
        return (
            self.entry(
                self.customer,
                said,
                (debtors(self.supplier, self.customer), total),
                *[(recharges(self.supplier, category), -pence) for category, pence in self.lines],
            ),
            self.entry(
                self.supplier,
                said,
                *[(costs(self.customer, category, self.grant), pence) for category, pence in self.lines],
                (creditors(self.customer, self.supplier), -total),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCost(Event):
    """A firm's bill that one entity pays for several: only its own share is its cost.

    ``shares`` are sharer -> pence of the bill, the payer's own among them; they sum to the bill.
    """

    number: str
    payer: str
    firm: str
    category: str
    shares: Mapping[str, int]
    agreement: str = ""
    plan: str = ""
    grant: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The payer's entry, and one for each sharer that bears something."""
        said = self.said(
            event="shared-cost", number=self.number, agreement=self.agreement, plan=self.plan, grant=self.grant
        )
        others = {code: pence for code, pence in sorted(self.shares.items()) if code != self.payer and pence}
        payers = self.entry(
            self.firm,
            said,
            (costs(self.payer, self.category, self.grant), self.shares.get(self.payer, 0)),
            *((debtors(self.payer, code), pence) for code, pence in others.items()),
            (suppliers(self.payer), -sum(self.shares.values())),
        )
        sharers = (
            self.entry(
                self.payer,
                said,
                (costs(code, self.category, self.grant), pence),
                (creditors(code, self.payer), -pence),
            )
            for code, pence in others.items()
        )
        return (payers, *sharers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending(Event):
    """The Fund's own purchase from a firm, on a line of the plan."""

    reference: str
    firm: str
    category: str
    pence: int
    plan: str
    grant: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The Fund's entry."""
        said = self.said(event="spending", number=self.reference, plan=self.plan, grant=self.grant)
        cost = costs(FUND, self.category, self.grant)
        return (self.entry(self.firm, said, (cost, self.pence), (suppliers(FUND), -self.pence)),)
