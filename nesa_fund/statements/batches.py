"""The history of the ledger: what came in, when, by whom, and the head after each batch."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from nesa_fund.book import Batch, Book, shown_head
from nesa_fund.entries import POUNDS, STAFF_DAYS
from nesa_fund.money import MoneyError, parse_pence
from nesa_fund.statements.arguments import Arguments, refuse_others, span_in_words
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value

_COLUMNS = (
    Column("Batch", Unit.NUMBER),
    Column("Recorded", Unit.DATE),
    Column("UTC"),
    Column("What"),
    Column("Recorded by"),
    Column("Approved by"),
    Column("Rows", Unit.NUMBER),
    Column("Control total", Unit.MONEY),
    Column("Head"),
)
_DAYS = Column("Staff days", Unit.NUMBER)


def batches(book: Book, arguments: Arguments) -> Statement:
    """Every batch, oldest first: the history is shown whole, whatever the day asked for."""
    refuse_others(arguments, "batches")
    recorded = [book.batches[number] for number in sorted(book.batches)]
    has_days = any(STAFF_DAYS in batch.totals for batch in recorded)
    columns = (*_COLUMNS, _DAYS) if has_days else _COLUMNS
    rows = tuple((*_row(batch), *([_days(batch)] if has_days else [])) for batch in recorded)
    moments = [batch.recorded_at.date() for batch in recorded]
    return Statement(
        name="batches",
        title="History of the ledger",
        alliance=book.register.alliance().name,
        audience="everyone",
        period=span_in_words(min(moments), max(moments)) if moments else "nothing recorded yet",
        as_at=arguments.as_at,
        head=shown_head(book.head),
        made="Each line is one batch (an import, a decision, a run of charges, a reversal) as its manifest tells; a "
        "head is the SHA-256 of a manifest, which names the head before it and the SHA-256 of every file of its batch.",
        tables=(Table("batches", "Batches", columns, rows),),
        notes=tuple(_notes(book)),
    )


def _row(batch: Batch) -> tuple[Value, ...]:
    return (
        batch.number,
        batch.recorded_at.date(),
        f"{batch.recorded_at:%H:%M}",
        f"{batch.kind}: {batch.note}" if batch.note else batch.kind,
        batch.recorded_by,
        batch.approved_by or "nobody",
        batch.rows,
        _pounds(batch),
        shown_head(batch.head),
    )


def _pounds(batch: Batch) -> int | str | None:
    """The control total in pence, or the manifest's own text where that was tampered with."""
    said = batch.totals.get(POUNDS)
    try:
        return None if said is None else parse_pence(str(said))
    except MoneyError:
        return str(said)


def _days(batch: Batch) -> Fraction | str | None:
    said = batch.totals.get(STAFF_DAYS)
    try:
        return None if said is None else Fraction(Decimal(str(said)))
    except (InvalidOperation, ValueError, OverflowError):
        return str(said)


def _notes(book: Book) -> Iterator[str]:
    yield "Write the newest head into the Board's minutes: nesa verify --head then shows any later change of a byte."
    yield "Nothing is changed in a batch, or taken out of it: what was wrong is put right by a later one."
    if any(batch.approved_by and batch.how == "declared" for batch in book.batches.values()):
        yield "Approvers are as declared on the command line: they had not signed in themselves."
    if book.alterations:
        yield "The ledger is not as it was written: nesa verify names every place."
