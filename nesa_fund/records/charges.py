"""Charges: invoices between entities, shared bills of firms, the Fund's own spending, and what is credited of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from nesa_fund.bills import Sharing
from nesa_fund.entries import FUND, Posting, Transaction, bank, costs, creditors, debtors, recharges, suppliers
from nesa_fund.records.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Event):
    """A member's charge to another entity for its own staff or facilities.

    ``lines`` are (category, pence), net; ``cost_lines`` are the same by the customer's categories,
    where those are others. ``vat`` is category of the cost -> pence of VAT on it, which
    ``is_reclaimed`` by the customer or is part of its cost. ``grant`` is for a charge to the Fund
    that a restricted grant bears.
    """

    number: str
    supplier: str
    customer: str
    lines: tuple[tuple[str, int], ...]
    cost_lines: tuple[tuple[str, int], ...] = ()
    vat: Mapping[str, int] = field(default_factory=dict)
    is_reclaimed: bool = False
    agreement: str = ""
    plan: str = ""
    grant: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The supplier's entry and the customer's."""
        supplier, customer = self.supplier, self.customer
        vat = sum(self.vat.values()) if self.vat else 0
        total = sum([pence for _, pence in self.lines]) + vat
        said = self.said(
            event="invoice", number=self.number, agreement=self.agreement, plan=self.plan, grant=self.grant
        )
        income = [(recharges(supplier, category), -pence) for category, pence in self.lines]
        borne: Mapping[str, int] = {} if self.is_reclaimed else self.vat
        cost = [
            (costs(customer, category, self.grant), pence + borne.get(category, 0))
            for category, pence in self.cost_lines or self.lines
        ]
        if vat:
            income.append((_vat_owed(supplier), -vat))
            cost.append((_vat_reclaimed(customer), vat if self.is_reclaimed else 0))
        return (
            self.entry(customer, said, (debtors(supplier, customer), total), *income),
            self.entry(supplier, said, *cost, (creditors(customer, supplier), -total)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCost(Event):
    """A firm's bill that one entity pays for several: only its own share is its cost.

    ``sharing`` is how it falls on them; the Fund's share is borne by a restricted ``grant``, if any.
    """

    number: str
    payer: str
    firm: str
    category: str
    sharing: Sharing
    agreement: str = ""
    plan: str = ""
    grant: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The payer's entry, and one for each sharer that bears something."""
        shared, payer = self.sharing, self.payer
        said = self.said(
            event="shared-cost", number=self.number, agreement=self.agreement, plan=self.plan, grant=self.grant
        )
        codes = sorted({*shared.costs, *shared.reclaimed} - {payer})
        owed = {code: pence for code in codes if (pence := shared.costs.get(code, 0) + shared.reclaimed.get(code, 0))}
        payers = self.entry(
            self.firm,
            said,
            (costs(payer, self.category, self.grant), shared.costs.get(payer, 0)),
            *((debtors(payer, code), pence) for code, pence in owed.items()),
            (_vat_reclaimed(payer), shared.reclaimed.get(payer, 0)),
            (_vat_owed(payer), -shared.vat_on),
            (suppliers(payer), -shared.gross),
        )
        return payers, *(self._sharers(code, pence, said) for code, pence in owed.items())

    def _sharers(self, code: str, pence: int, said: Mapping[str, str]) -> Transaction:
        return self.entry(
            self.payer,
            said,
            (costs(code, self.category, self.grant), self.sharing.costs.get(code, 0)),
            (_vat_reclaimed(code), self.sharing.reclaimed.get(code, 0)),
            (creditors(code, self.payer), -pence),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending(Event):
    """The Fund's own purchase from a firm, on a line of the plan."""

    reference: str
    firm: str
    category: str
    pence: int
    plan: str = ""
    grant: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The Fund's entry."""
        said = self.said(event="spending", number=self.reference, plan=self.plan, grant=self.grant)
        cost = costs(FUND, self.category, self.grant)
        return (self.entry(self.firm, said, (cost, self.pence), (suppliers(FUND), -self.pence)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """What is credited of a charge, told as the charge that it takes back; the number is the note's own.

    Its link is that of the charge which it credits.
    """

    credited: Invoice | SharedCost | Spending

    def linked(self, link: str) -> Self:
        """The same credit on an open item."""
        return replace(self, credited=self.credited.linked(link))

    def transactions(self) -> tuple[Transaction, ...]:
        """The entries of what it takes back, signs turned."""
        return tuple(
            replace(
                one,
                meta={**one.meta, "event": "credit-note"},
                postings=tuple(Posting(account, -pence, commodity) for account, pence, commodity in one.postings),
            )
            for one in self.credited.transactions()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRefund(Event):
    """A firm's money for what it credited of a bill comes back; ``number`` is that of its credit note."""

    payer: str
    firm: str
    number: str
    pence: int

    def transactions(self) -> tuple[Transaction, ...]:
        """The payer's entry."""
        back = (bank(self.payer), self.pence), (suppliers(self.payer), -self.pence)
        return (self.entry(self.firm, self.said(event="refund", number=self.number), *back),)


def _vat_reclaimed(entity: str) -> str:
    return f"Assets:{entity}:VAT"


def _vat_owed(entity: str) -> str:
    return f"Liabilities:{entity}:VAT"
