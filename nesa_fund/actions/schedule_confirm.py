"""Confirming: a governing body's own decision on its contribution of a year."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, maybe_one_line, one_line
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule_shared import (
    Done,
    decide_and_record,
    member_named,
    sources_of,
    year_named,
)
from nesa_fund.adoption import member_shown
from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.entries import POUNDS
from nesa_fund.facts import Confirmation
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.store import Ledger


def confirm(
    root: Path, wanted: Confirmation, signature: Signature, papers: Sequence[Paper] = (), note: str = ""
) -> Done[Confirmation]:
    """Record a governing body's confirmation, or a correction of what was recorded of it, in one batch.

    Args:
        root: The ledger's folder.
        wanted: The decision; ``code`` may be any name of the member. With a ``reason`` it corrects
            the confirmation that is recorded.
        signature: Who records it and when.
        papers: The signed minute, and the like; the fact cites them as its document.
        note: A remark for the history.

    Returns:
        The confirmation in force; no batch where these very values are recorded already.

    Raises:
        InputError: It can't be recorded so; nothing was written.
    """

    def decide(ledger: Ledger) -> tuple[Confirmation, Draft | None]:
        said = checked_confirmation(ledger.register, wanted)
        known = ledger.register.confirmations.get((said.code, said.year))
        if known and known.says == said.says:
            return known, None
        corrects = _corrected(ledger.register, known, said)
        kept = sources_of("schedule confirm", _arguments(said), papers, signature)
        said = replace(said, source=COMMAND_SOURCE, document=kept.cited, corrects=corrects)
        totals = {POUNDS: format_pence(said.amount)}
        return said, Draft("confirmation", (said,), (), kept.sources, kept.names, 1, totals, note)

    done = decide_and_record(root, decide, signature)
    return replace(done, decided=done.ledger.register.confirmations[done.decided.code, done.decided.year])


def checked_confirmation(register: Register, wanted: Confirmation) -> Confirmation:
    """The confirmation as it may be recorded, by the facts of a register.

    Raises:
        InputError: What is missing or does not fit.
    """
    code = member_named(register, wanted.code)
    year = year_named(register, wanted.year)
    if not register.members[code].contributes:
        raise InputError(f"{member_shown(register, code)} is an association: it makes no contribution")
    if not year.part(register.spells(code)):
        raise InputError(f"{member_shown(register, code)} is not in membership in {wanted.year}")
    if wanted.amount <= 0:
        raise InputError("the amount confirmed must be above zero; a body that declines is left unrecorded")
    return replace(
        wanted,
        code=code,
        minute=one_line(wanted.minute, "the minute of the governing body's decision"),
        purpose=one_line(wanted.purpose, "the purpose that the governing body confirmed"),
        body=maybe_one_line(wanted.body, "the body"),
        reason=maybe_one_line(wanted.reason, "the reason"),
    )


def _corrected(register: Register, known: Confirmation | None, said: Confirmation) -> str:
    """How the new fact names what it corrects; empty for a first confirmation."""
    whose = f"the confirmation of {said.year} by {member_shown(register, said.code)}"
    if known is None and said.reason:
        raise InputError(f"{whose} is not recorded: there is nothing to correct")
    if known is None:
        return ""
    if not said.reason:
        quorum = "" if known.quorate else ", not quorate"
        raise InputError(
            f"{whose} is recorded with other values: {format_pounds(known.amount)} on {known.day}, "
            f"minute {known.minute}{quorum}, purpose {known.purpose or 'none'} (batch {known.place.batch}). "
            "To correct it: --correct --reason REASON"
        )
    return known.reference


def _arguments(said: Confirmation) -> dict[str, str]:
    return {
        "year": said.year,
        "member": said.code,
        "amount": format_pence(said.amount),
        "minute": said.minute,
        "date": said.day.isoformat(),
        "purpose": said.purpose,
        "body": said.body,
        "quorate": "yes" if said.quorate else "no",
        "correct": said.reason,
    }
