"""``nesa init``: an empty ledger."""

from datetime import date
from pathlib import Path

import click

from nesa_fund.batches import Signature
from nesa_fund.cli.options import Day, signed, today
from nesa_fund.cli.screen import pasted, say
from nesa_fund.problems import InputError


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="What the alliance is called.")
@click.option("--year-start", default="", help="First day of its year, MM-DD (default: 09-01).")
@click.option("--date", "day", type=Day(), help="The founding (default: the first day of the current year).")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting, as terms-days=30. May be repeated."
)
@signed
def init_command(  # One argument an option.
    folder: Path,
    name: str,
    year_start: str,
    day: date | None,
    settings: tuple[str, ...],
    signature: Signature,
    note: str,
) -> None:
    """Make an empty ledger in FOLDER.

    Example: nesa init ledger --name "Coast and Castle Alliance" --date 2025-09-01
    """
    from nesa_fund.actions.found import alliance_fact, first_day, found

    given = {"year-start": year_start} if year_start else {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"--set {setting!r} is not like terms-days=30")
        given[key.strip()] = value.strip()
    alliance = alliance_fact(name, day or first_day(today(), given), given)
    ledger = found(folder, alliance, signature, note)
    say(f"{folder}: the ledger of {ledger.register.alliance().name}, founded {ledger.register.alliance().day}.")
    say(f"Next: nesa --ledger {pasted(folder)} import members.xlsx")
