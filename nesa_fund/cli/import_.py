"""``nesa import``: spreadsheets in, one batch, or every fault by cell.

What takes long to load is imported in the command, after the files have begun to be opened.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from importers.files.opening import Opening
from nesa_fund.actions.papers import Paper, keep
from nesa_fund.cli.options import signed, today
from nesa_fund.problems import InputError, Problem

if TYPE_CHECKING:
    from nesa_fund.batches import Signature


class Sheets(NamedTuple):
    """The files as they were given, and as another process opens them."""

    papers: list[Paper]
    opening: Opening


def _opened(_: click.Context, __: click.Parameter, paths: tuple[Path, ...]) -> Sheets | InputError:
    """Begin to open the files at once: the libraries that the import needs are loaded meanwhile."""
    try:
        papers = [Paper(path.name, _content(path)) for path in paths]
        return Sheets(papers, Opening(keep(papers).sources))
    except InputError as error:
        return error


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), callback=_opened)
@click.option("--kind", help="The kind of every sheet (default: by its headers).")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="COLUMN=HEADER",
    help="What a sheet calls a column; nothing after = leaves it unread.",
)
@click.option(
    "--set", "sets", multiple=True, metavar="COLUMN=VALUE", help="One value for all rows of a column the sheet lacks."
)
@click.option("--skip-blank", multiple=True, metavar="COLUMN", help="Leave out rows blank there, and list them.")
@click.option("--include-hidden", is_flag=True, help="Read hidden sheets, rows and columns too.")
@click.option(
    "--correct", is_flag=True, help="Record rows that are known with other values as corrections; needs --reason."
)
@click.option("--reason", default="", help="Why it is corrected.")
@click.option("--minute", default="", help="The minute of a correction.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@signed
@click.pass_obj
def import_command(  # One argument an option.
    ledger: Path,
    files: Sheets | InputError,
    kind: str | None,
    maps: tuple[str, ...],
    sets: tuple[str, ...],
    skip_blank: tuple[str, ...],
    include_hidden: bool,
    correct: bool,
    reason: str,
    minute: str,
    dry_run: bool,
    as_json: bool,
    signature: "Signature",
    note: str,
) -> int:
    """Record the spreadsheets FILES as one batch, all or nothing.

    Example: nesa import members.xlsx rolls.xlsx --dry-run
    """
    from importers.columns import layout_from_options
    from importers.corrections import Correction
    from nesa_fund.actions.command import maybe_one_line, one_line
    from nesa_fund.actions.import_sheets import Imported, Request, import_sheets
    from nesa_fund.cli.imported import say_imported
    from nesa_fund.history import read_history

    if correct and not reason.strip():
        raise InputError('--correct needs --reason, like --reason "census return amended"')
    if (reason or minute) and not correct:
        raise InputError("--reason and --minute go with --correct")
    correction = Correction(one_line(reason, "--reason"), maybe_one_line(minute, "--minute")) if correct else None
    try:
        if isinstance(files, InputError):
            raise files
        request = Request(
            files=files.papers,
            as_at=today(),
            kind=kind,
            layout=layout_from_options(maps, sets, skip_blank),
            correction=correction,
            dry_run=dry_run,
            note=note,
            include_hidden=include_hidden,
        )
        imported = import_sheets(ledger, request, signature, files.opening)
    except InputError as error:
        if not as_json:
            raise
        imported = Imported(None, error.problems, head=read_history(ledger).head)
    say_imported(imported, dry_run=dry_run, as_json=as_json)
    return 2 if imported.problems else 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("there is no such file", path.name)) from None
    except OSError as error:
        raise InputError(Problem(f"can't be read: {error.strerror}", path.name)) from error
