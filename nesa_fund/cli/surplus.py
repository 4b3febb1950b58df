"""``nesa surplus``: a year's surplus goes back to those who paid it in."""

from datetime import date
from pathlib import Path

import click

from nesa_fund.actions.surplus import Surplus, return_surplus
from nesa_fund.batches import Signature
from nesa_fund.cli.options import Day, Pounds, signed, with_evidence
from nesa_fund.cli.recording import papers_of, say_batch
from nesa_fund.cli.screen import say
from nesa_fund.money import format_pounds


@click.command("surplus")
@click.argument("year")
@click.option("--amount", type=Pounds(), required=True, help="What is returned in all.")
@click.option("--date", "day", type=Day(), required=True, help="The day it is owed from, maybe in a later year.")
@click.option("--minute", required=True, help="The Board's minute.")
@with_evidence
@signed
@click.pass_obj
def surplus_command(
    root: Path,
    year: str,
    amount: int,
    day: date,
    minute: str,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Return a surplus of YEAR in proportion to what each member paid in, leavers included.

    Example: nesa surplus 2025-26 --amount 1500.00 --date 2026-10-01 --minute "Board 2026-09-22/6"
    """
    done = return_surplus(root, Surplus(year, amount, day, minute), signature, papers_of(evidence), note)
    say(f"Surplus of {year}, owed back from {day}: {format_pounds(sum(done.decided.values()))}.")
    for code, pence in done.decided.items():
        say(f"  {done.ledger.register.name(code)}: {format_pounds(pence)}")
    say_batch(done)
    say(
        f"Next: pay each of them, and import the payments as refunds with its reference, like Fund-{year}-CODE-surplus."
    )
