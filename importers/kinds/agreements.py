"""Agreements between members, and each party's consent to them."""

import re
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from importers.cells import FOLDED, Census, Codes, Day, Money, PositiveMoney, Text
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import CATEGORY, DATE, Kind
from importers.kinds.plan import codes_of
from importers.rows import Row
from nesa_fund.facts import Agreement, Consent

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
_WEIGHT = re.compile(r"(?P<who>[^=:]+?) *[=:] *(?P<weight>\d+(?:\.\d{1,4})?)", re.ASCII)


class AgreementRow(Row):
    """One agreement's terms."""

    agreement: Text
    supplier: Text
    customers: Codes
    title: Text
    category: Text
    share: Annotated[Literal["priced", "roll", "equal", "fixed", "usage"], FOLDED]
    unit: Text = ""
    unit_price: Money | None = None
    unit_cost: Money | None = None
    cost_basis: Text = ""
    weights: Codes = ()
    census: Census = ""
    ceiling: PositiveMoney
    since: Day
    until: Day
    leaver: Annotated[Literal["stays", "reshare"], FOLDED] = "stays"
    contract: Text = ""


COLUMNS = (
    Column("Agreement", "agreement", ("Agreement code", "Code", "SLA"), required=True),
    Column("Supplier", "supplier", ("Provided by", "Provider", "Supplied by", "Paid by"), required=True),
    Column("Customers", "customers", ("Customer", "Provided to", "Schools", "Sharers"), required=True),
    Column("Title", "title", ("Description", "Service", "What for"), required=True),
    Column("Category", "category", CATEGORY.aliases, required=True),
    Column("Share", "share", ("Shared by", "Key", "How it is shared", "Charged by"), required=True),
    Column("Unit", "unit", ("Per",)),
    Column("Unit price", "unit_price", ("Price", "Price per unit", "Rate")),
    Column("Unit cost", "unit_cost", ("Cost per unit",)),
    Column("Cost basis", "cost_basis", ("How the cost was worked out",)),
    Column("Weights", "weights", ("Fixed shares", "Parts")),
    Column("Census", "census", ("Roll of",)),
    Column("Ceiling", "ceiling", ("Maximum", "Limit", "Not more than"), required=True),
    Column("From", "since", ("Start", "Starts", "Start date", "Begins"), required=True),
    Column("Until", "until", ("End", "Ends", "End date", "To"), required=True),
    Column("Leaver", "leaver", ("When one leaves",)),
    Column("Contract", "contract", ("Joint contract",)),
)


def _put(desk: Desk, rows: Sequence[AgreementRow]) -> None:
    desk.add_facts((row, fact) for row in rows if (fact := _fact(desk, row)))


def _fact(desk: Desk, row: AgreementRow) -> Agreement | None:
    supplier = desk.entity(row, "supplier", row.supplier)
    customers = codes_of(desk, row, "customers", row.customers)
    category = desk.category(row, "category", row.category)
    if supplier is None or customers is None or category is None:
        return None
    if customers == ("all",):
        inside = (code for code in desk.register.contributing if desk.register.is_in(code, row.since))
        customers = tuple(code for code in inside if code != supplier)
    weights = _weights(desk, row, {supplier, *customers})
    if weights is None:
        return None
    if supplier in customers:
        desk.problem(row, "customers", f"{supplier} is the supplier; it is no customer of its own")
    elif not _CODE.fullmatch(row.agreement):
        desk.problem(row, "agreement", "not an agreement code: letters, digits and . _ / - only")
    elif row.until < row.since:
        desk.problem(row, "until", "is before From")
    elif row.share == "fixed" and not any(weight for _, weight in weights):
        desk.problem(row, "weights", "is blank: fixed shares need weights, like Coquet=3, Rothley=2")
    else:
        return Agreement(
            day=row.since, source=row.source, code=row.agreement, supplier=supplier, ceiling=row.ceiling,
            title=row.title, customers=customers, category=category, share=row.share, unit=row.unit,
            unit_price=row.unit_price, unit_cost=row.unit_cost, cost_basis=row.cost_basis, weights=weights,
            census=row.census, leaver=row.leaver, contract=row.contract, until=row.until,
        )  # fmt: skip
    return None


def _weights(desk: Desk, row: AgreementRow, parties: Collection[str]) -> tuple[tuple[str, Fraction], ...] | None:
    weights: dict[str, Fraction] = {}
    for text in row.weights:
        match = _WEIGHT.fullmatch(text)
        if not match:
            desk.problem(row, "weights", f"{text} is not like Coquet=3")
            return None
        code = desk.entity(row, "weights", match["who"])
        if code is None:
            return None
        if code not in parties or code in weights:
            fault = f"has {code} twice" if code in weights else f"{code} is no party to the agreement"
            desk.problem(row, "weights", fault)
            return None
        weights[code] = Fraction(match["weight"])
    return tuple(weights.items())


class ConsentRow(Row):
    """One party's consent."""

    agreement: Text
    member: Text
    day: Day
    minute: Text


CONSENT_COLUMNS = (
    Column("Agreement", "agreement", ("Agreement code", "SLA"), required=True),
    Column("Member", "member", ("School", "Member code", "School name", "Party"), required=True),
    DATE,
    Column("Minute", "minute", ("Minute ref", "Minute reference", "Minuted", "FGB minute"), required=True),
)


def _put_consents(desk: Desk, rows: Sequence[ConsentRow]) -> None:
    told = []
    for row in rows:
        code = desk.member(row, "member", row.member)
        terms = desk.register.agreements.get(row.agreement)
        if not terms:
            known = ", ".join(sorted(desk.register.agreements)) or "none yet"
            desk.problem(row, "agreement", f"no agreement of that code; there are: {known}")
        elif code and code not in {terms[-1].supplier, *terms[-1].customers}:
            desk.problem(row, "member", f"{code} is no party to {row.agreement}")
        elif code:
            fact = Consent(day=row.day, source=row.source, agreement=row.agreement, code=code, minute=row.minute)
            told.append((row, fact))
    desk.add_facts(told)


AGREEMENTS = Kind("agreements", "Agreements", AgreementRow, COLUMNS, _put, ("supplier",))
CONSENTS = Kind("consents", "Consents to agreements", ConsentRow, CONSENT_COLUMNS, _put_consents)
