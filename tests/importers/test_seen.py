"""What is hidden is left out and said, or read when it is asked for."""

import io

import openpyxl
import pytest

from importers.recognise import read_drop
from importers.seen import as_told, said_hidden, seen
from importers.workbook import Sheet
from nesa_fund.problems import InputError

ROWS = [["Member", "Census", "Pupils", "Note"], ["Ash", "2025-10", 1, "a"], ["Elm", "2025-10", 2], [], ["Oak", "c", 3]]


def sheet(rows=(), columns=()):
    return Sheet("a.xlsx", "Rolls", [list(row) for row in ROWS], False, frozenset(rows), frozenset(columns))  # noqa: FBT003


def workbook(change, more=()):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Rolls"
    for row in ROWS:
        book.active.append(row)
    for name in more:
        book.create_sheet(name).append(ROWS[0])
    change(book)
    book.save(file)
    return {"a.xlsx": file.getvalue()}


def test_hidden_rows_and_columns_are_blank_and_the_others_keep_their_places():
    found = seen(sheet({3}, {3}))
    assert found.rows == [["Member", "Census", "Pupils", None], ["Ash", "2025-10", 1, None], [], [], ["Oak", "c", 3]]
    assert found.remarks == ("row 3 and column D are hidden: not read; --include-hidden reads what is hidden",)


def test_what_is_hidden_and_holds_nothing_is_not_spoken_of():
    found = seen(sheet({4, 9}, {5, 6, 7}))
    assert (found.rows, found.remarks) == (ROWS, ())


def test_all_is_read_when_it_is_asked_for():
    found = as_told(sheet({2, 3}, {1}))
    assert (found.rows, said_hidden(found)) == (ROWS, "")


@pytest.mark.parametrize(
    ("rows", "columns", "words"),
    [
        ({3}, (), "row 3 is hidden"),
        ({3, 5, 6, 7}, (), "rows 3 and 5 to 7 are hidden"),
        ({1, 3, 5}, {0, 26}, "rows 1, 3 and 5 and columns A and AA are hidden"),
        (range(1, 40, 2), (), "rows 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and 10 more are hidden"),
    ],
)
def test_what_is_hidden_is_said_in_words(rows, columns, words):
    assert said_hidden(sheet(rows, columns)) == words


def test_a_hidden_sheet_is_listed_and_not_read_unless_it_is_asked_for():
    def hide(book):
        book["Old"].sheet_state = "hidden"
        book["Older"].sheet_state = "veryHidden"

    files = workbook(hide, ("Old", "Older", "New"))
    drop = read_drop(files)
    assert drop.hidden == ("a.xlsx [Old]", "a.xlsx [Older]")
    assert [one.table.sheet for one in drop.sheets] == ["Rolls", "New"]
    assert [one.table.sheet for one in read_drop(files, include_hidden=True).sheets] == ["Rolls", "Old", "Older", "New"]


def test_hidden_rows_of_a_file_are_left_out_and_remarked():
    def hide(book):
        book["Rolls"].row_dimensions[3].hidden = True

    (found,) = read_drop(workbook(hide)).sheets
    assert [row.number for row in found.table.rows] == [2, 5]
    assert found.table.remarks == ("row 3 is hidden: not read; --include-hidden reads what is hidden",)
    (found,) = read_drop(workbook(hide), include_hidden=True).sheets
    assert [row.number for row in found.table.rows] == [2, 3, 5]


def test_a_file_of_which_all_is_hidden_says_so():
    def hide_rows(book):
        for number in range(1, 6):
            book["Rolls"].row_dimensions[number].hidden = True

    def hide_sheet(book):
        book["Rolls"].sheet_state = "hidden"
        book.create_sheet("Blank")

    for hide in (hide_rows, hide_sheet):
        with pytest.raises(InputError, match=r"all that it holds is hidden; --include-hidden reads what is hidden"):
            read_drop(workbook(hide))


def test_headers_and_texts_merged_over_rows_are_read_for_each_of_them():
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (
        ["Member", "Autumn", None],
        [None, "Census", "Pupils"],
        ["Ash", "2025-10", 1],
        [None, "2026-01", 2],
        ["Elm", "2025-10", 3],
    ):
        book.active.append(row)
    for cells in ("A1:A2", "B1:C1", "A3:A4"):
        book.active.merge_cells(cells)
    book.save(file)
    (found,) = read_drop({"a.xlsx": file.getvalue()}).sheets
    assert found.table.header_row == 2
    assert [(row.values["Member"], row.values["Pupils"]) for row in found.table.rows] == [
        ("Ash", 1),
        ("Ash", 2),
        ("Elm", 3),
    ]
    assert found.table.remarks == ("merged cells stand for each of their rows: A1:A2, A3:A4",)
    assert not found.reading.problems


def test_a_number_merged_over_records_is_named_by_its_cells():
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["Member", "Census", "Pupils"], ["Ash", "2025-10", 5], ["Elm", "2025-10", None]):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    book.save(file)
    (found,) = read_drop({"a.xlsx": file.getvalue()}).sheets
    assert [(problem.cell, problem.message.partition(";")[0]) for problem in found.reading.problems] == [
        ("C2", "one number for the merged cells C2:C3"),
        ("C3", "one number for the merged cells C2:C3"),
    ]
