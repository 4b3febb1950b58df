"""SEP4: every transaction is an event that the charter knows, and touches that event's accounts only."""

from datetime import date
from enum import IntFlag, auto
from typing import NamedTuple

import numpy as np
import pandas as pd

from nesa_fund.bills import RESHARE
from nesa_fund.book import Book
from nesa_fund.entries import FUND, STAFF_DAYS
from nesa_fund.register import Register
from nesa_fund.rules.base import (
    WAY_BACK,
    Finding,
    Outcome,
    Row,
    Rule,
    day_of,
    in_charter,
    place_of,
    rows_of,
    tested,
    turnover,
)


class Touch(IntFlag):
    """What a transaction touches: kinds of accounts, and whose."""

    FUND = auto()
    TO_FUND = auto()
    SEVERAL = auto()
    BANK = auto()
    DEBTORS = auto()
    CREDITORS = auto()
    SUPPLIERS = auto()
    VAT = auto()
    COSTS = auto()
    RECHARGES = auto()
    CONTRIBUTION = auto()
    CONTRIBUTIONS = auto()
    FUNDING = auto()
    GRANT = auto()
    INTEREST = auto()
    RAISED = auto()
    OTHER = auto()
    GIFT = auto()
    OPENING = auto()
    UNIDENTIFIED = auto()
    GIVEN = auto()
    RECEIVED = auto()
    WORK = auto()
    UNKNOWN = auto()


_T = Touch
_ANYONE = _T.FUND | _T.TO_FUND
_DAYS = _T.GIVEN | _T.RECEIVED | _T.WORK
_OF_CLASS = {
    "Assets": {"Bank": _T.BANK, "Debtors": _T.DEBTORS, "VAT": _T.VAT},
    "Liabilities": {"Creditors": _T.CREDITORS, "Suppliers": _T.SUPPLIERS, "VAT": _T.VAT},
    "Income": {"Funding": _T.FUNDING, "Recharges": _T.RECHARGES, "Raised": _T.RAISED, "Gifts": _T.GIFT,
               "Other": _T.OTHER, "InKind": _T.RECEIVED},
    "Expenses": {"Contribution": _T.CONTRIBUTION, "Costs": _T.COSTS, "Gifts": _T.GIFT, "InKind": _T.GIVEN},
    "Equity": {"Opening": _T.OPENING, "InKind": _T.WORK},
}  # fmt: skip
_OF_FUND = {
    "Assets": {"Bank": _T.BANK, "Debtors": _T.DEBTORS},
    "Liabilities": {"Creditors": _T.CREDITORS, "Suppliers": _T.SUPPLIERS, "Unidentified": _T.UNIDENTIFIED},
    "Income": {"Contributions": _T.CONTRIBUTIONS, "Grants": _T.GRANT, "Interest": _T.INTEREST, "Other": _T.OTHER,
               "Recharges": _T.RECHARGES, "Funding": _T.FUNDING, "Raised": _T.RAISED, "InKind": _T.RECEIVED},
    "Expenses": {"General": _T.COSTS, "Grants": _T.COSTS, "InKind": _T.GIVEN},
    "Equity": {"Opening": _T.OPENING, "InKind": _T.WORK},
}  # fmt: skip


class Shape(NamedTuple):
    """What an entry of an event must touch in one of its books, and what it may touch beside."""

    must: Touch
    may: Touch = Touch(0)

    def fits(self, touched: Touch) -> bool:
        """Whether what an entry touches is of this shape."""
        return not self.must & ~touched and not touched & ~(self.must | self.may | _ANYONE)


