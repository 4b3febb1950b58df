"""What every sheet of charges does: amounts as stated, numbers used once, corrections in their place."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from importers.charges import NUMBERED, fold_number
from importers.desk import Desk
from importers.rows import Row
from nesa_fund.entries import Transaction
from nesa_fund.facts import Agreement, PlanLine
from nesa_fund.money import format_pounds

R = TypeVar("R", bound=Row)


def amount_of(desk: Desk, row: Row, net: int | None, gross: int | None, vat: int | None, treatment: str) -> int | None:
    """Pence of a row that states Net or Gross; None, and a problem, where it states VAT or neither."""
    if vat or (treatment and treatment.casefold() not in {"outside-scope", "outside scope", "exempt", "zero"}):
        desk.problem(row, "vat", "this version does not record VAT yet; nothing of this sheet is imported")
    elif net is not None and gross is not None and net != gross:
        desk.problem(row, "gross", f"differs from Net, which is {format_pounds(net)}, without VAT between them")
    elif net is None and gross is None:
        desk.problem(row, "net", "is blank: a charge has a Net or a Gross amount")
    else:
        return net if net is not None else gross
    return None


def refuse_credit(desk: Desk, row: Row, credit_of: str) -> bool:
    """Whether a row is a credit note, which this version does not record yet."""
    if credit_of:
        desk.problem(row, "credit_of", "this version does not record credit notes yet; nothing of this sheet is imported")
    return bool(credit_of)


def without_copies(desk: Desk, rows: Sequence[R], column: str) -> list[R]:
    """The rows; a problem for each that is an exact copy of an earlier one, every cell alike."""
    first: dict[object, int] = {}
    for row in rows:
        same = first.setdefault(tuple(value for name, value in row if name != "place"), row.place.row)
        if same != row.place.row:
            desk.problem(row, column, f"an exact copy of row {same}; take it out, or give it a number of its own")
    return list(rows)


def by_number(desk: Desk, rows: Sequence[R], who: Callable[[R], str | None], column: str) -> list[list[R]]:
    """Rows of one supplier, number and alliance year together: the lines of one charge."""
    groups: dict[tuple[str, str, str], list[R]] = defaultdict(list)
    years: dict[date, str] = {}
    for row in rows:
        supplier = who(row)
        day: date = row.day  # type: ignore[attr-defined]  # Every charge has one.
        number: str = getattr(row, column)
        if supplier is None:
            continue
        if not fold_number(number):
            desk.problem(row, column, "not a number of a charge: it has no letter or digit")
            continue
        if day not in years:
            years[day] = desk.register.year_of(day).name
        groups[supplier, fold_number(number), years[day]].append(row)
    return [_alike(desk, group, column) for group in groups.values()]


def _alike(desk: Desk, group: list[R], column: str) -> list[R]:
    first = group[0]
    for row in group[1:]:
        if getattr(row, column) != getattr(first, column):
            desk.problem(row, column, f'row {first.place.row} writes "{getattr(first, column)}"; one number is written one way')
    return group


def terms_of(desk: Desk, row: Row, code: str, day: date) -> Agreement | None:
    """The terms that a row's agreement had on its day, else its first or last; None, and a problem, if unknown."""
    terms = desk.register.agreements.get(code)
    if not terms:
        known = ", ".join(sorted(desk.register.agreements)) or "none yet"
        desk.problem(row, "agreement", f"no agreement of that code; there are: {known}")
        return None
    return next((one for one in reversed(terms) if one.day <= day), terms[0])


def plan_line_of(desk: Desk, row: Row, column: str, code: str, day: date) -> PlanLine | None:
    """The line of that day's plan that a cell means; None, and a problem, where there is none such."""
    year = desk.register.year_of(day).name
    plan = desk.register.plan(year)
    line = next((line for line in plan.values() if code.casefold() in {line.line.casefold(), line.title.casefold()}), None)
    if line is None:
        known = ", ".join(sorted(plan)) or "none yet"
        desk.problem(row, column, f"no line of the plan for {year}; its lines are: {known}")
    return line


