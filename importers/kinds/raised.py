"""What an association raised, and what it gave to its host."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from importers.cells import Day, PositiveMoney, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, NOTE, Kind
from importers.own_banks import at_own_banks
from importers.rows import Row
from importers.unnumbered import put_unnumbered
from nesa_fund.entries import Transaction
from nesa_fund.records import Gift, Raised, counted_link


class RaisedRow(Row):
    """Money that an association raised."""

    day: Day
    association: Text
    amount: PositiveMoney
    description: Text
    note: Text = ""


class GiftRow(Row):
    """A gift of an association."""

    day: Day
    association: Text
    school: Text
    amount: PositiveMoney
    purpose: Text
    note: Text = ""


_ASSOCIATION = Column("Association", "association", ("PTA", "Friends", "Raised by", "Given by"), required=True)

COLUMNS = (
    Column("Date", "day", ("Date raised", "Raised on", "Event date"), required=True),
    _ASSOCIATION,
    AMOUNT,
    Column("Description", "description", ("Event", "Details", "Raised by what", "How it was raised"), required=True),
    NOTE,
)
GIFT_COLUMNS = (
    Column("Date", "day", ("Date given", "Given on", "Gift date"), required=True),
    _ASSOCIATION,
    Column("School", "school", ("Host", "Host school", "Given to", "To"), required=True),
    AMOUNT,
    Column("For", "purpose", ("For what", "What for", "Purpose", "Description", "Details"), required=True),
    NOTE,
)


def _put_raised(desk: Desk, rows: Sequence[RaisedRow]) -> None:
    for row in rows:
        code = _association(desk, row)
        if not code:
            continue
        event = Raised(
            day=row.day, link="", source=row.source, description=row.description, meta=desk.said_of(row, row.note),
            association=code, pence=row.amount,
        )  # fmt: skip
        put_unnumbered(desk, row, event, partial(counted_link, "Raised", code, row.day))


def _put_gifts(desk: Desk, rows: Sequence[GiftRow]) -> None:
    for row in rows:
        code, school = _association(desk, row), desk.member(row, "school", row.school)
        if not code or not school:
            continue
        if school == code:
            desk.problem(row, "school", "is the association itself")
            continue
        gift = Gift(
            day=row.day, link="", source=row.source, description=row.purpose, meta=desk.said_of(row, row.note),
            giver=code, school=school, pence=row.amount,
        )  # fmt: skip
        before = desk.new
        put_unnumbered(desk, row, _Given(desk, gift), partial(counted_link, "Gift", code, row.day))
        host = desk.register.members[code].host
        if desk.new > before and school != host:
            desk.warn(row, f"is a gift to {school}, not to {host}, the host of {code}: the charter knows no such gift")


@dataclass(frozen=True, slots=True)
class _Given:
    """A gift to a school's own bank, or to its authority where that keeps its money."""

    desk: Desk
    gift: Gift

    @property
    def day(self) -> date:
        return self.gift.day

    def linked(self, link: str) -> "_Given":
        return replace(self, gift=self.gift.linked(link))

    def transactions(self) -> tuple[Transaction, ...]:
        return at_own_banks(self.desk, self.gift.transactions())


def _association(desk: Desk, row: RaisedRow | GiftRow) -> str | None:
    """The association that a row names; None, and a problem, where it is none, or not in membership that day."""
    code = desk.member(row, "association", row.association)
    if not code:
        return None
    kind = desk.register.members[code].kind
    if kind != "association":
        desk.problem(row, "association", f"{code} is a {kind}, not an association")
        return None
    return code if desk.is_in(row, "association", code, row.day) else None


RAISED = Kind("raised", "Money raised", RaisedRow, COLUMNS, _put_raised, ("association",), standing=False)
GIFTS = Kind("gifts", "Gifts", GiftRow, GIFT_COLUMNS, _put_gifts, ("association", "school"), standing=False)
