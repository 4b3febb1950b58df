"""The books of a large ledger, read by another process while this one loads what it needs to go on with them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nesa_fund import processes

if TYPE_CHECKING:
    from nesa_fund.scanning import Books

_COMMAND = ("-m", "nesa_fund.scanning")


class Ahead:
    """The books of a ledger, on their way."""

    def __init__(self, root: Path) -> None:
        """Begin to read them, where they are large; this returns at once."""
        count = processes.spare(_size(root))
        self._reading = [processes.Asking(_COMMAND, str(root), str(part), str(count)) for part in range(count)]

    def books(self, digests: Mapping[str, str]) -> "Books | None":
        """What they hold, once; None where they were not read, or are not the ones of these paths and SHA-256s."""
        from nesa_fund.scanning import received  # noqa: PLC0415  # What takes long to load waits until it is needed.

        parts = []
        while self._reading:  # Each answer is let go as soon as it is read.
            parts.append(received(self._reading.pop(0).answer()))
        read = [part for part in parts if part]
        if not parts or len(read) < len(parts):
            return None
        found = read[0].joined_by(read[1:])
        return found if list(found.digests.items()) == list(digests.items()) else None


def _size(root: Path) -> int:
    """How much text a ledger has; none where that can't be told, for who reads it will say why."""
    try:
        return sum(path.stat().st_size for path in root.glob("batches/*/*.beancount"))
    except OSError:  # A batch that is being built was renamed just now.
        return 0
