"""How much a file may ask for, the sentence that refuses one, and what holds a process to it."""

import contextlib
import sys
from collections.abc import Callable

from nesa_fund.problems import InputError, Problem

MOST_BYTES = 64 * 2**20
MOST_UNPACKED_BYTES = 512 * 2**20
MOST_RATIO = 200  # Unpacked to packed; real sheets stay under 60.
MOST_CELLS = 5_000_000  # Rows times columns, over all sheets; blanks between cells count.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_RECORDS = 250_000  # Rows that hold something, over all sheets.
MOST_MEMORY = 768 * 2**20
MOST_SECONDS = 60  # By the clock; of the processor's time a third of it.
MOST_ANSWER = 128 * 2**20  # Of one file, as it is told to the process that asked.

SAVE_AGAIN = "open it in Excel, save it as .xlsx, and try again"
OWN_TYPES = f"declares types of its own, as no spreadsheet does; {SAVE_AGAIN}"

Limiter = Callable[[], None]
"""Lets the process that calls it take no more memory and time than a large sheet needs."""


def too_many() -> str:
    """Why a workbook of more than ``MOST_RECORDS`` is not read, and what to do."""
    return f"has more than {MOST_RECORDS:,} rows, which is all that can be read at once; send them in several files"


def refusal(name: str, sentence: str) -> InputError:
    """The error for a file that can't be read."""
    return InputError(Problem(sentence, file=name))


def limiter() -> Limiter:
    """What limits a process on this system; on one that knows no limits the parent's clock holds alone."""
    if sys.platform == "win32":
        from importers.files.windows import limit_by_job  # noqa: PLC0415  # Of no use elsewhere.

        return limit_by_job
    return limit_by_resources


def limit_by_resources() -> None:
    """Limit this process where the system is a Unix: memory, time, and no file to be written."""
    try:
        import resource  # noqa: PLC0415  # Windows has none.
    except ModuleNotFoundError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS // 3),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # The system allows less already, or knows no such limit.
            resource.setrlimit(what, (most, most))