_INVOICE = Shape(_T.DEBTORS | _T.RECHARGES, _T.VAT), Shape(_T.COSTS | _T.CREDITORS, _T.VAT)
_SHARED = Shape(_T.DEBTORS | _T.SUPPLIERS, _T.COSTS | _T.VAT | _T.SEVERAL), _INVOICE[1]
_ALONE = Shape(_T.COSTS | _T.SUPPLIERS, _T.VAT)
_RESHARED = Shape(_T.DEBTORS | _T.COSTS, _T.VAT | _T.SEVERAL)
_CONTRIBUTION = (
    Shape(_T.CONTRIBUTION | _T.CREDITORS | _T.TO_FUND),
    Shape(_T.FUND | _T.DEBTORS | _T.CONTRIBUTIONS),
)
_SPENDING = Shape(_T.FUND | _T.COSTS | _T.SUPPLIERS)
_PAYMENT = tuple(Shape(_T.BANK | other) for other in (_T.CREDITORS, _T.DEBTORS, _T.SUPPLIERS))
SHAPES: dict[str, tuple[Shape, ...]] = {
    "opening": (Shape(_T.OPENING, _T.BANK | _T.DEBTORS | _T.CREDITORS | _T.SUPPLIERS | _T.VAT | _T.SEVERAL),),
    "invoice": _INVOICE,
    "shared-cost": _SHARED,
    "credit-note": (*_INVOICE, *_SHARED, _RESHARED, *_CONTRIBUTION, _SPENDING),
    "contribution": _CONTRIBUTION,
    "surplus": _CONTRIBUTION,
    "payment": _PAYMENT,
    "refund": _PAYMENT,
    "transfer": (Shape(_T.BANK),),
    "funding": (Shape(_T.BANK | _T.FUNDING),),
    "grant": (Shape(_T.BANK | _T.GRANT),),
    "interest": (Shape(_T.BANK | _T.INTEREST),),
    "raised": (Shape(_T.BANK | _T.RAISED),),
    "other": (Shape(_T.BANK | _T.OTHER),),
    "spending": (_SPENDING,),
    "gift": (Shape(_T.BANK | _T.GIFT),),
    "in-kind": (Shape(_T.GIVEN | _T.WORK), Shape(_T.RECEIVED | _T.WORK)),
    "unidentified": (Shape(_T.FUND | _T.BANK | _T.UNIDENTIFIED),),
    "cashbook": (),  # Only before the charter, where nothing is tested.
    "reversal": (),  # Tested against what it reverses.
}


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # The book is cut at the day.
    """Each transaction names its event, has one link, and touches exactly that event's accounts.

    So nothing passes between two schools but what they charged each other and its settlement, and
    an association's gift to its own host: nothing is called a loan, a gift or a transfer between
    them. The test is of shapes: a loan in the shape of a refund or of a late payment is SUB5's to
    find, and that money went where the books say is for the bank's statements to show. A bill under
    an agreement may fall on its payer alone, as SUB4 finds by the key, and a firm's credit of it
    too, where no more stays there than rounding may leave.

    For example::

        2025-09-06 * "two claims in one payment" ^Item-22  ;! SEP4
          event: "payment"
          Liabilities:Coquet:Creditors:Hartside      10.00 GBP
          Liabilities:Coquet:Creditors:Rothley        5.00 GBP
          Assets:Coquet:Bank                        -15.00 GBP

        2025-09-06 * "a debt set off" ^Item-23  ;! SEP4
          event: "payment"
          Liabilities:Coquet:Creditors:Hartside      10.00 GBP
          Assets:Coquet:Debtors:Hartside            -10.00 GBP
    """
    live = in_charter(book, book.live_transactions)
    touched = _touched(book).reindex(live.index, fill_value=0)
    is_agreed = live["agreement"] != ""
    seen = pd.DataFrame({"event": live["event"], "reason": live["reason"], "agreed": is_agreed, "touched": touched})
    number = seen.groupby([*seen], observed=True, sort=False).ngroup()
    fits = [_fits(row.event, row.reason, row.agreed, Touch(row.touched)) for row in rows_of(seen[~number.duplicated()])]
    bad = ~np.array(fits, dtype=bool)[number]
    bad[bad] = [not _is_small_credit(book, row, touched[row.Index]) for row in rows_of(live[bad])]
    late = _late_openings(book, live)
    off = live[bad | (live["links"] != 1).to_numpy() | late.to_numpy()]
    loose = in_charter(book, book.transactions[book.transactions["is_loose"]])
    rows = book.postings.loc[book.postings["txn"].isin(off.index), ["txn", "account"]]
    accounts = rows.groupby("txn")["account"].agg(list)
    findings = [
        *(_finding(row, _sentence(row, accounts[row.Index], late=bool(late[row.Index]))) for row in rows_of(off)),
        *(_finding(row, f"there is nothing in batch {row.reverses} that it reverses") for row in rows_of(loose)),
    ]
    population = pd.concat([live[["day"]], loose[["day"]]])
    return Outcome(tested(population, turnover(book, population)), tuple(findings))


def _fits(event: str, reason: str, is_agreed: bool, touched: Touch) -> bool:  # noqa: FBT001  # As its rows have it.
    shapes = SHAPES.get(event, ())
    if event == "shared-cost" and reason == RESHARE:  # No firm is paid again when a bill is shared anew.
        shapes = (*shapes, _RESHARED)
    if event == "shared-cost" and is_agreed:
        shapes = (*shapes, _ALONE)
    return any(shape.fits(touched) for shape in shapes)


