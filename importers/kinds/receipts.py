"""Receipts of the Fund that nobody can place yet: for no charge, or for one that is still to be made."""

from collections.abc import Collection
from datetime import date
from itertools import count

from importers import alike
from importers.banked import NEAR_DAYS, Told
from importers.cells import Day, PositiveMoney, Text, YesNo
from importers.desk import Desk
from importers.rows import Row
from nesa_fund.charges import contribution_link, fold_number, payment_reference
from nesa_fund.entries import FUND, Transaction
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pounds
from nesa_fund.periods import ONE_DAY, day_in_words
from nesa_fund.records import WAITING, Unplaced, counted_link


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


def put_unplaced(desk: Desk, row: PaymentRow, payer: str, early: Collection[str] = ()) -> None:
    """Put a receipt on the desk that nobody can place yet."""
    receipt = unplaced(row, payer, row.amount, row.bank_reference)
    is_known = desk.charges.take_unplaced(receipt.transactions()[0])
    if not is_known:
        if is_banked(desk, row, Told(FUND, row.day, row.amount, ("payment", WAITING), payee=payer)):
            return
        if not desk.is_open(row, row.day):
            return
        desk.mind_day(row, row.day)
        mind_held(desk, row)
        wait(desk, row, receipt, early)
        desk.count_paid(row.amount)
    desk.count_row(is_new=not is_known)


def mind_held(desk: Desk, row: PaymentRow) -> None:
    """Say it where the bank shows that amount near the day, from nobody known, and it is held: it may be the same."""
    for one in desk.charges.of_event(WAITING):
        is_near = abs((one.day - row.day).days) <= NEAR_DAYS
        if one.meta.get("bank") and not one.payee and is_near and alike.bank_pence(one.postings) == row.amount:
            held = f"what the bank shows on {day_in_words(one.day)}, and is held as {one.link}"
            desk.warn(row, f"may be {held}: if it is, answer that line of the bank's with its charge")
            return


def unplaced(row: PaymentRow, payer: str, pence: int, key: str, day: date | None = None) -> Unplaced:
    """A receipt that is not placed yet, of the row's own day or of another."""
    return Unplaced(
        day=day or row.day, link="", source=row.source, description="Receipt not placed yet", meta={"note": row.note},
        payer=payer, pence=pence, payment=key,
    )  # fmt: skip


def wait(desk: Desk, row: PaymentRow, receipt: Unplaced, early: Collection[str]) -> None:
    """Put what waits on the desk, and say for what."""
    are = "are" if len(early) > 1 else "is"
    why = f"names {', '.join(early)}, which {are} not charged yet" if early else "names no charge"
    desk.warn(row, f"{why}: {format_pounds(receipt.pence)} from {receipt.payer} is recorded as not placed yet")
    links = (counted_link("Unplaced", FUND, row.day, n) for n in count(1))
    link = next(link for link in links if not desk.charges.of_link(link))
    desk.add(receipt.linked(link).transactions())


def is_banked(desk: Desk, row: PaymentRow, told: Told) -> bool:
    """Whether a bank statement showed a payment already, on that day or near it."""
    day = desk.charges.banked.take(told)
    if day:
        desk.readings[f"row {row.place.row} is the payment that the bank shows on {day_in_words(day)}"] = None
        desk.count_row(is_new=False)
    return day is not None


def waiting_for(desk: Desk, row: PaymentRow, key: str, payer: str, pence: int) -> Transaction | None:
    """What of a payment waits for a charge: all of it, or what is left of it after what was placed."""
    if not key:
        return None
    days = {row.day, placing_day(desk, row)}
    wanted = {alike.receipt(unplaced(row, payer, pence, key, day).transactions()[0]) for day in days}
    return next((one for one in desk.charges.of_event(WAITING) if alike.receipt(one) in wanted), None)


def placing_day(desk: Desk, row: PaymentRow, waiting: Transaction | None = None) -> date:
    """The day on which a receipt is placed: its own; where its year is closed, the first day after it that is open.

    Of one that a bank showed, the bank's day is its own.
    """
    day = waiting.day if waiting else row.day
    while desk.register.is_closed(desk.year_of(day)):
        day = desk.register.year_of(day).end + ONE_DAY
    return day


def early_link(desk: Desk, payer: str, reference: str) -> str:
    """The link of the adopted instalment that a reference means, which is not charged yet; empty if it means none."""
    if desk.charges.find_claims(FUND, payer, reference):
        return ""
    others = frozenset(desk.register.members)
    instalments = ((one.year, n) for one in desk.register.all(Schedule) for n in range(1, one.instalments + 1))
    meant = {
        fold_number(text): contribution_link(year, payer, n)
        for year, n in instalments
        for text in (payment_reference(year, payer, n, others), contribution_link(year, payer, n))
    }
    return meant.get(fold_number(reference), "")
