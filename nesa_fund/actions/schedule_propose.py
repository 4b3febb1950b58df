"""What a year's contributions would be: the shares of a total, and what changes if somebody comes or goes."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType

from importers.names import CODE, is_reserved
from nesa_fund.actions.schedule_shared import member_named, year_named
from nesa_fund.actions.schedule_whatif import AS_RECORDED, Joining, Leaving, WhatIf
from nesa_fund.adoption import censuses_in_words, member_shown
from nesa_fund.allocation import AllocationError
from nesa_fund.book import Book
from nesa_fund.charges import Share, basis, planned_pence, shares_of
from nesa_fund.facts import Fact, Member, Roll, Withdrawal
from nesa_fund.periods import Year
from nesa_fund.problems import InputError
from nesa_fund.register import Register
from nesa_fund.rules.general_balance import GeneralBalance
from nesa_fund.rules.needed import Needed, warning
from nesa_fund.store import placed

_AS_PLANNED: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proposal is asked for: a total and a census where they are told, and what it supposes, in codes."""

    total: int | None
    census: str
    what_if: WhatIf


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a year's contributions would be; ``total`` in pence, the shares sum to it."""

    year: Year
    total: int
    census: str
    shares: tuple[Share, ...]
    without_roll: tuple[str, ...]
    asked: Asked


def propose(
    register: Register, name: str, total: int | None = None, census: str = "", what_if: WhatIf = AS_RECORDED
) -> Proposal:
    """The shares of a total by pupil roll; nothing is written.

    Args:
        register: The facts that it goes by.
        name: The alliance year, "2025-26".
        total: Pence (default: the year's plan lines not paid from grants, as supposed).
        census: Whose rolls (default: ``default_census``).
        what_if: What it supposes beside the register.

    Raises:
        InputError: No such year, no total above zero, nobody with a roll, a member that can't join or leave.
    """
    year = year_named(register, name)
    asked = Asked(total, census, _in_codes(register, name, what_if))
    if total is not None and asked.what_if.lines:
        raise InputError("the total is the sum of the plan's lines: give --total, or --line, not both")
    total = plan_total(register, name, asked.what_if.lines) if total is None else total
    if total <= 0:
        raise InputError("the total must be above zero")
    census = census or default_census(register, year)
    on = basis(supposed_register(register, year, census, asked.what_if), year, census)
    try:
        shares = shares_of(total, 1, on)
    except AllocationError as error:
        raise InputError(f'nobody has a roll at census "{census}"{censuses_in_words(register)}') from error
    for code in asked.what_if.rolls:
        if code not in on.rolls:
            raise InputError(f"{member_shown(register, code)} takes no part in {name}")
    return Proposal(year, total, census, tuple(shares), on.without_roll, asked)


def proposal_warning(book: Book, proposal: Proposal) -> str:
    """What TOP4 would find in a proposal's total, as the books stand; empty where that is nothing.

    Where lines of the plan are supposed, the plan is as it would be with them.
    """
    lines, year = proposal.asked.what_if.lines, proposal.year
    planned = plan_total(book.register, year.name, lines) if lines else planned_pence(book.register, year.name)
    return warning(year, proposal.total, Needed(planned, GeneralBalance(book).brought_into(year)))


def plan_total(register: Register, year: str, lines: Mapping[str, int] = _AS_PLANNED) -> int:
    """Pence of the year's plan lines that are not paid from grants.

    Args:
        register: The facts.
        year: The alliance year, "2025-26".
        lines: Lines supposed to have another amount, or that the plan does not have.

    Raises:
        InputError: The plan has none, or a supposed line is paid from a grant.
    """
    plan = register.plan(year)
    for line in lines:
        if line in plan and plan[line].grant:
            raise InputError(f'the line "{line}" is paid from the grant {plan[line].grant}: members do not share it')
    shared = {**{code: line.amount for code, line in plan.items() if not line.grant}, **lines}
    if not shared:
        raise InputError(f"the plan of {year} has no line to share yet; give a total, as --total 24000.00")
    return sum(shared.values())


