"""What the steps of the annual schedule share: reading years and members, and recording once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

from importers.names import Names
from nesa_fund import store
from nesa_fund.actions.command import COMMAND_FILE, command_file
from nesa_fund.actions.papers import Kept, Paper, keep
from nesa_fund.actions.rehearsal import is_rehearsed
from nesa_fund.adoption import closed_in_words, member_shown
from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.periods import Year
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.store import Ledger

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Done(Generic[D]):
    """What a step came to.

    Attributes:
        decided: What was decided, recorded or not.
        ledger: The ledger as it stands now; in a rehearsal, with a book as it would be.
        batch: The number of the new batch; None where there was nothing to record.
    """

    decided: D
    ledger: Ledger
    batch: int | None

    @property
    def head(self) -> str:
        """The head of the new batch, or of the ledger where there is none; empty in a rehearsal."""
        return self.ledger.book.batches[self.batch].head if self.batch else self.ledger.book.head


def decide_and_record(root: Path, decide: Callable[[Ledger], tuple[D, Draft | None]], signature: Signature) -> Done[D]:
    """Record what is decided on the ledger as it stands; decided anew where another batch came first.

    In a rehearsal nothing is recorded.
    """
    if is_rehearsed():
        return _rehearsed(store.opened_to_add(root), decide)
    seen: list[tuple[Ledger, D]] = []

    def make(ledger: Ledger) -> Draft | None:
        decided, draft = decide(ledger)
        seen.append((ledger, decided))
        return draft

    recorded = store.record(root, make, signature)
    ledger, decided = seen[-1]
    if recorded is None:
        return Done(decided, ledger, None)
    return Done(decided, recorded, len(ledger.history.batches) + 1)


def _rehearsed(ledger: Ledger, decide: Callable[[Ledger], tuple[D, Draft | None]]) -> Done[D]:
    decided, draft = decide(ledger)
    if draft is None or draft.is_empty:
        return Done(decided, ledger, None)
    meant = replace(ledger, book=ledger.with_draft(draft))
    return Done(decided, meant, len(ledger.history.batches) + 1)


def sources_of(
    command: str,
    arguments: Mapping[str, str],
    papers: Sequence[Paper],
    signature: Signature,
    beside: Mapping[str, Paper] = MappingProxyType({}),
) -> Kept:
    """The sources of a batch that a command makes: the command itself, and the papers given with it.

    ``beside``: argument -> a file that the command went by; it is kept too, and is no paper of the decision.
    """
    files = keep(beside.values(), taken=[COMMAND_FILE])
    kept = keep(papers, taken=[COMMAND_FILE, *files.sources])
    named = {"evidence": ", ".join(kept.names.values()), **dict(zip(beside, files.sources, strict=True))}
    told = command_file(command, {**arguments, **named}, signature.recorded_by)
    return Kept({**told, **files.sources, **kept.sources}, {**files.names, **kept.names}, frozenset(files.sources))


def year_named(register: Register, name: str) -> Year:
    """The alliance year of that name.

    Raises:
        InputError: There is none such.
    """
    try:
        return register.year(name)
    except ValueError as error:
        raise InputError(f'"{name}" is {error}') from error


def refuse_closed(register: Register, year: str) -> None:
    """Refuse a year that the Board has closed."""
    if register.is_closed(year):
        raise InputError(closed_in_words(register, year))


def member_named(register: Register, text: str) -> str:
    """The code of the member that a spelling means, by the same reading as a sheet's.

    Raises:
        InputError: Nobody's, or several members'; the nearest are named.
    """
    names = Names(register.members)
    code = names.find(text)
    if code is None:
        raise InputError(f'member "{text}": {_nearest_codes(register, text) or names.complaint(text)}')
    if code not in register.members:
        raise InputError(f'member "{text}": the Partnership Fund is no member')
    return code


def _nearest_codes(register: Register, text: str) -> str:
    """What is wrong with a code that was mistyped: at a command line most members are named by code."""
    codes = {code.casefold(): code for code in register.members}
    near = get_close_matches(text.casefold(), codes, cutoff=0.65)
    shown = ", ".join(member_shown(register, codes[code]) for code in near)
    return f"no member of that name; nearest: {shown}" if near else ""
