"""What several rules of the oracle reckon: a whole amount by weight, rounding, and what moves claims."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from oracle import Entry


def allocate(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """A whole amount by weight, the largest remainders taking the odd pennies; ties go to the first in order."""
    whole, size = sum(weights.values(), Fraction(0)), abs(total)
    exact = {code: size * weights[code] / whole for code in sorted(weights)}
    shares = {code: int(part) for code, part in exact.items()}
    left = size - sum(shares.values())
    for code in sorted(exact, key=lambda one: (-(exact[one] - shares[one]), one))[:left]:
        shares[code] += 1
    return {code: pence if total >= 0 else -pence for code, pence in shares.items()}


def half_up(number: Fraction) -> int:
    """A number to the nearest whole, halves away from zero."""
    size = int(abs(number) + Fraction(1, 2))
    return size if number >= 0 else -size


def claims_of(entries: Iterable[Entry]) -> Iterator[tuple[tuple[str, str, str], Entry, int]]:
    """(link, creditor, debtor), the entry, and what it adds to the claim, of each posting in creditors' books."""
    for one in entries:
        for posting in one.postings:
            if posting.klass == "Debtors" and posting.commodity == "GBP":
                yield (one.link, posting.entity, posting.other), one, int(posting.pence)
