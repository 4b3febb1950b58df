"""The folder of an audit pack: what was made for it, a copy of the whole ledger, and the SHA-256 of every file."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from nesa_fund import derived
from nesa_fund.batches import remove_tree
from nesa_fund.history import MANIFEST, folder_name
from nesa_fund.packs.reperformed import LEDGER, SUMS
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import Ledger

_CHUNK = 1 << 20
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def refuse_what_stands(target: Path) -> None:
    """Refuse a folder that is there: an audit pack is never written over.

    Raises:
        InputError: Something of that name is there.
    """
    if target.exists() or target.is_symlink():
        raise InputError(f'"{target}" is there already, and an audit pack is never written over; name another folder')


def refuse_altered(ledger: Ledger) -> None:
    """Refuse a ledger that is not as it was written: its copy would vouch for nothing.

    Raises:
        LedgerError: It was altered.
    """
    if ledger.history.alterations:
        first = ledger.history.alterations[0]
        raise LedgerError(f"{first.file}: {first.message}; no audit pack is made of an altered ledger, see nesa verify")


def write_audit_folder(
    target: Path, made: Mapping[str, bytes], ledger: Ledger, tell: Callable[[float], None] = lambda _: None
) -> str:
    """Write the folder whole, or not at all.

    It is built beside its place under another name, and renamed. Of the ledger it holds what the
    manifests list and nothing else: every batch that the book was read from, byte for byte.

    Args:
        target: The folder, which must not be there.
        made: Name -> content of what was made for it.
        ledger: The ledger, as it was opened.
        tell: Is told how much of the ledger is copied, from 0 to 1.

    Returns:
        The SHA-256 of the list of sums, which vouches for all other files.

    Raises:
        InputError: The folder is there, or can't be written.
        LedgerError: The ledger was altered since it was opened.
    """
    staging = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        staging.mkdir(parents=True)
        sums = {name: _write(staging / name, content) for name, content in made.items()}
        for name, text in derived.texts(ledger.register).items():
            sums[f"{LEDGER}/{name}"] = _write(staging / LEDGER / name, text.encode())
        sums |= {f"{LEDGER}/{name}": found for name, found in _copied(ledger, staging / LEDGER, tell)}
        listed = _write(staging / SUMS, "".join(_line(name, sums[name]) for name in sorted(sums)).encode())
        refuse_what_stands(target)
        staging.rename(target)
    except OSError as error:
        raise InputError(f'the audit pack was not written: "{error.filename}": {error.strerror}') from error
    finally:
        remove_tree(staging)
    return listed


def _copied(ledger: Ledger, into: Path, tell: Callable[[float], None]) -> Iterator[tuple[str, str]]:
    """Copy what the manifests list; each path below the ledger with its SHA-256."""
    for number, batch in ledger.history.batches.items():
        folder = f"batches/{folder_name(number)}"
        manifest = f"{folder}/{MANIFEST}"
        listed = json.loads((ledger.root / manifest).read_bytes())["files"]
        for name, wanted in {
            **{f"{folder}/{name}": wanted for name, wanted in listed.items()},
            manifest: batch.head,
        }.items():
            if _copy(ledger.root / name, into / name) != wanted:
                raise LedgerError(f"{name}: altered while the pack was made; see nesa verify")
            yield name, wanted
        tell(number / len(ledger.history.batches))


def _copy(source: Path, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as write:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            write.write(chunk)
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _line(name: str, digest: str) -> str:
    """One line as sha256sum reads it: a name that no line can hold is escaped, and a backslash says so."""
    escaped = "".join(_ESCAPES.get(char, char) for char in name)
    mark = "" if escaped == name else "\\"
    return f"{mark}{digest}  {escaped}\n"
