"""Shared costs: a firm's bill that one entity pays for several, each bearing its share; and a firm's credits of it."""

from collections.abc import Sequence

from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, MINUTE, NOTE, Kind
from importers.kinds.charging import grant_of, mind_firm, plan_line_of, single_bills, terms_of
from importers.kinds.credits import (
    Original,
    agrees,
    category_of,
    has_vat_as,
    is_charges_reason,
    is_left,
    is_of_firm,
    one_sign,
    original_of,
    reason_of,
    show,
)
from importers.kinds.paid_on import Bill, put_paid_on
from importers.kinds.recorded import CreditNotes, put_charge, put_credit
from importers.kinds.sharing import Shared, SharedCostRow, credited, mind_leavers, shared
from importers.kinds.vat import OF_BILLS, Amounts, amounts_of, fund_can, has_treatment, mind_borne
from nesa_fund.entries import FUND, Transaction
from nesa_fund.money import format_pounds
from nesa_fund.records import CreditNote, SharedCost

COLUMNS = (
    Column("Reference", "number", ("Ref", "Our reference", "Our ref", "Recharge no"), required=True),
    Column("Date", "day", ("Bill date", "Invoice date", "Date of bill"), required=True),
    Column("Paid by", "payer", ("Payer", "Bought by", "Lead school"), required=True),
    Column("Supplier", "firm", ("Firm", "Company", "Supplier name"), required=True),
    Column("Description", "description", ("Details", "Narrative", "What for"), required=True),
    Column("Net", "net", ("Net amount", "Net £", "Amount", "Amount £")),
    Column("Gross", "gross", ("Gross amount", "Total", "Gross £", "Total £")),
    Column("VAT", "vat", ("VAT amount", "VAT £")),
    Column("VAT treatment", "treatment", ("VAT code", "Tax code")),
    Column("Agreement", "agreement", ("Agreement code", "SLA", "Under agreement"), required=True),
    CATEGORY,
    Column("Bill reference", "bill", ("Supplier's invoice no", "Bill no", "Supplier invoice")),
    Column("Paid on", "paid_on", ("Date paid", "Paid", "Payment date")),
    Column("Plan line", "plan_line", ("Line", "Fund line")),
    Column("Covers from", "covers_from", ("Period from",)),
    Column("Covers until", "covers_until", ("Period until", "Period to")),
    Column("Credit of", "credit_of", ("Credits bill", "Original reference")),
    Column("Reason", "reason", ("Reason for credit", "Credit reason")),
    MINUTE,
    NOTE,
    Column("Usage", "usage", ("Units used", "Used by")),
)


def _put(desk: Desk, rows: Sequence[SharedCostRow]) -> None:
    notes, bills = CreditNotes(desk), []
    for row in single_bills(desk, rows, lambda row: desk.entity(row, "payer", row.payer)):
        payer = desk.names.find(row.payer)
        stated = amounts_of(desk, row)
        if payer is None or stated is None:
            continue
        before, put = desk.new, _put_credit if row.credit_of else _put_bill
        if link := put(desk, notes, row, payer, stated):
            bills.append(Bill(row, link, payer, is_new=desk.new > before))
    put_paid_on(desk, bills)


def _put_bill(desk: Desk, notes: CreditNotes, row: SharedCostRow, payer: str, amounts: Amounts) -> str | None:
    """The link of a bill, new or recorded; None where it was refused."""
    if not _is_sound(desk, row, amounts, row.treatment, payer) or not is_charges_reason(desk, row):
        return None
    if not desk.is_in(row, "payer", payer, row.day):
        return None
    before = desk.new
    link = put_charge(desk, notes, [row], payer, lambda recorded: _bill(desk, row, payer, amounts, recorded))
    if link and desk.new > before:
        mind_leavers(desk, row, payer)
        mind_firm(desk, row)
        mind_borne(desk, row, row.treatment, payer, row.day)
    return link


def _bill(
    desk: Desk, row: SharedCostRow, payer: str, amounts: Amounts, recorded: Sequence[Transaction]
) -> SharedCost | None:
    """The bill with its shares by the agreement's key, or the whole for the Fund."""
    terms = terms_of(desk, row) if row.agreement else None
    line = plan_line_of(desk, row, row.plan_line) if row.plan_line else None
    if (row.agreement and not terms) or (row.plan_line and not line):
        return None
    if not terms and not line:
        desk.problem(row, "agreement", "is blank: a shared bill cites its agreement, the Fund's own bill its plan line")
        return None
    if not terms and payer == FUND:
        desk.problem(row, "agreement", "is blank: what the Fund buys for itself goes in a sheet of fund-spending")
        return None
    text = row.category or (terms.category if terms else line.category if line else "")
    category = desk.category(row, "category", text)
    falls = shared(desk, row, payer, amounts, terms, recorded)
    if category is None or falls is None:
        return None
    grant = grant_of(desk, row, "", line) if falls.sharing.costs.get(FUND) else ""
    if grant is None:
        return None
    return SharedCost(
        day=row.day, link="", source=row.source, description=row.description, meta=_meta(desk, row, falls),
        number=row.number, payer=payer, firm=row.firm, category=category, sharing=falls.sharing,
        agreement=row.agreement, plan=line.line if line else "", grant=grant,
    )  # fmt: skip


