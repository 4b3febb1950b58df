"""The books as lines of a balance sheet and an income statement: what a class of accounts is called, entity by entity.

What an entity has and receives is above zero, what it owes and spends below. A contribution counts in the year that
it is for, also where it is charged before that begins, in the Fund's book as in the member's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.periods import Year

FUNDS_BANK, BANKS = "In the Fund's bank", "Through members' banks"
OWED_BY, OWED_TO = "Owed by other entities", "Owed to other entities"
LATER, BROUGHT, EARLIER, RESULT = (
    "Contributions of later years",
    "Brought in",
    "Results of earlier years",
    "Result of the year",
)
CONTRIBUTED, CHARGED_ON, GIVEN = "Contributions", "Charged to others", "Gifts from associations"
CONTRIBUTING, COSTS, GENERAL, GRANTED, GIVING = (
    "Contributions to the Fund",
    "Costs",
    "Spent of contributions",
    "Spent of grants",
    "Gifts to the host school",
)
_ACCOUNTS = {
    FUNDS_BANK: "Assets Bank",
    BANKS: "Assets Bank",
    OWED_BY: "Assets Debtors",
    "VAT to reclaim": "Assets VAT",
    "Other assets": "Assets",
    OWED_TO: "Liabilities Creditors",
    "Owed to firms": "Liabilities Suppliers",
    "VAT owed": "Liabilities VAT",
    "Received, and not placed yet": "Liabilities Unidentified",
    "Other debts": "Liabilities",
    LATER: "Income Contributions",
    BROUGHT: "Equity Opening",
    "Public funding": "Income Funding",
    CONTRIBUTED: "Income Contributions",
    "Grants": "Income Grants",
    "Interest": "Income Interest",
    CHARGED_ON: "Income Recharges",
    "Raised": "Income Raised",
    GIVEN: "Income Gifts",
    "Other income": "Income",
    CONTRIBUTING: "Expenses Contribution",
    COSTS: "Expenses Costs",
    GENERAL: "Expenses General",
    GRANTED: "Expenses Grants",
    GIVING: "Expenses Gifts",
    "Other costs": "Expenses",
}
HOLDINGS = tuple(_ACCOUNTS)[: list(_ACCOUNTS).index(BROUGHT)]
"""What an entity has and owes, in the order of a balance sheet."""
EARNED = tuple(_ACCOUNTS)[list(_ACCOUNTS).index(BROUGHT) + 1 :]
"""What it received and spent, in the order of an income statement."""

PAID_ABOVE = (
    "What was paid or credited above a charge lessens what is owed on the line of that charge; balances shows it as "
    "owed back."
)
"""Said wherever a line can be on the other side of nothing than its name says."""

_LINES = {said: line for line, said in _ACCOUNTS.items() if line not in {FUNDS_BANK, BANKS, LATER}}
_BY_YEAR = (CONTRIBUTED, CONTRIBUTING)
_KEY = ["line", "entity"]


def accounts_of(line: str) -> str:
    """Which class of accounts a line is, as an auditor asks for them: Assets Debtors."""
    return _ACCOUNTS[line]


@dataclass(frozen=True)
class Lines:
    """The books line by line; each table is of pence by line and entity, only where there is an entry."""

    book: Book

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Every posting in pounds: line, entity, day, of (when the year that it counts in begins), link and pence."""
        rows = self.book.money
        account = rows["account"].cat
        lines = pd.Categorical([_line(one) for one in account.categories], categories=[*_ACCOUNTS])
        line = lines.take(account.codes.to_numpy())
        of = _first_years(self.book, rows["day"])
        stated = rows["year"].cat
        later = np.array([int(name[:4]) if name[:4].isdecimal() else 0 for name in stated.categories], dtype="int64")
        is_by_year = line.isin(_BY_YEAR)
        is_turned = ~rows["root"].isin(["Assets", "Liabilities"])
        return pd.DataFrame(
            {
                "line": line,
                "entity": rows["entity"],
                "day": rows["day"],
                "of": np.where(is_by_year, np.maximum(of, later.take(stated.codes.to_numpy())), of),
                "link": rows["link"],
                "pence": np.where(is_turned, -rows["pence"], rows["pence"]),
            }
        )

    def held(self, year: Year) -> pd.Series:
        """What each entity has and owes at the end of a year."""
        rows = self._until(year)
        ahead = rows[rows["line"].isin(EARNED) & (rows["of"] > year.start.year)]
        ahead = ahead.assign(line=LATER, pence=-ahead["pence"])
        return _sums([rows[rows["line"].isin(HOLDINGS)], ahead])

    def earned(self, year: Year) -> pd.Series:
        """What each entity received and spent in a year."""
        rows = self._until(year)
        return _sums([rows[rows["line"].isin(EARNED) & (rows["of"] == year.start.year)]])

    def owned(self, year: Year) -> pd.Series:
        """Whose that is which an entity has at the end of a year: brought in, or the result of which years."""
        rows = self._until(year)
        rows = rows[~rows["line"].isin(HOLDINGS) & (rows["of"] <= year.start.year)]
        results = np.where(rows["of"] == year.start.year, RESULT, EARLIER)
        return _sums([rows.assign(line=np.where(rows["line"] == BROUGHT, BROUGHT, results))])

    def between(self, year: Year) -> dict[str, int]:
        """Line -> pence that is taken out of the sum over all entities, as it is between two of them.

        What is charged and owed goes by the book of the one that charges it, a gift by the giver's;
        what the other's book says beside that is left. It comes to nothing over all lines.
        """
        rows = self._until(year)
        owed = int(rows.loc[rows["line"] == OWED_BY, "pence"].sum())
        taken = {OWED_BY: -owed, OWED_TO: owed}
        earned = rows[rows["line"].isin(EARNED) & (rows["of"] == year.start.year)]
        links = rows.loc[rows["line"] == OWED_BY, "link"].unique()
        is_claimed = (earned["line"] == CONTRIBUTED) & earned["link"].isin(links)
        contributed = int(earned.loc[is_claimed, "pence"].sum())
        given = int(earned.loc[earned["line"] == GIVING, "pence"].sum())
        taken |= {CONTRIBUTED: -contributed, CONTRIBUTING: contributed, GIVING: -given, GIVEN: given}
        taken |= _recharged(earned)
        assert sum(taken.values()) == 0  # What one has of another, the other owes or bears.
        return {line: pence for line, pence in taken.items() if pence}

    def _until(self, year: Year) -> pd.DataFrame:
        return self.rows[self.rows["day"] <= pd.Timestamp(year.end)]


