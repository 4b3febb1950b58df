"""What the Partnership Fund has of its own from year to year, beside its grants: the one definition."""

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.periods import ONE_DAY, Year
from nesa_fund.rules.charged import contributions

GENERAL = ["Contributions", "Interest", "Other", "General"]


class GeneralBalance:
    """The Fund's general balance by a book, year by year, in pence; below zero for a deficit.

    Opening balances, contributions, interest and the like, less general spending: not its grants,
    what is still owed to it counted in.
    """

    def __init__(self, book: Book) -> None:
        """Take the Fund's entries."""
        self._register = book.register
        rows = book.money[book.money["entity"] == FUND]
        is_general = rows["klass"].isin(GENERAL)
        is_opening = (rows["klass"] == "Opening") & (rows["counterparty"] != "Grants")
        self._rows, self._opened = rows[is_general | is_opening], rows[is_opening]
        self._charged = contributions(book)
        self._returned = self._rows[(self._rows["event"] == "surplus") & self._rows["is_live"]]

    def at_end_of(self, year: Year) -> int:
        """What there was at the end of a year, less what has gone back of it since.

        What was charged by then for later years is left out. What has gone back is a surplus, or a
        credit note, on contributions of that year or an earlier one.
        """
        there = -int(self._rows.loc[self._rows["day"] <= pd.Timestamp(year.end), "pence"].sum())
        return there - self._charged_ahead(year) - self._gone_back(year)

    def brought_into(self, year: Year) -> int:
        """What a year begins with, what the Fund brings in at its own opening in that year with it."""
        is_in_year = self._opened["day"].between(pd.Timestamp(year.start), pd.Timestamp(year.end))
        opened = -int(self._opened.loc[is_in_year, "pence"].sum())
        return self.at_end_of(self._register.year_of(year.start - ONE_DAY)) + opened

    def _charged_ahead(self, year: Year) -> int:
        rows = self._charged
        is_ahead = (rows["year"].astype(str) > year.name) & (rows["day"] <= pd.Timestamp(year.end))
        return int(rows.loc[is_ahead, "owed"].sum())

    def _gone_back(self, year: Year) -> int:
        after, rows, back = pd.Timestamp(year.end), self._charged, self._returned
        is_credit = (rows["event"] == "credit-note") & (rows["year"].astype(str) <= year.name) & (rows["day"] > after)
        stated = back["year"].astype(str)
        is_surplus = (stated != "") & (stated <= year.name) & (back["day"] > after)
        return int(back.loc[is_surplus, "pence"].sum()) - int(rows.loc[is_credit, "owed"].sum())
