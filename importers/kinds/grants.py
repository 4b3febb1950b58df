"""Grants: money that somebody gives the Partnership Fund for one purpose."""

import difflib
import re
from collections.abc import Sequence
from typing import Annotated, Literal

from importers.cells import FOLDED, Day, PositiveMoney, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, Kind
from importers.names import spelt, words
from importers.rows import Row
from nesa_fund.facts import Grant

_COMPONENT = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)


class GrantRow(Row):
    """One grant's terms."""

    grant: Text
    giver: Text
    title: Text
    amount: PositiveMoney
    purpose: Text = ""
    paid: Annotated[Literal["advance", "arrears"], FOLDED] = "advance"
    day: Day
    until: Day | None = None


COLUMNS = (
    Column("Grant", "grant", ("Grant code", "Code"), required=True),
    Column("Giver", "giver", ("Given by", "Funder", "Grant giver", "Awarded by"), required=True),
    Column("Title", "title", ("Grant title", "Name of grant", "Description"), required=True),
    Column("Amount", "amount", (*AMOUNT.aliases, "Award", "Amount awarded"), required=True),
    Column("Purpose", "purpose", ("What it is for", "For", "Conditions")),
    Column("Paid", "paid", ("Paid in", "Advance or arrears", "How it is paid")),
    Column("Date", "day", ("From", "Awarded on", "Date awarded", "Start date"), required=True),
    Column("Until", "until", ("End", "Ends", "End date", "To be spent by", "Spend by")),
)


def _put(desk: Desk, rows: Sequence[GrantRow]) -> None:
    known = {code.casefold(): code for code in _grants(desk)}
    desk.add_facts([(row, _fact(row)) for row in rows if _is_good(desk, row, known)])


def _is_good(desk: Desk, row: GrantRow, known: dict[str, str]) -> bool:
    other = known.setdefault(row.grant.casefold(), row.grant)
    if not _COMPONENT.fullmatch(row.grant):
        hint = f", like {component}" if (component := component_of(row.grant)) else ", like SchoolImprovement"
        desk.problem(row, "grant", f"not a grant code: a capital letter, then letters and digits{hint}")
    elif other != row.grant:
        desk.problem(row, "grant", f"differs from {other} only in capitals")
    elif row.until and row.until < row.day:
        desk.problem(row, "until", "is before Date")
    else:
        return True
    return False


def component_of(text: str) -> str:
    """A code made of a text's words; empty where it has none that could begin one."""
    code = "".join(word[0].upper() + word[1:] for word in words(text) if word.isascii())
    return code if _COMPONENT.fullmatch(code) else ""


def _fact(row: GrantRow) -> Grant:
    return Grant(
        day=row.day, source=row.source, code=row.grant, amount=row.amount, title=row.title, giver=row.giver,
        purpose=row.purpose, paid=row.paid, until=row.until,
    )  # fmt: skip


def grant_named(desk: Desk, row: Row, column: str, text: str, lead: str = "") -> str | None:
    """The code of the grant that a text means, by its code or title; None, and a problem, where it is not one's.

    Args:
        desk: The desk.
        row: The row that names it.
        column: Its column at fault, where there is none such.
        text: What it names.
        lead: What the problem begins with, where the cell says something else.
    """
    grants = _grants(desk)
    if text in grants:
        return text
    meant = {code for code, grant in grants.items() if spelt(text) in {spelt(code), spelt(grant.title)}}
    if len(meant) == 1:
        (code,) = meant
        desk.readings[f"{text} is the grant {code}"] = None
        return code
    if meant:
        desk.problem(row, column, f"{lead}could be {' or '.join(sorted(meant))}; write the grant's code")
        return None
    near = difflib.get_close_matches(text, grants, n=1)
    known = f"nearest: {near[0]}" if near else f"there are: {', '.join(sorted(grants)) or 'none yet'}"
    desk.problem(row, column, f"{lead}no grant of that code or title; {known}")
    return None


def _grants(desk: Desk) -> dict[str, Grant]:
    """Code -> the grant's newest terms."""
    return {grant.code: grant for grant in desk.register.all(Grant)}


GRANTS = Kind("grants", "Grants to the Fund", GrantRow, COLUMNS, _put, members=())
