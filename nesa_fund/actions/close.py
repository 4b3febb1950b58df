"""Closing a year: from then on nothing is dated into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, one_line
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule_charge import charged_days
from nesa_fund.actions.schedule_shared import Done, decide_and_record, sources_of, year_named
from nesa_fund.adoption import member_shown
from nesa_fund.batches import Signature
from nesa_fund.book import Book
from nesa_fund.charges import Share, adopted_shares, last_day_in
from nesa_fund.draft import Draft
from nesa_fund.facts import Close
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.periods import Year, day_in_words
from nesa_fund.problems import InputError
from nesa_fund.records import WAITING
from nesa_fund.rules.general_balance import GeneralBalance
from nesa_fund.store import Ledger


@dataclass(frozen=True, slots=True)
class Closing:
    """What the Board closes: a year, by its minute, and what it carries on of the general balance.

    ``day`` is the day of its decision; None for the day it is recorded.
    """

    year: str
    minute: str
    carried: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A year that is closed, and what was left undone in it, a sentence each."""

    close: Close
    undone: tuple[str, ...] = ()


def close_year(  # noqa: PLR0913, PLR0917  # What every recording takes, and the day it is.
    root: Path, wanted: Closing, today: date, signature: Signature, papers: Sequence[Paper] = (), note: str = ""
) -> Done[Closed]:
    """Record that the Board closes a year, in one batch.

    Returns:
        The close, with what was left undone; no batch where this very close is recorded already.

    Raises:
        InputError: It can't be closed so; nothing was written.
    """

    def decide(ledger: Ledger) -> tuple[Closed, Draft | None]:
        year = year_named(ledger.register, wanted.year)
        minute = one_line(wanted.minute, "the Board's minute")
        known = next((one for one in ledger.register.all(Close) if one.year == year.name), None)
        if known:
            return Closed(_already(known, wanted, minute)), None
        day = wanted.day or today
        if faults := list(_faults(ledger.book, year, wanted, day, today)):
            raise InputError(*faults)
        kept = sources_of("close", _arguments(wanted, day), papers, signature)
        close = Close(
            day=day, year=year.name, minute=minute, carried=wanted.carried, source=COMMAND_SOURCE,
            document=kept.cited,
        )  # fmt: skip
        undone = (
            *_undone(ledger.book, year), *_not_placed(ledger.book, year), *_not_there(ledger.book, year, wanted)
        )  # fmt: skip
        return Closed(close, undone), Draft("close", (close,), (), kept.sources, kept.names, 1, {}, note)

    return decide_and_record(root, decide, signature)


def _already(known: Close, wanted: Closing, minute: str) -> Close:
    said = known.minute, known.carried, known.day
    if said == (minute, wanted.carried, wanted.day or known.day):
        return known
    carried = "nothing" if known.carried is None else format_pounds(known.carried)
    raise InputError(
        f"{known.year} is closed already, on {known.day} by minute {known.minute}, carrying on {carried} "
        f'(batch {known.place.batch}); to close it otherwise: nesa strike {known.place.batch} "{known.source}"'
    )


def _faults(book: Book, year: Year, wanted: Closing, day: date, today: date) -> Iterator[str]:
    if min(day, today) <= year.end:
        yield f"{year.name} has not ended: it runs to {day_in_words(year.end)}"
    elif day > today:
        yield f"{day_in_words(day)} is still to come; a close is recorded once it is decided"
    if wanted.carried is not None and wanted.carried < 0:
        yield "what is carried on is below zero"
    earlier = [
        name
        for name in book.years(year.end)
        if name < year.name
        and book.register.year(name).end >= book.register.charter_from  # What was before the charter is never closed.
        and not book.register.is_closed(name)
    ]
    if earlier:
        yield f"{earlier[0]} is still open and has entries; close it first: nesa close {earlier[0]} --minute MINUTE"


def _undone(book: Book, year: Year) -> Iterator[str]:
    """What of the year's contributions was never charged though it was confirmed."""
    schedule = book.register.schedule(year.name)
    charged = charged_days(book, year.name)
    for share in adopted_shares(book, schedule) if schedule else ():
        has_left = last_day_in(share, year) is not None
        if has_left or (share.member, year.name) not in book.register.confirmations:
            continue
        for number, pence in share.parts.items():
            if pence and (share.member, number) not in charged:
                yield _never_charged(book, share, number)


def _not_placed(book: Book, year: Year) -> Iterator[str]:
    """What came in and waits still: it can be placed afterwards, but on a day of the year after."""
    rows = book.live_transactions
    rows = rows[(rows["event"] == WAITING) & (rows["day"].dt.date <= year.end)]
    for one in book.recorded(rows):
        amount = format_pounds(sum(posting.pence for posting in one.postings if posting.pence > 0))
        yield f"{amount} that came from {book.register.name(one.payee)} on {day_in_words(one.day)} is not placed yet"


def _not_there(book: Book, year: Year, wanted: Closing) -> Iterator[str]:
    """What is carried on beyond the general balance, what is still owed to the Fund counted in."""
    balance = GeneralBalance(book).at_end_of(year)
    if (wanted.carried or 0) > max(0, balance):
        there = f"the general balance at the end of {year.name} is {format_pounds(balance)}"
        yield f"{format_pounds(wanted.carried or 0)} is carried on, but {there}: no more than that is there"


def _never_charged(book: Book, share: Share, number: int) -> str:
    part = f"instalment {number}, {format_pounds(share.parts[number])}"
    return f"{member_shown(book.register, share.member)} confirmed its contribution, but {part}, was never charged"


def _arguments(wanted: Closing, day: date) -> dict[str, str]:
    carried = "" if wanted.carried is None else format_pence(wanted.carried)
    return {"year": wanted.year, "minute": wanted.minute.strip(), "date": day.isoformat(), "carried": carried}
