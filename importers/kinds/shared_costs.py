"""Shared costs: a firm's bill that one entity pays for several, each bearing its share."""

from collections.abc import Mapping, Sequence

from importers.cells import Day, Text
from importers.charges import charge_pence
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, MINUTE, NOTE, Kind
from importers.kinds.charging import (
    AgreedRow,
    amount_of,
    plan_line_of,
    put_charge,
    refuse_credit,
    single_bills,
    terms_of,
)
from importers.kinds.paid_on import put_paid_on
from nesa_fund.allocation import allocate
from nesa_fund.charges import bill_key
from nesa_fund.entries import FUND, Transaction
from nesa_fund.facts import Agreement
from nesa_fund.money import format_pounds
from nesa_fund.records import FirmPaid, SharedCost

Shares = tuple[Mapping[str, int], str]
"""Sharer -> pence, and the census that a share by roll rests on."""
SHARED_BY = ("roll", "equal", "fixed")


class SharedCostRow(AgreedRow):
    """One shared bill."""

    payer: Text
    firm: Text
    bill: Text = ""
    paid_on: Day | None = None


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
    Column("Reason", "reason", ()),
    MINUTE,
    NOTE,
)


def _put(desk: Desk, rows: Sequence[SharedCostRow]) -> None:
    for row in single_bills(desk, rows, lambda row: desk.entity(row, "payer", row.payer)):
        _put_bill(desk, row)


def _put_bill(desk: Desk, row: SharedCostRow) -> None:
    payer, pence = desk.names.find(row.payer), amount_of(desk, row)
    if payer is None or pence is None or refuse_credit(desk, row):
        return
    if pence <= 0:
        desk.problem(row, "net", f"the bill comes to {format_pounds(pence)}; a charge is more than nothing")
        return
    if not desk.is_in(row, "payer", payer, row.day):
        return
    link = put_charge(desk, [row], payer, lambda recorded: _bill(desk, row, payer, pence, recorded))
    if link and row.paid_on:
        paid = FirmPaid(
            day=row.paid_on, link=link, source=row.source, description=f"Paid {link}", payer=payer, firm=row.firm,
            pence=pence,
        )  # fmt: skip
        put_paid_on(desk, row, paid)


def _bill(desk: Desk, row: SharedCostRow, payer: str, pence: int, recorded: Transaction | None) -> SharedCost | None:
    """The bill with its shares by the agreement's key, or the whole for the Fund."""
    terms = terms_of(desk, row) if row.agreement else None
    line = plan_line_of(desk, row, row.plan_line) if row.plan_line else None
    if (row.agreement and not terms) or (row.plan_line and not line):
        return None
    if not terms and not line:
        desk.problem(row, "agreement", "is blank: a shared bill cites its agreement, the Fund's own bill its plan line")
        return None
    text = row.category or (terms.category if terms else line.category if line else "")
    category = desk.category(row, "category", text)
    shared: Shares = ({FUND: pence}, "")
    if terms:
        shared = _recorded_shares(row, payer, pence, recorded) or _shares(desk, row, payer, pence, terms)
    shares, census = shared
    if category is None or not shares:
        return None
    covers = {"covers-from": row.covers_from, "covers-until": row.covers_until}
    meta = {
        "vat": row.treatment,
        "census": census,
        **{key: day.isoformat() for key, day in covers.items() if day},
        "reason": row.reason,
        "minute": row.minute,
        "note": "; ".join(filter(None, (f"bill {row.bill}" if row.bill else "", row.note))),
    }
    return SharedCost(
        day=row.day, link="", source=row.source, description=row.description, meta=meta, number=row.number,
        payer=payer, firm=row.firm, category=category, shares=shares, agreement=row.agreement,
        plan=line.line if line else "",
    )  # fmt: skip


def _recorded_shares(row: SharedCostRow, payer: str, pence: int, recorded: Transaction | None) -> Shares | None:
    """The shares that a bill was recorded with: what is learnt after it, of rolls or members, moves none of them."""
    if not recorded or recorded.meta.get("agreement", "") != row.agreement:
        return None
    if recorded.day != row.day or charge_pence(recorded) != pence:
        return None
    owed = {account.split(":", 3)[3]: due for account, due, _ in recorded.postings if ":Debtors:" in account}
    return {payer: pence - sum(owed.values()), **owed}, recorded.meta.get("census", "")


def _shares(desk: Desk, row: SharedCostRow, payer: str, pence: int, terms: Agreement) -> Shares:
    """The shares by the agreement's key, and the census they rest on; none, and a problem, where it has no key."""
    if terms.supplier != payer:
        desk.problem(row, "payer", f"is {payer}, but the agreement {terms.code} is with {terms.supplier}")
        return {}, ""
    if terms.share not in SHARED_BY:
        desk.problem(row, "agreement", f"is {terms.share}; this version shares bills by roll, equal or fixed")
        return {}, ""
    key = bill_key(desk.register, terms, payer, row.day)
    if key.lack:
        desk.problem(row, "agreement", f"is shared {key.in_words}, and {key.lack}")
        return {}, ""
    if key.census:
        desk.readings[f"{row.number} is shared by the roll of {key.census}"] = None
    return allocate(pence, key.weights), key.census


SHARED_COSTS = Kind("shared-costs", "Shared bills", SharedCostRow, COLUMNS, _put, ("payer",), standing=False)
