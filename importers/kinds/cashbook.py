"""The cash book of a cluster fund's earlier years, before the charter: the Fund's book alone, line by line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import pandas as pd

from importers.balances import balance_on
from importers.cells import Day, Money, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import NOTE, Kind
from importers.kinds.grants import grant_named
from importers.names import spelt
from importers.rows import Row
from importers.unnumbered import put_unnumbered
from nesa_fund import categories
from nesa_fund.entries import FUND, bank, contribution_income, costs
from nesa_fund.facts import Grant
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, day_in_words
from nesa_fund.records import CashbookLine, OpeningBalance, counted_link
from nesa_fund.records.income import grants, interest

_CONTRIBUTION = ("contribution", "contributions")
Place = tuple[str, Mapping[str, str]]
"""An account, and the metadata of what is posted to it."""


class CashbookRow(Row):
    """One line of a cash book; one with nothing but a balance brings that forward."""

    day: Day
    details: Text
    received: Money = 0
    spent: Money = 0
    balance: Money | None = None
    school: Text = ""
    line: Text = ""
    note: Text = ""


COLUMNS = (
    Column("Date", "day", ("Entry date", "Transaction date"), required=True),
    Column("Details", "details", ("Description", "Narrative", "Particulars", "Transaction"), required=True),
    Column("In", "received", ("Money in", "Paid in", "Receipts", "Received", "Income", "In £"), required=True),
    Column("Out", "spent", ("Money out", "Paid out", "Payments", "Spent", "Expenditure", "Out £")),
    Column("Balance", "balance", ("Running balance", "Balance £", "Bank balance")),
    Column("School", "school", ("Member", "From school", "Which school")),
    Column("Line", "line", ("Plan line", "Category", "Heading", "Budget line", "Analysis")),
    NOTE,
)


def _put(desk: Desk, rows: Sequence[CashbookRow]) -> None:
    if rows and not desk.register.alliance().charter_from:
        sentence = "the alliance has no charter-from, the day its charter binds from and an earlier cash book ends: "
        desk.problem(rows[0], "day", sentence + "import a sheet of settings with Setting charter-from and its Value")
        return
    books: dict[tuple[str, str], list[CashbookRow]] = defaultdict(list)
    for row in rows:
        books[row.place.file, row.place.sheet].append(row)
    for book in sorted(books.values(), key=lambda book: min(row.day for row in book)):
        _put_book(desk, book)


def _put_book(desk: Desk, rows: Sequence[CashbookRow]) -> None:
    """Put one cash book on the desk, and reckon its balance beside the one it states."""
    held = balance_on(desk, bank(FUND), min(row.day for row in rows) - ONE_DAY)
    for row in rows:
        is_balance_alone = row.balance is not None and not row.received and not row.spent
        if row is rows[0] and row.balance is not None and is_balance_alone:
            _bring_forward(desk, row, held)
            held = row.balance
            continue
        held += row.received - row.spent
        if row.balance is not None and row.balance != held:
            message = f"is {format_pounds(row.balance)}, but the rows so far come to {format_pounds(held)}"
            hint = "; what was there before is a first row with nothing but its Balance" if row is rows[0] else ""
            desk.problem(row, "balance", message + hint)
            held = row.balance
        if is_balance_alone:  # It carries forward what is in the rows above it.
            desk.count_row(is_new=False)
            continue
        line = _line(desk, row) if _is_past(desk, row) and _is_sound(desk, row) else None
        if line:
            put_unnumbered(desk, row, line, partial(counted_link, "Cashbook", FUND, row.day))


def _bring_forward(desk: Desk, row: CashbookRow, held: int) -> None:
    """Bring in what the bank held before the first cash book; a later one begins with what the earlier ended with."""
    assert row.balance is not None
    if held == row.balance:
        desk.count_row(is_new=False)
    elif _has_begun(desk, row.day):
        stated = f"is {format_pounds(row.balance)} brought forward"
        desk.problem(row, "balance", f"{stated}, but the Fund's book comes to {format_pounds(held)} before that day")
    elif _is_past(desk, row):
        event = OpeningBalance(
            day=row.day, link=f"Opening-{FUND}", source=row.source, description=row.details,
            meta=desk.said_of(row, row.note), entity=FUND, account=bank(FUND), pence=row.balance,
        )  # fmt: skip
        put_unnumbered(desk, row, event)


def _has_begun(desk: Desk, day: date) -> bool:
    """Whether the Fund's book has entries before a day."""
    recorded = desk.ledger.book.live_transactions
    is_earlier = (recorded["owner"] == FUND) & (recorded["day"] < pd.Timestamp(day))
    return bool(is_earlier.any()) or any(one.entity == FUND and one.day < day for one in desk.transactions)


