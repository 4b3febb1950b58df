"""Striking: a fact that was recorded wrongly counts no more, as long as nothing rests on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nesa_fund.actions.command import maybe_one_line, one_line
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.reverse import STRIKE, refuse_unknown, strikes
from nesa_fund.actions.schedule_shared import Done, decide_and_record, sources_of
from nesa_fund.batches import Signature
from nesa_fund.book import Book
from nesa_fund.closing import fact_in_words, resting_on
from nesa_fund.closing.taking_back import facts_in, means, nearest
from nesa_fund.draft import Draft
from nesa_fund.facts import Fact, Struck
from nesa_fund.problems import InputError
from nesa_fund.store import Ledger


@dataclass(frozen=True, slots=True)
class Striking:
    """Which fact is struck, by its batch and its source, and why."""

    batch: int
    source: str
    reason: str
    minute: str = ""


def strike(  # noqa: PLR0913, PLR0917  # What every recording takes, and the day it is.
    root: Path, wanted: Striking, today: date, signature: Signature, papers: Sequence[Paper] = (), note: str = ""
) -> Done[tuple[Fact, ...]]:
    """Record that a fact counts no more, in one batch.

    Returns:
        The facts of that row; no batch where they are struck already.

    Raises:
        InputError: There is none such, or something rests on it; nothing was written.
    """
    why = one_line(wanted.reason, "the reason")
    minute = maybe_one_line(wanted.minute, "the minute")

    def decide(ledger: Ledger) -> tuple[tuple[Fact, ...], Draft | None]:
        refuse_unknown(ledger.book, wanted.batch)
        if gone := _struck_already(ledger.book, wanted):
            return gone, None
        facts = _meant(ledger.book, wanted)
        if resting := [line for fact in facts for line in _resting(ledger.book, fact)]:
            raise InputError(*resting)
        kept = sources_of("strike", _arguments(wanted), papers, signature)
        struck = strikes(facts, today, why, minute, kept.cited)
        return facts, Draft(STRIKE, struck, (), kept.sources, kept.names, 1, {}, note)

    return decide_and_record(root, decide, signature)


def _meant(book: Book, wanted: Striking) -> tuple[Fact, ...]:
    """The facts in force that the row holds."""
    known = facts_in(book, wanted.batch)
    found = tuple(fact for fact in known if means(wanted.source, fact.source))
    sources = {fact.source for fact in found}
    if len(sources) > 1:
        raise InputError(f'"{wanted.source}" could be {" or ".join(sorted(sources))}; write the whole of it')
    if found:
        return found
    replaced = [
        fact for fact in book.register.facts if fact.place.batch == wanted.batch and means(wanted.source, fact.source)
    ]
    if replaced:
        what = fact_in_words(book.register, replaced[0])
        raise InputError(f"{what} of batch {wanted.batch} counts no more: a later batch says it anew")
    near = nearest(wanted.source, {fact.source for fact in known})
    where = f"; nearest: {near}" if near else "; its entries are taken back by nesa reverse"
    raise InputError(f'batch {wanted.batch} has no fact at "{wanted.source}"{where}')


def _struck_already(book: Book, wanted: Striking) -> tuple[Fact, ...]:
    struck = {
        one.fact_source for one in book.register.all(Struck) if one.batch.isdecimal() and int(one.batch) == wanted.batch
    }
    return tuple(
        fact
        for fact in book.register.facts
        if fact.place.batch == wanted.batch and fact.source in struck and means(wanted.source, fact.source)
    )


def _resting(book: Book, fact: Fact) -> list[str]:
    what = fact_in_words(book.register, fact)
    return [f"{what} can't be struck: {rest}, rests on it; take that back first" for rest in resting_on(book, fact)]


def _arguments(wanted: Striking) -> dict[str, str]:
    return {
        "batch": str(wanted.batch),
        "source": wanted.source.strip(),
        "reason": wanted.reason.strip(),
        "minute": wanted.minute.strip(),
    }
