"""``nesa template``: blank sheets to fill in."""

from pathlib import Path

import click

from nesa_fund.cli.screen import pasted, say
from nesa_fund.problems import InputError


@click.command("template")
@click.argument("names", nargs=-1, required=True, metavar="KIND|setup|june|term|month|year-end|all")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The workbook to write (.xlsx).")
@click.pass_obj
def template_command(root: Path, names: tuple[str, ...], output: Path) -> None:
    """Write blank sheets for some kinds, or for a time of the year, with lists of the ledger's own names.

    \b
    setup      settings, members, rolls, agreements and what they bring with them
    june       next year's plan, schedule, confirmations, contracts
    term       invoices, shared bills, days given, the customers' word
    month      payments, the Fund's spending and income, funding
    year-end   signed accounts, deductions, the review

    Example: nesa template month -o october.xlsx
    """  # noqa: D301  # Click's own mark for lines that stay lines.
    from importers.templates import template
    from nesa_fund.store import open_ledger
    from reports.files import write_report
    from reports.template import render_template

    if output.suffix.casefold() != ".xlsx":
        raise InputError(f"{output}: blank sheets are a workbook; name it with .xlsx at the end")
    if output.exists():
        raise InputError(f"{output} is there already, and may be filled in; name another file")
    register = open_ledger(root).register if (root / "batches").is_dir() else None
    sheets = template(names, register)
    write_report(output, render_template(sheets))
    named = ", ".join(sheet.name for sheet in sheets)
    say(f"{output}: {len(sheets)} blank sheet{'' if len(sheets) == 1 else 's'}: {named}")
    if register is None:
        say("There is no ledger here, so the lists have no members of your own; name it with --ledger")
    say(f"Fill them in, then: nesa import {pasted(output)}")
