"""Payments: money from one bank to another, settling one charge or several."""

import re
from collections.abc import Sequence
from itertools import count

from importers.alike import bank_pence
from importers.cells import Day, PositiveMoney, Text, YesNo
from importers.charges import PLACED, Claim
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, NOTE, Kind
from importers.rows import Row
from nesa_fund.charges import contribution_link, fold_number, payment_reference
from nesa_fund.entries import FUND, Transaction
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pounds
from nesa_fund.records import Payment, Unplaced, counted_link


class PaymentRow(Row):
    """One payment."""

    day: Day
    payer: Text
    payee: Text
    amount: PositiveMoney
    reference: Text = ""
    bank_reference: Text = ""
    refund: YesNo = False
    note: Text = ""


COLUMNS = (
    Column("Date", "day", ("Payment date", "Paid on", "Date paid"), required=True),
    Column("From", "payer", ("Paid by", "Payer", "From member"), required=True),
    Column("To", "payee", ("Paid to", "Payee", "To member"), required=True),
    AMOUNT,
    Column(
        "Reference",
        "reference",
        ("For", "Invoice no", "Invoice", "Invoices", "Invoice refs", "Inv ref", "Ref", "Payment for", "Charge"),
    ),
    Column("Bank reference", "bank_reference", ("Bank ref", "BACS reference", "Payment reference", "Transaction id")),
    Column("Refund", "refund", ("Is refund",)),
    NOTE,
)


def _put(desk: Desk, rows: Sequence[PaymentRow]) -> None:
    for row in sorted(rows, key=lambda row: row.refund):  # In a bank's list, newest first, a refund precedes its cause.
        payer, payee = desk.entity(row, "payer", row.payer), desk.entity(row, "payee", row.payee)
        if payer is None or payee is None:
            continue
        if payer == payee:
            desk.problem(row, "payee", "is the payer too")
        elif payee == FUND and not row.refund and (not row.reference or _is_early(desk, payer, row.reference)):
            _put_unplaced(desk, row, payer)
        elif row.reference:
            _put_settlement(desk, row, payer, payee)
        else:
            open_now = _shown(desk.charges.open_claims(payee, payer))
            desk.problem(row, "reference", f"is blank: a payment names the charge it settles; open: {open_now}")


def _put_settlement(desk: Desk, row: PaymentRow, payer: str, payee: str) -> None:
    debtor, creditor = (payee, payer) if row.refund else (payer, payee)
    claims = _claims(desk, row, creditor, debtor)
    if not claims:
        return
    links = "+".join(sorted(claim.link for claim in claims))
    key = row.bank_reference or ("" if len(claims) == 1 else f"{payer}-{row.day}-{links}")
    recorded = [desk.charges.paid_as(key, claim.link, debtor) for claim in claims] if key else []
    if recorded and all(recorded):
        _check_known(desk, row, key, [one for of_claim in recorded for one in of_claim])
        return
    parts = [row.amount] if len(claims) == 1 else [-claim.owed if row.refund else claim.owed for claim in claims]
    settled = [claim for claim, pence in zip(claims, parts, strict=True) if pence <= 0]
    if settled:
        desk.problem(row, "reference", f"names what is not open: {_shown(settled)}")
        return
    if sum(parts) != row.amount:
        owed = format_pounds(sum(parts))
        desk.problem(row, "amount", f"is not what the charges named come to, {owed}: {_shown(claims)}")
        return
    payments = [
        Payment(
            day=row.day, link=claim.link, source=row.source, description=f"Paid {claim.number or claim.link}",
            meta={"note": row.note}, debtor=debtor, creditor=creditor, pence=pence, payment=key, is_refund=row.refund,
        )
        for claim, pence in zip(claims, parts, strict=True)
    ]  # fmt: skip
    first = payments[0]
    if not key and desk.charges.take_payment(first.transactions()[0]):
        desk.count_row(is_new=False)
    elif _is_owed(desk, row, claims):
        _pay(desk, row, payments)


def _is_owed(desk: Desk, row: PaymentRow, claims: Sequence[Claim]) -> bool:
    """Whether a refund is of what is overpaid or credited; what a payment pays too much stays on its claim."""
    owed = sum(claim.owed for claim in claims)
    if row.refund and row.amount > -owed:
        named = ", ".join(claim.number or claim.link for claim in claims)
        overpaid = format_pounds(max(0, -owed))
        desk.problem(row, "amount", f"is more than what is overpaid or credited on {named}, {overpaid}")
        return False
    more = 0 if row.refund else row.amount - max(0, owed)
    if more > 0:
        named = claims[0].number or claims[0].link
        desk.warn(row, f"pays {format_pounds(more)} more than is owed on {named}")
    return True


