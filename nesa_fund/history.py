"""The history of a ledger: its batches in order, and every place where it is not as written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from nesa_fund.book import Alteration, Batch
from nesa_fund.problems import LedgerError

MANIFEST = "batch.json"
STAGING = ".staging-"


@dataclass(frozen=True, slots=True)
class History:
    """The batches of a ledger in order, and every place where they are not as written."""

    batches: Mapping[int, Batch]
    alterations: tuple[Alteration, ...]
    foreign: tuple[str, ...]
    files: int
    texts: Mapping[tuple[int, str], bytes] = field(repr=False)

    @property
    def head(self) -> str:
        """The SHA-256 of the newest manifest; empty where there is none."""
        return self.batches[max(self.batches)].head if self.batches else ""


def read_history(root: Path) -> History:
    """Read and re-hash every batch of a ledger.

    Raises:
        LedgerError: There is no ledger, or a file can't be read.
    """
    folder = root / "batches"
    if not folder.is_dir():
        raise LedgerError(f"{root} is not a ledger: it has no batches folder; make one with: nesa init DIR --name NAME")
    try:
        return _History(folder).read()
    except OSError as error:
        raise LedgerError(f"{error.filename}: {error.strerror}") from error


class _History:
    """One reading of the batches folder, from the first batch to the last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.batches: dict[int, Batch] = {}
        self.texts: dict[tuple[int, str], bytes] = {}
        self.alterations: list[Alteration] = []
        self.files = 0

    def read(self) -> History:
        numbered, foreign = [], []
        for name in sorted(path.name for path in self.folder.iterdir()):
            if name.isdecimal() and name.isascii() and name == folder_name(int(name)):
                numbered.append(int(name))
            elif not name.startswith(STAGING):
                foreign.append(f"batches/{name}")
        previous = None
        numbered.sort()
        for number in range(1, max(numbered, default=0) + 1):
            if number in numbered:
                previous = self._read_batch(number, previous)
            else:
                self._alter(number, "", "the whole batch is missing")
        return History(self.batches, tuple(self.alterations), tuple(foreign), self.files, self.texts)

    def _alter(self, number: int, name: str, message: str) -> None:
        self.alterations.append(Alteration(number, f"batches/{folder_name(number)}/{name}".rstrip("/"), message))

    def _read_batch(self, number: int, previous: str | None) -> str:
        folder = self.folder / folder_name(number)
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        manifest_path = found.pop(MANIFEST, None)
        text = manifest_path.read_bytes() if manifest_path else b""
        head = hashlib.sha256(text).hexdigest()
        manifest = _parsed(text)
        if manifest is None or not _is_sound(manifest):
            self._alter(number, MANIFEST, "the manifest is missing, or not as this program writes one")
            manifest = {}
        elif manifest["number"] != number:
            self._alter(number, MANIFEST, f"the manifest is of batch {manifest['number']}")
        elif manifest["previous"] != previous:
            self._alter(number - 1 or 1, MANIFEST, f"not the manifest that batch {number} was built on")
        self._check_files(number, cast("Mapping[str, str]", manifest.get("files", {})), found)
        self.batches[number] = _batch(number, manifest, head)
        return head

    def _check_files(self, number: int, listed: Mapping[str, str], found: Mapping[str, Path]) -> None:
        for name in sorted({*listed, *found}):
            content = found[name].read_bytes() if name in found else None
            if content is None:
                self._alter(number, name, "missing: the manifest lists it")
                continue
            self.files += 1
            if name not in listed:
                self._alter(number, name, "not listed in the manifest")
            elif hashlib.sha256(content).hexdigest() != listed[name]:
                self._alter(number, name, "altered: its SHA-256 is not the one in the manifest")
            if name.endswith(".beancount") and "/" not in name:
                self.texts[number, name] = content


def _parsed(text: bytes) -> dict[str, object] | None:
    """A manifest's content, if it is byte for byte what we would write of it."""
    try:
        manifest = json.loads(text.decode())
    except ValueError:
        return None
    return manifest if isinstance(manifest, dict) and canonical_json(manifest) == text else None


_KINDS: dict[str, type | tuple[type, ...]] = {
    "number": int, "previous": (str, type(None)), "kind": str, "recorded_at": str, "recorded_by": str,
    "approved_by": str, "how": str, "note": str, "program": str, "files": dict, "names": dict, "rows": int,
    "totals": dict,
}  # fmt: skip


def _is_sound(manifest: Mapping[str, object]) -> bool:
    return all(isinstance(manifest.get(key), kind) for key, kind in _KINDS.items())


def _batch(number: int, manifest: Mapping[str, object], head: str) -> Batch:
    text = {key: str(manifest.get(key, "")) for key in _KINDS}
    try:
        recorded_at = datetime.fromisoformat(text["recorded_at"])
    except ValueError:
        recorded_at = datetime.min.replace(tzinfo=UTC)
    files, totals, rows = manifest.get("files"), manifest.get("totals"), manifest.get("rows")
    sources = frozenset(
        name.removeprefix("source/")
        for name in (files if isinstance(files, dict) else {})
        if name.startswith("source/")
    )
    return Batch(
        number,
        text["kind"],
        recorded_at,
        text["recorded_by"],
        text["approved_by"],
        text["how"],
        text["note"],
        sources,
        rows if isinstance(rows, int) else 0,
        totals if isinstance(totals, dict) else {},
        head,
    )


def folder_name(number: int) -> str:
    """The name of a batch's folder: at least four digits."""
    return f"{number:04d}"


def canonical_json(manifest: Mapping[str, object]) -> bytes:
    """A manifest as it is written: sorted keys, two-space indent, one final newline."""
    return (json.dumps(manifest, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()
