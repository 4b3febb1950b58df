"""All that a batch's books hold, as digests: ``python -m nesa_fund.digest``, started by `readback`.

It loads no more than it takes to read them, and keeps nothing of what it reads: such a process is quick and small.
"""

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from nesa_fund import beans
from nesa_fund.canon import Open
from nesa_fund.coded import Coded
from nesa_fund.entries import Transaction
from nesa_fund.facts import Fact
from nesa_fund.rows import META, Rows, by_key, ends_of

_TEXTS = ("payee", "narration", "link", "account", "commodity")
_NUMBERS = ("line", "counts", "pence")


class Hashed:
    """Transactions of which nothing is kept but a SHA-256 of each column: texts a line each, for none holds a newline.

    Whether they come one by one or many at once is all the same.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._hashes = {name: hashlib.sha256() for name in ("day", *_TEXTS, *META, *_NUMBERS)}
        self._of: set[tuple[int, str, str]] = set()
        self._odd: list[object] = []

    def add(
        self, transaction: Transaction, owner: str = "", links: int = 1, part_pence: frozenset[int] = frozenset()
    ) -> None:
        """As `Rows.add`."""
        place, postings = transaction.place, transaction.postings
        if links != 1 or part_pence:
            self._odd.append((place, links, sorted(part_pence)))
        self.add_columns(
            (place.batch, place.file, owner or transaction.entity),
            day=[transaction.day],
            line=[place.line],
            payee=[transaction.payee],
            narration=[transaction.narration],
            link=[transaction.link],
            meta=by_key([transaction.meta]),
            counts=[len(postings)],
            account=[account for account, _, _ in postings],
            pence=[pence for _, pence, _ in postings],
            commodity=[commodity for _, _, commodity in postings],
        )

    def add_columns(self, of: tuple[int, str, str], **given: Any) -> None:  # noqa: ANN401  # As `Sink` has it.
        """As `Rows.add_columns`."""
        days, meta, count = given["day"], given["meta"], len(given["counts"])
        if not count:
            return
        self._of.add(of)
        said = {day: str(day) for day in set(days)}
        self._hashes["day"].update(_lines(map(said.__getitem__, days)))
        for key in META:
            self._hashes[key].update(_lines(meta[key]) if key in meta else b"\n" * count)
        for name in _TEXTS:
            self._hashes[name].update(_lines(given[name]))
        for name in _NUMBERS:
            self._hashes[name].update(array("q", given[name]).tobytes())

    @classmethod
    def of(cls, rows: Rows) -> "Hashed":
        """Some rows that are sound, all of one file."""
        assert set(rows.links) | set(rows.whole) <= {1}
        found = cls()
        for of in set(zip(rows.batch, rows.file, rows.owner, strict=True)):
            columns: dict[str, Any] = {name: getattr(rows, name) for name in ("day", "line", "pence", *_TEXTS)}
            meta = {key: column for key, column in rows.meta.items() if not column.is_blank}
            counts = [end - begin for begin, end in pairwise([0, *ends_of(rows.txn)])]
            found.add_columns(of, **columns, meta=meta, counts=counts)
        return found

    def hexdigest(self) -> str:
        """A SHA-256 of all of them."""
        found = hashlib.sha256(repr((sorted(self._of), self._odd)).encode())
        for one in self._hashes.values():
            found.update(one.digest())
        return found.hexdigest()


def _lines(texts: Iterable[str]) -> bytes:
    """Texts as bytes, each with a newline behind it; of a column that has one value it is repeated."""
    if isinstance(texts, Coded) and len(texts.distinct) == 1:
        return f"{texts.distinct[0]}\n".encode() * len(texts)
    text = "\n".join(texts)
    return f"{text}\n".encode()


def digest(facts: Sequence[Fact], opens: Sequence[Open], rows: Hashed) -> str:
    """A SHA-256 of all that a book holds, to the line."""
    return hashlib.sha256(repr((facts, opens, rows.hexdigest())).encode()).hexdigest()


def told_of(path: Path, below: str) -> tuple[str, str]:
    """The SHA-256 of a book, of a batch that will stand ``below`` the ledger's folder, and the digest of all it holds.

    Raises:
        LedgerError: Its text is outside the grammar.
    """
    content, file, contents, rows = path.read_bytes(), f"{below}/{path.name}", beans.Contents(), Hashed()
    beans.read_file(beans.decoded(content, file), int(below.rpartition("/")[2]), file, contents, rows)
    return hashlib.sha256(content).hexdigest(), digest(contents.facts, contents.opens, rows)


def main(below: str, folder: str, *names: str) -> None:
    """Answer with both of each book in a folder, by file name."""
    with beans.no_collection():
        found = {name: told_of(Path(folder, name), below) for name in names}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
