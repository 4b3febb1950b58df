"""A proposal of contributions as people and scripts read it, alone or beside the options that were kept."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nesa_fund.actions.schedule import Option, OptionShare, Proposal, arguments_of, proposal_warning, shares_in
from nesa_fund.book import shown_head
from nesa_fund.canon import decimal_text
from nesa_fund.cli.options import today
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value
from nesa_fund.store import Ledger
from reports.words import day

_MADE = (
    "The total is shared by pupil roll at the census {census}, times the part of the year in membership, "
    "to the penny. Nothing was recorded in the ledger."
)


class Beside(NamedTuple):
    """An option beside the proposal, and whether it is still what the ledger gives."""

    option: Option
    is_current: bool


def as_json_text(ledger: Ledger, proposal: Proposal, beside: Sequence[Beside] | None = None) -> str:
    """One JSON object, its amounts and rolls as text; with options beside it, ``compared`` has each of them."""
    shares = [
        {"member": share.member, "roll": decimal_text(share.roll), "share": format_pence(share.pence)}
        for share in proposal.shares
    ]
    told: dict[str, object] = {
        "year": proposal.year.name,
        "total": format_pence(proposal.total),
        "census": proposal.census,
        "shares": shares,
        "without-roll": list(proposal.without_roll),
        "warnings": list(filter(None, [proposal_warning(ledger.book, proposal)])),
    }
    if beside is not None:
        told["compared"] = [_compared(proposal, one) for one in beside]
    return json.dumps(told, indent=2)


def _compared(proposal: Proposal, beside: Beside) -> dict[str, object]:
    option, is_current = beside
    shares = [
        {
            "member": code,
            "roll": decimal_text(theirs.roll) if theirs else None,
            "share": format_pence(_pence(theirs)),
            "difference": format_pence(_pence(theirs) - _pence(ours)),
        }
        for code, ours, theirs in _pairs(proposal, option)
    ]
    return {
        "name": option.name,
        "arguments": arguments_of(option.asked),
        "total": format_pence(option.total),
        "census": option.census,
        "shares": shares,
        "without-roll": list(option.without_roll),
        "current": is_current,
    }


def as_statement(ledger: Ledger, proposal: Proposal, beside: Sequence[Beside] | None = None) -> Statement:
    """The proposal as any report is drawn."""
    register, year = ledger.register, proposal.year
    columns = (
        Column("Member"),
        Column("Roll", Unit.NUMBER, total=True),
        Column("Part of the year", Unit.PERCENT),
        Column("Share", Unit.MONEY, total=True),
    )
    rows = tuple((register.name(one.member), one.roll, one.part, one.pence) for one in proposal.shares)
    return Statement(
        name="proposal",
        title=f"Contributions proposed for {year.name}",
        alliance=register.alliance().name,
        audience="the Strategic Board",
        period=f"{day(year.start)} to {day(year.end)}",
        as_at=today(),
        head=shown_head(ledger.book.head),
        made=_MADE.format(census=proposal.census),
        tables=(Table("shares", "Shares", columns, rows), *_comparison(ledger, proposal, beside or ())),
        notes=(*_notes(ledger, proposal), *_compared_notes(ledger, proposal, beside)),
    )


def _comparison(ledger: Ledger, proposal: Proposal, beside: Sequence[Beside]) -> Iterator[Table]:
    """The options side by side with the proposal: shares with their differences, and the rolls where any differs."""
    if not beside:
        return
    members = sorted({code for option, _ in beside for code, *_ in _pairs(proposal, option)})
    of = {one.member: one for one in shares_in(proposal)}
    options = [(option.name, {one.member: one for one in option.shares}) for option, _ in beside]
    columns = [Column("Member"), Column("This proposal", Unit.MONEY, total=True)]
    for name, _ in options:
        columns += [Column(name, Unit.MONEY, total=True), Column("Difference", Unit.MONEY, total=True)]
    rows = []
    for code in members:
        row: list[Value] = [ledger.register.name(code), _pence(of.get(code))]
        for _, shares in options:
            row += [_pence(shares.get(code)), _pence(shares.get(code)) - _pence(of.get(code))]
        rows.append(tuple(row))
    yield Table("options", "Shares by each option", tuple(columns), tuple(rows))
    rolls = [(code, [_roll(of.get(code)), *(_roll(shares.get(code)) for _, shares in options)]) for code in members]
    differing = tuple((ledger.register.name(code), *told) for code, told in rolls if len(set(told)) > 1)
    if differing:
        titles = ("This proposal", *(name for name, _ in options))
        heads = (Column("Member"), *(Column(title, Unit.NUMBER) for title in titles))
        yield Table("rolls", "Rolls that differ", heads, differing)


def _pairs(proposal: Proposal, option: Option) -> Iterator[tuple[str, OptionShare | None, OptionShare | None]]:
    """Every member of either, in order of code: its share here, and its share by the option."""
    ours, theirs = ({one.member: one for one in shares} for shares in (shares_in(proposal), option.shares))
    for code in sorted({*ours, *theirs}):
        yield code, ours.get(code), theirs.get(code)


def _pence(share: OptionShare | None) -> int:
    return share.pence if share else 0


def _roll(share: OptionShare | None) -> Value:
    return share.roll if share else "no part"


def _notes(ledger: Ledger, proposal: Proposal) -> Iterator[str]:
    register, asked = ledger.register, proposal.asked
    if not asked.census:
        yield _why_census(ledger, proposal)
    if asked.what_if.rolls or asked.what_if.joins or asked.what_if.leaves:
        yield "It supposes rolls, joinings or leavings that the ledger does not hold."
    for line, pence in asked.what_if.lines.items():
        plan = register.plan(proposal.year.name)
        recorded = f"recorded as {format_pounds(plan[line].amount)}" if line in plan else "which is not in the plan yet"
        yield f"It supposes {format_pounds(pence)} for the line {line}, {recorded}."
    for code in proposal.without_roll:
        yield f"Awaited: {register.name(code)} has no roll at {proposal.census}, and so no share here."
    adopted = register.schedule(proposal.year.name)
    if beyond := proposal_warning(ledger.book, proposal):
        yield f"Warning: {beyond}"
    if adopted:
        yield f"{adopted.year} is adopted already, at {format_pounds(adopted.total)}; this changes nothing of it."


def _why_census(ledger: Ledger, proposal: Proposal) -> str:
    taken = ledger.register.censuses[proposal.census]
    if taken <= proposal.year.start:
        return f"The census {proposal.census} is the newest that is dated on or before {day(proposal.year.start)}."
    return f"The census {proposal.census} is the first there is; none is dated by {day(proposal.year.start)}."


def _compared_notes(ledger: Ledger, proposal: Proposal, beside: Sequence[Beside] | None) -> Iterator[str]:
    """What each option supposes, and which are no longer what the ledger gives."""
    if beside:
        yield "Difference: the share by the option less the share by this proposal."
    if beside is not None and not beside:
        yield f"No other option of {proposal.year.name} is kept; --name OPTION keeps this one."
    for option, is_current in beside or ():
        told = ", ".join(_in_words(ledger, option))
        without = f"; without a roll: {', '.join(option.without_roll)}" if option.without_roll else ""
        shared = f"{format_pounds(option.total)} by the rolls of {option.census}"
        yield f'Option "{option.name}": {shared}{f", supposing {told}" if told else ""}{without}.'
        if not is_current:
            yield f'Option "{option.name}" is no longer what the ledger gives: keep it anew before it is chosen.'


def _in_words(ledger: Ledger, option: Option) -> Iterator[str]:
    """What an option supposes, as parts of a sentence."""
    name, supposed = ledger.register.name, option.asked.what_if
    for code, pupils in supposed.rolls.items():
        yield f"{decimal_text(pupils)} pupils of {name(code)}"
    for join in supposed.joins:
        yield f"that {name(join.member)} joins on {day(join.day)} with {decimal_text(join.roll)} pupils"
    for leave in supposed.leaves:
        yield f"that the last day of {name(leave.member)} is {day(leave.day)}"
    for line, pence in supposed.lines.items():
        yield f"{format_pounds(pence)} for the line {line}"
