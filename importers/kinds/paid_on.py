"""The ``Paid on`` of a bill: the firm is paid, also when the date is filled in later."""

from datetime import date

from importers.desk import Desk
from importers.rows import Row
from nesa_fund.entries import suppliers
from nesa_fund.records import FirmPaid


def put_paid_on(desk: Desk, row: Row, link: str, payer: str, firm: str, pence: int, paid_on: date) -> None:
    """Put the payment of a whole bill on the desk, unless the ledger has it."""
    account = suppliers(payer)
    paid = [
        one
        for one in desk.charges.of_link(link)
        if one.meta.get("event") == "payment" and any(posting.account == account for posting in one.postings)
    ]
    if paid:
        if paid[0].day != paid_on:
            desk.problem(row, "paid_on", f"is recorded as paid on {paid[0].day:%d %b %Y} (batch {paid[0].place.batch})")
        return
    event = FirmPaid(
        day=paid_on, link=link, source=row.source, description=f"Paid {link}", payer=payer, firm=firm, pence=pence
    )
    desk.add(event.transactions())
    desk.charges.add(event.transactions())
    desk.count_paid(row, pence)
