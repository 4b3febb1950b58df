"""Invoices between members, and from members to the Fund: own staff or facilities supplied; and their credit notes."""

import sys
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import NamedTuple

from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, MINUTE, NOTE, Kind
from importers.kinds.charging import by_number, grant_of, plan_line_of, terms_of
from importers.kinds.credits import (
    Original,
    agrees,
    category_of,
    has_vat_as,
    is_charges_reason,
    is_left,
    one_sign,
    original_of,
    reason_of,
    show,
)
from importers.kinds.invoice_lines import Categories, InvoiceRow, Lines, invoice_of, is_one_invoice, lines_of
from importers.kinds.plain_invoices import put_plain
from importers.kinds.recorded import CreditNotes, put_charge, put_credit
from importers.kinds.vat import BORNE_OR_NOT, fund_can, has_treatment, mind_borne
from importers.typed import TypedRows
from nesa_fund.entries import FUND
from nesa_fund.facts import Agreement, PlanLine
from nesa_fund.money import format_pounds
from nesa_fund.records import CreditNote, charge_link

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


class _Terms(NamedTuple):
    """What an invoice rests on, but for its number, its amounts and what it is for: rows by the thousand share it."""

    customer: str
    agreement: Agreement | None
    line: PlanLine | None


_TERMS = attrgetter("supplier", "customer", "day", "supplied", "agreement", "plan_line")


def _put(desk: Desk, rows: Sequence[InvoiceRow]) -> None:
    notes = CreditNotes(desk)
    if isinstance(rows, TypedRows):
        plain = put_plain(desk, notes, rows)
        _put_each(desk, notes, plain.left, plain.mind)
        plain.mind(sys.maxsize)
    else:
        _put_each(desk, notes, rows)


def _put_each(
    desk: Desk, notes: CreditNotes, rows: Sequence[InvoiceRow], mind: Callable[[int], None] = lambda _: None
) -> None:
    """Put rows on the desk one charge after the other; ``mind`` is told the row of a sheet before it is looked at."""
    terms = dict[object, _Terms]()
    for lines in by_number(desk, rows, lambda row: desk.entity(row, "supplier", row.supplier)):
        supplier = desk.names.find(lines[0].supplier)
        mind(lines[0].place.row if not lines[0].credit_of else sys.maxsize)
        if supplier is None or not is_one_invoice(desk, lines):
            continue
        if lines[0].credit_of:
            _put_credit(desk, notes, lines, supplier)
            continue
        key = _TERMS(lines[0])
        found = terms.get(key) or _terms(desk, lines[0], supplier)
        if found:
            terms[key] = found
            _put_invoice(desk, notes, lines, supplier, found)


def _terms(desk: Desk, row: InvoiceRow, supplier: str) -> _Terms | None:
    """What an invoice rests on; None, and a problem, where that can't be."""
    customer = _customer(desk, row)
    if customer is None or not _can_deal(desk, row, supplier, customer):
        return None
    agreement = terms_of(desk, row) if row.agreement else None
    line = plan_line_of(desk, row, row.plan_line) if row.plan_line else None
    if (row.agreement and not agreement) or (row.plan_line and not line):
        return None
    return _Terms(customer, agreement, line)


def _put_invoice(desk: Desk, notes: CreditNotes, rows: Sequence[InvoiceRow], supplier: str, terms: _Terms) -> None:
    first, customer = rows[0], terms.customer
    grant = _grant(desk, first, customer, terms.line)
    lines = lines_of(desk, rows, lambda row: _categories(desk, row, customer, terms.agreement, terms.line))
    if grant is None or lines is None:
        return
    if lines.total == (0, 0) and len(rows) > 1:
        desk.warnings[f"{first.number} of {supplier}: its lines come to nothing, and nothing is charged"] = None
    elif _is_sound(desk, first, lines, first.treatment, customer) and is_charges_reason(desk, first):
        line = terms.line.line if terms.line else ""
        rests_on = {"agreement": first.agreement, "plan": line, "grant": grant}
        usual = charge_link(supplier, first.number)
        invoice = invoice_of(desk, rows, lines, (supplier, customer), link=usual, **rests_on)
        before = desk.new
        put_charge(desk, notes, rows, supplier, lambda _: invoice)
        if desk.new > before:
            mind_borne(desk, first, first.treatment, customer, first.day)


