"""A member's own word: on a charge that it was sent, and on its account with the alliance."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator

from importers.cells import Day, Money, Text, YesNo, fold_word
from importers.charges import SETTLED, Claim
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import MEMBER, Kind
from importers.kinds.roles import is_role
from importers.rows import Row
from importers.workbook import Raw
from nesa_fund.draft import Draft
from nesa_fund.facts import Acceptance, AgreedAccount
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.rules.member_accounts import Account, accounts_on

_ANSWERS = {
    **dict.fromkeys(("accept", "agreed", "agree"), "accepted"),
    **dict.fromkeys(("dispute", "not accepted", "rejected"), "disputed"),
}
_SIGNED = {
    **dict.fromkeys(("agreed", "agrees"), "agree"),
    **dict.fromkeys(("differs", "disagree", "disagrees", "disputed"), "differ"),
}
BY = Column("By", "by", ("Role", "Answered by", "Signed by", "Accepted by"))
REASON = Column("Reason", "reason", ("Why", "What is wrong", "Reason for dispute"))


def _answer(value: Raw) -> str:
    word = fold_word(value)
    return _ANSWERS.get(word, word)


def _signed(value: Raw) -> str:
    word = fold_word(value)
    return _SIGNED.get(word, word)


class AcceptanceRow(Row):
    """A customer's answer to one charge."""

    link: Text
    supplier: Text = ""
    customer: Text
    answer: Annotated[Literal["accepted", "disputed"], BeforeValidator(_answer)]
    by: Text = ""
    reason: Text = ""
    day: Day


COLUMNS = (
    Column("Link", "link", ("Invoice no", "Invoice", "Invoice number", "Charge", "Inv ref"), required=True),
    Column("Supplier", "supplier", ("Charged by", "Invoiced by", "Supplied by")),
    Column("Customer", "customer", ("Charged to", "Invoiced to", "Answer of"), required=True),
    Column("Answer", "answer", ("Accepted or disputed", "Response"), required=True),
    BY,
    REASON,
    Column("Date", "day", ("Answered on", "Date of answer", "Date accepted"), required=True),
)


def _put(desk: Desk, rows: Sequence[AcceptanceRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _acceptance(desk, row))])


def _acceptance(desk: Desk, row: AcceptanceRow) -> Acceptance | None:
    customer = desk.member(row, "customer", row.customer)
    claim = _claim(desk, row, customer) if customer else None
    if not customer or not claim:
        return None
    charged = min(one.day for one in desk.charges.of_link(claim.link) if one.meta["event"] not in SETTLED)
    if row.answer == "disputed" and not row.reason:
        desk.problem(row, "reason", "is blank: whoever disputes a charge says why")
    elif row.day < charged:
        desk.problem(row, "day", f"is before the charge, of {day_in_words(charged)}")
    elif is_role(desk, row, "by", row.by):
        desk.mind_day(row, row.day)
        return Acceptance(
            day=row.day, source=row.source, link=claim.link, code=customer, answer=row.answer, by=row.by,
            reason=row.reason,
        )  # fmt: skip
    return None


def _claim(desk: Desk, row: AcceptanceRow, customer: str) -> Claim | None:
    """The claim on the customer that a row means; None, and a problem, where that is not certain."""
    if row.supplier:
        supplier = desk.entity(row, "supplier", row.supplier)
        return _found(desk, row, desk.charges.find_claims(supplier, customer, row.link), customer) if supplier else None
    linked = [
        claims[row.link]
        for (_, debtor), claims in desk.charges.claims.items()
        if debtor == customer and row.link in claims
    ]
    if linked:
        return _found(desk, row, linked, customer)
    desk.problem(
        row, "supplier", f"is blank, and no charge to {customer} has the link {row.link}; a number needs its supplier"
    )
    return None


