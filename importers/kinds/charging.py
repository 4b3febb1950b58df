"""What every sheet of charges does: amounts as stated, numbers used once, corrections in their place."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from importers.cells import Day, Money, Text
from importers.charges import NUMBERED, charge_pence
from importers.desk import Desk, beside
from importers.rows import Row
from nesa_fund.charges import fold_number
from nesa_fund.entries import Transaction, klass
from nesa_fund.facts import Agreement, PlanLine
from nesa_fund.money import format_pounds
from nesa_fund.records import Invoice, SharedCost, Spending

Charge = Invoice | SharedCost | Spending


class ChargeRow(Row):
    """What the rows of every kind of charge have."""

    number: Text
    day: Day
    credit_of: Text = ""
    note: Text = ""


class AgreedRow(ChargeRow):
    """What the rows of a charge under an agreement have too."""

    description: Text
    net: Money | None = None
    gross: Money | None = None
    vat: Money | None = None
    treatment: Annotated[Text, AfterValidator(lambda text: text.casefold().replace(" ", "-"))] = ""
    category: Text = ""
    agreement: Text = ""
    plan_line: Text = ""
    covers_from: Day | None = None
    covers_until: Day | None = None
    reason: Text = ""
    minute: Text = ""


R = TypeVar("R", bound=ChargeRow)

_WITHOUT_VAT = {"outside-scope", "exempt", "zero"}
_NO_VAT_YET = "this version does not record VAT yet; nothing of this sheet is imported"


def amount_of(desk: Desk, row: AgreedRow) -> int | None:
    """Pence of a row that states Net or Gross; None, and a problem, where it states VAT or neither."""
    if row.vat:
        desk.problem(row, "vat", _NO_VAT_YET)
    elif row.treatment and row.treatment not in _WITHOUT_VAT:
        desk.problem(row, "treatment", _NO_VAT_YET)
    elif row.net is not None and row.gross is not None and row.net != row.gross:
        desk.problem(row, "gross", f"differs from Net, which is {format_pounds(row.net)}, without VAT between them")
    elif row.net is None and row.gross is None:
        desk.problem(row, "net", "is blank: a charge has a Net or a Gross amount")
    else:
        return row.net if row.net is not None else row.gross
    return None


def refuse_credit(desk: Desk, row: ChargeRow) -> bool:
    """Whether a row is a credit note, which this version does not record yet."""
    if row.credit_of:
        sentence = "this version does not record credit notes yet; nothing of this sheet is imported"
        desk.problem(row, "credit_of", sentence)
    return bool(row.credit_of)


def without_copies(desk: Desk, rows: Sequence[R]) -> list[R]:
    """The rows without exact copies of earlier ones, every cell alike; each copy is a problem."""
    first: dict[object, R] = {}
    if rows:
        cells = attrgetter(*(name for name in type(rows[0]).model_fields if name != "place"))
    used = Counter([row.number for row in rows])
    for row in rows:
        same = first.setdefault(cells(row) if used[row.number] > 1 else row.number, row)
        if same is not row:
            where = beside(row.place, same.place)
            desk.problem(row, "number", f"an exact copy of {where}; take it out, or give it a number of its own")
    return list(first.values())


def by_number(desk: Desk, rows: Sequence[R], who: Callable[[R], str | None]) -> list[list[R]]:
    """Rows of one supplier, number and alliance year together: the lines of one charge."""
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
    return [_alike(desk, group) for group in groups.values()]


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


def terms_of(desk: Desk, row: AgreedRow) -> Agreement | None:
    """The terms that a row's agreement had on its day, else its first; None, and a problem, if unknown."""
    terms = desk.register.agreements.get(row.agreement)
    if not terms:
        known = ", ".join(sorted(desk.register.agreements)) or "none yet"
        desk.problem(row, "agreement", f"no agreement of that code; there are: {known}")
        return None
    return next((one for one in reversed(terms) if one.day <= row.day), terms[0])


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