def _is_small_credit(book: Book, row: Row, touched: int) -> bool:
    """Whether a firm's credit that stays with its payer is no more than what rounding may leave there.

    Each share of the bill and of each of its credits is within a penny of its exact part.
    """
    if row.event != "credit-note" or not _ALONE.fits(Touch(touched)):
        return False
    rows = book.live[(book.live["link"] == row.link) & (book.live["owner"] == row.owner)]
    credits_of_it = int(rows.loc[rows["event"] == "credit-note", "txn"].nunique())
    is_cost = rows["root"] == "Expenses"
    credited = -int(rows.loc[is_cost & (rows["txn"] == row.Index), "pence"].sum())
    shared = rows[(rows["event"] == "shared-cost") & (is_cost | (rows["klass"] == "Debtors"))]
    others = shared[shared["klass"] == "Debtors"].groupby("counterparty", observed=True)["pence"].sum()
    largest = int(others.max()) if len(others) else 1
    return credited * (largest - 1) < credits_of_it * int(shared["pence"].sum())


def _touched(book: Book) -> pd.Series:
    """Transaction -> what it touches, as the number of a ``Touch``."""
    rows = book.postings
    if rows.empty:
        return pd.Series([], dtype="int64")
    of_account = [_touch(str(account), book.register) for account in rows["account"].cat.categories]
    bits = np.array([int(touch) for touch in of_account], dtype="int64")[rows["account"].cat.codes]
    is_days = (rows["commodity"] == STAFF_DAYS).to_numpy()
    bits |= np.where(is_days == ((bits & int(_DAYS)) != 0), 0, int(_T.UNKNOWN))
    starts = np.flatnonzero(np.diff(rows["txn"].to_numpy(), prepend=-1))
    touched = pd.Series(np.bitwise_or.reduceat(bits, starts), index=rows["txn"].to_numpy()[starts])
    parties = rows.loc[rows["klass"].isin(["Debtors", "Creditors", "Contributions"]), ["txn", "counterparty"]]
    several = parties.drop_duplicates().groupby("txn").size()
    return touched.where(~touched.index.isin(several.index[several > 1]), touched | int(_T.SEVERAL))


def _touch(account: str, register: Register) -> Touch:
    root, entity, klass, counterparty, *_ = [*account.split(":"), "", "", ""]
    touch = (_OF_FUND if entity == FUND else _OF_CLASS).get(root, {}).get(klass, _T.UNKNOWN)
    if touch in {_T.DEBTORS, _T.CREDITORS, _T.GIVEN, _T.RECEIVED}:
        is_known = counterparty in register.members or counterparty == FUND
        touch = touch if is_known and counterparty != entity else _T.UNKNOWN
    if touch is _T.GIFT:
        giver, taker = (entity, counterparty) if root == "Expenses" else (counterparty, entity)
        touch = touch if _is_host(register, giver, taker) else _T.UNKNOWN
    if touch is _T.RAISED and entity != FUND:
        touch = touch if _is_association(register, entity) else _T.UNKNOWN
    return touch | (_T.FUND if entity == FUND else 0) | (_T.TO_FUND if counterparty == FUND else 0)


def _is_host(register: Register, giver: str, taker: str) -> bool:
    return _is_association(register, giver) and register.members[giver].host == taker


def _is_association(register: Register, code: str) -> bool:
    return code in register.members and register.members[code].kind == "association"


def _late_openings(book: Book, live: pd.DataFrame) -> pd.Series:
    """Which transactions bring in balances after the first day of their book."""
    register = book.register
    begun = book.live_transactions.groupby("owner", observed=True)["day"].min()
    first = {code: min(begun[code], pd.Timestamp(_joined(register, code))) for code in map(str, begun.index)}
    return (live["event"] == "opening") & (live["day"] > pd.to_datetime(live["owner"].astype(str).map(first)))


def _joined(register: Register, code: str) -> date:
    """The day an entity joined; the Fund's is the founding, an unknown one's the last day there is."""
    if code == FUND:
        return register.settings[0].day
    return next((first for first, _ in register.spells(code)), date(9999, 12, 31))


def _sentence(row: Row, accounts: list[str], *, late: bool) -> str:
    event, links = str(row.event), int(row.links)
    if not event:
        return "the transaction names no event"
    if event not in SHAPES:
        return f'"{event}" is no event that the charter knows'
    if event == "cashbook":
        return "a cash book's entry is dated after the charter began"
    if links != 1:
        return f"the transaction has {links} links, where one tells the open item it belongs to"
    if late:
        return "balances are brought in after the first day of the book"
    return f"{', '.join(accounts)} together are not the accounts of: {event}"


def _finding(row: Row, message: str) -> Finding:
    place = place_of(row)
    return Finding(
        message=message,
        remedy="see what happened: it must be a charge, its payment, or a gift of an association to its host; "
        f"{WAY_BACK}",
        place=place,
        link=str(row.link),
        entities=(str(row.owner),),
        day=day_of(row),
    )


RULE = Rule("SEP4", "known shapes", promises=(1, 2), check=check, can_be_excepted=False)
