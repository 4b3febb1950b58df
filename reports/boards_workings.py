"""The largest remainder method as a spreadsheet can do it exactly: the figures, and the formulas that come to them.

A spreadsheet counts in floating point, and some of them take numbers for equal that differ in the fifteenth digit. So
weights are whole numbers in their lowest terms, and the total is divided as at school: two digits at a time from the
left, each remainder brought down to the next. Nothing then passes ``EXACT``, and no tie is decided by a rounding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

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


class Division(NamedTuple):
    """Where a division stands on a sheet; rows as the spreadsheet counts, from 1.

    Attributes:
        first: The row of the first member.
        last: The row of the last one that the pennies left over are shared among.
        digits: The row of the total's digits, two by two, each above its quotient.
        weight: The letters of the column of weights in their lowest terms.
        step: The column of the first quotient, from 0.
        total: The cell of the total in pence.
        weights: The cell of all weights.
    """

    first: int
    last: int
    digits: int
    weight: str
    step: int
    total: str
    weights: str

    def _column(self, step: int, side: int = 0) -> str:
        return xl_col_to_name(self.step + 2 * step + side)

    @property
    def rest(self) -> str:
        """The letters of the column of what remains in the end."""
        return self._column(STEPS - 1, 1)

    def digit_formulas(self) -> Iterator[tuple[int, str]]:
        """The column of each two digits of the total, and the formula that takes them out of it."""
        for step in range(STEPS):
            power = BASE ** (STEPS - 1 - step)
            whole = f"INT({self.total}/{power})" if power > 1 else self.total
            yield self.step + 2 * step, f"=MOD({whole},{BASE})"

    def step_formulas(self, at: int) -> Iterator[str]:
        """The quotient and the remainder of each step for the member of a row."""
        before = ""
        for step in range(STEPS):
            digit = f"{self._column(step)}${self.digits}"
            brought = f"{f'{before}{at}*{BASE}+' if before else ''}{digit}*${self.weight}{at}"
            yield f"=INT(({brought})/{self.weights})"
            yield f"=MOD({brought},{self.weights})"
            before = self._column(step, 1)

    def whole_formula(self, at: int) -> str:
        """The quotients as one number: the member's whole pence."""
        whole = f"{self._column(0)}{at}"
        for step in range(1, STEPS):
            whole = f"{f'({whole})' if step > 1 else whole}*{BASE}+{self._column(step)}{at}"
        return f"={whole}"

    def rank_formula(self, at: int) -> str:
        """Which remainder it is, the largest first; of equal ones the upper row's."""
        rest, first, last = self.rest, self.first, self.last
        return f"=RANK({rest}{at},{rest}${first}:{rest}${last})+COUNTIF({rest}${first}:{rest}{at},{rest}{at})-1"


def workings(total: int, weights: Sequence[int], on_top: Sequence[int] = ()) -> Workings:
    """The figures that the formulas come to.

    Args:
        total: Pence, less than ``MOST_PENCE``.
        weights: Of each member in order of code: pupils × ``PUPIL`` × days; not all zero.
        on_top: Of those that pay on top by the same measure, each rounded half up; their rank is nought.
    """
    divisor = gcd(*weights, *on_top) or 1
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
    for weight in (weight // divisor for weight in on_top):
        quotients, remainders = _divided(parts, weight, whole)
        pence = _number(quotients)
        members.append(Steps(weight, quotients, remainders, pence, 0, pence + (2 * remainders[-1] >= whole)))
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
