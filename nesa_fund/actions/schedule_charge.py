"""Charging: one instalment of a year's contributions, of every member whose governing body has confirmed it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, command_file
from nesa_fund.actions.schedule_shared import Done, decide_and_record, refuse_closed, year_named
from nesa_fund.batches import Signature
from nesa_fund.book import Book
from nesa_fund.charges import Share, accounts, adopted_shares, basis, charged_before, is_closing, shares_on
from nesa_fund.draft import Draft
from nesa_fund.entries import FUND, POUNDS
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.records import Contribution
from nesa_fund.register import Register
from nesa_fund.rules.charged import contributions
from nesa_fund.store import Ledger

Charged = Mapping[tuple[str, int], date]
"""(member, instalment) -> the day it was charged."""


@dataclass(frozen=True, slots=True)
class ChargeRun:
    """What to charge: a year, the day of the charges, an instalment or (None) the next one."""

    year: str
    day: date
    instalment: int | None = None


@dataclass(frozen=True, slots=True)
class Charges:
    """What one run charges, and code -> why nothing is charged yet to those still awaited."""

    instalment: int
    contributions: tuple[Contribution, ...]
    awaited: Mapping[str, str]

    @property
    def pence(self) -> int:
        """What is charged in all."""
        return sum(contribution.pence for contribution in self.contributions)


def charge(root: Path, run: ChargeRun, signature: Signature, note: str = "") -> Done[Charges]:
    """Charge one instalment to all members that confirmed and were not charged it yet, in one batch.

    Without a number it is the first instalment not yet charged to all in membership that day;
    but a run repeated on its own day never begins the next one. A second run charges nothing twice.

    Returns:
        What was charged; no batch where there was nothing to charge.

    Raises:
        InputError: The year is not adopted, is closed, or the date does not fit; nothing was written.
    """

    def decide(ledger: Ledger) -> tuple[Charges, Draft | None]:
        due = charges_due(ledger.book, run)
        if not due.contributions:
            return due, None
        arguments = {"year": run.year, "date": run.day.isoformat(), "instalment": str(due.instalment)}
        return due, Draft(
            "charge",
            transactions=tuple(entry for one in due.contributions for entry in one.transactions()),
            sources=command_file("schedule charge", arguments, signature.recorded_by),
            rows=len(due.contributions),
            totals={POUNDS: format_pence(due.pence)},
            note=note,
        )

    return decide_and_record(root, decide, signature)


def charges_due(book: Book, run: ChargeRun) -> Charges:
    """What a run charges, by a book.

    Raises:
        InputError: As ``charge``.
    """
    register = book.register
    schedule = _schedule(register, run)
    shares = shares_on(adopted_shares(book, schedule), run.day).values()
    _refuse_unknown(run, max((n for share in shares for n in share.parts), default=schedule.instalments))
    charged = charged_days(book, run.year)
    number = run.instalment or _next_instalment(register, shares, charged, run.day) or schedule.instalments
    due = [share for share in shares if share.parts.get(number) and (share.member, number) not in charged]
    why = {share.member: _why_awaited(book, run, share) for share in due}
    unmeasured = set(basis(register, register.year(run.year), schedule.census).without_roll) - set(
        schedule.without_roll
    )
    why |= dict.fromkeys(sorted(unmeasured), f"has no roll at {schedule.census}")
    return Charges(
        number,
        tuple(_contribution(run, share, number) for share in due if not why[share.member]),
        {code: reason for code, reason in sorted(why.items()) if reason and not _has_left(register, code, run.day)},
    )


def _has_left(register: Register, code: str, day: date) -> bool:
    """Whether a member has left before a day for good, as far as is recorded: nobody waits for it."""
    return all(last and last < day for _, last in register.spells(code))


def charged_days(book: Book, year: str) -> Charged:
    """What was charged for a year and not reversed: (member, instalment) -> the day."""
    rows = book.live_transactions
    rows = rows[(rows["event"] == "contribution") & (rows["year"] == year) & (rows["owner"] != FUND)]
    days = zip(rows["owner"].astype(str), rows["instalment"].astype(str), rows["day"].dt.date, strict=True)
    return {(member, int(number)): day for member, number, day in days if number.isdecimal()}


def _schedule(register: Register, run: ChargeRun) -> Schedule:
    """The year's schedule, where a charge of that day may go by it."""
    year = year_named(register, run.year)
    refuse_closed(register, run.year)
    schedule = register.schedule(run.year)
    if schedule is None:
        raise InputError(f"{run.year} is not adopted yet; the Board adopts it first: nesa schedule adopt {run.year}")
    if run.day not in year:
        start, end = day_in_words(year.start), day_in_words(year.end)
        raise InputError(f"{day_in_words(run.day)} is not in {run.year}, which runs from {start} to {end}")
    if run.day < schedule.day:
        adopted = day_in_words(schedule.day)
        raise InputError(f"{day_in_words(run.day)} is before the Board adopted {run.year}, on {adopted}")
    return schedule


def _refuse_unknown(run: ChargeRun, last: int) -> None:
    """Refuse an instalment that the year has not."""
    if run.instalment is not None and not 1 <= run.instalment <= last:
        raise InputError(f"{run.year} has instalments 1 to {last}, no instalment {run.instalment}")


def _next_instalment(register: Register, shares: Iterable[Share], charged: Charged, day: date) -> int | None:
    """The instalment charged that very day, else the first not charged to all; None where all is charged."""
    that_day = [number for (_, number), charged_on in charged.items() if charged_on == day]
    if that_day:
        return max(that_day)
    open_parts = (
        number
        for share in shares
        if register.is_in(share.member, day)
        for number, pence in share.parts.items()
        if pence and (share.member, number) not in charged
    )
    return min(open_parts, default=None)


def _contribution(run: ChargeRun, share: Share, number: int) -> Contribution:
    return Contribution(
        day=run.day,
        year=run.year,
        member=share.member,
        instalment=number,
        pence=share.parts[number],
        source=COMMAND_SOURCE,
    )


def _why_awaited(book: Book, run: ChargeRun, share: Share) -> str:
    """Why a member can't be charged yet; empty where it can."""
    register = book.register
    if not register.is_in(share.member, run.day):
        return f"not in membership on {day_in_words(run.day)}"
    rows = contributions(book)
    rows = rows[rows["year"] == run.year]
    if (is_closing(rows) & (rows["debtor"] == share.member) & (accounts([share], rows) == share.account)).any():
        return "its account is closed: its leaving has brought it to what its time in comes to"
    pence = share.pence + charged_before(share, rows)
    said = register.confirmations.get((share.member, run.year))
    if said is None:
        return f"has not confirmed its share of {format_pounds(pence)}"
    return said.lack(pence, run.day)
