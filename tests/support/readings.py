"""Figures read back out of what the renderers drew, each format by a reader of its own and none of our code."""

import csv
import json
import re
import subprocess
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import takewhile
from pathlib import Path

from openpyxl import load_workbook

Rows = list[list[Decimal | str | None]]
_MONEY = re.compile(r"-?£[\d,]+\.\d\d(?!\d)")


def pounds(text: str) -> Decimal:
    return Decimal(text.replace("£", "").replace(",", ""))


def of_json(content: str, name: str) -> Rows:
    """The rows of a table, money as a decimal, other values as text."""
    (table,) = [table for table in json.loads(content)["tables"] if table["name"] == name]
    units = [column["unit"] for column in table["columns"]]
    return [
        [_typed(value, is_money=unit == "money") for value, unit in zip(row, units, strict=True)]
        for row in table["rows"]
    ]


def _typed(value: str | None, *, is_money: bool):
    return Decimal(value) if is_money and value and re.fullmatch(r"-?\d+\.\d\d", value) else value


def of_csv(content: bytes, title: str) -> Rows:
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    begun = lines[lines.index([title]) + 2 :]
    rows = takewhile(lambda row: row and row[0] != "Total", begun)
    return [[_typed(value or None, is_money=True) for value in row] for row in rows]


def of_xlsx(content: bytes, sheet: str) -> Rows:
    rows = load_workbook(BytesIO(content), data_only=True)[sheet].iter_rows(min_row=5)
    kept = takewhile(lambda row: row[0].value not in {"Total", None}, rows)
    return [[_cell(cell) for cell in row] for row in kept]


def _cell(cell):
    is_money = isinstance(cell.value, int | float) and "£" in cell.number_format
    return Decimal(str(round(cell.value, 2))).quantize(Decimal("0.01")) if is_money else cell.value


def of_html(content: str, name: str) -> Rows:
    reader = _Tables()
    reader.feed(content)
    return [[pounds(cell) if _MONEY.fullmatch(cell) else cell or None for cell in row] for row in reader.found[name]]


class _Tables(HTMLParser):
    """The body rows of every table, by the heading that it is labelled by."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._is_body = self._is_cell = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "div" and "aria-labelledby" in given:
            self._rows = self.found.setdefault(given["aria-labelledby"], [])
        self._is_body = tag == "tbody" or (self._is_body and tag not in {"thead", "tfoot"})
        if self._is_body and tag == "tr":
            self._rows.append([])
        if self._is_body and tag in {"td", "th"}:
            self._rows[-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag):
        self._is_cell = self._is_cell and tag not in {"td", "th"}
        self._is_body = self._is_body and tag != "tbody"

    def handle_data(self, data):
        if self._is_cell:
            self._rows[-1][-1] += data


def of_lines(text: str, title: str, following: str) -> list[tuple[str, list[Decimal]]]:
    """What stands between two titles: how each line with an amount begins, and its amounts, total lines apart."""
    inside = text.split(f"{title}\n", 1)[1].split(following, 1)[0]
    lines = [line for line in inside.splitlines() if _MONEY.search(line) and not line.strip().startswith("Total")]
    return [(re.split(r" {2,}", line.strip())[0], [pounds(one) for one in _MONEY.findall(line)]) for line in lines]


def laid_out(pdf: bytes, folder: Path) -> str:
    """The text of a PDF as ``pdftotext -layout`` lays it out."""
    path = folder / "statement.pdf"
    path.write_bytes(pdf)
    ran = subprocess.run(["pdftotext", "-layout", "-enc", "UTF-8", path, "-"], check=True, capture_output=True)
    return ran.stdout.decode()
