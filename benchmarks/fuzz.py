"""Reads spreadsheets made at random, whole and damaged, and says where one is not read as it should be.

``python benchmarks/fuzz.py 100000`` takes the files of seeds 0 to 99,999 (``python benchmarks/fuzz.py
100000 500000`` those from 500,000 on); a seed is all that is needed to have its file again:
``fuzzing.case(seed)``. Every hundredth also goes through the process that opens files, under its
limits. tests/importers/files/test_fuzz.py is the short form.
"""

import multiprocessing
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/support")]

from fuzzing import case, judged  # noqa: E402  # Found on the path above.
from importers.files.opening import Opening  # noqa: E402  # As above.
from importers.files.reader import read_workbook  # noqa: E402  # As above.
from importers.workbook import Workbook  # noqa: E402  # As above.
from nesa_fund.problems import InputError  # noqa: E402  # As above.

BLOCK = 500
LONGEST = 10  # Seconds for one file.


def main(count: int, first: int) -> int:
    """Take every case; the number of those that failed."""
    begun = time.monotonic()
    blocks = [range(start, min(start + BLOCK, first + count)) for start in range(first, first + count, BLOCK)]
    counts: Counter[str] = Counter()
    with multiprocessing.get_context("spawn").Pool(3, maxtasksperchild=20) as pool:
        for found in pool.imap_unordered(block, blocks):
            counts += found
    for what, number in sorted(counts.items()):
        print(f"{number:8,}  {what}")
    print(f"{time.monotonic() - begun:.0f} s")
    return sum(number for what, number in counts.items() if what.startswith("FAILED"))


def block(seeds: Iterable[int]) -> Counter[str]:
    """What became of each file, by its ending."""
    counts: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, _too_long)
    for seed in seeds:
        name, content = case(seed)
        signal.alarm(LONGEST)
        try:
            counts[f"{name.rpartition('.')[2]}: {judged(name, content)}"] += 1
            if seed % 100 == 0:
                assert told(Opening({name: content}).workbook, name) == told(read_workbook, name, content)
                counts["through the other process too"] += 1
        except BaseException as error:  # noqa: BLE001  # Whatever it is, it is what is looked for.
            print(f"seed {seed}: {type(error).__name__}: {error}"[:300], flush=True)
            counts[f"FAILED: {type(error).__name__}"] += 1
        finally:
            signal.alarm(0)
    return counts


def told(read: Callable[..., Workbook], *given: object) -> str:
    """What was read, or why nothing was; as text, for nan is not nan."""
    try:
        return repr(read(*given))
    except InputError as error:
        return str(error)


def _too_long(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(bool(main(*(numbers or [1000]), *([0] if len(numbers) < 2 else []))))
