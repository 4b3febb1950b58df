"""The largest remainder method as a spreadsheet can do it exactly: the figures, and the formulas that come to them.

A spreadsheet counts in floating point, and some of them take numbers for equal that differ in the fifteenth digit. So
weights are whole numbers in their lowest terms, and the total is divided as at school: two digits at a time from the
left, each remainder brought down to the next. Nothing then passes ``EXACT``, and no tie is decided by a rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

BASE, STEPS = 100, 6
PUPIL = 10_000  # A roll has four decimals at most.
EXACT = 10**14  # Below this whole numbers differ by more than spreadsheets overlook.
MOST_WEIGHT = EXACT // (2 * BASE)
MOST_PENCE = 10**11  # £1,000 million.
MOST_PUPILS = 10**6  # Of one member.


@dataclass(frozen=True, slots=True)
class Steps:
    """One member's division: quotients and remainders, step by step, and what comes of them."""

    weight: int
    quotients: tuple[int, ...]
    remainders: tuple[int, ...]
    whole: int
    rank: int
    share: int


@dataclass(frozen=True, slots=True)
class Workings:
    """A total divided over weights; ``divisor`` is what all weights were divided by, ``parts`` the total's digits."""

    total: int
    divisor: int
    weights: int
    parts: tuple[int, ...]
    left_over: int
    members: tuple[Steps, ...]


def workings(total: int, weights: Sequence[int]) -> Workings:
    """The figures that the formulas come to.

    Args:
        total: Pence, less than ``MOST_PENCE``.
        weights: Of each member in order of code: pupils × ``PUPIL`` × days; not all zero.
    """
    divisor = gcd(*weights) or 1
    lowest = [weight // divisor for weight in weights]
    whole = sum(lowest) or 1
    parts = tuple(total // BASE**n % BASE for n in reversed(range(STEPS)))
    divided = [_divided(parts, weight, whole) for weight in lowest]
    wholes = [_number(quotients) for quotients, _ in divided]
    last = [remainders[-1] for _, remainders in divided]
    left_over = total - sum(wholes)
    members = []
    for n, (quotients, remainders) in enumerate(divided):
        rank = 1 + sum(other > last[n] for other in last) + sum(other == last[n] for other in last[:n])
        members.append(Steps(lowest[n], quotients, remainders, wholes[n], rank, wholes[n] + (rank <= left_over)))
    return Workings(total, divisor, whole, parts, left_over, tuple(members))


def _divided(parts: Sequence[int], weight: int, whole: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    quotients, remainders, rest = [], [], 0
    for part in parts:
        quotient, rest = divmod(rest * BASE + part * weight, whole)
        quotients.append(quotient)
        remainders.append(rest)
    return tuple(quotients), tuple(remainders)


def _number(quotients: Sequence[int]) -> int:
    number = 0
    for quotient in quotients:
        number = number * BASE + quotient
    return number
