"""The plan: what the Partnership Fund is to be spent on in a year, line by line."""

from collections.abc import Sequence

from importers.cells import Codes, Day, Money, Number, Text, YearName
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, CATEGORY, MINUTE, YEAR, Kind
from importers.kinds.grants import grant_named
from importers.rows import Row
from nesa_fund.facts import PlanLine


class PlanRow(Row):
    """One line of the plan."""

    year: YearName
    line: Text
    title: Text
    amount: Money
    category: Text
    lead: Text = ""
    participants: Codes = ("all",)
    purpose: Text = ""
    grant: Text = ""
    quotes: Number | None = None
    minute: Text = ""
    day: Day | None = None


COLUMNS = (
    YEAR,
    Column("Line", "line", ("Plan line", "Line code", "Code"), required=True),
    Column("Title", "title", ("Activity", "Priority", "Description"), required=True),
    AMOUNT,
    Column("Category", "category", CATEGORY.aliases, required=True),
    Column("Lead", "lead", ("Lead school", "Led by", "Lead member")),
    Column("Participants", "participants", ("Taking part", "For whom", "Schools taking part")),
    Column("Purpose", "purpose", ("What it is for", "Aim")),
    Column("Grant", "grant", ("Paid from grant", "Grant code")),
    Column("Quotes", "quotes", ("Number of quotes", "Quotes obtained")),
    MINUTE,
    Column("Date", "day", ("Agreed on", "Date agreed")),
)


def _put(desk: Desk, rows: Sequence[PlanRow]) -> None:
    desk.add_facts((row, fact) for row in rows if (fact := _fact(desk, row)))


def _fact(desk: Desk, row: PlanRow) -> PlanLine | None:
    try:
        year = desk.register.year(row.year)
    except ValueError as error:
        desk.problem(row, "year", str(error))
        return None
    category = desk.category(row, "category", row.category)
    lead = desk.member(row, "lead", row.lead) if row.lead else ""
    participants = codes_of(desk, row, "participants", row.participants)
    grant = grant_named(desk, row, "grant", row.grant) if row.grant else ""
    if row.amount < 0:
        desk.problem(row, "amount", "is below zero")
    elif "," in row.line:
        desk.problem(row, "line", "a line code has no comma")
    elif row.quotes is not None and row.quotes.denominator != 1:
        desk.problem(row, "quotes", "not a whole number")
    elif category is not None and lead is not None and participants is not None and grant is not None:
        return PlanLine(
            day=row.day or year.start, source=row.source, year=row.year, line=row.line, amount=row.amount,
            title=row.title, category=category, lead=lead, participants=participants, purpose=row.purpose,
            grant=grant, quotes=None if row.quotes is None else int(row.quotes), minute=row.minute,
        )  # fmt: skip
    return None


def codes_of(desk: Desk, row: Row, column: str, texts: Sequence[str]) -> tuple[str, ...] | None:
    """The members that a list in a cell means; "all" stays as it is; None, and problems, if any is wrong."""
    if [text.casefold() for text in texts] == ["all"]:
        return ("all",)
    codes = [desk.entity(row, column, text) for text in texts]
    return None if None in codes else tuple(dict.fromkeys(code for code in codes if code))


PLAN = Kind("plan", "The Fund's plan", PlanRow, COLUMNS, _put, ("lead",))