def _is_past(desk: Desk, row: CashbookRow) -> bool:
    """Whether a row is from before the charter; a problem where it is not."""
    first = desk.register.charter_from
    if row.day < first:
        return True
    message = f"is not before {day_in_words(first)}, from when the charter binds (the setting charter-from)"
    desk.problem(row, "day", f"{message}: from then on there are charges and payments")
    return False


def _is_sound(desk: Desk, row: CashbookRow) -> bool:
    """Whether money came in or went out, and not both; a problem where it is otherwise."""
    if row.received < 0 or row.spent < 0:
        column, other = ("received", "Out") if row.received < 0 else ("spent", "In")
        desk.problem(row, column, f"is below zero; write it without a sign, under {other}")
    elif row.received and row.spent:
        desk.problem(row, "spent", "has an amount beside In: money comes in or goes out; make two rows of it")
    elif not row.received and not row.spent:
        desk.problem(row, "received", "is blank, and so is Out")
    else:
        return True
    return False


def _line(desk: Desk, row: CashbookRow) -> CashbookLine | None:
    school = desk.member(row, "school", row.school) if row.school else ""
    if school is None:
        return None
    is_back = bool(school and row.spent) and spelt(row.line) in _CONTRIBUTION
    place = _spent_on(desk, row) if row.spent and not is_back else _received_as(desk, row, school)
    if place is None:
        return None
    account, said = place
    return CashbookLine(
        day=row.day, link="", source=row.source, description=row.details,
        meta={**desk.said_of(row, row.note), **said}, account=account, pence=row.received - row.spent, other=school,
    )  # fmt: skip


def _received_as(desk: Desk, row: CashbookRow, school: str) -> Place | None:
    """The account of what came in, or of a contribution given back, and what is said of it."""
    kind = spelt(row.line)
    if school and kind in {"", *_CONTRIBUTION}:
        return contribution_income(school), {"year": desk.year_of(row.day)}
    if school:
        desk.problem(row, "line", "beside a School, money in is its contribution: leave Line blank, or School")
    elif kind in {"interest", "bank interest"}:
        return interest(), {}
    elif row.line and any(spelt(row.line) in {spelt(one.code), spelt(one.title)} for one in desk.register.all(Grant)):
        grant = grant_named(desk, row, "line", row.line)
        return (grants(grant), {"grant": grant}) if grant else None
    else:
        codes = ", ".join(sorted({one.code for one in desk.register.all(Grant)})) or "none yet"
        what = "does not tell what came in" if row.line else "is blank, and so is School"
        desk.problem(row, "line", f"{what}: money in has a School, or Line is interest or a grant (there are: {codes})")
    return None


def _spent_on(desk: Desk, row: CashbookRow) -> Place | None:
    """The account of what went out: by the line of that year's plan, or by the category, of a grant or in general."""
    year = desk.year_of(row.day)
    plan = desk.register.plan(year).values()
    meant = [line for line in plan if row.line and spelt(row.line) in {spelt(line.line), spelt(line.title)}]
    if len(meant) == 1 and meant[0].category:
        line = meant[0]
        return costs(FUND, line.category, line.grant), {"plan": line.line, "grant": line.grant}
    of_grant, _, rest = row.line.rpartition(":")
    category = categories.find(rest)
    if category:
        grant = grant_named(desk, row, "line", of_grant.strip()) if of_grant else ""
        return None if grant is None else (costs(FUND, category.name, grant), {"grant": grant})
    near = ", ".join(categories.nearest(row.line))
    lines = ", ".join(sorted(line.line for line in plan)) or "none"
    what = "is neither a category nor" if row.line else "is blank: money out names a category, or"
    message = f"{what} a line of the plan for {year}; nearest categories: {near}; lines: {lines}"
    if row.school:
        message += f"; what {row.school} got back of its contribution has contribution as its Line"
    desk.problem(row, "line", f"{message}; what a grant paid for is written like SSIF: {near.partition(',')[0]}")
    return None


CASHBOOK = Kind("cashbook", "Cash book of earlier years", CashbookRow, COLUMNS, _put, ("school",), standing=False)