def _line(account: str) -> str:
    root, entity, klass = [*account.split(":", 3), "", ""][:3]
    if (root, klass) == ("Assets", "Bank"):
        return FUNDS_BANK if entity == FUND else BANKS
    return _LINES.get(f"{root} {klass}") or _LINES.get(root, BROUGHT)


def _first_years(book: Book, days: pd.Series) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The calendar year that each day's alliance year begins in."""
    first = {day: book.register.year_of(day.date()).start.year for day in days.unique()}
    return days.map(first).to_numpy(dtype="int64")


def _sums(parts: Iterable[pd.DataFrame]) -> pd.Series:
    rows = pd.concat([part[[*_KEY, "pence"]].astype(dict.fromkeys(_KEY, "object")) for part in parts])
    return rows.groupby(_KEY)["pence"].sum()


def _recharged(earned: pd.DataFrame) -> dict[str, int]:
    """What entities charged others for their own work, taken from the line where the customer has it."""
    charged = earned.loc[earned["line"] == CHARGED_ON].groupby("link", observed=True)["pence"].sum()
    costs = earned[earned["line"].isin([COSTS, GENERAL, GRANTED]) & earned["link"].isin(charged.index)]
    line = costs.drop_duplicates("link").set_index("link")["line"].astype("object")
    by_line = charged.groupby(line.reindex(charged.index).fillna(COSTS).to_numpy()).sum()
    return {CHARGED_ON: -int(charged.sum()), **dict(zip(by_line.index, by_line.tolist(), strict=True))}
