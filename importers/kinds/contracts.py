"""Contracts: what a firm charges the members together, beside what each would pay alone."""

import re
from collections.abc import Mapping, Sequence

from importers.cells import Codes, Day, Number, PositiveMoney, Text, read_positive_money
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, Kind
from importers.kinds.plan import codes_of
from importers.kinds.roles import is_role
from importers.rows import Row
from nesa_fund.facts import Contract

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
_ALONE = re.compile(r"(?P<who>[^=:]+?) *[=:] *(?P<cost>.+)")


class ContractRow(Row):
    """One joint contract."""

    contract: Text
    supplier: Text
    title: Text
    since: Day
    annual_cost: PositiveMoney
    alone: Codes = ()
    participants: Codes
    contact: Text = ""
    until: Day | None = None
    quotes: Number | None = None
    category: Text = ""


COLUMNS = (
    Column("Contract", "contract", ("Contract code", "Contract no", "Code"), required=True),
    Column("Supplier", "supplier", ("Firm", "Provider", "Contractor"), required=True),
    Column("Title", "title", ("Service", "What for", "Description"), required=True),
    Column("From", "since", ("Start", "Starts", "Start date", "Begins"), required=True),
    Column("Annual cost", "annual_cost", ("Cost per year", "Yearly cost", "Annual charge"), required=True),
    Column("Cost alone", "alone", ("Alone cost", "Cost without the alliance", "Costs alone")),
    Column("Participants", "participants", ("Taking part", "Schools", "Schools taking part"), required=True),
    Column("Contact", "contact", ("Contact role", "Managed by", "Contract manager")),
    Column("Until", "until", ("End", "Ends", "End date", "Expires")),
    Column("Quotes", "quotes", ("Number of quotes", "Quotes obtained")),
    Column("Category", "category", CATEGORY.aliases),
)


def _put(desk: Desk, rows: Sequence[ContractRow]) -> None:
    desk.add_facts([(row, fact) for row in rows if (fact := _fact(desk, row))])


def _fact(desk: Desk, row: ContractRow) -> Contract | None:
    participants = codes_of(desk, row, "participants", row.participants)
    category = desk.category(row, "category", row.category) if row.category else ""
    if participants is None or category is None or not _is_good(desk, row):
        return None
    alone = _alone(desk, row, participants)
    if alone is None:
        return None
    return Contract(
        day=row.since, source=row.source, code=row.contract, supplier=row.supplier, annual_cost=row.annual_cost,
        title=row.title, alone_cost=tuple(sorted(alone.items())), participants=participants, contact=row.contact,
        until=row.until, quotes=None if row.quotes is None else int(row.quotes), category=category,
    )  # fmt: skip


def _is_good(desk: Desk, row: ContractRow) -> bool:
    if not _CODE.fullmatch(row.contract):
        desk.problem(row, "contract", "not a contract code: letters, digits and . _ / - only")
    elif row.until and row.until < row.since:
        desk.problem(row, "until", "is before From")
    elif row.quotes is not None and row.quotes.denominator != 1:
        desk.problem(row, "quotes", "not a whole number")
    else:
        return is_role(desk, row, "contact", row.contact)
    return False


def _alone(desk: Desk, row: ContractRow, participants: Sequence[str]) -> Mapping[str, int] | None:
    """What each participant would pay alone, as its column or the list says; else as it is recorded."""
    by_column = desk.by_member(row, "alone", "cost alone", read_positive_money)
    by_list = _listed(desk, row)
    if by_column is None or by_list is None:
        return None
    wanted = desk.register.contributing if participants == ("all",) else participants
    for code in (*by_column, *by_list):
        if code not in wanted:
            desk.problem(row, "alone", f"{code} is no participant")
            return None
        if code in by_column and code in by_list:
            desk.problem(row, "alone", f"says what {code} pays alone twice: here, and in its own column")
            return None
    found = {**by_column, **by_list} or _recorded(desk, row)
    lacking = [code for code in wanted if code not in found]
    if found and lacking:
        desk.warn(row, f"does not say what {', '.join(lacking)} would pay alone")
    return found


def _recorded(desk: Desk, row: ContractRow) -> dict[str, int]:
    """The costs alone of the recorded contract where the sheet has no column of them: not said is not blank."""
    known = desk.register.slots.get((Contract.TYPE, row.contract, row.since))
    is_asked = row.place.columns["alone"][1] is not None
    return dict(known.alone_cost) if isinstance(known, Contract) and not is_asked else {}


def _listed(desk: Desk, row: ContractRow) -> dict[str, int] | None:
    """The costs alone that one cell lists, like Coquet=300.00, Rothley=410.00."""
    found: dict[str, int] = {}
    for text in row.alone:
        match = _ALONE.fullmatch(text)
        if not match:
            desk.problem(row, "alone", f"{text} is not like Coquet=300.00; an amount in a list has no comma")
            return None
        code = desk.entity(row, "alone", match["who"])
        if code is None:
            return None
        if code in found:
            desk.problem(row, "alone", f"names {code} twice")
            return None
        try:
            found[code] = read_positive_money(match["cost"])
        except ValueError as error:
            desk.problem(row, "alone", f"{text}: {error}")
            return None
    return found


CONTRACTS = Kind("contracts", "Joint contracts with firms", ContractRow, COLUMNS, _put, members=())
