"""Payments: money from one bank to another, settling one charge or several."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from importers import alike
from importers.banked import NEAR_DAYS, Told
from importers.cells import parts_of
from importers.charges import PLACED, Claim
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, NOTE, Kind
from importers.kinds.receipts import (
    PaymentRow,
    early_link,
    is_banked,
    mind_held,
    placing_day,
    put_unplaced,
    unplaced,
    wait,
    waiting_for,
)
from importers.own_banks import at_own_banks
from nesa_fund.entries import FUND, Transaction
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.records import Payment, reversal

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
    # In a bank's list, newest first, a refund precedes its cause; what a bank showed is taken in order of date.
    for row in sorted(rows, key=lambda row: (row.refund, row.day)):
        payer, payee = desk.entity(row, "payer", row.payer), desk.entity(row, "payee", row.payee)
        if payer is None or payee is None:
            continue
        if payer == payee:
            desk.problem(row, "payee", "is the payer too")
        elif payee == FUND and not row.refund and not row.reference:
            put_unplaced(desk, row, payer)
        elif row.reference:
            _put_settlement(desk, row, payer, payee)
        else:
            open_now = _shown(desk.charges.open_claims(payee, payer))
            desk.problem(row, "reference", f"is blank: a payment names the charge it settles; open: {open_now}")


def _put_settlement(desk: Desk, row: PaymentRow, payer: str, payee: str) -> None:
    debtor, creditor = (payee, payer) if row.refund else (payer, payee)
    claims, early = _named(desk, row, creditor, debtor)
    if not claims:
        if early:
            put_unplaced(desk, row, payer, early.values())
        return
    links = "+".join(sorted([*(claim.link for claim in claims), *early]))
    key = row.bank_reference or ("" if len(claims) + len(early) == 1 else f"{payer}-{row.day}-{links}")
    recorded = [desk.charges.paid_as(key, claim.link, debtor) if key else [] for claim in claims]
    known = [one for of_claim in recorded for one in of_claim]
    is_to_fund = creditor == FUND and not row.refund
    waiting = waiting_for(desk, row, key, debtor, row.amount - _brought(known)) if is_to_fund else None
    if known and not waiting and not (early and all(recorded)):
        _check_known(desk, row, key, known, is_whole=all(recorded))
        return
    if not waiting and _is_there(desk, row, claims, key):
        return
    parts = _parts(row, claims, recorded, early)
    if not _is_sum(desk, row, claims, parts, early.values()):
        return
    payments = [
        _payment(row, claim, pence, key) for claim, pence, was in zip(claims, parts, recorded, strict=True) if not was
    ]
    if waiting and not payments:
        desk.count_row(is_new=False)
        return
    if is_to_fund:
        whole = unplaced(row, payer, row.amount, row.bank_reference)
        waiting = waiting or desk.charges.take_open_receipt(whole.transactions()[0])
    is_sound = early or len(claims) > 1 or _is_owed(desk, row, claims[0])
    if is_sound and (waiting or desk.is_open(row, row.day)):
        day = _pay(desk, row, payments, waiting)
        rest = row.amount - sum(parts) if early else 0
        if rest:
            wait(desk, row, unplaced(row, payer, rest, key, day), early.values())
        desk.count_paid(row.amount - _brought(known) - (rest if waiting else 0))
        desk.count_row(is_new=True)


def _payment(row: PaymentRow, claim: Claim, pence: int, key: str) -> Payment:
    done = "Refunded" if row.refund else "Paid"
    return Payment(
        day=row.day, link=claim.link, source=row.source, description=f"{done} {claim.number or claim.link}",
        meta={"note": row.note}, debtor=claim.debtor, creditor=claim.creditor, pence=pence, payment=key,
        is_refund=row.refund,
    )  # fmt: skip


def _is_there(desk: Desk, row: PaymentRow, claims: Sequence[Claim], key: str) -> bool:
    """Whether the ledger has a payment: without a number the very same, else one that the bank showed near its day."""
    if not key and _is_known(desk, row, _payment(row, claims[0], row.amount, key)):
        desk.count_row(is_new=False)
        return True
    pence, event = (row.amount, "refund") if row.refund else (-row.amount, "payment")
    links = frozenset(claim.link for claim in claims)
    return is_banked(desk, row, Told(claims[0].debtor, row.day, pence, (event,), links, claims[0].creditor))


def _is_known(desk: Desk, row: PaymentRow, payment: Payment) -> bool:
    """Whether the ledger has one more such payment without a number, of its day or of the one it was placed on."""
    days = dict.fromkeys((row.day, placing_day(desk, row)))
    return any(desk.charges.take_payment(replace(payment, day=day).transactions()[0]) for day in days)


def _parts(
    row: PaymentRow, claims: Sequence[Claim], recorded: Sequence[Sequence[Transaction]], early: Collection[str]
) -> list[int]:
    """What a payment moves on each claim: what it is recorded with, else what is owed; on one alone all of it."""
    if len(claims) == 1 and not early and not recorded[0]:
        return [row.amount]
    return [
        _brought(was) or (-claim.owed if row.refund else claim.owed)
        for claim, was in zip(claims, recorded, strict=True)
    ]


def _is_sum(desk: Desk, row: PaymentRow, claims: Sequence[Claim], parts: Sequence[int], early: Collection[str]) -> bool:
    """Whether a payment is the sum of open claims, and more where some is not charged yet; else a problem."""
    settled = [claim for claim, pence in zip(claims, parts, strict=True) if pence <= 0]
    owed = format_pounds(sum(parts))
    if settled:
        desk.problem(row, "reference", f"names what is not open: {_shown(settled)}")
    elif early and sum(parts) >= row.amount:
        fault = f"leaves nothing for {', '.join(early)}, not charged yet: the others come to {owed}"
        desk.problem(row, "amount", f"{fault}: {_shown(claims)}")
    elif not early and sum(parts) != row.amount:
        desk.problem(row, "amount", f"is not what the charges named come to, {owed}: {_shown(claims)}")
    else:
        return True
    return False


def _is_owed(desk: Desk, row: PaymentRow, claim: Claim) -> bool:
    """Whether a refund is of what is overpaid or credited; what a payment pays too much stays on its claim."""
    named = claim.number or claim.link
    if row.refund and row.amount > -claim.owed:
        overpaid = format_pounds(max(0, -claim.owed))
        desk.problem(row, "amount", f"is more than what is overpaid or credited on {named}, {overpaid}")
        return False
    more = 0 if row.refund else row.amount - max(0, claim.owed)
    if more > 0:
        desk.warn(row, f"pays {format_pounds(more)} more than is owed on {named}")
    return True


def _check_known(desk: Desk, row: PaymentRow, key: str, recorded: Sequence[Transaction], *, is_whole: bool) -> None:
    """Whether a payment with a number is the recorded one; a problem where it is another, or named fewer charges."""
    pence, day, who = _brought(recorded), recorded[0].day, recorded[0].entity
    is_banks = recorded[0].meta.get("bank") and abs((day - row.day).days) <= NEAR_DAYS  # It shows its own day.
    if pence == row.amount and is_whole and (is_banks or day in {row.day, placing_day(desk, row)}):
        desk.count_row(is_new=False)
        return
    was = f"{format_pounds(pence)} on {day.day} {day:%b %Y}"
    if is_whole or day != row.day:
        fault = f"{who}'s payment {key} is recorded as {was}; another one has its own bank reference"
        desk.problem(row, "amount", fault)
        return
    batch, links = recorded[0].place.batch, ", ".join(dict.fromkeys(one.link for one in recorded))
    remedy = f'take that back first: nesa reverse {batch} --row "{recorded[0].meta["source"]}" --reason REASON'
    desk.problem(row, "reference", f"{who}'s payment {key} is recorded as {was}, on {links} alone; {remedy}")


def _pay(desk: Desk, row: PaymentRow, payments: Sequence[Payment], waiting: Transaction | None) -> date:
    """Put a payment on the desk, and take back the receipt that it places; the day of both."""
    desk.mind_day(row, row.day)
    links = ", ".join(payment.link for payment in payments)
    day = placing_day(desk, row, waiting)
    if waiting:
        desk.add([reversal(waiting, day, PLACED + links, row.source)])
        desk.readings[f"{waiting.link} is placed on {links}"] = None
        if day != waiting.day:
            desk.warn(row, f"is of a closed year: it is placed on {day_in_words(day)}, the first day that is open")
    elif payments and payments[0].creditor == FUND and not row.refund:
        mind_held(desk, row)
    for payment in payments:
        charged = desk.charges.charged_on(payment.link)
        if charged and row.day < charged and not row.refund:
            desk.warn(row, f"is dated before {payment.link} was charged, on {day_in_words(charged)}")
        shown = replace(payment, day=day, bank=waiting.meta.get("bank", "") if waiting else "")
        desk.add(at_own_banks(desk, shown.transactions()))
    return day


def _brought(recorded: Sequence[Transaction]) -> int:
    return sum(abs(alike.bank_pence(one.postings)) for one in recorded)


def _named(desk: Desk, row: PaymentRow, creditor: str, debtor: str) -> tuple[list[Claim], dict[str, str]]:
    """What a reference names, the whole text as one, else each of its parts: claims, and instalments to be charged.

    Of such an instalment its link, and its text. Neither, and a problem, where a part names nothing.
    """
    claims: list[Claim] = []
    early: dict[str, str] = {}
    may_be_early = creditor == FUND and not row.refund
    for text in _references(desk, row.reference, creditor, debtor):
        found = desk.charges.find_claims(creditor, debtor, text)
        link = early_link(desk, debtor, text) if may_be_early and not found else ""
        chosen = found if len(found) == 1 else [claim for claim in found if claim.owed]
        if link:
            early[link] = text
        elif len(chosen) != 1:
            fault = "means several charges" if found else "names no charge"
            open_now = _shown(found or desk.charges.open_claims(creditor, debtor))
            hint = "; what is paid before its charge has no Reference, and waits" if may_be_early and not found else ""
            desk.problem(row, "reference", f"{text} {fault} of {creditor} to {debtor}; open: {open_now}{hint}")
            return [], {}
        claims.extend(claim for claim in chosen if claim not in claims)
    return claims, early


def _references(desk: Desk, text: str, creditor: str, debtor: str) -> list[str]:
    """The texts of a reference that name one charge each: parts between signs, or between spaces if need be."""

    def is_one(part: str) -> bool:
        return bool(desk.charges.find_claims(creditor, debtor, part) or early_link(desk, debtor, part))

    if is_one(text):
        return [text]
    return [one for part in parts_of(text) for one in ([part] if is_one(part) else part.split())]


def _shown(claims: Sequence[Claim]) -> str:
    return ", ".join(f"{claim.number or claim.link} ({format_pounds(claim.owed)})" for claim in claims[:5]) or "none"


PAYMENTS = Kind("payments", "Payments", PaymentRow, COLUMNS, _put, ("payer", "payee"), standing=False)
