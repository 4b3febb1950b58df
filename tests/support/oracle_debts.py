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
    due = _due_days(told, claims)
    for (link, creditor, debtor), moves in claims.items():
        charges = [
            Debt(one.entry.day, one.owed, _deadline(told, one.entry, due[id(one)])) for one in moves if one.is_charge
        ]
        if _is_late(told, charges, [(one.entry.day, -one.owed) for one in moves if not one.is_charge]):
            found.add((link, creditor, debtor))
        surplus = [one for one in moves if one.entry.event == "surplus"]
        if surplus:
            debts = [Debt(one.entry.day, -one.owed, _own_deadline(told, one.entry)) for one in surplus if one.owed < 0]
            others = [(one.entry.day, one.owed) for one in moves if one.entry.event != "surplus" or one.owed > 0]
            found |= {(link, debtor, creditor)} if _is_late(told, debts, others) else set()
            continue
        above, below = _beyond(moves)
        found |= {(link, debtor, creditor)} if _is_late(told, *_rises(told, moves, above)) else set()
        found |= {(link, creditor, debtor)} if _is_late(told, *_rises(told, moves, below)) else set()
    return found


def _deadline(told: Told, entry: Entry, due: date) -> date:
    return due + timedelta(told.settled(entry.day).count("overdue-days", 90))


def _own_deadline(told: Told, entry: Entry) -> date:
    return _deadline(told, entry, _own_due(told, entry))


def _own_due(told: Told, entry: Entry) -> date:
    """The day an entry states, or its day and the terms; from the charter on for one from before it."""
    stated, born = entry.meta.get("due", ""), max(entry.day, told.charter_from)
    if stated and entry.day >= told.charter_from:
        return date.fromisoformat(stated)
    return born + timedelta(told.settled(born).count("terms-days", 30))


def _due_days(told: Told, claims: dict[Claim, list[Move]]) -> dict[int, date]:
    """When each charge falls due: one that bills again what was just credited, when that did."""
    due = {id(one): _own_due(told, one.entry) for moves in claims.values() for one in moves if one.is_charge}
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


def _is_late(told: Told, debts: Iterable[Debt], paid: Iterable[tuple[date, int]]) -> bool:
    """Whether at the end of some day a debt was unpaid that should have been paid by then; the oldest is paid first."""
    payments = sorted(paid)
    before = 0
    for debt in sorted(debts, key=lambda one: one.since):
        before += debt.pence
        first = max(debt.last, debt.since)
        ends = [first, *(day for day, _ in payments if first < day <= told.as_at)]
        if told.as_at > debt.last and any(sum(p for day, p in payments if day <= end) < before for end in ends):
            return True
    return False


def _beyond(moves: list[Move]) -> tuple[dict[date, int], dict[date, int]]:
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
            debts.append(Debt(day, pence - before, _deadline(told, entry, _terms_after(told, day))))
        elif pence < before:
            paid.append((day, before - pence))
        before = pence
    return debts, paid


def _terms_after(told: Told, day: date) -> date:
    born = max(day, told.charter_from)
    return born + timedelta(told.settled(born).count("terms-days", 30))


# SUB6


REASONS = {"not-supplied", "price", "error", "withdrawal", "reshare"}


def sub6(told: Told) -> Found:
    """(link,) of each claim that falls or rises otherwise than it may, and of a member that is paid as a firm."""
    claims = by_claim(told)
    due = _due_days(told, claims)
    found = {(link,) for (link, *_), moves in claims.items() for one in told.in_charter(m.entry for m in moves)
             if _is_wrong(one, moves)}  # fmt: skip
    for (link, _, debtor), moves in claims.items():
        if any(_lacks_minute(told, one, moves, due, debtor) for one in moves if one.entry.day >= told.charter_from):
            found.add((link,))
        if _is_kept(told, moves, debtor):
            found.add((link,))
    return found | _lost(told) | _paid_as_firms(told)