def put_charge(
    desk: Desk, rows: Sequence[ChargeRow], supplier: str, make: Callable[[Transaction | None], Charge | None]
) -> str | None:
    """Put one charge on the desk, unless the ledger has it already.

    Args:
        desk: The desk.
        rows: The rows that are its lines, of one number.
        supplier: Whose charge it is.
        make: Makes the charge; it gets the recorded charge of that number, if any, and answers
            None after saying what is wrong.

    Returns:
        Its link; None where it was refused.
    """
    first = rows[0]
    link, is_taken = desk.charges.link_for(supplier, first.number, desk.year_of(first.day))
    recorded = _of_number(desk.charges.recorded(link), first.number) if is_taken else []
    recorded.sort(key=lambda one: one.entity != supplier)
    charge = make(recorded[0] if recorded else None)
    if charge is None:
        return None
    transactions = charge.linked(link).transactions()
    if is_taken and (not recorded or desk.charges.mine.get(link)):
        desk.problem(first, "number", f"meets another number of the same year as {link}; write it another way")
        return None
    if recorded:
        return link if _is_known(desk, rows, recorded, transactions) else None
    desk.mind_day(first, first.day)
    desk.add(transactions)
    desk.count_new(rows, transactions)
    return link


def _of_number(transactions: Iterable[Transaction], number: str) -> list[Transaction]:
    key = fold_number(number)
    charges = (one for one in transactions if one.meta["event"] in NUMBERED)
    return [one for one in charges if fold_number(one.meta.get("number", "")) == key]


def _is_known(
    desk: Desk, rows: Sequence[ChargeRow], recorded: Sequence[Transaction], transactions: Sequence[Transaction]
) -> bool:
    """Whether recorded transactions are those of the rows, or are corrected to be; else a problem is said."""
    row, was = rows[0], recorded[0]
    if sorted(map(_said, recorded)) == sorted(map(_said, transactions)):
        desk.present += len(rows)
    elif _core(recorded) != _core(transactions):
        charged = "invoiced" if was.meta["event"] == "invoice" else "charged"
        desk.problem(
            row,
            "number",
            f"{was.entity} already {charged} under that number, for {format_pounds(charge_pence(was))} on "
            f"{was.day.day} {was.day:%b %Y} (batch {was.place.batch}); a different charge needs its own number, "
            "a correction is a credit note",
        )
        return False
    elif not desk.correction:
        changed = ", ".join(_changes(was, transactions[0]))
        sentence = f"is in batch {was.place.batch} with another {changed}; to correct it: --correct --reason WHY"
        desk.problem(row, "number", sentence)
        return False
    else:
        desk.take_back(recorded, row, desk.correction.reason, desk.correction.minute)
        desk.add(transactions)
        desk.count_new(rows, transactions)
    return True


def _said(transaction: Transaction) -> tuple[object, ...]:
    """What a transaction says; how its number is written is no part of it."""
    meta = tuple(sorted((key, value) for key, value in transaction.meta.items() if key not in _ASIDE))
    postings = tuple(sorted(transaction.postings))
    return transaction.entity, transaction.day, transaction.narration, transaction.payee, meta, postings


def _core(transactions: Sequence[Transaction]) -> tuple[object, ...]:
    """What a correction may not change: the date, and what is owed in all and by whom, in the charge's own book."""
    own = transactions[0]
    owed = [(posting.account, posting.pence) for posting in own.postings if klass(posting.account) in _PARTIES]
    if own.meta["event"] == "shared-cost":  # Its shares follow from its key; its bill and parties do not change.
        owed = [(account, pence if klass(account) == "Suppliers" else 0) for account, pence in owed]
    return own.meta["event"], own.day, tuple(sorted(owed))


_ASIDE = frozenset({"source", "number", "document"})
_PARTIES = frozenset({"Debtors", "Creditors", "Suppliers"})


def _changes(was: Transaction, now: Transaction) -> list[str]:
    """What differs between a recorded charge and the row's, in words."""
    keys = [key for key in {**was.meta, **now.meta} if was.meta.get(key) != now.meta.get(key) and key not in _ASIDE]
    changed = [
        *(["supplier"] if was.payee != now.payee else []),
        *(["description"] if was.narration != now.narration else []),
        *("plan line" if key == "plan" else key for key in keys),
        *(["category"] if _categories(was) != _categories(now) else []),
    ]
    return changed or ["share"]


def _categories(charge: Transaction) -> set[str]:
    accounts = (posting.account for posting in charge.postings)
    return {account.rpartition(":")[2] for account in accounts if klass(account) not in _PARTIES}
