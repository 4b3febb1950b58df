"""Adopting: the Board's decision on a year's total, by which every member's contribution is settled."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, one_line
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule_propose import censuses_in_words
from nesa_fund.actions.schedule_shared import (
    Done,
    decide_and_record,
    member_named,
    member_shown,
    refuse_closed,
    sources_of,
    year_named,
)
from nesa_fund.batches import Signature
from nesa_fund.charges import basis
from nesa_fund.entries import POUNDS
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.store import Draft, Ledger

MOST_INSTALMENTS = 12


def adopt(
    root: Path, wanted: Schedule, signature: Signature, papers: Sequence[Paper] = (), note: str = ""
) -> Done[Schedule]:
    """Record the Board's adoption of a year's total, in one batch.

    Args:
        root: The ledger's folder.
        wanted: The decision; ``without_roll`` may name members as people do, the rest is checked.
        signature: Who records it and when.
        papers: The signed minute, and the like; the fact cites them as its document.
        note: A remark for the history.

    Returns:
        The schedule in force; no batch where the year is adopted already by these very values.

    Raises:
        InputError: It can't be adopted so; nothing was written.
    """

    def decide(ledger: Ledger) -> tuple[Schedule, Draft | None]:
        known = ledger.register.schedule(wanted.year)
        if known:
            return _already(known, _in_codes(ledger.register, wanted)), None
        schedule = checked_adoption(ledger.register, wanted)
        kept = sources_of("schedule adopt", _arguments(schedule), papers, signature)
        schedule = replace(schedule, source=COMMAND_SOURCE, document=kept.cited)
        totals = {POUNDS: format_pence(schedule.total)}
        return schedule, Draft("adoption", (schedule,), (), kept.sources, kept.names, 1, totals, note)

    done = decide_and_record(root, decide, signature)
    in_force = done.ledger.register.schedule(wanted.year)
    assert in_force  # Known, or recorded just now.
    return replace(done, decided=in_force)


def checked_adoption(register: Register, wanted: Schedule) -> Schedule:
    """The adoption as it may be recorded, by the facts of a register.

    Raises:
        InputError: What is missing or does not fit.
    """
    year = year_named(register, wanted.year)
    refuse_closed(register, wanted.year)
    if wanted.total <= 0:
        raise InputError("the total must be above zero")
    if not 1 <= wanted.instalments <= MOST_INSTALMENTS:
        raise InputError(f"there are 1 to {MOST_INSTALMENTS} instalments, not {wanted.instalments}")
    if wanted.set_aside is not None and wanted.set_aside < 0:
        raise InputError("what is set aside is below zero")
    if wanted.day > year.end:
        raise InputError(f"{wanted.day} is after {wanted.year} has ended: nothing could be charged by it")
    if wanted.census not in register.censuses:
        raise InputError(f'no roll is recorded at census "{wanted.census}"{censuses_in_words(register)}')
    in_codes = _in_codes(register, wanted)
    _check_rolls(register, in_codes)
    return in_codes


def _in_codes(register: Register, wanted: Schedule) -> Schedule:
    """The adoption as the ledger writes it: codes of members in order, no space around the minute."""
    codes = sorted({member_named(register, text) for text in wanted.without_roll})
    minute = one_line(wanted.minute, "the minute of the Board's decision")
    return replace(wanted, minute=minute, without_roll=tuple(codes))


def _check_rolls(register: Register, wanted: Schedule) -> None:
    """Refuse where those listed as without a roll are not exactly those who have none."""
    on = basis(register, register.year(wanted.year), wanted.census)
    unlisted = [code for code in on.without_roll if code not in wanted.without_roll]
    if unlisted:
        named = ", ".join(member_shown(register, code) for code in unlisted)
        raise InputError(
            f"no roll at {wanted.census} for {named}: record it, or adopt without: --without-roll {','.join(unlisted)}"
        )
    needless = [code for code in wanted.without_roll if code not in on.without_roll]
    if needless:
        named = ", ".join(member_shown(register, code) for code in needless)
        raise InputError(f"listed as without a roll, but has one at {wanted.census} or takes no part: {named}")
    if not any(on.weights.values()):
        raise InputError(f"nobody has a roll at census {wanted.census} to carry the total")


def _already(known: Schedule, wanted: Schedule) -> Schedule:
    if known.says == wanted.says:
        return known
    raise InputError(
        f"{known.year} was adopted on {known.day}: {format_pounds(known.total)} by the rolls of {known.census}, "
        f"instalments {known.instalments}, minute {known.minute or 'none'} (batch {known.place.batch}). "
        "This version cannot take an adoption back: put the matter to the Board, and keep its minute"
    )


def _arguments(schedule: Schedule) -> dict[str, str]:
    return {
        "year": schedule.year,
        "total": format_pence(schedule.total),
        "census": schedule.census,
        "minute": schedule.minute,
        "date": schedule.day.isoformat(),
        "instalments": str(schedule.instalments),
        "without-roll": ", ".join(schedule.without_roll),
        "set-aside": "" if schedule.set_aside is None else format_pence(schedule.set_aside),
    }
