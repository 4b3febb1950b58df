"""The Partnership Fund for its year: what came in, what it was spent on, what is left, and the years before."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import pandas as pd

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import FUND
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import Arguments, asked_year, refuse_others, span_in_words
from nesa_fund.statements.base import Answer, Chart, Column, Series, Shape, Statement, Table, Unit, Value
from nesa_fund.statements.behind import Behind, Part, behind, parts
from nesa_fund.statements.fund_bank import bank_answer, bank_tables, reconciled
from nesa_fund.statements.fund_flows import LINES, START, Fund
from nesa_fund.statements.fund_plan import plan_answer, plan_table

MOST_YEARS = 4
_HOLDINGS = {
    "Bank": "In the bank",
    "Debtors": "Owed by members",
    "Creditors": "Owed to members",
    "Suppliers": "Owed to firms",
    "Unidentified": "Received, and not placed yet",
}
_AHEAD = "Contributions of later years"


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
    asked = Fund(book.until(last), year)
    banks = reconciled(asked.book, last)
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
        tables=(*_tables(asked, last), *bank_tables(banks)),
        notes=tuple(_notes(asked)),
        answers=(_answer(asked), plan_answer(asked), bank_answer(banks)),
        charts=tuple(_charts(asked, last)),
    )


def _tables(asked: Fund, last: date) -> Iterator[Table]:
    yield _summary(asked)
    yield plan_table(asked, last)
    yield _contributions(asked)
    yield from _holdings(asked)
    yield _years(asked)


def _money(*titles: str, total: bool = False) -> list[Column]:
    return [Column(title, Unit.MONEY, total=total) for title in titles]


def _lines(columns: Sequence[Sequence[int]]) -> tuple[tuple[Value, ...], ...]:
    return tuple((label, *values) for label, *values in zip(LINES, *columns, strict=True))


def _summary(asked: Fund) -> Table:
    year, before = asked.year.name, asked.before.name
    columns = (Column("What"), *_money("General", *asked.grants.values(), "Together", f"Together in {before}"))
    of_grants = [asked.column(year, grant) for grant in ("", *asked.grants)]
    whole = asked.column(year)
    assert whole == [sum(part) for part in zip(*of_grants, strict=True)]
    made = asked.behind([*((year, grant) for grant in ("", *asked.grants)), (year, None), (before, None)])
    return Table("summary", "In and out", columns, _lines([*of_grants, whole, asked.column(before)]), behind=made)


def _contributions(asked: Fund) -> Table:
    columns = (Column("Member"), *_money(asked.year.name, asked.before.name, total=True))
    paid = asked.flows[asked.flows["what"] == "Contributions"]
    years = (asked.year.name, asked.before.name)
    sums = {name: paid[paid["of"] == name].groupby("who")["pence"].sum() for name in years}
    codes = sorted({code for one in sums.values() for code in one.index})
    rows: list[tuple[Value, ...]] = [
        (asked.book.register.name(code), *[int(sums[name].get(code, 0)) for name in years]) for code in codes
    ]
    figures = _numbered(paid["pence"].where(paid["of"] == name, 0) for name in years)
    title = "Contributions, as charged less credited and returned"
    return Table("contributions", title, columns, tuple(rows), behind=behind(codes, parts(paid, paid["who"], figures)))


def _holdings(asked: Fund) -> Iterator[Table]:
    """What the Fund has and owes, and whose that is: both come to the same."""
    columns = (Column("What"), *_money("Now", f"At the end of {asked.before.name}", total=True))
    rows = asked.rows[asked.rows["root"].isin(["Assets", "Liabilities"])]
    label = rows["klass"].astype(str).map(_HOLDINGS).fillna("Other")
    has = [rows["pence"].where(rows["day"] <= end, 0) for _, end in _ends(asked)]
    ahead = [-asked.flows["pence"].where(_is_ahead(asked, *end), 0) for end in _ends(asked)]
    known = [one for one in (*_HOLDINGS.values(), "Other") if one in label.to_numpy()]
    sums = [one.groupby(label).sum() for one in has]
    held = {one: [int(column.get(one, 0)) for column in sums] for one in known}
    if any(charged := [int(one.sum()) for one in ahead]):
        held[_AHEAD] = charged
    grants = {"General": "", **{title: grant for grant, title in asked.grants.items()}}
    kept = {title: [asked.column(name, grant)[-1] for name, _ in _ends(asked)] for title, grant in grants.items()}
    whose = [f"grant-{grant}" for grant in grants.values()]
    if any(off := [have - due for have, due in zip(_sums(held), _sums(kept), strict=True)]):
        kept["Entries that do not balance: see SEP2"] = off
        whose.append("")
    counted = parts(rows, label, _numbered(has)), parts(asked.flows, _AHEAD, _numbered(ahead))
    yield Table("holdings", "What the Fund has and owes", columns, _with(held), behind=behind(list(held), *counted))
    yield Table("held", "What it is held for", columns, _with(kept), behind=_kept_behind(asked, whose))


def _ends(asked: Fund) -> list[tuple[str, pd.Timestamp]]:
    return [(one.name, pd.Timestamp(one.end)) for one in (asked.year, asked.before)]


def _with(lines: dict[str, list[int]]) -> tuple[tuple[Value, ...], ...]:
    return tuple((label, *pence) for label, pence in lines.items())


def _sums(columns: dict[str, list[int]]) -> list[int]:
    return [sum(column[n] for column in columns.values()) for n in range(2)]


def _numbered(figures: Iterable["pd.Series[int]"]) -> Part:
    return dict(enumerate(figures, 1))


def _is_ahead(asked: Fund, year: str, end: pd.Timestamp) -> "pd.Series[bool]":
    """Whether each flow is a contribution that was charged by a day and is for a later year."""
    flows = asked.flows
    is_charged: pd.Series[bool] = asked.rows.loc[flows.index, "day"] <= end
    return is_charged & (flows["what"] == "Contributions") & (flows["of"] > year)


def _kept_behind(asked: Fund, names: list[str]) -> Behind:
    """Of general money and of each grant, all that came in and was spent up to the end of each year."""
    flows = asked.flows
    ends = [flows["pence"].where(asked.is_in(LINES[-1], name), 0) for name, _ in _ends(asked)]
    return behind(names, parts(flows, "grant-" + flows["grant"], _numbered(ends)))


def _years(asked: Fund) -> Table:
    known = {*asked.flows.loc[asked.flows["what"] != START, "of"], asked.year.name}
    shown = [name for name in sorted(known) if name <= asked.year.name][-MOST_YEARS:]
    lines, made = _lines([asked.column(name) for name in shown]), asked.behind([(name, None) for name in shown])
    return Table("years", "Year by year", (Column("What"), *_money(*shown)), lines, behind=made)


def _answer(asked: Fund) -> Answer:
    begun, *moved, end = asked.column(asked.year.name)
    came = sum(pence for pence in moved if pence > 0)
    return Answer(
        "What is in the Fund?",
        f"{format_pounds(end)}: {format_pounds(begun)} was brought forward, {format_pounds(came)} came in and "
        f"{format_pounds(-sum(moved) + came)} went out.",
    )


def _notes(asked: Fund) -> Iterator[str]:
    yield "What is received for a grant's purpose is spent on that alone; what is general is spent on the plan."
    if (asked.flows["of"] > asked.year.name).any():
        yield "Contributions of later years are charged already, and count when their year begins."


def _charts(asked: Fund, last: date) -> Iterator[Chart]:
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
    plan = plan_table(asked, last)
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