def _is_wrong(entry: Entry, moves: list[Move]) -> bool:
    """Whether a claim falls by what settles nothing, or rises by what charges nothing."""
    owed = sum(one.owed for one in moves if one.entry is entry)
    bank = sum(p.pence for p in entry.postings if p.klass == "Bank" and p.commodity == "GBP")
    claimed = sum(p.pence for p in entry.postings if p.klass in {"Debtors", "Creditors"} and p.commodity == "GBP")
    by_bank = entry.event in {"payment", "refund"} and bank == -claimed
    if owed < 0:
        is_credit = entry.event == "credit-note" and entry.meta.get("reason", "") in REASONS
        is_surplus = entry.event == "surplus" and entry.meta.get("minute")
        return not (by_bank or is_credit or is_surplus)
    if entry.event in {*CHARGES, "surplus"} or not by_bank:
        return entry.event not in {*CHARGES, "surplus"} and owed > 0
    return _is_lent(moves, entry.day)


def _is_lent(moves: list[Move], day: date) -> bool:
    """Whether more money went back by the end of a day than had been paid, and the day made it so."""
    _, below = _beyond(moves)
    if any(one.entry.event == "surplus" for one in moves):
        return False
    earlier = [pence for other, pence in below.items() if other < day]
    return below[day] > (earlier[-1] if earlier else 0)


def _lacks_minute(told: Told, one: Move, moves: list[Move], due: dict[int, date], debtor: str) -> bool:
    entry, charges = one.entry, [each for each in moves if each.is_charge]
    if entry.event != "credit-note" or entry.meta.get("minute") or not charges or one.owed >= 0:
        return False
    reason = entry.meta.get("reason", "")
    if reason == "withdrawal" and any(fact.values[0] == debtor for fact in told.all("withdrawal")):
        return False
    if reason == "reshare" and _reshares(told, charges[0].entry):
        return False
    if entry.day > min(due[id(each)] for each in charges):
        return True
    taken = sum(-each.owed for each in moves if each.entry.event == "credit-note" and each.entry.order <= entry.order
                and not each.entry.meta.get("minute")
                and each.entry.meta.get("reason") not in {"not-supplied", "error"})  # fmt: skip
    return reason not in {"not-supplied", "error"} and 2 * taken > sum(each.owed for each in charges)


def _reshares(told: Told, charge: Entry) -> bool:
    states = [fact for fact in told.all("agreement") if fact.values[0] == charge.meta.get("agreement", "")]
    return any(fact.text("leaver") == "reshare" for fact in states)


def _is_kept(told: Told, moves: list[Move], debtor: str) -> bool:
    """Whether what was paid above what is owed was kept beyond the terms; a leaver's credits and a surplus apart."""
    if any(one.entry.event == "surplus" for one in moves):
        return False
    is_leaver = any(fact.values[0] == debtor for fact in told.all("withdrawal"))
    if is_leaver and any(one.entry.meta.get("reason") == "withdrawal" for one in moves):
        return False
    above, _ = _beyond(moves)
    debts, paid = _rises(told, moves, above)
    within = [debt._replace(last=_terms_after(told, debt.since)) for debt in debts if debt.since >= told.charter_from]
    return _is_late(told, within, paid) if len(within) == len(debts) else False


def _lost(told: Told) -> Found:
    """Charges that were reversed after they fell due, and neither billed again within 60 days nor minuted."""
    found: Found = set()
    for one in told.in_charter(told.entries):
        charge = one.undoes
        if charge is None or charge.event not in CHARGES or not charge.sum("Debtors") > 0:
            continue
        day = told.recorded[one.batch]
        is_again = any(other.link == charge.link and other.owner == charge.owner and other.event == charge.event
                       and (told.recorded[other.batch] - day).days <= 60 for other in told.live)  # fmt: skip
        if day > _own_due(told, charge) and not is_again and not one.meta.get("minute"):
            found.add((one.link,))
    return found


def _paid_as_firms(told: Told) -> Found:
    """Payments of a member to a "firm" that is a member, or the Fund, by its name, code or alias."""
    names = {_folded("Partnership Fund"), _folded("Fund")}
    for code, fact in told.members.items():
        names |= {_folded(name) for name in (code, fact.text("name"), *fact.listed("alias")) if name}
    return {(one.link,) for one in told.in_charter(told.live) if one.owner != "Fund" and _folded(one.payee) in names
            and one.event == "payment" and one.sum("Suppliers")}  # fmt: skip


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
