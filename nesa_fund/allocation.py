"""Split a whole amount over members by weight, to the penny, with nothing lost."""

from collections.abc import Mapping
from fractions import Fraction


class AllocationError(ValueError):
    """There is nothing to carry the amount."""


def allocate(total_pence: int, weights: Mapping[str, Fraction | int]) -> dict[str, int]:
    """Share ``total_pence`` in proportion to ``weights`` by the largest remainder method.

    Args:
        total_pence: Whole pence; negative for a refund, which mirrors the charge.
        weights: Member code -> weight (pupils, days); none negative, not all zero.

    Returns:
        Member code -> pence, in order of code. Sums to ``total_pence`` exactly; ties go to the
        first code in order, so the order of spreadsheet rows does not matter. Each share is
        within a penny of the exact quotient; a zero weight gets zero.

    Raises:
        AllocationError: No weight to carry the amount, or a negative weight.

    Source: Hamilton's method; FAQ of the alliance, "Is there a financial cost?".
    """
    codes = sorted(weights)
    if any(weights[code] < 0 for code in codes):
        raise AllocationError("a weight is negative")
    whole = sum(map(Fraction, weights.values()), Fraction(0))
    if whole == 0:
        raise AllocationError("no weight to carry the amount")
    size = abs(total_pence)
    exact = {code: size * Fraction(weights[code]) / whole for code in codes}
    shares = {code: int(exact[code]) for code in codes}
    left_over = size - sum(shares.values())
    by_remainder = sorted(codes, key=lambda code: (shares[code] - exact[code], code))
    for code in by_remainder[:left_over]:
        shares[code] += 1
    if total_pence < 0:
        shares = {code: -pence for code, pence in shares.items()}
    assert sum(shares.values()) == total_pence  # Conservation: the point of the function.
    return shares


def instalments(total_pence: int, count: int) -> list[int]:
    """Split a share into ``count`` equal parts, the first ones taking the odd pennies.

    Raises:
        AllocationError: ``count`` is below one.
    """
    if count < 1:
        raise AllocationError("there is at least one instalment")
    share, odd = divmod(abs(total_pence), count)
    parts = [share + (n < odd) for n in range(count)]
    return parts if total_pence >= 0 else [-part for part in parts]
