"""What every event has, the links that tie its entries, and how an entry is taken back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from nesa_fund.entries import Posting, Transaction, pounds

_OUTSIDE_LINK = re.compile(r"[^A-Za-z0-9._/-]+", re.ASCII)


def charge_link(supplier: str, number: str, year: str = "") -> str:
    """The link of a charge: its supplier and its number; with the year where it was used before."""
    item = _OUTSIDE_LINK.sub("_", number)
    return f"{supplier}-{year}-{item}" if year else f"{supplier}-{item}"


def charge_links(suppliers: Iterable[str], numbers: Sequence[str]) -> list[str]:
    """The links of many charges."""
    items = (
        [_OUTSIDE_LINK.sub("_", number) for number in numbers] if _OUTSIDE_LINK.search("".join(numbers)) else numbers
    )
    return [f"{supplier}-{item}" for supplier, item in zip(suppliers, items, strict=True)]


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
