"""The schedule: the Board's adoption of a year's total, by which every member's contribution is settled.

A sheet may say each share too, in columns headed by members, like Share Coquet: they are not recorded, for they follow
from the rolls; but where they are not what the ledger gives, the Board has seen other shares than it would adopt.
"""

from collections.abc import Mapping, Sequence

from importers.cells import Census, Codes, Day, Money, Number, Text, YearName, read_money
from importers.columns import Column
from importers.corrections import unsaid
from importers.desk import Desk
from importers.kinds.base import MINUTE, YEAR, Kind
from importers.rows import Row
from nesa_fund.adoption import adoption_faults, member_shown
from nesa_fund.charges import basis, planned_pence, shares_of
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pounds
from nesa_fund.rules.general_balance import GeneralBalance
from nesa_fund.rules.needed import Needed, warning


class ScheduleRow(Row):
    """One adoption."""

    year: YearName
    total: Money
    census: Census
    instalments: Number | None = None
    without_roll: Codes = ()
    set_aside: Money | None = None
    minute: Text
    day: Day


COLUMNS = (
    YEAR,
    Column("Total", "total", ("Total contributions", "Total to be shared", "Total £"), required=True),
    Column("Census", "census", ("Census date", "Census month", "By the roll of"), required=True),
    Column("Instalments", "instalments", ("Number of instalments", "In instalments")),
    Column("Without roll", "without_roll", ("Members without a roll", "No roll")),
    Column("Set aside", "set_aside", ("Set aside from balance", "Reserve kept")),
    Column("Minute", "minute", (*MINUTE.aliases, "Board minute"), required=True),
    Column("Date", "day", ("Adopted on", "Date adopted", "Date of adoption"), required=True),
)


def _put(desk: Desk, rows: Sequence[ScheduleRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _fact(desk, row)) and _may_be(desk, row, fact)])


def _fact(desk: Desk, row: ScheduleRow) -> Schedule | None:
    without = [desk.member(row, "without_roll", text) for text in row.without_roll]
    instalments = 1 if row.instalments is None else row.instalments
    if instalments != int(instalments):
        desk.problem(row, "instalments", "not a whole number")
        return None
    if None in without:
        return None
    return Schedule(
        day=row.day, source=row.source, year=row.year, total=row.total, census=row.census,
        instalments=int(instalments), without_roll=tuple(sorted({code for code in without if code})),
        set_aside=row.set_aside, minute=row.minute,
    )  # fmt: skip


def _may_be(desk: Desk, row: ScheduleRow, wanted: Schedule) -> bool:
    """Whether a year can be adopted so; what was adopted stays adopted, whatever rolls came in since."""
    known = desk.register.schedule(wanted.year)
    if known and unsaid(row, known, wanted).says == known.says:
        return True
    charged = _charged_pence(desk, wanted.year)
    if known and charged:
        desk.problem(
            row,
            "year",
            f"was adopted on {known.day} with a total of {format_pounds(known.total)}, and {format_pounds(charged)} is "
            "charged by it; another schedule needs those charges taken back first",
        )
        return False
    faults = adoption_faults(desk.register, wanted, "in Without roll write ")
    for fault in faults:
        desk.problem(row, fault.field, fault.message)
    if faults or not _are_as_said(desk, row, wanted):
        return False
    desk.mind_day(row, wanted.day)
    year = desk.register.year(wanted.year)
    brought = GeneralBalance(desk.ledger.book).brought_into(year)
    needed = Needed(planned_pence(desk.register, wanted.year), brought, wanted.set_aside or 0)
    if beyond := warning(year, wanted.total, needed):
        desk.warn(row, beyond)
    return True


def _are_as_said(desk: Desk, row: ScheduleRow, wanted: Schedule) -> bool:
    """Whether the shares that a sheet says, if it says any, are those of the ledger; a problem where they are not."""
    said = desk.by_member(row, "total", "share", read_money)
    if not said:
        return said is not None
    register = desk.register
    shares = shares_of(wanted.total, 1, basis(register, register.year(wanted.year), wanted.census))
    given = {share.member: share.pence for share in shares}
    others = [
        f"{member_shown(register, code)} {_pounds(said, code)}, and {_pounds(given, code)} by the ledger"
        for code in sorted({*said, *given})
        if said.get(code, 0) != given.get(code, 0)
    ]
    if others:
        more = f"; and {len(others) - 3} more" if len(others) > 3 else ""
        remedy = "record first the rolls, joinings and leavings that the sheet goes by, or draw it up anew"
        desk.problem(row, "total", f"its shares are not what the ledger gives: {'; '.join(others[:3])}{more}; {remedy}")
    return not others


def _pounds(shares: Mapping[str, int], code: str) -> str:
    return format_pounds(shares[code]) if code in shares else "no share"


def _charged_pence(desk: Desk, year: str) -> int:
    """What is charged for a year and not taken back."""
    live = desk.ledger.book.live
    charged = live[(live["event"] == "contribution") & (live["year"] == year) & (live["klass"] == "Debtors")]
    return int(charged["pence"].sum())


SCHEDULE = Kind("schedule", "The Board's adoption of a year", ScheduleRow, COLUMNS, _put, members=())
