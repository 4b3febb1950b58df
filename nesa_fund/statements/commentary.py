"""What the officer says of a statement's lines, shown with it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from nesa_fund.book import Book
from nesa_fund.facts import Note
from nesa_fund.periods import Year, day_in_words
from nesa_fund.statements.arguments import Arguments, asked_entity
from nesa_fund.statements.base import Statement

AFTERWARDS = timedelta(days=183)
"""How long after a year its statements are still spoken of."""


def with_commentary(statement: Statement, book: Book, arguments: Arguments) -> Statement:
    """A statement with the officer's notes on it, each with its day, behind its own notes."""
    return replace(statement, notes=(*statement.notes, *_said(statement, book, arguments)))


def _said(statement: Statement, book: Book, arguments: Arguments) -> Iterator[str]:
    """What was said of a year from its start to half a year after it; of one member's account, of that member."""
    register, member = book.register, asked_entity(book, arguments)
    year = _year(book, statement, arguments)
    until = min(arguments.as_at, year.end + AFTERWARDS)
    lines = {member.casefold(), register.name(member).casefold()} if member else None
    for note in register.all(Note):
        is_of_it = note.statement.casefold() == statement.name and year.start <= note.day <= until
        if is_of_it and (lines is None or note.line.casefold() in lines):
            yield f"{f'{note.line}: ' if note.line else ''}{note.text} ({day_in_words(note.day)})"


def _year(book: Book, statement: Statement, arguments: Arguments) -> Year:
    """The alliance year that is spoken of; where a member's own year was asked for, that of the statement's day."""
    with suppress(ValueError):
        return book.register.year(arguments.year or "")
    return book.register.year_of(statement.as_at)
