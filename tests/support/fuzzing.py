"""Spreadsheets at random, whole and damaged, and readers of their own that say what they add up to.

What is accepted must add up to what the independent reader finds: openpyxl for .xlsx, the csv module
for CSV, calamine for .ods (which we read without it). For .xls there is no second reader here: only
that nothing goes wrong is held.
"""

import csv
import io
import random
import re
import struct
import warnings
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from importers.cells import Money, Text
from importers.columns import Column
from importers.files.compound import packed, stream_of
from importers.files.reader import read_workbook
from importers.rows import Row, read_rows
from importers.seen import seen
from importers.sheet import find_table
from nesa_fund.problems import InputError
from packages import parts_of, zipped

COLUMNS = (Column("Name", "name", required=True), Column("Amount", "amount", required=True))
KEPT = Path(__file__).parents[1] / "importers/files/kept"
NAMES = ("Hartside", "Coquet", "Ash ", "Elm;x", 'say "so"', "Café", "£", "Rothley, First", "Total Gas Ltd", "00123")
AMOUNTS = ("£1,234.56", "(12.50)", "-3", "12.50 CR", "7", "1e5", "nan", "1.234,56", "12.345", "", "£ 2.00", "x")
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
WORDS = (
    *(b"<", b">", b'"', b"'", b"&", b"/>", b"</c>", b"</row>", b"<row>", b'<c r="B3"><v>5</v></c>', b' r="A1"'),
    *(b' t="e"', b' t="s"', b' t="str"', b"<f>1</f>", b"1e999", b"NaN", b"-", b".", b"9", b"0", b' hidden="1"'),
    *(b"<v>5</v>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"\0", b"\xff", b"\n", b",", b";", b"\t", b"\r"),
    *(b'<mergeCells><mergeCell ref="A2:B9"/></mergeCells>', b' table:number-columns-repeated="3"'),
    *(b' table:number-rows-repeated="2"', b' office:value="7"', b' table:visibility="collapse"'),
)
"""What is put into a damaged file, beside single bytes."""


class Record(Row):
    """The little that a record here is."""

    name: Text
    amount: Money


def accepted(name: str, content: bytes) -> int | None:
    """What the first sheet's amounts add up to in pence, where nothing at all is wrong with the file."""
    try:
        sheet = seen(read_workbook(name, content).sheets[0])
        table = find_table(sheet, COLUMNS)
        reading = read_rows(table, Record, COLUMNS) if table else None
    except InputError:
        return None
    if reading is None or reading.problems:
        return None
    return sum(row.amount for row in reading.rows)


def independent(name: str, content: bytes) -> int | None:
    """The same sum by another reader; None where that one can't read the file, or finds no such table."""
    readers = {"xlsx": _by_openpyxl, "csv": _by_csv, "ods": _by_calamine}
    reader = readers.get(name.rpartition(".")[2])
    try:
        rows = reader(content) if reader else None
        return _total(rows) if rows is not None else None
    except Exception:  # noqa: BLE001  # It is not the reader under test, and may break as it likes.
        return None


def _total(rows: list[list[object]]) -> int | None:
    heads = ((number, [str(cell).strip().casefold() for cell in row]) for number, row in enumerate(rows[:30]))
    found = [(number, texts) for number, texts in heads if {"name", "amount"} <= set(texts)]
    if len(found) != 1:
        return None
    number, texts = found[0]
    column = texts.index("amount")
    below = [row for row in rows[number + 1 :] if any(cell not in {None, ""} and str(cell).strip() for cell in row)]
    amounts = [_pence(row[column]) for row in below if len(row) > column]
    return sum(amounts[:-1]) if _is_total(below[-1:], texts.index("name"), amounts) else sum(amounts)


def _is_total(last: list[list[object]], name: int, amounts: list[int]) -> bool:
    """Whether the last row has an amount that is right, and no text, or one that speaks of a total."""
    cells = [cell for row in last for cell in row if cell not in {None, ""}]
    texts = [cell for cell in cells if isinstance(cell, str) and re.search(r"[^\W\d_]", cell)]
    said = [re.sub(r"\W", "", text).casefold() for text in texts]
    is_named = any(len(row) > name and row[name] not in {None, ""} for row in last)
    is_called_so = (
        any(re.fullmatch(r"(grand)?totals?5?", text) for text in said)  # Calamine may add a 5 in a damaged .ods,
        or (len(said) == 1 and "total" in said[0] and not is_named)
        or len(cells) == 1  # or lose the text.
    )
    return is_called_so and amounts[-1:] == [sum(amounts[:-1])]


def _pence(value: object) -> int:
    if isinstance(value, int | float):
        return round(Decimal(repr(value)) * 100)
    text = str(value)
    pounds = Decimal(re.sub(r"[^0-9.]", "", text))
    return int(pounds * 100) * (-1 if re.search(r"[-(]|CR", text, re.IGNORECASE) else 1)


def _by_openpyxl(content: bytes) -> list[list[object]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    return [[cell.value for cell in row] for row in sheet.iter_rows() if row and row[0].row not in hidden]


def _by_csv(content: bytes) -> list[list[object]]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        signs = [sign for sign in ",;\t" if re.search(f'Name"?{sign}|{sign}"?Name', text)]
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=signs[0]))
    return []


