"""What a shared bill leaves with each sharer: its cost, the VAT it reclaims, and the VAT charged on to it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from nesa_fund.allocation import allocate
from nesa_fund.entries import Transaction


class Sharing(NamedTuple):
    """How a firm's bill, or a credit of it, falls on its sharers; all in pence.

    Attributes:
        costs: Sharer -> what is its cost, the payer's own among them.
        reclaimed: Sharer -> the VAT that it reclaims; for the payer, of the firm's bill.
        vat_on: The VAT that the payer charges on, to all the others together.
    """

    costs: Mapping[str, int]
    reclaimed: Mapping[str, int]
    vat_on: int = 0

    @property
    def gross(self) -> int:
        """What the firm's bill comes to."""
        return sum(self.costs.values()) + sum(self.reclaimed.values()) - self.vat_on

    def turned(self) -> "Sharing":
        """The same with every sign turned."""
        costs, reclaimed = ({code: -pence for code, pence in part.items()} for part in self[:2])
        return Sharing(costs, reclaimed, -self.vat_on)


def share_bill(  # noqa: PLR0913, PLR0917  # What a bill states, and who it falls on.
    weights: Mapping[str, Fraction], payer: str, net: int, vat: int, treatment: str, reclaiming: Collection[str]
) -> Sharing:
    """Share a bill by its key, to the penny, as its VAT is treated.

    ``reclaimed``: the net is shared, and the payer reclaims the VAT. ``onward``: the payer charges
    each other sharer its part of the VAT too, by the same key. ``disbursement``: it passes the
    exact gross on as an agent, and only its own part of the VAT lessens its own share, where it
    reclaims. Else the gross is shared.

    Args:
        weights: Sharer -> weight, by the agreement's key.
        payer: Who pays the firm.
        net: Pence without VAT.
        vat: Pence of VAT, as the bill states it.
        treatment: How the bill says that its VAT is treated.
        reclaiming: The members that reclaim VAT.
    """
    if treatment not in {"reclaimed", "onward"}:
        costs = allocate(net + vat, weights)
        if treatment != "disbursement" or payer not in reclaiming or payer not in costs:
            return Sharing(costs, {})
        own = min(allocate(vat, weights)[payer], costs[payer])
        return Sharing({**costs, payer: costs[payer] - own}, {payer: own})
    shares = allocate(net, weights)
    if treatment == "reclaimed":
        return Sharing(shares, {payer: vat})
    charged_on = {code: part for code, part in allocate(vat, weights).items() if code != payer}
    borne = {code: part for code, part in charged_on.items() if code not in reclaiming}
    reclaimed = {code: part for code, part in charged_on.items() if code in reclaiming}
    costs = {code: pence + borne.get(code, 0) for code, pence in shares.items()}
    return Sharing(costs, {**reclaimed, payer: vat}, sum(charged_on.values()))


def sharing_of(transactions: Iterable[Transaction]) -> Sharing:
    """How recorded entries of one bill fall on its sharers; with its credits among them, what is left of it."""
    costs: Counter[str] = Counter()
    reclaimed: Counter[str] = Counter()
    vat_on = 0
    for transaction in transactions:
        for account, pence, _ in transaction.postings:
            root, entity, klass = account.split(":")[:3]
            if root == "Expenses":
                costs[entity] += pence
            elif klass == "VAT" and root == "Assets":
                reclaimed[entity] += pence
            elif klass == "VAT":
                vat_on -= pence
    return Sharing(dict(sorted(costs.items())), dict(sorted(reclaimed.items())), vat_on)
