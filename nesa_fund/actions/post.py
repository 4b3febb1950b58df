"""Handing over to a member's own system: what was handed over is remembered beside the ledger, never in it.

A file ``posts/Coquet/sage50 Coquet 0001.json`` tells which batches a handover took, the head up to the last of them,
and the SHA-256 of each file. Batches only grow, so the next handover is of those after it, and the same one can be made
again.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nesa_fund.handover.layouts import Layout
from nesa_fund.handover.made import Handover, Lacking, Span, hand_over
from nesa_fund.history import canonical_json
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import Ledger

FOLDER = "posts"
_NAME = re.compile(r"(?P<layout>[a-z0-9-]+) (?P<member>\w+) (?P<number>[0-9]{4,})\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of one handover: the batches, the head, and file name -> SHA-256."""

    layout: str
    member: str
    span: Span
    head: str
    files: Mapping[str, str]

    @property
    def content(self) -> bytes:
        """Its file."""
        return canonical_json(
            {
                "after": self.span.after,
                "files": dict(self.files),
                "head": self.head,
                "layout": self.layout,
                "member": self.member,
                "number": self.span.number,
                "through": self.span.through,
            }
        )


def next_span(ledger: Ledger, member: str, layout: Layout, after: int | None = None) -> Span | None:
    """The batches that a member was not handed over yet in a layout; None where there are none.

    Args:
        ledger: The ledger.
        member: The member's code.
        layout: The layout.
        after: For the first handover: the last batch whose entries the member has entered by hand.

    Raises:
        InputError: ``after`` for a later handover, or it is no batch; or what is remembered is not of this ledger.
    """
    records = recorded(ledger, member, layout.name)
    newest = len(ledger.book.batches)
    if after is not None and records:
        last = records[-1].span
        raise InputError(
            f"--after is for the first handover; handover {last.number} took what came up to batch {last.through}, and "
            "the next one goes on from there"
        )
    if after is not None and not 0 <= after <= newest:
        raise InputError(f"--after {after}: the batches are 1 to {newest}; see nesa batches")
    begun = records[-1].span.through if records else after or 0
    return Span(len(records) + 1, begun, newest) if begun < newest else None


def earlier(ledger: Ledger, member: str, layout: Layout, number: int | None = None) -> Record:
    """What is remembered of a handover: the one of that number, else the newest.

    Raises:
        InputError: There is none such.
    """
    records = recorded(ledger, member, layout.name)
    if not records:
        raise InputError(f"nothing was handed over to {member} for {layout.name} yet")
    if number is not None and not 1 <= number <= len(records):
        raise InputError(f"there is no handover {number} to {member} for {layout.name}; there are 1 to {len(records)}")
    return records[(number or len(records)) - 1]


def made(ledger: Ledger, member: str, layout: Layout, span: Span) -> Handover | Lacking:
    """What those batches hand over, or the codes that lack.

    Raises:
        LedgerError: The ledger is not as it was written.
        InputError: The Fund is asked for, or a transaction can't be entered elsewhere.
    """
    if ledger.history.alterations:
        raise LedgerError("the ledger is not as it was written, so nothing is handed over; see nesa verify")
    return hand_over(ledger.book, member, layout, span)


def record_of(ledger: Ledger, handover: Handover, files: Mapping[str, bytes]) -> Record:
    """What is to be remembered of a handover and its files."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    head = ledger.book.batches[handover.span.through].head
    return Record(handover.layout.name, handover.member, handover.span, head, hashes)


def remember(root: Path, record: Record) -> None:
    """Remember a handover, once its files are written.

    Raises:
        InputError: Somebody else handed over the same meanwhile.
        LedgerError: It can't be written.
    """
    path = root / FOLDER / record.member / f"{_stem(record)}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:  # Of two at once, one is told.
            file.write(record.content)
    except FileExistsError as error:
        raise InputError(
            f"handover {record.span.number} was made by somebody else meanwhile; run the command again"
        ) from error
    except OSError as error:
        raise LedgerError(f"not remembered as handed over: {error.filename}: {error.strerror}") from error


def recorded(ledger: Ledger, member: str, layout: str) -> list[Record]:
    """What is remembered of a member and layout, in order; each goes on where the one before ended.

    Raises:
        InputError: A file is not as it was written, one is not there, or it is of another history.
    """
    records = sorted((one for one in _all(ledger, member) if one.layout == layout), key=lambda one: one.span.number)
    end = records[0].span.after if records else 0
    for number, one in enumerate(records, 1):
        if (one.span.number, one.span.after) != (number, end):
            raise InputError(f"{FOLDER}/{member}: handover {number} for {layout} is not there; bring its file back")
        batch = ledger.book.batches.get(one.span.through)
        if batch is None or batch.head != one.head:
            raise InputError(
                f"{FOLDER}/{member}/{_stem(one)}.json is of another history than this ledger's, or of batches that it "
                "lacks; bring the newest ledger back, or take the file away if that was never entered"
            )
        end = one.span.through
    return records


def also_handed_over(ledger: Ledger, member: str, layout: Layout, span: Span) -> list[str]:
    """The other layouts in which some of the same batches were handed over."""
    return sorted(
        {
            one.layout
            for one in _all(ledger, member)
            if one.layout != layout.name and one.span.through > span.after and one.span.after < span.through
        }
    )


def _all(ledger: Ledger, member: str) -> list[Record]:
    folder = ledger.root / FOLDER / member
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [_read(path, member) for path in paths if _NAME.fullmatch(path.name)]


def _read(path: Path, member: str) -> Record:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LedgerError(f"{error.filename}: {error.strerror}") from error
    record = _parsed(content)
    if record is None or (record.content, record.member, f"{_stem(record)}.json") != (content, member, path.name):
        raise InputError(
            f"{FOLDER}/{member}/{path.name} is not as nesa wrote it: bring it back as it was, or take it away "
            "if that was never entered"
        )
    return record


def _parsed(content: bytes) -> Record | None:
    """The record that a file holds; None where it holds none."""
    try:
        told = json.loads(content)
        span = Span(*(_number(told[key]) for key in ("number", "after", "through")))
        files = {str(name): str(digest) for name, digest in told["files"].items()}
        return Record(str(told["layout"]), str(told["member"]), span, str(told["head"]), files)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def _stem(record: Record) -> str:
    return f"{record.layout} {record.member} {record.span.number:04d}"
