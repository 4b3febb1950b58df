"""What a paper is: one thing sent to one school, with what it asks, its figures, and room to fill in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nesa_fund.book import Book, shown_head
from nesa_fund.entries import FUND
from nesa_fund.problems import InputError
from nesa_fund.statements.base import Column, Statement, Table, Unit

NO_VAT_INVOICE = "This is not a VAT invoice."


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One thing sent to one school.

    Attributes:
        kind: What it is, a word.
        title: What stands above it.
        alliance: Whose paper it is.
        head: The head of the history it was made from.
        member: The code of the school it is for.
        to: The school's name.
        sender: From whom it comes.
        day: Its date.
        reference: What it, or its payment, goes by; empty where it has none.
        paragraphs: What it says before its figures.
        tables: Its figures.
        closing: What it says after them.
        blanks: What is to be filled in by hand.
        pence: What it asks to pay, or confirms, or credits; None where it is about no one amount.
        due: When that is to be paid, None where nothing is.
    """

    kind: str
    title: str
    alliance: str
    head: str
    member: str
    to: str
    sender: str
    day: date
    reference: str = ""
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    closing: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    pence: int | None = None
    due: date | None = None

    @property
    def file(self) -> str:
        """Its file's name, without the ending: unique among the papers of one kind and day."""
        return " ".join(filter(None, (self.kind, self.member, self.reference.replace("/", "_"))))


def fund_sender(book: Book, day: date) -> str:
    """From whom the Fund's papers come: the Fund, care of whoever holds its bank account."""
    alliance = book.register.alliance(day)
    care = f", care of {book.register.name(alliance.holder)}" if alliance.holder else ""
    return f"The Partnership Fund of {alliance.name}{care}"


def sender_of(book: Book, entity: str, day: date) -> str:
    """From whom an entity's papers come."""
    return fund_sender(book, day) if entity == FUND else book.register.name(entity)


def head_of(book: Book) -> str:
    """The head as papers bear it."""
    return shown_head(book.head)


def merge_list(book: Book, kind: str, papers: Iterable[Paper], as_at: date) -> Statement:
    """The list of some papers, a row each: what a mail-merge asks for."""
    columns = (
        Column("To"),
        Column("Member code"),
        Column("File"),
        Column("Title"),
        Column("Reference"),
        Column("Amount", Unit.MONEY),
        Column("Due", Unit.DATE),
        Column("Dated", Unit.DATE),
    )
    rows = tuple(
        (one.to, one.member, f"{one.file}.pdf", one.title, one.reference or None, one.pence, one.due, one.day)
        for one in papers
    )
    return Statement(
        name="papers",
        title=f"Papers: {kind}",
        alliance=book.register.alliance(as_at).name,
        audience="whoever sends them",
        period=f"dated {as_at.isoformat()}",
        as_at=as_at,
        head=head_of(book),
        made="One row a paper; nothing was sent.",
        tables=(Table("papers", "Papers", columns, rows),),
    )


def none_to_send(what: str) -> InputError:
    """What is said where there is no paper to make."""
    return InputError(f"there is nothing to send: {what}")
