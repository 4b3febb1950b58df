"""VAT as a paper states it: never computed, only the third of net, VAT and gross from the other two."""

from datetime import date
from typing import NamedTuple

from importers.cells import Money, Text
from importers.desk import Desk
from importers.names import spelt
from importers.rows import Row
from nesa_fund.entries import FUND
from nesa_fund.money import format_pounds

WITHOUT = ("outside-scope", "exempt", "zero")
BORNE_OR_NOT = ("reclaimed", "borne")
OF_BILLS = (*BORNE_OR_NOT, "onward", "disbursement")
_OTHER_WORDS = {
    **dict.fromkeys(("outside the scope", "outside scope of vat", "outside the scope of vat", "o s"), "outside-scope"),
    **dict.fromkeys(("vat exempt", "exempt from vat", "exempt supply"), "exempt"),
    **dict.fromkeys(("zero rated", "zero rate", "vat zero rated"), "zero"),
    **dict.fromkeys(("recoverable", "reclaimable", "recovered", "vat recoverable", "vat reclaimed"), "reclaimed"),
    **dict.fromkeys(("irrecoverable", "non recoverable", "not recoverable", "not reclaimed"), "borne"),
    **dict.fromkeys(("irrecoverable vat", "not reclaimable", "unrecoverable"), "borne"),
    **dict.fromkeys(("charged on", "vat charged on", "charged onward"), "onward"),
    **dict.fromkeys(("vat disbursement", "disbursement as agent"), "disbursement"),
}


def read_treatment(text: str) -> str:
    """A treatment as the ledger writes it, from the words of finance systems that are certain; else as it stands."""
    words = spelt(text)
    return _OTHER_WORDS.get(words, words.replace(" ", "-"))


class VatRow(Row):
    """What the rows of charges that state their VAT have."""

    net: Money | None = None
    gross: Money | None = None
    vat: Money | None = None


class Amounts(NamedTuple):
    """What one line states, in pence."""

    net: int
    vat: int

    @property
    def gross(self) -> int:
        """Both together."""
        return self.net + self.vat

    @property
    def is_of_one_sign(self) -> bool:
        """Whether Net and VAT are both above nothing, or both below; either may be nothing."""
        return self.net * self.vat >= 0

    def turned(self) -> "Amounts":
        """The same with its signs turned."""
        return Amounts(-self.net, -self.vat)


def amounts_of(desk: Desk, row: VatRow) -> Amounts | None:
    """What a row states of Net, VAT and Gross; None, and a problem, where it is too little or does not agree."""
    found = _stated(row)
    if found is None:
        desk.problem(row, "net", "is blank: a charge has a Net or a Gross amount")
    elif row.gross is not None and found.gross != row.gross:
        desk.problem(row, "gross", f"is not Net and VAT together, which is {format_pounds(found.gross)}")
    elif not found.is_of_one_sign:
        net, vat = format_pounds(found.net), format_pounds(found.vat)
        desk.problem(row, "vat", f"comes to {vat} on a Net of {net}: one is below nothing, the other above")
    else:
        return found
    return None


def _stated(row: VatRow) -> Amounts | None:
    if row.net is not None:
        from_gross = row.gross - row.net if row.gross is not None else 0
        return Amounts(row.net, from_gross if row.vat is None else row.vat)
    return None if row.gross is None else Amounts(row.gross - (row.vat or 0), row.vat or 0)


def has_treatment(desk: Desk, row: Row, treatment: Text, vat_pence: int, choices: tuple[str, ...]) -> bool:
    """Whether a charge's treatment of VAT is one of its kind, and fits the VAT that it states; else a problem.

    Args:
        desk: The desk.
        row: The row that a problem is about.
        treatment: What it states.
        vat_pence: The VAT of all its lines.
        choices: The treatments that a charge of its kind may have where there is VAT.
    """
    if treatment and treatment not in {*WITHOUT, *choices}:
        elsewhere = ", for a shared bill only" if treatment in OF_BILLS else ""
        one_of = ", ".join((*WITHOUT, *choices))
        desk.problem(row, "treatment", f"is no treatment of VAT here{elsewhere}; it is one of: {one_of}")
    elif vat_pence and not treatment:
        desk.problem(
            row, "treatment", f"is blank, with VAT of {format_pounds(vat_pence)}; state one of: {', '.join(choices)}"
        )
    elif vat_pence and treatment in WITHOUT:
        desk.problem(row, "vat", f"comes to {format_pounds(vat_pence)}, but what is {treatment} has none")
    elif not vat_pence and treatment in choices:
        fault = f"is nothing, but to be {treatment} there must be some; give it, or state {' or '.join(WITHOUT)}"
        desk.problem(row, "vat", fault)
    else:
        return True
    return False


def mind_borne(desk: Desk, row: Row, treatment: str, entity: str, day: date) -> None:
    """Say it where VAT is stated as a cost of one that reclaims it: it comes back, and others bore it meanwhile."""
    if treatment == "borne" and entity != FUND and desk.register.member(entity, day).reclaims_vat:
        desk.warn(row, f"states its VAT as borne, though {entity} reclaims VAT: reclaimed, it is nobody's cost")


def fund_can(desk: Desk, row: Row, treatment: str, *entities: str) -> bool:
    """Whether a treatment of VAT may be that of a charge to, or of a bill paid by, these entities; else a problem."""
    if FUND not in entities or treatment not in {"reclaimed", "onward"}:
        return True
    choices = "borne" if treatment == "reclaimed" else "borne or disbursement"
    desk.problem(row, "treatment", f"the Partnership Fund reclaims no VAT: state {choices}")
    return False
