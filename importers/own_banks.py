"""Where an entity's own money is: in its bank account, or with the authority that keeps it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from importers.desk import Desk
from nesa_fund.entries import FUND, Transaction, bank


def own_bank(desk: Desk, code: str, day: date) -> str:
    """Where a member's own money is: its bank account, or what its authority keeps for it."""
    is_kept = code != FUND and desk.register.member(code, day).bank == "authority"
    return f"{bank(code)}:Authority" if is_kept else bank(code)


def at_own_banks(desk: Desk, transactions: Iterable[Transaction]) -> tuple[Transaction, ...]:
    """Entries with the money of each where it is: in its bank account, or with its authority."""
    return tuple(moved(one, bank(one.entity), own_bank(desk, one.entity, one.day)) for one in transactions)


def moved(entry: Transaction, old: str, new: str) -> Transaction:
    """An entry with what it has on one account on another."""
    if old == new:
        return entry
    postings = (one._replace(account=new) if one.account == old else one for one in entry.postings)
    return replace(entry, postings=tuple(postings))
