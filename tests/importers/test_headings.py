"""The headings of somebody's sheets, from which they choose what each column of ours is called."""

from io import BytesIO

import openpyxl
import pytest

from importers.files.opening import Opening
from importers.headings import Headings, headings_of
from importers.kinds import KINDS
from sheets import csv_text, xlsx

THEIRS = (("Census return of the autumn",), (), ("School", "NOR Jan", "Year group"), ("Hartside", "100", "5"))
ROLLS = KINDS["rolls"]


def found(kind=None, **files):
    opening = Opening({name.replace("_", "."): content for name, content in files.items()})
    return headings_of(opening, kind)


def test_they_are_those_of_the_row_of_most_words_under_a_banner():
    assert found(a_csv=csv_text(THEIRS)) == Headings(("School", "NOR Jan", "Year group"), {})
    assert found(ROLLS, a_csv=csv_text(THEIRS)).found == {"Member": "School"}


def test_of_a_known_kind_they_are_those_of_the_row_that_has_most_of_its_columns_in_two_lines_too():
    rows = (("a", "b", "c", "d"), ("Member", "Pupils", "Number of the"), ("", "", "census"), ("Elm", "5", "2026-01"))
    assert found(ROLLS, a_csv=csv_text(rows)).found == {"Member": "Member", "Pupils": "Pupils"}
    two = (("Member", "Census", ""), ("", "month", "Pupils"), ("Elm", "2026-01", "5"))
    assert found(ROLLS, a_csv=csv_text(two)).found == {"Member": "Member", "Census": "Census month", "Pupils": "Pupils"}


def test_those_of_several_sheets_stand_one_after_another_each_once():
    book = xlsx({"One": THEIRS[2:], "Two": (("School", "Days"), ("Elm", 5))})
    assert found(a_xlsx=book, b_csv=csv_text((("Days", "Lead"), ("5", "Elm")))).every == (
        "School", "NOR Jan", "Year group", "Days", "Lead"
    )  # fmt: skip


def test_a_file_that_can_not_be_read_has_none_and_one_aside_is_not_looked_at():
    files = {"a.xlsx": b"PK\x03\x04broken", "b.csv": csv_text(THEIRS), "c.csv": b"", "minute.pdf": b"%PDF"}
    assert headings_of(Opening(files)).every == ("School", "NOR Jan", "Year group")
    assert headings_of(Opening(files), aside="b.csv") == Headings((), {})


@pytest.mark.parametrize("include_hidden", [False, True])
def test_hidden_ones_are_there_where_they_are_read(include_hidden):
    book, file = openpyxl.Workbook(), BytesIO()
    for row in THEIRS[2:]:
        book.active.append(row)
    book.active.column_dimensions["B"].hidden = True
    book.save(file)
    headings = headings_of(Opening({"a.xlsx": file.getvalue()}), include_hidden=include_hidden)
    assert ("NOR Jan" in headings.every) == include_hidden
