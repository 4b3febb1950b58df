"""Writes some books of a large batch: ``python -m nesa_fund.bookwriter FOLDER``, started by `writing`.

It is sent the accounts that each book opens, and then the transactions. It answers with the SHA-256 of each file, by
name. It loads no more than that takes.
"""

import gc
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from nesa_fund import canon, wire
from nesa_fund.rows import Rows

Opens = Mapping[str, Sequence[canon.Open]]
"""File name -> the accounts that are opened in it."""


def write_file(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a file that is to last and never to change; its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o444)
    return digest.hexdigest()


def write_books(folder: Path, opens: Opens, rows: Rows) -> dict[str, str]:
    """Write the books that have some accounts and transactions, file after file; name -> SHA-256."""
    books = canon.texts_of_books(opens, rows)
    return {name: write_file(folder / name, map(str.encode, pieces)) for name, pieces in books}


def sent(opens: Opens, rows: Rows, known: dict[int, bytes]) -> Iterator[bytes]:
    """What such a process is sent; ``known`` is as in `wire`."""
    yield wire.line({name: wire.told(of_file) for name, of_file in opens.items()})
    yield from wire.sent(rows, known)


def received(said: BinaryIO) -> tuple[Opens, Rows]:
    """What it gets."""
    opens = {name: wire.opens_of(of_file) for name, of_file in json.loads(said.readline()).items()}
    return opens, wire.received(said)


if __name__ == "__main__":
    gc.disable()  # Rows are values without cycles: to look for garbage takes longer than to write them.
    sys.stdout.write(json.dumps(write_books(Path(sys.argv[1]), *received(sys.stdin.buffer))))
