"""SUB6, read plainly: that no claim is given away, and that none is made up."""

from collections.abc import Iterator
from datetime import date, timedelta

from oracle import CHARGES, ONE_DAY, Entry, Told
from oracle_debts import Debt, Found, Move, beyond, by_claim, due_days, late, own_due, terms_after

REASONS = {"not-supplied", "price", "error", "withdrawal", "reshare"}
_WHATEVER_PART = {"not-supplied", "error"}
_SOON = timedelta(days=60)


def sub6(told: Told) -> Found:
    """(link,) of each claim that falls or rises otherwise than it may, and of a member that is paid as a firm."""
    claims = by_claim(told)
    due = due_days(told, claims)
    found: Found = set()
    for (link, _, debtor), moves in claims.items():
        wrong = any(one.entry.day >= told.charter_from and _is_wrong(one, moves) for one in moves)
        if wrong or any(_lacking(told, moves, due, debtor)) or _is_kept(told, moves):
            found.add((link,))
    return found | _lost(told) | _paid_as_firms(told)


def _is_wrong(one: Move, moves: list[Move]) -> bool:
    """Whether a claim falls by what settles nothing, or rises by what charges nothing."""
    entry = one.entry
    bank = sum(p.pence for p in entry.postings if p.klass == "Bank")
    claimed = sum(p.pence for p in entry.postings if p.klass in {"Debtors", "Creditors"})
    by_bank = entry.event in {"payment", "refund"} and bank == -claimed
    if one.owed < 0:
        is_credit = entry.event == "credit-note" and entry.meta.get("reason", "") in REASONS
        is_surplus = entry.event == "surplus" and bool(entry.meta.get("minute"))
        return not (by_bank or is_credit or is_surplus)
    if entry.event in {*CHARGES, "surplus"} or not one.owed:
        return False
    return not by_bank or _is_lent(moves, entry.day)


def _is_lent(moves: list[Move], day: date) -> bool:
    """Whether by the end of a day more money had gone back than was paid, and the day made it so."""
    if any(one.entry.event == "surplus" for one in moves):
        return False
    _, below = beyond(moves)
    earlier = [pence for other, pence in below.items() if other < day]
    return below[day] > (earlier[-1] if earlier else 0)


# Credit notes


def _lacking(told: Told, moves: list[Move], due: dict[int, date], debtor: str) -> Iterator[bool]:
    """Whether each credit note lacks a minute: it is late, or takes more than half for a reason that allows less.

    Apart are a leaver's, those of a bill shared anew as agreed, and a firm's credit that is passed on.
    """
    charges = [one for one in moves if one.is_charge]
    taken = 0
    for one in moves:
        entry, reason = one.entry, one.entry.meta.get("reason", "")
        is_told = entry.event == "credit-note" and one.owed < 0 and reason in REASONS and entry.day >= told.charter_from
        if not is_told or entry.meta.get("minute") or entry.sum("Suppliers") or _is_apart(told, entry, debtor):
            continue
        taken -= 0 if reason in _WHATEVER_PART else one.owed
        is_most = reason not in _WHATEVER_PART and 2 * taken > sum(each.owed for each in charges)
        yield is_most or (bool(charges) and entry.day > due[id(charges[0])])


def _is_apart(told: Told, entry: Entry, debtor: str) -> bool:
    reason = entry.meta.get("reason", "")
    if reason == "withdrawal":
        return any(fact.values[0] == debtor and fact.day <= entry.day for fact in told.all("withdrawal"))
    states = [
        fact for fact in told.by(entry.batch).all("agreement") if fact.values[0] == entry.meta.get("agreement", "")
    ]
    in_force = [fact for fact in states if fact.day <= entry.day - ONE_DAY]
    return reason == "reshare" and bool(in_force) and in_force[-1].text("leaver") == "reshare"


# What was paid too much


def _is_kept(told: Told, moves: list[Move]) -> bool:
    """Whether what was paid or credited above what is owed was kept beyond the terms; a leaver's credit apart."""
    if any(one.entry.event == "surplus" for one in moves):
        return False
    above, _ = beyond(moves)
    left = {one.entry.day for one in moves if one.entry.meta.get("reason") == "withdrawal"}
    debts, counts, paid, before = [], [], [], 0
    for day, pence in above.items():
        if pence > before:
            debts.append(Debt(day, pence - before, terms_after(told, day)))
            counts.append(day >= told.charter_from and day not in left)
        elif pence < before:
            paid.append((day, before - pence))
        before = pence
    return any(one and counted for one, counted in zip(late(told, debts, paid), counts, strict=True))


# Charges taken back


def _lost(told: Told) -> Found:
    """Charges that were reversed after they fell due, and neither billed again within 60 days nor minuted."""
    found: Found = set()
    for back in told.in_charter(told.entries):
        charge = back.undoes
        if charge is None or charge.event not in CHARGES or charge.sum("Debtors") <= 0:
            continue
        until = told.recorded[back.batch] + _SOON
        is_late = told.recorded[back.batch] > own_due(told, charge) and until < told.as_at
        if is_late and not back.meta.get("minute") and not _is_again(told, back, charge, until):
            found.add((back.link,))
    return found


def _is_again(told: Told, back: Entry, charge: Entry, until: date) -> bool:
    """Whether a charge was billed again: on its own open item, or on another between the same two for as much."""
    for one in told.live:
        is_soon = one.batch >= back.batch and told.recorded[one.batch] <= until
        if is_soon and one.event in CHARGES and one.owner == charge.owner and one.sum("Debtors") > 0:
            is_alike = _under(one) == _under(charge) and one.sum("Debtors") >= charge.sum("Debtors")
            if one.link == charge.link or is_alike:
                return True
    return False


def _under(charge: Entry) -> tuple[object, ...]:
    debtors = {p.other for p in charge.postings if p.klass == "Debtors"}
    return debtors, charge.meta.get("agreement", ""), charge.meta.get("year", "")


# Firms


def _paid_as_firms(told: Told) -> Found:
    """Payments of a member to a "firm" that is a member then, or the Fund, by its name, code or alias."""
    found: Found = set()
    for one in told.in_charter(told.live):
        if one.owner == "Fund" or one.event != "payment" or one.sum("Suppliers") <= 0:
            continue
        owed = [other.day for other in told.live if (other.owner, other.link) == (one.owner, one.link)
                and any(p.klass == "Suppliers" and p.pence < 0 for p in other.postings)]  # fmt: skip
        if any(told.is_in(code, min(owed, default=one.day)) for code in _called(told, one.payee)):
            found.add((one.link,))
    return found


def _called(told: Told, payee: str) -> set[str]:
    """Whose name, code or alias a text is."""
    found = {"Fund"} if _folded(payee) in {"partnershipfund", "fund", "thefund", "thepartnershipfund"} else set()
    for fact in told.all("member"):
        if _folded(payee) in map(_folded, (fact.values[0], fact.text("name"), *fact.listed("alias"))) and _folded(
            payee
        ):
            found.add(fact.values[0])
    return found


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
