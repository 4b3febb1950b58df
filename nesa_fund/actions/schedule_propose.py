"""What a year's contributions would be: the shares of a total, and what changes if somebody comes or goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from importers.names import CODE, is_reserved
from nesa_fund.actions.schedule_shared import member_named, year_named
from nesa_fund.adoption import censuses_in_words, member_shown
from nesa_fund.allocation import AllocationError
from nesa_fund.charges import Share, basis, planned_pence, shares_of
from nesa_fund.facts import Fact, Member, Roll, Withdrawal
from nesa_fund.periods import Year
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.store import placed


class Joining(NamedTuple):
    """Somebody who would join: a code, pupils, and the first day in."""

    member: str
    roll: Fraction
    day: date


class Leaving(NamedTuple):
    """A member that would leave: its last day in."""

    member: str
    day: date


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a proposal supposes beside the ledger; members by code, name, URN or alias."""

    rolls: Mapping[str, Fraction] = field(default_factory=dict)
    joins: tuple[Joining, ...] = ()
    leaves: tuple[Leaving, ...] = ()


AS_RECORDED = WhatIf()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a year's contributions would be; ``total`` in pence, the shares sum to it."""

    year: Year
    total: int
    census: str
    shares: tuple[Share, ...]
    without_roll: tuple[str, ...]


def propose(
    register: Register, name: str, total: int | None = None, census: str = "", what_if: WhatIf = AS_RECORDED
) -> Proposal:
    """The shares of a total by pupil roll; nothing is written.

    Args:
        register: The facts that it goes by.
        name: The alliance year, "2025-26".
        total: Pence (default: the year's plan lines not paid from grants).
        census: Whose rolls (default: ``default_census``).
        what_if: What it supposes beside the register.

    Raises:
        InputError: No such year, no total above zero, nobody with a roll, a member that can't join or leave.
    """
    year = year_named(register, name)
    total = plan_total(register, name) if total is None else total
    if total <= 0:
        raise InputError("the total must be above zero")
    census = census or default_census(register, year)
    on = basis(supposed(register, year, census, what_if), year, census)
    try:
        shares = shares_of(total, 1, on)
    except AllocationError as error:
        raise InputError(f'nobody has a roll at census "{census}"{censuses_in_words(register)}') from error
    for text in what_if.rolls:
        if member_named(register, text) not in on.rolls:
            raise InputError(f"{member_shown(register, member_named(register, text))} takes no part in {name}")
    return Proposal(year, total, census, tuple(shares), on.without_roll)


def plan_total(register: Register, year: str) -> int:
    """Pence of the year's plan lines that are not paid from grants.

    Raises:
        InputError: The plan has none.
    """
    if all(line.grant for line in register.plan(year).values()):
        raise InputError(f"the plan of {year} has no line to share yet; give a total, as --total 24000.00")
    return planned_pence(register, year)


def default_census(register: Register, year: Year) -> str:
    """The newest census dated on or before the year's first day; where there is none, the first after it.

    Raises:
        InputError: No roll is recorded at all.
    """
    if not register.censuses:
        raise InputError("no roll is recorded yet; record the rolls of a census first")
    before = [census for census, taken in register.censuses.items() if taken <= year.start]
    return before[-1] if before else next(iter(register.censuses))


def supposed(register: Register, year: Year, census: str, what_if: WhatIf) -> Register:
    """The register with what is supposed recorded last.

    Raises:
        InputError: A member that can't join or leave, or whose roll is given twice.
    """
    rolls = {member_named(register, text): pupils for text, pupils in what_if.rolls.items()}
    if len(rolls) < len(what_if.rolls):
        raise InputError("a member's roll is given twice")
    leaving = [_leaving(register, year, leave) for leave in what_if.leaves]
    after = register.joined_by(placed(leaving, register.last_batch + 1))
    joining = [_joining(after, year, join) for join in what_if.joins]
    if len({member.code for member in joining}) < len(joining):
        raise InputError("a member joins twice")
    rolls |= {member.code: join.roll for member, join in zip(joining, what_if.joins, strict=True)}
    if any(pupils < 0 for pupils in rolls.values()):
        raise InputError("a roll is below zero")
    counted = [Roll(day=year.start, code=code, pupils=pupils, census=census) for code, pupils in rolls.items()]
    kept = [fact for fact in register.slots.values() if not _is_roll_of(fact, census, rolls)]
    return Register([*kept, *placed([*joining, *leaving, *counted], register.last_batch + 1)])


def _is_roll_of(fact: Fact, census: str, members: Iterable[str]) -> bool:
    return isinstance(fact, Roll) and fact.census == census and fact.code in members


def _joining(register: Register, year: Year, join: Joining) -> Member:
    if join.day > year.end:
        raise InputError(f"{join.member} would join on {join.day}, after {year.name} has ended")
    try:
        code = member_named(register, join.member)
    except InputError as error:
        if not CODE.fullmatch(join.member) or is_reserved(join.member):
            raise InputError(
                f'"{join.member}" is no code for a new member; one is a word like Elm or AshMeadow'
            ) from error
        return Member(day=join.day, code=join.member, kind="school")
    if any(last is None or last >= join.day for _, last in register.spells(code)):
        raise InputError(f"{member_shown(register, code)} is in membership already, or joins at a later date")
    if not register.members[code].contributes:
        raise InputError(f"{member_shown(register, code)} is an association: it makes no contribution")
    return replace(register.members[code], day=join.day)


def _leaving(register: Register, year: Year, leave: Leaving) -> Withdrawal:
    code = member_named(register, leave.member)
    if leave.day > year.end:
        raise InputError(f"{member_shown(register, code)} would leave on {leave.day}, after {year.name} has ended")
    if not register.is_in(code, leave.day):
        raise InputError(f"{member_shown(register, code)} is not in membership on {leave.day}")
    return Withdrawal(day=leave.day, code=code)
