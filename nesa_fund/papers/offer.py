"""The offer to a school that thinks of joining: what it would pay, and on what terms."""

from datetime import date

from nesa_fund.book import Book
from nesa_fund.canon import decimal_text
from nesa_fund.charges import Share
from nesa_fund.money import format_pounds, half_up
from nesa_fund.papers.base import Paper, fund_sender, head_of
from nesa_fund.papers.confirm import LEAVING, plan_tables
from nesa_fund.periods import Year, census_in_words, day_in_words
from nesa_fund.statements.base import Column, Table, Unit, Value


def offer_paper(  # noqa: PLR0913, PLR0917  # What an offer rests on.
    book: Book, name: str, share: Share, year: Year, census: str, day: date
) -> Paper:
    """What a school would pay for a year if it joined.

    Args:
        book: The book.
        name: The school, by name.
        share: Its share, as the program proposes it.
        year: The alliance year.
        census: The census whose rolls the share rests on.
        day: The paper's date.
    """
    alliance = book.register.alliance(day)
    rows: list[tuple[Value, ...]] = [
        (f"Pupils on roll, census of {census_in_words(census)}", decimal_text(share.roll)),
        ("Days in membership", f"{share.part * year.days} of {year.days}"),
        (f"Contribution for {year.name}", format_pounds(share.pence)),
    ]
    if share.roll:
        rows.append(("For each pupil", format_pounds(half_up(share.pence / share.roll))))
    reserve = alliance.joiner_reserve
    least = "that is not below zero" if reserve is None else f"of {format_pounds(reserve)} or more"
    return Paper(
        kind="offer",
        title=f"Joining {alliance.name}: what {name} would pay",
        alliance=alliance.name,
        head=head_of(book),
        member=share.member,
        to=name,
        sender=fund_sender(book, day),
        day=day,
        reference=year.name,
        paragraphs=(
            (
                f"If {name} joined, its contribution for {year.name} would be {format_pounds(share.pence)}. This is "
                "reckoned as for every member, by pupils on roll; nobody else would pay more or less in a year that is "
                "adopted already."
            ),
        ),
        tables=(
            Table("figures", "The contribution", (Column("What"), Column("Figure", Unit.MONEY)), tuple(rows)),
            *plan_tables(book, year.name),
        ),
        closing=(
            f"A school joins with a revenue reserve {least}, as at a date within the eighteen months before.",
            LEAVING[alliance.withdrawal],
            f"An offer of {day_in_words(day)}: nothing is due until the school's own governing body has confirmed it.",
        ),
        pence=share.pence,
    )
