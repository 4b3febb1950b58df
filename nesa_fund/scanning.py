"""Reads some books of a large ledger: ``python -m nesa_fund.scanning LEDGER PART OF``, started by `ahead`.

It answers with a line that has the SHA-256 of each book and the accounts that they open, and then with their rows.
"""

import gc
import hashlib
import io
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from nesa_fund import processes, wire
from nesa_fund.canon import Open, is_register
from nesa_fund.rows import Rows
from nesa_fund.scan import scan


class Books(NamedTuple):
    """What some books of a ledger hold, and the path below it and the SHA-256 of each, in order."""

    digests: dict[str, str]
    opens: list[Open]
    rows: Rows

    def joined_by(self, others: Sequence["Books"]) -> "Books":
        """These books and others behind them."""
        parts = [self, *others]
        digests = {file: digest for part in parts for file, digest in part.digests.items()}
        rows = self.rows.joined_by(part.rows for part in others) if others else self.rows
        return Books(digests, [opened for part in parts for opened in part.opens], rows)


def answer(root: Path, part: int, of: int) -> Iterator[bytes]:
    """One part, from 0, of so many of the books of a ledger; nothing where one of them is not as `canon` writes it.

    Raises:
        OSError: One can't be read.
        ValueError: One is no text.
    """
    rows, opens, digests = Rows(), list[Open](), dict[str, str]()
    for number, path in _share(list(_books(root)), part, of):
        content = path.read_bytes()
        file = path.relative_to(root).as_posix()
        found = scan(content.decode(), number, file, path.name.partition(".")[0], rows)
        if found is None:
            return
        opens += found
        digests[file] = hashlib.sha256(content).hexdigest()
    yield wire.line({"digests": digests, "opens": wire.told(opens)})
    yield from wire.sent(rows.packed())


def received(said: bytes | None) -> Books | None:
    """What the process answered; None where it had no answer."""
    if not said:
        return None
    answered = io.BytesIO(said)
    heading = json.loads(answered.readline())
    return Books(heading["digests"], wire.opens_of(heading["opens"]), wire.received(answered))


def _books(root: Path) -> Iterator[tuple[int, Path]]:
    """Each batch's number and each of its books, in the order of recording."""
    folders = sorted((int(one.name), one) for one in (root / "batches").iterdir() if one.name.isdecimal())
    for number, folder in folders:
        books = (one for one in folder.glob("*.beancount") if one.is_file() and not is_register(one.name))
        yield from ((number, one) for one in sorted(books, key=lambda one: one.name))


def _share(books: Sequence[tuple[int, Path]], part: int, of: int) -> Iterator[tuple[int, Path]]:
    """One of so many parts of about one size, each of books that follow each other."""
    ends = list(accumulate(path.stat().st_size for _, path in books))
    return (book for book, end in zip(books, ends, strict=True) if processes.share(end, ends[-1], of) == part)


if __name__ == "__main__":
    gc.disable()  # Rows are values without cycles: to look for garbage takes longer than to read them.
    for some in answer(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])):
        sys.stdout.buffer.write(some)
