"""How long, and with how much memory, each hostile file is refused: ``python benchmarks/hostile.py``.

Every file of tests/support/hostile.py goes through a whole ``nesa import`` of its own. The memory is
that of the command and of the process that opens the file, each at its highest, added up.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/support")]

from hostile import REFUSED, lying_dimension, many_rows  # noqa: E402  # Found on the path above.
from sheets import alliance  # noqa: E402  # As above.


def main() -> None:
    """Measure, and print a line a file."""
    files = {called: (name, make) for called, (name, make, _) in REFUSED.items()}
    files["a dimension that lies (read)"] = ("a.xlsx", lying_dimension)
    files["a million rows that are wrong"] = ("a.xlsx", lambda: many_rows(1_000_000))
    with tempfile.TemporaryDirectory() as scratch:
        ledger = alliance(Path(scratch) / "ledger")
        for called, (name, make) in files.items():
            path = Path(scratch) / name
            path.write_bytes(make())
            seconds, mebibytes, said = measured(ledger, path)
            print(f"{called:32} {seconds:6.2f} s {mebibytes:6.0f} MiB  {said[:110]}")


def measured(ledger: Path, path: Path) -> tuple[float, float, str]:
    """Seconds and mebibytes of one import, and the first line of what it said."""
    nesa = [sys.executable, "-c", "from nesa_fund.cli import main; main()", "--ledger", str(ledger)]
    command = [*nesa, "import", str(path), "--dry-run"]
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=ROOT, start_new_session=True)
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


if __name__ == "__main__":
    main()
