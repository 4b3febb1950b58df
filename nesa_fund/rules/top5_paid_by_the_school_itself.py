"""TOP5: each contribution is paid by the school itself, from its own bank to the Fund's."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import FUND
from nesa_fund.facts import BankLine, Withdrawal
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words
from nesa_fund.register import Register, spelt
from nesa_fund.rules.banked import Banked, banked, payments_numbered
from nesa_fund.rules.base import WAY_BACK, Finding, Gap, Outcome, Rule, in_charter, tested
from nesa_fund.rules.charged import ORDER, Entry, entries

_NO_PAYMENT = ["contribution", "credit-note", "surplus"]
_ALIKE = ["link", "owed"]
_COMMON = frozenset({"council", "county", "city", "borough", "metropolitan", "of", "the", "and", "local", "authority"})


def check(book: Book, as_at: date) -> Outcome:
    """Each contribution is paid from the member's bank to the Fund's, and the Fund's bank names who paid it.

    What is tested is each entry by which less is owed on a contribution, credit notes apart, in the
    Fund's book and in the member's. It moves that claim and the bank of that book, and nothing
    else: nothing is kept back from what the member is to receive. The member's bank is its own;
    what its authority moves for it counts for a maintained school whose money the authority keeps,
    and for no other. One payment, as the books or the bank tell it, does not settle a contribution
    together with funding, nor with any other income or cost; several charges may be paid in one
    sum. And the line of the Fund's statement that was matched to a payment names no other member,
    but for the one that the member converted to, or from.

    It is not shown yet where no line of the Fund's statement is matched to the payment, or where
    that names neither the member nor the authority that keeps its money. A finding stands at the
    member's entry, or at the Fund's where only that, or the bank's line, tells it.

    For example::

        2025-10-01 custom "bank-line" "Assets:Fund:Bank" "L3" 100.00 GBP
          answers: "Fund-H-3"
          names: "Coquet"

        2025-10-01 * "Hartside" "the bank names another school" ^Fund-H-3  ;! TOP5
          event: "payment"
          bank: "L3"
          Assets:Fund:Bank                     100.00 GBP
          Assets:Fund:Debtors:Hartside        -100.00 GBP
    """
    settled, known, register = _settled(book), banked(book, as_at), book.register
    faults = _together(book, settled, known) | _beside(register, book, settled)
    findings: dict[tuple[object, ...], Finding] = {}
    gaps = []
    for payment in _payments(settled, known):
        fault = faults.get(payment.entry.txn) or _of_another(register, payment)
        if fault:
            findings.setdefault(payment.key, _finding(register, payment, fault))
        elif payment.is_first and payment.key not in findings and not _is_named(register, payment):
            gaps.append(_gap(register, payment))
    population = settled[settled["is_first"]]
    return Outcome(tested(population, population["owed"]), tuple(findings.values()), tuple(gaps))


class _Payment(NamedTuple):
    """An entry by which less is owed on a contribution, and the line of the Fund's bank that shows it, if any.

    ``key`` is the same for the Fund's entry and the member's; ``is_first`` says whether it is the
    Fund's, or one that the Fund's book lacks.
    """

    entry: Entry
    member: str
    key: tuple[object, ...]
    is_first: bool
    line: BankLine | None


def _settled(book: Book) -> pd.DataFrame:
    """The postings by which less is owed on a contribution, the members' first, in order of date.

    Beside the posting table's columns: member, owed (pence that it lessens), nth (its count among
    those alike in its book), and is_first.
    """
    rows = book.live
    is_claim = rows["klass"].isin(["Debtors", "Creditors"])
    charged = rows.loc[is_claim & (rows["event"] == "contribution"), "link"]
    rows = rows[is_claim & ~rows["event"].isin(_NO_PAYMENT) & rows["link"].isin(charged)]
    is_funds = rows["entity"] == FUND
    rows = rows.assign(
        is_funds=is_funds,
        member=rows["counterparty"].astype(str).where(is_funds, rows["entity"].astype(str)),
        owed=rows["pence"].where(~is_funds, -rows["pence"]),
    )
    rows = in_charter(book, rows[rows["owed"] > 0]).sort_values(["is_funds", *ORDER], kind="stable")
    rows["nth"] = rows.groupby(["is_funds", *_ALIKE], observed=True).cumcount()
    return rows.assign(is_first=rows["is_funds"] | ~rows.duplicated([*_ALIKE, "nth"], keep=False))


def _payments(settled: pd.DataFrame, known: Banked) -> Iterator[_Payment]:
    shown = known.entries[known.entries["shown_by"] >= 0]
    line_of = {int(txn): known.lines[n] for txn, n in zip(shown["txn"], shown["shown_by"], strict=True)}
    keys = zip(*(settled[column] for column in (*_ALIKE, "nth")), strict=True)
    columns = (entries(settled, "owed"), settled["member"], keys, settled["is_first"])
    for entry, member, key, is_first in zip(*columns, strict=True):
        yield _Payment(entry, member, key, is_first, line_of.get(entry.txn))


# What is at fault


def _beside(register: Register, book: Book, settled: pd.DataFrame) -> dict[int, str]:
    """Transaction -> what it moves beside its claim and its book's own bank, as the end of a sentence."""
    rows = book.live.loc[book.live["txn"].isin(settled["txn"]), ["txn", "account", "klass", "counterparty"]]
    rows = rows.merge(settled[["txn", "account", "member", "day", "is_funds"]], on="txn", suffixes=("", "_of_claim"))
    is_bank = rows["klass"] == "Bank"
    beside = rows[~is_bank & (rows["account"].astype(str) != rows["account_of_claim"].astype(str))]
    names: dict[int, set[str]] = defaultdict(set)
    for txn, account in zip(beside["txn"], beside["account"].astype(str), strict=True):
        names[txn].add(account)
    found = {txn: f"was settled by {', '.join(sorted(accounts))}" for txn, accounts in names.items()}
    without = set(settled["txn"]) - set(rows.loc[is_bank, "txn"])
    found |= {int(txn): "was settled without any bank" for txn in without - found.keys()}
    kept = rows[is_bank & (rows["counterparty"] == "Authority") & ~rows["is_funds"]]
    for txn, member, day in zip(kept["txn"], kept["member"], kept["day"], strict=True):
        if not _is_kept(register, member, day.date()):
            found.setdefault(int(txn), "was paid by its authority, and the school has a bank account of its own")
    return found


