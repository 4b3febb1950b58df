"""The Fund's own spending: bills of firms on lines of the plan."""

from collections.abc import Sequence

from importers.cells import Day, PositiveMoney, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, NOTE, Kind
from importers.kinds.charging import by_number, plan_line_of, put_charge, refuse_credit, without_copies
from importers.kinds.paid_on import put_paid_on
from importers.rows import Row
from nesa_fund.entries import FUND
from nesa_fund.records import Spending


class SpendingRow(Row):
    """One bill of the Fund."""

    reference: Text
    day: Day
    firm: Text
    description: Text
    gross: PositiveMoney
    plan_line: Text
    category: Text = ""
    grant: Text = ""
    paid_on: Day | None = None
    credit_of: Text = ""
    note: Text = ""


COLUMNS = (
    Column("Reference", "reference", ("Ref", "Our reference", "Our ref", "Bill no", "Order no"), required=True),
    Column("Date", "day", ("Bill date", "Invoice date"), required=True),
    Column("Supplier", "firm", ("Firm", "Company", "Paid to"), required=True),
    Column("Description", "description", ("Details", "Narrative", "What for"), required=True),
    Column("Gross", "gross", ("Gross amount", "Total", "Amount", "Amount £", "Gross £"), required=True),
    Column("Plan line", "plan_line", ("Line", "Fund line", "Budget line"), required=True),
    CATEGORY,
    Column("Grant", "grant", ("Grant code",)),
    Column("Paid on", "paid_on", ("Date paid", "Paid", "Payment date")),
    Column("Credit of", "credit_of", ("Credits bill", "Original reference")),
    NOTE,
)


def _put(desk: Desk, rows: Sequence[SpendingRow]) -> None:
    rows = without_copies(desk, rows, "reference")
    for group in by_number(desk, rows, lambda _: FUND, "reference"):
        for row in group[1:]:
            desk.problem(row, "reference", f"the number is used twice: row {group[0].place.row} has it for another bill")
        if len(group) == 1:
            _put_bill(desk, group[0])


def _put_bill(desk: Desk, row: SpendingRow) -> None:
    if refuse_credit(desk, row, row.credit_of):
        return
    if row.grant:
        desk.problem(row, "grant", "no grant of that code; there are: none yet")
        return
    line = plan_line_of(desk, row, "plan_line", row.plan_line, row.day)
    category = desk.category(row, "category", row.category or (line.category if line else "")) if line else None
    if line is None or category is None:
        return
    spending = Spending(
        day=row.day, link="", source=row.source, description=row.description, meta={"note": row.note},
        reference=row.reference, firm=row.firm, category=category, pence=row.gross, plan=line.line,
    )  # fmt: skip
    link = put_charge(
        desk, [row], "reference", FUND, row.reference, row.day, lambda link, _: spending.linked(link).transactions()
    )
    if link and row.paid_on:
        put_paid_on(desk, row, link, FUND, row.firm, row.gross, row.paid_on)


FUND_SPENDING = Kind("fund-spending", "The Fund's spending", SpendingRow, COLUMNS, _put, (), standing=False)
