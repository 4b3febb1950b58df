"""The Fund's own spending: bills of firms on lines of the plan, and what firms credit of them."""

from collections.abc import Sequence
from dataclasses import replace

from importers.cells import Money, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, MINUTE, NOTE, Kind
from importers.kinds.charging import BillRow, grant_of, mind_firm, plan_line_of, single_bills
from importers.kinds.credits import agrees, category_of, is_left, is_of_firm, one_sign, original_of, reason_of, show
from importers.kinds.paid_on import Bill, put_paid_on
from importers.kinds.recorded import CreditNotes, put_charge, put_credit
from importers.kinds.vat import Amounts
from nesa_fund.entries import FUND
from nesa_fund.records import CreditNote, Spending


class SpendingRow(BillRow):
    """One bill of the Fund, or a firm's credit of one."""

    gross: Money
    grant: Text = ""


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
    Column("Reason", "reason", ("Reason for credit", "Credit reason")),
    MINUTE,
    NOTE,
)


def _put(desk: Desk, rows: Sequence[SpendingRow]) -> None:
    notes, bills = CreditNotes(desk), []
    for row in single_bills(desk, rows, lambda _: FUND):
        before, put = desk.new, _put_credit if row.credit_of else _put_bill
        if link := put(desk, notes, row):
            bills.append(Bill(row, link, FUND, is_new=desk.new > before))
    put_paid_on(desk, bills)


def _put_bill(desk: Desk, notes: CreditNotes, row: SpendingRow) -> str | None:
    """The link of a bill, new or recorded; None where it was refused."""
    if row.gross <= 0:
        desk.problem(row, "gross", "must be more than 0.00; a credit note says in Credit of what it credits")
        return None
    if not row.plan_line:
        desk.problem(row, "plan_line", "is blank: the Fund spends on the lines of its plan")
        return None
    line = plan_line_of(desk, row, row.plan_line)
    category = desk.category(row, "category", row.category or line.category) if line else None
    grant = grant_of(desk, row, row.grant, line) if line else None
    if line is None or category is None or grant is None:
        return None
    spending = _spending(desk, row, row.gross, category)
    whole = replace(spending, plan=line.line, grant=grant)
    before = desk.new
    link = put_charge(desk, notes, [row], FUND, lambda _: whole)
    if desk.new > before:
        mind_firm(desk, row)
    return link


def _put_credit(desk: Desk, notes: CreditNotes, row: SpendingRow) -> str | None:
    """The link of the bill that a firm credits; None where it was refused."""
    original = original_of(desk, row, FUND, ("spending",))
    amounts = one_sign(desk, [row], [Amounts(row.gross, 0)])
    if original is None or amounts is None:
        return None
    reason, category = reason_of(desk, row), category_of(desk, row, original)
    is_same = agrees(desk, row, original) and is_of_firm(desk, row, original)
    if reason is None or category is None or not is_same:
        return None
    pence = amounts[0].gross
    if not pence:
        desk.problem(row, "gross", "is nothing; a credit is of more than nothing")
        return None
    if not is_left(desk, row, original, amounts[0], of_vat=False):
        return None
    meta, link = original.charge.meta, original.charge.link
    told = row.model_copy(update={"reason": reason})
    taken_back = replace(
        _spending(desk, told, pence, category), link=link, plan=meta.get("plan", ""), grant=meta.get("grant", "")
    )
    if not put_credit(desk, notes, [row], FUND, CreditNote(credited=taken_back)):
        return None
    show(desk, row, original, pence)
    return link


def _spending(desk: Desk, row: SpendingRow, pence: int, category: str) -> Spending:
    """What a row of a bill or credit says, without the line of the plan that it rests on."""
    return Spending(
        day=row.day, link="", source=row.source, description=row.description,
        meta={"reason": row.reason, "minute": row.minute, **desk.said_of(row, row.note)}, reference=row.number,
        firm=row.firm, category=category, pence=pence,
    )  # fmt: skip


FUND_SPENDING = Kind("fund-spending", "The Fund's spending", SpendingRow, COLUMNS, _put, (), standing=False)
