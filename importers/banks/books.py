"""What the books hold of a bank account: payments that no line has accounted for, what is due, and who there is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from importers.banks.lines import Account
from importers.banks.terms import FAR_DAYS, Due, Movement
from importers.banks.texts import INTEREST, SHORTEST_KEY, TRANSFER, Parties
from importers.desk import Desk
from nesa_fund.charges import fold_number
from nesa_fund.entries import FUND, Transaction, bank, suppliers
from nesa_fund.facts import BankLine, Grant

HELD = "held"
"""The answer of a line that nobody can place yet."""
_ASIDE = frozenset({"opening", "reversal"})


class Posted(NamedTuple):
    """One posting on the account, and the line that its entry names, if any."""

    movement: Movement
    line: str


def accounts_of(desk: Desk, entity: str) -> list[Account]:
    """An entity's bank accounts, as far as its books know them."""
    first = bank(entity)
    names = set(desk.ledger.accounts) | {one.account for entry in desk.transactions for one in entry.postings}
    others = sorted(name.removeprefix(f"{first}:") for name in names if name.startswith(f"{first}:"))
    return [Account(entity), *(Account(entity, detail) for detail in others)]


def posted(desk: Desk, account: Account) -> list[Posted]:
    """What is recorded on an account and stands: each payment with all its parts, oldest recording first."""
    parts: dict[tuple[object, ...], list[tuple[Transaction, int]]] = defaultdict(list)
    for n, (entry, pence) in enumerate(_standing(desk, account)):
        payment, line = entry.meta.get("payment", ""), entry.meta.get("bank", "")
        tie = (payment, entry.day, entry.payee) if payment else (line, "line") if line else (n,)
        parts[tie].append((entry, pence))
    return [_as_posted(n, entries) for n, entries in enumerate(parts.values())]


def _as_posted(n: int, entries: Sequence[tuple[Transaction, int]]) -> Posted:
    first = entries[0][0]
    said = {fold_number(first.meta.get("payment", "")), *(fold_number(one.link) for one, _ in entries)}
    party = {"transfer": TRANSFER, "interest": INTEREST}.get(first.meta["event"], first.payee)
    movement = Movement(
        n,
        first.day,
        sum(pence for _, pence in entries),
        tuple(sorted({one.link for one, _ in entries})),
        party,
        frozenset(key for key in said if len(key) >= SHORTEST_KEY),
        event=first.meta["event"],
        is_new=not first.place.batch,
    )
    return Posted(movement, first.meta.get("bank", ""))


def _standing(desk: Desk, account: Account) -> Iterator[tuple[Transaction, int]]:
    """The entries that stand with what they put on the account; those on the desk, and not those it takes back."""
    rows, stands = desk.ledger.rows, desk.ledger.book.stands
    moved = zip(rows.txn, rows.account, rows.pence, strict=True)
    recorded = [
        (rows.transaction(txn), pence)
        for txn, name, pence in moved
        if name == account.name and stands[txn] and rows.meta["event"][txn] not in _ASIDE
    ]
    of_desk = ((one, posting) for one in desk.transactions for posting in one.postings)
    fresh = [(one, posting.pence) for one, posting in of_desk if posting.account == account.name]
    undone = [(one.link, one.day, -pence) for one, pence in fresh if one.meta["event"] == "reversal"]
    for one, pence in (*recorded, *fresh):
        if (one.link, one.day, pence) in undone:
            undone.remove((one.link, one.day, pence))
        elif one.meta["event"] not in _ASIDE:
            yield one, pence


@dataclass(frozen=True, slots=True)
class Accounted:
    """Which recorded payments the known lines account for, and which lines nothing accounts for (any more)."""

    free: list[Movement]
    open_lines: frozenset[str]


def accounted(found: Sequence[Posted], lines: Iterable[BankLine]) -> Accounted:
    """Set the known lines of an account against what stands in its books.

    A payment that names a line is that line's. Other lines name their open items, and have the
    nearest payments on those that come to their amount. A line is open where it has no answer yet,
    or what answered it was taken back; one held for later is answered, while its receipt stands.
    """
    known = list(lines)
    ids = {line.line for line in known}
    by_line: dict[str, int] = defaultdict(int)
    for one in found:
        by_line[one.line] += one.movement.pence
    free = [one.movement for one in found if one.line not in ids]
    unanswered = set()
    for line in known:
        is_held = line.answers == (HELD,)
        if by_line.get(line.line) or (is_held and not _is_booked(line)):
            continue
        taken = () if is_held else _taken(line, free)
        if taken:
            free = [one for one in free if one not in taken]
        else:
            unanswered.add(line.line)
    return Accounted(free, frozenset(unanswered))


