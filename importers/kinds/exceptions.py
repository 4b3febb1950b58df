"""Exceptions: one breach of the charter, accepted by each entity that bears the loss; it stays visible."""

from collections.abc import Sequence

from importers.cells import Day, Money, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import DATE, Kind
from importers.rows import Row
from nesa_fund.facts import Exempted
from nesa_fund.rules import CATALOGUE

_RULES = {rule.id: rule for rule in CATALOGUE}


class ExceptionRow(Row):
    """One accepted breach."""

    rule: Text
    link: Text
    amount: Money
    day: Day
    until: Day | None = None
    reason: Text
    minutes: Text


COLUMNS = (
    Column("Rule", "rule", ("Rule id", "Breach of", "Charter rule"), required=True),
    Column("Link", "link", ("Charge", "Item", "What it is about", "Subject"), required=True),
    Column("Amount", "amount", ("Up to", "Amount accepted", "Limit"), required=True),
    DATE,
    Column("Until", "until", ("Accepted until", "Ends", "End date")),
    Column("Reason", "reason", ("Why", "Reason for exception"), required=True),
    Column("Minutes", "minutes", ("Minutes of each", "Minuted by", "Accepted by"), required=True),
)


def _put(desk: Desk, rows: Sequence[ExceptionRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _fact(desk, row))])


def _fact(desk: Desk, row: ExceptionRow) -> Exempted | None:
    minutes = _minutes(desk, row)
    if row.amount < 0:
        desk.problem(row, "amount", "is below zero; the amount is what the exception covers at most")
    elif row.until and row.until < row.day:
        desk.problem(row, "until", "is before Date")
    elif _may_be_accepted(desk, row) and minutes:
        return Exempted(
            day=row.day, source=row.source, rule=row.rule.upper(), link=row.link, amount=row.amount, until=row.until,
            reason=row.reason, minutes=minutes,
        )  # fmt: skip
    return None


def _may_be_accepted(desk: Desk, row: ExceptionRow) -> bool:
    rule = _RULES.get(row.rule.upper())
    if rule is None:
        ids = ", ".join(rule.id for rule in CATALOGUE if rule.can_be_excepted)
        desk.problem(row, "rule", f"no rule of that id; those that take an exception: {ids}")
    elif not rule.can_be_excepted:
        desk.problem(row, "rule", f"a breach of {rule.id}, {rule.name}, is never accepted; it is to be put right")
    else:
        return True
    return False


def _minutes(desk: Desk, row: ExceptionRow) -> str | None:
    """Each entity's own minute, by its code; None, and a problem, where one is not like Hartside: FGB 4."""
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, row.minutes.split(";"))):
        who, _, minute = map(str.strip, part.partition(":"))
        if not minute:
            desk.problem(row, "minutes", f"{part} is not like Hartside: FGB 2026-03-03/5, with ; between two")
            return None
        code = desk.entity(row, "minutes", who)
        if code is None:
            return None
        if code in found:
            desk.problem(row, "minutes", f"names {code} twice")
            return None
        found[code] = minute
    if not found:
        desk.problem(row, "minutes", "names nobody; write Hartside: FGB 2026-03-03/5")
    return "; ".join(f"{code}: {minute}" for code, minute in found.items()) or None


EXCEPTIONS = Kind("exceptions", "Exceptions accepted", ExceptionRow, COLUMNS, _put, members=())
