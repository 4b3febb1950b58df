"""A book cut to what somebody may see: what is not in it can't be shown, whatever a page does with it."""

from collections.abc import Collection
from types import MappingProxyType

from nesa_fund.book import Book, Origin
from nesa_fund.draft import Draft
from nesa_fund.facts import Fact
from nesa_fund.problems import Problem
from nesa_fund.register import Register
from nesa_fund.rows import Rows


def cut_to(book: Book, books: Collection[str]) -> Book:
    """The book of some entities: their transactions, the shared facts, and of the facts of one member alone theirs.

    Of a batch only its number, its moment and its head are left: its sources, its note and its totals
    may be another member's.
    """
    facts = [fact for fact in book.register.facts if fact.owner in {"", *books}]
    batches = {
        number: batch._replace(note="", sources=frozenset(), rows=0, totals=MappingProxyType({}))
        for number, batch in book.batches.items()
    }
    return Book(Register(facts), _rows(book.rows, books), Origin(batches, is_readable=book.is_readable))


def foreign_in(draft: Draft, member: str) -> list[Problem]:
    """What of a draft isn't one member's to bring: facts of others or of all, and dealings that it has no part in."""
    own = {one.link for one in draft.transactions if one.entity == member}
    facts = [fact.source for fact in draft.facts if member not in {fact.owner, *_named(fact)}]
    dealings = [one.meta["source"] for one in draft.transactions if one.link not in own]
    return [_not_theirs(source, member) for source in dict.fromkeys([*facts, *dealings])]


def _named(fact: Fact) -> set[str]:
    """The member that a shared fact is about."""
    return set() if fact.owner else {str(getattr(fact, key, "")) for key in ("member", "code")}


def _not_theirs(source: str, member: str) -> Problem:
    file, _, within = source.removesuffix("]").rpartition(" [")
    sheet, _, cell = within.rpartition("!")
    return Problem(f"does not concern {member}; an officer of the alliance can submit it", file, sheet, cell)


def _rows(rows: Rows, books: Collection[str]) -> Rows:
    """The entries of some books; what no entry of theirs says is in no column of them."""
    return rows.taken([n for n, owner in enumerate(rows.owner) if owner in books])
