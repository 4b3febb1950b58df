"""Rolls: pupils of each member at a census, or of each of its schools."""

from collections.abc import Sequence
from typing import Annotated, Literal

from importers.cells import FOLDED, Census, Number, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import Kind
from importers.kinds.members import urns_of
from importers.rows import Row
from nesa_fund.facts import Member, Roll
from nesa_fund.periods import census_day


class RollRow(Row):
    """Pupils on roll at a census."""

    member: Text
    census: Census
    pupils: Number
    urn: Text = ""
    basis: Annotated[Literal["headcount", "fte", ""], FOLDED] = ""


COLUMNS = (
    Column("Member", "member", ("School", "Member code", "School name", "Member name", "Name"), required=True),
    Column("Census", "census", ("Census date", "Census month"), required=True),
    Column("Pupils", "pupils", ("Roll", "Number on roll", "NOR", "Pupils on roll", "Pupil numbers"), required=True),
    Column("URN", "urn", ("School URN", "DfE URN")),
    Column("Basis", "basis", ("Headcount or FTE",)),
)


def _put(desk: Desk, rows: Sequence[RollRow]) -> None:
    told = []
    with_urn = {(roll.code, roll.census): bool(roll.urn) for roll in desk.register.all(Roll)}
    for row in rows:
        code = desk.member(row, "member", row.member)
        if not code:
            continue
        if not desk.register.members[code].contributes:
            desk.problem(row, "member", "an association has no pupils")
            continue
        if row.urn and not row.urn.isdecimal():
            desk.problem(row, "urn", "not a URN, like 122170")
            continue
        if with_urn.setdefault((code, row.census), bool(row.urn)) != bool(row.urn):
            twice = f"{code} would be counted twice at {row.census}: one roll is with a URN, one without"
            desk.problem(row, "urn", twice)
            continue
        day = census_day(row.census)
        assert day
        fact = Roll(
            day=day, source=row.source, code=code, pupils=row.pupils, census=row.census, urn=row.urn, basis=row.basis
        )
        if fact.slot in desk.register.slots or _is_own_urn(desk, row, code):
            told.append((row, fact))
    desk.add_facts(told)


def _is_own_urn(desk: Desk, row: RollRow, code: str) -> bool:
    """Whether a roll is of one of its member's URNs, where those are recorded; else a problem."""
    own = {urn for state in desk.register.all(Member) if state.code == code for urn in urns_of(state.urn)}
    if not (row.urn and own) or row.urn in own:
        return True
    fault = f"is no URN of {code}, which has {', '.join(sorted(own))}"
    desk.problem(row, "urn", f"{fault}; where it has this one too, import its members row with all of them first")
    return False


ROLLS = Kind("rolls", "Pupils on roll", RollRow, COLUMNS, _put)
