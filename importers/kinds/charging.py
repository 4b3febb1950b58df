"""What every sheet of charges does: numbers used once, agreements, plan lines and grants that there are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Annotated, ClassVar, TypeVar

from pydantic import AfterValidator

from importers.cells import Day, Text
from importers.columns import without_lead
from importers.desk import Desk, beside
from importers.kinds.grants import grant_named
from importers.kinds.vat import VatRow, read_treatment
from importers.names import spelt
from importers.rows import Row
from nesa_fund.charges import fold_number
from nesa_fund.facts import Agreement, PlanLine
from nesa_fund.register import Register


class ChargeRow(Row):
    """What the rows of every kind of charge have."""

    number: Text
    day: Day
    description: Text
    category: Text = ""
    plan_line: Text = ""
    credit_of: Text = ""
    reason: Text = ""
    minute: Text = ""
    note: Text = ""

    @property
    def when_late(self) -> str:
        """What to do of it where its year is closed, as a sentence begins."""
        return "date it when it comes, or "


class BillRow(ChargeRow):
    """What the rows of bills of firms have too."""

    firm: Text
    paid_on: Day | None = None


class AgreedRow(ChargeRow, VatRow):
    """What the rows of a charge under an agreement have too."""

    treatment: Annotated[Text, AfterValidator(read_treatment)] = ""
    agreement: Text = ""
    covers_from: Day | None = None
    covers_until: Day | None = None
    time_columns: ClassVar[str] = "Covers from and Covers until"

    @property
    def when_late(self) -> str:
        """As of every charge, and where the time that it is for stands then."""
        told = "" if self.credit_of else f", with {self.time_columns} for the time it is for"
        return f"date it when it comes{told}, or "


R = TypeVar("R", bound=ChargeRow)


def without_copies(desk: Desk, rows: Sequence[R]) -> list[R]:
    """The rows without copies of earlier ones, every cell that is read alike.

    Each copy is a problem, or left out and named where that is asked for.
    """
    first: dict[object, R] = {}
    if rows:
        cells = attrgetter(*(name for name in type(rows[0]).model_fields if name != "place"))
    used = Counter([row.number for row in rows])
    left_out: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        same = first.setdefault((cells(row), _usage(desk, row)) if used[row.number] > 1 else row.number, row)
        if same is row:
            continue
        where, differing = beside(row.place, same.place), _differing(row, same)
        if desk.drop_copies:
            but_for = f" but for {differing}" if differing else ""
            left_out[row.place.title].append(f"row {row.place.row} of {where}{but_for}")
        else:
            remedy = "take it out, or give it a number of its own; --drop-copies leaves out all copies"
            what = f"but for {differing}, not read, a copy of" if differing else "an exact copy of"
            desk.problem(row, "number", f"{what} {where}; {remedy}")
    for title, copies in left_out.items():
        desk.warnings[f"{title}: {len(copies)} copies left out as asked: {', '.join(copies)}"] = None
    return list(first.values())


def _usage(desk: Desk, row: Row) -> frozenset[tuple[str, object]]:
    """What stands in the columns that are headed by members: they are read too, where usage shares a bill."""
    others = ((header, value) for header, (_, value) in row.place.others.items())
    return frozenset(one for one in others if desk.names.find(without_lead("usage", one[0])))


def _differing(row: Row, same: Row) -> str:
    """The columns that are not read, and in which a row differs from the one that it is a copy of."""
    mine, other = ({header: value for header, (_, value) in one.place.others.items()} for one in (row, same))
    return ", ".join(header for header in {**mine, **other} if mine.get(header) != other.get(header))


def by_number(desk: Desk, rows: Sequence[R], who: Callable[[R], str | None]) -> list[list[R]]:
    """Rows of one supplier, number and alliance year together: the lines of one charge or credit note.

    Charges come first, and then the credit notes by date and number: what they credit may stand in
    the same sheet, below them.
    """
    groups: dict[tuple[str, str, str], list[R]] = defaultdict(list)
    for row in without_copies(desk, rows):
        supplier = who(row)
        if supplier is None:
            continue
        number = fold_number(row.number)
        if not number:
            desk.problem(row, "number", "not a number of a charge: it has no letter or digit")
            continue
        groups[supplier, number, desk.year_of(row.day)].append(row)
    return sorted((_alike(desk, group) for group in groups.values()), key=_turn)


def _turn(group: Sequence[ChargeRow]) -> tuple[bool, date, str]:
    """Charges in the sheet's order, then credit notes by date and number."""
    first = group[0]
    return (True, first.day, fold_number(first.number)) if first.credit_of else (False, date.min, "")


