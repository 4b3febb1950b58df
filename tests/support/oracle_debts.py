"""SUB5 and SUB6, read plainly: that debts are settled in time, and that no claim is given away or made up."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from oracle import CHARGES, Entry, Told
from oracle_sums import claims_of

Found = set[tuple[object, ...]]
Claim = tuple[str, str, str]


class Move(NamedTuple):
    """What an entry in the creditor's book adds to a claim, in pence."""

    entry: Entry
    owed: int

    @property
    def is_charge(self) -> bool:
        return self.entry.event in CHARGES and self.owed > 0


class Debt(NamedTuple):
    """Something owed from a day on, and the last day on which it may be unpaid."""

    since: date
    pence: int
    last: date


def by_claim(told: Told) -> dict[Claim, list[Move]]:
    """The live movements of each claim, in order."""
    found: dict[Claim, list[Move]] = defaultdict(list)
    for claim, entry, owed in claims_of(told.live):
        found[claim].append(Move(entry, owed))
    return found


# SUB5


def sub5(told: Told) -> Found:
    """(link, creditor, debtor) of each claim on which something was unpaid longer than overdue days."""
    claims, found = by_claim(told), set()
    due = due_days(told, claims)
    for (link, creditor, debtor), moves in claims.items():
        charges = [
            Debt(one.entry.day, one.owed, _deadline(told, one.entry, due[id(one)])) for one in moves if one.is_charge
        ]
        if any(late(told, charges, [(one.entry.day, -one.owed) for one in moves if not one.is_charge])):
            found.add((link, creditor, debtor))
        surplus = [one for one in moves if one.entry.event == "surplus"]
        if surplus:
            debts = [Debt(one.entry.day, -one.owed, _own_deadline(told, one.entry)) for one in surplus if one.owed < 0]
            others = [(one.entry.day, one.owed) for one in moves if one.entry.event != "surplus" or one.owed > 0]
            found |= {(link, debtor, creditor)} if any(late(told, debts, others)) else set()
            continue
        above, below = beyond(moves)
        found |= {(link, debtor, creditor)} if any(late(told, *_rises(told, moves, above))) else set()
        found |= {(link, creditor, debtor)} if any(late(told, *_rises(told, moves, below))) else set()
    return found


def _deadline(told: Told, entry: Entry, due: date) -> date:
    return due + timedelta(told.settled(entry.day).count("overdue-days", 90))


def _own_deadline(told: Told, entry: Entry) -> date:
    return _deadline(told, entry, own_due(told, entry))


def own_due(told: Told, entry: Entry) -> date:
    """The day an entry states, or its day and the terms; from the charter on for one from before it."""
    stated, born = entry.meta.get("due", ""), max(entry.day, told.charter_from)
    if stated and entry.day >= told.charter_from:
        return date.fromisoformat(stated)
    return born + timedelta(told.settled(born).count("terms-days", 30))


def due_days(told: Told, claims: dict[Claim, list[Move]]) -> dict[int, date]:
    """When each charge falls due: one that bills again what was just credited, when that did."""
    due = {id(one): own_due(told, one.entry) for moves in claims.values() for one in moves if one.is_charge}
    credits_: dict[object, list[tuple[Move, Move]]] = defaultdict(list)
    for (_, creditor, debtor), moves in claims.items():
        charged = next((one for one in moves if one.is_charge), None)
        for one in moves:
            if charged and one.entry.event == "credit-note":
                credits_[creditor, debtor, _of(charged)].append((one, charged))
    charges = [(claim, one) for claim, moves in claims.items() for one in moves if one.is_charge]
    for (_, creditor, debtor), one in sorted(charges, key=lambda pair: pair[1].entry.order):
        again = [due[id(charged)] for credit, charged in credits_[creditor, debtor, _of(one)]
                 if 0 <= (one.entry.day - credit.entry.day).days <= 60 and one.owed <= -credit.owed
                 and charged is not one]  # fmt: skip
        if again:
            due[id(one)] = min(again)
    return due


def _of(charge: Move) -> tuple[str, str]:
    return charge.entry.meta.get("agreement", ""), charge.entry.meta.get("year", "")


def late(told: Told, debts: Iterable[Debt], paid: Iterable[tuple[date, int]]) -> list[bool]:
    """Of each debt, oldest first, whether at the end of some day it was unpaid and should have been paid by then."""
    payments, before, found = sorted(paid), 0, []
    for debt in sorted(debts, key=lambda one: one.since):
        before += debt.pence
        first = max(debt.last, debt.since)
        ends = [first, *(day for day, _ in payments if first < day <= told.as_at)]
        unpaid = any(sum(pence for day, pence in payments if day <= end) < before for end in ends)
        found.append(told.as_at > debt.last and unpaid)
    return found


def beyond(moves: list[Move]) -> tuple[dict[date, int], dict[date, int]]:
    """What was paid above the charges, and refunded above what was paid, at the end of each day with an entry."""
    above, below, charged, paid = {}, {}, 0, 0
    for day in sorted({one.entry.day for one in moves}):
        charged += sum(one.owed for one in moves if one.entry.day == day and one.is_charge)
        paid -= sum(one.owed for one in moves if one.entry.day == day and not one.is_charge)
        above[day], below[day] = max(0, paid - charged), max(0, -paid)
    return above, below


def _rises(told: Told, moves: list[Move], nightly: dict[date, int]) -> tuple[list[Debt], list[tuple[date, int]]]:
    """Each rise of a nightly sum as a debt, and each fall as a payment of it."""
    debts, paid, before = [], [], 0
    for day, pence in nightly.items():
        if pence > before:
            entry = next(one.entry for one in moves if one.entry.day == day)
            debts.append(Debt(day, pence - before, _deadline(told, entry, terms_after(told, day))))
        elif pence < before:
            paid.append((day, before - pence))
        before = pence
    return debts, paid


def terms_after(told: Told, day: date) -> date:
    born = max(day, told.charter_from)
    return born + timedelta(told.settled(born).count("terms-days", 30))
