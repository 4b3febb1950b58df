"""Arbor Finance: transactions to import as a batch. No value has a comma in it; plain ASCII."""

from nesa_fund.handover.made import Handover, Part
from nesa_fund.handover.names import BANK, PAYMENT_TYPE
from nesa_fund.money import format_pence
from reports.handed.cells import as_csv, ascii_number, ascii_only, uk

COLUMNS = (
    "Type", "Source/supplier", "Alternate payee", "Analysis", "Budget code", "Payment type", "Gross", "Nett", "VAT",
    "Reference", "Batch reference", "Bank account", "Details", "VAT code", "Invoice no", "S16", "Funding stream",
    "Cost centre",
)  # fmt: skip
SPENT, CORRECTED = "ESP", "ESC"


def arbor(handover: Handover, part: Part) -> bytes:
    """A row a line of a bill: expenditure, or a correction of it below nothing."""
    bank, payment = handover.words[BANK], handover.words[PAYMENT_TYPE]
    rows: list[tuple[str, ...]] = [COLUMNS]
    for coded, (line, code, centre, tax) in part.lines:
        entry, gross = coded.entry, line.net + line.vat
        analysis, _, budget = code.partition("/")
        kind = CORRECTED if gross < 0 else SPENT
        amounts = map(format_pence, (gross, line.net, line.vat))
        details = f"{uk(entry.day)} {entry.text}"
        row = (
            kind, coded.party.code, "", analysis, budget, payment, *amounts, "", handover.stem, bank, details, tax,
            ascii_number(entry), "", "", centre,
        )  # fmt: skip
        rows.append(tuple(ascii_only(cell).replace(",", " ") for cell in row))
    return as_csv(rows, "ascii")
