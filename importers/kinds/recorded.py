"""A charge or credit note of a sheet beside the ledger: new, there already, corrected, or another of its number."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from importers.alike import charge_pence
from importers.charges import NUMBERED
from importers.desk import Desk
from importers.kinds.charging import ChargeRow
from nesa_fund.charges import fold_number, of_contribution
from nesa_fund.entries import Transaction, klass
from nesa_fund.layers import resting_on
from nesa_fund.money import format_pounds
from nesa_fund.records import CreditNote, Invoice, SharedCost, Spending

Charge = Invoice | SharedCost | Spending
CREDIT = "credit-note"
_ASIDE = frozenset({"source", "number", "document"})
_PARTIES = frozenset({"Debtors", "Creditors", "Suppliers"})
_DID = {"invoice": "invoiced", CREDIT: "credited"}


class CreditNotes:
    """The credit notes of a ledger and of the desk, by who issued them and their number."""

    def __init__(self, desk: Desk) -> None:
        """Take the credit notes as they stand; ``add`` puts in those of the sheet."""
        self._desk = desk
        self._found: dict[tuple[str, str], list[Transaction]] = defaultdict(list)
        self.add(desk.charges.of_event(CREDIT))

    def add(self, transactions: Iterable[Transaction]) -> None:
        """Put credit notes among what is looked up."""
        for one in transactions:
            issuer = one.link.partition("-")[0]
            self._found[issuer, fold_number(one.meta.get("number", ""))].append(one)

    def is_taken(self, issuer: str, folded: str) -> bool:
        """Whether a credit note has that number, folded, of whatever year."""
        return (issuer, folded) in self._found

    def of_number(self, issuer: str, number: str, year: str) -> list[Transaction]:
        """The entries of one credit note, its issuer's own first."""
        found = self._found.get((issuer, fold_number(number)))
        if not found:
            return []
        of_year = [one for one in found if self._desk.year_of(one.day) == year]
        return sorted(of_year, key=lambda one: one.entity != issuer)


def put_charge(
    desk: Desk,
    notes: CreditNotes,
    rows: Sequence[ChargeRow],
    supplier: str,
    make: Callable[[Sequence[Transaction]], Charge | None],
) -> str | None:
    """Put one charge on the desk, unless the ledger has it already.

    Args:
        desk: The desk.
        notes: The credit notes, whose numbers are taken.
        rows: The rows that are its lines, of one number.
        supplier: Whose charge it is.
        make: Makes the charge; it gets the entries recorded under that number, the supplier's own
            first, and answers None after saying what is wrong.

    Returns:
        Its link; None where it was refused.
    """
    first = rows[0]
    year = desk.year_of(first.day)
    if note := notes.of_number(supplier, first.number, year):
        desk.problem(first, "number", f"is the number of a credit note on {note[0].link}; a charge has its own number")
        return None
    link, is_taken = desk.charges.link_for(supplier, first.number, year)
    if of_contribution(link):
        desk.problem(first, "number", f"makes the link {link}, which is a contribution's; write it another way")
        return None
    recorded = _of_number(desk.charges.recorded(link), first.number) if is_taken else []
    recorded.sort(key=lambda one: one.entity != supplier)
    charge = make(recorded)
    if charge is None:
        return None
    if is_taken and (not recorded or desk.charges.mine.get(link)):
        desk.problem(first, "number", f"meets another number of the same year as {link}; write it another way")
        return None
    return link if _put(desk, rows, recorded, charge.linked(link).transactions()) else None


def put_credit(desk: Desk, notes: CreditNotes, rows: Sequence[ChargeRow], issuer: str, credit: CreditNote) -> bool:
    """Put one credit note on the desk, unless the ledger has it already; whether it was not refused."""
    first, transactions = rows[0], credit.transactions()
    year = desk.year_of(first.day)
    link, is_taken = desk.charges.link_for(issuer, first.number, year)
    if is_taken and _of_number(desk.charges.of_link(link), first.number):
        desk.problem(first, "number", f"is the number of a charge, {link}; a credit note has a number of its own")
        return False
    recorded = notes.of_number(issuer, first.number, year)
    if recorded and recorded[0].link != transactions[0].link:
        where = f"batch {recorded[0].place.batch}" if recorded[0].place.batch else "above"
        fault = f"is the number of a credit note on {recorded[0].link} ({where}); another credit has its own number"
        desk.problem(first, "credit_of", fault)
        return False
    if not _put(desk, rows, recorded, transactions):
        return False
    notes.add([] if recorded else transactions)
    return True


def _of_number(transactions: Iterable[Transaction], number: str) -> list[Transaction]:
    key = fold_number(number)
    charges = (one for one in transactions if one.meta["event"] in NUMBERED)
    return [one for one in charges if fold_number(one.meta.get("number", "")) == key]


