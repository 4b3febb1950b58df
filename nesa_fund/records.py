"""What happened, as typed events, and the transactions that each leaves in each entity's own book."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from nesa_fund.charges import contribution_link
from nesa_fund.entries import (
    FUND,
    Posting,
    Transaction,
    bank,
    contribution_cost,
    contribution_income,
    costs,
    creditors,
    debtors,
    pounds,
    recharges,
    suppliers,
    unidentified,
)

_OUTSIDE_LINK = re.compile(r"[^A-Za-z0-9._/-]+", re.ASCII)


def charge_link(supplier: str, number: str, year: str = "") -> str:
    """The link of a charge: its supplier and its number; with the year where it was used before."""
    item = _OUTSIDE_LINK.sub("_", number)
    return f"{supplier}-{year}-{item}" if year else f"{supplier}-{item}"


def counted_link(what: str, entity: str, day: date, count: int) -> str:
    """The link of what has no number: what it is, whose, when, and how many such there were that day."""
    return f"{what}-{entity}-{day}-{count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event has: its date, its open item, where it comes from, and further metadata."""

    day: date
    link: str
    source: str
    description: str
    meta: Mapping[str, str] = field(default_factory=dict)

    def linked(self, link: str) -> Self:
        """The same event on an open item."""
        return self if self.link == link else replace(self, link=link)

    def said(self, **meta: str) -> Mapping[str, str]:
        """The metadata that every transaction of this event has: what is given and its own, without blanks."""
        return {key: value for key, value in {**self.meta, **meta, "source": self.source}.items() if value}

    def entry(self, payee: str, said: Mapping[str, str], *postings: tuple[str, int]) -> Transaction:
        """A transaction of this event in one entity's book."""
        return Transaction(self.day, payee, self.description, self.link, said, pounds(*postings))


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
        said = self.said(event="unidentified", payment=self.payment)
        return (self.entry(self.payer, said, (bank(FUND), self.pence), (unidentified(), -self.pence)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One instalment of a member's contribution to the Fund."""

    day: date
    year: str
    member: str
    instalment: int
    pence: int
    source: str

    def transactions(self) -> tuple[Transaction, ...]:
        """The member's entry and the Fund's."""
        event = Event(
            day=self.day,
            link=contribution_link(self.year, self.member, self.instalment),
            source=self.source,
            description=f"Contribution {self.year}, instalment {self.instalment}",
        )
        said = event.said(event="contribution", year=self.year, instalment=str(self.instalment))
        members = (contribution_cost(self.member), self.pence), (creditors(self.member, FUND), -self.pence)
        funds = (debtors(FUND, self.member), self.pence), (contribution_income(self.member), -self.pence)
        return event.entry(FUND, said, *members), event.entry(self.member, said, *funds)


def reversal(transaction: Transaction, day: date, reason: str, source: str) -> Transaction:
    """The transaction that takes one back: signs turned, the same link, the batch it undoes named."""
    turned = tuple(Posting(account, -pence, commodity) for account, pence, commodity in transaction.postings)
    meta = {
        **{key: value for key, value in transaction.meta.items() if key not in {"event", "source", "document", "note"}},
        "event": "reversal",
        "reverses": f"{transaction.place.batch:04d}",
        "reason": reason,
        "source": source,
    }
    return replace(transaction, day=day, meta=meta, postings=turned)
