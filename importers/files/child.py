"""The process that opens the files of a drop: ``python -m importers.files.child``, started by `opening`.

It gets a line of names and lengths and then the files themselves, and answers with one line a file.
"""

import json
import sys

from importers.files.limits import limit_this_process, refusal
from importers.files.reader import read_workbook
from importers.files.wire import sent
from importers.workbook import Workbook
from nesa_fund.problems import InputError, Problem


def main() -> None:
    """Answer for every file, within the limits."""
    limit_this_process()
    files = json.loads(sys.stdin.buffer.readline())
    for name, length in files:
        content = sys.stdin.buffer.read(length)
        sys.stdout.write(f"{sent(_opened(name, content))}\n")
        sys.stdout.flush()


def _opened(name: str, content: bytes) -> Workbook | list[Problem]:
    try:
        return read_workbook(name, content)
    except InputError as error:
        return list(error.problems)
    except MemoryError:
        sentence = "takes more memory than a list of records can; send the part that is needed"
        return list(refusal(name, sentence).problems)


if __name__ == "__main__":
    main()
