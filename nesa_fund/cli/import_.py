"""``nesa import``: spreadsheets in, one batch, or every fault by cell."""

import json
from pathlib import Path

import click

from nesa_fund.actions.command import maybe_one_line, one_line
from nesa_fund.actions.import_sheets import Imported, Request, import_sheets
from nesa_fund.actions.papers import Paper
from nesa_fund.batches import Signature
from nesa_fund.book import shown_head
from nesa_fund.cli.options import signed, today
from nesa_fund.cli.screen import say
from nesa_fund.cli.verdicts import finding_lines, finding_object
from nesa_fund.money import format_pounds
from nesa_fund.problems import InputError, Problem

SHOWN_PROBLEMS = 50
SHOWN_PAIRS = 20
SHOWN_READINGS = 12
SHOWN_FINDINGS = 10


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
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
    files: tuple[Path, ...],
    kind: str | None,
    maps: tuple[str, ...],
    sets: tuple[str, ...],
    skip_blank: tuple[str, ...],
    correct: bool,
    reason: str,
    minute: str,
    dry_run: bool,
    as_json: bool,
    signature: Signature,
    note: str,
) -> int:
    """Record the spreadsheets FILES as one batch, all or nothing.

    Example: nesa import members.xlsx rolls.xlsx --dry-run
    """
    from importers.columns import layout_from_options
    from importers.corrections import Correction

    if correct and not reason.strip():
        raise InputError('--correct needs --reason, like --reason "census return amended"')
    if (reason or minute) and not correct:
        raise InputError("--reason and --minute go with --correct")
    correction = Correction(one_line(reason, "--reason"), maybe_one_line(minute, "--minute")) if correct else None
    request = Request(
        files=[Paper(path.name, _content(path)) for path in files],
        as_at=today(),
        kind=kind,
        layout=layout_from_options(maps, sets, skip_blank),
        correction=correction,
        dry_run=dry_run,
        note=note,
    )
    imported = import_sheets(ledger, request, signature)
    if as_json:
        click.echo(_json(imported))
    elif imported.problems:
        _say_problems(imported)
    else:
        _say(imported, dry_run=dry_run)
    return 2 if imported.problems else 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("there is no such file", path.name)) from None
    except OSError as error:
        raise InputError(Problem(f"can't be read: {error.strerror}", path.name)) from error


def _say_problems(imported: Imported) -> None:
    for problem in imported.problems[:SHOWN_PROBLEMS]:
        say(str(problem), err=True, one_line=True)
    more = len(imported.problems) - SHOWN_PROBLEMS
    if more > 0:
        say(f"and {more} more", err=True)
    say("nothing was imported", err=True)


def _say(imported: Imported, *, dry_run: bool) -> None:
    assert imported.drop
    for sheet in imported.drop.sheets:
        rows = len(sheet.reading.rows)
        say(f"{sheet.title}: {sheet.kind.title.lower()}, {rows} row{'' if rows == 1 else 's'}")
    for title in imported.drop.left_aside:
        say(f"{title}: not read, it is no kind of sheet known here")
    if imported.drop.blank:
        say(f"Nothing is filled in on: {', '.join(imported.drop.blank)}")
    for reading in imported.readings[:SHOWN_READINGS]:
        say(f"  {reading}")
    if len(imported.readings) > SHOWN_READINGS:
        say(f"  and {len(imported.readings) - SHOWN_READINGS} more such readings")
    for name, tally in imported.tallies.items():
        worth = f"; {format_pounds(tally.pence)} in all" if tally.pence else ""
        say(f"{name}: {tally.new} new, {tally.present} recorded already{worth}")
    pairs = sorted(imported.pairs.items())
    for (creditor, debtor), pence in pairs[:SHOWN_PAIRS]:
        say(f"  {debtor} to {creditor}: {format_pounds(pence)}")
    if len(pairs) > SHOWN_PAIRS:
        rest = sum(pence for _, pence in pairs[SHOWN_PAIRS:])
        say(f"  and {len(pairs) - SHOWN_PAIRS} more pairs: {format_pounds(rest)}")
    _say_charter(imported)
    if imported.batch:
        say(f"Recorded as batch {imported.batch}; the head is now {shown_head(imported.head)}")
    else:
        say("Nothing was changed: this was a dry run" if dry_run and imported.new else "Nothing was changed")


def _say_charter(imported: Imported) -> None:
    if not imported.charter:
        say("The charter's rules find no breach")
        return
    here = [one for one in imported.charter if one[1].finding.place.batch >= imported.next_batch]
    others = len(imported.charter) - len(here)
    if here:
        say(f"In what is new, the charter's rules find {len(here)} breach{'es' if len(here) > 1 else ''}:")
    for rule_id, judged in here[:SHOWN_FINDINGS]:
        say(f"  {rule_id}")
        for line in finding_lines(judged):
            say(line)
    if others or len(here) > SHOWN_FINDINGS:
        say(f"{others} breach{'' if others == 1 else 'es'} stand elsewhere in the ledger; see all with: nesa check")


def _json(imported: Imported) -> str:
    said = {
        "batch": imported.batch,
        "head": imported.head,
        "kinds": list(imported.drop.kinds) if imported.drop else [],
        "rows": {"new": imported.new, "present": imported.present, "refused": imported.refused},
        "totals": imported.totals,
        "charter": [finding_object(rule_id, judged) for rule_id, judged in imported.charter],
        "errors": [
            {
                "file": problem.file,
                "sheet": problem.sheet,
                "cell": problem.cell,
                "column": problem.column,
                "value": problem.value,
                "message": problem.message,
            }
            for problem in imported.problems
        ],
    }
    return json.dumps(said, indent=2)  # In plain ASCII: nothing in it reaches a terminal as a control.
