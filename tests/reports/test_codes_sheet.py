"""The sheet of codes that lack: what is needed is marked, and every code stays the text that it is."""

from io import BytesIO

import openpyxl

from handed import ALL, FACTS, book_with
from nesa_fund.handover.layouts import LAYOUTS
from nesa_fund.handover.made import hand_over
from reports.codes_sheet import render_codes

NEEDED = "FFFFF2CC"


def sheet(facts):
    book = book_with(facts=facts)
    lacking = hand_over(book, "Coquet", LAYOUTS["sage50"], ALL)
    (page,) = openpyxl.load_workbook(BytesIO(render_codes(book.register, "Coquet", lacking.lacks))).worksheets
    rows = list(page.iter_rows(min_row=2))
    needed = [[cell.column_letter for cell in row if cell.fill.fgColor.rgb == NEEDED] for row in rows]
    return [[cell.value for cell in row] for row in rows], needed, {cell.number_format for cell in rows[1]}


def test_what_lacks_is_a_row_each_and_its_needed_cells_are_marked():
    facts = FACTS.replace('2025-09-01 custom "code" "Coquet" "Contribution" "7100"\n  vat-code: "T9"\n', "")
    facts = facts.replace('2025-09-01 custom "code" "Coquet" "Bank" "1200"\n', "")
    rows, needed, formats = sheet(facts)
    assert rows == [
        ["Member", "Category", "Code", "Cost centre", "VAT code"],
        ["Coquet", "Bank", None, None, None],
        ["Coquet", "Contribution", None, None, None],
    ]
    assert needed == [[], ["C"], ["C", "E"]]
    assert formats == {"@"}  # Excel keeps the noughts in front of what is typed.


def test_a_code_that_stands_already_is_kept_as_it_is_recorded():
    facts = FACTS.replace('2025-09-01 custom "code" "Coquet" "Treatment:charged" "T1"\n', "")
    rows, needed, _ = sheet(facts.replace('"Broadband" "0750"', '"Broadband" "=0750"'))
    assert rows[1:] == [
        ["Coquet", "Connectivity", "=0750", None, None],
        ["Coquet", "Special facilities, such as visits and transport", "5024", "12", None],
    ]
    assert needed[1:] == [["C", "E"], ["E"]]
