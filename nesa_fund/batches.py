"""Adding to the store of batches: one folder a batch, chained by hash, committed by one rename."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nesa_fund.history import STAGING, canonical_json, folder_name
from nesa_fund.problems import LedgerError

PROGRAM = "nesa-fund"
_PATIENCE_SECONDS = 10
_STALE_SECONDS = 3600


class NumberTakenError(Exception):
    """Another commit took the number first: build the batch again on the new head."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who records a batch, who approved it, how that is known, and when."""

    recorded_by: str
    recorded_at: datetime
    approved_by: str = ""
    how: str = "declared"


@dataclass(frozen=True, slots=True)
class Papers:
    """What the manifest of a new batch tells of its files: ``digests`` has the SHA-256 of each, sources too."""

    kind: str
    digests: Mapping[str, str]
    names: Mapping[str, str]
    rows: int
    totals: Mapping[str, str]
    note: str = ""


def manifest_bytes(number: int, previous: str | None, papers: Papers, signature: Signature, version: str) -> bytes:
    """The manifest of a batch, canonical: sorted keys, two-space indent, one final newline."""
    return canonical_json(
        {
            "number": number,
            "previous": previous,
            "kind": papers.kind,
            "recorded_at": signature.recorded_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "recorded_by": signature.recorded_by,
            "approved_by": signature.approved_by,
            "how": signature.how,
            "note": papers.note,
            "program": f"{PROGRAM} {version}",
            "files": dict(papers.digests),
            "names": dict(papers.names),
            "rows": papers.rows,
            "totals": dict(papers.totals),
        }
    )


def commit(root: Path, number: int, build: Callable[[Path], None]) -> None:
    """Put a batch's folder in its place whole, or not at all.

    It is built beside the others by ``build``, which checks it too, synced, and renamed to its number.

    Raises:
        NumberTakenError: Another commit took the number in the meantime.
        LedgerError: The folder can't be written.
    """
    folder = root / "batches"
    staging = folder / f"{STAGING}{os.getpid()}-{time.monotonic_ns()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear_stale_staging(folder)
        staging.mkdir()
        build(staging)
        for path in (*(path for path in staging.rglob("*") if path.is_dir()), staging):
            _sync_folder(path)
        _rename(staging, folder / folder_name(number))
        _sync_folder(folder)
    except OSError as error:
        raise LedgerError(f"the batch was not written: {error.filename}: {error.strerror}") from error
    finally:
        remove_tree(staging)


def _sync_folder(path: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename(staging: Path, target: Path) -> None:
    """One rename; on Windows one that is refused (a scanner, a sync client) is tried for a while."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        if target.exists():
            raise NumberTakenError
        try:
            staging.rename(target)
        except OSError:
            if target.exists():
                raise NumberTakenError from None
            if sys.platform != "win32" or time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def clear_stale_staging(folder: Path) -> None:
    """Remove what commits left that were cut off: staging folders of processes that are gone, untouched for an hour.

    On a shared folder the process may be another machine's, and only its age tells that it is gone.
    """
    for path in _staging_folders(folder):
        process = path.name.removeprefix(STAGING).partition("-")[0]
        if process.isdecimal() and not _is_running(int(process)) and _age_seconds(path) > _STALE_SECONDS:
            remove_tree(path)


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:  # It was renamed to its number just now.
        return 0


def _staging_folders(folder: Path) -> Iterator[Path]:
    return folder.glob(f"{STAGING}*")


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        return True  # There a signal of 0 would end it; what is left is a folder nobody reads.
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def remove_tree(folder: Path) -> None:
    """Remove a folder of ours, read-only files included, if it is there."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    shutil.rmtree(folder, ignore_errors=True)
