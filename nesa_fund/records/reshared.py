"""A shared bill shared anew: its unexpired part is credited by the old key and charged by the new."""

from collections.abc import Mapping
from dataclasses import dataclass

from nesa_fund.bills import RESHARE
from nesa_fund.entries import Transaction, creditors, debtors
from nesa_fund.records.base import Event


def anew_number(number: str, leaver: str, *, is_credit: bool) -> str:
    """The number of one half of a sharing anew: that of what is shared, and for whose leaving."""
    return f"{number}-{leaver}-{'credit' if is_credit else 'reshare'}"


def is_anew_for(number: str, leaver: str) -> bool:
    """Whether a number is of a sharing anew for somebody's leaving, or of a later one of what that shared."""
    return any(anew_number("", leaver, is_credit=is_credit) in number for is_credit in (True, False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reshared(Event):
    """One half of a sharing anew, the credit or the charge: no firm is paid again.

    ``whole`` is the pence shared anew, ``shares`` are sharer -> pence of it, the payer's own among
    them, and ``accounts`` sharer -> its account of cost. In the payer's book the whole stands
    against its own cost, from which it is shared.
    """

    number: str
    payer: str
    firm: str
    whole: int
    shares: Mapping[str, int]
    accounts: Mapping[str, str]
    is_credit: bool = False

    def transactions(self) -> tuple[Transaction, ...]:
        """The payer's entry, and one for each other sharer that bears something."""
        said = self.said(event="credit-note" if self.is_credit else "shared-cost", number=self.number, reason=RESHARE)
        sign = -1 if self.is_credit else 1
        others = {code: sign * pence for code, pence in sorted(self.shares.items()) if code != self.payer and pence}
        if not others:
            return ()
        own, cost = sign * self.shares.get(self.payer, 0), self.accounts[self.payer]
        payers = self.entry(
            self.firm,
            said,
            (cost, own),
            *((debtors(self.payer, code), pence) for code, pence in others.items()),
            (cost, -sign * self.whole),
        )
        sharers = (
            self.entry(self.payer, said, (self.accounts[code], pence), (creditors(code, self.payer), -pence))
            for code, pence in others.items()
        )
        return (payers, *sharers)
