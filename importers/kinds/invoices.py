"""Invoices between members, and from members to the Fund: own staff or facilities supplied."""

from collections.abc import Mapping, Sequence

from importers.cells import Day, Money, Number, Text
from importers.columns import Column
from importers.desk import Desk, beside
from importers.kinds.base import CATEGORY, MINUTE, NOTE, Kind
from importers.kinds.charging import AgreedRow, amount_of, by_number, plan_line_of, put_charge, refuse_credit, terms_of
from nesa_fund.canon import decimal_text
from nesa_fund.entries import FUND
from nesa_fund.facts import Agreement, PlanLine
from nesa_fund.money import format_pounds, half_up
from nesa_fund.records import Invoice, charge_link


class InvoiceRow(AgreedRow):
    """One line of an invoice."""

    supplier: Text
    customer: Text
    quantity: Number | None = None
    unit_price: Money | None = None
    grant: Text = ""
    supplied: Day | None = None
    due: Day | None = None


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
    for lines in by_number(desk, rows, lambda row: desk.entity(row, "supplier", row.supplier)):
        _put_invoice(desk, lines)


def _put_invoice(desk: Desk, lines: list[InvoiceRow]) -> None:
    first = lines[0]
    supplier, customer = desk.entity(first, "supplier", first.supplier), desk.entity(first, "customer", first.customer)
    if supplier is None or customer is None or not _is_one_invoice(desk, lines):
        return
    if not _can_deal(desk, first, supplier, customer):
        return
    terms = terms_of(desk, first) if first.agreement else None
    line = plan_line_of(desk, first, first.plan_line) if first.plan_line else None
    if (first.agreement and not terms) or (first.plan_line and not line):
        return
    amounts = [_line(desk, row, customer, terms, line) for row in lines]
    known = [amount for amount in amounts if amount]
    if len(known) < len(lines):
        return
    total = sum(pence for _, pence in known)
    if not total and len(lines) > 1:
        desk.readings[f"{first.number} of {supplier}: its lines come to nothing, and nothing is charged"] = None
        return
    if total <= 0:
        desk.problem(first, "net", f"the invoice comes to {format_pounds(total)}; a charge is more than nothing")
        return
    invoice = Invoice(
        day=first.day, link=charge_link(supplier, first.number), source=first.source,
        description=_together([row.description for row in lines]),
        meta=_meta(lines), number=first.number, supplier=supplier, customer=customer, lines=_summed(known),
        agreement=first.agreement, plan=line.line if line else "", grant=first.grant,
    )  # fmt: skip
    put_charge(desk, lines, supplier, lambda _: invoice)


def _is_one_invoice(desk: Desk, lines: Sequence[InvoiceRow]) -> bool:
    """Whether the rows of one number are lines of one invoice: same date, customer, agreement and terms."""
    first, *others = lines
    is_one = True
    for row in others:
        if what := _differing(desk, row, first):
            where = beside(row.place, first.place)
            desk.problem(row, "number", f"the number is used twice: {where} has it with another {what}")
            is_one = False
    return is_one


def _differing(desk: Desk, row: InvoiceRow, first: InvoiceRow) -> str:
    """What two rows differ in that lines of one invoice have in common; empty where they don't."""
    alike = {
        "date": row.day == first.day,
        "customer": row.customer == first.customer or desk.names.find(row.customer) == desk.names.find(first.customer),
        "agreement": row.agreement == first.agreement,
        "plan line": row.plan_line == first.plan_line,
        "grant": row.grant == first.grant,
        "VAT treatment": row.treatment == first.treatment,
        "last day of supply": row.supplied == first.supplied,
        "due date": row.due == first.due,
    }
    return next((what for what, is_alike in alike.items() if not is_alike), "")


def _can_deal(desk: Desk, row: InvoiceRow, supplier: str, customer: str) -> bool:
    day = row.supplied or row.day
    if supplier == customer:
        desk.problem(row, "customer", f"is the supplier too; what {supplier} does for itself is its own affair")
    elif supplier == FUND:
        sentence = "the Partnership Fund supplies nothing; it has no income but contributions and grants"
        desk.problem(row, "supplier", sentence)
    elif refuse_credit(desk, row):
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
    pence = amount_of(desk, row)
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
    """Pence by category, in order of category: the order of a sheet's rows tells nothing."""
    sums: dict[str, int] = {}
    for category, pence in sorted(lines):
        sums[category] = sums.get(category, 0) + pence
    return tuple(sums.items())


def _together(texts: Sequence[str]) -> str:
    """What several lines say, in one text that does not depend on their order."""
    return texts[0] if len(texts) == 1 else "; ".join(sorted({text for text in texts if text}))


def _meta(lines: Sequence[InvoiceRow]) -> Mapping[str, str]:
    first = lines[0]
    quantities = [row.quantity for row in lines if row.quantity is not None]
    begun = [row.covers_from for row in lines if row.covers_from]
    ended = [row.covers_until for row in lines if row.covers_until]
    return {
        "quantity": decimal_text(sum(quantities[1:], quantities[0])) if quantities else "",
        "vat": first.treatment,
        "supplied": str(first.supplied or ""),
        "due": str(first.due or ""),
        "covers-from": str(min(begun)) if begun else "",
        "covers-until": str(max(ended)) if ended else "",
        "reason": _together([row.reason for row in lines]),
        "minute": _together([row.minute for row in lines]),
        "note": _together([row.note for row in lines]),
    }


INVOICES = Kind(
    "invoices", "Invoices between members", InvoiceRow, COLUMNS, _put, ("supplier", "customer"), standing=False
)
