"""Deductions: what an authority takes by law from a member's funding, never for the alliance."""

from collections.abc import Sequence

from importers.cells import PositiveMoney, Text, YearName
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, MEMBER, Kind
from importers.kinds.streams import own_year, stream_named
from importers.names import spelt
from importers.rows import Row
from nesa_fund.facts import Deduction

_REASONS = {
    "de-delegation": ("De delegated", "De-delegated services", "Dedelegation"),
    "rates": ("NNDR", "Business rates", "National non-domestic rates"),
    "recoupment": ("Recoupment for academies", "Academy recoupment"),
}
_BY_WORDS = {spelt(words): reason for reason, others in _REASONS.items() for words in (reason, *others)}


class DeductionRow(Row):
    """One deduction from one stream."""

    member: Text
    year: YearName
    stream: Text
    amount: PositiveMoney
    reason: Text
    publisher: Text = ""


COLUMNS = (
    MEMBER,
    Column("Year", "year", ("Financial year", "Funding year", "School's year"), required=True),
    Column("Stream", "stream", ("Funding stream", "Funding", "Taken from"), required=True),
    Column("Amount", "amount", (*AMOUNT.aliases, "Deduction", "Amount deducted", "Taken"), required=True),
    Column("Reason", "reason", ("Deducted for", "Why", "Type of deduction"), required=True),
    Column("Publisher", "publisher", ("Published by", "Source", "Authority")),
)


def _put(desk: Desk, rows: Sequence[DeductionRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _fact(desk, row))])


def _fact(desk: Desk, row: DeductionRow) -> Deduction | None:
    code = desk.member(row, "member", row.member)
    stream = stream_named(desk, row, "stream", row.stream)
    year = own_year(desk, row, "year", code, row.year) if code else None
    if not code or stream is None or year is None:
        return None
    return Deduction(
        day=year.start, source=row.source, code=code, year=row.year, stream=stream, amount=row.amount,
        reason=_reason(desk, row), publisher=row.publisher,
    )  # fmt: skip


def _reason(desk: Desk, row: DeductionRow) -> str:
    """The reason in the charter's own word; another stays as it is written, and is said."""
    known = _BY_WORDS.get(spelt(row.reason))
    if known is None:
        desk.readings[f"row {row.place.row} is deducted for {row.reason}: none of {', '.join(_REASONS)}"] = None
    return known or row.reason


DEDUCTIONS = Kind("deductions", "Deductions from public funding", DeductionRow, COLUMNS, _put)