def _is_booked(line: BankLine) -> bool:
    """Whether a line that is held is in the books: the Fund's receipts are, under a heading of their own."""
    return line.amount > 0 and not line.owner


def _taken(line: BankLine, free: Sequence[Movement]) -> tuple[Movement, ...]:
    """The payments on a line's open items that come to its amount, the nearest to its day."""
    near = sorted(free, key=lambda one: (abs((one.day - line.day).days), one.number))
    whole = next((one for one in near if set(one.links) == set(line.answers) and one.pence == line.amount), None)
    if whole or not line.answers:
        return (whole,) if whole else ()
    parts = [next((one for one in near if one.links == (link,)), None) for link in line.answers]
    found = tuple(one for one in parts if one)
    return found if len(found) == len(parts) and sum(one.pence for one in found) == line.amount else ()


def placed(found: Iterable[Posted], line: BankLine) -> BankLine:
    """A known line; one that was held, and that a sheet has placed since, with what it is placed on."""
    brought = [one.movement for one in found if one.line == line.line]
    if line.answers != (HELD,) or not brought or any(one.is_waiting for one in brought):
        return line
    return replace(line, answers=tuple(sorted({link for one in brought for link in one.links})), reason="")


def waiting(found: Iterable[Posted], line: BankLine) -> set[str]:
    """The receipts not placed yet that a known line is."""
    receipts = [one for one in found if one.movement.is_waiting]
    mine = [one for one in receipts if one.line == line.line or set(one.movement.links) <= set(line.answers)]
    return {link for one in mine for link in one.movement.links}


def recorded_on(movements: Iterable[Movement], links: frozenset[str], pence: int, day: date) -> Movement | None:
    """A recorded payment of that amount on just those open items, near a day; the nearest."""
    found = [one for one in movements if set(one.links) == links and one.pence == pence]
    near = [one for one in found if abs((one.day - day).days) <= FAR_DAYS]
    return min(near, key=lambda one: abs((one.day - day).days), default=None)


# What is due


def dues(desk: Desk, entity: str) -> list[Due]:
    """All that ever was due between an entity and others on each open item, with what of it is open now."""
    return [*_claims(desk, entity), *_bills(desk, entity)]


def _claims(desk: Desk, entity: str) -> Iterator[Due]:
    charges = desk.charges
    for (creditor, debtor), claims in charges.claims.items():
        if entity not in {creditor, debtor}:
            continue
        for link in claims:
            (claim,) = charges.find_claims(creditor, debtor, link)
            references = {fold_number(link), *(charges.references(claim) if creditor == FUND else ())}
            is_owed = creditor == entity
            yield Due(
                link,
                debtor if is_owed else creditor,
                claim.owed if is_owed else -claim.owed,
                frozenset(references),
                _keys(claim.number),
                creditor,
            )


def _bills(desk: Desk, entity: str) -> Iterator[Due]:
    """The bills of firms that an entity has not paid, or has paid more of than stands."""
    account = suppliers(entity)
    owed: dict[str, int] = defaultdict(int)
    said: dict[str, tuple[str, str]] = {}
    rows = desk.ledger.rows
    for txn, name, pence in zip(rows.txn, rows.account, rows.pence, strict=True):
        if name == account:
            owed[rows.link[txn]] += pence
            said.setdefault(rows.link[txn], (rows.payee[txn], rows.meta["number"][txn]))
    for one in desk.transactions:
        for posting in one.postings:
            if posting.account == account:
                owed[one.link] += posting.pence
                said.setdefault(one.link, (one.payee, one.meta.get("number", "")))
    for link, pence in owed.items():
        firm, number = said[link]
        yield Due(link, firm, pence, frozenset({fold_number(link)}), _keys(number))


def _keys(number: str) -> frozenset[str]:
    key = fold_number(number)
    return frozenset({key}) if len(key) >= SHORTEST_KEY else frozenset()


def parties(desk: Desk, entity: str, known: Iterable[Due | Movement]) -> Parties:
    """Everyone whom a line of an entity's account may name: the other entities, firms, and givers of grants."""
    register = desk.register
    spellings: dict[str, list[str]] = {
        code: [code, member.name, *member.alias] for code, member in register.members.items() if code != entity
    }
    if entity != FUND:
        spellings[FUND] = ["Partnership Fund", register.alliance().name]
    for one in known:
        spellings.setdefault(one.party, [one.party])
    for grant in register.all(Grant):
        spellings.setdefault(grant.giver, [grant.giver])
    return Parties(spellings)
