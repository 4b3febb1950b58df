"""What a school would pay for a year if it joined, by the one definition of a contribution."""

from datetime import date

from nesa_fund.actions.schedule_propose import Joining, WhatIf, default_census, propose, supposed
from nesa_fund.actions.schedule_shared import year_named
from nesa_fund.book import Book
from nesa_fund.charges import adopted_shares
from nesa_fund.papers.base import Paper
from nesa_fund.papers.offer import offer_paper
from nesa_fund.problems import InputError


def offer(book: Book, name: str, join: Joining, day: date) -> Paper:
    """The offer to a school: of an adopted year what it pays on top, of another its share of the plan.

    Args:
        book: The book.
        name: The alliance year, "2025-26".
        join: Who would join, with how many pupils, and when.
        day: The offer's date.

    Raises:
        InputError: No such year, a school that can't join, or nothing that could be shared.
    """
    year, board, what_if = year_named(book.register, name), book.register.schedule(name), WhatIf(joins=(join,))
    if board is None:
        proposal = propose(book.register, name, what_if=what_if)
        shares, census = proposal.shares, proposal.census
    else:
        census = board.census or default_census(book.register, year)
        shares = tuple(adopted_shares(Book(supposed(book.register, year, census, what_if), book.rows), board))
    share = next((one for one in reversed(shares) if one.member == join.member), None)
    if share is None:
        raise InputError(f"{join.member} would have no share of {name}")
    return offer_paper(book, book.register.name(join.member), share, year, census, day)
