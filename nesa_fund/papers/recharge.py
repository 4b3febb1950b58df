"""The note of a shared bill for each sharer, and the note of what is credited to a school."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.bills import BillKey, bill_key, sharing_of
from nesa_fund.book import Book
from nesa_fund.claims import due_days, movements
from nesa_fund.entries import Transaction
from nesa_fund.facts import Agreement
from nesa_fund.layers import is_payers
from nesa_fund.money import format_pounds
from nesa_fund.papers.base import NO_VAT_INVOICE, Paper, head_of, none_to_send, sender_of
from nesa_fund.periods import day_in_words
from nesa_fund.statements.base import Column, Table, Unit, Value

_REASONS = {
    "not-supplied": "it was not supplied",
    "price": "the price was wrong",
    "error": "the charge was wrong",
    "withdrawal": "the school has left the alliance",
    "reshare": "the bill is shared anew",
}
_OUTSIDE_VAT = {"", "outside-scope", "exempt", "zero"}


class _Owed(NamedTuple):
    """A movement on a claim, as a paper tells it."""

    day: date
    creditor: str
    debtor: str
    link: str
    number: str
    reason: str
    minute: str
    vat: str
    narration: str
    due_by: date
    owed: int


def recharge_papers(book: Book, first: date, as_at: date) -> Iterator[Paper]:
    """A note for each sharer of each bill dated from one day to another.

    Raises:
        InputError: No bill was shared then.
    """
    book = book.until(as_at)
    rows = list(_movements(book, "shared-cost", first))
    if not rows:
        raise none_to_send(f"no bill was shared from {day_in_words(first)} to {day_in_words(as_at)}")
    of_bills = book.live_transactions[book.live_transactions["event"] == "shared-cost"]
    for owed in rows:
        mine = of_bills[(of_bills["link"] == owed.link) & (of_bills["number"] == owed.number)]
        yield _recharge(book, owed, book.recorded(mine))


def credit_papers(book: Book, first: date, as_at: date) -> Iterator[Paper]:
    """A note for each credit that one school or the Fund gave another, dated from one day to another.

    Raises:
        InputError: Nothing was credited then.
    """
    book = book.until(as_at)
    rows = list(_movements(book, "credit-note", first))
    if not rows:
        raise none_to_send(f"nothing was credited from {day_in_words(first)} to {day_in_words(as_at)}")
    for owed in rows:
        yield _credit(book, owed)


def _movements(book: Book, event: str, first: date) -> Iterator[_Owed]:
    """The live movements of an event in the debtors' own books, from a day on, in order of date."""
    rows = movements(book)
    is_its = (
        (rows["event"] == event) & rows["is_live"] & ~rows["is_creditors_book"] & (rows["day"] >= pd.Timestamp(first))
    )
    rows = rows[is_its].sort_values(["day", "batch", "line"])
    rows = rows.assign(due_by=due_days(book, rows))
    columns = (rows[name] for name in _Owed._fields)
    lists = ((column.dt.date if column.dtype.kind == "M" else column).tolist() for column in columns)
    yield from map(_Owed._make, zip(*lists, strict=True))


def _recharge(book: Book, owed: _Owed, entries: Sequence[Transaction]) -> Paper:
    payers = next(one for one in entries if is_payers(one))
    gross, costs = -_of(payers, "Suppliers"), sharing_of(entries).costs
    terms = book.register.agreement(payers.meta.get("agreement", ""), owed.day)
    vat = (
        f", of which {format_pounds(_of(payers, 'VAT'))} VAT is reclaimed by the payer"
        if _of(payers, "VAT") > 0
        else ""
    )
    return Paper(
        kind="recharge",
        title=f"{owed.narration}: the school's share",
        alliance=book.register.alliance(owed.day).name,
        head=head_of(book),
        member=owed.debtor,
        to=book.register.name(owed.debtor),
        sender=sender_of(book, owed.creditor, owed.day),
        day=owed.day,
        reference=owed.number,
        paragraphs=(
            (
                f"{book.register.name(owed.creditor)} was billed {format_pounds(gross)} by {payers.payee} on "
                f"{day_in_words(owed.day)}{vat}. It keeps nothing of what it passes on."
            ),
            _agreed(terms),
        ),
        tables=(_shares(book, payers, terms, costs),),
        closing=(_how_to_pay(book, owed), *_vat(owed)),
        pence=owed.owed,
        due=owed.due_by,
    )


def _how_to_pay(book: Book, owed: _Owed) -> str:
    whom = book.register.name(owed.creditor)
    return f"Please pay {format_pounds(owed.owed)} by {day_in_words(owed.due_by)} to {whom}, naming {owed.number}."


def _of(entry: Transaction, klass: str) -> int:
    """The pence of an entry's postings of one class."""
    return sum(one.pence for one in entry.postings if one.account.split(":")[2] == klass)


def _agreed(terms: Agreement | None) -> str:
    if terms is None:
        return "The bill cites no agreement in force."
    return f"Agreed in: {terms.title or terms.code}, from {day_in_words(terms.day)}."


def _shares(book: Book, payers: Transaction, terms: Agreement | None, costs: Mapping[str, int]) -> Table:
    """The key, each sharer's part of it, and what that comes to."""
    known = book.register.recorded_by(payers.place.batch)
    meta = payers.meta
    key = (
        bill_key(known, terms, payers.entity, payers.day, meta.get("census", ""), meta.get("usage", ""))
        if terms
        else BillKey({}, "", "as recorded")
    )
    columns = (Column("Sharer"), Column("Part", Unit.NUMBER, total=True), Column("Share", Unit.MONEY, total=True))
    rows: list[tuple[Value, ...]] = [
        (book.register.name(code), key.weights.get(code), pence) for code, pence in costs.items()
    ]
    return Table("shares", f"Shared {key.in_words}, to the penny", columns, tuple(rows))


def _vat(owed: _Owed) -> Iterator[str]:
    if owed.vat in _OUTSIDE_VAT:
        yield NO_VAT_INVOICE
    else:
        yield f"VAT as the bill states it: {owed.vat}. {NO_VAT_INVOICE}"


def _credit(book: Book, owed: _Owed) -> Paper:
    why = _REASONS.get(owed.reason, owed.reason or "no reason was given")
    minute = f" (minute {owed.minute})" if owed.minute else ""
    return Paper(
        kind="credit",
        title=f"Credit note {owed.number or owed.link}".strip(),
        alliance=book.register.alliance(owed.day).name,
        head=head_of(book),
        member=owed.debtor,
        to=book.register.name(owed.debtor),
        sender=sender_of(book, owed.creditor, owed.day),
        day=owed.day,
        reference=owed.number or owed.link,
        paragraphs=(
            f"{format_pounds(-owed.owed)} is credited on {owed.link}: {owed.narration}.",
            f"The reason: {why}{minute}.",
            "What was paid already above what is still owed is to be paid back; what was not paid need not be.",
        ),
        closing=tuple(_vat(owed)),
        pence=-owed.owed,
    )
