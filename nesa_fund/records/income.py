"""What answers no charge: the Fund's income, public funding, what associations raise and give, and days of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nesa_fund.entries import FUND, STAFF_DAYS, Posting, Transaction, bank
from nesa_fund.records.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPaid(Event):
    """An instalment of a restricted grant to the Fund; one below nothing is repaid to its giver."""

    grant: str
    giver: str
    pence: int
    payment: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The Fund's entry."""
        said = self.said(event="grant", grant=self.grant, payment=self.payment)
        return (self.entry(self.giver, said, (bank(FUND), self.pence), (grants(self.grant), -self.pence)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundIncome(Event):
    """Interest on the Fund's account, or income of a kind that the charter does not know."""

    kind: Literal["interest", "other"]
    payer: str
    pence: int
    payment: str = ""

    def transactions(self) -> tuple[Transaction, ...]:
        """The Fund's entry."""
        account = interest() if self.kind == "interest" else f"Income:{FUND}:Other"
        said = self.said(event=self.kind, payment=self.payment)
        return (self.entry(self.payer, said, (bank(FUND), self.pence), (account, -self.pence)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingPaid(Event):
    """Public funding that a member received, whole; ``year`` is the member's own."""

    member: str
    account: str
    year: str
    stream: str
    pence: int

    def transactions(self) -> tuple[Transaction, ...]:
        """The member's entry."""
        income = f"Income:{self.member}:Funding:{self.stream}"
        said = self.said(event="funding", year=self.year)
        return (self.entry("", said, (self.account, self.pence), (income, -self.pence)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Event):
    """Money that an association raised."""

    association: str
    pence: int

    def transactions(self) -> tuple[Transaction, ...]:
        """The association's entry."""
        own = (bank(self.association), self.pence), (f"Income:{self.association}:Raised", -self.pence)
        return (self.entry("", self.said(event="raised"), *own),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift(Event):
    """An association's gift to a school: its host, or the charter finds it."""

    giver: str
    school: str
    pence: int

    def transactions(self) -> tuple[Transaction, ...]:
        """The association's entry and the school's."""
        said = self.said(event="gift")
        given = (f"Expenses:{self.giver}:Gifts:{self.school}", self.pence), (bank(self.giver), -self.pence)
        taken = (bank(self.school), self.pence), (f"Income:{self.school}:Gifts:{self.giver}", -self.pence)
        return self.entry(self.school, said, *given), self.entry(self.giver, said, *taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGiven(Event):
    """Days of staff that one entity gave another: a record of work, never money."""

    giver: str
    receiver: str
    duty: str
    hundredths: int

    def transactions(self) -> tuple[Transaction, ...]:
        """The giver's entry and the receiver's, in hundredths of a day."""
        said = self.said(event="in-kind", duty=self.duty)
        given = f"Expenses:{self.giver}:InKind:{self.receiver}"
        taken = f"Income:{self.receiver}:InKind:{self.giver}"
        return (
            self._days(self.receiver, said, (given, self.hundredths), (_work(self.giver), -self.hundredths)),
            self._days(self.giver, said, (taken, -self.hundredths), (_work(self.receiver), self.hundredths)),
        )

    def _days(self, other: str, said: Mapping[str, str], *postings: tuple[str, int]) -> Transaction:
        days = tuple(Posting(account, hundredths, STAFF_DAYS) for account, hundredths in postings)
        return Transaction(self.day, other, self.description, self.link, said, days)


def grants(grant: str) -> str:
    """The Fund's income from one restricted grant."""
    return f"Income:{FUND}:Grants:{grant}"


def interest() -> str:
    """The Fund's interest."""
    return f"Income:{FUND}:Interest"


def _work(entity: str) -> str:
    return f"Equity:{entity}:InKind"
