"""Opening balances: what each book begins with, and the old debts between two of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from importers.cells import Day, Money, Text, fold_word
from importers.columns import Column
from importers.desk import Desk
from importers.kinds.base import AMOUNT, NOTE, Kind
from importers.kinds.grants import component_of, grant_named
from importers.own_banks import own_bank
from importers.rows import Row
from importers.unnumbered import put_new
from importers.workbook import Raw
from nesa_fund.charges import fold_number
from nesa_fund.entries import FUND, Transaction, bank, klass, opening, suppliers
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.records import OpeningBalance, OpeningDebt, grant_unspent

What = Literal["bank balance", "owed by", "owed to", "grant unspent", "owed to suppliers"]
Opening = OpeningBalance | OpeningDebt
_DEBTS = ("owed by", "owed to")
_OTHER_WORDS = {
    **dict.fromkeys(
        ("bank", "bank account", "cash at bank", "balance at bank", "opening bank balance"), "bank balance"
    ),
    **dict.fromkeys(("debtor", "debtors", "is owed by", "owed by member"), "owed by"),
    **dict.fromkeys(("creditor", "creditors", "owes", "owes to", "owed to member"), "owed to"),
    **dict.fromkeys(("unspent grant", "grant balance", "grant brought forward", "restricted grant"), "grant unspent"),
    **dict.fromkeys(("supplier", "suppliers", "trade creditors", "owed to firms"), "owed to suppliers"),
}


def _what(value: Raw) -> str:
    word = fold_word(value)
    return _OTHER_WORDS.get(word, word)


class OpeningRow(Row):
    """One balance that a book begins with."""

    entity: Text
    what: Annotated[What, BeforeValidator(_what)]
    other: Text = ""
    number: Text = ""
    due: Day | None = None
    amount: Money
    day: Day
    note: Text = ""


COLUMNS = (
    Column("Entity", "entity", ("Member", "School", "Book", "Whose", "Whose book"), required=True),
    Column("What", "what", ("Balance", "Kind of balance", "Type", "Item"), required=True),
    Column("Who", "other", ("Other side", "Counterparty", "Grant", "Other member", "Firm")),
    Column("Reference", "number", ("Ref", "Invoice no", "Invoice number", "Inv ref")),
    Column("Due", "due", ("Due date", "Due on", "Due by")),
    AMOUNT,
    Column("Date", "day", ("As at", "Opening date", "Balance date"), required=True),
    NOTE,
)


def _put(desk: Desk, rows: Sequence[OpeningRow]) -> None:
    first_days = _first_days(desk)
    entities: dict[str, None] = {}
    for row in sorted(rows, key=lambda row: (row.day, row.due is None)):  # A debt may be stated by both its sides.
        entity = desk.entity(row, "entity", row.entity)
        if entity is None or not _is_amount(desk, row):
            continue
        event = _debt(desk, row, entity) if row.what in _DEBTS else _balance(desk, row, entity)
        if event and _put_opening(desk, row, event, first_days):
            entities[entity] = None
    for entity in entities:
        shown = format_pounds(_equity(desk, entity))
        desk.readings[f"{entity}'s opening equity, what is left of its balances, is {shown}"] = None


def _is_amount(desk: Desk, row: OpeningRow) -> bool:
    """Whether an amount is one to bring in; a problem where it is nothing, or below nothing but in a bank."""
    if row.amount > 0 or (row.amount and row.what == "bank balance"):
        return True
    fault = "is below zero; state it from the other side" if row.amount else "is nothing; leave the row out"
    desk.problem(row, "amount", fault)
    return False


def _debt(desk: Desk, row: OpeningRow, entity: str) -> OpeningDebt | None:
    """The old debt of a row, whichever of its two sides states it."""
    if not row.other or not row.number:
        column, wanted = ("number", "an old debt has its number") if row.other else ("other", "a debt has two sides")
        desk.problem(row, column, f"is blank: {wanted}")
        return None
    other = desk.entity(row, "other", row.other)
    if other is None:
        return None
    if other == entity:
        desk.problem(row, "other", "is the entity itself")
        return None
    if not fold_number(row.number):
        desk.problem(row, "number", "not a number of a debt: it has no letter or digit")
        return None
    supplier, customer = (entity, other) if row.what == "owed by" else (other, entity)
    return OpeningDebt(
        day=row.day, link="", source=row.source, description=f"Owed from before, {row.number}",
        meta=desk.said_of(row, row.note), supplier=supplier, customer=customer, number=row.number, pence=row.amount,
        due=row.due,
    )  # fmt: skip


def _balance(desk: Desk, row: OpeningRow, entity: str) -> OpeningBalance | None:
    """The balance of a row at its entity's bank, of its firms, or of a grant to the Fund."""
    account, pence, other = own_bank(desk, entity, row.day), row.amount, row.other
    if row.due:
        desk.problem(row, "due", "is of no use here: only a debt between two entities falls due")
        return None
    if row.what == "owed to suppliers":
        account, pence = suppliers(entity), -row.amount
    elif row.what == "bank balance" and other:
        name = _second_bank(desk, row)
        if not name:
            return None
        account = f"{bank(entity)}:{name}"
    elif row.what == "grant unspent":
        grant = _grant(desk, row, entity)
        if not grant:
            return None
        account, pence, other = grant_unspent(grant), -row.amount, ""
    return OpeningBalance(
        day=row.day, link=f"Opening-{entity}", source=row.source, description=_DESCRIBED[row.what],
        meta=desk.said_of(row, row.note), entity=entity, account=account, pence=pence, other=other, number=row.number,
    )  # fmt: skip


