"""``nesa report``: a statement on the screen or in a file."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nesa_fund.cli.options import Day, today, with_schema
from nesa_fund.cli.screen import say
from nesa_fund.problems import InputError

if TYPE_CHECKING:
    from nesa_fund.statements.base import Statement

FORMATS = ("text", "csv", "json", "xlsx", "pdf", "html")
_INTO_FILES = {"xlsx": "a workbook", "pdf": "a PDF"}
_ENDINGS = {".txt": "text", ".text": "text", ".htm": "html", **{f".{name}": name for name in FORMATS[1:]}}


@click.command("report")
@click.argument("name")
@click.option("--year", help="A year, like 2025-26; for cfr the member's own (default: that of --as-at).")
@click.option("--from", "since", type=Day(), help="In place of a year, for account and journal: the first day.")
@click.option("--to", "until", type=Day(), help="In place of a year, for account and journal: the last day.")
@click.option("--member", help="A member's code or name, for account, balances, cfr, journal and value.")
@click.option("--sample", type=int, help="For the journal: draw so many entries, weighted by value, as a test sheet.")
@click.option("--seed", help="With --sample: any text; whoever gives the same one draws the same entries.")
@click.option("--as-at", type=Day(), help="The day: what is dated later is left out (default: today).")
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="Default: by the ending of -o, else text.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write (default: the screen).")
@with_schema("statement")
@click.pass_obj
def report_command(  # One argument an option.
    root: Path,
    name: str,
    year: str | None,
    since: date | None,
    until: date | None,
    member: str | None,
    sample: int | None,
    seed: str | None,
    as_at: date | None,
    format_name: str | None,
    output: Path | None,
) -> None:
    """Draw the statement NAME from the ledger.

    \b
    account   one member's account with the alliance, for governors and officers
    awaited   what is awaited, from whom, and what clears it
    balances  who owes whom, by age, and what to pay
    batches   the history: what came in, when, by whom
    cfr       one member's charges by code of its return, in its own financial year
    entities  each entity's balance sheet and income, and all together, for auditors
    flows     what each member charged, paid and owes each other, for auditors and the Board
    fund      the Partnership Fund's year beside the years before, for the Board and governors
    funding   each member's public funding and its contribution beside it, for auditors
    journal   every entry with source and approver, or a sample to test, for auditors
    lead      each class of accounts this year and last, by entity, for auditors
    parity    days given and received beside roll share, who leads, for the Board
    probity   what the charter's rules say of a year, for auditors
    schedule  the annual contribution schedule, for the Strategic Board
    value     joint contracts: cost together and alone, and savings, for the Board

    Example: nesa report schedule --year 2025-26 -o "schedule 2025-26.xlsx"
    """  # noqa: D301  # Click's own mark for lines that stay lines.
    from importers.names import Names
    from nesa_fund.statements.catalogue import Arguments, statement_named
    from nesa_fund.store import open_ledger

    make, chosen = statement_named(name), chosen_format(format_name, output)
    if year and (since or until):
        raise InputError("give --year, or --from and --to, not both")
    book = open_ledger(root).book
    if member:  # As an import reads it: any spelling that is one member's alone.
        member = Names(book.register.members).find(member) or member
    day = as_at or today()
    arguments = Arguments(as_at=day, year=year, member=member, since=since, until=until, sample=sample, seed=seed)
    show(make(book, arguments), chosen, output)


def chosen_format(format_name: str | None, output: Path | None) -> str:
    """The format asked for by name, else by the file's ending, else text.

    Raises:
        InputError: An ending that tells no format, or a workbook or a PDF without a file.
    """
    ending = output.suffix.lower() if output else ".txt"
    chosen = format_name or _ENDINGS.get(ending)
    if chosen is None:
        endings = ", ".join(_ENDINGS)
        raise InputError(f'"{output}" does not tell the format; end it in one of {endings}, or give --format')
    if chosen in _INTO_FILES and output is None:
        raise InputError(f"{_INTO_FILES[chosen]} goes into a file: name it, as in -o schedule.{chosen}")
    return chosen


def show(statement: "Statement", format_name: str, output: Path | None = None) -> None:
    """Draw a statement on the screen, or into a file and say which."""
    import reports
    from reports.files import write_report

    if output:
        written = write_report(output, reports.render(statement, format_name))
        say(f"{statement.title}: written as {written}")
    elif format_name == "text":
        from reports.text import render_text

        click.echo(render_text(statement, colour=_is_colourful()), nl=False)
    else:
        click.echo(reports.render(statement, format_name), nl=False)


def _is_colourful() -> bool:
    """Whether text goes to a terminal whose reader did not ask for plain text."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