def _check_known(desk: Desk, row: PaymentRow, key: str, recorded: Sequence[Transaction]) -> None:
    """Whether a payment with a number is the recorded one; a problem where it is another."""
    pence = sum(abs(bank_pence(one.postings)) for one in recorded)
    day, who = recorded[0].day, recorded[0].entity
    if (pence, day) == (row.amount, row.day):
        desk.count_row(is_new=False)
        return
    was = f"{format_pounds(pence)} on {day.day} {day:%b %Y}"
    desk.problem(row, "amount", f"{who}'s payment {key} is recorded as {was}; another one has its own bank reference")


def _pay(desk: Desk, row: PaymentRow, payments: Sequence[Payment]) -> None:
    """Put a payment on the desk; it places the receipt that nobody could place before."""
    if not desk.is_open(row, row.day):
        return
    first = payments[0]
    desk.mind_day(row, row.day)
    if first.creditor == FUND and not row.refund:
        whole = Unplaced(
            day=row.day, link="", source="", description="", payer=first.debtor, pence=row.amount,
            payment=row.bank_reference,
        )  # fmt: skip
        receipt = desk.charges.take_open_receipt(whole.transactions()[0])
        if receipt:
            desk.take_back([receipt], row, PLACED + ", ".join(payment.link for payment in payments))
            desk.readings[f"{receipt.link} is placed on {', '.join(payment.link for payment in payments)}"] = None
    for payment in payments:
        desk.add(payment.transactions())
    desk.count_paid(row.amount)
    desk.count_row(is_new=True)


def _put_unplaced(desk: Desk, row: PaymentRow, payer: str) -> None:
    receipt = Unplaced(
        day=row.day, link="", source=row.source, description="Receipt not placed yet", meta={"note": row.note},
        payer=payer, pence=row.amount, payment=row.bank_reference,
    )  # fmt: skip
    is_known = desk.charges.take_unplaced(receipt.transactions()[0])
    if not is_known:
        if not desk.is_open(row, row.day):
            return
        desk.mind_day(row, row.day)
        why = f"names {row.reference}, which is not charged yet" if row.reference else "names no charge"
        desk.warn(row, f"{why}: {format_pounds(row.amount)} from {payer} is recorded as not placed yet")
        links = (counted_link("Unplaced", FUND, row.day, n) for n in count(1))
        link = next(link for link in links if not desk.charges.of_link(link))
        desk.add(receipt.linked(link).transactions())
        desk.count_paid(row.amount)
    desk.count_row(is_new=not is_known)


def _is_early(desk: Desk, payer: str, reference: str) -> bool:
    """Whether a reference is of an adopted instalment that is not charged yet: what it brings is placed then."""
    if desk.charges.find_claims(FUND, payer, reference):
        return False
    others = frozenset(desk.register.members)
    instalments = ((one.year, n) for one in desk.register.all(Schedule) for n in range(1, one.instalments + 1))
    meant = (
        text
        for year, n in instalments
        for text in (payment_reference(year, payer, n, others), contribution_link(year, payer, n))
    )
    return fold_number(reference) in map(fold_number, meant)


def _claims(desk: Desk, row: PaymentRow, creditor: str, debtor: str) -> list[Claim]:
    """The claims that a reference names: the whole text as one, else each of its parts; none, and a problem."""
    claims: list[Claim] = []
    for text in _references(desk, row.reference, creditor, debtor):
        found = desk.charges.find_claims(creditor, debtor, text)
        chosen = found if len(found) == 1 else [claim for claim in found if claim.owed]
        if len(chosen) != 1:
            fault = "means several charges" if found else "names no charge"
            open_now = _shown(found or desk.charges.open_claims(creditor, debtor))
            desk.problem(row, "reference", f"{text} {fault} of {creditor} to {debtor}; open: {open_now}")
            return []
        claims.extend(claim for claim in chosen if claim not in claims)
    return claims


def _references(desk: Desk, text: str, creditor: str, debtor: str) -> list[str]:
    """The texts of a reference that name one charge each: parts between signs, or between spaces if need be."""
    if desk.charges.find_claims(creditor, debtor, text):
        return [text]
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return [
        one
        for part in parts
        for one in ([part] if desk.charges.find_claims(creditor, debtor, part) else part.split())
    ]  # fmt: skip


def _shown(claims: Sequence[Claim]) -> str:
    return ", ".join(f"{claim.number or claim.link} ({format_pounds(claim.owed)})" for claim in claims[:5]) or "none"


_BETWEEN = re.compile(r"[,;&+]|\band\b", re.IGNORECASE)

PAYMENTS = Kind("payments", "Payments", PaymentRow, COLUMNS, _put, ("payer", "payee"), standing=False)
