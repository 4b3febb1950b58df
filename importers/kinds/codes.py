"""Codes: what a member's own finance system calls each category, supplier, customer, bank and the like."""

from collections.abc import Sequence

from importers.cells import Day, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, MEMBER, Kind
from importers.rows import Row
from nesa_fund.categories import nearest
from nesa_fund.facts import SystemCode
from nesa_fund.handover.names import ALL_WORDS, key_of


class CodeRow(Row):
    """The code of one category, or of one of the other names, in one member's system."""

    member: Text
    category: Text
    code: Text
    cost_centre: Text = ""
    vat_code: Text = ""
    day: Day | None = None


COLUMNS = (
    MEMBER,
    Column("Category", "category", CATEGORY.aliases, required=True),
    Column("Code", "code", ("Nominal code", "Nominal", "Ledger code", "System code", "Account code"), required=True),
    Column("Cost centre", "cost_centre", ("Cost center", "Department", "Dept")),
    Column("VAT code", "vat_code", ("Tax code", "VAT rate code")),
    Column("Date", "day", ("From", "Since")),
)


def _put(desk: Desk, rows: Sequence[CodeRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _fact(desk, row))])


def _fact(desk: Desk, row: CodeRow) -> SystemCode | None:
    member = desk.member(row, "member", row.member)
    category = key_of(row.category, desk.names.find)
    if category is None:
        near = ", ".join(nearest(row.category))
        desk.problem(row, "category", f"no such category; nearest: {near}; or one of: {ALL_WORDS}")
    if not member or category is None:
        return None
    known = desk.register.slots.get((SystemCode.TYPE, member, category))
    return SystemCode(
        day=row.day or (known.day if known else desk.register.year_of(desk.as_at).start), source=row.source,
        member=member, category=category, code=row.code, cost_centre=row.cost_centre, vat_code=row.vat_code,
    )  # fmt: skip


CODES = Kind("codes", "Codes of members' finance systems", CodeRow, COLUMNS, _put)
