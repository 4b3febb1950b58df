"""What is said of a whole year: that it was reviewed, and the officer's notes on its statements."""

from collections.abc import Sequence

from importers.cells import Day, Text, YearName
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import Kind
from importers.rows import Row
from nesa_fund.facts import Note, Review
from nesa_fund.statements.catalogue import STATEMENTS


class ReviewRow(Row):
    """One annual review."""

    year: YearName
    day: Day
    minute: Text


COLUMNS = (
    Column("Year", "year", ("Year reviewed", "Review of year"), required=True),
    Column("Date", "day", ("Reviewed on", "Date of review"), required=True),
    Column("Minute", "minute", ("Minute of review", "Review minute"), required=True),
)


def _put(desk: Desk, rows: Sequence[ReviewRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _review(desk, row))])


def _review(desk: Desk, row: ReviewRow) -> Review | None:
    try:
        year = desk.register.year(row.year)
    except ValueError as error:
        desk.problem(row, "year", str(error))
        return None
    if row.day < year.start:
        desk.problem(row, "day", f"is before {row.year} began")
        return None
    desk.mind_day(row, row.day)
    return Review(day=row.day, source=row.source, year=row.year, minute=row.minute)


class NoteRow(Row):
    """One note on one line of a statement."""

    statement: Text
    line: Text
    text: Text
    day: Day


NOTE_COLUMNS = (
    Column("Statement", "statement", ("Report", "Which statement"), required=True),
    Column("Line", "line", ("Line of statement", "On line"), required=True),
    Column("Text", "text", ("Commentary", "What to say", "Explanation"), required=True),
    Column("Date", "day", ("Written on", "Date of note"), required=True),
)


def _put_notes(desk: Desk, rows: Sequence[NoteRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _note(desk, row))])


def _note(desk: Desk, row: NoteRow) -> Note | None:
    statement = row.statement.casefold()
    if statement not in STATEMENTS:
        desk.problem(row, "statement", f"no statement of that name; there are {', '.join(STATEMENTS)}")
        return None
    return Note(day=row.day, source=row.source, statement=statement, line=row.line, text=row.text)


REVIEWS = Kind("reviews", "Annual reviews", ReviewRow, COLUMNS, _put, members=())
NOTES = Kind("notes", "Notes on statements", NoteRow, NOTE_COLUMNS, _put_notes, members=())
