"""What is made when it is first asked for, and kept: once, whoever asks meanwhile, and nobody waits for another's."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """Things by their keys, so many at most; of more those made first are let go."""

    def __init__(self, most: int, weigh: Callable[[V], int] = lambda _: 1) -> None:
        """Take how many are kept, or how much they weigh together."""
        self._most, self._weigh, self._weight = most, weigh, 0
        self._lock = Lock()
        self._made: OrderedDict[K, Future[V]] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """What was made for a key; made now where it was not, and waited for where somebody else makes it.

        What ``make`` raises, all who wait for it are told; whoever asks next has it made again.
        """
        with self._lock:
            is_first = key not in self._made
            made = self._made.setdefault(key, Future())
        if is_first:
            try:
                made.set_result(make())
            except BaseException as error:  # noqa: BLE001  # Told to everybody below.
                with self._lock:
                    del self._made[key]
                made.set_exception(error)
            else:
                self._make_room(made.result())
        return made.result()

    def _make_room(self, made: V) -> None:
        with self._lock:
            self._weight += self._weigh(made)
            for key in [key for key, one in self._made.items() if one.done()]:
                if self._weight <= self._most:
                    break
                self._weight -= self._weigh(self._made.pop(key).result())
