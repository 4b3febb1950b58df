"""The Partnership Fund for its year: what came in, what it was spent on, what is left, and the years before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import FUND
from nesa_fund.facts import Grant
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, Year, day_in_words
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import Arguments, asked_year, refuse_others, span_in_words
from nesa_fund.statements.base import Chart, Column, Series, Shape, Statement, Table, Unit, Value

MOST_YEARS = 4
_START, _SPENT = "start", "Spending"
_INCOME = {"Contributions": "Contributions", "Grants": "Grants", "Interest": "Interest"}
_MOVED = ("Contributions", "Grants", "Interest", "Other income", _SPENT)
_HOLDINGS = {
    "Bank": "In the bank",
    "Debtors": "Owed by members",
    "Creditors": "Owed to members",
    "Suppliers": "Owed to firms",
    "Unidentified": "Received, and not placed yet",
}


def fund(book: Book, arguments: Arguments) -> Statement:
    """The Fund's account of one alliance year, up to the day asked for.

    Raises:
        InputError: No such year, or it has not begun by the day asked for.
    """
    refuse_others(arguments, "fund", "year")
    year = asked_year(book, arguments)
    if arguments.as_at < year.start:
        raise InputError(f"{year.name} begins on {day_in_words(year.start)}, after {day_in_words(arguments.as_at)}")
    last = min(year.end, arguments.as_at)
    asked = _Fund(book.until(last), year)
    return Statement(
        name="fund",
        title=f"The Partnership Fund {year.name}",
        alliance=book.register.alliance().name,
        audience="the Strategic Board and every governing body",
        period=span_in_words(year.start, last),
        as_at=last,
        head=shown_head(book.head),
        made="From the Fund's own book: bills and invoices count by their date, contributions in the year that they "
        "are for, also where they are charged before it begins.",
        tables=tuple(_tables(asked)),
        notes=tuple(_notes(asked)),
        charts=tuple(_charts(asked, last)),
    )


@dataclass(frozen=True)
class _Fund:
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

        Columns: of (the year that it counts in; of what was there at first, the year before), what
        (``_START`` or one of ``_MOVED``), grant (empty: general), who, plan, pence (what came in is
        above zero).
        """
        rows = self.rows[self.rows["root"].isin(["Income", "Expenses", "Equity"])]
        root, klass, party, detail = (rows[name].astype(str) for name in ("root", "klass", "counterparty", "detail"))
        dated, earlier = self._years(rows["day"])
        later = rows["year"].astype(str).where(klass == "Contributions", "")
        is_opening = root == "Equity"
        grant = party.where(klass == "Grants", detail.where(is_opening & (party == "Grants"), ""))
        what = klass.map(_INCOME).fillna("Other income").where(root == "Income", _SPENT).mask(is_opening, _START)
        return pd.DataFrame(
            {
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
        moved = [self.came_in(what, [year], grant) for what in _MOVED]
        return [begun, *moved, begun + sum(moved)]


def _tables(asked: _Fund) -> Iterator[Table]:
    yield _summary(asked)
    yield _plan(asked)
    yield _contributions(asked)
    yield from _holdings(asked)
    yield _years(asked)


def _money(*titles: str, total: bool = False) -> list[Column]:
    return [Column(title, Unit.MONEY, total=total) for title in titles]


def _lines(columns: Sequence[Sequence[int]]) -> tuple[tuple[Value, ...], ...]:
    labels = ("Brought forward", *_MOVED, "Carried forward")
    return tuple((label, *values) for label, *values in zip(labels, *columns, strict=True))


def _summary(asked: _Fund) -> Table:
    year, before = asked.year.name, asked.before.name
    columns = (Column("What"), *_money("General", *asked.grants.values(), "Together", f"Together in {before}"))
    parts = [asked.column(year, grant) for grant in ("", *asked.grants)]
    whole = asked.column(year)
    assert whole == [sum(part) for part in zip(*parts, strict=True)]
    return Table("summary", "In and out", columns, _lines([*parts, whole, asked.column(before)]))


def _plan(asked: _Fund) -> Table:
    columns = (
        Column("Plan line"),
        Column("Paid from"),
        *_money("Plan", "Spent", "Left", f"Spent in {asked.before.name}", total=True),
    )
    register = asked.book.register
    plan, old = register.plan(asked.year.name), register.plan(asked.before.name)
    spent = asked.flows[asked.flows["what"] == _SPENT]
    now, then = ((-spent[spent["of"] == one.name].groupby("plan")["pence"].sum()) for one in (asked.year, asked.before))
    rows: list[tuple[Value, ...]] = []
    for code in dict.fromkeys([*plan, *sorted({*now.index, *then.index} - {*plan, ""})]):
        line = plan.get(code) or old.get(code)
        budget = plan[code].amount if code in plan else 0
        title = (line.title if line else "") or code
        source = asked.grants.get(line.grant, line.grant) if line and line.grant else "contributions"
        rows.append((title, source, budget, (done := int(now.get(code, 0))), budget - done, int(then.get(code, 0))))
    if "" in now.index or "" in then.index:
        done = int(now.get("", 0))
        rows.append(("On no line of the plan", None, 0, done, -done, int(then.get("", 0))))
    return Table("plan", "Spending by line of the plan", columns, tuple(rows))


def _contributions(asked: _Fund) -> Table:
    columns = (Column("Member"), *_money(asked.year.name, asked.before.name, total=True))
    paid = asked.flows[asked.flows["what"] == "Contributions"]
    years = (asked.year.name, asked.before.name)
    sums = {name: paid[paid["of"] == name].groupby("who")["pence"].sum() for name in years}
    codes = sorted({code for one in sums.values() for code in one.index})
    rows: list[tuple[Value, ...]] = [
        (asked.book.register.name(code), *[int(sums[name].get(code, 0)) for name in years]) for code in codes
    ]
    return Table("contributions", "Contributions, as charged less credited and returned", columns, tuple(rows))


def _holdings(asked: _Fund) -> Iterator[Table]:
    """What the Fund has and owes, and whose that is: both come to the same."""
    columns = (Column("What"), *_money("Now", f"At the end of {asked.before.name}", total=True))
    rows = asked.rows[asked.rows["root"].isin(["Assets", "Liabilities"])]
    label = rows["klass"].astype(str).map(_HOLDINGS).fillna("Other")
    ends = [(asked.year.name, asked.year.end), (asked.before.name, asked.before.end)]
    sums = [rows.loc[rows["day"] <= pd.Timestamp(end), "pence"].groupby(label).sum() for _, end in ends]
    known = [one for one in (*_HOLDINGS.values(), "Other") if one in label.to_numpy()]
    held = {one: [int(column.get(one, 0)) for column in sums] for one in known}
    ahead = [-_ahead(asked, name, pd.Timestamp(end)) for name, end in ends]
    if any(ahead):
        held["Contributions of later years"] = ahead
    kept = {
        title: [asked.column(name, grant)[-1] for name, _ in ends]
        for grant, title in {"": "General", **asked.grants}.items()
    }
    assert _sums(held) == _sums(kept)
    yield Table("holdings", "What the Fund has and owes", columns, tuple((one, *now) for one, now in held.items()))
    yield Table("held", "What it is held for", columns, tuple((one, *now) for one, now in kept.items()))


def _sums(columns: dict[str, list[int]]) -> list[int]:
    return [sum(column[n] for column in columns.values()) for n in range(2)]


def _ahead(asked: _Fund, year: str, end: pd.Timestamp) -> int:
    """Pence of contributions charged by a day that are for later years."""
    flows = asked.flows
    is_dated = asked.rows.loc[flows.index, "day"] <= end
    return int(flows.loc[is_dated & (flows["what"] == "Contributions") & (flows["of"] > year), "pence"].sum())


def _years(asked: _Fund) -> Table:
    known = {*asked.flows.loc[asked.flows["what"] != _START, "of"], asked.year.name}
    shown = [name for name in sorted(known) if name <= asked.year.name][-MOST_YEARS:]
    return Table(
        "years", "Year by year", (Column("What"), *_money(*shown)), _lines([asked.column(name) for name in shown])
    )


def _notes(asked: _Fund) -> Iterator[str]:
    yield "What is received for a grant's purpose is spent on that alone; what is general is spent on the plan."
    if (asked.flows["of"] > asked.year.name).any():
        yield "Contributions of later years are charged already, and count when their year begins."


def _charts(asked: _Fund, last: date) -> Iterator[Chart]:
    """What is in the Fund's bank through the year, and what was spent of each line of the plan."""
    balance = asked.book.daily_balance(f"Assets:{FUND}:Bank")
    first = asked.year.start
    begun = balance[balance.index < pd.Timestamp(first)]
    since = balance[balance.index >= pd.Timestamp(first)]
    days = {first: int(begun.iloc[-1]) if len(begun) else 0}
    days |= dict(zip(since.index.date, map(int, since), strict=True))  # type: ignore[attr-defined]
    days |= {last: list(days.values())[-1]}
    yield Chart(
        name="balance",
        title="In the Fund's bank through the year",
        shape=Shape.LINE,
        unit=Unit.MONEY,
        labels=tuple(days),
        series=(Series("In the bank at the day's end", tuple(days.values())),),
        alt=f"The balance at the end of each day: {format_pounds(days[first])} on {day_in_words(first)}, never less "
        f"than {format_pounds(min(days.values()))}, and {format_pounds(days[last])} on {day_in_words(last)}.",
    )
    (plan,) = [table for table in _tables(asked) if table.name == "plan"]
    if plan.rows:
        figures = [tuple(row[n] for row in plan.rows) for n in (2, 3)]
        yield Chart(
            name="planned",
            title="Planned and spent, by line",
            shape=Shape.BARS,
            unit=Unit.MONEY,
            labels=tuple(str(row[0]) for row in plan.rows),
            series=(Series("Plan", figures[0]), Series("Spent", figures[1])),  # type: ignore[arg-type]
            alt="Two bars for each line of the plan: what was planned, and what was spent; the table has the figures.",
        )