def _together(book: Book, settled: pd.DataFrame, known: Banked) -> dict[int, str]:
    """Transaction -> with which funding, or other income or cost, one payment settled it, as the end of a sentence."""
    others = book.live.loc[book.live["root"].isin(["Income", "Expenses", "Equity"]), "txn"]
    shown_by = known.entries["shown_by"]
    funds = known.entries.assign(tie=known.entries["payment_no"].where(shown_by < 0, -1 - shown_by))
    rows = book.live[(book.live["klass"] == "Bank") & (book.live["entity"] != FUND)]
    rows = payments_numbered(rows[rows["txn"].isin(settled["txn"]) | rows["txn"].isin(others)])
    found: dict[int, str] = {}
    for tied in (funds, rows.assign(tie=rows["payment_no"])):
        mine, other = tied[tied["txn"].isin(settled["txn"])], tied[tied["txn"].isin(others)]
        pairs = mine[["txn", "tie"]].merge(other[["tie", "link"]], on="tie")
        told = zip(pairs["txn"], pairs["link"], strict=True)
        found |= {int(txn): f"was paid in one sum with {link}" for txn, link in told}
    return found


def _of_another(register: Register, payment: _Payment) -> str:
    """From which other member the bank says that a payment came, as the end of a sentence; empty where from none."""
    line = payment.line
    if line is None or not line.names or _is_named(register, payment):
        return ""
    return f"came from {register.name(line.names)}, whom the bank names on {day_in_words(line.day)}"


# Who paid


def _is_named(register: Register, payment: _Payment) -> bool:
    """Whether the bank's line names the member, what it converted to or from, or the authority that keeps its money."""
    line, code = payment.line, payment.member
    if line is None:
        return False
    converted = [{one.code, one.successor} for one in register.all(Withdrawal) if one.successor]
    if any({code, line.names} <= pair for pair in ({code}, *converted)):
        return True
    authority = spelt(register.member(code, payment.entry.day).authority).split()
    telling = set(authority) - _COMMON or set(authority)
    return bool(telling) and telling <= set(spelt(line.text).split()) and _is_kept(register, code, payment.entry.day)


def _is_kept(register: Register, code: str, day: date) -> bool:
    """Whether a member is a maintained school whose money its authority keeps."""
    member = register.member(code, day)
    return member.bank == "authority" and member.sector != "academy"


def _finding(register: Register, payment: _Payment, fault: str) -> Finding:
    entry, member = payment.entry, payment.member
    return Finding(
        message=f"{format_pounds(entry.pence)} of {register.name(member)}'s contribution {fault}",
        remedy=f"give it back to whoever paid, and have the school pay its contribution from its own bank; {WAY_BACK}",
        place=entry.place,
        link=entry.link,
        entities=(member, FUND),
        bearers=(member,),
        pence=entry.pence,
        day=entry.day,
    )


def _gap(register: Register, payment: _Payment) -> Gap:
    entry, line = payment.entry, payment.line
    paid = f"{register.name(payment.member)}'s payment of {format_pounds(entry.pence)} on {day_in_words(entry.day)}"
    lack = "the bank's line does not name who paid" if line else "no line of the Fund's bank is matched to it"
    ask = "ask the bank who paid, and have that line recorded again with the member's name: nesa import --alias"
    return Gap(
        message=f"{paid}: {lack}",
        who=register.alliance().holder or "whoever keeps the Fund's bank account",
        remedy=ask if line else "import the statement of the Fund's bank account",
        day=entry.day,
        link=entry.link,
    )


RULE = Rule(
    "TOP5", "paid by the school itself", promises=(3,), check=check, by_construction=True, can_be_excepted=False
)
