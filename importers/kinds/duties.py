"""Duties: who leads what, since when and for how long."""

from collections.abc import Sequence

from importers.cells import Day, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import MEMBER, Kind
from importers.rows import Row
from nesa_fund.facts import Duty


class DutyRow(Row):
    """One duty."""

    member: Text
    title: Text
    day: Day | None = None
    until: Day | None = None
    line: Text = ""


COLUMNS = (
    Column("Member", "member", (*MEMBER.aliases, "Lead", "Lead school", "Led by"), required=True),
    Column("Title", "title", ("Duty", "Activity", "Responsibility", "What it leads"), required=True),
    Column("Date", "day", ("From", "Since", "Start", "Start date")),
    Column("Until", "until", ("End", "Ends", "End date")),
    Column("Line", "line", ("Plan line", "Budget line")),
)


def _put(desk: Desk, rows: Sequence[DutyRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _fact(desk, row))])


def _fact(desk: Desk, row: DutyRow) -> Duty | None:
    code = desk.member(row, "member", row.member)
    if not code:
        return None
    known = desk.register.slots.get((Duty.TYPE, code, row.title))
    day = row.day or (known.day if known else desk.register.year_of(desk.as_at).start)
    plan = desk.register.plan(desk.year_of(day))
    if row.until and row.until < day:
        desk.problem(row, "until", "is before Date")
    elif row.line and row.line not in plan:
        desk.problem(
            row, "line", f"no line of the plan of {desk.year_of(day)}; there are: {', '.join(plan) or 'none yet'}"
        )
    elif desk.is_in(row, "member", code, day):
        return Duty(day=day, source=row.source, code=code, title=row.title, until=row.until, line=row.line)
    return None


DUTIES = Kind("duties", "Duties of members", DutyRow, COLUMNS, _put)
