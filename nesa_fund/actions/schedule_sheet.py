"""The Board's sheet of a proposal: what is shared, and every roll that it is shared by."""

from collections.abc import Iterator
from datetime import date

from nesa_fund.actions.schedule_propose import Proposal, supposed_register
from nesa_fund.book import shown_head
from nesa_fund.charges import planned_pence
from nesa_fund.facts import Roll
from nesa_fund.money import format_pounds
from nesa_fund.periods import census_in_words, day_in_words
from nesa_fund.register import Register
from nesa_fund.statements.boards_sheet import BoardsSheet, MemberLine, RollLine
from nesa_fund.store import Ledger


def boards_sheet(ledger: Ledger, proposal: Proposal, as_at: date) -> BoardsSheet:
    """The Board's sheet of a proposal: everyone that takes part in the year, also who has no roll yet."""
    year, census = proposal.year, proposal.census
    register = supposed_register(ledger.register, year, census, proposal.asked.what_if)
    shares = {share.member: share for share in proposal.shares}
    members = []
    for code in sorted({*shares, *proposal.without_roll}):
        days = int(year.part(register.spells(code)) * year.days)
        pence = shares[code].pence if code in shares else None
        members.append(MemberLine(code, register.name(code), days, tuple(_rolls(register, code, census)), pence))
    return BoardsSheet(
        alliance=register.alliance().name,
        year=year,
        census=census,
        total=proposal.total,
        members=tuple(members),
        head=shown_head(ledger.book.head),
        as_at=as_at,
        plan=_of_the_plan(ledger.register, year.name),
        notes=tuple(_notes(ledger.register, proposal)),
    )


def _rolls(register: Register, code: str, census: str) -> Iterator[RollLine]:
    """The rolls that make up a member's: one, or one for each of its URNs, recorded or not."""
    recorded = {fact.urn: fact for fact in register.all(Roll) if (fact.code, fact.census) == (code, census)}
    wanted = set(recorded)
    if register.roll(code, census) is None:
        wanted |= {urn.strip() for urn in register.member(code, register.censuses[census]).urn.split(",")}
    for urn in sorted(wanted):
        fact = recorded.get(urn)
        yield RollLine(urn, fact.basis if fact else "", fact.pupils if fact else None)


def _of_the_plan(register: Register, year: str) -> str:
    if not register.plan(year):
        return f"No plan of {year} is recorded yet."
    return f"The lines of the plan that no grant pays come to {format_pounds(planned_pence(register, year))}."


def _notes(register: Register, proposal: Proposal) -> Iterator[str]:
    year, census = proposal.year.name, census_in_words(proposal.census)
    adopted = register.schedule(year)
    if adopted:
        yield f"{year} is adopted already, on {day_in_words(adopted.day)}, at {format_pounds(adopted.total)}."
    for code in proposal.without_roll:
        yield f"{register.name(code)} has no roll at {census} yet: write it in, or it has no share."
    supposed = proposal.asked.what_if
    if supposed.rolls or supposed.joins or supposed.leaves:
        yield "It supposes rolls, joinings or leavings that the ledger does not hold: record them before importing it."
    yield (
        "When the Board has adopted it, save it and import it: nesa import FILE; with --correct --reason WHY where a "
        "roll was changed. It is recorded only if the ledger then gives these very shares."
    )
    yield (
        "Days in membership are recorded by a member's joining or leaving, not by this sheet: where they were changed "
        "here, record that first."
    )
