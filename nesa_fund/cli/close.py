"""``nesa close``: a year is closed."""

from datetime import date
from pathlib import Path

import click

from nesa_fund.actions.close import Closing, close_year
from nesa_fund.batches import Signature
from nesa_fund.cli.options import Day, Pounds, signed, today, with_evidence
from nesa_fund.cli.recording import papers_of, say_batch
from nesa_fund.cli.screen import say
from nesa_fund.money import format_pounds


@click.command("close")
@click.argument("year")
@click.option("--minute", required=True, help="The Board's minute.")
@click.option("--carried", type=Pounds(), help="What the Board carries on of the general balance.")
@click.option("--date", "day", type=Day(), help="The day of the Board's decision (default: today).")
@with_evidence
@signed
@click.pass_obj
def close_command(
    root: Path,
    year: str,
    minute: str,
    carried: int | None,
    day: date | None,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Close YEAR: from now on nothing is dated into it.

    Example: nesa close 2025-26 --minute "Board 2026-12-08/3" --carried 1200.00
    """
    done = close_year(root, Closing(year, minute, carried, day), today(), signature, papers_of(evidence), note)
    close = done.decided.close
    kept = "" if close.carried is None else f"; {format_pounds(close.carried)} of the general balance is carried on"
    say(f"{year} is closed, on {close.day} by minute {close.minute}{kept}.")
    for line in done.decided.undone:
        say(f"  {line}")
    say_batch(done)
