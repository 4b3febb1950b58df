"""Whose governing bodies are asked to confirm a year's contribution by a day."""

from collections.abc import Iterable
from datetime import date

from nesa_fund.book import Book
from nesa_fund.charges import Share, adopted_shares, shares_on
from nesa_fund.facts import Schedule


def asked_shares(book: Book, board: Schedule, as_at: date) -> Iterable[Share]:
    """The shares of an adopted year that members are asked to confirm.

    One that joined after the year was adopted is asked from the day that its joining was recorded, or
    from the day that it joined.

    Args:
        book: The book as it was on the day.
        board: The adopted schedule.
        as_at: The day.
    """
    return shares_on([one for one in adopted_shares(book, board) if _is_known(book, one, as_at)], as_at).values()


def _is_known(book: Book, share: Share, as_at: date) -> bool:
    if share.joined is None or share.joined <= as_at:
        return True
    by_then = [number for number, batch in book.batches.items() if batch.recorded_at.date() <= as_at]
    spells = book.register.recorded_by(max(by_then, default=0)).spells(share.member)
    return any(first == share.joined for first, _ in spells)
