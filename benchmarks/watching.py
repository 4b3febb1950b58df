"""Runs a command, and watches how long it takes and how much memory."""

import contextlib
import os
import subprocess
import tempfile
import time
from pathlib import Path


def watched(command: list[str], env: dict[str, str] | None = None) -> tuple[float, float, str]:
    """Seconds and mebibytes of a command and of what it starts, and the first line of what it said."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=env, start_new_session=True)
        highest: dict[int, int] = {}
        while process.poll() is None:
            highest |= {pid: memory for pid, memory in memories(process.pid) if memory}
            time.sleep(0.005)
        seconds = time.monotonic() - begun
        said.seek(0)
        return seconds, sum(highest.values()) / 1024, said.readline().strip()


def memories(session: int) -> list[tuple[int, int]]:
    """The highest memory so far, in KiB, of every process of one session."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                if os.getsid(int(folder.name)) == session:
                    status = (folder / "status").read_text()
                    found.append((int(folder.name), int(status.split("VmHWM:")[1].split()[0])))
    return found
