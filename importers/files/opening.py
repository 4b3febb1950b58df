"""The files of a drop, being opened in a process of their own while this one goes on."""

import json
import subprocess
import threading
from collections.abc import Mapping
from pathlib import PurePath

from importers.files import limits, wire
from importers.files.limits import SAVE_AGAIN, refusal
from importers.files.statements import is_key_text
from importers.workbook import Workbook
from nesa_fund import processes
from nesa_fund.problems import InputError

PAPERS = frozenset(
    {".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".eml", ".msg", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic"}
)
"""How the names of papers end: they are kept as they are, and never read as sheets."""

_LARGE = 2**20
_COMMAND = ("-m", "importers.files.child")


class Opening:
    """Files that are being opened by another process, under limits of memory and time.

    A file can do that process harm, and nothing else: it is then refused with a sentence. ``names``
    are the spreadsheets, ``papers`` the files that are never opened.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Begin with files by their names; this returns at once."""
        self._sheets = {name: content for name, content in files.items() if not _is_paper(name, content)}
        self.names = tuple(self._sheets)
        self.papers = tuple(name for name in files if name not in self._sheets)
        self._talk: threading.Thread | None = self._begun()

    def _begun(self) -> threading.Thread:
        self._answers: list[bytes] = []
        self._is_late, self._ended_with = False, 0
        process = processes.started(_COMMAND, stdin=subprocess.PIPE)
        talk = threading.Thread(target=self._listen, args=[process], daemon=True)
        talk.start()
        return talk

    def forget(self) -> None:
        """Let go of what was answered, where it takes much room: whoever asks once more waits once more."""
        if sum(map(len, self._answers)) >= _LARGE:
            self._talk, self._answers = None, []

    def workbook(self, name: str) -> Workbook:
        """One of the files as a workbook, when it is open.

        Raises:
            InputError: It can't be read: why, with a remedy.
        """
        self._talk = self._talk or self._begun()
        self._talk.join()
        number = self.names.index(name)
        if number >= len(self._answers):
            raise refusal(name, self._why_not())
        found = wire.received(self._answers[number], name)
        if isinstance(found, Workbook):
            return found
        raise InputError(*found)

    def _why_not(self) -> str:
        """Why the other process did not answer: it was stopped at a limit, or met what it was not made for."""
        if self._ended_with == 1:
            return f"not a file that can be read; {SAVE_AGAIN}"
        what = "time" if self._is_late else "time or memory"
        return f"takes more {what} than a list of records can; copy the table to a new workbook, and try again"

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        heading = json.dumps([(name, len(content)) for name, content in self._sheets.items()])
        asked = [heading.encode(), b"\n", *self._sheets.values()]
        clock = threading.Timer(limits.MOST_SECONDS, self._end, [process])
        clock.daemon = True
        clock.start()
        try:
            said = processes.asked(process, asked)
        finally:
            clock.cancel()
        self._ended_with = process.returncode
        self._answers = said.split(b"\n")[:-1]

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        self._is_late = True
        process.kill()


def _is_paper(name: str, content: bytes) -> bool:
    """Whether a file is kept and never read; a text may be a bank's statement, which begins with its dates."""
    ending = PurePath(name).suffix.casefold()
    return ending in PAPERS and not (ending == ".txt" and is_key_text(content))
