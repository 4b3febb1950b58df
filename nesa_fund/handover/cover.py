"""The cover of a handover: its control total by file, how it agrees with the member's account, what is not in it."""

from collections.abc import Iterator

from nesa_fund.handover.made import Handover, totals
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value

_SUMS = (
    Column("Entries", Unit.NUMBER),
    Column("Lines", Unit.NUMBER),
    Column("Net", Unit.MONEY),
    Column("VAT", Unit.MONEY),
    Column("Gross", Unit.MONEY),
)


def cover(handover: Handover) -> Statement:
    """What the officer ticks before the files are posted."""
    made = (
        "From the member's own book and its own codes. It rests on these batches alone: they can be handed over again "
        "as they were."
    )
    return Statement(
        name="handover",
        title=f"Handover {handover.span.number} to {handover.name}: {handover.layout.title}",
        alliance=handover.alliance,
        audience=f"the finance officer of {handover.name}",
        period=f"{handover.span.in_words}, whatever their dates",
        as_at=handover.as_at,
        head=handover.head,
        made=made,
        tables=tuple(_tables(handover)),
        notes=tuple(_notes(handover)),
    )


def _tables(handover: Handover) -> Iterator[Table]:
    rows = [(part.file, *total) for part in handover.parts for total in part.totals]
    yield Table("control", "Control total by file", (Column("File"), Column("Of"), *_SUMS), tuple(rows))
    yield _agreement(handover)
    if handover.others:
        yield Table("others", "Not in these files", (Column("Of"), *_SUMS), tuple(totals(handover.others)))


def _agreement(handover: Handover) -> Table:
    """What was owed before, what each kind of entry moved of it, and what is owed now, as the account says."""
    columns = (Column("What"), Column("It owes", Unit.MONEY, total=True), Column("It is owed", Unit.MONEY, total=True))
    rows: list[tuple[Value, ...]] = [("Before these batches", *handover.before)]
    for entries, where in ((handover.entries, "in these files"), (handover.others, "not in them")):
        for total in totals(entries):
            of = [one for one in entries if one.called == total.what]
            pence = sum(one.owed for one in of)
            is_owed = of[0].kind.is_owed_to_it
            rows.append((f"{total.what}, {where}", None if is_owed else pence, pence if is_owed else None))
    table = Table("agreement", "With the member's account", columns, tuple(rows), "After these batches")
    assert table.totals == ("After these batches", *handover.after)  # Nothing is lost between the books and the files.
    return table


def _notes(handover: Handover) -> Iterator[str]:
    yield from handover.layout.steps
    yield "Import the files as they are: a spreadsheet that opens and saves one drops the leading noughts of codes."
    if handover.taken_back:
        count = f"{handover.taken_back} entr{'y' if handover.taken_back == 1 else 'ies'}"
        yield f"{count} of these batches, taken back within them, never were in your system: they are left out."
    if any(one.entry.number.endswith(f"-R{one.entry.batch}") for part in handover.parts for one in part.coded):
        yield "A number that ends in -R and a batch takes back what was handed over before."
    if any(one.entry.number.endswith(f"-N{one.entry.batch}") for part in handover.parts for one in part.coded):
        yield "A number that ends in -N and a batch is recorded anew, under a number that was handed over before."
    if any(one.vat and len(one.lines) > 1 for one in handover.entries):
        yield "Where an entry with several lines has VAT, its sum is as stated; it is spread over them by their nets."
    yield (
        "Bills of firms outside the alliance, funding, gifts and days are not handed over: your system has them from "
        "their own papers. What you passed on of a firm's bill lessens the cost it was entered under."
    )