def default_census(register: Register, year: Year) -> str:
    """The newest census dated on or before the year's first day; where there is none, the first after it.

    Raises:
        InputError: No roll is recorded at all.
    """
    if not register.censuses:
        raise InputError("no roll is recorded yet; record the rolls of a census first")
    before = [census for census, taken in register.censuses.items() if taken <= year.start]
    return before[-1] if before else next(iter(register.censuses))


def supposed_register(register: Register, year: Year, census: str, what_if: WhatIf) -> Register:
    """The register with what is supposed recorded last.

    Raises:
        InputError: A roll below zero, a member that can't join or leave.
    """
    leaving = [_leaving(register, year, leave) for leave in what_if.leaves]
    after = register.joined_by(placed(leaving, register.last_batch + 1))
    joining = [_joining(after, year, join) for join in what_if.joins]
    if len({member.code for member in joining}) < len(joining):
        raise InputError("a member joins twice")
    joined = {member.code: join.roll for member, join in zip(joining, what_if.joins, strict=True)}
    rolls = {**what_if.rolls, **joined}
    if any(pupils < 0 for pupils in rolls.values()):
        raise InputError("a roll is below zero")
    counted = [Roll(day=year.start, code=code, pupils=pupils, census=census) for code, pupils in rolls.items()]
    kept = [fact for fact in register.slots.values() if not _is_roll_of(fact, census, rolls)]
    return Register([*kept, *placed([*joining, *leaving, *counted], register.last_batch + 1)])


def _in_codes(register: Register, year: str, what_if: WhatIf) -> WhatIf:
    """What is supposed, by the codes of the members and lines that there are, in order."""
    rolls = {member_named(register, text): pupils for text, pupils in what_if.rolls.items()}
    if len(rolls) < len(what_if.rolls):
        raise InputError("a member's roll is given twice")
    plan = {code.casefold(): code for code in register.plan(year)}
    lines = {plan.get(text.casefold(), text): pence for text, pence in what_if.lines.items()}
    if len(lines) < len(what_if.lines):
        raise InputError("a line of the plan is given twice")
    if any(pence < 0 for pence in lines.values()):
        raise InputError("a line of the plan is below zero")
    return WhatIf(
        dict(sorted(rolls.items())),
        tuple(join._replace(member=_code_or_text(register, join.member)) for join in what_if.joins),
        tuple(leave._replace(member=member_named(register, leave.member)) for leave in what_if.leaves),
        dict(sorted(lines.items())),
    )


def _code_or_text(register: Register, text: str) -> str:
    with suppress(InputError):
        return member_named(register, text)
    return text


def _is_roll_of(fact: Fact, census: str, members: Iterable[str]) -> bool:
    return isinstance(fact, Roll) and fact.census == census and fact.code in members


def _joining(register: Register, year: Year, join: Joining) -> Member:
    if join.day > year.end:
        raise InputError(f"{join.member} would join on {join.day}, after {year.name} has ended")
    if join.member not in register.members:
        if not CODE.fullmatch(join.member) or is_reserved(join.member):
            raise InputError(f'"{join.member}" is no code for a new member; one is a word like Elm or AshMeadow')
        return Member(day=join.day, code=join.member, kind="school")
    code = join.member
    if any(last is None or last >= join.day for _, last in register.spells(code)):
        raise InputError(f"{member_shown(register, code)} is in membership already, or joins at a later date")
    if not register.members[code].contributes:
        raise InputError(f"{member_shown(register, code)} is an association: it makes no contribution")
    return replace(register.members[code], day=join.day)


def _leaving(register: Register, year: Year, leave: Leaving) -> Withdrawal:
    code = leave.member
    if leave.day > year.end:
        raise InputError(f"{member_shown(register, code)} would leave on {leave.day}, after {year.name} has ended")
    if not register.is_in(code, leave.day):
        raise InputError(f"{member_shown(register, code)} is not in membership on {leave.day}")
    return Withdrawal(day=leave.day, code=code)