def _put_credit(desk: Desk, notes: CreditNotes, row: SharedCostRow, payer: str, stated: Amounts) -> str | None:
    """The link of the bill that a firm's credit was passed on for, by the bill's own key; None where it was refused."""
    original = original_of(desk, row, payer, ("shared-cost",))
    amounts = _creditable(desk, row, original, stated) if original else None
    reason = reason_of(desk, row) if original else None
    category = category_of(desk, row, original) if original else None
    if original is None or amounts is None or reason is None or category is None:
        return None
    told = row.model_copy(update={"treatment": _treatment(row, original), "reason": reason})
    credit = _credit(desk, notes, told, original, amounts, category)
    if credit is None or not put_credit(desk, notes, [row], payer, credit):
        return None
    show(desk, row, original, amounts.gross)
    return original.charge.link


def _creditable(desk: Desk, row: SharedCostRow, original: Original, stated: Amounts) -> Amounts | None:
    """What is credited, as more than nothing; None, and a problem, where the bill can't be credited so."""
    is_same = agrees(desk, row, original) and is_of_firm(desk, row, original)
    amounts, treatment = one_sign(desk, [row], [stated]), _treatment(row, original)
    if amounts is None or not is_same or not has_vat_as(desk, row, original, amounts[0].vat):
        return None
    if not _is_sound(desk, row, amounts[0], treatment, original.charge.entity):
        return None
    of_vat = treatment in {"reclaimed", "onward"}
    return amounts[0] if is_left(desk, row, original, amounts[0], of_vat=of_vat) else None


def _treatment(row: SharedCostRow, original: Original) -> str:
    return row.treatment or original.charge.meta.get("vat", "")


def _credit(  # noqa: PLR0913, PLR0917  # What a firm's credit note says, and what it credits.
    desk: Desk, notes: CreditNotes, row: SharedCostRow, original: Original, amounts: Amounts, category: str
) -> CreditNote | None:
    """The bill that a credit note takes back, turned; None, and a problem, where its key can't be told."""
    bill = original.charge
    recorded = notes.of_number(bill.entity, row.number, desk.year_of(row.day))
    falls = credited(desk, row, original, amounts, [one for one in recorded if one.link == bill.link])
    if falls is None:
        return None
    pinned = Shared(falls, bill.meta.get("census", ""), bill.meta.get("usage", ""))
    taken_back = SharedCost(
        day=row.day, link=bill.link, source=row.source, description=row.description, meta=_meta(desk, row, pinned),
        number=row.number, payer=bill.entity, firm=row.firm, category=category, sharing=falls,
        **{key: bill.meta.get(key, "") for key in ("agreement", "plan", "grant")},
    )  # fmt: skip
    return CreditNote(credited=taken_back)


def _is_sound(desk: Desk, row: SharedCostRow, amounts: Amounts, treatment: str, payer: str) -> bool:
    """Whether amounts and their VAT are what a bill paid by an entity, or a credit of it, can be; else a problem."""
    if amounts.net > 0:
        can_be = fund_can(desk, row, treatment, payer)
        return can_be and has_treatment(desk, row, treatment, amounts.vat, OF_BILLS)
    what = "credit note" if row.credit_of else "bill"
    rule = "a charge is more than nothing, and a credit note says in Credit of what it credits"
    desk.problem(row, "net", f"the {what} comes to {format_pounds(amounts.net)}; {rule}")
    return False


def _meta(desk: Desk, row: SharedCostRow, falls: Shared) -> dict[str, str]:
    note = "; ".join(filter(None, (f"bill {row.bill}" if row.bill else "", row.note)))
    return {
        "vat": row.treatment,
        "census": falls.census,
        "usage": falls.usage,
        "covers-from": str(row.covers_from or ""),
        "covers-until": str(row.covers_until or ""),
        "reason": row.reason,
        "minute": row.minute,
        **desk.said_of(row, note),
    }


SHARED_COSTS = Kind("shared-costs", "Shared bills", SharedCostRow, COLUMNS, _put, ("payer",), standing=False)