def _found(desk: Desk, row: AcceptanceRow, claims: Sequence[Claim], customer: str) -> Claim | None:
    if len(claims) == 1:
        return claims[0]
    if claims:
        links = ", ".join(f"{claim.link} of {claim.creditor}" for claim in claims)
        desk.problem(row, "link", f"means several charges to {customer}; say which: {links}")
    else:
        desk.problem(
            row, "link", f"is no charge of {row.supplier} to {customer}: whoever is no party to it has no say in it"
        )
    return None


class ReturnRow(Row):
    """A member's word on its account."""

    member: Text
    as_at: Day
    owed_to: Money
    owing: Money
    answer: Annotated[Literal["agree", "differ"], BeforeValidator(_signed)]
    by: Text = ""
    reason: Text = ""
    funding_in_full: YesNo = False
    day: Day | None = None


RETURN_COLUMNS = (
    MEMBER,
    Column("As at", "as_at", ("Account as at", "Balance date", "At"), required=True),
    Column("Owed to it", "owed_to", ("Owed to us", "Owed to school", "Debtors"), required=True),
    Column("Owing", "owing", ("Owed by it", "Owed by us", "Owes", "Creditors"), required=True),
    Column("Answer", "answer", ("Agree or differ", "Agreed", "Do you agree", "Response"), required=True),
    BY,
    REASON,
    Column("Funding in full", "funding_in_full", ("Funding received in full", "All funding received")),
    Column("Date", "day", ("Signed on", "Date signed", "Answered on")),
)


def _put_returns(desk: Desk, rows: Sequence[ReturnRow]) -> None:
    told = [(row, fact) for row in rows if (fact := _return(desk, row))]
    so_far = Draft("returns", tuple(desk.facts), tuple(desk.transactions))
    book = desk.ledger.book if so_far.is_empty else desk.ledger.with_draft(so_far)
    accounts = accounts_on(book, {fact.as_at for _, fact in told if fact.as_at})
    for row, fact in told:
        if fact.answer == "agree" and fact.slot not in desk.register.slots:
            _mind_balances(desk, row, fact, accounts[row.as_at].get(fact.code, Account()))
    desk.add_facts(told)


def _return(desk: Desk, row: ReturnRow) -> AgreedAccount | None:
    code = desk.member(row, "member", row.member)
    day = row.day or row.as_at
    below = next((column for column in ("owed_to", "owing") if getattr(row, column) < 0), None)
    if below:
        other = "Owing" if below == "owed_to" else "Owed to it"
        desk.problem(row, below, f"is below zero; what runs the other way stands under {other}")
    elif row.answer == "differ" and not row.reason:
        desk.problem(row, "reason", "is blank: whoever differs says in what")
    elif day < row.as_at:
        desk.problem(row, "day", "is before As at: an account is signed when its day is over")
    elif code and is_role(desk, row, "by", row.by):
        desk.mind_day(row, row.as_at, "an account as at")
        return AgreedAccount(
            day=day, source=row.source, code=code, owed_to=row.owed_to, owing=row.owing, answer=row.answer,
            as_at=row.as_at, by=row.by, reason=row.reason, funding_in_full=row.funding_in_full,
        )  # fmt: skip
    return None


def _mind_balances(desk: Desk, row: ReturnRow, signed: AgreedAccount, account: Account) -> None:
    """Say it where a member agrees to other balances than the books have, what was overpaid turned or not."""
    if account.is_stated_as(signed.owed_to, signed.owing):
        return
    stated = f"{format_pounds(signed.owed_to)} owed to {signed.code} and {format_pounds(signed.owing)} owing"
    on, found = day_in_words(row.as_at), f"{format_pounds(account.owed_to)} and {format_pounds(account.owing)}"
    desk.warn(row, f"agrees to {stated}; the books have {found} on {on}")


ACCEPTANCES = Kind(
    "acceptances", "Customers' answers to charges", AcceptanceRow, COLUMNS, _put, ("supplier", "customer")
)
RETURNS = Kind("returns", "Accounts signed by members", ReturnRow, RETURN_COLUMNS, _put_returns)
