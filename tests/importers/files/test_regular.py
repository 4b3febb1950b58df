"""A sheet as most programs write it reaches as far as one that is looked at cell by cell, or is left to that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostile import xlsx
from importers.files import limits, regular
from importers.files import xlsx as xlsx_module
from importers.files.regular import frame_of, reach_of
from importers.files.xlsx import _reach_of_any
from nesa_fund.problems import InputError
from packages import parts_of, zipped

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


# Plain sheets


WORKBOOK = parts_of(xlsx(("Member", "Roll"), ("Ash", 1)))
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{}" xmlns:x14ac="urn:x">'.format(
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
)
PLAIN = st.sampled_from(["1", "1", "-2.50", "1E+2", "0", "7", "1e5", "&#49;", "", "x", "1</v><!-- --><v>"])
KINDS = st.sampled_from(
    ["", "", ' spans="1:2"', ' ht="12.8" customHeight="1"', ' x14ac:dyDescent="0.25"', ' hidden="1"']
) | st.sampled_from([' hidden="false"', ' x14ac:hidden="1"', ' t="s"', ' ht="1" ht="2"', ' y:z="1"', ' ht="&#49;"'])


@st.composite
def plain_sheets(draw):
    def cell(letter, row):
        kind = draw(st.sampled_from(["", ' t="s"', ' s="0"', ' s="0" t="n"', ' t="e"', ' t="str"', ' t="s" s="0"']))
        before = draw(st.sampled_from(["", "", "", "<f>1</f>"]))
        return f'<c r="{letter}{row}"{kind}>{before}<v>{draw(PLAIN)}</v></c>'

    numbers = draw(st.lists(st.integers(1, 9), unique=True, max_size=4).map(sorted))
    rows = "".join(f'<row r="{n}"{draw(KINDS)}>{cell("A", n)}{cell("B", n)}</row>' for n in numbers)
    tail = draw(st.sampled_from(["", '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>', "<!-- x -->", "<x>"]))
    return f"{HEAD}<sheetData>{rows}</sheetData>{tail}</worksheet>".encode()


def told(part, *, is_framed):
    """What a workbook with such a sheet is read as, or why not."""
    content = zipped({**WORKBOOK, SHEET: part})
    with pytest.MonkeyPatch.context() as patched:
        if not is_framed:
            patched.setattr(xlsx_module, "frame_of", lambda *_: None)
        try:
            return xlsx_module.xlsx_sheets("x.xlsx", content)
        except InputError as error:
            return [str(problem) for problem in error.problems]


@settings(max_examples=300)
@given(plain_sheets())
def test_a_plain_sheet_is_read_and_refused_as_one_that_is_looked_at_cell_by_cell(part):
    assert told(part, is_framed=True) == told(part, is_framed=False)


@pytest.mark.parametrize(
    ("row", "is_plain"),
    [
        (b'<row r="1" spans="1:2"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>46334.5</v></c></row>', True),
        (b'<row r="1" hidden="false" ht="12.8"><c r="A1" s="0" t="n"><v>-1E-5</v></c></row>', True),
        (b'<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>', False),
        (b'<row r="1" hidden="true"><c r="A1"><v>1</v></c></row>', False),
        (b'<row r="1" x:hidden="1"><c r="A1"><v>1</v></c></row>', False),
        (b'<row r="1" t="s"><c r="A1"><v>1</v></c></row>', False),
        (b'<row r="1"><c r="A1"><f>1</f><v>1</v></c></row>', False),
        (b'<row r="1"><c r="A1" t="e"><v>1</v></c></row>', False),
        (b'<row r="1"><c r="A1" t="str"><v>1</v></c></row>', False),
        (b'<row r="1"><c r="A1" t="s"><v></v></c></row>', False),
        (b'<row r="1"><c r="A1"><v>&#49;</v></c></row>', False),
    ],
)
def test_rows_are_plain_that_hold_numbers_and_places_of_texts_alone(row, is_plain):
    part = b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    found = frame_of("x.xlsx", part)
    assert bool(found) == is_plain
    if found:
        assert (found[1], b"<c " in found[0]) == (reach_of("x.xlsx", part), False)


def test_rows_of_very_many_kinds_are_looked_at(monkeypatch):
    rows = b"".join(b'<row r="%d" ht="%d"><c r="A%d"><v>1</v></c></row>' % (n, n, n) for n in range(1, 6))
    part = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    assert frame_of("x.xlsx", part)
    monkeypatch.setattr(regular, "_MOST_KINDS_OF_ROWS", 4)
    assert frame_of("x.xlsx", part) is None
