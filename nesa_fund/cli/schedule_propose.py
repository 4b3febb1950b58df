"""``nesa schedule propose``: what each member would pay, on what is supposed, beside the options that were kept."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from nesa_fund.actions.schedule import (
    Option,
    WhatIf,
    is_current,
    keep_option,
    kept_options,
    option_from,
    proposal_warning,
    propose,
    what_if_from,
)
from nesa_fund.cli.options import Pounds, today, with_schema
from nesa_fund.cli.schedule_proposal import Beside, as_json_text, as_statement
from nesa_fund.cli.screen import pasted, say, show
from nesa_fund.money import format_pounds
from nesa_fund.problems import InputError
from nesa_fund.statements.base import counted
from nesa_fund.store import open_ledger


def supposing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that tell what is shared, by which rolls; it gets ``total, census, what_if``."""

    @click.option("--total", type=Pounds(), help="What to share (default: the plan's lines that no grant pays).")
    @click.option("--census", default="", help="Whose rolls (default: the newest dated by the first day of the year).")
    @click.option(
        "--roll", "rolls", multiple=True, metavar="M=N", help="Suppose another roll: Hartside=420. May be repeated."
    )
    @click.option(
        "--join",
        "joins",
        multiple=True,
        metavar="M=N@DATE",
        help="Suppose that a member joins: Elm=120@2026-02-01. May be repeated.",
    )
    @click.option(
        "--leave",
        "leaves",
        multiple=True,
        metavar="M@DATE",
        help="Suppose the last day in of a member: Elsdon@2026-03-31. May be repeated.",
    )
    @click.option(
        "--line",
        "lines",
        multiple=True,
        metavar="L=AMOUNT",
        help="Suppose another amount for a line of the plan: maths=16000. May be repeated.",
    )
    @wraps(command)
    def with_what_if(
        *args: Any,  # noqa: ANN401
        rolls: tuple[str, ...],
        joins: tuple[str, ...],
        leaves: tuple[str, ...],
        lines: tuple[str, ...],
        **given: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        return command(*args, what_if=what_if_from(rolls, joins, leaves, lines), **given)

    return with_what_if


@click.command("propose")
@click.argument("year")
@supposing
@click.option("--name", metavar="OPTION", help="Keep what comes of it beside the ledger, as an option of that name.")
@click.option("--compare", is_flag=True, help="Show the year's options that were kept, side by side with this.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_schema("proposal")
@click.pass_obj
def propose_command(
    root: Path,
    year: str,
    total: int | None,
    census: str,
    what_if: WhatIf,
    name: str | None,
    compare: bool,
    as_json: bool,
) -> None:
    """Show what each member would pay in YEAR; nothing is recorded.

    Example: nesa schedule propose 2025-26 --total 24000 --join Elm=120@2026-02-01

    Example: nesa schedule propose 2025-26 --line maths=16000 --name "more maths" --compare
    """
    ledger = open_ledger(root)
    proposal = propose(ledger.register, year, total, census, what_if)
    option = option_from(name, ledger.book.head, proposal) if name is not None else None
    beside = None
    if compare:
        others = [one for one in kept_options(root, proposal.year.name) if not option or one.name != option.name]
        beside = [Beside(one, is_current(ledger.register, one)) for one in others]
    was_there = keep_option(root, option) if option else False
    if as_json:
        click.echo(as_json_text(ledger, proposal, beside))
    else:
        show(as_statement(ledger, proposal, beside))
    if option:
        over = ", over the one of that name" if was_there else ""
        say(f'Kept as the option "{option.name}" of {option.year}{over}; {_how_to_adopt(option)}', err=as_json)


def _how_to_adopt(option: Option) -> str:
    supposed = option.asked.what_if
    if supposed.rolls or supposed.joins or supposed.leaves:
        return "it can be adopted when what it supposes of members is recorded"
    return f'to adopt it: nesa schedule adopt {option.year} --option "{option.name}" --minute … --date …'


@click.command("sheet")
@click.argument("year")
@supposing
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The workbook (.xlsx)."
)
@click.pass_obj
def sheet_command(root: Path, year: str, total: int | None, census: str, what_if: WhatIf, output: Path) -> None:
    """Write the Board's sheet of YEAR: change a total or a roll in it, and every share follows, to the penny.

    It is a workbook of plain formulas. Saved with the Board's minute in it, it is imported like any other sheet.

    Example: nesa schedule sheet 2025-26 -o "Board 8 July.xlsx"

    Example: nesa schedule sheet 2025-26 --total 24000 --join Elm=120@2026-02-01 -o "with Elm.xlsx"
    """
    from nesa_fund.actions.schedule_sheet import boards_sheet
    from reports.boards_sheet import render_boards_sheet
    from reports.files import write_report

    if output.suffix.casefold() != ".xlsx":
        raise InputError(f"{output}: the Board's sheet is a workbook; name it with .xlsx at the end")
    if output.exists():
        raise InputError(f"{output} is there already, and may have been changed in a meeting; name another file")
    ledger = open_ledger(root)
    proposal = propose(ledger.register, year, total, census, what_if)
    write_report(output, render_boards_sheet(boards_sheet(ledger, proposal, today())))
    members = counted(len(proposal.shares), "member")
    say(f"{output}: {format_pounds(proposal.total)} shared over {members}; change yellow cells")
    if beyond := proposal_warning(ledger.book, proposal):
        say(f"Warning: {beyond}")
    say(f"When the Board has adopted it: fill in the minute there, save it, and: nesa import {pasted(output)}")