def _alike(desk: Desk, group: list[R]) -> list[R]:
    first = group[0]
    for row in group[1:]:
        if row.number != first.number:
            where = beside(row.place, first.place)
            desk.problem(row, "number", f'{where} writes "{first.number}"; one number is written one way')
    return group


def single_bills(desk: Desk, rows: Sequence[R], who: Callable[[R], str | None]) -> Iterator[R]:
    """The rows that alone have their number; a problem for each whose number another row has."""
    for group in by_number(desk, rows, who):
        for row in group[1:]:
            where = beside(row.place, group[0].place)
            desk.problem(row, "number", f"the number is used twice: {where} has it for another bill")
        if len(group) == 1:
            yield group[0]


def mind_firm(desk: Desk, row: BillRow) -> None:
    """Say it where the firm of a bill is a member by its very name: nobody pays a member as a firm."""
    code = desk.names.find(row.firm)
    if code and spelt(row.firm) in {spelt(code), spelt(desk.register.name(code))}:
        desk.warn(row, f"names {code} as the firm: what a member supplies stands on a sheet of invoices")


def terms_of(desk: Desk, row: AgreedRow) -> Agreement | None:
    """The terms that a row's agreement had on its day, else its first; None, and a problem, if unknown."""
    terms = terms_on(desk.register, row.agreement, row.day)
    if not terms:
        known = ", ".join(sorted(desk.register.agreements)) or "none yet"
        desk.problem(row, "agreement", f"no agreement of that code; there are: {known}")
    return terms


def terms_on(register: Register, code: str, day: date) -> Agreement | None:
    """The terms that an agreement had on a day, else its first; None where there is none of that code."""
    terms = register.agreements.get(code, [])
    return next((one for one in reversed(terms) if one.day <= day), terms[0] if terms else None)


def plan_line_of(desk: Desk, row: ChargeRow, code: str) -> PlanLine | None:
    """The line of that day's plan that a cell means; None, and a problem, where there is none such."""
    year = desk.year_of(row.day)
    plan = desk.register.plan(year)
    key = code.casefold()
    meant = [line for line in plan.values() if key in {line.line.casefold(), line.title.casefold()}]
    if code in plan or len(meant) == 1:
        return plan.get(code) or meant[0]
    if meant:
        desk.problem(row, "plan_line", f"could be {' or '.join(line.line for line in meant)}; write the line's code")
    else:
        known = ", ".join(sorted(plan)) or "none yet"
        desk.problem(row, "plan_line", f"no line of the plan for {year}; its lines are: {known}")
    return None


def grant_of(desk: Desk, row: ChargeRow, text: str, line: PlanLine | None) -> str | None:
    """The grant that bears what the Fund spends: that of the plan line, or the one that a cell means.

    Returns:
        Its code, empty where contributions bear it; None, and a problem, where there is no such
        grant, or the plan line is of another.
    """
    if not text:
        planned = line.grant if line else ""
        return grant_named(desk, row, "plan_line", planned, f"is paid from {planned}, and there is ") if planned else ""
    code = grant_named(desk, row, "grant", text)
    if code and line and code != line.grant:
        desk.problem(row, "grant", f"the plan line {line.line} is paid from {line.grant or 'contributions'}")
        return None
    return code
