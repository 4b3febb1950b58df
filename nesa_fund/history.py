"""The history of a ledger: its batches in order, and every place where it is not as written."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from nesa_fund.book import Alteration, Batch
from nesa_fund.problems import LedgerError

MANIFEST = "batch.json"
STAGING = ".staging-"
_LARGE = 2**20


class Texts(Mapping[tuple[int, str], bytes]):
    """Batch and name -> content of each of Beancount's files, in the order of recording, as it was hashed.

    ``digests`` has the SHA-256 of each. A large one is not held, but read again when it is asked for.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.digests: dict[tuple[int, str], str] = {}
        self._found: dict[tuple[int, str], bytes | Path] = {}

    def put(self, key: tuple[int, str], path: Path, content: bytes, digest: str) -> None:
        """Put in a file that was just read and hashed."""
        self.digests[key] = digest
        self._found[key] = path if len(content) >= _LARGE else content

    def __getitem__(self, key: tuple[int, str]) -> bytes:
        found = self._found[key]
        if isinstance(found, bytes):
            return found
        try:
            content = found.read_bytes()
        except OSError as error:
            raise LedgerError(f"{error.filename}: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != self.digests[key]:
            raise LedgerError(f"{found} was changed while the ledger was being read: try again")
        return content

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass(frozen=True, slots=True)
class History:
    """The batches of a ledger in order, and every place where they are not as written."""

    batches: Mapping[int, Batch]
    alterations: tuple[Alteration, ...]
    foreign: tuple[str, ...]  # Paths that belong to no batch, and that neither we nor Beancount read.
    files: int
    texts: Texts = field(default_factory=Texts, repr=False, compare=False)

    @property
    def is_whole(self) -> bool:
        """Whether no part of the books is missing, so that the rules have all of them to look at."""
        gone = (one for one in self.alterations if "missing" in one.message and not one.file.endswith(MANIFEST))
        return not any("/source/" not in one.file for one in gone)

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


def read_on(root: Path, known: History) -> History:
    """A history and the batches that were added since it was read; its texts are theirs alone.

    What it holds already is not read again, so that what was altered in it meanwhile is not found.

    Raises:
        LedgerError: A file can't be read.
    """
    folder = root / "batches"
    reading, number, previous = _History(folder), max(known.batches, default=0), known.head or None
    try:
        while (folder / folder_name(number + 1) / MANIFEST).is_file():
            number += 1
            previous = reading.read_batch(number, previous)
    except OSError as error:
        raise LedgerError(f"{error.filename}: {error.strerror}") from error
    return History(
        {**known.batches, **reading.batches},
        (*known.alterations, *reading.alterations),
        (*known.foreign, *reading.foreign),
        known.files + reading.files,
        reading.texts,
    )


class _History:
    """One reading of the batches folder, from the first batch to the last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.batches: dict[int, Batch] = {}
        self.texts = Texts()
        self.alterations: list[Alteration] = []
        self.foreign: list[str] = []
        self.files = 0

    def read(self) -> History:
        numbered = []
        for path in sorted(self.folder.iterdir()):
            if is_batch_folder(path.name):
                numbered.append(int(path.name))
            elif not path.name.startswith(STAGING):
                self._meet_foreign(path)
        previous, wanted = None, 1
        for number in sorted(numbered):
            if number > wanted:
                more = "" if number == wanted + 1 else f", and so is every one up to {number - 1}"
                self._alter(wanted, "", f"the whole batch is missing{more}")
            previous, wanted = self.read_batch(number, previous), number + 1
        return History(self.batches, tuple(self.alterations), tuple(self.foreign), self.files, self.texts)

    def _meet_foreign(self, path: Path) -> None:
        name = f"batches/{path.name}"
        if _is_ledger_text(path.name) or (path.is_dir() and _is_read_by_a_glob(path)):
            self.alterations.append(
                Alteration(0, name, "belongs to no batch, but Beancount would read it: take it away")
            )
        else:
            self.foreign.append(name)

    def _alter(self, number: int, name: str, message: str) -> None:
        self.alterations.append(Alteration(number, f"batches/{folder_name(number)}/{name}".rstrip("/"), message))

    def read_batch(self, number: int, previous: str | None) -> str:
        """Read and re-hash one batch; returns its head."""
        folder = self.folder / folder_name(number)
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for path in (folder, *folder.rglob("*")):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                name = "" if path == folder else path.relative_to(folder).as_posix()
                self._alter(number, name, "a link or no ordinary file: what it leads to can change")
        manifest_path = found.pop(MANIFEST, None)
        text = manifest_path.read_bytes() if manifest_path else b""
        head = hashlib.sha256(text).hexdigest()
        manifest = _parsed(text)
        if manifest is None or not _is_sound(manifest):
            self._alter(number, MANIFEST, "the manifest is missing, or not as this program writes one")
            # What it would have listed is not known: of its files only this one is said to be altered.
            manifest = {"files": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}}
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
            if name not in listed and _is_litter(name):
                self.foreign.append(f"batches/{folder_name(number)}/{name}")
                continue
            self.files += 1
            digest = hashlib.sha256(content).hexdigest()
            if name not in listed:
                self._alter(number, name, "not listed in the manifest")
            elif digest != listed[name]:
                self._alter(number, name, "altered: its SHA-256 is not the one in the manifest")
            if name.endswith(".beancount") and "/" not in name:
                self.texts.put((number, name), found[name], content, digest)


def is_batch_folder(name: str) -> bool:
    """Whether a folder in ``batches/`` is named as a batch's is."""
    return name.isdecimal() and name.isascii() and int(name) > 0 and name == folder_name(int(name))


def _is_read_by_a_glob(folder: Path) -> bool:
    """Whether ``batches/*/*.beancount`` meets anything in a folder; a glob passes over what begins with a dot."""
    return not folder.name.startswith(".") and any(_is_ledger_text(path.name) for path in folder.iterdir())


def _is_ledger_text(name: str) -> bool:
    return name.casefold().endswith(".beancount") and not name.startswith(".")


def _is_litter(name: str) -> bool:
    """Whether a file in a batch's folder is what systems and spreadsheets leave about, which nobody reads."""
    top, last = name.split("/", 1)[0], name.rsplit("/", 1)[-1]
    is_left_about = last.startswith((".", "~$")) or last.casefold() in {"thumbs.db", "desktop.ini"}
    return is_left_about or not (top == "source" or _is_ledger_text(last))


def _parsed(text: bytes) -> dict[str, object] | None:
    """A manifest's content, if it is byte for byte what we would write of it."""
    try:
        manifest = json.loads(text.decode())
        return manifest if isinstance(manifest, dict) and canonical_json(manifest) == text else None
    except (ValueError, RecursionError):  # Also of writing it again: half a character, a thousand brackets.
        return None


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
