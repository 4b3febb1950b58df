"""``nesa import``: spreadsheets in, one batch, or every fault by cell.

What takes long to load is imported in the command, after the files have begun to be opened.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from importers.files.opening import Opening
from nesa_fund.actions.papers import Paper, keep
from nesa_fund.ahead import Ahead
from nesa_fund.cli.options import signed, today, with_schema
from nesa_fund.cli.progress import Progress
from nesa_fund.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importers.questions import Question
    from nesa_fund.batches import Signature


class Sheets(NamedTuple):
    """The files as they were given, the list of spellings among them, and what other processes read meanwhile."""

    papers: list[Paper]
    aliases: Paper | None
    opening: Opening
    ahead: Ahead


def _opened(context: click.Context, _: click.Parameter, paths: tuple[Path, ...]) -> Sheets | InputError:
    """Begin to open the files, and a large ledger, at once: the libraries that are needed are loaded meanwhile."""
    alias: Path | None = context.params.get("alias")
    try:
        papers = [Paper(path.name, _content(path)) for path in paths]
        aliases = Paper(alias.name, _content(alias)) if alias else None
        opening = Opening(keep([*papers, *([aliases] if aliases else [])]).sources)
        return Sheets(papers, aliases, opening, Ahead(context.obj))
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
@click.option("--only", multiple=True, metavar="COLUMN=V,…", help="Leave out rows that have none of the values there.")
@click.option(
    "--alias",
    type=click.Path(path_type=Path),
    is_eager=True,  # Read before the files are opened: it is one of them.
    metavar="FILE",
    help="A list of spellings, headed Spelling and Member: remembered with the members.",
)
@click.option("--drop-copies", is_flag=True, help="Leave out exact copies of a charge's row, and name them.")
@click.option("--use-map", default="", metavar="NAME", help="Read the sheet as it was remembered under NAME.")
@click.option(
    "--save-map", default="", metavar="NAME", help="Remember --kind, --map, --set, --skip-blank and --only under NAME."
)
@click.option(
    "--correct", is_flag=True, help="Record rows that are known with other values as corrections; needs --reason."
)
@click.option("--reason", default="", help="Why it is corrected.")
@click.option("--minute", default="", help="The minute of a correction.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded; change nothing.")
@click.option("--strict", is_flag=True, help="Refuse what breaks the charter, too.")
@click.option(
    "--errors",
    "marked",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Where there are faults: write the sheets with every one marked in its cell.",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.xlsx",
    help="Write the lines of a bank statement that nothing accounts for to a workbook, to be answered and imported.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_schema("import")
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
    only: tuple[str, ...],
    alias: Path | None,  # noqa: ARG001  # It is among the files.
    drop_copies: bool,
    use_map: str,
    save_map: str,
    correct: bool,
    reason: str,
    minute: str,
    dry_run: bool,
    strict: bool,
    marked: Path | None,
    answers: Path | None,
    as_json: bool,
    signature: "Signature",
    note: str,
) -> int:
    """Record the spreadsheets FILES as one batch, all or nothing.

    Example: nesa import members.xlsx rolls.xlsx --dry-run
    """
    from importers.columns import layout_from_options
    from nesa_fund.actions.command import maybe_one_line
    from nesa_fund.actions.import_sheets import Begun, Imported, Request, correction_of, import_sheets
    from nesa_fund.cli.imported import say_imported, write_marked
    from nesa_fund.history import read_history

    correction = correction_of(reason, minute, wanted=correct)
    if marked and marked.suffix.casefold() != ".xlsx":
        raise InputError(f"{marked}: the marked sheets are a workbook; name it with .xlsx at the end")
    if marked and marked.exists():
        raise InputError(f"{marked} is there already, and may be half mended; name another file after --errors")
    try:
        if isinstance(files, InputError):
            raise files
        request = Request(
            files=files.papers,
            as_at=today(),
            kind=kind,
            layout=layout_from_options(maps, sets, skip_blank, only),
            correction=correction,
            dry_run=dry_run,
            note=note,
            include_hidden=include_hidden,
            aliases=files.aliases,
            use_map=maybe_one_line(use_map, "--use-map"),
            save_map=maybe_one_line(save_map, "--save-map"),
            drop_copies=drop_copies,
            strict=strict,
        )
        with Progress() as progress:
            imported = import_sheets(ledger, request, signature, Begun(files.opening, files.ahead), progress.tell)
    except InputError as error:
        if not as_json and not marked:
            raise
        imported = Imported(None, error.problems, head=read_history(ledger).head)
    say_imported(imported, dry_run=dry_run, as_json=as_json)
    if marked and isinstance(files, Sheets) and any(problem.file for problem in imported.problems):
        write_marked(marked, imported.problems, files.opening)
    if answers and not imported.problems:
        _write_questions(answers, imported.questions)
    return 2 if imported.problems else 0


def _write_questions(path: Path, questions: "Sequence[Question]") -> None:
    from nesa_fund.cli.screen import say
    from reports.questions import render_questions

    if not questions:
        say(f"No line is to be answered: {path.name} is not written", err=True)
        return
    try:
        path.write_bytes(render_questions(questions))
    except OSError as error:
        message = f"can't be written: {error.strerror}; close it, or name another file"
        raise InputError(Problem(message, path.name)) from error
    lines = f"{len(questions)} line{'' if len(questions) == 1 else 's'}"
    say(f"{lines} to be answered in {path.name}: fill in What is this?, and import it", err=True)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("there is no such file", path.name)) from None
    except OSError as error:
        raise InputError(Problem(f"can't be read: {error.strerror}", path.name)) from error
