"""The paper by which a governing body is asked to confirm its school's contribution, with its motion."""

from collections.abc import Iterator
from datetime import date

from nesa_fund.book import Book
from nesa_fund.canon import decimal_text
from nesa_fund.charges import Share, adopted_shares
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pounds, half_up
from nesa_fund.papers.base import Paper, fund_sender, head_of, none_to_send
from nesa_fund.periods import ONE_DAY, census_in_words, day_in_words
from nesa_fund.statements.asked import asked_shares
from nesa_fund.statements.base import Column, Table, Unit, Value

LEAVING = {
    "refund": "The school may leave at any time. It then pays for its days in membership alone: what it was charged "
    "for the rest of the year is returned.",
    "keep": "The school may leave at any time. What it was charged by then is kept, and nothing more is charged.",
}
"""What happens to a contribution on leaving, by the alliance's policy."""


def confirm_papers(book: Book, year: str, as_at: date, *, only_awaited: bool) -> Iterator[Paper]:
    """A paper for each governing body that has a contribution of an adopted year to confirm.

    Args:
        book: The book.
        year: The alliance year.
        as_at: The day.
        only_awaited: Leave out those that have confirmed as much.

    Raises:
        InputError: No schedule is adopted, or nobody is awaited.
    """
    book = book.until(as_at)
    board = book.register.schedule(year)
    if board is None:
        raise none_to_send(f"no schedule of {year} is adopted; see nesa schedule adopt")
    shares = asked_shares(book, board, as_at)
    wanted = [share for share in shares if not (only_awaited and _is_confirmed(book, board, share, as_at))]
    if not wanted:
        raise none_to_send(f"every governing body has confirmed its contribution of {year}; name one with --member")
    last_year = book.register.year_of(book.register.year(year).start - ONE_DAY).name
    before = {share.member: share.pence for share in _shares_of(book, last_year)}
    for share in wanted:
        yield _paper(book, board, share, before.get(share.member), as_at)


def _shares_of(book: Book, year: str) -> list[Share]:
    board = book.register.schedule(year)
    return adopted_shares(book, board) if board else []


def _is_confirmed(book: Book, board: Schedule, share: Share, as_at: date) -> bool:
    said = book.register.confirmations.get((share.member, board.year))
    return said is not None and said.day <= as_at and said.quorate and said.amount >= share.pence


def _paper(book: Book, board: Schedule, share: Share, before: int | None, day: date) -> Paper:
    name, amount = book.register.name(share.member), format_pounds(share.pence)
    alliance, plan = book.register.alliance(day), plan_tables(book, board.year)
    return Paper(
        kind="confirmation",
        title=f"Contribution {board.year}: for the governing body to decide",
        alliance=alliance.name,
        head=head_of(book),
        member=share.member,
        to=f"The governing body of {name}",
        sender=fund_sender(book, day),
        day=day,
        reference=board.year,
        paragraphs=(_asked(board, name, amount),),
        tables=(_figures(board, share, before), *plan),
        closing=(
            LEAVING[alliance.withdrawal],
            _motion(board, share, name, alliance.name, is_planned=bool(plan)),
        ),
        blanks=("Decided on", "Minute", "The meeting was quorate (yes or no)", "Signed for the governing body"),
        pence=share.pence,
    )


def _asked(board: Schedule, name: str, amount: str) -> str:
    minute = f", minute {board.minute}" if board.minute else ""
    return (
        f"The Strategic Board adopted the schedule of {board.year} on {day_in_words(board.day)}{minute}. The "
        f"contribution of {name} is {amount}. It is charged only after its own governing body has confirmed it, and "
        "the school pays it itself: nothing is taken off the top of its funding."
    )


def _motion(board: Schedule, share: Share, name: str, alliance: str, *, is_planned: bool) -> str:
    amount, count = format_pounds(share.pence), len(share.parts)
    instalments = f"{count} instalment{'s' if count > 1 else ''}"
    purposes = "the purposes of the plan above" if is_planned else "the purposes that the Strategic Board decides on"
    return (
        f"Motion: that the governing body of {name} confirms a contribution of {amount} to the Partnership Fund of "
        f"{alliance} for {board.year}, payable in {instalments}, for {purposes}."
    )


def _figures(board: Schedule, share: Share, before: int | None) -> Table:
    rows: list[tuple[Value, ...]] = [
        ("Contribution for the year", format_pounds(share.pence)),
        (f"Pupils on roll, census of {census_in_words(board.census)}", decimal_text(share.roll)),
    ]
    if share.roll:
        rows.append(("For each pupil", format_pounds(half_up(share.pence / share.roll))))
    rows.append(("Last year", format_pounds(before) if before is not None else "no contribution"))
    if before is not None:
        rows.append(("Change on last year", format_pounds(share.pence - before)))
    rows += [(f"Instalment {n}", format_pounds(pence)) for n, pence in share.parts.items() if len(share.parts) > 1]
    return Table("figures", "The contribution", (Column("What"), Column("Figure", Unit.MONEY)), tuple(rows))


def plan_tables(book: Book, year: str) -> tuple[Table, ...]:
    """What a year's plan buys, line by line; no table where none is recorded."""
    columns = (Column("Plan line"), Column("What it buys"), Column("Led by"), Column("Amount", Unit.MONEY, total=True))
    rows = tuple(
        (
            line.title or line.line,
            line.purpose or None,
            book.register.name(line.lead) if line.lead else None,
            line.amount,
        )
        for line in book.register.plan(year).values()
    )
    return (Table("plan", f"What the plan of {year} buys for all members", columns, rows),) if rows else ()
