"""``nesa schedule``: the year's contributions, step by step."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from nesa_fund.actions.schedule import (
    ChargeRun,
    Done,
    adopt,
    charge,
    confirm,
    kept_option,
    lines_not_planned,
)
from nesa_fund.batches import Signature
from nesa_fund.charges import adopted_shares
from nesa_fund.cli.options import Day, Pounds, signed, with_evidence
from nesa_fund.cli.recording import papers_of, say_head
from nesa_fund.cli.schedule_propose import propose_command, sheet_command
from nesa_fund.cli.screen import say
from nesa_fund.facts import Confirmation, Schedule
from nesa_fund.money import format_pounds
from nesa_fund.rules.confirmed import confirmation_lack
from nesa_fund.rules.needed import adoption_warning


@click.group("schedule")
def schedule_command() -> None:
    """The year's contributions: propose them, adopt, confirm and charge them.

    Example: nesa schedule propose 2025-26
    """


@schedule_command.command("adopt")
@click.argument("year")
@click.option("--total", type=Pounds(), help="What the members pay together.")
@click.option("--census", help="Whose rolls it is shared by, as 2025-10.")
@click.option("--minute", required=True, help="The Board's minute.")
@click.option("--date", "day", type=Day(), required=True, help="The day of the Board's decision.")
@click.option("--instalments", type=int, default=1, show_default=True, help="How many equal parts it is charged in.")
@click.option("--without-roll", default="", metavar="M,…", help="Members that the Board knows have no roll yet.")
@click.option("--set-aside", type=Pounds(), help="What is kept of the balance brought forward.")
@click.option(
    "--option", "chosen", metavar="OPTION", help="Take total, census and who has no roll from an option that was kept."
)
@with_evidence
@signed
@click.pass_obj
def adopt_command(
    root: Path,
    year: str,
    total: int | None,
    census: str | None,
    minute: str,
    day: date,
    instalments: int,
    without_roll: str,
    set_aside: int | None,
    chosen: str | None,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Record that the Board adopts the contributions of YEAR.

    An option is adopted only where its shares are what the ledger gives; its file is kept with the record.

    Example: nesa schedule adopt 2025-26 --total 24000 --census 2024-10 --minute "Board 2025-07-08/4"
    --date 2025-07-08 --instalments 3

    Example: nesa schedule adopt 2025-26 --option "small schools first" --minute "Board 2025-07-08/4" --date 2025-07-08
    """
    listed = tuple(part.strip() for part in without_roll.split(",") if part.strip())
    option = None
    if chosen is not None:
        if total is not None or census is not None or listed:
            raise click.UsageError("--total, --census and --without-roll are in the option: leave them out")
        option = kept_option(root, year, chosen)
        total, census, listed = option.total, option.census, option.without_roll
    if total is None or census is None:
        raise click.UsageError("--total and --census are wanted, or --option")
    wanted = Schedule(
        day=day,
        year=year,
        total=total,
        census=census,
        instalments=instalments,
        without_roll=listed,
        set_aside=set_aside,
        minute=minute,
    )
    done = adopt(root, wanted, signature, papers_of(evidence), note, option)
    schedule = done.decided
    told = f"{format_pounds(schedule.total)} by the rolls of {schedule.census}, instalments {schedule.instalments}"
    if option and done.batch:
        told = f'{told}, as the option "{option.name}"'
    say(f"{year} is adopted{'' if done.batch else ' already, nothing was written'}: {told}.")
    _echo_lines(
        done, ((share.member, format_pounds(share.pence)) for share in adopted_shares(done.ledger.book, schedule))
    )
    for sentence in lines_not_planned(done.ledger.register, option) if option else ():
        say(sentence)
    if beyond := adoption_warning(done.ledger.book, schedule):
        say(f"Warning: {beyond}")
    say_head(done)


@schedule_command.command("confirm")
@click.argument("year")
@click.argument("member")
@click.option("--amount", type=Pounds(), required=True, help="What the governing body confirms.")
@click.option("--minute", required=True, help="The governing body's minute.")
@click.option("--date", "day", type=Day(), required=True, help="The day of its decision.")
@click.option("--purpose", required=True, help="What it confirms the contribution for.")
@click.option("--body", default="", help='Which body decided, as "full governing body".')
@click.option("--not-quorate", is_flag=True, help="The meeting was not quorate.")
@click.option("--correct", is_flag=True, help="Correct what is recorded; needs --reason.")
@click.option("--reason", default="", help="Why it is corrected.")
@with_evidence
@signed
@click.pass_obj
def confirm_command(
    root: Path,
    year: str,
    member: str,
    amount: int,
    minute: str,
    day: date,
    purpose: str,
    body: str,
    not_quorate: bool,
    correct: bool,
    reason: str,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Record that MEMBER's governing body confirms its contribution of YEAR.

    Example: nesa schedule confirm 2025-26 Hartside --amount 9888.00 --minute "FGB 2025-07/6"
    --date 2025-07-10 --purpose "the plan of 2025-26"
    """
    if correct != bool(reason.strip()):
        raise click.UsageError("--correct and --reason go together")
    wanted = Confirmation(
        day=day,
        code=member,
        year=year,
        amount=amount,
        body=body,
        minute=minute,
        quorate=not not_quorate,
        purpose=purpose,
        reason=reason,
    )
    done = confirm(root, wanted, signature, papers_of(evidence), note)
    said = done.decided
    state = "recorded" if done.batch else "recorded already, nothing was written"
    name = done.ledger.register.name(said.code)
    say(f"{name}, {year}: {format_pounds(said.amount)} confirmed on {said.day}, minute {said.minute}; {state}.")
    if lack := confirmation_lack(done.ledger.book, said):
        say(f"Warning: {lack}; until it confirms anew (--correct --reason WHY), nothing is charged to it")
    say_head(done)


@schedule_command.command("charge")
@click.argument("year")
@click.option("--instalment", type=int, help="Which instalment (default: the first not yet charged to all).")
@click.option("--date", "day", type=Day(), required=True, help="The day of the charges.")
@signed
@click.pass_obj
def charge_command(root: Path, year: str, instalment: int | None, day: date, signature: Signature, note: str) -> None:
    """Charge one instalment of YEAR to all members that confirmed and were not charged it yet.

    Safe to run again: nobody is charged twice, and a run repeated on its day never begins the next instalment.

    Example: nesa schedule charge 2025-26 --date 2025-10-01
    """
    done = charge(root, ChargeRun(year, day, instalment), signature, note)
    due = done.decided
    if done.batch:
        say(f"Instalment {due.instalment} of {year}, charged on {day}: {format_pounds(due.pence)}.")
    elif due.awaited:
        say(f"Nothing to charge on {day}: whoever is left of instalment {due.instalment} of {year} is still awaited.")
    else:
        say(f"Nothing to charge on {day}: instalment {due.instalment} of {year} is charged to all.")
        say(f"Another one: nesa schedule charge {year} --date {day} --instalment N")
    _echo_lines(done, ((one.member, format_pounds(one.pence)) for one in due.contributions))
    if due.awaited:
        say("Awaited:")
        _echo_lines(done, due.awaited.items())
    say_head(done)


def _echo_lines(done: Done[Any], lines: Iterable[tuple[str, str]]) -> None:
    for code, text in lines:
        say(f"  {done.ledger.register.name(code)}: {text}")


schedule_command.add_command(propose_command)
schedule_command.add_command(sheet_command)
