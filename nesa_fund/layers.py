"""A shared bill over its time: how it was shared first, and anew from each leaving on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from nesa_fund.bills import RESHARE
from nesa_fund.entries import Transaction, klass
from nesa_fund.money import half_up
from nesa_fund.periods import ONE_DAY


class Span(NamedTuple):
    """Some days, the first and the last of them included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are; none where the last is before the first."""
        return max(0, (self.last - self.first).days + 1)

    def within(self, other: "Span") -> "Span":
        """Those of them that are in another span too."""
        return Span(max(self.first, other.first), min(self.last, other.last))


@dataclass(frozen=True, slots=True)
class Layer:
    """A bill as it is shared over some of its time, from when it was paid or from a leaving on.

    ``held`` is the time until the next sharing begins. ``entry`` is the payer's, ``all_entries``
    are every sharer's.
    """

    entry: Transaction
    all_entries: tuple[Transaction, ...]
    held: Span

    @property
    def sharers(self) -> frozenset[str]:
        """Who bears something of it."""
        return frozenset(entry.entity for entry in self.all_entries)


def is_payers(entry: Transaction) -> bool:
    """Whether an entry of a shared bill, or of a credit of it, is its payer's."""
    return not any(klass(posting.account) == "Creditors" for posting in entry.postings)


def is_reshared(entries: Iterable[Transaction]) -> bool:
    """Whether a bill was shared anew since it was paid."""
    return any(one.meta.get("reason") == RESHARE for one in entries)


def layers_of(entries: Sequence[Transaction]) -> list[Layer]:
    """The sharings of a bill that states its time, each until the next; from all that stands of the bill."""
    charges = [one for one in entries if one.meta["event"] == "shared-cost"]
    layers = [
        Layer(payers, tuple(one for one in charges if one.meta.get("number") == payers.meta.get("number")), span)
        for payers in charges
        if is_payers(payers) and (span := stated_span(payers))
    ]
    layers.sort(key=lambda one: (one.held.first, one.entry.place.batch, one.entry.place.line))
    ends = [min(one.held.last, later.held.first - ONE_DAY) for one, later in pairwise(layers)]
    held = [replace(one, held=Span(one.held.first, end)) for one, end in zip(layers, ends, strict=False)]
    return [*held, *layers[-1:]]


def pence_of(entries: Sequence[Transaction], span: Span) -> int:
    """What of a bill that states its time, less its firm's credits, falls on some days; rounded half up."""
    payers = [one for one in entries if is_payers(one) and one.meta.get("reason") != RESHARE]
    whole = next(time for one in payers if one.meta["event"] == "shared-cost" and (time := stated_span(one)))
    times = [(one, credit_time(whole, stated_span(one))) for one in payers]
    return half_up(sum((Fraction(_net(one) * time.within(span).days, time.days) for one, time in times), Fraction(0)))


def resting_on(one: Transaction, standing: Iterable[Transaction]) -> str:
    """What of a later batch goes by how a bill was shared, and the way to take it back first; empty if nothing.

    Args:
        one: An entry of a shared bill that is to be taken back or corrected.
        standing: What stands of the bill beside it.
    """
    charges = [other for other in standing if other.meta["event"] in {"shared-cost", "credit-note"}]
    for other in sorted(charges, key=lambda other: -other.place.batch):
        batch, source = other.place.batch, other.meta["source"]
        if batch <= one.place.batch:
            continue
        if other.meta.get("reason") == RESHARE:
            back = f"nesa reverse {batch} --row {one.link} --reason REASON"
            then = "take that back first, and record the leaving again afterwards"
            return f"{one.link} is shared anew in batch {batch}; {then}: {back}"
        if one.meta.get("reason") == RESHARE and is_payers(other):
            back = f'nesa reverse {batch} --row "{source}" --reason REASON'
            return f"{one.link} is credited in batch {batch}, as it was shared then; take that back first: {back}"
    return ""


def credit_time(whole: Span, stated: Span | None) -> Span:
    """For which of a bill's time a credit is: what it states of it, else all of it."""
    time = stated.within(whole) if stated else whole
    return time if time.days else whole


def stated_span(entry: Transaction) -> Span | None:
    """The time that an entry of a bill or of a credit states; None where it does not."""
    return stated_time(entry.meta.get("covers-from"), entry.meta.get("covers-until"))


def stated_time(first: date | str | None, last: date | str | None) -> Span | None:
    """The time between two days, if both are stated."""
    return Span(date.fromisoformat(str(first)), date.fromisoformat(str(last))) if first and last else None


def credited_days(layers: Sequence[Layer], stated: Span | None) -> list[int]:
    """How many days of each sharing a credit is for, by the time that it states."""
    time = credit_time(Span(layers[0].held.first, layers[-1].held.last), stated)
    return [layer.held.within(time).days for layer in layers]


def _net(payers: Transaction) -> int:
    """What a payer's entry shares, its own part with it; a credit's is negative."""
    return sum(pence for account, pence, _ in payers.postings if klass(account) not in {"Suppliers", "VAT"})
