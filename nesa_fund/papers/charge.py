"""The invoice for a contribution: from the Partnership Fund, to the school by name."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.canon import decimal_text
from nesa_fund.charges import Share, adopted_shares, payment_reference
from nesa_fund.claims import due_days, movements
from nesa_fund.entries import FUND
from nesa_fund.facts import Schedule
from nesa_fund.money import format_pounds
from nesa_fund.papers.base import NO_VAT_INVOICE, Paper, fund_sender, head_of, none_to_send
from nesa_fund.periods import census_in_words, day_in_words
from nesa_fund.statements.base import Column, Table, Unit, Value


def charge_papers(book: Book, year: str, as_at: date, instalment: int | None = None) -> Iterator[Paper]:
    """An invoice for each contribution of a year charged by a day.

    Args:
        book: The book.
        year: The alliance year.
        as_at: The day.
        instalment: Which instalment (default: the newest that is charged).

    Raises:
        InputError: Nothing is charged for it.
    """
    book = book.until(as_at)
    board = book.register.schedule(year)
    rows = _charged(book, year)
    if board is None or rows.empty:
        raise none_to_send(f"no contribution of {year} is charged by {day_in_words(as_at)}; see nesa schedule charge")
    wanted = str(instalment or max(map(int, rows["instalment"])))
    rows = rows[rows["instalment"] == wanted]
    if rows.empty:
        raise none_to_send(f"instalment {wanted} of {year} is not charged by {day_in_words(as_at)}")
    shares = adopted_shares(book, board)
    for member, pence, day, due in zip(rows["debtor"], rows["owed"], rows["day"], rows["due_by"], strict=True):
        share = next((one for one in reversed(shares) if one.member == member), None)
        yield _paper(book, board, share, _Charged(str(member), int(pence), day.date(), due.date(), int(wanted)))


def _charged(book: Book, year: str) -> pd.DataFrame:
    """The Fund's live charges of instalments of a year, each with the day that it falls due."""
    rows = movements(book)
    is_its = (rows["event"] == "contribution") & (rows["year"] == year) & rows["is_live"] & rows["is_creditors_book"]
    rows = rows[is_its & (rows["entity"] == FUND)]
    rows = rows.assign(instalment=rows["instalment"].astype(str), due_by=due_days(book, rows))
    return rows[rows["instalment"].str.isdecimal()].sort_values(["debtor", "day"])


class _Charged(NamedTuple):
    """One instalment as it was charged."""

    member: str
    pence: int
    day: date
    due: date
    number: int


def _paper(book: Book, board: Schedule, share: Share | None, charged: _Charged) -> Paper:
    member, pence, day, due, number = charged
    reference = payment_reference(board.year, member, number, frozenset(book.register.members))
    return Paper(
        kind="contribution",
        title=f"Contribution {board.year}, instalment {number}",
        alliance=book.register.alliance(day).name,
        head=head_of(book),
        member=member,
        to=book.register.name(member),
        sender=fund_sender(book, day),
        day=day,
        reference=reference,
        paragraphs=(_confirmed(book, member, board.year),),
        tables=(_arithmetic(board, share, number, pence),),
        closing=(_how_to_pay(pence, due, reference), NO_VAT_INVOICE),
        pence=pence,
        due=due,
    )


def _how_to_pay(pence: int, due: date, reference: str) -> str:
    return (
        f"Please pay {format_pounds(pence)} by {day_in_words(due)} from the school's own bank account to that of the "
        f"Partnership Fund, under the reference {reference}: it places the payment by itself."
    )


def _confirmed(book: Book, member: str, year: str) -> str:
    said = book.register.confirmations.get((member, year))
    if said is None:
        return "The school's governing body has not confirmed this contribution; until it has, nothing need be paid."
    minute = f", minute {said.minute}" if said.minute else ""
    return (
        f"The school's own governing body confirmed {format_pounds(said.amount)} for {year} on "
        f"{day_in_words(said.day)}{minute}."
    )


def _arithmetic(board: Schedule, share: Share | None, number: int, pence: int) -> Table:
    """How the amount came about, line by line."""
    rows: list[tuple[Value, ...]] = [("Adopted by the Strategic Board for the year", format_pounds(board.total))]
    if share:
        rows += [
            (f"Pupils on roll, census of {census_in_words(board.census)}", decimal_text(share.roll)),
            *([("Part of the year in membership", f"{share.part}")] if share.part != 1 else []),
            ("The school's contribution for the year, by roll", format_pounds(share.pence)),
        ]
    rows.append((f"Instalment {number}, to pay now", format_pounds(pence)))
    return Table("sum", "How it is reckoned", (Column("What"), Column("Figure", Unit.MONEY)), tuple(rows))
