"""Public funding: what a publisher says a member is to have of its own year, and what it received."""

from collections.abc import Collection, Sequence

from importers.cells import Day, Money, PositiveMoney, Text, YearName
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import MEMBER, Kind
from importers.kinds.streams import own_year, stream_named
from importers.own_banks import own_bank
from importers.rows import Place, Row
from importers.unnumbered import put_unnumbered
from nesa_fund.facts import Funding
from nesa_fund.periods import Year
from nesa_fund.records import FundingPaid


class FundingRow(Row):
    """One stream of a member's funding: what is published, what was received, or both."""

    member: Text
    year: YearName
    stream: Text
    published: Money | None = None
    received: PositiveMoney | None = None
    received_on: Day | None = None
    publisher: Text = ""


COLUMNS = (
    MEMBER,
    Column("Year", "year", ("Financial year", "Funding year", "Own year", "For year"), required=True),
    Column("Stream", "stream", ("Funding stream", "Funding", "Funding type", "Source of funding"), required=True),
    Column("Published amount", "published", ("Published", "Allocation", "Published allocation", "Allocated")),
    Column("Received", "received", ("Amount received", "Received £", "Paid")),
    Column("Date received", "received_on", ("Received on", "Date paid", "Paid on", "Receipt date")),
    Column("Publisher", "publisher", ("Published by", "Paid by", "Funder")),
)


def _put(desk: Desk, rows: Sequence[FundingRow]) -> None:
    told: list[tuple[FundingRow, Funding]] = []
    receipts: list[tuple[FundingRow, FundingPaid]] = []
    for row in rows:
        code = _member(desk, row)
        year = own_year(desk, row, "year", code, row.year) if code else None
        stream = stream_named(desk, row, "stream", row.stream)
        if not (code and year and stream and _is_whole(desk, row)):
            continue
        if row.published is not None:
            told.append((row, _published(row, code, year, stream)))
        if row.received is not None and row.received_on:
            receipts.append((row, _received(desk, row, code, year, stream)))
    _add_published(desk, told, {row.place for row, _ in receipts})
    for row, event in receipts:
        stem = f"Funding-{event.member}-{event.year}-{event.stream}"
        put_unnumbered(desk, row, event, f"{stem}-{{}}".format, "received_on")


def _add_published(desk: Desk, told: Sequence[tuple[FundingRow, Funding]], paid: Collection[Place]) -> None:
    """Take what is published; a row that tells of a receipt too counts once, as that."""
    counted = desk.new, desk.present
    desk.add_facts((row, fact) for row, fact in told if row.place in paid)
    desk.new, desk.present = counted
    desk.add_facts((row, fact) for row, fact in told if row.place not in paid)


def _member(desk: Desk, row: FundingRow) -> str | None:
    code = desk.member(row, "member", row.member)
    if code and not desk.register.members[code].contributes:
        desk.problem(row, "member", "an association has no public funding")
        return None
    return code


def _is_whole(desk: Desk, row: FundingRow) -> bool:
    """Whether a row states an amount, and a date beside what was received; a problem where it does not."""
    if row.published is None and row.received is None:
        desk.problem(row, "published", "is blank, and so is Received: a row states one of them, or both")
    elif row.received and not row.received_on:
        desk.problem(row, "received_on", "is blank: what was received has its date")
    elif row.received_on and not row.received:
        desk.problem(row, "received", "is blank beside a date")
    elif row.published is not None and row.published < 0:
        desk.problem(row, "published", "is below zero; what an authority takes goes on a sheet of deductions")
    else:
        return True
    return False


def _published(row: FundingRow, code: str, year: Year, stream: str) -> Funding:
    assert row.published is not None
    return Funding(
        day=year.start, source=row.source, code=code, year=year.name, stream=stream, amount=row.published,
        publisher=row.publisher,
    )  # fmt: skip


def _received(desk: Desk, row: FundingRow, code: str, year: Year, stream: str) -> FundingPaid:
    assert row.received
    assert row.received_on
    return FundingPaid(
        day=row.received_on, link="", source=row.source, description=f"{stream} {year.name}",
        meta=desk.said_of(row), member=code, account=own_bank(desk, code, row.received_on), year=year.name,
        stream=stream, pence=row.received,
    )  # fmt: skip


FUNDING = Kind("funding", "Public funding", FundingRow, COLUMNS, _put, standing=False)
