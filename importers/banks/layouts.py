"""The layouts in which UK banks export a statement, each known by its own headers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from importers.cells import CellError, read_day, read_money
from importers.columns import Layout, normalise
from importers.sheet import HEADER_ROWS
from importers.workbook import Raw, Sheet, shown


@dataclass(frozen=True, slots=True)
class BankLayout:
    """One bank's export: our column -> its header; and headers of which any may be there, and are not read."""

    bank: str
    columns: Mapping[str, str]
    also: tuple[str, ...] = ()

    def fits(self, headers: frozenset[str]) -> bool:
        """Whether a row of headers, without case and punctuation, is this bank's."""
        own = frozenset(map(normalise, self.columns.values()))
        return own <= headers <= own | frozenset(map(normalise, self.also))


_SPLIT = {"Date": "Date", "Details": "Description", "Balance": "Balance"}
LAYOUTS = (
    BankLayout(
        "Lloyds, Halifax, Bank of Scotland",
        {
            "Date": "Transaction Date", "Type": "Transaction Type", "Sort code": "Sort Code",
            "Account number": "Account Number", "Details": "Transaction Description", "Paid out": "Debit Amount",
            "Paid in": "Credit Amount", "Balance": "Balance",
        },
    ),
    BankLayout(
        "Barclays",
        {"Date": "Date", "Account number": "Account", "Amount": "Amount", "Type": "Subcategory", "Details": "Memo"},
        ("Number",),
    ),
    BankLayout("Barclays business, Santander", {**_SPLIT, "Paid out": "Money Out", "Paid in": "Money In"}),
    BankLayout("Santander's text", {**_SPLIT, "Amount": "Amount"}),
    BankLayout("HSBC", {**_SPLIT, "Paid out": "Paid out", "Paid in": "Paid in"}),
    BankLayout(
        "NatWest, RBS",
        {**_SPLIT, "Type": "Type", "Amount": "Value", "Account number": "Account Number"},
        ("Account Name",),
    ),
    BankLayout(
        "Nationwide",
        {"Date": "Date", "Details": "Transactions", "Paid out": "Paid out", "Paid in": "Paid in", "Balance": "Balance"},
    ),
    BankLayout(
        "Nationwide, with a type",
        {
            "Date": "Date", "Type": "Transaction type", "Details": "Description", "Paid out": "Paid out",
            "Paid in": "Paid in", "Balance": "Balance",
        },
    ),
    BankLayout(
        "Starling",
        {
            "Date": "Date", "Payee": "Counter Party", "Details": "Reference", "Type": "Type", "Amount": "Amount (GBP)",
            "Balance": "Balance (GBP)",
        },
        ("Spending Category", "Notes"),
    ),
    BankLayout(
        "Monzo",
        {
            "Transaction id": "Transaction ID", "Date": "Date", "Type": "Type", "Payee": "Name", "Amount": "Amount",
            "Currency": "Currency", "Details": "Notes and #tags",
        },
        ("Time", "Emoji", "Category", "Local amount", "Local currency", "Address", "Receipt", "Description",
         "Category split", "Money Out", "Money In"),
    ),
    BankLayout(
        "TSB", {**_SPLIT, "Paid out": "Debit", "Paid in": "Credit"}, ("Sort Code", "Account Number", "Transaction Type")
    ),
    BankLayout(
        "Chase",
        {
            "Date": "Date", "Type": "Transaction Type", "Details": "Transaction Description", "Amount": "Amount",
            "Currency": "Currency", "Balance": "Balance",
        },
        ("Time",),
    ),
    BankLayout(
        "OFX",
        {
            "Transaction id": "FITID", "Date": "DTPOSTED", "Amount": "TRNAMT", "Type": "TRNTYPE", "Payee": "NAME",
            "Details": "MEMO", "Balance": "BALAMT", "Account number": "ACCTID", "Currency": "CURDEF",
        },
    ),
)  # fmt: skip
WITHOUT_HEADERS = (("Date", "Details", "Paid out", "Paid in", "Balance"), ("Date", "Details", "Amount"))
"""What the columns of an HSBC export are that has no row of headers."""
OURS = "What is this?"
"""The header that only our own sheet of a statement's lines has."""
_TIME = re.compile(r"T| ")


def layout_of(sheet: Sheet) -> Layout | None:
    """How to read a sheet that is a bank's statement by its headers; None where it is none."""
    for row in sheet.rows[:HEADER_ROWS]:
        headers = frozenset(normalise(text) for value in row if (text := shown(value)))
        if normalise(OURS) in headers:
            return Layout()
        found = next((one for one in LAYOUTS if one.fits(headers)), None)
        if found:
            return Layout({name: header for name, header in found.columns.items() if name != header})
    return None


def columns_without_headers(sheet: Sheet) -> tuple[str, ...] | None:
    """The columns of a sheet whose every row is a line of a statement, with no header above; else None."""

    def filled() -> Iterator[list[Raw]]:
        return (row for row in sheet.rows if any(value is not None for value in row))

    if next(filled(), None) is None:
        return None
    return next((names for names in WITHOUT_HEADERS if all(_is_line(row, names) for row in filled())), None)


def _is_line(row: list[Raw], names: tuple[str, ...]) -> bool:
    """Whether a row has a day first, then a text, then amounts alone."""
    cells = [*row, *[None] * len(names)]
    if any(value is not None for value in cells[len(names) :]) or not isinstance(cells[1], str):
        return False
    try:
        read_day(cells[0])
        amounts = [read_money(value) for value in cells[2 : len(names)] if value is not None]
    except (CellError, ValueError):
        return False
    return bool(amounts)


def day_alone(value: Raw) -> Raw:
    """A date without the time of day that some banks write behind it: 2025-10-02T09:30:00Z."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", value.strip(), re.ASCII):
        return _TIME.split(value.strip())[0]
    return value
