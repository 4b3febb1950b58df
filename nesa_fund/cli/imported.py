"""What came of an import, said to the person who ran it or to a program."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from importers.files.opening import Opening
from importers.recognise import Drop
from importers.seen import HOW
from nesa_fund.actions.import_sheets import Imported
from nesa_fund.book import shown_head
from nesa_fund.cli.screen import say
from nesa_fund.cli.verdicts import finding_lines, finding_object
from nesa_fund.money import format_pounds
from nesa_fund.problems import InputError, Problem

SHOWN_PROBLEMS = 50
SHOWN_PAIRS = 20
SHOWN_READINGS = 12
SHOWN_FINDINGS = 10


def say_imported(imported: Imported, *, dry_run: bool, as_json: bool) -> None:
    """Say it in words, or as one JSON object."""
    if as_json:
        click.echo(_json(imported))
    elif imported.problems:
        _say_problems(imported)
    else:
        _say(imported, dry_run=dry_run)


def write_marked(path: Path, problems: Sequence[Problem], opening: Opening) -> None:
    """Write the sheets with every fault marked in its cell, and say where."""
    from reports.files import write_report
    from reports.marked import render_marked

    wrong = {problem.file for problem in problems}
    opened = []
    for name in filter(wrong.__contains__, opening.names):
        with suppress(InputError):  # One that can't be opened is among the problems.
            opened.append(opening.workbook(name))
    written = write_report(path, render_marked(problems, opened))
    count = "1 fault" if len(problems) == 1 else f"all {len(problems):,} faults"
    say(f"{written}: {count}, each marked in its cell; mend it there or in your own sheet, and import that", err=True)


def _say_problems(imported: Imported) -> None:
    for problem in imported.problems[:SHOWN_PROBLEMS]:
        say(str(problem), err=True, one_line=True)
    more = len(imported.problems) - SHOWN_PROBLEMS
    if more > 0:
        say(f"and {more} more; --errors FILE.xlsx writes the sheets with all of them marked", err=True)
    say("nothing was imported", err=True)


def _say(imported: Imported, *, dry_run: bool) -> None:
    assert imported.drop
    for sheet in imported.drop.sheets:
        rows = f"{sheet.count} row{'' if sheet.count == 1 else 's'}"
        say(f"{sheet.title}: {sheet.kind.title[0].lower()}{sheet.kind.title[1:]}, {rows}")
    _say_unread(imported.drop)
    if imported.drop.blank:
        say(f"Nothing is filled in on: {', '.join(imported.drop.blank)}")
    readings = imported.readings if dry_run else imported.readings[:SHOWN_READINGS]
    for reading in readings:
        say(f"  {reading}")
    if len(readings) < len(imported.readings):
        say(f"  and {len(imported.readings) - len(readings)} more such readings; --dry-run shows them all")
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


def _say_unread(drop: Drop) -> None:
    for title in drop.left_aside:
        say(f"{title}: not read, it is no kind of sheet known here")
    for title in drop.hidden:
        say(f"{title}: a hidden sheet, not read; {HOW}")


def _say_charter(imported: Imported) -> None:
    _say_breaches(imported)
    if count := imported.not_shown:
        rules = "1 rule is" if count == 1 else f"{count} rules are"
        say(f"{rules} not shown yet; nesa check says who can show it")


def _say_breaches(imported: Imported) -> None:
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
    if len(here) > SHOWN_FINDINGS:
        say(f"and {len(here) - SHOWN_FINDINGS} more in what is new; see all with: nesa check")
    if others:
        breaches = "1 breach stands" if others == 1 else f"{others} breaches stand"
        say(f"{breaches} in what was recorded before; see all with: nesa check")


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
