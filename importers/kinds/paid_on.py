"""The ``Paid on`` of a bill: the firm is paid, also when the date is filled in later."""

from importers.desk import Desk
from importers.rows import Row
from nesa_fund.entries import suppliers
from nesa_fund.records import FirmPaid


def put_paid_on(desk: Desk, row: Row, paid: FirmPaid) -> None:
    """Put the payment of a whole bill on the desk, unless the ledger has it."""
    account = suppliers(paid.payer)
    recorded = [
        one
        for one in desk.charges.of_link(paid.link)
        if one.meta.get("event") == "payment" and any(posting.account == account for posting in one.postings)
    ]
    if not recorded:
        desk.mind_day(row, paid.day, "paid on")
        desk.add(paid.transactions())
        desk.count_paid(paid.pence)
    elif recorded[0].day != paid.day:
        day, batch = recorded[0].day, recorded[0].place.batch
        desk.problem(row, "paid_on", f"is recorded as paid on {day.day} {day:%b %Y} (batch {batch})")
