"""Invoices between members, and from members to the Fund: own staff or facilities supplied."""

from collections.abc import Mapping, Sequence

from importers.cells import Day, Money, Number, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, MINUTE, NOTE, Kind
from importers.kinds.charging import amount_of, by_number, plan_line_of, put_charge, refuse_credit, terms_of, without_copies
from importers.rows import Row
from nesa_fund.beans import decimal_text
from nesa_fund.entries import FUND
from nesa_fund.facts import Agreement, PlanLine
from nesa_fund.money import format_pounds, half_up
from nesa_fund.records import Invoice


class InvoiceRow(Row):
    """One line of an invoice."""

    number: Text
    day: Day
    supplier: Text
    customer: Text
    description: Text
    net: Money | None = None
    gross: Money | None = None
    vat: Money | None = None
    treatment: Text = ""
    category: Text = ""
    agreement: Text = ""
    quantity: Number | None = None
    unit_price: Money | None = None
    plan_line: Text = ""
    grant: Text = ""
    supplied: Day | None = None
    due: Day | None = None
    covers_from: Day | None = None
    covers_until: Day | None = None
    credit_of: Text = ""
    reason: Text = ""
    minute: Text = ""
    note: Text = ""


COLUMNS = (
    Column("Invoice no", "number", ("Invoice number", "Inv no", "Inv ref", "Invoice ref", "Invoice"), required=True),
    Column("Date", "day", ("Invoice date", "Inv date", "Tax point"), required=True),
    Column("Supplier", "supplier", ("From", "Invoiced by", "Supplied by", "Raised by"), required=True),
    Column("Customer", "customer", ("To", "Invoiced to", "Bill to", "Charged to"), required=True),
    Column("Description", "description", ("Details", "Narrative", "For", "What for"), required=True),
    Column("Net", "net", ("Net amount", "Net £", "Amount", "Amount £", "Net value")),
    Column("Gross", "gross", ("Gross amount", "Total", "Gross £", "Total £")),
    Column("VAT", "vat", ("VAT amount", "VAT £")),
    Column("VAT treatment", "treatment", ("VAT code", "Tax code")),
    CATEGORY,
    Column("Agreement", "agreement", ("Agreement code", "SLA", "Under agreement")),
    Column("Quantity", "quantity", ("Qty", "Units", "Hours", "Days")),
    Column("Unit price", "unit_price", ("Price", "Rate", "Price per unit")),
    Column("Plan line", "plan_line", ("Line", "Fund line")),
    Column("Grant", "grant", ("Grant code",)),
    Column("Supplied to", "supplied", ("Supplied until", "Supplied up to", "Last day of supply")),
    Column("Due", "due", ("Due date", "Payable by")),
    Column("Covers from", "covers_from", ("Period from",)),
    Column("Covers until", "covers_until", ("Period until", "Period to")),
    Column("Credit of", "credit_of", ("Credits invoice", "Original invoice")),
    Column("Reason", "reason", ()),
    MINUTE,
    NOTE,
)


def _put(desk: Desk, rows: Sequence[InvoiceRow]) -> None:
    rows = without_copies(desk, rows, "number")
    for group in by_number(desk, rows, lambda row: desk.entity(row, "supplier", row.supplier), "number"):
        _put_invoice(desk, group)


def _put_invoice(desk: Desk, lines: list[InvoiceRow]) -> None:
    first = lines[0]
    supplier, customer = desk.entity(first, "supplier", first.supplier), desk.entity(first, "customer", first.customer)
    if supplier is None or customer is None or not _is_one_invoice(desk, lines) or not _can_deal(desk, first, supplier, customer):
        return
    terms = terms_of(desk, first, first.agreement, first.day) if first.agreement else None
    line = plan_line_of(desk, first, "plan_line", first.plan_line, first.day) if first.plan_line else None
    if (first.agreement and not terms) or (first.plan_line and not line):
        return
    amounts = [_line(desk, row, customer, terms, line) for row in lines]
    known = [amount for amount in amounts if amount]
    if len(known) < len(lines):
        return
    total = sum(pence for _, pence in known)
    if total <= 0:
        desk.problem(first, "net", f"the invoice comes to {format_pounds(total)}; a charge is more than nothing")
        return
    invoice = Invoice(
        day=first.day, link="", source=first.source, description=first.description, meta=_meta(lines),
        number=first.number, supplier=supplier, customer=customer, lines=_summed(known), agreement=first.agreement,
        plan=line.line if line else "", grant=first.grant,
    )  # fmt: skip
    put_charge(
        desk, lines, "number", supplier, first.number, first.day, lambda link, _: invoice.linked(link).transactions()
    )


def _is_one_invoice(desk: Desk, lines: Sequence[InvoiceRow]) -> bool:
    """Whether the rows of one number are lines of one invoice: same date, customer, agreement and terms."""
    first = lines[0]
    good = True
    for row in lines[1:]:
        for field in ("day", "customer", "agreement", "plan_line", "grant", "supplied", "due"):
            if getattr(row, field) != getattr(first, field):
                message = f"the number is used twice: row {first.place.row} has it with another {field.replace('_', ' ')}"
                desk.problem(row, "number", message.replace("another day", "another date"))
                good = False
                break
    return good


def _can_deal(desk: Desk, row: InvoiceRow, supplier: str, customer: str) -> bool:
    day = row.supplied or row.day
    if supplier == customer:
        desk.problem(row, "customer", f"is the supplier too; what {supplier} does for itself is its own affair")
    elif supplier == FUND:
        desk.problem(row, "supplier", "the Partnership Fund supplies nothing; it has no income but contributions and grants")
    elif refuse_credit(desk, row, row.credit_of):
        pass
    elif row.grant:
        desk.problem(row, "grant", "no grant of that code; there are: none yet")
    else:
        return desk.is_in(row, "supplier", supplier, day) and desk.is_in(row, "customer", customer, day)
    return False


def _line(
    desk: Desk, row: InvoiceRow, customer: str, terms: Agreement | None, line: PlanLine | None
) -> tuple[str, int] | None:
    """The category and pence of one line; None, and a problem, where either is wrong."""
    pence = amount_of(desk, row, row.net, row.gross, row.vat, row.treatment)
    if pence is None:
        return None
    if row.unit_price is not None and row.quantity is not None and half_up(row.unit_price * row.quantity) != pence:
        priced = format_pounds(half_up(row.unit_price * row.quantity))
        desk.problem(row, "unit_price", f"times the quantity is {priced}, not {format_pounds(pence)}")
        return None
    of_plan = line.category if line and customer == FUND else ""
    text = row.category or of_plan or (terms.category if terms else "")
    if not text:
        desk.problem(row, "category", "is blank: give one, or an agreement that has one")
        return None
    category = desk.category(row, "category", text)
    return (category, pence) if category else None


def _summed(lines: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = {}
    for category, pence in lines:
        sums[category] = sums.get(category, 0) + pence
    return tuple(sums.items())


def _meta(lines: Sequence[InvoiceRow]) -> Mapping[str, str]:
    first = lines[0]
    quantities = [row.quantity for row in lines if row.quantity is not None]
    days = (
        ("supplied", first.supplied),
        ("due", first.due),
        ("covers-from", first.covers_from),
        ("covers-until", first.covers_until),
    )
    return {
        "quantity": decimal_text(sum(quantities[1:], quantities[0])) if quantities else "",
        **{key: day.isoformat() for key, day in days if day},
        "reason": first.reason,
        "minute": first.minute,
        "note": first.note,
    }


INVOICES = Kind("invoices", "Invoices between members", InvoiceRow, COLUMNS, _put, ("supplier", "customer"), standing=False)