_DESCRIBED = {
    "bank balance": "Opening bank balance",
    "owed to suppliers": "Owed to suppliers from before",
    "grant unspent": "Grant unspent from before",
}


def _second_bank(desk: Desk, row: OpeningRow) -> str:
    """The name of a bank account beside the entity's main one, which has none; empty, and a problem, where it can't be.

    What a school's authority keeps for it stands below its bank too, and has that name to itself.
    """
    name = component_of(row.other)
    if not name or name == "Authority":
        fault = "can't be the name of a second bank account, like Deposit; leave it blank for the entity's main account"
        desk.problem(row, "other", fault)
        return ""
    desk.readings[f"{row.other} is a bank account of its own beside the main one"] = None
    return name


def _grant(desk: Desk, row: OpeningRow, entity: str) -> str | None:
    if entity != FUND:
        desk.problem(row, "entity", "only the Partnership Fund has grants")
        return None
    if not row.other:
        desk.problem(row, "other", "is blank: say which grant")
        return None
    return grant_named(desk, row, "other", row.other)


def _put_opening(desk: Desk, row: OpeningRow, event: Opening, first_days: dict[str, date]) -> bool:
    """Put an opening entry on the desk, unless it is known; False where it says what can't be."""
    transactions = event.transactions()
    slot = _slot(transactions[0])
    known = next((one for one in desk.charges.of_event("opening") if _slot(one) == slot), None)
    if known:
        return _is_same(desk, row, known, transactions[0])
    parties = [one.entity for one in transactions]
    link = _link(desk, row, event)
    if not link or not _is_first_day(desk, row, parties, first_days) or not desk.is_open(row, row.day):
        return False
    put_new(desk, row, event.linked(link).transactions())
    first_days.update(dict.fromkeys(parties, row.day))
    return True


def _slot(entry: Transaction) -> tuple[object, ...]:
    """What only one opening entry of a book may say: a number once for each supplier, a balance once for each day."""
    account, number = entry.postings[0].account, entry.meta.get("number", "")
    if klass(account) == "Debtors":
        return entry.entity, "Debtors", fold_number(number)
    return account, entry.payee, number, entry.day


def _is_same(desk: Desk, row: OpeningRow, known: Transaction, entry: Transaction) -> bool:
    """Whether an entry says what is known already; a problem, with both figures, where it says something else."""
    place = f"{known.meta['source']}{f' (batch {known.place.batch})' if known.place.batch else ''}"
    was, now = known.postings[0], entry.postings[0]
    due = known.meta.get("due", ""), entry.meta.get("due", "")
    if was.account != now.account:
        desk.problem(row, "other", f"{place} has this number as owed by {known.payee}; one number is one debt")
    elif was.pence != now.pence:
        figures = f"{place} has {format_pounds(abs(was.pence))} of it, not {format_pounds(abs(now.pence))}"
        desk.problem(row, "amount", f"{figures}; one of the two is wrong, and what is recorded is reversed first")
    elif known.day != entry.day:
        desk.problem(row, "day", f"{place} has it on {day_in_words(known.day)}")
    elif due[1] and due[0] != due[1]:
        desk.problem(
            row, "due", f"{place} has it due {day_in_words(date.fromisoformat(due[0])) if due[0] else 'on no day'}"
        )
    elif not known.place.batch and row.what not in _DEBTS:
        desk.problem(row, "amount", f"{place} says the same; two such balances need a Who or Reference of their own")
    else:
        desk.count_row(is_new=False)
        return True
    return False


def _link(desk: Desk, row: OpeningRow, event: Opening) -> str:
    """The open item of an entry; empty, and a problem, where a debt's number is another charge's."""
    if isinstance(event, OpeningBalance):
        return event.link
    link, is_taken = desk.charges.link_for(event.supplier, event.number, desk.year_of(event.day))
    if is_taken:
        desk.problem(row, "number", f"is the number of another charge of {event.supplier}: {link}")
        return ""
    return link


def _is_first_day(desk: Desk, row: OpeningRow, parties: Sequence[str], first_days: Mapping[str, date]) -> bool:
    """Whether a day is the first of the books it touches, the earlier of two; a problem where it is not."""
    first, code = min((first_days[code], code) for code in parties)
    if row.day != first:
        message = f"balances are brought in on the first day of {code}'s book, {day_in_words(first)}"
        desk.problem(row, "day", message)
        return False
    later = next((one for one in desk.charges.of_event("opening") if one.entity in parties and one.day > first), None)
    if later:
        brought = f"{later.entity}'s other balances are brought in later, on {day_in_words(later.day)}"
        desk.problem(row, "day", f"{brought}: bring them in on {day_in_words(first)}")
    return later is None


def _first_days(desk: Desk) -> dict[str, date]:
    """Entity -> the first day of its book: its joining or the founding, or its first entry where that is earlier."""
    register = desk.register
    days = {FUND: register.settings[0].day} | {code: register.spells(code)[0][0] for code in register.members}
    begun = desk.ledger.book.live_transactions.groupby("owner", observed=True)["day"].min()
    entries = [(str(code), day.date()) for code, day in begun.items()]
    entries += [(one.entity, one.day) for one in desk.transactions]
    for code, day in entries:
        days[code] = min(days.get(code, day), day)
    return days


def _equity(desk: Desk, entity: str) -> int:
    """What is left of an entity's opening balances, in pence."""
    entries = desk.charges.of_event("opening")
    return -sum(posting.pence for one in entries for posting in one.postings if posting.account == opening(entity))


OPENING = Kind("opening", "Opening balances", OpeningRow, COLUMNS, _put, ("entity",), standing=False)
