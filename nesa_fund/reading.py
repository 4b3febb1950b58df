"""What the files of all batches hold: registers by Beancount's parser, books by their columns."""

from collections.abc import Mapping

from nesa_fund import beans
from nesa_fund.ahead import Ahead
from nesa_fund.canon import is_register
from nesa_fund.history import Texts, folder_name
from nesa_fund.problems import LedgerError
from nesa_fund.scan import scan

Paths = Mapping[tuple[int, str], str]
"""Batch and name -> path below the ledger."""


def contents_of(files: Texts, ahead: Ahead | None = None, *, is_strict: bool = True) -> tuple[beans.Contents, bool]:
    """What the files of batches hold, in their order, and whether all of them could be read.

    Args:
        files: The files.
        ahead: The books among them, where another process began to read them.
        is_strict: Whether what can't be read is an error; else it is passed over.

    Raises:
        LedgerError: A text is outside the grammar, or was changed meanwhile.
    """
    paths = {key: f"batches/{folder_name(key[0])}/{key[1]}" for key in files}
    books = {key: path for key, path in paths.items() if not is_register(key[1])}
    read = ahead.books({path: files.digests[key] for key, path in books.items()}) if ahead else None
    if read:
        registers = {key: path for key, path in paths.items() if key not in books}
        contents, is_readable = _here(files, registers, is_strict=is_strict)
        if not contents.rows.day:  # A register that holds an entry is none of ours: all is then read in its order.
            return beans.Contents(contents.facts, [*contents.opens, *read.opens], read.rows), is_readable
    return _here(files, paths, is_strict=is_strict)


def _here(files: Texts, paths: Paths, *, is_strict: bool) -> tuple[beans.Contents, bool]:
    """What some files hold, read by this process, and whether all could be read."""
    contents, is_readable = beans.Contents(), True
    for key, path in paths.items():
        try:
            _read(key[0], path, files[key], contents)
        except LedgerError:
            if is_strict:
                raise
            is_readable = False
    return contents, is_readable


def _read(number: int, file: str, content: bytes, into: beans.Contents) -> None:
    """Read a file of a batch: a book by its columns, and what is not just as it is written here by Beancount."""
    text, name = beans.decoded(content, file), file.rpartition("/")[2]
    owner = name.partition(".")[0]
    opens = None if is_register(name) else scan(text, number, file, owner, into.rows)
    if opens is None:
        beans.read_file(text, number, file, into)
    else:
        into.opens += opens
