"""What is made when it is first asked for, and kept: once, whoever asks meanwhile, and nobody waits for another's."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """Things by their keys, so many at most; of more the one made first is let go."""

    def __init__(self, most: int) -> None:
        """Take how many are kept."""
        self._most = most
        self._lock = Lock()
        self._made: OrderedDict[K, Future[V]] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """What was made for a key; made now where it was not, and waited for where somebody else makes it.

        What ``make`` raises, all who wait for it are told; whoever asks next has it made again.
        """
        with self._lock:
            is_first = key not in self._made
            made = self._made.setdefault(key, Future())
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        if is_first:
            try:
                made.set_result(make())
            except BaseException as error:  # noqa: BLE001  # Told to everybody below.
                self._forget(key, made)
                made.set_exception(error)
        return made.result()

    def _forget(self, key: K, made: Future[V]) -> None:
        with self._lock:
            if self._made.get(key) is made:
                del self._made[key]
