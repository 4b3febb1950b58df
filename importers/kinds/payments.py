"""Payments: money from one bank to another, settling one charge or several."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from importers.cells import Day, PositiveMoney, Text, YesNo
from importers.charges import Claim
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, NOTE, Kind
from importers.rows import Row
from nesa_fund.entries import FUND, Transaction
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
    Column("Reference", "reference", ("For", "Invoice no", "Invoice", "Payment for", "Charge")),
    Column("Bank reference", "bank_reference", ("Bank ref", "BACS reference", "Payment reference", "Transaction id")),
    Column("Refund", "refund", ("Is refund",)),
    NOTE,
)


def _put(desk: Desk, rows: Sequence[PaymentRow]) -> None:
    for row in rows:
        payer, payee = desk.entity(row, "payer", row.payer), desk.entity(row, "payee", row.payee)
        if payer is None or payee is None:
            continue
        if payer == payee:
            desk.problem(row, "payee", "is the payer too")
        elif row.reference:
            _put_settlement(desk, row, payer, payee)
        elif payee == FUND and not row.refund:
            _put_unplaced(desk, row, payer)
        else:
            open_now = _shown(desk.charges.open_claims(payee, payer))
            desk.problem(row, "reference", f"is blank: a payment names the charge it settles; open: {open_now}")


def _put_settlement(desk: Desk, row: PaymentRow, payer: str, payee: str) -> None:
    debtor, creditor = (payee, payer) if row.refund else (payer, payee)
    claims = _claims(desk, row, creditor, debtor)
    if not claims:
        return
    key = row.bank_reference or ("" if len(claims) == 1 else f"{payer}-{row.day}-{'+'.join(c.link for c in claims)}")
    if key and all((key, claim.link, debtor) in desk.charges.numbered_payments for claim in claims):
        _check_known(desk, row, debtor, [(key, claim.link, debtor) for claim in claims])
        return
    parts = [row.amount] if len(claims) == 1 else [abs(claim.owed) for claim in claims]
    if sum(parts) != row.amount:
        owed = format_pounds(sum(parts))
        desk.problem(row, "amount", f"is not what the charges named come to, {owed}: {_shown(claims)}")
        return
    is_new = [
        _record(desk, row, event.transactions(), pence, counted=key != "")
        for event, pence in _events(row, claims, parts, debtor, creditor, key)
    ]
    desk.count_row(is_new=any(is_new))


def _events(
    row: PaymentRow, claims: Sequence[Claim], parts: Sequence[int], debtor: str, creditor: str, key: str
) -> Iterator[tuple[Payment, int]]:
    for claim, pence in zip(claims, parts, strict=True):
        event = Payment(
            day=row.day, link=claim.link, source=row.source, description=f"Paid {claim.number or claim.link}",
            meta={"note": row.note}, debtor=debtor, creditor=creditor, pence=pence, payment=key, is_refund=row.refund,
        )  # fmt: skip
        yield event, pence


def _check_known(desk: Desk, row: PaymentRow, debtor: str, keys: Sequence[tuple[str, str, str]]) -> None:
    recorded = sum(abs(desk.charges.numbered_payments[key]) for key in keys)
    if recorded == row.amount:
        desk.present += 1
        return
    desk.problem(
        row, "amount", f"{debtor}'s payment {keys[0][0]} is recorded as {format_pounds(recorded)}; another one has its own reference"
    )


def _record(desk: Desk, row: PaymentRow, transactions: Sequence[Transaction], pence: int, *, counted: bool) -> bool:
    """Put a payment on the desk, and say whether it is new; one without a number only as often as it is."""
    if not counted and desk.charges.take_payment(transactions[0]):
        return False
    desk.add(transactions)
    desk.charges.add(transactions)
    desk.count_paid(row, pence)
    return True


def _put_unplaced(desk: Desk, row: PaymentRow, payer: str) -> None:
    numbers = count(1)
    link = next(
        link for n in numbers if not desk.charges.of_link(link := counted_link("Unplaced", FUND, row.day, n))
    )
    event = Unplaced(
        day=row.day, link=link, source=row.source, description="Receipt not placed yet", meta={"note": row.note},
        payer=payer, pence=row.amount, payment=row.bank_reference,
    )  # fmt: skip
    if row.bank_reference and desk.charges.has_unplaced(row.bank_reference):
        desk.present += 1
        return
    is_new = _record(desk, row, event.transactions(), row.amount, counted=bool(row.bank_reference))
    desk.count_row(is_new=is_new)


def _claims(desk: Desk, row: PaymentRow, creditor: str, debtor: str) -> list[Claim]:
    """The claims that a reference names: the whole text as one, else each of its parts."""
    whole = desk.charges.find_claims(creditor, debtor, row.reference)
    texts = [row.reference] if whole else [part for part in re.split(r"[,;&+\s]+|\band\b", row.reference) if part]
    claims: list[Claim] = []
    for text in texts:
        found = desk.charges.find_claims(creditor, debtor, text)
        still_open = [claim for claim in found if claim.owed]
        chosen = found if len(found) == 1 else still_open
        if len(chosen) != 1:
            fault = "means several charges" if found else "names no charge"
            open_now = _shown(found or desk.charges.open_claims(creditor, debtor))
            desk.problem(row, "reference", f"{text} {fault} of {creditor} to {debtor}; open: {open_now}")
            return []
        claims.extend(claim for claim in chosen if claim not in claims)
    return claims


def _shown(claims: Sequence[Claim]) -> str:
    return ", ".join(f"{claim.number or claim.link} ({format_pounds(claim.owed)})" for claim in claims[:5]) or "none"


PAYMENTS = Kind("payments", "Payments", PaymentRow, COLUMNS, _put, ("payer", "payee"), standing=False)
