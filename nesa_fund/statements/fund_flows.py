"""What the Fund began with, received and spent, year by year and grant by grant, from its own book."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.facts import Grant
from nesa_fund.periods import ONE_DAY, Year
from nesa_fund.statements.behind import Behind, behind, parts

START, SPENT = "start", "Spending"
MOVED = ("Contributions", "Grants", "Interest", "Other income", SPENT)
LINES = ("Brought forward", *MOVED, "Carried forward")
_INCOME = {"Contributions": "Contributions", "Grants": "Grants", "Interest": "Interest"}


@dataclass(frozen=True)
class Fund:
    """The book up to the day asked for, and the year."""

    book: Book
    year: Year

    @property
    def before(self) -> Year:
        """The year before."""
        return self.book.register.year_of(self.year.start - ONE_DAY)

    @cached_property
    def grants(self) -> dict[str, str]:
        """Grant -> title, of every grant that has moved."""
        titles = {grant.code: grant.title or grant.code for grant in self.book.register.all(Grant)}
        return {code: titles.get(code, code) for code in sorted(set(self.flows["grant"]) - {""})}

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The postings of the Fund's book in pounds."""
        money = self.book.money
        return money[money["entity"] == FUND]

    @cached_property
    def flows(self) -> pd.DataFrame:
        """What the Fund began with, received and spent.

        Columns: txn, of (the year that it counts in; of what was there at first, the year before), what
        (``START`` or one of ``MOVED``), grant (empty: general), who, plan, pence (what came in is
        above zero).
        """
        rows = self.rows[self.rows["root"].isin(["Income", "Expenses", "Equity"])]
        root, klass, party, detail = (rows[name].astype(str) for name in ("root", "klass", "counterparty", "detail"))
        dated, earlier = self._years(rows["day"])
        later = rows["year"].astype(str).where(klass == "Contributions", "")
        is_opening = root == "Equity"
        grant = party.where(klass == "Grants", detail.where(is_opening & (party == "Grants"), ""))
        what = klass.map(_INCOME).fillna("Other income").where(root == "Income", SPENT).mask(is_opening, START)
        return pd.DataFrame(
            {
                "txn": rows["txn"],
                "of": dated.where(dated >= later, later).mask(is_opening, earlier),
                "what": what,
                "grant": grant,
                "who": party.where(klass == "Contributions", ""),
                "plan": rows["plan"].astype(str),
                "pence": -rows["pence"],
            }
        )

    def _years(self, days: pd.Series) -> tuple[pd.Series, pd.Series]:
        """The year that each day falls in, and the one before."""
        years = {day: self.book.register.year_of(day.date()) for day in days.unique()}
        before = {day: self.book.register.year_of(year.start - ONE_DAY).name for day, year in years.items()}
        return days.map({day: year.name for day, year in years.items()}).astype(str), days.map(before).astype(str)

    def came_in(self, what: str, years: Sequence[str], grant: str | None = None) -> int:
        """Pence of one kind in some years; of one grant, of what is general (empty), or of all (None)."""
        flows = self.flows
        is_of = (flows["what"] == what) & flows["of"].isin(years)
        return int(flows.loc[is_of if grant is None else is_of & (flows["grant"] == grant), "pence"].sum())

    def brought(self, year: str, grant: str | None = None) -> int:
        """Pence that a year begins with: what was there at first, and all that moved in the years before."""
        flows = self.flows
        is_before = flows["of"] < year
        return int(flows.loc[is_before if grant is None else is_before & (flows["grant"] == grant), "pence"].sum())

    def column(self, year: str, grant: str | None = None) -> list[int]:
        """What a year begins with, each kind of what moved, and what it ends with."""
        begun = self.brought(year, grant)
        moved = [self.came_in(what, [year], grant) for what in MOVED]
        return [begun, *moved, begun + sum(moved)]

    def behind(self, columns: Sequence[tuple[str, str | None]]) -> Behind:
        """What stands behind ``LINES``, where each column is that of a year and a grant, as ``column`` takes them."""
        flows = self.flows
        counted = []
        for line in LINES:
            figures = {
                n: flows["pence"].where(self.is_in(line, year) & ((flows["grant"] == grant) | (grant is None)), 0)
                for n, (year, grant) in enumerate(columns, 1)
            }
            counted.append(parts(flows, line, figures))
        return behind(LINES, *counted)

    def is_in(self, line: str, year: str) -> "pd.Series[bool]":
        """Whether each flow counts in a line of a year."""
        of, is_start = self.flows["of"], self.flows["what"] == START
        if line == LINES[0]:
            return of < year
        if line == LINES[-1]:
            return (of < year) | ((of == year) & ~is_start)
        return (of == year) & (self.flows["what"] == line)
