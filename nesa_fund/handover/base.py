"""What is handed over: one bill, sales invoice or payment, as the member's own book has it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n")  # The wide signs start formulas in East Asian spreadsheets.


class Kind(Enum):
    """What an entry is to the member, in words."""

    BILL = "Bills"
    SALE = "Sales invoices"
    PAID = "Payments made"
    RECEIVED = "Payments received"
    OLD_BILL = "Old debts brought in, owed by it"
    OLD_SALE = "Old debts brought in, owed to it"

    @property
    def is_payment(self) -> bool:
        """Whether money moved."""
        return self in {Kind.PAID, Kind.RECEIVED}

    @property
    def is_owed_to_it(self) -> bool:
        """Whether the claim that it is about is the member's own."""
        return self in {Kind.SALE, Kind.RECEIVED, Kind.OLD_SALE}


CREDITS = {
    Kind.BILL: "Credits of bills",
    Kind.SALE: "Credits of sales invoices",
    Kind.PAID: "Payments made, taken back or refunded",
    Kind.RECEIVED: "Payments received, taken back or refunded",
}
"""What an entry below nothing is called."""


class Line(NamedTuple):
    """One line of an entry: what it is for (a key of ``names``), its net and VAT in pence, and how VAT is treated.

    ``treatment`` is "charged" where VAT stands apart, else "exempt", "zero" or "outside-scope" as
    the paper states it, else "none": VAT that the member bears is in its net.
    """

    key: str
    net: int
    vat: int
    treatment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One bill, sales invoice or payment; what credits or takes back one is below nothing.

    Attributes:
        kind: What it is to the member.
        day: Its date.
        due: When it is to be paid; None for what credits, and for a payment.
        other: The code of the entity that it is with.
        name: What people call that entity.
        number: What it goes by, unique among the entries of its kind with that entity; a payment
            goes by what it settles.
        link: The open item in the books.
        text: What for.
        batch: The batch that recorded it.
        stated: How its paper states VAT, empty where it does not.
        lines: What makes it up, at least one.
    """

    kind: Kind
    day: date
    due: date | None
    other: str
    name: str
    number: str
    link: str
    text: str
    batch: int
    stated: str
    lines: tuple[Line, ...]

    @property
    def net(self) -> int:
        """Pence without VAT."""
        return sum(line.net for line in self.lines)

    @property
    def vat(self) -> int:
        """Pence of VAT."""
        return sum(line.vat for line in self.lines)

    @property
    def gross(self) -> int:
        """Pence in all."""
        return self.net + self.vat

    @property
    def owed(self) -> int:
        """What it adds to what is owed on its claim, in pence."""
        return -self.gross if self.kind.is_payment else self.gross

    @property
    def called(self) -> str:
        """What entries of its kind and sign are called."""
        return CREDITS.get(self.kind, self.kind.value) if self.gross < 0 else self.kind.value


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    return text.lstrip(" \xa0").startswith(_FORMULA)
