"""A copy of sheets with their faults marked: each at its own address, in colour and in words, and nothing that acts."""

from datetime import date, time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from importers.workbook import BadCell, Sheet, Workbook
from nesa_fund.problems import Problem
from reports import marked
from reports.marked import LIST_OF_FAULTS, render_marked

RED = "FFFFC7CE"


def opened(problems, *sheets, file="term.xlsx"):
    sheets = [Sheet(file, name, rows, *hidden) for name, rows, *hidden in sheets]
    return load_workbook(BytesIO(render_marked(problems, [Workbook(file, tuple(sheets))])))


def fault(cell, message="is blank", sheet="Autumn", file="term.xlsx"):
    return Problem(message, file, sheet, cell, "Net", "=1+1")


def test_every_fault_is_in_the_list_with_a_way_to_its_cell():
    book = opened([fault("B2"), fault("", "no column Date")], ("Autumn", [["Net"], ["x"]]))
    rows = [[cell.value for cell in row] for row in book["Errors"].iter_rows(min_row=1)]
    assert rows == [
        [LIST_OF_FAULTS, None, None, None, None, None],
        ["File", "Sheet", "Cell", "Column", "Found there", "What is wrong"],
        ["term.xlsx", "Autumn", "B2", "Net", "=1+1", "is blank"],
        ["term.xlsx", "Autumn", None, "Net", "=1+1", "no column Date"],
    ]
    assert book["Errors"]["C3"].hyperlink.location == "'Autumn'!B2"
    assert (book["Errors"]["E3"].data_type, book["Errors"]["C4"].hyperlink) == ("s", None)


def test_a_row_of_the_list_is_as_high_as_its_text():
    long, longest = "a different charge needs its own number; " * 4, "word " * 6_000
    faults = [fault("B2"), fault("B3", long), fault("B4", "one\ntwo"), fault("B5", longest)]
    heights = opened(faults, ("Autumn", [["x"]]))["Errors"].row_dimensions
    assert [heights[row].height for row in (3, 4, 5, 6)] == [None, 45, 30, 408.75]  # Points; None is a line's own.


def test_a_bad_cell_is_coloured_and_says_why_and_a_good_one_is_as_it_was():
    rows = [["Net", "Date"], [1200.5, date(2025, 11, 14)], ["x", date(2025, 11, 15)], [True]]
    page = opened([fault("A3", "not money"), fault("A3", "and more"), fault("B3"), fault("D9")], ("Autumn", rows))[
        "Autumn"
    ]
    coloured = {cell.coordinate for row in page for cell in row if cell.fill.start_color.rgb == RED}
    said = {cell.coordinate: cell.comment.text for row in page for cell in row if cell.comment}
    assert coloured == said.keys() == {"A3", "B3", "D9"}
    assert said["A3"] == "not money\nand more"
    assert (page["A2"].value, page["A4"].value) == (1200.5, True)
    assert (page["B2"].value.date(), page["B3"].value.date()) == (date(2025, 11, 14), date(2025, 11, 15))
    assert page["B3"].number_format == page["B2"].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1670", "-cmd", "@SUM(A1)", "\t=1", "{=1}", "https://nowhere.example", "0012"]
)
def test_text_stays_text_whatever_it_begins_with(text):
    page = opened([fault("A1")], ("Autumn", [[text, text]]))["Autumn"]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in page[1]] == [(text, "s", None)] * 2


def test_what_a_workbook_can_not_hold_is_written_as_it_is_seen():
    values = [
        float("nan"),
        float("inf"),
        date(1066, 10, 14),
        time(9, 30),
        BadCell("holds the error #REF!"),
        "a\u202eb\x07",
    ]
    page = opened([fault("E1"), fault("F1")], ("Autumn", [values]))["Autumn"]
    assert [cell.value for cell in page[1]] == ["nan", "inf", "1066-10-14", "09:30:00", None, "a\\u202eb\\x07"]
    long = opened([fault("A1", "x" * 40_000)], ("Autumn", [["y" * 40_000]]))["Autumn"]
    assert (len(long["A1"].value), len(long["A1"].comment.text)) == (32_767, 32_767)


def test_sheets_keep_their_names_as_far_as_a_workbook_can_and_hidden_ones_stay_hidden():
    problems = [fault("A1", sheet="Errors"), fault("A1", sheet="", file="a/b [1].csv")]
    long = "A name of a sheet far longer than a workbook takes"
    sheets = [Sheet("term.xlsx", "Errors", [["x"]]), Sheet("term.xlsx", long, [["x"]], hidden=True)]
    of_csv = [Sheet("a/b [1].csv", "", [["x"]]), Sheet("a/b [1].csv", long, [["x"]])]
    books = [Workbook("term.xlsx", tuple(sheets)), Workbook("a/b [1].csv", tuple(of_csv)), Workbook("fine.csv", ())]
    found = load_workbook(BytesIO(render_marked(problems, books)))
    assert found.sheetnames == [
        "Errors", "Errors 2", "A name of a sheet far longer th", "b  1", "A name of a sheet far long 2",
    ]  # fmt: skip
    assert [page.sheet_state for page in found][2] == "hidden"
    assert found["Errors"]["C3"].hyperlink.location == "'Errors 2'!A1"


def test_what_is_hidden_stays_hidden_so_that_the_mended_copy_brings_in_no_more():
    rows = [["Net", "Note"], [1, "a"], [2, "b"], ["x", "c"]]
    sheet = Sheet("term.xlsx", "Autumn", rows, hidden_rows=frozenset({3}), hidden_columns=frozenset({1}))
    page = load_workbook(BytesIO(render_marked([fault("A4")], [Workbook("term.xlsx", (sheet,))])))["Autumn"]
    assert [number for number in range(1, 5) if page.row_dimensions[number].hidden] == [3]
    assert (page.column_dimensions["A"].hidden, page.column_dimensions["B"].hidden) == (False, True)


def test_a_list_of_faults_from_before_is_not_copied():
    book = opened([fault("A1")], ("Errors", [[LIST_OF_FAULTS], ["File"]]), ("Autumn", [["x"]]))
    assert book.sheetnames == ["Errors", "Autumn"]


def test_of_very_many_faults_each_is_listed_and_coloured_and_the_first_have_comments(monkeypatch):
    monkeypatch.setattr(marked, "_MOST_COMMENTS", 2)
    monkeypatch.setattr(marked, "_MOST_LINKS", 4)
    rows = [["x"] for _ in range(5)]
    book = opened([fault(f"A{n}") for n in range(1, 6)], ("Autumn", rows))
    assert [cell.value for cell in book["Errors"]["C"][2:]] == ["A1", "A2", "A3", "A4", "A5"]
    assert [bool(cell.hyperlink) for cell in book["Errors"]["C"][2:]] == [True, True, False, False, False]
    cells = [row[0] for row in book["Autumn"]]
    assert [bool(cell.comment) for cell in cells] == [True, True, False, False, False]
    assert all(cell.fill.start_color.rgb == RED for cell in cells)
