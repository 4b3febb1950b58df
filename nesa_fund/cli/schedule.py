"""``nesa schedule``: the year's contributions, step by step."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from nesa_fund.actions.schedule import ChargeRun, Done, Joining, Leaving, WhatIf, adopt, charge, confirm, propose
from nesa_fund.batches import Signature
from nesa_fund.charges import adopted_shares
from nesa_fund.cli.options import Day, Pounds, signed, with_evidence
from nesa_fund.cli.recording import papers_of, say_head
from nesa_fund.cli.schedule_proposal import as_json_text, as_statement
from nesa_fund.cli.screen import say
from nesa_fund.facts import Confirmation, FactError, Schedule, Spec
from nesa_fund.facts.base import read_value
from nesa_fund.money import format_pounds
from nesa_fund.store import open_ledger
from reports.text import render_text


@click.group("schedule")
def schedule_command() -> None:
    """The year's contributions: propose them, adopt, confirm and charge them.

    Example: nesa schedule propose 2025-26
    """


@schedule_command.command("propose")
@click.argument("year")
@click.option("--total", type=Pounds(), help="What to share (default: the plan's lines that no grant pays).")
@click.option("--census", default="", help="Whose rolls (default: the newest dated by the first day of the year).")
@click.option("--roll", "rolls", multiple=True, metavar="M=N", help="Suppose that M has N pupils. May be repeated.")
@click.option("--join", "joins", multiple=True, metavar="M=N@DATE", help="Suppose that M joins with N pupils.")
@click.option("--leave", "leaves", multiple=True, metavar="M@DATE", help="Suppose that DATE is M's last day in.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def propose_command(
    root: Path,
    year: str,
    total: int | None,
    census: str,
    rolls: tuple[str, ...],
    joins: tuple[str, ...],
    leaves: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show what each member would pay in YEAR; nothing is written.

    Example: nesa schedule propose 2025-26 --total 24000 --join Elm=120@2026-02-01
    """
    what_if = _what_if(rolls, joins, leaves)
    ledger = open_ledger(root)
    proposal = propose(ledger.register, year, total, census, what_if)
    if as_json:
        click.echo(as_json_text(proposal))
    else:
        statement = as_statement(
            ledger, proposal, is_census_named=bool(census), is_supposed=bool(rolls or joins or leaves)
        )
        click.echo(render_text(statement), nl=False)


@schedule_command.command("adopt")
@click.argument("year")
@click.option("--total", type=Pounds(), required=True, help="What the members pay together.")
@click.option("--census", required=True, help="Whose rolls it is shared by, as 2025-10.")
@click.option("--minute", required=True, help="The Board's minute.")
@click.option("--date", "day", type=Day(), required=True, help="The day of the Board's decision.")
@click.option("--instalments", type=int, default=1, show_default=True, help="How many equal parts it is charged in.")
@click.option("--without-roll", default="", metavar="M,…", help="Members that the Board knows have no roll yet.")
@click.option("--set-aside", type=Pounds(), help="What is kept of the balance brought forward.")
@with_evidence
@signed
@click.pass_obj
def adopt_command(
    root: Path,
    year: str,
    total: int,
    census: str,
    minute: str,
    day: date,
    instalments: int,
    without_roll: str,
    set_aside: int | None,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Record that the Board adopts the contributions of YEAR.

    Example: nesa schedule adopt 2025-26 --total 24000 --census 2024-10 --minute "Board 2025-07-08/4"
    --date 2025-07-08 --instalments 3
    """
    listed = tuple(part.strip() for part in without_roll.split(",") if part.strip())
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
    done = adopt(root, wanted, signature, papers_of(evidence), note)
    schedule = done.decided
    told = f"{format_pounds(schedule.total)} by the rolls of {schedule.census}, instalments {schedule.instalments}"
    say(f"{year} is adopted{'' if done.batch else ' already, nothing was written'}: {told}.")
    _echo_lines(
        done, ((share.member, format_pounds(share.pence)) for share in adopted_shares(done.ledger.book, schedule))
    )
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
    say_head(done)


@schedule_command.command("charge")
@click.argument("year")
@click.option("--instalment", type=int, help="Which one (default: the first not yet charged to all).")
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
    else:
        say(f"Nothing to charge on {day}: instalment {due.instalment} of {year} is charged to all who can be.")
        say(f"Another one: nesa schedule charge {year} --date {day} --instalment N")
    _echo_lines(done, ((one.member, format_pounds(one.pence)) for one in due.contributions))
    if due.awaited:
        say("Awaited:")
        _echo_lines(done, due.awaited.items())
    say_head(done)


def _echo_lines(done: Done[Any], lines: Iterable[tuple[str, str]]) -> None:
    for code, text in lines:
        say(f"  {done.ledger.register.name(code)}: {text}")


def _what_if(rolls: Iterable[str], joins: Iterable[str], leaves: Iterable[str]) -> WhatIf:
    counted = [_member_and_roll(text, f"--roll {text!r} is not like Coquet=210") for text in rolls]
    if len(dict(counted)) < len(counted):
        raise click.UsageError("--roll names a member twice")
    leaving = [Leaving(*_dated(text, f"--leave {text!r} is not like Coquet@2026-02-28")) for text in leaves]
    return WhatIf(dict(counted), tuple(map(joining, joins)), tuple(leaving))


def joining(text: str) -> Joining:
    """Who would join, as an option says it: Elm=120@2026-02-01."""
    wrong = f"--join {text!r} is not like Elm=120@2026-02-01"
    who, day = _dated(text, wrong)
    return Joining(*_member_and_roll(who, wrong), day)


def _dated(text: str, wrong: str) -> tuple[str, date]:
    who, at, day = text.rpartition("@")
    if not at or not who.strip():
        raise click.UsageError(wrong)
    return who.strip(), Day().convert(day.strip(), None, None)


def _member_and_roll(text: str, wrong: str) -> tuple[str, Fraction]:
    who, _, pupils = text.rpartition("=")
    try:
        roll = read_value(Spec("roll", "roll", "number", required=True, default=None), pupils.strip())
    except FactError as error:
        raise click.UsageError(wrong) from error
    if not who.strip() or not isinstance(roll, Fraction):
        raise click.UsageError(wrong)
    return who.strip(), roll
