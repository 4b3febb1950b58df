"""A ledger that many tests begin with, made by the product the first time, and copied from then on."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path


def made_once(make: Callable[[Path], object]) -> Callable[[Path], Path]:
    """Make a ledger in a folder once in a process; whoever asks has a copy of its own."""

    @cache
    def first() -> Path:
        folder = tempfile.TemporaryDirectory(prefix="ledger-")
        atexit.register(folder.cleanup)
        make(Path(folder.name) / "ledger")
        return Path(folder.name) / "ledger"

    @wraps(make)
    def copied(root: Path) -> Path:
        shutil.copytree(first(), root)
        return root

    return copied
