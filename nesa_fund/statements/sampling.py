"""A sample weighted by value: pounds are drawn, each with the same chance, and with each the entry that it is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

_WHOLE = 2**256


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn of some amounts.

    Attributes:
        certain: Those that are not left to chance: as large as the step, or larger.
        drawn: Each other that was drawn -> the penny of all these, laid end to end, by which it was.
        left: Pence of the others, laid end to end.
        steps: In how many equal steps these were gone through.
    """

    certain: frozenset[str]
    drawn: Mapping[str, int]
    left: int
    steps: int

    @property
    def names(self) -> frozenset[str]:
        """All that were drawn."""
        return self.certain | self.drawn.keys()


def draw(pence: Mapping[str, int], size: int, seed: str) -> Sample:
    """Draw so many of some amounts, by monetary unit: the same from the same seed, on any machine.

    An amount that is as large as the step (all pence through the number drawn) is drawn for
    certain; it is then left out, and the step is that of the others, until none is as large. These
    lie end to end in the order of the SHA-256 of the seed and of each name, a line each. Every step
    has one point, as far within it as the SHA-256 of the seed is within all numbers of that length;
    the amount drawn is the one that the point falls in. So each penny has the same chance, and as
    no amount is as long as a step, none is drawn twice.

    Args:
        pence: Name -> amount; none below zero, and one of nothing is never drawn.
        size: How many, at least one; where there are fewer of any value, all of them.
        seed: Any text.
    """
    certain = _certain(np.array(list(pence.values()), dtype="int64"), size)
    large = frozenset(name for name, is_large in zip(pence, certain.tolist(), strict=True) if is_large)
    others = [name for name, one in pence.items() if one and name not in large]
    others.sort(key=lambda name: _number(f"{seed}\n{name}"))
    ends = np.array([pence[name] for name in others], dtype="int64").cumsum()
    left, steps = int(ends[-1]) if others else 0, size - len(large)
    points = [(_number(seed) + step * _WHOLE) * left // (steps * _WHOLE) for step in range(steps if left else 0)]
    found = np.searchsorted(ends, points, side="right").tolist()
    assert len(set(found)) == len(found)  # A step is longer than any amount that is left.
    return Sample(large, {others[n]: point for n, point in zip(found, points, strict=True)}, left, steps)


def _certain(
    amounts: "np.ndarray[tuple[int], np.dtype[np.int64]]", size: int
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which amounts are as large as the step of those that are not."""
    certain = np.zeros(len(amounts), dtype="bool")
    while steps := size - int(certain.sum()):
        step = -(-int(amounts[~certain].sum()) // steps)  # Rounded up: what is as large as that is whole pence too.
        large = ~certain & (amounts > 0) & (amounts >= step)
        if not large.any():
            break
        certain |= large
    return certain


def _number(text: str) -> int:
    """The SHA-256 of a text as a number."""
    return int.from_bytes(sha256(text.encode()).digest())
