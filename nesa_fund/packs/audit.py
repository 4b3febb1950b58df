"""The auditors' pack: the statements that they work with, each headline re-performed, each share worked out anew."""

from dataclasses import dataclass

from nesa_fund.book import Book, shown_head
from nesa_fund.packs.reperformed import Reperformed, reperformed, taken_back_later
from nesa_fund.packs.shares import Shares, shares
from nesa_fund.periods import Year, day_in_words
from nesa_fund.statements.arguments import Arguments, begun_year
from nesa_fund.statements.base import Pack, Statement, Table
from nesa_fund.statements.catalogue import statement_named

SAMPLE = 25
"""How many entries are drawn of the journal, unless more or fewer are asked for."""
_OF_THE_YEAR = ("probity", "schedule", "flows", "funding", "fund", "entities", "lead")


@dataclass(frozen=True, slots=True)
class AuditPack:
    """What the pack's files are made of.

    Attributes:
        pack: The statements, for the document and the workbook.
        year: The alliance year.
        shares: What the workbook of the shares is made of.
        headlines: Each figure with its command.
        not_shown: What the books do not show yet, or this pack does not, in sentences.
    """

    pack: Pack
    year: Year
    shares: Shares
    headlines: tuple[Reperformed, ...]
    not_shown: tuple[str, ...]


def audit_pack(book: Book, arguments: Arguments) -> AuditPack:
    """The pack of an alliance year, as at a day.

    The journal is a sample; its seed is the head unless another is given, so that nobody chooses it
    by what it draws.

    Raises:
        InputError: No such year, or it has not begun by the day asked for.
    """
    year, last = begun_year(book, arguments)
    asked = Arguments(as_at=arguments.as_at, year=year.name)
    board = book.register.schedule(year.name)
    is_adopted = board is not None and board.day <= arguments.as_at
    statements = [statement_named(name)(book, asked) for name in _OF_THE_YEAR if name != "schedule" or is_adopted]
    seed, size = arguments.seed or shown_head(book.head), arguments.sample or SAMPLE
    drawn = Arguments(as_at=arguments.as_at, year=year.name, sample=size, seed=seed)
    statements += [
        statement_named("journal")(book, drawn),
        statement_named("balances")(book, Arguments(as_at=last)),
        statement_named("batches")(book, Arguments(as_at=arguments.as_at)),
    ]
    by_name = {one.name: one for one in statements}
    alliance = book.register.alliance().name
    pack = Pack(
        title=f"Audit pack {year.name}",
        alliance=alliance,
        as_at=arguments.as_at,
        head=shown_head(book.head),
        cover=(
            f"For the auditors of {alliance}, as at {day_in_words(arguments.as_at)}: every school's book is in it.",
            "README.md beside it says how each headline is worked out again without the program that made this.",
        ),
        statements=tuple(statements),
    )
    return AuditPack(
        pack,
        year,
        shares(book, year, arguments.as_at),
        tuple(reperformed(book, year, arguments.as_at, by_name["journal"])),
        tuple(_not_shown(book, arguments, by_name["probity"], is_adopted=is_adopted)),
    )


def _not_shown(book: Book, arguments: Arguments, probity: Statement, *, is_adopted: bool) -> list[str]:
    tables: dict[str, Table] = {table.name: table for table in probity.tables}
    counts: dict[str, int] = {}
    for row in tables["not-shown"].rows:
        counts[str(row[0])] = counts.get(str(row[0]), 0) + 1
    names = {str(row[0]): str(row[1]) for row in tables["rules"].rows}
    told = [
        f"{rule} {names.get(rule, '')}: {count} {'thing is' if count == 1 else 'things are'} lacking; the probity "
        "report says what, who can show it and how."
        for rule, count in counts.items()
    ]
    if not is_adopted:
        told.append("The Board had not adopted the year's schedule by that day, so there is none here.")
    if later := taken_back_later(book, arguments.as_at):
        told.append(
            f"{later} {'entry' if later == 1 else 'entries'} dated up to that day {'was' if later == 1 else 'were'} "
            "taken back by an entry dated later. The statements leave out what was taken back; a sum by date above "
            "still has it, and differs by that much."
        )
    told.append("The journal is a sample here. The whole: nesa --ledger ledger report journal --year YEAR -o FILE.")
    told.append("Dealings that nobody recorded in this ledger are in no figure.")
    return told
