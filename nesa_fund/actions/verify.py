"""Verifying: what the re-hashed history of a ledger shows, beside the head that somebody noted."""

import difflib
import re
from dataclasses import dataclass

from nesa_fund.book import Alteration, shown_head
from nesa_fund.history import History
from nesa_fund.problems import InputError

_HEAD = re.compile(r"[0-9a-f]{16,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a history shows.

    Attributes:
        batches: How many batches there are.
        newest: The number of the last of them; 0 where there is none.
        files: How many of their files were hashed, manifests apart.
        head: The head of the newest batch, empty where there is none.
        alterations: Every place that is not as it was written.
        foreign: Paths in the batches folder that belong to no batch, and that nobody reads.
        differing: Files that Beancount opens, and that are not as this ledger makes them; no record.
        noted: The head that was noted, empty where none was given.
        noted_batch: The batch whose head that is; 0 where it is of none.
        nearest: The batch whose head is most like a noted head that is of none; 0 where none is alike.
    """

    batches: int
    newest: int
    files: int
    head: str
    alterations: tuple[Alteration, ...]
    foreign: tuple[str, ...]
    differing: tuple[str, ...] = ()
    noted: str = ""
    noted_batch: int = 0
    nearest: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was written, and the noted head, if any, is of the chain."""
        return self.batches > 0 and not self.alterations and (not self.noted or self.noted_batch > 0)

    @property
    def is_vouched_for(self) -> bool:
        """Whether every batch up to the noted one is exactly as it was when its head was noted."""
        altered = [found.batch for found in self.alterations if found.batch]  # Those of no batch alter none.
        return self.noted_batch > 0 and all(batch > self.noted_batch for batch in altered)


def parse_head(text: str) -> str:
    """A head as somebody noted it: 16 hex digits or more, in any case, spaces anywhere.

    Raises:
        InputError: Anything else.
    """
    head = "".join(text.split()).lower()
    if not head:
        raise InputError("the head is empty: a head has 16 hex digits or more, like 9f2c 11ab 03d4 77e0")
    if not _HEAD.fullmatch(head):
        raise InputError(f'"{text}" is no head: a head has 16 hex digits or more, like 9f2c 11ab 03d4 77e0')
    return head


def verified(history: History, noted: str = "") -> Verified:
    """What a re-hashed history shows.

    Args:
        history: The history, as ``read_history`` re-hashed it.
        noted: The head that somebody noted, from ``parse_head``; empty for none.
    """
    heads = {number: batch.head for number, batch in history.batches.items()}
    noted_batch = next((number for number, head in heads.items() if noted and head.startswith(noted)), 0)
    return Verified(
        batches=len(heads),
        newest=max(heads, default=0),
        files=history.files,
        head=history.head,
        alterations=tuple(sorted(history.alterations)),
        foreign=history.foreign,
        noted=noted,
        noted_batch=noted_batch,
        nearest=_nearest(heads, noted) if noted and not noted_batch else 0,
    )


def _nearest(heads: dict[int, str], noted: str) -> int:
    """The batch of the head that a slip of the pen would explain; 0 where there is none."""
    shortened = {head[: len(noted)]: number for number, head in heads.items()}
    return next((shortened[head] for head in difflib.get_close_matches(noted, shortened, n=1, cutoff=0.8)), 0)


def report_lines(said: Verified) -> list[str]:
    """What was verified, in sentences: counts and head, every alteration, what the noted head vouches for."""
    hashed = f"{_counted(said.batches, 'batch', 'es')}, {_counted(said.files, 'file')} re-hashed"
    altered = [f"{found.file}: {found.message}" for found in said.alterations]
    foreign = [f"{path}: belongs to no batch; neither nesa nor Beancount reads it" for path in said.foreign]
    differing = [
        f"{name}: not as this ledger makes it; Beancount opens it, but it is no record" for name in said.differing
    ]
    first = f"{hashed}. Head: {shown_head(said.head)}" if said.batches else "There is no batch in this ledger."
    return [first, *altered, *foreign, *differing, _of_the_noted_head(said), _conclusion(said)]


def _of_the_noted_head(said: Verified) -> str:
    if not said.noted:
        return (
            "No noted head was given: the last manifest is vouched for by nothing but itself. With the head from the "
            "Board's minutes: nesa verify --head H"
        )
    noted = " ".join(said.noted[n : n + 4] for n in range(0, len(said.noted), 4))
    if not said.noted_batch:
        slip = f" Most like it is the head of batch {said.nearest}: was it copied wrongly?" if said.nearest else ""
        return (
            f"No manifest here has the head that was noted, {noted}: that manifest was altered, its batch was removed, "
            f"or the history was made anew.{slip}"
        )
    whose = f"The noted head {noted} is that of batch {said.noted_batch}"
    if not said.is_vouched_for:
        return f"{whose}, but what stands up to there is not what was recorded."
    if said.noted_batch == said.newest:
        return f"{whose}, the newest: the whole history is as it was when that head was noted."
    later = "batch" if said.newest == said.noted_batch + 1 else f"batches {said.noted_batch + 1} to"
    return (
        f"{whose}: everything up to there is as it was when that head was noted. What came later, {later} "
        f"{said.newest}, has no noted head yet."
    )


def _conclusion(said: Verified) -> str:
    if said.is_sound and said.differing:
        return "The record is as its manifests say; but what Beancount opens differs: nesa bean --remake"
    if said.is_sound:
        return "Verified: every file is as its manifest says."
    if said.alterations:
        return f"NOT VERIFIED: altered in {_counted(len(said.alterations), 'place')}."
    return "NOT VERIFIED."


def _counted(number: int, what: str, ending: str = "s") -> str:
    return f"{number:,} {what}{'' if number == 1 else ending}"
