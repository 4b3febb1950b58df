"""The books of a batch, on their way into its folder: large ones are written by other processes."""

import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self

from nesa_fund import processes
from nesa_fund.bookwriter import Opens, sent, write_books
from nesa_fund.canon import name_of
from nesa_fund.rows import Rows

_COMMAND = ("-m", "nesa_fund.bookwriter")
_SIZE = 2**8
"""About how many bytes of text a transaction takes."""


class Writing:
    """Books that are being written, while this process goes on: a context that is left when they are there."""

    def __init__(self, folder: Path, opens: Opens, rows: Rows) -> None:
        """Begin.

        Args:
            folder: Where they are to stand.
            opens: The accounts that each opens.
            rows: The transactions of all, file after file.
        """
        shares, known = list(_shares(rows, processes.spare(len(rows.day) * _SIZE))), dict[int, bytes]()
        named = set(map(name_of, rows.by_file())) if shares else set[str]()
        self._folder, self._rows = folder, Rows() if shares else rows
        self._opens = {name: of_file for name, of_file in opens.items() if name not in named}
        self._elsewhere: list[_Elsewhere] = []
        try:
            for share in shares:
                part = rows.part(share.start, share.stop)
                own = {name: opens[name] for name in map(name_of, part.by_file()) if name in opens}
                self._elsewhere.append(_Elsewhere(folder, own, part, known))
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        for one in self._elsewhere:
            one.end()

    def digests(self) -> dict[str, str]:
        """Name -> SHA-256 of each book, when all are there; what another process did not write is written here.

        Raises:
            OSError: A file can't be written.
        """
        found = write_books(self._folder, self._opens, self._rows)
        for one in self._elsewhere:
            found |= one.digests()
        return found


class _Elsewhere:
    """Some books that another process writes."""

    def __init__(self, folder: Path, opens: Opens, rows: Rows, known: dict[int, bytes]) -> None:
        self._folder, self._opens, self._rows = folder, opens, rows
        self._asking = processes.Asking(_COMMAND, str(folder), given=list(sent(opens, rows, known)))

    def digests(self) -> dict[str, str]:
        said = self._asking.answer()
        if said is not None:
            found: dict[str, str] = json.loads(said)
            return found
        for name in map(name_of, self._rows.by_file()):  # Over what the other process left of them.
            if (self._folder / name).is_file():
                (self._folder / name).chmod(0o644)
        return write_books(self._folder, self._opens, self._rows)

    def end(self) -> None:
        self._asking.end()


def _shares(rows: Rows, count: int) -> Iterator[range]:
    """The transactions of so many parts of about one size at most, each of whole books."""
    if count:
        total, spans = len(rows.day), rows.by_file().values()
        shares = [processes.share(span.stop, total, count) for span in spans]
        for _, some in groupby(zip(shares, spans, strict=True), key=itemgetter(0)):
            of_share = [span for _, span in some]
            yield range(of_share[0].start, of_share[-1].stop)
