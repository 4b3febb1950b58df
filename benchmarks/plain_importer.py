"""A plain beangulp importer of the same invoice sheet, as one would write it with openpyxl: the peer.

It writes the very entries that ``nesa import`` records: one transaction in each of the two books.
It checks nothing, and keeps nothing apart. Run: python plain_importer.py extract invoices.xlsx -o out
"""

import os
from decimal import Decimal

import beangulp
import openpyxl
from beancount.core import data
from beancount.core.amount import Amount

READ_ONLY = bool(os.environ.get("READ_ONLY"))
"""openpyxl's mode for streaming, which few importers ask for: it is a sixth faster."""


class Invoices(beangulp.Importer):
    """Invoices between members: number, date, supplier, customer, description, agreement, net."""

    def identify(self, filepath: str) -> bool:
        """Every workbook is one."""
        return filepath.endswith(".xlsx")

    def account(self, filepath: str) -> str:  # noqa: ARG002
        """An importer names an account to file under."""
        return "Assets:Alliance"

    def extract(self, filepath: str, existing: data.Entries) -> data.Entries:  # noqa: ARG002
        """Two transactions a row."""
        sheet = openpyxl.load_workbook(filepath, read_only=READ_ONLY, data_only=True).active
        entries: data.Entries = []
        for line, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
            number, day, supplier, customer, description, agreement, net = row
            pounds = Decimal(str(net)).quantize(Decimal("0.01"))
            owed = {f"Assets:{supplier}:Debtors:{customer}": pounds, f"Income:{supplier}:Recharges:Teaching": -pounds}
            owing = {
                f"Expenses:{customer}:Costs:Teaching": pounds,
                f"Liabilities:{customer}:Creditors:{supplier}": -pounds,
            }
            for payee, amounts in ((customer, owed), (supplier, owing)):
                said = {"event": "invoice", "number": number, "agreement": agreement}
                source = f"{filepath.rsplit('/', 1)[-1]} [Sheet1!A{line}]"
                meta = data.new_metadata(filepath, line, {**said, "source": source}.items())
                postings = [
                    data.Posting(account, Amount(amount, "GBP"), None, None, None, None)
                    for account, amount in amounts.items()
                ]
                link = frozenset({f"{supplier}-{number}"})
                entries.append(data.Transaction(meta, day.date(), "*", payee, description, frozenset(), link, postings))
        return entries


if __name__ == "__main__":
    beangulp.Ingest([Invoices()])()
