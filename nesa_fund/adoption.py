"""What the Board may adopt for a year: one definition, for the command and for a sheet."""

from collections.abc import Iterator
from typing import NamedTuple

from nesa_fund.charges import basis
from nesa_fund.facts import Schedule
from nesa_fund.register import Register

MOST_INSTALMENTS = 12


class Fault(NamedTuple):
    """What is wrong with one field of an adoption."""

    field: str
    message: str


def adoption_faults(register: Register, wanted: Schedule, listing: str) -> list[Fault]:
    """Everything wrong with an adoption, by the facts of a register; empty where it may be recorded.

    Args:
        register: The facts that it goes by.
        wanted: The decision, members by code in order.
        listing: How the remedy begins that names members without a roll.
    """
    return list(_faults(register, wanted)) or list(_roll_faults(register, wanted, listing))


def _faults(register: Register, wanted: Schedule) -> Iterator[Fault]:
    try:
        year = register.year(wanted.year)
    except ValueError as error:
        yield Fault("year", f'"{wanted.year}" is {error}')
        return
    if register.is_closed(wanted.year):
        yield Fault("year", closed_in_words(register, wanted.year))
    if wanted.total <= 0:
        yield Fault("total", "the total must be above zero")
    if not 1 <= wanted.instalments <= MOST_INSTALMENTS:
        yield Fault("instalments", f"there are 1 to {MOST_INSTALMENTS} instalments, not {wanted.instalments}")
    if wanted.set_aside is not None and wanted.set_aside < 0:
        yield Fault("set_aside", "what is set aside is below zero")
    if wanted.day > year.end:
        yield Fault("day", f"{wanted.day} is after {wanted.year} has ended: nothing could be charged by it")
    if wanted.census not in register.censuses:
        yield Fault("census", f'no roll is recorded at census "{wanted.census}"{censuses_in_words(register)}')


def _roll_faults(register: Register, wanted: Schedule, listing: str) -> Iterator[Fault]:
    """Where those listed as without a roll are not exactly those who have none."""
    on = basis(register, register.year(wanted.year), wanted.census)
    unlisted = [code for code in on.without_roll if code not in wanted.without_roll]
    needless = [code for code in wanted.without_roll if code not in on.without_roll]
    if unlisted:
        remedy = f"record it, or adopt without: {listing}{','.join(unlisted)}"
        yield Fault("without_roll", f"no roll at {wanted.census} for {_shown(register, unlisted)}: {remedy}")
    if needless:
        fault = f"listed as without a roll, but has one at {wanted.census} or takes no part"
        yield Fault("without_roll", f"{fault}: {_shown(register, needless)}")
    if not (unlisted or needless or any(on.weights.values())):
        yield Fault("census", f"nobody has a roll at census {wanted.census} to carry the total")


def closed_in_words(register: Register, year: str) -> str:
    """Why nothing more enters a closed year, and how it is opened again."""
    return f"{year} is closed: nothing more is dated into it; take its close back first: {reopened_by(register, year)}"


def reopened_by(register: Register, year: str) -> str:
    """The command that takes a year's close back."""
    close = register.closes[year]
    return f'nesa strike {close.place.batch} "{close.source}" --reason REASON'


def censuses_in_words(register: Register) -> str:
    """Which censuses there are, as the end of a message."""
    return f"; there are rolls of {', '.join(register.censuses)}" if register.censuses else "; no roll is recorded yet"


def member_shown(register: Register, code: str) -> str:
    """A member as a message names it: its name, and its code where that is another word."""
    name = register.name(code)
    return name if name == code else f"{name} ({code})"


def _shown(register: Register, codes: list[str]) -> str:
    return ", ".join(member_shown(register, code) for code in codes)
