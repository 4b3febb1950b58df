"""What is being done, on a terminal, where it takes longer than a moment."""

import sys
import threading
from types import TracebackType
from typing import Self

_MOMENT = 1.0  # Seconds until anything is shown.
_EACH = 0.2  # Seconds between two looks.


class Progress:
    """One line of a terminal that tells what is being done and for how long, and is gone at the end.

    Nothing is ever written to a file or a pipe. Another thread writes the line: what is done is not
    held up by it.
    """

    def __init__(self) -> None:
        """Begin; ``with`` ends it."""
        self._what = ""
        self._is_over = threading.Event()
        self._writer = threading.Thread(target=self._write, daemon=True)

    def tell(self, what: str) -> None:
        """Say what is done from now on."""
        self._what = what

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._writer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        if self._writer.ident:
            self._writer.join()

    def _write(self) -> None:
        seconds, width = _MOMENT, 0
        if self._is_over.wait(_MOMENT):
            return
        while True:
            line = f"{self._what} … {seconds:.0f} s"
            sys.stderr.write(f"\r{line.ljust(width)}")
            sys.stderr.flush()
            width = len(line)
            if self._is_over.wait(_EACH):
                break
            seconds += _EACH
        sys.stderr.write(f"\r{' ' * width}\r")
        sys.stderr.flush()
