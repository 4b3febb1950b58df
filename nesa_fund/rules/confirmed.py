"""Whether what a governing body confirmed is enough for its contribution to be charged."""

from nesa_fund.book import Book
from nesa_fund.charges import adopted_shares, charged_before, shares_on
from nesa_fund.facts import Confirmation
from nesa_fund.rules.charged import contributions


def confirmation_lack(book: Book, said: Confirmation) -> str:
    """Why nothing can be charged on a confirmation, as a charge would say it; empty where it can.

    It is held to the member's share of the year where the year is adopted, and only to its form where it is not.
    """
    board = book.register.schedule(said.year)
    shares = shares_on(adopted_shares(book, board), said.day) if board else {}
    share = shares.get(said.code)
    if share is None:
        return said.lack(0, said.day)
    rows = contributions(book)
    return said.lack(share.pence + charged_before(share, rows[rows["year"] == said.year]), said.day)
