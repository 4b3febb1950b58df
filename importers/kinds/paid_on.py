"""The ``Paid on`` of a bill: the firm is paid, or its credit comes back; also when the date is filled in later."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from importers.banked import NEAR_DAYS, Told
from importers.desk import Desk
from importers.kinds.charging import BillRow
from importers.kinds.recorded import CREDIT
from importers.names import folded, spelt
from importers.own_banks import at_own_banks
from nesa_fund.charges import fold_number
from nesa_fund.entries import Transaction, suppliers
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.records import CreditRefund, FirmPaid


class Bill(NamedTuple):
    """A row of a firm's bill or credit note that is recorded, its open item, who pays the firm, and if it is new."""

    row: BillRow
    link: str
    payer: str
    is_new: bool


_Purchases = Mapping[tuple[str, int], Sequence[Transaction]]


def put_paid_on(desk: Desk, bills: Sequence[Bill]) -> None:
    """Put on the desk what the rows of a sheet say was paid to firms, and what came back from them."""
    paid = [bill for bill in bills if bill.row.paid_on]
    returned = {(bill.link, fold_number(bill.row.number)) for bill in paid if bill.row.credit_of}
    purchases = _purchases(desk) if paid else {}
    for bill in sorted(paid, key=lambda bill: bool(bill.row.credit_of)):
        if bill.row.credit_of:
            _put_refund(desk, bill)
        else:
            _put_payment(desk, bill, {number for link, number in returned if link == bill.link}, purchases)


def _put_payment(desk: Desk, bill: Bill, returned: set[str], purchases: _Purchases) -> None:
    """The payment of a bill: the whole, but for what was credited by then and did not come back as money of its own."""
    day, recorded, stated = bill.row.paid_on, _of(desk, bill, "payment"), _Stated(desk, bill)
    assert day
    if recorded:
        _is_day(desk, bill, recorded[0], "paid")
        return
    apart = returned | {_number(one) for one in _of(desk, bill, "refund")}
    pence = stated.billed - sum(stated.credits[number] for number in stated.credited_by(day) - apart)
    if pence <= 0:
        desk.problem(bill.row, "paid_on", f"nothing of {bill.link} was left to pay on that day: it was credited whole")
        return
    bought = _bought(bill, purchases.get((bill.payer, pence), ()))
    if bought and _is_of(bill.row.firm, bought.payee):
        desk.problem(bill.row, "paid_on", f"the bank showed that on {_as_bought(bought)}")
        return
    if bought:
        desk.warn(bill.row, f"may be what the bank showed on {_as_bought(bought)}")
    _put(desk, bill, FirmPaid(
        day=day, link=bill.link, source=bill.row.source, description=f"Paid {bill.link}", payer=bill.payer,
        firm=bill.row.firm, pence=pence,
    ))  # fmt: skip


def _purchases(desk: Desk) -> _Purchases:
    """Buyer and pence -> the purchases that lines of the bank's were answered as: such a line is its only bill."""
    found: dict[tuple[str, int], list[Transaction]] = defaultdict(list)
    for one in desk.charges.of_event("spending"):
        if one.meta.get("bank"):
            found[one.entity, -_pence(one, one.entity)].append(one)
    return found


def _bought(bill: Bill, purchases: Sequence[Transaction]) -> Transaction | None:
    """The purchase of a bill's amount that lies near the day on which it was paid, of its firm if there is one."""
    day, firm = bill.row.paid_on, bill.row.firm
    assert day
    near = [one for one in purchases if abs((one.day - day).days) <= NEAR_DAYS]
    return min(near, key=lambda one: (not _is_of(firm, one.payee), abs((one.day - day).days)), default=None)


def _is_of(firm: str, payee: str) -> bool:
    """Whether a purchase's payee, who may be all that the bank said of it, names a firm."""
    return any(f" {key} " in f" {spelt(payee)} " for key in (spelt(firm), folded(firm)))


