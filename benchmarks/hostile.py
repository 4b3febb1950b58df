"""How long, and with how much memory, each hostile file is refused: ``python benchmarks/hostile.py``.

Every file of tests/support/hostile.py goes through a whole ``nesa import`` of its own. The memory is
that of the command and of the process that opens the file together, at its highest, as seen every
5 milliseconds.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/support")]

from watching import watched  # noqa: E402  # As above.

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
    return watched([*nesa, "import", str(path), "--dry-run"])


if __name__ == "__main__":
    main()
