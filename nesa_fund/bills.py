"""By which key a bill is shared, and what it leaves with each sharer: its cost, and its VAT."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from nesa_fund.allocation import allocate
from nesa_fund.entries import FUND, Transaction
from nesa_fund.facts import Agreement
from nesa_fund.register import Register

RESHARE = "reshare"
"""The reason of the credit and of the charge by which a bill is shared anew."""


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


class BillKey(NamedTuple):
    """How a bill is shared.

    Attributes:
        weights: Sharer -> weight; empty where the key can't be told.
        census: The census that a key by roll rests on, else empty.
        in_words: The key as a sentence has it.
        lack: Why it can't be told, else empty.
    """

    weights: Mapping[str, Fraction]
    census: str
    in_words: str
    lack: str = ""


def bill_key(  # noqa: PLR0913, PLR0917  # What a bill says of its key.
    register: Register, terms: Agreement, payer: str, day: date, census: str = "", usage: str = ""
) -> BillKey:
    """The key of a shared bill: one definition, for the import and the rule.

    It runs over the payer and those customers of the agreement that are in membership on the day.
    By roll only schools and trusts have pupils: the Fund and associations weigh nothing. In equal
    parts every sharer bears alike, the Fund only as a customer that the agreement names.

    Args:
        register: The facts that it goes by.
        terms: The agreement's terms.
        payer: Who pays the firm.
        day: The bill's date.
        census: The census pinned on the bill (default: the agreement's, else the newest one that fits).
        usage: The usage pinned on the bill, like ``Coquet=12, Rothley=7``.
    """
    sharers = sharers_of(register, terms, payer, day)
    match terms.share:
        case "roll":
            key = _key_by_roll(register, sharers, day, census or terms.census)
        case "equal":
            alike = {code: Fraction(code != FUND or FUND in terms.customers) for code in sharers}
            key = BillKey(alike, "", "in equal parts")
        case "fixed":
            key = BillKey(_among(sharers, dict(terms.weights)), "", "by the agreed weights")
        case "usage":
            key = _key_by_usage(sharers, usage)
        case _:
            key = BillKey({}, "", "at a price", f"the agreement {terms.code} has no key to share a bill by")
    if key.lack or any(key.weights.values()):
        return key
    return key._replace(weights={}, lack="nobody in membership on that day has a part in it")


def key_over_time(keys: Sequence[BillKey], days: Sequence[int]) -> BillKey:
    """One key out of those that hold one after the other: each sharer's part of each, by its days."""
    lack = next((key.lack for key in keys if key.lack), "")
    weights: dict[str, Fraction] = {}
    for key, held in zip(keys, () if lack else days, strict=not lack):
        for code, weight in key.weights.items():
            weights[code] = weights.get(code, Fraction(0)) + held * weight / sum(key.weights.values())
    in_words = " and ".join(dict.fromkeys(key.in_words for key in keys))
    return BillKey(weights, keys[0].census, f"{in_words}, by the days that each sharing holds", lack)


def sharers_of(register: Register, terms: Agreement, payer: str, day: date) -> tuple[str, ...]:
    """Over whom a bill of that day runs: its payer, and those customers of the agreement in membership."""
    return tuple(code for code in dict.fromkeys((payer, *terms.customers)) if register.is_in(code, day))


def _key_by_roll(register: Register, sharers: tuple[str, ...], day: date, census: str) -> BillKey:
    measured = tuple(code for code in sharers if code in register.contributing)
    census = census or roll_census(register, measured, day) or ""
    rolls = {code: roll for code in measured if (roll := register.roll(code, census)) is not None}
    without = [code for code in measured if code not in rolls]
    if without:
        return BillKey({}, census, "by roll", _no_roll(register, measured, without, day, census))
    return BillKey(_among(sharers, rolls), census, f"by roll of {census}")


def _no_roll(register: Register, measured: tuple[str, ...], without: list[str], day: date, census: str) -> str:
    """Why a bill can't be shared by roll: who alone lacks one, at the census or at any; else that none has all."""
    if census:
        return f"there is no roll at {census} of {', '.join(without)}"
    taken = [name for name, first in register.censuses.items() if first <= day]
    never = [code for code in measured if all(register.roll(code, name) is None for name in taken)]
    if never:
        return f"there is no roll at any census dated on or before the bill of {', '.join(never)}"
    return f"there is no roll at any one census dated on or before the bill of all of {', '.join(measured)}"


def _key_by_usage(sharers: tuple[str, ...], usage: str) -> BillKey:
    parts = [part.partition("=") for part in usage.split(",")]
    try:
        used = {code.strip(): Fraction(number.strip()) for code, _, number in parts}
    except (ValueError, ZeroDivisionError):
        return BillKey({}, "", "by usage", "it pins no usage, like Coquet=12, Rothley=7")
    return BillKey(_among(sharers, used), "", "by usage")


def _among(sharers: tuple[str, ...], weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {code: weights.get(code, Fraction(0)) for code in sharers}


def roll_census(register: Register, sharers: tuple[str, ...], day: date) -> str | None:
    """The newest census dated on or before a bill of which every sharer has a roll; None if none."""
    for census, taken in reversed(register.censuses.items()):
        if taken <= day and all(register.roll(code, census) is not None for code in sharers):
            return census
    return None
