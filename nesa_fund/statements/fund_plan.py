"""The Fund's plan: what each line may cost, what was spent on it, what is agreed already, and what it will come to."""

from collections import defaultdict
from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.money import format_pounds
from nesa_fund.rules.charged import issued
from nesa_fund.rules.sub2_within_the_agreement import EVENTS, of_agreements
from nesa_fund.statements.base import Answer, Column, Table, Unit, Value
from nesa_fund.statements.behind import behind, parts
from nesa_fund.statements.fund_flows import SPENT, Fund


def plan_table(asked: Fund, day: date) -> Table:
    """The lines of the plan up to a day, and what was spent on none of them.

    The forecast is what the year will come to if the plan is spent: the line's amount, or what is
    spent and committed already where that is more; of a year that is over, what was spent.
    """
    before, is_over = asked.before.name, day >= asked.year.end
    titles = ("Plan", "Spent", "Left", "Committed", "Forecast", f"Spent in {before}")
    columns = (Column("Plan line"), Column("Paid from"), *(Column(title, Unit.MONEY, total=True) for title in titles))
    register = asked.book.register
    plan, old = register.plan(asked.year.name), register.plan(before)
    spent = asked.flows[asked.flows["what"] == SPENT]
    now, then = ((-spent[spent["of"] == one.name].groupby("plan")["pence"].sum()) for one in (asked.year, asked.before))
    agreed = {} if is_over else committed(asked.book, day)
    rows: list[tuple[Value, ...]] = []
    codes: list[str] = []
    for code in dict.fromkeys([*plan, *sorted({*now.index, *then.index, *agreed} - {*plan, ""})]):
        line = plan.get(code) or old.get(code)
        budget = plan[code].amount if code in plan else 0
        title = (line.title if line else "") or code
        source = asked.grants.get(line.grant, line.grant) if line and line.grant else "contributions"
        done, more = int(now.get(code, 0)), agreed.get(code, 0)
        forecast = done if is_over else max(budget, done + more)
        rows.append((title, source, budget, done, budget - done, more, forecast, int(then.get(code, 0))))
        codes.append(code)
    if any("" in sums for sums in (now.index, then.index, agreed)):
        done, more = int(now.get("", 0)), agreed.get("", 0)
        rows.append(("On no line of the plan", None, 0, done, -done, more, done + more, int(then.get("", 0))))
        codes.append("")
    figures = {n: -spent["pence"].where(spent["of"] == year, 0) for n, year in ((3, asked.year.name), (7, before))}
    made = behind([f"line-{code}" for code in codes], parts(spent, "line-" + spent["plan"], figures))
    return Table("plan", "Spending by line of the plan", columns, tuple(rows), behind=made)


def committed(book: Book, day: date) -> dict[str, int]:
    """Plan line -> pence that members may still charge the Fund under agreements with it alone.

    It is what is left of each agreement's ceiling while the agreement runs, on the line that its
    charges so far were on; of one not charged yet, or on several lines, on none (empty).
    """
    running = {
        code: terms
        for code in book.register.agreements
        if (terms := book.register.agreement(code, day))
        and terms.customers == (FUND,)
        and (terms.until is None or terms.until >= day)
    }
    charged = of_agreements(issued(book, EVENTS)) if running else pd.DataFrame()
    found: dict[str, int] = defaultdict(int)
    for code, terms in running.items():
        under = charged[charged["agreement"] == code]
        lines = set(under["plan"].astype(str)) if len(under) else set()
        if left := max(0, terms.ceiling - int(under["net"].sum())):
            found[lines.pop() if len(lines) == 1 else ""] += left
    return dict(found)


def plan_answer(asked: Fund) -> Answer:
    """What was spent of the plan, and where that is more than planned."""
    plan = asked.book.register.plan(asked.year.name)
    spent = asked.flows[(asked.flows["what"] == SPENT) & (asked.flows["of"] == asked.year.name)]
    sums = -spent.groupby("plan")["pence"].sum()
    over = [line.title or code for code, line in plan.items() if sums.get(code, 0) > line.amount]
    off = int(sums[~sums.index.isin(list(plan))].sum())
    planned = format_pounds(sum(line.amount for line in plan.values()))
    told = [f"{format_pounds(int(sums.sum()))} of the {planned} that was planned."]
    told += [f"More than planned on {', '.join(over)}."] if over else []
    told += [f"{format_pounds(off)} of it on no line of the plan."] if off else []
    return Answer("What was spent of the plan?", " ".join(told))
