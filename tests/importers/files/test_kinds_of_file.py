"""One sheet as Excel, an older Excel and OpenDocument keep it: the same cells, hidden rows and merged cells."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from importers.files.reader import read_workbook
from importers.workbook import BadCell

KEPT = Path(__file__).parent / "kept"  # One sheet, saved by LibreOffice in three ways.
ENDINGS = ("xlsx", "xls", "ods")
TWICE = BadCell("one number for the merged cells D6:D7; unmerge them, and write what belongs to each row")


def kept(ending):
    return read_workbook(f"looks.{ending}", (KEPT / f"looks.{ending}").read_bytes())


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_kind_of_file_gives_the_same_cells(ending):
    rows = kept(ending).sheets[0].rows
    assert rows[0] == ["Invoice no", "Date", "Supplier", "Net", "Note", "Secret"]
    assert rows[1] == ["00123", date(2025, 11, 14), "Hartside", 1200.5, "xy", "a"]
    assert rows[2] == [124, date(2025, 11, 15), "Hartside", 12, BadCell("holds the error #N/A"), "b"]
    assert rows[3][4] == BadCell("holds the error #DIV/0!")
    assert rows[4] == ["Café £ ☃", datetime(2025, 11, 16, 9, 30), "Ash", 0.1, 2, "d"]  # noqa: DTZ001  # As in a cell.
    assert rows[5] == ["one", date(2025, 11, 17), "Elm", TWICE, time(9, 30), "e"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_kind_of_file_tells_what_is_hidden_and_what_is_merged(ending):
    first, second = kept(ending).sheets
    assert (first.name, first.hidden, first.hidden_rows, first.hidden_columns) == ("Invoices", False, {4}, {5})
    assert (second.name, second.hidden) == ("Old", True)
    assert first.remarks == ("merged cells stand for each of their rows: C2:C3",)


def test_a_formula_that_gives_no_text_is_blank_where_the_file_tells_so():
    assert [kept(ending).sheets[0].rows[6][4] for ending in ("xlsx", "ods")] == [None, None]
    old = kept("xls").sheets[0].rows
    assert "or was never calculated: this old kind of file does not tell" in old[6][4].reason
    assert set(old[7]) == {None}  # Its row has nothing else: nobody's record is lost.


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("called", ENDINGS)
def test_a_workbook_of_another_name_is_read_as_what_it_is(ending, called):
    read = read_workbook(f"a.{called}", (KEPT / f"looks.{ending}").read_bytes())
    assert read.sheets[0].rows == kept(ending).sheets[0].rows
