"""Processes of our own, that do a part of what is large while this one goes on."""

import os
import subprocess
import sys
from collections.abc import Sequence

LARGE = 16 * 2**20
"""Bytes of text: below, to start another process takes longer than it saves."""
_FRUGAL = {"MALLOC_MMAP_THRESHOLD_": str(2**18)}
"""Asks the C library of Linux to give each large block back when it is let go: several processes run at once."""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def spare(size: int) -> int:
    """How many other processes are worth it for so many bytes of text: at most two, for each takes room."""
    return min((os.cpu_count() or 1) - 1, 2) if size >= LARGE else 0


def started(command: Sequence[str], *arguments: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """The interpreter that runs this as another process: ``-m`` and one of our modules, with its arguments."""
    return subprocess.Popen(  # noqa: S603  # Our own, and nothing of a user's.
        [sys.executable, "-P", *command, *arguments],
        env={**os.environ, **_FRUGAL},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_NO_WINDOW,
    )
