"""Contributions to the Fund, as they are charged."""

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