def _put_credit(desk: Desk, notes: CreditNotes, rows: Sequence[InvoiceRow], supplier: str) -> None:
    """A credit note of an invoice or of an old debt: the invoice that it takes back, turned."""
    first = rows[0]
    original = original_of(desk, first, supplier, ("invoice", "opening"))
    if original is None:
        return
    reason, lines = reason_of(desk, first), lines_of(desk, rows, lambda row: _credited(desk, row, original))
    if not (agrees(desk, first, original) and _is_to(desk, first, original)) or lines is None or reason is None:
        return
    amounts = one_sign(desk, rows, lines.amounts)
    if amounts is None:
        return
    lines, meta = lines._replace(amounts=amounts), original.charge.meta
    treatment = first.treatment or meta.get("vat", "")
    if not has_vat_as(desk, first, original, lines.total.vat):
        return
    if not _is_sound(desk, first, lines, treatment, original.customer):
        return
    if not is_left(desk, first, original, lines.total, of_vat=meta["event"] == "invoice"):
        return
    told = [row.model_copy(update={"treatment": treatment, "reason": reason}) for row in rows]
    rests_on = {key: meta.get(key, "") for key in ("agreement", "plan", "grant")}
    taken_back = invoice_of(desk, told, lines, (supplier, original.customer), link=original.charge.link, **rests_on)
    if put_credit(desk, notes, rows, supplier, CreditNote(credited=taken_back)):
        show(desk, first, original, lines.total.gross)


def _customer(desk: Desk, row: InvoiceRow) -> str | None:
    if row.customer:
        return desk.entity(row, "customer", row.customer)
    desk.problem(row, "customer", "is blank")
    return None


def _is_to(desk: Desk, row: InvoiceRow, original: Original) -> bool:
    """Whether a credit note is to the customer of its charge, by naming it or nobody; else a problem."""
    customer = desk.entity(row, "customer", row.customer) if row.customer else original.customer
    if customer not in {None, original.customer}:
        desk.problem(row, "customer", f"is {customer}, but {original.charge.link} was charged to {original.customer}")
    return customer == original.customer


def _can_deal(desk: Desk, row: InvoiceRow, supplier: str, customer: str) -> bool:
    day = row.supplied or row.day
    if supplier == customer:
        desk.problem(row, "customer", f"is the supplier too; what {supplier} does for itself is its own affair")
    elif supplier == FUND:
        sentence = "the Partnership Fund supplies nothing; it has no income but contributions and grants"
        desk.problem(row, "supplier", sentence)
    else:
        return desk.is_in(row, "supplier", supplier, day) and desk.is_in(row, "customer", customer, day)
    return False


def _grant(desk: Desk, row: InvoiceRow, customer: str, line: PlanLine | None) -> str | None:
    """The grant that bears a charge to the Fund; None, and a problem, where it can't be."""
    if customer == FUND:
        return grant_of(desk, row, row.grant, line)
    if row.grant:
        desk.problem(row, "grant", "only what the Partnership Fund is charged can be borne by a grant")
    return None if row.grant else ""


def _is_sound(desk: Desk, row: InvoiceRow, lines: Lines, treatment: str, customer: str) -> bool:
    """Whether the amounts and their VAT are what an invoice or credit note to a customer can be; else a problem."""
    net = lines.total.net
    if net > 0:
        can_be = fund_can(desk, row, treatment, customer)
        return can_be and has_treatment(desk, row, treatment, lines.total.vat, BORNE_OR_NOT)
    what = "credit note" if row.credit_of else "invoice"
    rule = "a charge is more than nothing, and a credit note says in Credit of what it credits"
    desk.problem(row, "net", f"the {what} comes to {format_pounds(net)}; {rule}")
    return False


def _categories(
    desk: Desk, row: InvoiceRow, customer: str, terms: Agreement | None, line: PlanLine | None
) -> Categories | None:
    """The categories of one line: its own, else the agreement's; of what the Fund is charged, the plan line's cost.

    None, and a problem, where there is none.
    """
    agreed, planned = terms.category if terms else "", line.category if line and customer == FUND else ""
    said = row.category or agreed or planned, row.category or planned or agreed
    if not all(said):
        desk.problem(row, "category", "is blank: give one, or an agreement that has one")
        return None
    found = [category for text in dict.fromkeys(said) if (category := desk.category(row, "category", text))]
    return Categories(found[0], found[-1]) if len(found) == len(set(said)) else None


def _credited(desk: Desk, row: InvoiceRow, original: Original) -> Categories | None:
    """The categories of one line of a credit note: those of its charge, each book's own; None, and a problem."""
    income, cost = (original.categories(code) for code in (original.charge.entity, original.customer))
    if not row.category and len(income) == len(cost) == 1:
        return Categories(income[0], cost[0])
    stated = category_of(desk, row, original)
    return Categories(_side(stated, income, cost), _side(stated, cost, income)) if stated else None


def _side(stated: str, own: Sequence[str], others: Sequence[str]) -> str:
    """What a category that a credit states is in one book, where it may be the other book's word for it."""
    if stated in own or stated not in others:
        return stated
    alone = [category for category in own if category not in others] or own
    return alone[0] if len(alone) == 1 else stated


INVOICES = Kind(
    "invoices",
    "Invoices between members",
    InvoiceRow,
    COLUMNS,
    _put,
    ("supplier", "customer"),
    standing=False,
    by_columns=True,
)
