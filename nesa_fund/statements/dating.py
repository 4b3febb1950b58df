"""When decisions were taken, beside when they were recorded: a date that was written later is seen as such."""

from collections import defaultdict
from collections.abc import Iterable

from nesa_fund.book import Book
from nesa_fund.facts import (
    Agreement,
    Alliance,
    Close,
    Confirmation,
    Consent,
    Exempted,
    Fact,
    Member,
    PlanLine,
    Review,
    Schedule,
    Withdrawal,
)
from nesa_fund.periods import Year
from nesa_fund.statements.base import Column, Table, Unit, Value

_DECISIONS: dict[type[Fact], str] = {
    Alliance: "Settings of the alliance",
    Member: "Members",
    Withdrawal: "Withdrawals",
    Agreement: "Agreements",
    Consent: "Consents to agreements",
    PlanLine: "Plan lines",
    Schedule: "Adoption of the schedule",
    Confirmation: "Confirmations of contributions",
    Exempted: "Exceptions",
    Close: "Close of the year",
    Review: "Reviews",
}


def recorded_later(book: Book, year: Year) -> Table:
    """The decisions of a year that were recorded on a later day than their own, by kind and batch, longest first.

    A decision is of the year that it names, else of that of its date; one that was struck or
    corrected since is still shown, as whoever relied on it did.
    """
    columns = (
        Column("Decision"),
        Column("How many", Unit.NUMBER),
        Column("Dated from", Unit.DATE),
        Column("Dated until", Unit.DATE),
        Column("Recorded", Unit.DATE),
        Column("Batch", Unit.NUMBER),
        Column("Days later, at most", Unit.NUMBER),
        Column("With a paper", Unit.NUMBER),
    )
    of_batch: dict[tuple[type[Fact], int], list[Fact]] = defaultdict(list)
    for fact in book.register.facts:
        if type(fact) in _DECISIONS and _is_of(year, fact) and _is_later(book, fact):
            of_batch[type(fact), fact.place.batch].append(fact)
    rows = [_row(book, kind, batch, facts) for (kind, batch), facts in of_batch.items()]
    rows.sort(key=lambda row: (-row[1], row[0][0]))
    return Table("recorded-later", "Decisions recorded after their date", columns, tuple(row for row, _ in rows))


def _is_of(year: Year, fact: Fact) -> bool:
    named = getattr(fact, "year", "")
    return named == year.name if named else fact.day in year


def _is_later(book: Book, fact: Fact) -> bool:
    batch = book.batches.get(fact.place.batch)
    return batch is not None and batch.recorded_at.date() > fact.day


def _row(
    book: Book, kind: type[Fact], number: int, facts: Iterable[Fact]
) -> tuple[tuple[str, *tuple[Value, ...]], int]:
    """A row of the table, and the days that the oldest of its decisions waited."""
    facts = sorted(facts, key=lambda fact: fact.day)
    recorded = book.batches[number].recorded_at.date()
    waited = (recorded - facts[0].day).days
    papers = sum(bool(fact.document) for fact in facts)
    row = (_DECISIONS[kind], len(facts), facts[0].day, facts[-1].day, recorded, number, waited, papers)
    return row, waited
