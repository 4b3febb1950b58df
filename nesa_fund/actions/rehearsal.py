"""A rehearsal: a command is carried out up to the point at which it would be recorded, and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_on: ContextVar[bool] = ContextVar("rehearsal", default=False)


@contextmanager
def rehearsed() -> Iterator[None]:
    """Whatever is decided within, in this thread, is told as if it were recorded, and is not."""
    before = _is_on.set(True)
    try:
        yield
    finally:
        _is_on.reset(before)


def is_rehearsed() -> bool:
    """Whether what is decided now is only rehearsed."""
    return _is_on.get()
