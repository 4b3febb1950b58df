"""The rows of a bank statement, whichever bank's, and of the sheet of lines that somebody has answered."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator

from importers.banks.layouts import OURS, columns_without_headers, day_alone, layout_of
from importers.cells import Day, Money, Text
from importers.columns import Column, Layout
from importers.records import SourceRow
from importers.rows import Row
from importers.sheet import Table, find_table
from importers.workbook import Sheet


class StatementRow(Row):
    """One line of a statement; one without an amount brings a balance forward."""

    day: Annotated[Day, BeforeValidator(day_alone)]
    details: Text = ""
    payee: Text = ""
    reference: Text = ""
    type: Text = ""
    paid_in: Money | None = None
    paid_out: Money | None = None
    amount: Money | None = None
    balance: Money | None = None
    closing: Money | None = None
    bank_id: Text = ""
    account: Text = ""
    account_number: Text = ""
    sort_code: Text = ""
    currency: Text = ""
    line: Text = ""
    think: Text = ""
    answer: Text = ""

    @property
    def text(self) -> str:
        """What the bank says of it."""
        parts = dict.fromkeys(part for part in (self.payee, self.reference, self.details) if part)
        return " ".join(parts) or self.type


COLUMNS = (
    Column("Date", "day", ("Transaction date", "Posting date", "Value date", "Posted"), required=True),
    Column("Details", "details", ("Description", "Narrative", "Transaction description", "Memo", "Transactions")),
    Column("Payee", "payee", ("Counter party", "Counterparty", "Name", "Payer or payee")),
    Column("Reference", "reference", ("Ref", "Bank reference", "Payment reference", "Customer reference")),
    Column("Type", "type", ("Transaction type", "Type code", "Subcategory")),
    Column("Paid in", "paid_in", ("Money in", "Credit", "Credit amount", "Receipts", "Credits")),
    Column("Paid out", "paid_out", ("Money out", "Debit", "Debit amount", "Payments", "Debits")),
    Column("Amount", "amount", ("Value", "Amount (GBP)", "Amount £")),
    Column("Balance", "balance", ("Running balance", "Balance (GBP)", "Balance £")),
    Column("Closing balance", "closing", ("Balance at the end", "Closing")),
    Column("Transaction id", "bank_id", ("FITID", "Bank's id", "Transaction number")),
    Column("Account", "account", ("Whose account", "Account of")),
    Column("Account number", "account_number", ("Account no", "Acct no")),
    Column("Sort code", "sort_code", ("Sortcode",)),
    Column("Currency", "currency", ("Ccy",)),
    Column("Line", "line", ("Line id", "Bank line")),
    Column("We think", "think"),
    Column(OURS, "answer", ("Answer", "What was this?")),
)


def statement_table(sheet: Sheet, columns: Sequence[Column], layout: Layout) -> Table | None:
    """The table of a sheet that is a bank's statement by its own headers, or by having none; else None.

    Args:
        sheet: The sheet.
        columns: ``COLUMNS``, and what every kind of sheet may have.
        layout: What the person importing says of it; that goes before what the bank's layout says.
    """
    found = layout_of(sheet)
    if found:
        maps = {name: header for name, header in found.maps.items() if name not in layout.sets}
        return find_table(sheet, columns, Layout({**maps, **layout.maps}, layout.sets, layout.skip_blank))
    names = columns_without_headers(sheet)
    if names is None or layout.maps:
        return None
    rows = (
        (n, {name: value for name, value in zip(names, row, strict=False) if value is not None} | dict(layout.sets))
        for n, row in enumerate(sheet.rows, 1)
        if any(value is not None for value in row)
    )
    places = {name: n for n, name in enumerate(names)}
    return Table(sheet.file, sheet.name, 0, places, {}, (), tuple(SourceRow(n, told, {}) for n, told in rows), ())