def _as_bought(bought: Transaction) -> str:
    """The day and the open item of such a purchase, and what to do where it is the bill's payment, or is not."""
    take_back = f'nesa reverse {bought.place.batch} --row "{bought.meta["source"]}" --reason WHY'
    remedy = f"if it is this payment, take that back first: {take_back}; if not, leave Paid on blank"
    return f"{day_in_words(bought.day)}, which is recorded as a purchase of its own, {bought.link}: {remedy}"


def _put_refund(desk: Desk, bill: Bill) -> None:
    """The firm's money for a credit note, of no more than it was paid above what stands of the bill."""
    day, number, stated = bill.row.paid_on, fold_number(bill.row.number), _Stated(desk, bill)
    assert day
    recorded = [one for one in _of(desk, bill, "refund") if _number(one) == number]
    if recorded:
        _is_day(desk, bill, recorded[0], "paid back")
        return
    pence = stated.credits[number]
    if desk.charges.banked.take(Told(bill.payer, day, pence, ("refund",), frozenset({bill.link}))):
        return
    stands = stated.billed - sum(stated.credits.values())
    paid = sum(_pence(one, bill.payer) for event in ("payment", "refund") for one in _of(desk, bill, event))
    if pence > paid - stands:
        had, stood = format_pounds(paid), format_pounds(stands)
        fault = f"{format_pounds(pence)} can't have come back: the firm had {had}, and {stood} stands of {bill.link}"
        desk.problem(bill.row, "paid_on", fault)
        return
    _put(desk, bill, CreditRefund(
        day=day, link=bill.link, source=bill.row.source, description=f"Credit {bill.row.number} paid back",
        payer=bill.payer, firm=bill.row.firm, number=bill.row.number, pence=pence,
    ))  # fmt: skip


class _Stated:
    """What a firm billed and credited on an open item; what is corrected on the desk is taken back there first."""

    def __init__(self, desk: Desk, bill: Bill) -> None:
        self._notes = _of(desk, bill, CREDIT)
        sums: Counter[str] = Counter()
        for event in ("shared-cost", "spending", CREDIT, "reversal"):
            for one in _of(desk, bill, event):
                sums[_number(one)] += _pence(one, bill.payer)
        self.credits = {number: sums.pop(number) for number in {_number(one) for one in self._notes}}
        self.billed = -sum(sums.values())

    def credited_by(self, day: date) -> set[str]:
        """The numbers of the credit notes dated up to a day."""
        return {_number(one) for one in self._notes if one.day <= day}


def _put(desk: Desk, bill: Bill, event: FirmPaid | CreditRefund) -> None:
    if desk.is_open(bill.row, event.day, "paid_on"):
        desk.mind_day(bill.row, event.day, "paid on")
        desk.add(at_own_banks(desk, event.transactions()))
        if not bill.is_new:  # The total of a sheet is that of its bills: one that is new is counted already.
            desk.count_paid(event.pence)


def _is_day(desk: Desk, bill: Bill, recorded: Transaction, how: str) -> None:
    day, batch = recorded.day, recorded.place.batch
    assert bill.row.paid_on
    is_banks = recorded.meta.get("bank") and abs((day - bill.row.paid_on).days) <= NEAR_DAYS  # It shows its own day.
    if day != bill.row.paid_on and not is_banks:
        desk.problem(bill.row, "paid_on", f"is recorded as {how} on {day.day} {day:%b %Y} (batch {batch})")


def _of(desk: Desk, bill: Bill, event: str) -> list[Transaction]:
    """What stands in the payer's book of a bill with its firm, of one event."""
    account = suppliers(bill.payer)
    found = [one for one in desk.charges.of_link(bill.link) if one.meta.get("event") == event]
    return [one for one in found if any(posting.account == account for posting in one.postings)]


def _pence(transaction: Transaction, payer: str) -> int:
    account = suppliers(payer)
    return sum(posting.pence for posting in transaction.postings if posting.account == account)


def _number(transaction: Transaction) -> str:
    return fold_number(transaction.meta.get("number", ""))
