"""Reads a staged batch back as any reader would, and compares it with what was meant, before it counts.

Of a book it is a digest of all that it holds that is compared. Large books are read in processes of
their own, while this one goes on with what was meant: Beancount's parser is half of what a large
import takes.
"""

import json
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from nesa_fund import beans, processes
from nesa_fund.canon import is_register
from nesa_fund.digest import contents_of, digest
from nesa_fund.draft import Written
from nesa_fund.facts import Fact
from nesa_fund.history import folder_name

_COMMAND = ("-m", "nesa_fund.digest")
_NOT_AS_MEANT = "what was written does not read back as what was meant; nothing was committed"


def check(
    staging: Path,
    number: int,
    meant: Written,
    meanwhile: Callable[[Sequence[Fact]], None] = lambda _: None,
) -> None:
    """Compare the text of a staged batch with what it was meant to say.

    Args:
        staging: The folder that the batch is built in.
        number: The batch's number.
        meant: What is to be recorded.
        meanwhile: What can be done while the books are read; it gets the facts at their places.

    Raises:
        AssertionError: It says something else.
        LedgerError: It is outside the grammar.
    """
    paths = sorted(staging.glob("*.beancount"))
    books = [path for path in paths if not is_register(path.name)]
    with _Reading(books, number) as reading, beans.no_collection():
        facts = [fact for path in paths if path not in books for fact in contents_of(path, _below(number)).facts]
        if sorted(map(_said, facts)) != sorted(map(_said, meant.draft.facts)):
            raise AssertionError(_NOT_AS_MEANT)
        meanwhile(facts)
        wanted = {name: _wanted(meant, name) for name in meant.texts if not is_register(name)}
        if wanted.keys() != {path.name for path in books} or not reading.is_all(wanted):
            raise AssertionError(_NOT_AS_MEANT)


def _wanted(meant: Written, name: str) -> beans.Contents:
    return beans.Contents([], meant.opens.get(name, []), meant.rows_in(name))


class _Reading:
    """Books that are being read, by other processes where they are large."""

    def __init__(self, paths: Sequence[Path], number: int) -> None:
        self._number = number
        self._here: list[Path] = list(paths)
        self._elsewhere: list[tuple[list[Path], subprocess.Popen[bytes]]] = []
        spare = processes.spare(sum(path.stat().st_size for path in paths))
        if spare:
            self._here = []
            for some in _shares(paths, spare):
                names = (path.name for path in some)
                process = processes.started(_COMMAND, _below(number), str(some[0].parent), *names)
                self._elsewhere.append((some, process))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for _, process in self._elsewhere:
            with process:
                process.kill()

    def is_all(self, wanted: Mapping[str, beans.Contents]) -> bool:
        """Whether each book holds what is wanted. What another process did not answer is read here.

        Raises:
            LedgerError: A text is outside the grammar.
        """
        for paths, process in self._elsewhere:
            said, _ = process.communicate()
            if process.returncode:
                self._here += paths
            elif json.loads(said) != {path.name: digest(wanted[path.name]) for path in paths}:
                return False
        return all(contents_of(path, _below(self._number)) == wanted[path.name] for path in self._here)


def _shares(paths: Iterable[Path], count: int) -> list[list[Path]]:
    """Paths in so many lists of about one size, none of them empty."""
    shares: list[tuple[int, list[Path]]] = [(0, []) for _ in range(count)]
    for path in sorted(paths, key=lambda path: path.stat().st_size, reverse=True):
        least = min(range(count), key=lambda n: shares[n][0])
        shares[least] = shares[least][0] + path.stat().st_size, [*shares[least][1], path]
    return [some for _, some in shares if some]


def _below(number: int) -> str:
    """Where a batch will stand below the ledger's folder."""
    return f"batches/{folder_name(number)}"


def _said(fact: Fact) -> str:
    """A fact in words, without its place."""
    return repr(replace(fact, place=type(fact.place)()))
