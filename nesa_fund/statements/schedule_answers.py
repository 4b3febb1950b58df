"""What the Strategic Board asks of a year's schedule, answered in words and in a picture on its first page."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from nesa_fund.canon import decimal_text
from nesa_fund.charges import Share
from nesa_fund.money import format_pounds, half_up
from nesa_fund.periods import census_in_words, day_in_words
from nesa_fund.rules.base import entities_in_words
from nesa_fund.statements.base import Answer, Chart, Series, Shape, Unit, counted
from nesa_fund.statements.schedule_lines import Adopted, Line

_MOST_BARS = 30


def answers(adopted: Adopted, lines: Sequence[Line]) -> Iterator[Answer]:
    """How much in all, on which roll, what a school pays, who has confirmed, and whether it adds up."""
    board, shared = adopted.board, [share for share in adopted.shares if not share.joined]
    total = sum(line.pence for line in lines)
    minute = f", minute {board.minute}" if board.minute else ""
    since = f"; with those who joined or left since, {format_pounds(total)}" if total != board.total else ""
    adopted_on = f"adopted on {day_in_words(board.day)}{minute}"
    yield Answer("How much in all?", f"{format_pounds(board.total)}, {adopted_on}{since}.")
    rolls = sum((share.roll for share in shared), Fraction(0))
    each = f", {format_pounds(half_up(board.total / rolls))} a pupil" if rolls else ""
    census = census_in_words(board.census)
    members = counted(len(shared), "member")
    yield Answer("On which roll?", f"The census of {census}: {decimal_text(rolls)} pupils of {members}{each}.")
    yield Answer("What does my school pay?", _range(adopted, shared))
    yield Answer("Who has confirmed?", _confirmed(adopted))
    summed = sum(share.pence for share in shared)
    assert summed == board.total  # What ``allocate`` promises.
    yield Answer("Does it add up?", f"Yes: the {len(shared)} shares come to {format_pounds(summed)}, to the penny.")


def chart(adopted: Adopted) -> Iterator[Chart]:
    """The contributions by member, largest first; of a large alliance the largest."""
    shares = sorted(adopted.shares, key=lambda share: (-share.pence, share.member))[:_MOST_BARS]
    if not shares:
        return
    of = f", the {_MOST_BARS} largest" if len(adopted.shares) > _MOST_BARS else ""
    largest, least = shares[0], shares[-1]
    yield Chart(
        name="by-member",
        title=f"Contributions by member{of}",
        shape=Shape.BARS,
        unit=Unit.MONEY,
        labels=tuple(adopted.name(share.member) for share in shares),
        series=(Series("Contribution", tuple(share.pence for share in shares)),),
        alt=f"A bar for each member: from {adopted.name(largest.member)} with {format_pounds(largest.pence)} "
        f"to {adopted.name(least.member)} with {format_pounds(least.pence)}.",
    )


def _range(adopted: Adopted, shares: Iterable[Share]) -> str:
    ordered = sorted(shares, key=lambda share: (share.pence, share.member))
    least, most = ordered[0], ordered[-1]
    return (
        f"Its row below says it: the share of its pupils, from {format_pounds(least.pence)} "
        f"({adopted.name(least.member)}) to {format_pounds(most.pence)} ({adopted.name(most.member)})."
    )


def _confirmed(adopted: Adopted) -> str:
    members = list(dict.fromkeys(share.member for share in adopted.shares))
    awaited = [member for member in members if adopted.confirmation(member) is None]
    if not awaited:
        return f"All {len(members)} governing bodies."
    said = f"{len(members) - len(awaited)} of {len(members)} governing bodies"
    return f"{said}; awaited: {entities_in_words(adopted.book, awaited)}."