def _by_calamine(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def made(chance: random.Random) -> tuple[str, bytes]:
    """A whole file of some records under banners, with blanks, texts that are amounts, and a total maybe."""
    head = ["Name", "Amount", *chance.sample(["Note", "When", None], chance.randint(0, 2))]
    chance.shuffle(head)
    rows: list[list[object]] = [[f"Alliance {chance.random()}"] for _ in range(chance.randint(0, 2))]
    rows.append(list(head))
    amounts = [
        chance.choice(AMOUNTS) if chance.random() < 0.05 else chance.randint(-(10**6), 10**6) / 100
        for _ in range(chance.randint(1, 8))
    ]
    for amount in amounts:
        shown = f"£{amount:,.2f}" if isinstance(amount, float) and amount > 0 and chance.random() < 0.3 else amount
        values = {"Name": chance.choice(NAMES), "Amount": shown, "Note": chance.choice(["", "x", 7])}
        rows.append([values.get(str(name)) for name in head])
        rows.extend([] for _ in range(chance.random() < 0.1))
    if chance.random() < 0.3 and all(isinstance(amount, float) for amount in amounts):
        cents = sum(round(float(amount) * 100) for amount in amounts) + (chance.random() < 0.1)
        rows.append([{"Amount": cents / 100}.get(str(name)) for name in head])
        rows[-1][head.index("Amount") - 1 if head.index("Amount") else head.index("Name")] = "Total"
    return ("a.csv", csv_of(rows, chance)) if chance.random() < 0.5 else ("a.xlsx", xlsx_of(rows, chance))


def csv_of(rows: list[list[object]], chance: random.Random) -> bytes:
    file = io.StringIO(newline="")
    sign, ending = chance.choice(",;\t"), chance.choice(["\n", "\r\n", "\r"])
    csv.writer(file, delimiter=sign, lineterminator=ending).writerows(rows)
    return file.getvalue().encode(chance.choice(["utf-8", "utf-8-sig", "cp1252"]))


def xlsx_of(rows: list[list[object]], chance: random.Random) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # A seed is all that is needed to have it again.
    sheet = book.add_worksheet("Sheet")
    for number, row in enumerate(rows):
        if chance.random() < 0.03:
            sheet.set_row(number, None, None, {"hidden": True})
        for column, value in enumerate(row):
            if value not in {None, ""}:
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(number, column, value)
    book.close()
    return file.getvalue()


@cache
def _whole() -> list[tuple[str, bytes]]:
    """Files to damage: whole ones of every kind."""
    chance = random.Random(1)  # noqa: S311  # Chance that can be had again.
    files = [made(chance) for _ in range(40)]
    return [*files, *[(path.name, path.read_bytes()) for path in sorted(KEPT.glob("fuzz.*"))] * 10]


def damaged(chance: random.Random) -> tuple[str, bytes]:
    """A file that was whole, with a few bytes changed in one of its parts, or in the file as it is packed."""
    name, content = chance.choice(_whole())
    if name.endswith(".csv") or chance.random() < 0.1:
        return name, mutated(content, chance)
    if name.endswith(".xls"):
        return name, packed("Workbook", _records_damaged(stream_of(content, {"Workbook"})[1], chance))
    parts = parts_of(content)
    path = chance.choice([path for path in (*PARTS[:1] * 5, *PARTS, "content.xml") if path in parts])
    return name, zipped({**parts, path: mutated(parts[path], chance)})


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four changes."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        length = min(chance.choice([1, 1, 1, 4, 20]), len(changed) - at)
        what = chance.randrange(5)
        if what == 0 and length:
            changed[at] = chance.randrange(256)
        elif what == 1:
            del changed[at : at + length]
        elif what == 2:
            changed[at:at] = chance.choice(WORDS)
        elif what == 3:
            changed[at:at] = changed[at : at + length]
        else:
            digits = [found.start() for found in re.finditer(rb"\d", changed)]
            if digits:
                changed[chance.choice(digits)] = ord(chance.choice("0123456789"))
    return bytes(changed)


def _records_damaged(stream: bytes, chance: random.Random) -> bytes:
    """A stream of an .xls with the data of a few records changed, most of them still of their length."""
    changed, start = bytearray(stream), 0
    places = []
    while start + 4 <= len(stream):
        size = struct.unpack_from("<H", stream, start + 2)[0]
        places.append((start, size))
        start += 4 + size
    for _ in range(chance.randint(1, 4)):
        start, size = chance.choice(places)
        at = start + (chance.randrange(4) if not size or chance.random() < 0.2 else 4 + chance.randrange(size))
        changed[at] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
    return bytes(changed)


def judged(name: str, content: bytes) -> str:
    """What became of a file; an assertion fails where it was read otherwise than by the independent reader."""
    ours = accepted(name, content)
    if ours is None:
        return "refused"
    theirs = independent(name, content)
    if theirs is None:
        return "accepted, unjudged"
    assert ours == theirs, f"{name}: ours {ours}, theirs {theirs}"
    return "accepted, alike"


def case(seed: int) -> tuple[str, bytes]:
    """One file by its number: every fourth a whole one."""
    chance = random.Random(seed)  # noqa: S311  # As above.
    return made(chance) if seed % 4 == 0 else damaged(chance)
