"""All that a batch's books hold, as digests: ``python -m nesa_fund.digest``, started by `readback`.

It loads no more than it takes to read them: several such processes are quick to start, and small.
"""

import hashlib
import json
import sys
from array import array
from pathlib import Path
from typing import Any

from nesa_fund import beans
from nesa_fund.coded import Coded


def digest(contents: beans.Contents) -> str:
    """A SHA-256 of all that a book holds, to the line: texts hold no newline, so nothing reads as anything else."""
    found = hashlib.sha256(repr((contents.facts, contents.opens)).encode())
    for name, column in contents.rows.columns().items():
        found.update(f"\0{name} {len(column)}\n".encode())
        found.update(_bytes_of(column))
    return found.hexdigest()


def _bytes_of(column: "array[int] | Coded[Any]") -> bytes:
    """What a column holds, as bytes: its numbers at eight each, its texts and days a line each."""
    if isinstance(column, array):
        return array("q", column).tobytes()
    if column.is_blank:  # Most metadata are rare.
        return b"\n" * (len(column) - 1)
    is_text = isinstance(column.distinct[0], str)
    said = column.distinct if is_text else list(map(str, column.distinct))
    return "\n".join(map(said.__getitem__, column.codes)).encode()


def contents_of(path: Path, below: str) -> beans.Contents:
    """What a file holds, of a batch that will stand in a folder below the ledger's.

    Raises:
        LedgerError: Its text is outside the grammar.
    """
    file, contents = f"{below}/{path.name}", beans.Contents()
    number = int(below.rpartition("/")[2])
    beans.read_file(beans.decoded(path.read_bytes(), file), number, file, contents)
    return contents


def main(below: str, folder: str, *names: str) -> None:
    """Answer with the digest of each book in a folder, by file name."""
    with beans.no_collection():
        found = {name: digest(contents_of(Path(folder, name), below)) for name in names}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
