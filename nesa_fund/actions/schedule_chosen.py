"""Whether an option that was kept is still what the ledger gives, so that the Board can adopt it."""

from collections.abc import Iterable, Iterator

from nesa_fund.actions.schedule_options import Option, OptionShare, shares_in
from nesa_fund.actions.schedule_propose import propose
from nesa_fund.adoption import member_shown
from nesa_fund.canon import decimal_text
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.problems import InputError
from nesa_fund.register import Register


def is_current(register: Register, option: Option) -> bool:
    """Whether an option is still what comes of its arguments by the facts of a register."""
    asked = option.asked
    try:
        return option.is_of(propose(register, option.year, asked.total, asked.census, asked.what_if))
    except InputError:
        return False


def refuse_outdated(register: Register, option: Option) -> None:
    """Refuse an option whose shares are not what the ledger gives: what was supposed is no fact by being adopted.

    Raises:
        InputError: What the ledger lacks or has otherwise, each with its remedy.
    """
    now = propose(register, option.year, option.total, option.census)
    if option.is_of(now):
        return
    lacking = list(_not_recorded(register, option)) or [_changed(register, option, shares_in(now))]
    raise InputError(*lacking)


def _not_recorded(register: Register, option: Option) -> Iterator[str]:
    """What an option supposes that the ledger does not hold."""
    asked, name = option.asked.what_if, f'the option "{option.name}" supposes'
    anew = f'or leave it out: nesa schedule propose {option.year} … --name "{option.name}"'
    rolls = {**asked.rolls, **{join.member: join.roll for join in asked.joins}}
    for join in asked.joins:
        if not any(first == join.day for first, _ in register.spells(join.member)):
            who = member_shown(register, join.member)
            yield f"{name} that {who} joins on {day_in_words(join.day)}: import it as a member first, {anew}"
    for code, pupils in rolls.items():
        known = register.roll(code, option.census)
        if known != pupils:
            recorded = "none" if known is None else decimal_text(known)
            yield (
                f"{name} {decimal_text(pupils)} pupils of {member_shown(register, code)} at {option.census}, and the "
                f"ledger has {recorded}: import the roll first (nesa import, with --correct --reason WHY), {anew}"
            )
    for leave in asked.leaves:
        if not any(last == leave.day for _, last in register.spells(leave.member)):
            who, day = member_shown(register, leave.member), day_in_words(leave.day)
            yield f"{name} that {day} is the last day of {who}: record it first with nesa withdraw, {anew}"


def _changed(register: Register, option: Option, now: Iterable[OptionShare]) -> str:
    """Whose shares the ledger gives otherwise by now, three of them."""
    then, since = ({one.member: one for one in shares} for shares in (option.shares, now))
    told = [
        f"{member_shown(register, code)}: {_in_words(then.get(code))} then, {_in_words(since.get(code))} now"
        for code in sorted({*then, *since})
        if then.get(code) != since.get(code)
    ]
    more = f"; and {len(told) - 3} more" if len(told) > 3 else ""
    whose = "; ".join(told[:3]) or "other members are without a roll"
    return (
        f'the ledger has changed since the option "{option.name}" was kept ({whose}{more}); look at it anew: '
        f'nesa schedule propose {option.year} … --name "{option.name}"'
    )


def _in_words(share: OptionShare | None) -> str:
    if share is None:
        return "no share"
    return f"{format_pounds(share.pence)} by {decimal_text(share.roll)} pupils and {share.days} days"


def lines_not_planned(register: Register, option: Option) -> Iterator[str]:
    """What an option supposes of the plan that the ledger has otherwise, a sentence each."""
    plan = register.plan(option.year)
    for code, pence in option.asked.what_if.lines.items():
        recorded = plan[code].amount if code in plan else None
        if recorded != pence:
            has = "no such line" if recorded is None else format_pounds(recorded)
            yield (
                f"The option supposes {format_pounds(pence)} for the line {code}, and the plan of {option.year} has "
                f"{has}: import the plan as the Board agreed it, with --correct --reason WHY where a line is known."
            )
