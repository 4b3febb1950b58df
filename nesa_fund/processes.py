"""Processes of our own, that do a part of what is large while this one goes on."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from typing import IO

LARGE = 16 * 2**20
"""Bytes of text: below, to start another process takes longer than it saves."""
_MOST = 3
_FRUGAL = {"MALLOC_MMAP_THRESHOLD_": str(2**18)}
"""Asks the C library of Linux to give each large block back when it is let go: several processes run at once."""
_PIPE = 2**20
"""Bytes that may wait between two processes: else the other one is stopped often."""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def spare(size: int) -> int:
    """How many other processes are worth it for so many bytes of text: a few at most, for each takes room."""
    return min((os.cpu_count() or 1) - 1, _MOST) if size >= LARGE else 0


def share(end: int, total: int, count: int) -> int:
    """Which of so many parts of about one size something is in, from 0, that ends at a place among all."""
    return (end - 1) * count // total


def started(command: Sequence[str], *arguments: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """The interpreter that runs this as another process: ``-m`` and one of our modules, with its arguments."""
    process = subprocess.Popen(  # noqa: S603  # Our own, and nothing of a user's.
        [sys.executable, "-P", *command, *arguments],
        env={**os.environ, **_FRUGAL},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_NO_WINDOW,
    )
    for pipe in (process.stdin, process.stdout):
        if pipe:
            _widen(pipe)
    return process


def _widen(pipe: IO[bytes]) -> None:
    """Let more wait in a pipe, where the system lets us: whoever has many of them may not have large ones."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415  # Others have none.

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


class Asking:
    """One of our processes, which is asked while this one goes on."""

    def __init__(self, command: Sequence[str], *arguments: str, given: Iterable[bytes] = ()) -> None:
        """Begin: start it, and give it what it is to have."""
        self._process = started(command, *arguments, stdin=subprocess.PIPE)
        self._said = b""
        self._talk = threading.Thread(target=self._ask, args=[given], daemon=True)
        self._talk.start()

    def answer(self) -> bytes | None:
        """What it answered, once it has ended; None where it failed."""
        self._talk.join()
        return None if self._process.returncode else self._said

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._talk.join()

    def _ask(self, given: Iterable[bytes]) -> None:
        self._said = asked(self._process, given)


def asked(process: "subprocess.Popen[bytes]", given: Iterable[bytes] = ()) -> bytes:
    """What a process answers to what it is given, until it ends; how it ended is its ``returncode``.

    It may answer before it has taken all, and end before, too.
    ``communicate`` gives and takes a few KiB at a time, and waits for its turn between whatever else this process does.
    """
    with process:
        giving = threading.Thread(target=_give, args=(process, given), daemon=True)
        giving.start()
        said = process.stdout.read() if process.stdout else b""
        giving.join()
    return said


def _give(process: "subprocess.Popen[bytes]", given: Iterable[bytes]) -> None:
    with contextlib.suppress(OSError):  # It ended before it had taken all.
        if process.stdin:
            with process.stdin as into:
                into.writelines(given)
