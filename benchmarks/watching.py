"""Runs a command, and watches how long it takes and how much memory."""

import contextlib
import os
import subprocess
import tempfile
import time
from pathlib import Path


def watched(command: list[str], env: dict[str, str] | None = None) -> tuple[float, float, str]:
    """Seconds and, at its highest, mebibytes of a command with what it starts; and the first line of what it said."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=env, start_new_session=True)
        highest = 0
        while process.poll() is None:
            highest = max(highest, memory(process.pid))
            time.sleep(0.005)
        seconds = time.monotonic() - begun
        said.seek(0)
        return seconds, highest / 1024, said.readline().strip()


def memory(session: int) -> int:
    """The memory that all processes of one session have in all, in KiB.

    One that is about to start another command still shares the memory of whoever starts it, and is not counted.
    """
    found: dict[int, tuple[int, str, int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                if os.getsid(int(folder.name)) == session:
                    said = (folder / "status").read_text()
                    parent, kibibytes = (int(said.split(key)[1].split()[0]) for key in ("PPid:", "VmRSS:"))
                    found[int(folder.name)] = parent, (folder / "cmdline").read_text(), kibibytes
    commands = {number: command for number, (_, command, _) in found.items()}
    return sum(kibibytes for parent, command, kibibytes in found.values() if command != commands.get(parent))
