"""Opens a CSV file, in the encodings and with the signs that offices use."""

import csv
import io
from collections import Counter
from contextlib import suppress

from importers.files import limits
from importers.files.limits import SAVE_AGAIN, refusal
from importers.workbook import Raw


def csv_rows(name: str, content: bytes) -> list[list[Raw]]:
    """The rows of a CSV file, every value as text.

    Raises:
        InputError: It is no text, a workbook, too big, or a quotation mark is not closed.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refusal(name, f"not a CSV file but an Excel workbook; {SAVE_AGAIN}")
    text = decoded(name, content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[Raw]] = []
    cells = 0
    try:
        for row in reader:
            rows.append([value if value.strip() else None for value in row])
            cells += len(row)
            if cells > limits.MOST_CELLS or len(rows) > limits.MOST_ROWS:
                raise refusal(name, "more rows or cells than can be read at once; send the part that is needed")
    except csv.Error as error:
        where = f"the record that ends at line {reader.line_num}"
        raise refusal(name, f"{where} can't be read, for a quotation mark is not closed; {SAVE_AGAIN}") from error
    return rows


def decoded(name: str, content: bytes) -> str:
    """Text from UTF-8, UTF-16 with a byte order mark, or else Windows-1252."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refusal(name, 'not text that can be read; save it in Excel as "CSV UTF-8", and try again')


def _delimiter(text: str) -> str:
    """The sign that cuts the most of the first lines into the same number of columns."""

    def regularity(sign: str) -> int:
        reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=sign, strict=True)
        widths = Counter[int]()
        with suppress(csv.Error):  # Where a quoted text ends, another sign does not cut it.
            for row, _ in zip(reader, range(30), strict=False):
                widths[len(row)] += len(row) > 1
        return max((width * count for width, count in widths.items()), default=0)

    return max(",;\t", key=regularity)
