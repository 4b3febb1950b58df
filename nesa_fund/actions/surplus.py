"""Returning a year's surplus to those who paid it in, in one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nesa_fund.actions.command import COMMAND_SOURCE, one_line
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule_shared import Done, decide_and_record, refuse_closed, sources_of, year_named
from nesa_fund.batches import Signature
from nesa_fund.closing import returned, surplus_faults, surplus_of
from nesa_fund.draft import Draft
from nesa_fund.entries import FUND, POUNDS, Transaction, debtors
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.problems import InputError
from nesa_fund.store import Ledger


@dataclass(frozen=True, slots=True)
class Surplus:
    """What the Board returns of a year: pence in all, owed from a day, by its minute."""

    year: str
    pence: int
    day: date
    minute: str


def return_surplus(
    root: Path, wanted: Surplus, signature: Signature, papers: Sequence[Paper] = (), note: str = ""
) -> Done[Mapping[str, int]]:
    """Record what the Fund owes back to each member of a year's surplus, in one batch.

    Returns:
        Member -> pence returned to it; no batch where this very surplus is recorded already.

    Raises:
        InputError: It can't be returned so; nothing was written.
    """

    def decide(ledger: Ledger) -> tuple[Mapping[str, int], Draft | None]:
        year, minute = year_named(ledger.register, wanted.year), one_line(wanted.minute, "the Board's minute")
        if known := returned(ledger.book, wanted.year):
            return _already(wanted, known), None
        refuse_closed(ledger.register, ledger.register.year_of(wanted.day).name)
        if faults := list(surplus_faults(ledger.book, year, wanted.pence, wanted.day)):
            raise InputError(*faults)
        kept = sources_of("surplus", _arguments(wanted), papers, signature)
        meta = {"source": COMMAND_SOURCE, "minute": minute, "document": kept.cited}
        back = surplus_of(ledger.book, wanted.year, wanted.pence, wanted.day, meta)
        entries = tuple(entry for one in back for entry in one.transactions())
        totals = {POUNDS: format_pence(wanted.pence)}
        draft = Draft("surplus", (), entries, kept.sources, kept.names, len(back), totals, note)
        return {one.member: -one.pence for one in back}, draft

    return decide_and_record(root, decide, signature)


def _already(wanted: Surplus, known: Mapping[str, Transaction]) -> Mapping[str, int]:
    """What was returned of the year, where it was this very surplus."""
    first = next(iter(known.values()))
    shares = {code: _back(code, one) for code, one in known.items()}
    total = sum(shares.values())
    if (total, first.day, first.meta.get("minute", "")) == (wanted.pence, wanted.day, wanted.minute.strip()):
        return shares
    minute = first.meta.get("minute", "none")
    raise InputError(
        f"a surplus of {wanted.year} is returned already: {format_pounds(total)} on {first.day}, minute {minute} "
        f"(batch {first.place.batch}); to return another, take it back first: "
        f"nesa reverse {first.place.batch} --reason REASON"
    )


def _back(code: str, entry: Transaction) -> int:
    return -sum(pence for account, pence, _ in entry.postings if account == debtors(FUND, code))


def _arguments(wanted: Surplus) -> dict[str, str]:
    return {
        "year": wanted.year,
        "amount": format_pence(wanted.pence),
        "date": wanted.day.isoformat(),
        "minute": wanted.minute.strip(),
    }
