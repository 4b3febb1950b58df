"""Withdrawing: a member leaves, with its closing charge or credits, in one batch."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, one_line
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule_shared import Done, decide_and_record, member_named, sources_of
from nesa_fund.batches import Signature
from nesa_fund.closing import Leaving, leaving_of, withdrawal_faults
from nesa_fund.draft import Draft
from nesa_fund.entries import POUNDS, Transaction, klass
from nesa_fund.facts import Withdrawal
from nesa_fund.money import format_pence
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.store import Ledger


def withdraw(  # noqa: PLR0913, PLR0917  # What every recording takes, and the day it is.
    root: Path,
    wanted: Withdrawal,
    today: date,
    signature: Signature,
    papers: Sequence[Paper] = (),
    note: str = "",
) -> Done[Leaving]:
    """Record that a member leaves, and what closes its account, in one batch.

    Run again it records what was still to be done: a closing whose day has come, or that waited
    for a confirmation.

    Args:
        root: The ledger's folder.
        wanted: The leaving; ``code`` and ``successor`` may be any name of a member.
        today: The day it is: a closing to come is not reckoned yet.
        signature: Who records it and when.
        papers: The signed minute, and the like.
        note: A remark for the history.

    Returns:
        What the leaving comes to; no batch where there was nothing to record.

    Raises:
        InputError: It can't be recorded so; nothing was written.
    """

    def decide(ledger: Ledger) -> tuple[Leaving, Draft | None]:
        said = _in_codes(ledger.register, wanted)
        known = _known(ledger.register, said)
        if faults := withdrawal_faults(ledger.book, ledger.register, said, today):
            raise InputError(*(fault.message for fault in faults))
        kept = sources_of("withdraw", _arguments(said), papers, signature)
        said = replace(said, source=COMMAND_SOURCE, document=kept.cited)
        draft = Draft("withdrawal", () if known else (said,), (), kept.sources, kept.names, 1, {}, note)
        book = ledger.book if known else ledger.with_draft(draft)
        leaving = leaving_of(book, said, today, {"minute": said.minute, "document": kept.cited})
        totals = {POUNDS: format_pence(sum(_owed_pence(deal[0]) for deal in leaving.deals))}
        draft = replace(draft, transactions=leaving.transactions, totals=totals)
        return leaving, None if draft.is_empty else draft

    return decide_and_record(root, decide, signature)


def _in_codes(register: Register, wanted: Withdrawal) -> Withdrawal:
    """The leaving as the ledger writes it."""
    code = member_named(register, wanted.code)
    successor = member_named(register, wanted.successor) if wanted.successor else ""
    return replace(
        wanted, code=code, successor=successor, minute=one_line(wanted.minute, "the minute of the decision to leave")
    )


def _known(register: Register, said: Withdrawal) -> Withdrawal | None:
    """This very leaving, where it is recorded.

    Raises:
        InputError: It is recorded with other values.
    """
    known = register.slots.get(said.slot)
    if not isinstance(known, Withdrawal) or known.says == said.says:
        return known if isinstance(known, Withdrawal) else None
    became = f", to become {known.successor}" if known.successor else ""
    raise InputError(
        f"{register.name(said.code)} leaves on {said.day} already, by minute {known.minute or 'none'}{became} "
        f"(batch {known.place.batch}); to say it otherwise, take that back first: "
        f"nesa reverse {known.place.batch} --reason REASON"
    )


def _owed_pence(creditors: Transaction) -> int:
    """By how much a creditor's entry moves what it is owed."""
    return abs(sum(pence for account, pence, _ in creditors.postings if klass(account) == "Debtors"))


def _arguments(said: Withdrawal) -> dict[str, str]:
    return {"member": said.code, "date": said.day.isoformat(), "minute": said.minute, "successor": said.successor}
