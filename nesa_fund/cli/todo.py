"""``nesa todo``: what is awaited, from whom, since when and by when, and what clears it."""

from datetime import date
from pathlib import Path

import click

from nesa_fund.cli.options import Day, today
from nesa_fund.cli.report import FORMATS, chosen_format, show


@click.command("todo")
@click.option("--member", help="Only what is awaited from this member, by code or name.")
@click.option("--as-at", type=Day(), help="The day (default: today).")
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="Default: by the ending of -o, else text.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write (default: the screen).")
@click.pass_obj
def todo_command(
    root: Path, member: str | None, as_at: date | None, format_name: str | None, output: Path | None
) -> None:
    """What is awaited: evidence that a promise is kept, confirmations, and payments.

    Example: nesa todo --member Coquet
    """
    from importers.names import Names
    from nesa_fund.statements.catalogue import Arguments, statement_named
    from nesa_fund.store import open_ledger

    chosen = chosen_format(format_name, output)
    book = open_ledger(root).book
    if member:
        member = Names(book.register.members).find(member) or member
    show(statement_named("awaited")(book, Arguments(as_at=as_at or today(), member=member)), chosen, output)
