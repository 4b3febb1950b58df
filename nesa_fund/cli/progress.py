"""What is being done, on a terminal, where it takes longer than a moment."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

_MOMENT = 1.0  # Seconds until anything is shown.
_EACH = 0.2  # Seconds between two looks.


class Progress:
    """A bar on a terminal with what is being done and for how long, which is gone at the end.

    Nothing is ever written to a file or a pipe. Another thread draws it: what is done is not held
    up by it.
    """

    def __init__(self) -> None:
        """Begin; ``with`` ends it."""
        self._what = ""
        self._part: Callable[[], float] = lambda: 0.0
        self._is_over = threading.Event()
        self._drawer = threading.Thread(target=self._draw, daemon=True)

    def tell(self, what: str, part: Callable[[], float]) -> None:
        """Say what is done from now on, and how much of all is done, from 0 to 1, whenever that is asked."""
        self._what, self._part = what, part

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._drawer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        if self._drawer.ident:
            self._drawer.join()

    def _draw(self) -> None:
        if self._is_over.wait(_MOMENT):
            return
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = BarColumn(20), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self._what, total=1.0)
            while True:
                bar.update(task, description=self._what, completed=self._part())
                if self._is_over.wait(_EACH):
                    return
