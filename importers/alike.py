"""What two entries without a number of their own have in common that are the same one."""

from collections.abc import Iterable
from datetime import date

from nesa_fund.entries import Transaction, klass

_ASIDE = frozenset({"source", "note", "document"})


def said(transaction: Transaction) -> tuple[object, ...]:
    """All that an entry says, but for its link, where it came from, and what was remarked on it."""
    meta = frozenset((key, value) for key, value in transaction.meta.items() if value and key not in _ASIDE)
    postings = tuple(sorted(transaction.postings))
    return transaction.day, transaction.payee, transaction.narration, meta, postings


def who(transaction: Transaction) -> tuple[str, str, date]:
    """Whose entry it is, who the other side is, and when."""
    return transaction.entity, transaction.payee, transaction.day


def receipt(transaction: Transaction) -> tuple[date, str, int, str]:
    """What tells a receipt of the Fund; a reversal's is what it takes back."""
    brought = abs(bank_pence(transaction.postings))
    return transaction.day, transaction.payee, brought, transaction.meta.get("payment", "")


def bank_pence(postings: Iterable[tuple[str, int, str]]) -> int:
    """What a transaction brings into its entity's bank."""
    return sum(pence for account, pence, _ in postings if klass(account) == "Bank")


def charge_pence(charge: Transaction) -> int:
    """What a charge comes to, from its supplier's or payer's own book."""
    owed = {"Debtors": 0}
    for account, pence, _ in charge.postings:
        if (of := klass(account)) in {"Debtors", "Suppliers"}:
            owed[of] = owed.get(of, 0) + pence
    return abs(owed.get("Suppliers", owed["Debtors"]))
