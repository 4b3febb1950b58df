"""Backups: an archive of everything that is a ledger's record, read again once it is written; and the way back."""

import hashlib
import json
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from nesa_fund import derived
from nesa_fund.actions.post import FOLDER as HANDOVERS
from nesa_fund.actions.schedule_options import FOLDER as OPTIONS
from nesa_fund.batches import remove_tree
from nesa_fund.book import shown_head
from nesa_fund.history import MANIFEST, folder_name, read_history
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import Ledger, open_ledger

TOLD = "backup.json"
"""The file of an archive that says what it holds: its head, and the SHA-256 of every other file."""
_RECORD, _BESIDE = "batches", (HANDOVERS, OPTIONS)
_SAME_DAY = (1980, 1, 1, 0, 0, 0)  # So that one ledger makes one archive, byte for byte.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_CHUNK, _LONGEST_TOLD = 1 << 20, 1 << 26


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What an archive holds, or what came out of one: batches, files, and the head of the newest batch."""

    batches: int
    files: int
    head: str


class _Told(NamedTuple):
    """What an archive says of itself: path below the ledger -> SHA-256 of every file, and the head."""

    files: Mapping[str, str]
    head: str


def back_up(root: Path, archive: Path) -> BackedUp:
    """Write a ledger into an archive, whole or not at all, and read every file of it again.

    It holds every batch, what was handed over, and the options that were kept; not the files that are made from
    these, nor who may sign in.

    Raises:
        InputError: The archive is there already, or can't be written.
        LedgerError: The ledger was altered, or can't be read.
    """
    if archive.exists():
        raise InputError(f"{archive} is there already, and a backup is never written over; name another file")
    ledger = open_ledger(root)
    if ledger.history.alterations:
        first = ledger.history.alterations[0]
        raise LedgerError(f"{first.file}: {first.message}; an altered ledger is not backed up, see nesa verify")
    staging = archive.with_name(f".{archive.name}.{secrets.token_hex(8)}")
    try:
        done = _write(ledger, staging)
        _read_again(staging)
        staging.rename(archive)
    except OSError as error:
        raise InputError(f"{archive.name}: the backup was not written: {error.strerror}") from error
    finally:
        staging.unlink(missing_ok=True)
    return done


def restore(archive: Path, folder: Path) -> BackedUp:
    """Make a ledger of an archive, in a folder that is empty or not there yet, whole or not at all.

    Raises:
        InputError: The folder holds something, or the archive is none of ours or not as it was written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} holds something already; name a folder that is empty or not there yet")
    staging = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}")
    try:
        with zipfile.ZipFile(archive) as packed:
            told = _checked(packed)
            _refuse_too_large(packed, folder)
            staging.mkdir(parents=True)
            for name, wanted in told.files.items():
                _unpack(packed, name, staging, wanted)
        done = _proved(staging, told.head)
        if folder.exists():
            folder.rmdir()
        staging.rename(folder)
    except (OSError, LedgerError, *_DAMAGED) as error:
        raise InputError(f"{archive.name}: {getattr(error, 'strerror', '') or error}; nothing was restored") from error
    finally:
        remove_tree(staging)
    return done


def _write(ledger: Ledger, staging: Path) -> BackedUp:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(staging, "x", zipfile.ZIP_DEFLATED) as packed:
        for path in _files(ledger):
            name = path.relative_to(ledger.root).as_posix()
            content = path.read_bytes()
            sums[name] = hashlib.sha256(content).hexdigest()
            _put(packed, name, content)
        told = {"alliance": ledger.register.alliance().name, "files": sums, "head": ledger.book.head}
        _put(packed, TOLD, (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode())
    newest = max(ledger.history.batches)
    if sums[f"{_RECORD}/{folder_name(newest)}/{MANIFEST}"] != ledger.book.head:
        raise LedgerError("the ledger was altered while it was backed up; see nesa verify")
    return BackedUp(len(ledger.history.batches), len(sums), ledger.book.head)


def _files(ledger: Ledger) -> Iterator[Path]:
    """The files that are the record, in order: those of every batch that was read, and what is kept beside."""
    for number in sorted(ledger.history.batches):
        yield from _below(ledger.root / _RECORD / folder_name(number))
    for name in _BESIDE:
        yield from _below(ledger.root / name)


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, _SAME_DAY), content, zipfile.ZIP_DEFLATED)


def _read_again(archive: Path) -> None:
    """Prove of an archive that was just written that every file of it comes out as it went in."""
    with zipfile.ZipFile(archive) as packed:
        told = _checked(packed)
        for name, wanted in told.files.items():
            if hashlib.sha256(packed.read(name)).hexdigest() != wanted:
                raise LedgerError(f"{name} did not come out of the archive as it went in")


def _checked(packed: zipfile.ZipFile) -> _Told:
    """What an archive says that it holds, where it holds just that, under names that lead nowhere else."""
    names = packed.namelist()
    if TOLD not in names or packed.getinfo(TOLD).file_size > _LONGEST_TOLD:
        raise InputError("this is no backup of a ledger, as nesa backup writes one")
    try:
        told = json.loads(packed.read(TOLD))
        files, head = told["files"], told["head"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{TOLD} is not as nesa backup writes it") from error
    if not isinstance(files, dict) or not isinstance(head, str) or sorted([*files, TOLD]) != sorted(names):
        raise InputError(f"it does not hold just what {TOLD} says")
    for name in files:
        if not _leads_inside(name):
            raise InputError(f"it holds {name!r}, which belongs to no ledger")
    return _Told(files, head)


def _leads_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_plain = name.isprintable() and "\\" not in name and ":" not in name and "/".join(parts) == name
    return is_plain and len(parts) > 1 and ".." not in parts and parts[0] in {_RECORD, *_BESIDE}


def _refuse_too_large(packed: zipfile.ZipFile, folder: Path) -> None:
    """Refuse what the disk has no room for, before anything is unpacked."""
    above = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    wanted, free = sum(one.file_size for one in packed.infolist()), shutil.disk_usage(above).free
    if wanted > free:
        raise InputError(f"it holds {wanted:,} bytes, and there are {free:,} free")


def _unpack(packed: zipfile.ZipFile, name: str, into: Path, wanted: str) -> None:
    target, digest = into / name, hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(name) as content, target.open("xb") as written:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            written.write(chunk)
    if digest.hexdigest() != wanted:
        raise InputError(f"{name} is not as it was backed up; nothing was restored")


def _proved(root: Path, head: str) -> BackedUp:
    """Prove of a ledger that was unpacked that its history is whole, and make the files that are made from it."""
    history = read_history(root)
    if history.alterations or history.head != head:
        found = f"{history.alterations[0].file}: {history.alterations[0].message}" if history.alterations else (
            f"its head is {shown_head(history.head)}, and it was backed up at {shown_head(head)}"
        )  # fmt: skip
        raise InputError(f"{found}; nothing was restored")
    derived.refresh(root, open_ledger(root, history).register)
    files = sum(1 for path in (_RECORD, *_BESIDE) for _ in _below(root / path))
    return BackedUp(len(history.batches), files, history.head)
