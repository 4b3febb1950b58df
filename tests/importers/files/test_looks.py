"""Merged cells, and rows and columns that are hidden in an Excel workbook."""

import io

import openpyxl
import pytest

from importers.files import limits
from importers.files.looks import Looks, Range, sheet_with_looks
from importers.files.reader import read_workbook
from importers.workbook import BadCell
from nesa_fund.problems import InputError
from packages import parts_of, with_part


def merged(rows, *ranges):
    sheet = sheet_with_looks("a.xlsx", "S", [list(row) for row in rows], Looks(merged=[Range(*one) for one in ranges]))
    return sheet.rows, sheet.remarks


def test_a_text_merged_down_a_column_stands_for_each_row_and_that_is_said():
    rows, remarks = merged([["Ash", 1], [None, 2], [None, 3], ["Elm", 4]], (0, 0, 2, 0))
    assert [row[0] for row in rows] == ["Ash", "Ash", "Ash", "Elm"]
    assert remarks == ("merged cells stand for each of their rows: A1:A3",)


@pytest.mark.parametrize("amount", [12, 0.5, "£12.00", "12"])
def test_a_number_is_never_counted_once_a_row(amount):
    rows, remarks = merged([[amount, "a"], [None, "b"]], (0, 0, 1, 0))
    assert [type(row[0]) for row in rows] == [BadCell, BadCell]
    assert "one number for the merged cells A1:A2" in rows[0][0].reason
    assert remarks == ()


def test_a_record_that_is_two_rows_high_stays_one_record():
    assert merged([["Ash", 12], [None, None]], (0, 0, 1, 0), (0, 1, 1, 1)) == ([["Ash", 12], [None, None]], ())


def test_cells_merged_across_keep_their_value_in_the_first():
    assert merged([["Ash", None, 1]], (0, 0, 0, 1)) == ([["Ash", None, 1]], ())


def test_what_lies_beneath_merged_cells_is_never_taken_for_what_is_seen():
    rows, remarks = merged([["Ash", 5], [7, 6], [None, 8]], (0, 0, 2, 0))
    unseen = BadCell("lies unseen beneath the merged cells A1:A3; unmerge them, and look at it")
    assert rows == [["Ash", 5], [unseen, 6], ["Ash", 8]]
    assert remarks == ("merged cells stand for each of their rows: A1:A3",)


def test_merged_cells_beyond_the_rows_are_nothing():
    assert merged([["Ash"]], (0, 0, 99, 99), (5, 5, 9, 9)) == ([["Ash"]], ())


def test_more_merged_cells_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CELLS", 10)
    with pytest.raises(InputError, match="more merged cells than a sheet has"):
        merged([["a"] * 3, ["b"] * 3], (0, 0, 1, 2), (0, 0, 1, 2))


def test_many_ranges_are_counted_and_not_all_named():
    rows = [["Ash", 1], [None, 2]] * 7
    _, (remark,) = merged(rows, *((2 * n, 0, 2 * n + 1, 0) for n in range(7)))
    assert remark.endswith("A1:A2, A3:A4, A5:A6, A7:A8, A9:A10 and 2 more")


def test_excel_tells_what_is_hidden_and_merged_through_groups_of_columns_too():
    book = openpyxl.Workbook()
    for number in range(1, 6):
        book.active.append([number, "x", "y", "z"])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions.group("B", "C", hidden=True)
    book.active.merge_cells("D3:D4")
    file = io.BytesIO()
    book.save(file)
    (sheet,) = read_workbook("a.xlsx", file.getvalue()).sheets
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {1, 2})
    assert sheet.remarks == ("merged cells stand for each of their rows: D3:D4",)


def test_hidden_rows_of_a_sheet_whose_name_is_lost_are_never_read():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["x"])
    book.active.row_dimensions[1].hidden = True
    book.save(file)
    lost = with_part(
        file.getvalue(), "xl/workbook.xml", parts_of(file.getvalue())["xl/workbook.xml"].replace(b":id=", b":ID=")
    )
    with pytest.raises(InputError):
        read_workbook("a.xlsx", lost)
