"""Sage 50: audit trail transactions. Every amount is above nothing, the type tells which way it goes. Plain ASCII."""

from nesa_fund.handover.base import Kind
from nesa_fund.handover.made import Handover, Part
from nesa_fund.money import format_pence
from reports.handed.cells import as_csv, ascii_number, ascii_only, uk, words

COLUMNS = (
    "Type", "Account", "Nominal", "Dept", "Date", "Reference", "Details", "Net", "Tax code", "Tax", "Rate", "Extra ref",
    "User", "Project", "Cost code",
)  # fmt: skip
TYPES = {
    (Kind.BILL, False): "PI",
    (Kind.BILL, True): "PC",
    (Kind.SALE, False): "SI",
    (Kind.SALE, True): "SC",
    (Kind.PAID, False): "PA",
    (Kind.PAID, True): "PR",
    (Kind.RECEIVED, False): "SA",
    (Kind.RECEIVED, True): "SP",
}
"""Kind, and whether below nothing -> type; PP and SR can't be imported, so that payments are on account."""
NO_TAX = "T9"
"""What Sage has on money that only moves: outside the scope of VAT, on every payment on account."""
_REFERENCE, _DETAILS = 30, 60  # So many characters are read.


def sage(_: Handover, part: Part) -> bytes:
    """A row a line; a line below nothing within a bill is a credit under its number."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for coded, (line, code, centre, tax) in part.lines:
        entry = coded.entry
        told = uk(entry.day), ascii_number(entry)[:_REFERENCE], words(ascii_only(entry.text))[:_DETAILS]
        taxed = NO_TAX if entry.kind.is_payment else tax
        amounts = format_pence(abs(line.net)), taxed, format_pence(abs(line.vat))
        kind = TYPES[entry.kind, line.net + line.vat < 0]
        rows.append((kind, coded.party.code, code, centre, *told, *amounts, "1", f"batch {entry.batch}", "", "", ""))
    return as_csv(rows, "ascii")
