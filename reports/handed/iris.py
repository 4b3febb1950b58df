"""IRIS Financials (once PS Financials): journals without a row of headings, which its import has deleted; plain ASCII.

``COLUMNS`` are those that the file has.
"""

from nesa_fund.handover.made import Handover, Part
from nesa_fund.handover.names import COMPANY, DATABASE, DOCUMENT_TYPE
from nesa_fund.money import format_pence
from reports.handed.cells import as_csv, ascii_number, ascii_only, uk, words

COLUMNS = (
    "Database", "Company", "Doc type", "New Doc flag", "Nominal", "Ledger", "Account", "Period", "Date", "Ref", "Desc",
    "Value",
)  # fmt: skip


def iris(handover: Handover, part: Part) -> bytes:
    """A row a line of a journal, debits above nothing; the first of each has the flag of a new document."""
    system = [handover.words[key] for key in (DATABASE, COMPANY, DOCUMENT_TYPE)]
    rows = []
    for coded in part.coded:
        entry = coded.entry
        told = uk(entry.day), ascii_number(entry), words(ascii_only(f"{entry.name}: {entry.text}"))
        for n, (account, pence) in enumerate(coded.journal):
            ledger, _, within = account.centre.rpartition("/")
            row = (*system, "N" if n else "Y", account.code, ledger, within, "", *told, format_pence(pence))
            rows.append(tuple(map(ascii_only, row)))
    return as_csv(rows, "ascii")
