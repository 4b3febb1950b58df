"""The process that opens the files of a drop: ``python -m importers.files.child``, started by `opening`.

It gets a line of names and lengths and then the files themselves, and answers with one line a file.
"""

import gc
import json
import sys
from typing import BinaryIO, TextIO

from importers.files import limits
from importers.files.limits import Limiter, refusal
from importers.files.reader import read_workbook
from importers.files.wire import sent
from nesa_fund.problems import InputError

_TOO_MUCH = "takes more memory than a list of records can; send the part that is needed"


def main(limiter: Limiter, files: BinaryIO, answers: TextIO) -> None:
    """Answer for every file, within the limits."""
    limiter()
    gc.disable()  # A workbook is values without cycles: to look for garbage takes longer than to read it.
    for name, length in json.loads(files.readline()):
        answers.write(f"{_answer(name, files.read(length))}\n")
        answers.flush()


def _answer(name: str, content: bytes) -> str:
    try:
        line = sent(read_workbook(name, content))
    except InputError as error:
        return sent(list(error.problems))
    except MemoryError:
        line = ""
    if line and len(line) <= limits.MOST_ANSWER:
        return line
    return sent(list(refusal(name, _TOO_MUCH).problems))


if __name__ == "__main__":
    main(limits.limiter(), sys.stdin.buffer, sys.stdout)
