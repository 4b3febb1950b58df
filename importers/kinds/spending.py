"""The Fund's own spending: bills of firms on lines of the plan."""

from collections.abc import Sequence

from importers.cells import Day, PositiveMoney, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, NOTE, Kind
from importers.kinds.charging import ChargeRow, plan_line_of, put_charge, refuse_credit, single_bills
from importers.kinds.paid_on import put_paid_on
from nesa_fund.entries import FUND
from nesa_fund.records import FirmPaid, Spending


class SpendingRow(ChargeRow):
    """One bill of the Fund."""

    firm: Text
    description: Text
    gross: PositiveMoney
    plan_line: Text
    category: Text = ""
    grant: Text = ""
    paid_on: Day | None = None


COLUMNS = (
    Column("Reference", "number", ("Ref", "Our reference", "Our ref", "Bill no", "Order no"), required=True),
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
    for row in single_bills(desk, rows, lambda _: FUND):
        _put_bill(desk, row)


def _put_bill(desk: Desk, row: SpendingRow) -> None:
    if refuse_credit(desk, row):
        return
    if row.grant:
        desk.problem(row, "grant", "no grant of that code; there are: none yet")
        return
    line = plan_line_of(desk, row, row.plan_line)
    category = desk.category(row, "category", row.category or line.category) if line else None
    if line is None or category is None:
        return
    spending = Spending(
        day=row.day, link="", source=row.source, description=row.description, meta={"note": row.note},
        reference=row.number, firm=row.firm, category=category, pence=row.gross, plan=line.line,
    )  # fmt: skip
    link = put_charge(desk, [row], FUND, lambda _: spending)
    if link and row.paid_on:
        paid = FirmPaid(
            day=row.paid_on, link=link, source=row.source, description=f"Paid {link}", payer=FUND, firm=row.firm,
            pence=row.gross,
        )  # fmt: skip
        put_paid_on(desk, row, paid)


FUND_SPENDING = Kind("fund-spending", "The Fund's spending", SpendingRow, COLUMNS, _put, (), standing=False)
