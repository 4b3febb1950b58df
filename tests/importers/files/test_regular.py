"""A sheet as most programs write it reaches as far as one that is looked at cell by cell, or is left to that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.files import limits
from importers.files.regular import reach_of
from importers.files.xlsx import _reach_of_any
from nesa_fund.problems import InputError

VALUES = st.sampled_from(
    ["<v>1</v>", "<f>A1</f><v>2</v>", "<is><t>x</t></is>", '<is><t xml:space="preserve"> x</t></is>', "", "<v/>"]
)
ATTRIBUTES = st.sampled_from(["", ' s="1"', ' t="s"', ' s="2" t="str"', " t='s'"])


@st.composite
def cells(draw, row):
    letters = draw(st.lists(st.sampled_from(["A", "B", "C", "Z", "AA"]), max_size=4))
    if draw(st.booleans()):
        letters = sorted(set(letters), key=lambda one: (len(one), one))
    rows = st.just(row) if draw(st.integers(0, 9)) else st.integers(1, 9)
    return "".join(
        f'<c r="{letter}{draw(rows)}"{draw(ATTRIBUTES)}/>'
        if not draw(st.integers(0, 9))
        else f'<c r="{letter}{draw(rows)}"{draw(ATTRIBUTES)}>{draw(VALUES)}</c>'
        for letter in letters
    )


@st.composite
def sheets(draw):
    numbers = draw(st.lists(st.integers(1, 30), max_size=5))
    if draw(st.booleans()):
        numbers = sorted(set(numbers))
    rows = "".join(f'<row r="{n}">{draw(cells(n))}</row>' for n in numbers)
    before, between, after = (draw(st.sampled_from(["", "", "", '<c r="D4"/>', " "])) for _ in range(3))
    return f"<worksheet>{before}<sheetData>{between}{rows}</sheetData>{after}</worksheet>".encode()


@given(sheets())
def test_it_reaches_as_far_as_cell_by_cell_or_is_left_to_that(part):
    told = reach_of("x.xlsx", part)
    try:
        whole = _reach_of_any("x.xlsx", part)
    except InputError:
        assert told is None
    else:
        assert told in {None, whole}


def test_rows_of_cells_in_order_are_told_at_once():
    rows = b"".join(
        b'<row r="%d" spans="1:2"><c r="A%d" t="s"><v>1</v></c><c r="C%d"><v>2</v></c></row>' % (n, n, n)
        for n in range(1, 50)
    )
    assert reach_of("x.xlsx", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>") == (49, b"C")


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>',
        b'<row r="1"><c r="A2"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><x:c r="B1"><v>1</v></x:c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c><v>1</v></c></row>',
        b'<row r="1"><c r="A1" s="1"/></row>',
        b'<row r="1"/>',
        b"",
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_be_looked_at(rows):
    assert reach_of("x.xlsx", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>") is None


def test_a_sheet_of_more_rows_than_a_list_of_records_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_RECORDS", 3)
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 6))
    with pytest.raises(InputError, match="rows"):
        reach_of("x.xlsx", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
