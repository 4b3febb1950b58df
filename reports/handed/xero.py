"""Xero: bills and sales invoices, which have the same columns, and manual journals.

UTF-8 without a mark at its front: the first heading must be spelt exactly.
"""

from collections import Counter

from nesa_fund.handover.made import Handover, Part
from nesa_fund.handover.names import NO_VAT, TRACKING
from nesa_fund.money import format_pence
from reports.handed.cells import as_csv, uk, words

CHARGES = (
    "ContactName", "InvoiceNumber", "InvoiceDate", "DueDate", "Description", "Quantity", "UnitAmount", "AccountCode",
    "TaxType",
)  # fmt: skip
JOURNALS = (
    "Narration", "Date", "Description", "AccountCode", "TaxRate", "Amount", "TrackingName1", "TrackingOption1",
    "TrackingName2", "TrackingOption2",
)  # fmt: skip


def xero_charges(_: Handover, part: Part) -> bytes:
    """A row a line; amounts without VAT, credits below nothing. What has no due date is due on its own."""
    rows = [CHARGES]
    for coded, (line, code, _centre, tax) in part.lines:
        entry = coded.entry
        dates = uk(entry.day), uk(entry.due or entry.day)
        rows.append((coded.contact, entry.number, *dates, words(entry.text), "1", format_pence(line.net), code, tax))
    return as_csv(rows, "utf-8")


def xero_journals(handover: Handover, part: Part) -> bytes:
    """A row a line of a journal, debits above nothing; rows of one day and narration are one journal."""
    said: Counter[tuple[str, str]] = Counter()
    rows = [JOURNALS]
    for coded in part.coded:
        entry, day = coded.entry, uk(coded.entry.day)
        narration = words(f"{entry.name} {entry.number}: {entry.text}")
        said[narration, day] += 1
        if said[narration, day] > 1:
            narration = f"{narration} ({said[narration, day]})"
        for account, pence in coded.journal:
            tracking = (handover.words[TRACKING], account.centre) if account.centre else ("", "")
            posted = account.code, handover.words[NO_VAT], format_pence(pence)
            rows.append((narration, day, words(entry.text), *posted, *tracking, "", ""))
    return as_csv(rows, "utf-8")
