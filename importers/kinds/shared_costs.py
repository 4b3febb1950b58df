"""Shared costs: a firm's bill that one entity pays for several, each bearing its share."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from importers.cells import Day, Money, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, MINUTE, NOTE, Kind
from importers.kinds.charging import amount_of, by_number, plan_line_of, put_charge, refuse_credit, terms_of, without_copies
from importers.kinds.paid_on import put_paid_on
from importers.rows import Row
from nesa_fund.charges import bill_shares, roll_census
from nesa_fund.entries import FUND, Transaction
from nesa_fund.facts import Agreement
from nesa_fund.money import format_pounds
from nesa_fund.records import SharedCost


class SharedCostRow(Row):
    """One shared bill."""

    reference: Text
    day: Day
    payer: Text
    firm: Text
    description: Text
    net: Money | None = None
    gross: Money | None = None
    vat: Money | None = None
    treatment: Text = ""
    agreement: Text = ""
    category: Text = ""
    bill: Text = ""
    paid_on: Day | None = None
    plan_line: Text = ""
    covers_from: Day | None = None
    covers_until: Day | None = None
    credit_of: Text = ""
    reason: Text = ""
    minute: Text = ""
    note: Text = ""


COLUMNS = (
    Column("Reference", "reference", ("Ref", "Our reference", "Our ref", "Recharge no"), required=True),
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
    Column("Reason", "reason", ()),
    MINUTE,
    NOTE,
)


def _put(desk: Desk, rows: Sequence[SharedCostRow]) -> None:
    rows = without_copies(desk, rows, "reference")
    for group in by_number(desk, rows, lambda row: desk.entity(row, "payer", row.payer), "reference"):
        for row in group[1:]:
            desk.problem(row, "reference", f"the number is used twice: row {group[0].place.row} has it for another bill")
        if len(group) == 1:
            _put_bill(desk, group[0])


def _put_bill(desk: Desk, row: SharedCostRow) -> None:
    payer = desk.entity(row, "payer", row.payer)
    pence = amount_of(desk, row, row.net, row.gross, row.vat, row.treatment)
    if payer is None or pence is None or refuse_credit(desk, row, row.credit_of):
        return
    if pence <= 0:
        desk.problem(row, "net", f"the bill comes to {format_pounds(pence)}; a charge is more than nothing")
        return
    if not desk.is_in(row, "payer", payer, row.day):
        return
    link = put_charge(
        desk, [row], "reference", payer, row.reference, row.day,
        lambda link, recorded: _transactions(desk, row, payer, pence, link, recorded),
    )  # fmt: skip
    if link and row.paid_on:
        put_paid_on(desk, row, link, payer, row.firm, pence, row.paid_on)


def _transactions(
    desk: Desk, row: SharedCostRow, payer: str, pence: int, link: str, recorded: Transaction | None
) -> Sequence[Transaction] | None:
    """The bill's transactions, its shares by the agreement's key, or the whole for the Fund."""
    terms = terms_of(desk, row, row.agreement, row.day) if row.agreement else None
    line = plan_line_of(desk, row, "plan_line", row.plan_line, row.day) if row.plan_line else None
    if (row.agreement and not terms) or (row.plan_line and not line):
        return None
    if not terms and not line:
        desk.problem(row, "agreement", "is blank: a shared bill cites its agreement, the Fund's own bill its plan line")
        return None
    text = row.category or (terms.category if terms else line.category if line else "")
    category = desk.category(row, "category", text)
    shares, pinned = (
        _shares(desk, row, payer, pence, terms, recorded.meta if recorded else {}) if terms else ({FUND: pence}, {})
    )
    if category is None or shares is None:
        return None
    meta = {
        **pinned,
        **{key: day.isoformat() for key, day in _days(row) if day},
        "reason": row.reason,
        "minute": row.minute,
        "note": "; ".join(filter(None, (f"bill {row.bill}" if row.bill else "", row.note))),
    }
    return SharedCost(
        day=row.day, link=link, source=row.source, description=row.description, meta=meta, number=row.reference,
        payer=payer, firm=row.firm, category=category, shares=shares, agreement=row.agreement,
        plan=line.line if line else "",
    ).transactions()  # fmt: skip


def _days(row: SharedCostRow) -> tuple[tuple[str, date | None], ...]:
    return ("covers-from", row.covers_from), ("covers-until", row.covers_until)


def _shares(
    desk: Desk, row: SharedCostRow, payer: str, pence: int, terms: Agreement, pinned: Mapping[str, str]
) -> tuple[dict[str, int] | None, dict[str, str]]:
    """The shares by the agreement's key, and what they rest on, pinned: a bill's census never moves."""
    sharers = tuple(code for code in dict.fromkeys((payer, *terms.customers)) if desk.register.is_in(code, row.day))
    weights: Mapping[str, Fraction | int]
    pin: dict[str, str] = {}
    if terms.supplier != payer:
        desk.problem(row, "payer", f"is {payer}, but the agreement {terms.code} is with {terms.supplier}")
        return None, {}
    match terms.share:
        case "roll":
            schools = tuple(code for code in sharers if code != FUND)
            census = pinned.get("census") or terms.census or roll_census(desk.register, schools, row.day)
            rolls = {code: desk.register.roll(code, census) for code in schools} if census else {}
            lacking = [code for code in schools if rolls.get(code) is None]
            if not census or lacking:
                who = ", ".join(lacking or schools)
                desk.problem(row, "agreement", f"is shared by roll, and no census before the bill has a roll of {who}")
                return None, {}
            weights, pin = {code: roll for code, roll in rolls.items() if roll is not None}, {"census": census}
            desk.readings[f"{row.reference} is shared by the roll of {census}"] = None
        case "equal":
            weights = {code: 1 for code in sharers if code != FUND}
        case "fixed":
            agreed = dict(terms.weights)
            weights = {code: agreed.get(code, 0) for code in sharers}
        case _:
            desk.problem(row, "agreement", f"is {terms.share}; this version shares bills by roll, equal or fixed")
            return None, {}
    if not any(weights.values()):
        desk.problem(row, "agreement", "leaves nobody in membership on that day to bear the bill")
        return None, {}
    return bill_shares(pence, weights), pin


SHARED_COSTS = Kind("shared-costs", "Shared bills", SharedCostRow, COLUMNS, _put, ("payer",), standing=False)