def put_charge(
    desk: Desk,
    rows: Sequence[Row],
    column: str,
    supplier: str,
    number: str,
    day: date,
    make: Callable[[str, Transaction | None], Sequence[Transaction] | None],
) -> str | None:
    """Put one charge on the desk, unless the ledger has it already.

    Args:
        desk: The desk.
        rows: The rows that are its lines.
        column: The field of their number.
        supplier: Whose charge it is.
        number: Its number as written.
        day: Its date.
        make: Makes its transactions for a link; it gets the recorded charge of that link, if any,
            and answers None after saying what is wrong.

    Returns:
        Its link; None where it was refused.
    """
    link, is_taken = desk.charges.link_for(supplier, number, desk.register.year_of(day).name)
    if is_taken and desk.charges.mine.get(link):
        desk.problem(rows[0], column, f"the number is in this drop already, for {link}")
        return None
    recorded = [one for one in desk.charges.recorded(link) if one.meta.get("event") in NUMBERED] if is_taken else []
    recorded.sort(key=lambda one: one.entity != supplier)
    transactions = make(link, recorded[0] if recorded else None)
    if transactions is None:
        return None
    if is_taken and not recorded:
        desk.problem(rows[0], column, f"meets another number of the same year as {link}; write it another way")
        return None
    if recorded:
        return _known(desk, rows, column, recorded, transactions)
    _record(desk, rows, transactions)
    return link


def _record(desk: Desk, rows: Sequence[Row], transactions: Sequence[Transaction]) -> None:
    desk.add(transactions)
    desk.charges.add(transactions)
    desk.count_new(rows, transactions)


def _known(
    desk: Desk, rows: Sequence[Row], column: str, recorded: Sequence[Transaction], transactions: Sequence[Transaction]
) -> str | None:
    row, was = rows[0], recorded[0]
    if sorted(map(_said, recorded)) == sorted(map(_said, transactions)):
        desk.present += len(rows)
        return was.link
    if _core(recorded) != _core(transactions):
        total = format_pounds(sum(posting.pence for posting in was.postings if posting.pence > 0))
        desk.problem(
            row,
            column,
            f"{was.entity} already charged under that number, for {total} on {was.day:%d %b %Y} "
            f"(batch {was.place.batch}); a different charge needs its own number, a correction is a credit note",
        )
        return None
    if not desk.correction:
        changed = ", ".join(_changes(recorded, transactions))
        desk.problem(row, column, f"is in batch {was.place.batch} with another {changed}; to correct it: --correct --reason WHY")
        return None
    desk.take_back(recorded, row)
    _record(desk, rows, transactions)
    return was.link


def _said(transaction: Transaction) -> tuple[object, ...]:
    meta = tuple(sorted((key, value) for key, value in transaction.meta.items() if key != "source"))
    return transaction.entity, transaction.day, transaction.narration, transaction.payee, meta, transaction.postings


def _core(transactions: Sequence[Transaction]) -> tuple[object, ...]:
    """What a correction may not change: the date, and what the charge's own book says is owed in all and by whom."""
    own = transactions[0]
    owed = [(posting.account, posting.pence) for posting in own.postings if posting.account.split(":")[2] in _PARTIES]
    if own.meta["event"] == "shared-cost":  # Its shares follow from its key; its bill and parties do not change.
        owed = [(account, pence if account.endswith(":Suppliers") else 0) for account, pence in owed]
    return own.day, tuple(sorted(owed))


_PARTIES = frozenset({"Debtors", "Creditors", "Suppliers"})


def _changes(recorded: Sequence[Transaction], transactions: Sequence[Transaction]) -> list[str]:
    """What differs between a recorded charge and the row's, in words."""
    was, now = recorded[0], transactions[0]
    changed = [key for key in {**was.meta, **now.meta} if was.meta.get(key) != now.meta.get(key) and key != "source"]
    if was.narration != now.narration:
        changed.insert(0, "description")
    if was.payee != now.payee:
        changed.insert(0, "supplier")
    if not changed:
        changed.append("category or share")
    return changed
