"""Reads a staged batch back as any reader would, and compares it with what was meant, before it counts.

Of a book it is a digest of all that it holds that is compared. Large books are read in processes of
their own, while this one goes on with what was meant: Beancount's parser is half of what a large
import takes.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from nesa_fund import beans, processes
from nesa_fund.canon import is_register
from nesa_fund.digest import Hashed, digest, told_of
from nesa_fund.draft import Written
from nesa_fund.facts import Fact
from nesa_fund.history import folder_name

_COMMAND = ("-m", "nesa_fund.digest")
_NOT_AS_LISTED = "what was written is not what the manifest lists; nothing was committed"
_NOT_AS_MEANT = "what was written does not read back as what was meant; nothing was committed"


class Meant(NamedTuple):
    """What a batch is to say: its number, its facts, and by name a digest of all that each book is to hold."""

    number: int
    facts: Sequence[Fact]
    books: Mapping[str, str]


def meant_by(written: Written) -> Meant:
    """What a batch is to say."""
    books = {name: digest([], opens, Hashed.of(rows)) for name, opens, rows in written.books()}
    return Meant(written.number, written.draft.facts, books)


def check(
    staging: Path,
    meant: Meant,
    listed: Mapping[str, str],
    meanwhile: Callable[[Sequence[Fact]], None] = lambda _: None,
) -> None:
    """Compare the text of a staged batch with what it was meant to say, and with what the manifest lists.

    Args:
        staging: The folder that the batch is built in.
        meant: What it is to say.
        listed: The SHA-256 of each file, as the manifest has it.
        meanwhile: What can be done while the books are read; it gets the facts at their places.

    Raises:
        AssertionError: It says something else, or is not what is listed.
        LedgerError: It is outside the grammar.
    """
    below = f"batches/{folder_name(meant.number)}"
    paths = sorted(staging.glob("*.beancount"))
    registers = {path.name: path.read_bytes() for path in paths if is_register(path.name)}
    with _Reading([path for path in paths if path.name not in registers], below) as reading, beans.no_collection():
        facts = [
            fact for name, content in registers.items() for fact in _facts(content, f"{below}/{name}", meant.number)
        ]
        if sorted(map(_said, facts)) != sorted(map(_said, meant.facts)):
            raise AssertionError(_NOT_AS_MEANT)
        meanwhile(facts)
        told = reading.told()
    if {name: digest for name, (_, digest) in told.items()} != meant.books:
        raise AssertionError(_NOT_AS_MEANT)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in registers.items()}
    hashes |= {name: sha256 for name, (sha256, _) in told.items()}
    if hashes != {name: sha256 for name, sha256 in listed.items() if "/" not in name}:  # A source is in a folder.
        raise AssertionError(_NOT_AS_LISTED)


def _facts(content: bytes, file: str, number: int) -> list[Fact]:
    """The facts of a register."""
    contents = beans.Contents()
    beans.read_file(beans.decoded(content, file), number, file, contents)
    return contents.facts


class _Reading:
    """Books that are being read, by other processes where they are large."""

    def __init__(self, paths: Sequence[Path], below: str) -> None:
        self._below = below
        self._here: list[Path] = list(paths)
        self._elsewhere: list[tuple[list[Path], processes.Asking]] = []
        spare = processes.spare(sum(path.stat().st_size for path in paths))
        if spare:
            self._here = []
            for some in _shares(paths, spare):
                names = (path.name for path in some)
                self._elsewhere.append((some, processes.Asking(_COMMAND, below, str(some[0].parent), *names)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for _, asking in self._elsewhere:
            asking.end()

    def told(self) -> dict[str, tuple[str, str]]:
        """Name -> what `digest.told_of` tells of each book. What another process did not answer is read here.

        Raises:
            LedgerError: A text is outside the grammar.
        """
        found: dict[str, tuple[str, str]] = {}
        for paths, asking in self._elsewhere:
            said = asking.answer()
            if said is None:
                self._here += paths
            else:
                found |= {name: (sha256, digest) for name, (sha256, digest) in json.loads(said).items()}
        return found | {path.name: told_of(path, self._below) for path in self._here}


def _shares(paths: Iterable[Path], count: int) -> list[list[Path]]:
    """Paths in so many lists of about one size, none of them empty."""
    shares: list[tuple[int, list[Path]]] = [(0, []) for _ in range(count)]
    for path in sorted(paths, key=lambda path: path.stat().st_size, reverse=True):
        least = min(range(count), key=lambda n: shares[n][0])
        shares[least] = shares[least][0] + path.stat().st_size, [*shares[least][1], path]
    return [some for _, some in shares if some]


def _said(fact: Fact) -> str:
    """A fact in words, without its place."""
    return repr(replace(fact, place=type(fact.place)()))
