"""What must hold after honest rows: the charter finds no breach, and stock Beancount loads every book."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from folders import bean_check
from nesa_fund.book import Book
from nesa_fund.engine import run
from nesa_fund.store import open_ledger
from sheets import TODAY


def is_honest(root: Path, as_at: date = TODAY) -> bool:
    """Whether the charter's rules find no breach and no book has an error."""
    return not unsound(root, as_at)


def unsound(root: Path, as_at: date = date(2025, 12, 1), but: Collection[str] = ()) -> list[str]:
    """What the charter finds in the books, and what stock Beancount says of them: nothing on honest books.

    ``but``: rules that the rows of a test break on purpose, or for want of what they don't tell.
    """
    return breaches(root, as_at, but) + bean_check(root).splitlines()


def breaches(root: Path, as_at: date = date(2025, 12, 1), but: Collection[str] = ()) -> list[str]:
    """Every breach that the charter finds in the books of a ledger: its rule and its sentence."""
    return [said for said in breaches_of(open_ledger(root).book, as_at) if said.partition(":")[0] not in but]


def breaches_of(book: Book, as_at: date) -> list[str]:
    """Every breach that the charter finds in a book: its rule and its sentence."""
    results = run(book, as_at).results
    return [f"{one.rule.id}: {each.finding.message}" for one in results for each in one.findings if each.breaks]
