"""Files for members' own finance systems: byte for byte as written by hand, and their sums as the cover has them."""

import csv
import io
import string
from decimal import Decimal
from pathlib import Path

import pytest

from handed import ENTRIES, FACTS, book_with, handed
from nesa_fund.handover.base import begins_a_formula
from nesa_fund.handover.cover import cover
from nesa_fund.handover.layouts import LAYOUTS
from nesa_fund.handover.made import DEBITS, Span
from reports.handed import render_part

GOLDEN = Path(__file__).parent / "handed"
FACTS_OF = {
    "arbor": FACTS.replace('"SpecialFacilities" "5024"', '"SpecialFacilities" "E24/007"'),
    "iris": FACTS.replace('cost-centre: "12"', 'cost-centre: "COST/12"'),
}
ENCODINGS = {"xero-bills": "utf-8", "xero-journals": "utf-8", "csv": "utf-8-sig"}
"""The others are in plain ASCII."""
SPENT = {"PI": 1, "PC": -1, "SI": 1, "SC": -1, "PA": 1, "PR": -1, "SA": 1, "SP": -1}


def drawn(layout):
    """File's name without its stem -> bytes."""
    handover = handed(layout, book_with(facts=FACTS_OF.get(layout, FACTS)))
    return {part.file.replace(" Coquet 0001", ""): render_part(handover, part) for part in handover.parts}


def read(layout, content):
    """The rows of a file as another program reads them."""
    return list(csv.reader(io.StringIO(content.decode(ENCODINGS.get(layout, "ascii")), newline="")))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_is_byte_for_byte_the_one_written_by_hand(layout):
    written = {path.name: path.read_text("utf-8") for path in GOLDEN.glob(f"{layout}[. ]*csv")}
    assert written
    encoding = ENCODINGS.get(layout, "ascii")
    assert drawn(layout) == {name: text.replace("\n", "\r\n").encode(encoding) for name, text in written.items()}


def sums(layout, rows):
    """What an officer adds up in the file -> that sum of its columns: net, VAT, gross, where it has them."""
    head, body = (rows[0], rows[1:]) if layout != "iris" else (None, rows)
    told = [dict(zip(head, row, strict=True)) for row in body] if head else []
    match layout:
        case "xero-bills":
            return {"net": sum(Decimal(row["UnitAmount"]) for row in told)}
        case "xero-journals":
            return {"journals": [Decimal(row["Amount"]) for row in told]}
        case "iris":
            return {"journals": [Decimal(row[-1]) for row in body]}
        case "sage50":
            return {
                "net": sum(SPENT[row["Type"]] * Decimal(row["Net"]) for row in told),
                "vat": sum(SPENT[row["Type"]] * Decimal(row["Tax"]) for row in told),
            }
        case "arbor":
            return {column: sum(Decimal(row[named]) for row in told)
                    for column, named in (("net", "Nett"), ("vat", "VAT"), ("gross", "Gross"))}  # fmt: skip
    return {column: sum(Decimal(row[named]) for row in told)
            for column, named in (("net", "Net"), ("vat", "VAT"), ("gross", "Gross"))}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_control_total_is_the_sum_of_each_files_columns(layout):
    handover = handed(layout, book_with(facts=FACTS_OF.get(layout, FACTS)))
    (control,) = [table for table in cover(handover).tables if table.name == "control"]
    for part in handover.parts:
        rows = read(layout, render_part(handover, part))
        mine = {row[1]: row[2:] for row in control.rows if row[0] == part.file}
        found = sums(layout, rows)
        if journals := found.pop("journals", None):
            assert sum(journals) == 0
            _, lines, _, _, debits = mine.pop(DEBITS)
            assert (lines, Decimal(debits) / 100) == (len(journals), sum(one for one in journals if one > 0))
        for column, total in found.items():
            at = ("entries", "lines", "net", "vat", "gross").index(column)
            assert sum(total[at] for total in mine.values()) == total * 100, (part.file, column)
        if "journals" not in sums(layout, rows):
            assert sum(total[1] for total in mine.values()) == len(rows) - 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_cell_is_a_formula_but_an_amount_below_nothing_is_a_number(layout):
    for content in drawn(layout).values():
        cells = [cell for row in read(layout, content) for cell in row]
        risky = [cell for cell in cells if begins_a_formula(cell)]
        assert all(set(cell) <= set(string.digits + "-.") and Decimal(cell) < 0 for cell in risky), risky


def test_what_would_become_a_formula_in_ascii_gives_way_too():
    twisted = ENTRIES.replace('number: "0012"', 'number: "\u207a12"').replace("Minibus", "\ufe63Minibus")
    handover = handed("sage50", book_with(entries=twisted))
    rows = read("sage50", render_part(handover, handover.parts[0]))
    assert rows[2][5:7] == ["Hartside-0012", "'-Minibus to the cafe - GBP 5 a mile"]


def test_a_value_for_arbor_has_no_comma_in_it():
    (content,) = drawn("arbor").values()
    assert {len(line.split(",")) for line in content.decode("ascii").splitlines()} == {18}


def test_two_journals_of_one_day_and_narration_stay_two():
    twice = book_with(
        """
;; batch 4
2025-12-02 * "Fund" "Paid PF2526COQUET1" ^Fund-2025-26-Coquet-1
  event: "payment"
  Liabilities:Coquet:Creditors:Fund                 1.00 GBP
  Assets:Coquet:Bank                               -1.00 GBP

2025-12-02 * "Fund" "Paid PF2526COQUET1" ^Fund-2025-26-Coquet-1
  event: "payment"
  Liabilities:Coquet:Creditors:Fund                 2.00 GBP
  Assets:Coquet:Bank                               -2.00 GBP
"""
    )
    handover = handed("xero-journals", twice, Span(2, 3, 4))
    rows = read("xero-journals", render_part(handover, handover.parts[0]))[1:]
    said = "Partnership Fund PF2526COQUET1: Paid PF2526COQUET1"
    assert [row[0] for row in rows] == [said, said, f"{said} (2)", f"{said} (2)"]
