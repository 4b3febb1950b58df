"""Contributions to the Fund: as they are charged, as a leaver's account is closed, and as a surplus comes back."""

from dataclasses import dataclass
from datetime import date

from nesa_fund.charges import contribution_link
from nesa_fund.entries import FUND, Transaction, contribution_cost, contribution_income, creditors, debtors
from nesa_fund.records.base import Event


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
        """The Fund's entry and the member's."""
        charged = ContributionMoved(
            day=self.day,
            link=contribution_link(self.year, self.member, self.instalment),
            source=self.source,
            description=f"Contribution {self.year}, instalment {self.instalment}",
            meta={"instalment": str(self.instalment)},
            event="contribution",
            year=self.year,
            member=self.member,
            pence=self.pence,
        )
        return charged.transactions()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionMoved(Event):
    """What moves a member's contribution of a year beside its instalments.

    ``event`` is the ledger's: a closing charge is a "contribution", what lessens one a
    "credit-note", what is returned a "surplus". ``pence`` is what the member then owes more;
    negative where it owes less.
    """

    event: str
    year: str
    member: str
    pence: int
    number: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The Fund's entry and the member's."""
        said = self.said(event=self.event, number=self.number, year=self.year)
        funds = (debtors(FUND, self.member), self.pence), (contribution_income(self.member), -self.pence)
        members = (contribution_cost(self.member), self.pence), (creditors(self.member, FUND), -self.pence)
        return self.entry(self.member, said, *funds), self.entry(FUND, said, *members)


def credit_number(year: str, member: str, count: int) -> str:
    """The number of a credit note on a contribution: Fund-2025-26-Elm-credit-1."""
    return contribution_link(year, member, f"credit-{count}")
