"""What rests on a fact: it can't be struck while something stands that counted on it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from nesa_fund.adoption import member_shown
from nesa_fund.bills import RESHARE
from nesa_fund.book import Book
from nesa_fund.charges import basis, is_closing
from nesa_fund.entries import FUND
from nesa_fund.facts import (
    Agreement,
    Alliance,
    Close,
    Confirmation,
    Consent,
    Contract,
    Fact,
    Grant,
    Member,
    PlanLine,
    Roll,
    Schedule,
    Struck,
    Withdrawal,
)
from nesa_fund.records.reshared import is_anew_for
from nesa_fund.register import Register
from nesa_fund.rules.charged import contributions

_NAMING = (
    "code", "member", "supplier", "lead", "host", "successor", "names", "customers", "participants", "without_roll",
    "weights", "alone_cost",
)  # fmt: skip


class Rest(NamedTuple):
    """What rests on a fact: the batch that recorded it (0: all of them), and what it is."""

    batch: int
    what: str

    def __str__(self) -> str:
        """As a sentence names it."""
        return f"batch {self.batch}, {self.what}" if self.batch else self.what


def resting_on(book: Book, fact: Fact) -> list[Rest]:
    """What rests on a fact in force, in order of batch: entries that stand, and other facts.

    A fact on which nothing rests can be struck, and leaves the books as if it had never been said.
    """
    found = _RESTING.get(type(fact), _nothing)(book, fact)
    return sorted(dict.fromkeys(found))


def fact_in_words(register: Register, fact: Fact) -> str:
    """A fact as a message names it."""
    match fact:
        case Schedule() | Close():
            what = f"{'adoption' if isinstance(fact, Schedule) else 'close'} of {fact.year}"
        case Confirmation():
            what = f"confirmation of {fact.year} by {member_shown(register, fact.code)}"
        case Roll():
            what = f"roll of {member_shown(register, fact.code)} at {fact.census}"
        case Consent():
            what = f"consent of {register.name(fact.code)} to {fact.agreement}"
        case Withdrawal():
            what = f"withdrawal of {member_shown(register, fact.code)} on {fact.day}"
        case _:
            about = (str(getattr(fact, name)) for name in fact.KEY if getattr(fact, name))
            what = " ".join((fact.TYPE, *about))
    return f"the {what}"


def _nothing(_book: Book, _fact: Fact) -> Iterator[Rest]:
    yield from ()


def _without(register: Register, fact: Fact) -> Register:
    """The register as it is once a fact is struck."""
    return register.joined_by([Struck(day=fact.day, batch=f"{fact.place.batch:04d}", fact_source=fact.source)])


def _alliance(book: Book, fact: Alliance) -> Iterator[Rest]:
    """The ledger, on its only settings; on others, what was recorded by what they alone settle."""
    register, without = book.register, _without(book.register, fact)
    if not without.settings:
        yield Rest(0, "the ledger itself")
        return
    begins = register.alliance().year_start
    if begins != without.alliance().year_start and not book.transactions.empty:
        yield Rest(0, f"what is recorded by years that begin on {begins}")
    rows = book.live_transactions
    rows = rows[(rows["event"] == "cashbook") & (rows["day"].dt.date < register.charter_from)]
    rows = rows[rows["day"].dt.date >= without.charter_from]
    yield from (Rest(int(batch), "the cash book of before its charter-from") for batch in rows["batch"].unique())
    for said in register.all(Withdrawal):
        if register.alliance(said.day).withdrawal != without.alliance(said.day).withdrawal:
            yield _rest(book, said)


def _member(book: Book, fact: Member) -> Iterator[Rest]:
    """What needs the member to be there; on one of its states, what needs the time that it alone makes it a member."""
    without = _without(book.register, fact)
    rows = book.live_transactions
    named = book.postings.loc[book.postings["counterparty"] == fact.code, "txn"].unique()
    rows = rows[(rows["owner"] == fact.code) | rows.index.isin(named)]
    if fact.code in without.members:
        is_lost = rows["day"].map(lambda day: _only_in(book.register, without, fact.code, day.date()))
        yield from _entries(rows[is_lost.astype(bool)])
        yield from _shared_by_time(book, without, fact.code)
        return
    yield from _entries(rows)
    yield from (_rest(book, other) for other in _facts(book, fact) if _names(other, fact.code))
    yield from (_rest(book, one) for one in book.register.all(Schedule) if fact.code in _basis(book, one))


def _only_in(register: Register, without: Register, code: str, day: date) -> bool:
    return register.is_in(code, day) and not without.is_in(code, day)


def _shared_by_time(book: Book, without: Register, code: str) -> Iterator[Rest]:
    """The adoptions and contributions that count on a time in membership which would be another."""
    for one in book.register.all(Schedule):
        year = book.register.year(one.year)
        if year.part(book.register.spells(code)) != year.part(without.spells(code)):
            yield from [_rest(book, one)] if code in _basis(book, one) else []
            yield from _contributions(book, one.year, code)


def _withdrawal(book: Book, fact: Withdrawal) -> Iterator[Rest]:
    rows = book.live_transactions
    year = book.register.year_of(fact.day).name
    closing = contributions(book)
    closing = closing[(closing["debtor"] == fact.code) & (closing["year"] == year) & (closing["owner"] == FUND)]
    others = [one.day for one in book.register.all(Withdrawal) if one.code == fact.code and one.day != fact.day]
    closing = closing[~closing["day"].dt.date.isin(others)]
    yield from _entries(rows.loc[closing.loc[is_closing(closing), "txn"]])
    anew = rows[(rows["reason"] == RESHARE) & (rows["day"] > pd.Timestamp(fact.day))]
    yield from _entries(anew.loc[[txn for txn, number in anew["number"].items() if is_anew_for(number, fact.code)]])
    again = [one for one in book.register.all(Member) if one.code == fact.code and one.day > fact.day]
    yield from (Rest(one.place.batch, f"its joining again on {one.day}") for one in again)
    for one in book.register.all(Schedule):
        is_later = one.place.batch > fact.place.batch and book.register.year(one.year).end > fact.day
        if is_later and book.register.year(one.year).start <= fact.day:
            yield _rest(book, one)


def _roll(book: Book, fact: Roll) -> Iterator[Rest]:
    """Adopted shares and shared bills by a census that were recorded since, and what the member was charged by it."""
    since = fact.place.batch
    for one in book.register.all(Schedule):
        if one.census != fact.census:
            continue
        if one.place.batch >= since and fact.code in _basis(book, one):
            yield _rest(book, one)
        elif one.place.batch < since:
            yield from _contributions(book, one.year, fact.code, since)
    rows = book.live_transactions
    pinned = rows[(rows["census"] == fact.census) & (rows["batch"] >= since)]
    own = pinned[pinned["owner"] == fact.code]
    yield from _entries(pinned[pinned["link"].isin(own["link"])])


def _schedule(book: Book, fact: Schedule) -> Iterator[Rest]:
    yield from _contributions(book, fact.year)


def _confirmation(book: Book, fact: Confirmation) -> Iterator[Rest]:
    yield from _contributions(book, fact.year, fact.code)


def _agreement(book: Book, fact: Agreement) -> Iterator[Rest]:
    """What was charged under these terms, and the consents to them; terms that others replaced carry less."""
    states = book.register.agreements[fact.code]
    after = next((one.day for one in states if one.day > fact.day), date.max)
    first = date.min if fact is states[0] else fact.day
    rows = book.live_transactions
    days = rows["day"].dt.date
    yield from _entries(rows[(rows["agreement"] == fact.code) & (days >= first) & (days < after)])
    for one in book.register.all(Consent):
        if one.agreement == fact.code and one.place.batch >= fact.place.batch:
            yield _rest(book, one)


def _consent(book: Book, fact: Consent) -> Iterator[Rest]:
    rows = book.live_transactions
    rows = rows[(rows["agreement"] == fact.agreement) & (rows["day"].dt.date >= fact.day)]
    named = book.postings.loc[book.postings["counterparty"] == fact.code, "txn"].unique()
    yield from _entries(rows[(rows["owner"] == fact.code) | rows.index.isin(named)])


def _plan_line(book: Book, fact: PlanLine) -> Iterator[Rest]:
    year, rows = book.register.year(fact.year), book.live_transactions
    is_in_year = rows["day"].between(pd.Timestamp(year.start), pd.Timestamp(year.end))
    yield from _entries(rows[(rows["plan"] == fact.line) & is_in_year])


def _grant(book: Book, fact: Grant) -> Iterator[Rest]:
    if len([one for one in book.register.all(Grant) if one.code == fact.code]) > 1:
        return
    rows = book.live_transactions
    is_in = (book.postings["klass"] == "Grants") & (book.postings["counterparty"] == fact.code)
    yield from _entries(rows[(rows["grant"] == fact.code) | rows.index.isin(book.postings.loc[is_in, "txn"])])
    yield from (_rest(book, one) for one in book.register.all(PlanLine) if one.grant == fact.code)


def _contract(book: Book, fact: Contract) -> Iterator[Rest]:
    if len([one for one in book.register.all(Contract) if one.code == fact.code]) == 1:
        yield from (_rest(book, one) for one in book.register.all(Agreement) if one.contract == fact.code)


def _close(book: Book, fact: Close) -> Iterator[Rest]:
    yield from (_rest(book, one) for one in book.register.all(Close) if one.year > fact.year)


_RESTING: dict[type[Fact], Callable[[Book, Any], Iterable[Rest]]] = {
    Alliance: _alliance,
    Member: _member,
    Withdrawal: _withdrawal,
    Roll: _roll,
    Schedule: _schedule,
    Confirmation: _confirmation,
    Agreement: _agreement,
    Consent: _consent,
    PlanLine: _plan_line,
    Grant: _grant,
    Contract: _contract,
    Close: _close,
}


def _rest(book: Book, fact: Fact) -> Rest:
    return Rest(fact.place.batch, fact_in_words(book.register, fact))


def _entries(rows: pd.DataFrame) -> Iterator[Rest]:
    """What some transactions are, by open item: what stands there, not how many entries it took."""
    items = zip(rows["batch"], rows["event"].astype(str), rows["link"].astype(str), strict=True)
    yield from (Rest(int(batch), f"the {event} {link}") for batch, event, link in dict.fromkeys(items))


def _contributions(book: Book, year: str, member: str = "", since: int = 0) -> Iterator[Rest]:
    """What was charged, credited and returned of a year's contributions, of one member or of all, and stands."""
    rows = contributions(book)
    rows = rows[(rows["year"] == year) & (rows["batch"] >= since)]
    yield from _entries(rows[rows["debtor"] == member] if member else rows)
    back = book.live_transactions
    back = back[(back["event"] == "surplus") & (back["year"] == year) & (back["batch"] >= since)]
    yield from _entries(back[back["owner"] == member] if member else back[back["owner"] == FUND])


def _basis(book: Book, schedule: Schedule) -> frozenset[str]:
    """Whom a schedule allocated over."""
    register = book.register.recorded_by(schedule.place.batch)
    return frozenset(basis(register, register.year(schedule.year), schedule.census).rolls)


def _facts(book: Book, fact: Fact) -> Iterator[Fact]:
    others = (one for found in book.register.in_force.values() for one in found)
    return (one for one in others if one is not fact and not isinstance(one, Struck))


def _names(fact: Fact, code: str) -> bool:
    """Whether a fact is of a member, or names it."""
    for field in fields(fact):
        if field.name in _NAMING:
            value = getattr(fact, field.name)
            named = (
                [one[0] if isinstance(one, tuple) else one for one in value] if isinstance(value, tuple) else [value]
            )
            if code in named:
                return True
    return False
