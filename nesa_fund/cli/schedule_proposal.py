"""A proposal of contributions as people and scripts read it."""

import json
from collections.abc import Iterator

from nesa_fund.actions.schedule import Proposal
from nesa_fund.book import shown_head
from nesa_fund.canon import decimal_text
from nesa_fund.cli.options import today
from nesa_fund.money import format_pence, format_pounds
from nesa_fund.statements.base import Column, Statement, Table, Unit
from nesa_fund.store import Ledger
from reports.words import day

_MADE = (
    "The total is shared by pupil roll at the census {census}, times the part of the year in membership, "
    "to the penny. Nothing was written."
)


def as_json_text(proposal: Proposal) -> str:
    """One JSON object, its amounts and rolls as text."""
    shares = [
        {"member": share.member, "roll": decimal_text(share.roll), "share": format_pence(share.pence)}
        for share in proposal.shares
    ]
    told = {
        "year": proposal.year.name,
        "total": format_pence(proposal.total),
        "census": proposal.census,
        "shares": shares,
        "without-roll": list(proposal.without_roll),
    }
    return json.dumps(told, indent=2)


def as_statement(ledger: Ledger, proposal: Proposal, *, is_census_named: bool, is_supposed: bool) -> Statement:
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
        tables=(Table("shares", "Shares", columns, rows),),
        notes=(
            *(() if is_census_named else (_why_census(ledger, proposal),)),
            *(("It supposes rolls, joinings or leavings that the ledger does not hold.",) if is_supposed else ()),
            *_awaited(ledger, proposal),
        ),
    )


def _why_census(ledger: Ledger, proposal: Proposal) -> str:
    taken = ledger.register.censuses[proposal.census]
    if taken <= proposal.year.start:
        return f"The census {proposal.census} is the newest that is dated on or before {day(proposal.year.start)}."
    return f"The census {proposal.census} is the first there is; none is dated by {day(proposal.year.start)}."


def _awaited(ledger: Ledger, proposal: Proposal) -> Iterator[str]:
    register = ledger.register
    for code in proposal.without_roll:
        yield f"Awaited: {register.name(code)} has no roll at {proposal.census}, and so no share here."
    adopted = register.schedule(proposal.year.name)
    if adopted:
        yield f"{adopted.year} is adopted already, at {format_pounds(adopted.total)}; this changes nothing of it."
