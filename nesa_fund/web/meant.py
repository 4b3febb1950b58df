"""What an import would add, entry by entry and fact by fact, for whoever approves it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from nesa_fund.canon import text_of_fact
from nesa_fund.closing import fact_in_words
from nesa_fund.draft import Draft
from nesa_fund.entries import POUNDS, Transaction
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.register import Register
from reports.words import plain

SHOWN = 200
"""So many of each; the file that they come from has all."""


class Dealing(NamedTuple):
    """What would be recorded of one row: on which day, what, between whom, for what, how much, and the row."""

    day: str
    kind: str
    of: str
    by: str
    about: str
    amount: str
    source: str


class Said(NamedTuple):
    """A fact that would be recorded: in words, as the ledger would have it, and the row."""

    words: str
    text: str
    source: str


class Meant(NamedTuple):
    """What would be added; ``more`` says that there is more than is shown."""

    dealings: tuple[Dealing, ...] = ()
    facts: tuple[Said, ...] = ()
    more: bool = False


def meant_of(draft: Draft, register: Register, name: Callable[[str], str]) -> Meant:
    """What a draft would add.

    Args:
        draft: It.
        register: The register of the ledger as it stands.
        name: Tells what people call somebody.
    """
    dealings = tuple(islice(_dealings(draft.transactions, name), SHOWN + 1))
    facts = tuple(Said(fact_in_words(register, fact), text_of_fact(fact), fact.source) for fact in draft.facts[:SHOWN])
    return Meant(dealings[:SHOWN], facts, len(dealings) > SHOWN or len(draft.facts) > SHOWN)


def _dealings(transactions: Iterable[Transaction], name: Callable[[str], str]) -> Iterator[Dealing]:
    """Each dealing once, though it stands in the book of each side."""
    seen = set()
    for one in transactions:
        pence = sum(max(posting.pence, 0) for posting in one.postings if posting.commodity == POUNDS)
        about = (one.day, one.link, one.meta.get("source"), one.meta.get("event"), pence)
        if about not in seen:
            seen.add(about)
            yield Dealing(
                day_in_words(one.day), one.meta.get("event", "").replace("-", " "), name(one.entity), name(one.payee),
                plain(one.narration), format_pounds(pence) if pence else "", one.meta.get("source", ""),
            )  # fmt: skip
