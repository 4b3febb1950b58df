"""Confirmations: each governing body's own decision on its contribution of a year."""

from collections.abc import Sequence

from importers.cells import Day, PositiveMoney, Text, YearName, YesNo
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, DATE, MEMBER, YEAR, Kind
from importers.rows import Row
from nesa_fund.facts import Confirmation


class ConfirmationRow(Row):
    """One governing body's confirmation."""

    member: Text
    year: YearName
    amount: PositiveMoney
    day: Day
    body: Text = ""
    minute: Text
    quorate: YesNo
    purpose: Text


COLUMNS = (
    MEMBER,
    YEAR,
    AMOUNT,
    DATE,
    Column("Body", "body", ("Governing body", "Board", "Committee")),
    Column("Minute", "minute", ("Minute ref", "Minute reference", "Minuted", "FGB minute"), required=True),
    Column("Quorate", "quorate", ("Was it quorate", "Quorum"), required=True),
    Column("Purpose", "purpose", ("For what", "Purpose of the contribution"), required=True),
)


def _put(desk: Desk, rows: Sequence[ConfirmationRow]) -> None:
    told = []
    for row in rows:
        code = desk.member(row, "member", row.member)
        if not code:
            continue
        try:
            desk.register.year(row.year)
        except ValueError as error:
            desk.problem(row, "year", str(error))
            continue
        fact = Confirmation(
            day=row.day, source=row.source, code=code, year=row.year, amount=row.amount, body=row.body,
            minute=row.minute, quorate=row.quorate, purpose=row.purpose,
        )  # fmt: skip
        told.append((row, fact))
    desk.add_facts(told)


CONFIRMATIONS = Kind("confirmations", "Confirmations by governing bodies", ConfirmationRow, COLUMNS, _put)
