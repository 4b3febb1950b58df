"""The layouts of finance systems: what each can carry, what it wants codes for, and how its file is brought in.

As their makers' public help pages state them; how a file is written stands in ``reports.handed``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from nesa_fund.handover import names
from nesa_fund.handover.base import Kind
from nesa_fund.problems import InputError

_CHARGES = (Kind.BILL, Kind.SALE)
_ALL = (*_CHARGES, Kind.PAID, Kind.RECEIVED)


class Party(Enum):
    """How a layout names whom an entry is with."""

    NAME = auto()  # The name, or the one that the member's codes give it.
    CODE = auto()  # An account of that system, which only the member's codes tell.


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One layout.

    Attributes:
        name: What it is asked for by.
        title: The system, as people call it.
        files: What a file of it is of, in words -> the kinds of entry in it.
        party: How it names whom an entry is with.
        has_tax: Whether each line has the system's own tax code.
        has_sales_tax: Whether the tax codes of sales are others than those of purchases.
        is_journal: Whether an entry is a journal that balances, VAT on a line of its own.
        always: The keys of codes that every entry has, whatever it is for.
        most: How many entries, or lines of journals, one file takes; 0 for any number.
        code: What the code of an account looks like, and the same in words.
        party_code: The same for whom an entry is with.
        centre: The same for a cost centre.
        centre_of: The key of the code that an entry with a cost centre needs beside it, empty for none.
        steps: How its file is brought in, in sentences.
    """

    name: str
    title: str
    files: dict[str, tuple[Kind, ...]]
    party: Party
    has_tax: bool = False
    has_sales_tax: bool = False
    is_journal: bool = False
    always: tuple[str, ...] = ()
    most: int = 0
    code: tuple[str, str] = (r".+", "any text")
    party_code: tuple[str, str] = (r".+", "any text")
    centre: tuple[str, str] = (r".+", "any text")
    centre_of: str = ""
    steps: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[Kind]:
        """What it carries."""
        return frozenset(kind for kinds in self.files.values() for kind in kinds)

    def fault(self, what: str, code: str) -> str:
        """What the system would not take of a ``code``, ``party_code`` or ``centre``; empty for what it would."""
        form, in_words = getattr(self, what)
        return "" if re.fullmatch(form, code, re.ASCII) else f"is not {in_words}, as {self.title} has it"


_NO_COMMA = (r"[^,]+", "a text without commas")
LAYOUTS = {
    one.name: one
    for one in (
        Layout(
            name="xero-bills",
            title="Xero bills and invoices",
            files={"bills": (Kind.BILL,), "sales": (Kind.SALE,)},
            party=Party.NAME,
            has_tax=True,
            has_sales_tax=True,
            most=500,
            steps=(
                (
                    "Bring the bills in under Bills to pay, Import, and the sales invoices under Invoices, Import, "
                    "each as tax exclusive; they come as drafts."
                ),
                "Xero reckons VAT by itself: approve the drafts only when its VAT is the one above.",
                "What is below nothing is a credit: see that it came as a credit note.",
                "Payments stay with the bank feed.",
            ),
        ),
        Layout(
            name="xero-journals",
            title="Xero manual journals",
            files={"": _ALL},
            party=Party.CODE,
            is_journal=True,
            always=(names.NO_VAT,),
            centre_of=names.TRACKING,
            most=300,
            steps=(
                "Bring it in under Manual journals, Import; the journals come as drafts.",
                (
                    "VAT stands on a line of its own, as it was stated, and every line has the rate without VAT: Xero "
                    "reckons none."
                ),
                (
                    "Xero takes no journals on its own accounts of bills, invoices and banks: Suppliers, Customers and "
                    "Bank are accounts of your own for the alliance."
                ),
            ),
        ),
        Layout(
            name="sage50",
            title="Sage 50 audit trail",
            files={"": _ALL},
            party=Party.CODE,
            has_tax=True,
            code=(r"[0-9A-Za-z]{1,8}", "up to 8 letters and digits"),
            party_code=(r"[^\s,]{1,8}", "up to 8 signs without spaces"),
            centre=(r"[0-9]{1,3}", "a department's number, up to 999"),
            steps=(
                "Bring it in under File, Import, Audit trail transactions; the first row has the headings.",
                "The type tells which way an amount goes: none is below nothing.",
                "Payments are on account (PA, SA; money back PR, SP): allocate them to their bills in Sage.",
            ),
        ),
        Layout(
            name="arbor",
            title="Arbor Finance transactions",
            files={"": (Kind.BILL,)},
            party=Party.CODE,
            has_tax=True,
            always=(names.PAYMENT_TYPE, names.BANK),
            code=_NO_COMMA,
            party_code=_NO_COMMA,
            centre=_NO_COMMA,
            steps=(
                (
                    "Bring it in under System, Import Transactions, and post the batch only when its totals of Nett, "
                    "VAT and Gross are those above: credits are expenditure corrections (ESC) below nothing."
                ),
                "The layout has no date: each stands at the front of Details. A comma in a text became a space.",
                "A code written E19/100 is analysis code E19, budget code 100.",
            ),
        ),
        Layout(
            name="iris",
            title="IRIS Financials journals",
            files={"": _ALL},
            party=Party.CODE,
            is_journal=True,
            always=(names.DATABASE, names.COMPANY, names.DOCUMENT_TYPE),
            steps=(
                (
                    "The columns are Database, Company, Doc type, New Doc flag, Nominal, Ledger, Account, Period, "
                    "Date, Ref, Desc, Value; the row of headings is left out, as the import wants it."
                ),
                "Fill in Period: how your system writes it is not known here.",
                "Debits are above nothing. A cost centre written COST/MUS is account MUS of ledger COST.",
                "The code of a supplier or customer is its control account, its cost centre the ledger and account.",
            ),
        ),
        Layout(
            name="csv",
            title="any other system",
            files={"": _ALL},
            party=Party.NAME,
            steps=("A row a line; what credits, refunds or takes back is below nothing.",),
        ),
    )
}


def layout_named(name: str) -> Layout:
    """The layout of that name.

    Raises:
        InputError: There is none; the nearest is named.
    """
    if name not in LAYOUTS:
        raise InputError(f'there is no layout "{name}"; {_nearest(name, LAYOUTS)}')
    return LAYOUTS[name]


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.4)
    return f"nearest: {near[0]}" if near else f"there are {', '.join(known)}"
