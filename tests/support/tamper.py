"""Changing a committed ledger for tests: with its history left broken, or sealed anew over the change."""

import hashlib
import json
import re
from pathlib import Path

from nesa_fund.history import canonical_json


def amend(path: Path, link: str, event: str, amounts: dict[str, str]) -> None:
    """Change amounts of one transaction in a committed file: account -> new amount."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    (n,) = [n for n, block in enumerate(blocks) if f"^{link}\n" in block and f'event: "{event}"' in block]
    for account, amount in amounts.items():
        blocks[n], count = re.subn(rf"({re.escape(account)} +)\S+( GBP)", rf"\g<1>{amount}\g<2>", blocks[n])
        assert count == 1, account
    _write(path, "\n\n".join(blocks))


def remove(path: Path, having: str) -> None:
    """Take the one directive that holds a text out of a committed file."""
    blocks = path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    kept = [block for block in blocks if having not in block]
    assert len(kept) == len(blocks) - 1
    _write(path, "\n\n".join(kept) + "\n")


def _write(path: Path, text: str) -> None:
    path.chmod(0o644)
    path.write_text(text, encoding="utf-8", newline="\n")


def append(path: Path, text: str) -> None:
    """Add text at the end of a committed file."""
    path.chmod(0o644)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def flip_byte(path: Path, at: int) -> None:
    """Change one byte of a committed file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(content))


def seal(root: Path) -> None:
    """Write every manifest anew, so that the history vouches for what now stands there."""
    previous = None
    for folder in sorted(path for path in (root / "batches").iterdir() if path.name.isdecimal()):
        manifest = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
        found = (path for path in folder.rglob("*") if path.is_file() and path.name != "batch.json")
        manifest["files"] = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
        }
        manifest["previous"] = previous
        content = canonical_json(manifest)
        (folder / "batch.json").chmod(0o644)
        (folder / "batch.json").write_bytes(content)
        previous = hashlib.sha256(content).hexdigest()


def batch_file(root: Path, name: str, having: str) -> Path:
    """The one batch file of that name that holds a text."""
    (found,) = [path for path in root.glob(f"batches/*/{name}") if having in path.read_text(encoding="utf-8")]
    return found


def folder_digest(root: Path) -> str:
    """A digest of every name and byte below a folder: what "nothing changed" means."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        digest.update(path.relative_to(root).as_posix().encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
