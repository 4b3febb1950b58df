"""The Fund's income beside contributions: grants, interest, a firm's refund, and what else there was."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from pydantic import BeforeValidator

from importers.balances import balance_on
from importers.cells import Day, PositiveMoney, Text, fold_word
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, NOTE, Kind
from importers.kinds.grants import grant_named
from importers.names import spelt
from importers.rows import Row
from importers.unnumbered import Link, is_banked, put_unnumbered
from importers.workbook import Raw
from nesa_fund.entries import FUND, Transaction, grant_costs, suppliers
from nesa_fund.facts import Grant
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.records import CreditRefund, FundIncome, GrantPaid, counted_link, grant_unspent
from nesa_fund.records.income import grants

What = Literal["grant", "interest", "refund", "grant repaid", "other"]
_OTHER_WORDS = {
    **dict.fromkeys(("grant instalment", "grant received", "instalment", "grant income"), "grant"),
    **dict.fromkeys(("bank interest", "interest received", "interest earned"), "interest"),
    **dict.fromkeys(("refund from supplier", "supplier refund", "refund from firm"), "refund"),
    **dict.fromkeys(("repaid grant", "grant returned", "grant clawback", "clawback"), "grant repaid"),
    **dict.fromkeys(("other income", "sundry", "sundry income"), "other"),
}
_EVENTS = ("grant", "interest", "other")


def _what(value: Raw) -> str:
    word = fold_word(value)
    return _OTHER_WORDS.get(word, word)


class FundIncomeRow(Row):
    """One receipt of the Fund, or a grant given back."""

    day: Day
    payer: Text
    what: Annotated[What, BeforeValidator(_what)]
    grant: Text = ""
    amount: PositiveMoney
    reference: Text = ""
    note: Text = ""


COLUMNS = (
    Column("Date", "day", ("Date received", "Received on", "Receipt date"), required=True),
    Column("From", "payer", ("Received from", "Payer", "Paid by", "Giver"), required=True),
    Column("What", "what", ("What for", "Type", "Type of income", "Kind", "Income type"), required=True),
    Column("Grant", "grant", ("Grant code", "Which grant")),
    AMOUNT,
    Column("Reference", "reference", ("Ref", "Bank reference", "Bank ref", "Our reference", "Payment reference")),
    NOTE,
)


def _put(desk: Desk, rows: Sequence[FundIncomeRow]) -> None:
    for row in sorted(rows, key=lambda row: row.what == "grant repaid"):  # What came may stand below it.
        if _is_members(desk, row):
            continue
        if row.what == "refund":
            _put_refund(desk, row)
        elif row.what in {"grant", "grant repaid"}:
            _put_grant(desk, row)
        elif row.grant:
            desk.problem(row, "grant", f"is of no use beside {row.what}: only a grant names its grant")
        else:
            _put_other(desk, row)


def _is_members(desk: Desk, row: FundIncomeRow) -> bool:
    """Whether a receipt is from a member, whose payments stand in two books; a problem then."""
    code = desk.names.find(row.payer)
    if code is None or spelt(row.payer) not in {spelt(code), spelt(desk.register.name(code))}:
        return False
    desk.problem(row, "payer", f"is {code}: what a member pays the Fund goes on a sheet of payments, with its charge")
    return True


def _put_grant(desk: Desk, row: FundIncomeRow) -> None:
    if not row.grant:
        desk.problem(row, "grant", f"is blank: a row of {row.what} names its grant")
        return
    grant = grant_named(desk, row, "grant", row.grant)
    if not grant:
        return
    is_repaid = row.what == "grant repaid"
    event = GrantPaid(
        day=row.day, link="", source=row.source, meta=desk.said_of(row, row.note), grant=grant, giver=row.payer,
        description=f"Grant {grant}{' repaid' if is_repaid else ''}", payment=row.reference,
        pence=-row.amount if is_repaid else row.amount,
    )  # fmt: skip
    before = desk.new
    _put_income(desk, row, event, f"Grant-{grant}-{{}}".format)
    if is_repaid and desk.new > before:
        _mind_unspent(desk, row, grant)
    elif desk.new > before:
        _mind_award(desk, row, grant)


def _mind_unspent(desk: Desk, row: FundIncomeRow, grant: str) -> None:
    """Of a grant repaid: a problem where more went back than ever came; said where some of it was spent by then."""
    came = -sum(balance_on(desk, account, row.day) for account in (grants(grant), grant_unspent(grant)))
    unspent = came - balance_on(desk, grant_costs(grant), row.day)
    day = day_in_words(row.day)
    if came < 0:
        had = format_pounds(came + row.amount)
        desk.problem(row, "amount", f"is more than what had come of {grant} by {day}, less what went back: {had}")
    elif unspent < 0:
        left, lack = format_pounds(max(0, unspent + row.amount)), format_pounds(min(row.amount, -unspent))
        desk.warn(row, f"repays more of {grant} than the {left} unspent on {day}: contributions bear {lack} of it")


def _mind_award(desk: Desk, row: FundIncomeRow, grant: str) -> None:
    """Say it where more of a grant has come than was awarded."""
    award = next(one.amount for one in reversed(desk.register.all(Grant)) if one.code == grant)
    entries = (posting for one in desk.charges.of_event("grant") for posting in one.postings)
    came = -sum(posting.pence for posting in entries if posting.account == grants(grant))
    if came > award:
        sums = f"{format_pounds(came)}, of an award of {format_pounds(award)}"
        desk.warn(row, f"brings what has come of {grant} to {sums}")


def _put_other(desk: Desk, row: FundIncomeRow) -> None:
    kind: Literal["interest", "other"] = "interest" if row.what == "interest" else "other"
    event = FundIncome(
        day=row.day, link="", source=row.source, meta=desk.said_of(row, row.note), kind=kind, payer=row.payer,
        description="Interest" if kind == "interest" else "Other income", pence=row.amount, payment=row.reference,
    )  # fmt: skip
    before = desk.new
    _put_income(desk, row, event, partial(counted_link, kind.title(), FUND, row.day))
    if kind == "other" and desk.new > before:
        desk.warn(row, f"is {format_pounds(row.amount)} of other income, which the charter does not know")


def _put_income(desk: Desk, row: FundIncomeRow, event: GrantPaid | FundIncome, link: Link) -> None:
    """Put an income on the desk: known by its bank reference where it has one, else by all that it says."""
    known = _of_reference(desk, row.reference) if row.reference else None
    if known is None:
        put_unnumbered(desk, row, event, link)
    elif _told(known) == _told(event.transactions()[0]):
        desk.count_row(is_new=False)
    else:
        pence = abs(known.postings[0].pence)
        was = f"{known.narration}, {format_pounds(pence)} from {known.payee} on {day_in_words(known.day)}"
        desk.problem(row, "reference", f"is the reference of {was}; another receipt has its own reference, or none")


def _of_reference(desk: Desk, reference: str) -> Transaction | None:
    found = (one for event in _EVENTS for one in desk.charges.of_event(event))
    return next((one for one in found if one.meta.get("payment") == reference), None)


def _told(income: Transaction) -> tuple[object, ...]:
    return income.day, income.payee, income.meta["event"], income.postings


def _put_refund(desk: Desk, row: FundIncomeRow) -> None:
    """Put a firm's refund on its bill, of no more than was paid above what stands of it."""
    link = _bill_of(desk, row)
    if not link:
        return
    event = CreditRefund(
        day=row.day, link=link, source=row.source, description=f"Refund of {link}",
        meta=desk.said_of(row, row.note), payer=FUND, firm=row.payer, number="", pence=row.amount,
    )  # fmt: skip
    own = event.transactions()[0]
    if desk.charges.take_unnumbered(own) or is_banked(desk, own):
        desk.count_row(is_new=False)
        return
    overpaid = max(0, _overpaid(desk, link))
    if row.amount > overpaid:
        sentence = f"is more than what {link} was paid above what stands of it, {format_pounds(overpaid)}"
        desk.problem(row, "amount", sentence)
        return
    firm = next((one.payee for one in desk.charges.of_link(link) if one.entity == FUND), "")
    if spelt(firm) != spelt(row.payer):
        desk.warn(row, f"is from {row.payer}, and the bill {link} is of {firm}")
    put_unnumbered(desk, row, event)


def _bill_of(desk: Desk, row: FundIncomeRow) -> str:
    """The link of the one bill that a refund is of; empty, and a problem, where that is not certain."""
    if not row.reference:
        desk.problem(row, "reference", "is blank: a refund names the Fund's bill that it is of")
        return ""
    links = [link for link in desk.charges.find_bills(FUND, row.reference) if _is_bill(desk, link)]
    if len(links) > 1:
        links = [link for link in links if _overpaid(desk, link) > 0] or links
    if len(links) != 1:
        fault = f"means several bills of the Fund: {', '.join(links)}" if links else "is no bill of the Fund"
        desk.problem(row, "reference", fault)
        return ""
    return links[0]


def _is_bill(desk: Desk, link: str) -> bool:
    return any(posting.account == suppliers(FUND) for one in desk.charges.of_link(link) for posting in one.postings)


def _overpaid(desk: Desk, link: str) -> int:
    entries = desk.charges.of_link(link)
    return sum(posting.pence for one in entries for posting in one.postings if posting.account == suppliers(FUND))


FUND_INCOME = Kind("fund-income", "The Fund's income", FundIncomeRow, COLUMNS, _put, (), standing=False)
