"""Adopting: the Board's decision on a year's total, by which every member's contribution is settled."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, one_line
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule_chosen import refuse_outdated
from nesa_fund.actions.schedule_options import Option
from nesa_fund.actions.schedule_shared import Done, decide_and_record, member_named, sources_of
from nesa_fund.adoption import adoption_faults
from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.entries import POUNDS
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.store import Ledger


def adopt(  # noqa: PLR0913, PLR0917  # What every recording takes, and the option that was chosen.
    root: Path,
    wanted: Schedule,
    signature: Signature,
    papers: Sequence[Paper] = (),
    note: str = "",
    option: Option | None = None,
) -> Done[Schedule]:
    """Record the Board's adoption of a year's total, in one batch.

    Args:
        root: The ledger's folder.
        wanted: The decision; ``without_roll`` may name members as people do, the rest is checked.
        signature: Who records it and when.
        papers: The signed minute, and the like; the fact cites them as its document.
        note: A remark for the history.
        option: The option that the Board chose, whose total and census it wants; the batch keeps and cites it.

    Returns:
        The schedule in force; no batch where the year is adopted already by these very values.

    Raises:
        InputError: It can't be adopted so; nothing was written.
    """

    def decide(ledger: Ledger) -> tuple[Schedule, Draft | None]:
        known = ledger.register.schedule(wanted.year)
        if known:
            return _already(known, _in_codes(ledger.register, wanted)), None
        if option:
            refuse_outdated(ledger.register, option)
        schedule = checked_adoption(ledger.register, wanted)
        kept = sources_of("schedule adopt", _arguments(schedule), papers, signature, _chosen(option))
        schedule = replace(schedule, source=COMMAND_SOURCE, document=kept.cited)
        totals = {POUNDS: format_pence(schedule.total)}
        return schedule, Draft("adoption", (schedule,), (), kept.sources, kept.names, 1, totals, note)

    done = decide_and_record(root, decide, signature)
    in_force = done.ledger.register.schedule(wanted.year)
    assert in_force  # Known, or recorded just now.
    return replace(done, decided=in_force)


def _chosen(option: Option | None) -> dict[str, Paper]:
    """The option's file, as what the command went by."""
    return {"option": Paper(option.file_name, option.content)} if option else {}


def checked_adoption(register: Register, wanted: Schedule) -> Schedule:
    """The adoption as it may be recorded, by the facts of a register.

    Raises:
        InputError: What is missing or does not fit.
    """
    in_codes = _in_codes(register, wanted)
    faults = adoption_faults(register, in_codes, "--without-roll ")
    if faults:
        raise InputError(*(fault.message for fault in faults))
    return in_codes


def _in_codes(register: Register, wanted: Schedule) -> Schedule:
    """The adoption as the ledger writes it: codes of members in order, no space around the minute."""
    codes = sorted({member_named(register, text) for text in wanted.without_roll})
    minute = one_line(wanted.minute, "the minute of the Board's decision")
    return replace(wanted, minute=minute, without_roll=tuple(codes))


def _already(known: Schedule, wanted: Schedule) -> Schedule:
    if known.says == wanted.says:
        return known
    raise InputError(
        f"{known.year} was adopted on {known.day}: {format_pounds(known.total)} by the rolls of {known.census}, "
        f"instalments {known.instalments}, minute {known.minute or 'none'} (batch {known.place.batch}). "
        f'While nothing is charged under it: nesa strike {known.place.batch} "{known.source}" --reason WHY'
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
