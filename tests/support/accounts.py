"""Statements of the Fund and of members in a ledger where two first instalments are charged."""

from datetime import date
from pathlib import Path

from agreed import agreed
from folders import add, contribution
from importers.columns import Layout
from nesa_fund.actions.papers import Paper
from nesa_fund.facts import BankLine, BankStatement
from nesa_fund.store import open_ledger
from schedules import adoption
from statements import hsbc

OCTOBER = date(2025, 10, 31)
PAYMENTS = ("Date", "From", "To", "Amount", "Reference")
PAID = (
    (date(2025, 10, 3), "HARTSIDE MIDDLE PF2526HARTSIDE1", 329600),
    (date(2025, 10, 6), "COQUET HIGH SCHOOL", 158400),
)
INVOICES = (
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement"),
    ("0012", date(2025, 10, 1), "Hartside", "Coquet", "Cello", 120, "music"),
    ("0013", date(2025, 10, 1), "Hartside", "Coquet", "Viola", 80, "music"),
    ("0014", date(2025, 10, 1), "Hartside", "Rothley", "Cello", 80, "music"),
)
ANSWERS = ("Date", "Details", "Amount", "We think", "What is this?", "Account", "Line")
BILL = (
    ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line"),
    ("NN-881", date(2025, 10, 8), "North Net Ltd", "Network review", 300, "maths"),
)


def charged(root: Path) -> Path:
    """The first instalments of Hartside and Coquet are charged."""
    agreed(root)
    add(root, [adoption()])
    add(root, transactions=[*contribution("Hartside", 329600), *contribution("Coquet", 158400)])
    return root


def fund(lines, opening=0, name="statement.csv"):
    return Paper(name, hsbc(lines, opening))


def of(account):
    return {"kind": "bank-statement", "layout": Layout(sets={"Account": account})}


def lines(root):
    return {line.text: line.answers for line in open_ledger(root).register.all(BankLine)}


def closings(root):
    return {(one.account, one.day): one.closing for one in open_ledger(root).register.all(BankStatement)}


def answered(root, *told, account="Fund"):
    """The sheet of a workbook: each known line by its text, with what somebody answers."""
    known = {line.text: line for line in open_ledger(root).register.all(BankLine)}
    rows = [
        (known[text].day, text, known[text].amount / 100, None, answer, account, known[text].line)
        for text, answer in told
    ]
    return [ANSWERS, *rows]
