"""Work in kind: days of staff that one entity gave another."""

from collections.abc import Sequence
from functools import partial

from importers.cells import Day, Number, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import NOTE, Kind
from importers.rows import Row
from importers.unnumbered import put_unnumbered
from nesa_fund.records import WorkGiven, counted_link


class InKindRow(Row):
    """Days that one entity worked for another."""

    day: Day
    giver: Text
    receiver: Text
    days: Number
    duty: Text
    description: Text = ""
    note: Text = ""


COLUMNS = (
    Column("Date", "day", ("Date of work", "Worked on", "Week ending", "Month ending"), required=True),
    Column("Giver", "giver", ("Given by", "From", "Work by", "School giving"), required=True),
    Column("Receiver", "receiver", ("Given to", "To", "Work for", "School receiving"), required=True),
    Column("Days", "days", ("Staff days", "Number of days", "Days given"), required=True),
    Column("Duty", "duty", ("What for", "Role", "Activity", "Lead on"), required=True),
    Column("Description", "description", ("Details", "What was done")),
    NOTE,
)


def _put(desk: Desk, rows: Sequence[InKindRow]) -> None:
    for row in rows:
        giver, receiver = desk.member(row, "giver", row.giver), desk.entity(row, "receiver", row.receiver)
        hundredths = _hundredths(desk, row)
        if not giver or not receiver or not hundredths:
            continue
        if giver == receiver:
            desk.problem(row, "receiver", "is the giver too")
        elif desk.is_in(row, "giver", giver, row.day) and desk.is_in(row, "receiver", receiver, row.day):
            _put_work(desk, row, giver, receiver, hundredths)


def _put_work(desk: Desk, row: InKindRow, giver: str, receiver: str, hundredths: int) -> None:
    event = WorkGiven(
        day=row.day, link="", source=row.source, description=row.description or row.duty,
        meta=desk.said_of(row, row.note), giver=giver, receiver=receiver, duty=row.duty, hundredths=hundredths,
    )  # fmt: skip
    put_unnumbered(desk, row, event, partial(counted_link, "InKind", giver, row.day))


def _hundredths(desk: Desk, row: InKindRow) -> int:
    """Hundredths of a day; 0, and a problem, where they are none or not whole."""
    hundredths = row.days * 100
    if hundredths.denominator != 1:
        desk.problem(row, "days", "has more than two decimals; days are counted like 2 or 0.25")
        return 0
    if not hundredths:
        desk.problem(row, "days", "must be more than 0")
    return int(hundredths)


IN_KIND = Kind("in-kind", "Work in kind", InKindRow, COLUMNS, _put, ("giver", "receiver"), standing=False)