def _put(
    desk: Desk, rows: Sequence[ChargeRow], recorded: Sequence[Transaction], transactions: Sequence[Transaction]
) -> bool:
    """Record transactions that are new, or corrected; whether they are there then, and no problem was said."""
    if not recorded:
        return _add(desk, rows, transactions)
    aside = _ASIDE - {"document"} if _brings_papers(desk, rows) else _ASIDE
    if sorted(_said(one, aside) for one in recorded) == sorted(_said(one, aside) for one in transactions):
        desk.present += len(rows)
        return True
    if _core(recorded) != _core(transactions):
        desk.problem(rows[0], "number", _is_another(recorded[0]))
        return False
    if not desk.correction:
        changed = ", ".join(_changes(recorded[0], transactions[0], aside))
        sentence = f"is in batch {recorded[0].place.batch} with another {changed}"
        desk.problem(rows[0], "number", f"{sentence}; to correct it: --correct --reason WHY")
        return False
    if not _can_be_corrected(desk, rows[0], recorded[0]):
        return False
    desk.take_back(recorded, rows[0], desk.correction.reason, desk.correction.minute)
    return _add(desk, rows, transactions)


def _can_be_corrected(desk: Desk, row: ChargeRow, was: Transaction) -> bool:
    """Whether nothing rests on how a recorded charge or credit was shared, and its year is open; else a problem."""
    if rests := resting_on(was, desk.charges.of_link(was.link)):
        desk.problem(row, "number", f"can't be corrected yet: {rests}")
        return False
    return desk.is_open(row, row.day)


def _add(desk: Desk, rows: Sequence[ChargeRow], transactions: Sequence[Transaction]) -> bool:
    first = rows[0]
    if not desk.is_open(first, first.day, late=first.when_late):
        return False
    desk.mind_day(first, first.day)
    desk.add(transactions)
    if transactions[0].meta["event"] == CREDIT:
        _count_credit(desk, rows, transactions[0])
    else:
        desk.count_new(rows, transactions)
    return True


def _count_credit(desk: Desk, rows: Sequence[ChargeRow], own: Transaction) -> None:
    """Count a new credit note: its rows, and what it takes off the total and off what each pair owes."""
    desk.new += len(rows)
    desk.total -= charge_pence(own)
    for account, pence, _ in own.postings:
        if klass(account) == "Debtors":
            desk.pairs[own.entity, account.split(":", 3)[3]] += pence


def _brings_papers(desk: Desk, rows: Sequence[ChargeRow]) -> bool:
    """Whether a paper that the rows name was given with them: else what was recorded with one stays as it is."""
    return any(name.strip() in desk.documents for row in rows for name in row.document.split(","))


def _said(transaction: Transaction, aside: frozenset[str]) -> tuple[object, ...]:
    """What a transaction says; how its number is written is no part of it."""
    meta = tuple(sorted((key, value) for key, value in transaction.meta.items() if value and key not in aside))
    postings = tuple(sorted(transaction.postings))
    return transaction.entity, transaction.day, transaction.narration, transaction.payee, meta, postings


def _core(transactions: Sequence[Transaction]) -> tuple[object, ...]:
    """What a correction may not change: the date, and what is owed in all and by whom, in the charge's own book."""
    own = transactions[0]
    is_firms = any(klass(posting.account) == "Suppliers" for posting in own.postings)
    owed = [(account, pence) for account, pence, _ in own.postings if klass(account) in _PARTIES]
    if is_firms:  # Its shares follow from its key; its bill and parties do not change.
        owed = [(account, pence if klass(account) == "Suppliers" else 0) for account, pence in owed]
    return own.meta["event"], own.day, 0 if is_firms else _vat(own), tuple(sorted(owed))


def _is_another(was: Transaction) -> str:
    """The sentence for a row whose number is another charge's or credit note's."""
    with_vat = f" with VAT of {format_pounds(abs(_vat(was)))}" if _vat(was) else ""
    sentence = (
        f"{was.entity} already {_DID.get(was.meta['event'], 'charged')} under that number, for "
        f"{format_pounds(charge_pence(was))}{with_vat} on {was.day.day} {was.day:%b %Y} (batch {was.place.batch})"
    )
    if was.meta["event"] == CREDIT:
        return f"{sentence}; a different credit needs its own number"
    return f"{sentence}; a different charge needs its own number, a correction is a credit note"


def _changes(was: Transaction, now: Transaction, aside: frozenset[str]) -> list[str]:
    """What differs between a recorded charge and the row's, in words."""
    keys = [key for key in {**was.meta, **now.meta} if was.meta.get(key, "") != now.meta.get(key, "")]
    words = {"plan": "plan line", "vat": "VAT treatment"}
    changed = [
        *(["supplier"] if was.payee != now.payee else []),
        *(["description"] if was.narration != now.narration else []),
        *(words.get(key, key) for key in keys if key not in aside),
        *(["category"] if _categories(was) != _categories(now) else []),
        *(["VAT"] if "vat" not in keys and _vat(was) != _vat(now) else []),
    ]
    return changed or ["share"]


def _vat(charge: Transaction) -> int:
    return sum(pence for account, pence, _ in charge.postings if klass(account) == "VAT")


def _categories(charge: Transaction) -> set[str]:
    accounts = (posting.account for posting in charge.postings)
    return {account.rpartition(":")[2] for account in accounts if klass(account) not in {*_PARTIES, "VAT"}}
