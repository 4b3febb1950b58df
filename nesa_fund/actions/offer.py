"""What a school would pay for a year if it joined, by the one definition of a contribution."""

from datetime import date

from nesa_fund.actions.schedule_propose import propose, supposed_register
from nesa_fund.actions.schedule_shared import year_named
from nesa_fund.actions.schedule_whatif import Joining, WhatIf
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
    year, board = year_named(book.register, name), book.register.schedule(name)
    total, census = (board.total, board.census) if board else (None, "")
    proposal = propose(book.register, name, total, census, WhatIf(joins=(join,)))
    (join,), shares = proposal.asked.what_if.joins, proposal.shares
    if board:
        joined = supposed_register(book.register, year, proposal.census, proposal.asked.what_if)
        shares = tuple(adopted_shares(Book(joined, book.rows), board))
    share = next((one for one in reversed(shares) if one.member == join.member), None)
    if share is None:
        raise InputError(f"{join.member} would have no share of {name}")
    return offer_paper(book, book.register.name(join.member), share, year, proposal.census, day)
