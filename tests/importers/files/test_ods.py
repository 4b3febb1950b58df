"""Opening an OpenDocument spreadsheet: every value by its type, what repeats counted before it is made."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from importers.files.reader import read_workbook
from importers.workbook import BadCell
from nesa_fund.problems import InputError
from packages import ods, parts_of, with_part, zipped

NO_VALUE = BadCell("holds a formula without a calculated value; open it, save, and try again")
NO_DATE = BadCell("holds a date that can't be read; type it again")
LOOKS = Path(__file__).parent / "kept/looks.ods"


def row(*cells, **attributes):
    return f"<table:table-row{said(attributes)}>{''.join(cells)}</table:table-row>"


def cell(text="", tag="table-cell", **attributes):
    inner = text if text.startswith("<") else f"<text:p>{text}</text:p>" if text else ""
    return f"<table:{tag}{said(attributes)}>{inner}</table:{tag}>"


def number(value, **attributes):
    return cell(str(value), value_type="float", value=value, **attributes)


def said(attributes):
    office = {"value_type", "value", "date_value", "time_value", "boolean_value", "string_value"}
    names = {name: f"{'office' if name in office else 'table'}:{name.replace('_', '-')}" for name in attributes}
    return "".join(f' {names[name]}="{value}"' for name, value in attributes.items())


def rows(content):
    return read_workbook("a.ods", content).sheets[0].rows


def refusal(content):
    with pytest.raises(InputError) as caught:
        read_workbook("a.ods", content)
    assert str(caught.value).startswith("a.ods: ")
    return str(caught.value)


@pytest.mark.parametrize(
    ("of_file", "value"),
    [
        (number("12.50"), 12.5),
        (number("1e2"), 100.0),
        (cell("£3.00", value_type="currency", value="3"), 3.0),
        (cell("2/10/25", value_type="date", date_value="2025-10-02"), date(2025, 10, 2)),
        (cell("x", value_type="date", date_value="2025-10-02T00:00:00"), date(2025, 10, 2)),
        (cell("x", value_type="date", date_value="2025-10-02T09:30:00"), datetime(2025, 10, 2, 9, 30)),  # noqa: DTZ001
        (cell("x", value_type="time", time_value="PT09H30M01.5S"), time(9, 30, 1, 500_000)),
        (cell("x", value_type="time", time_value="PT26H00M00S"), timedelta(hours=26)),
        (cell("TRUE", value_type="boolean", boolean_value="true"), True),
        (cell("00123", value_type="string"), "00123"),
        (cell("shown", value_type="string", string_value="meant"), "meant"),
        (cell("a<text:s text:c='2'/>b<text:tab/>c<text:line-break/><text:span>d</text:span>"), "a  b\tc\nd"),
        (cell("<text:p>a</text:p><text:p>b</text:p>"), "a\nb"),
        (cell("<office:annotation><text:p>a note</text:p></office:annotation><text:p>a</text:p>"), "a"),
        (cell("a<office:annotation><text:p>a note</text:p></office:annotation>b"), "ab"),
        (cell("  "), None),
        (cell(), None),
        (cell("<text:p/>", formula="of:=[.A1]"), None),
        (cell(formula="of:=[.A1]"), NO_VALUE),
        (cell("#REF!", formula="of:=[.A1]", value_type="string"), BadCell("holds the error #REF!")),
        (cell("Err:502", value_type="string", string_value=""), BadCell("holds the error Err:502")),
        (cell("x", value_type="date", date_value="2025-02-30"), NO_DATE),
        (number("1_000"), BadCell("holds a float that can't be read; type it again")),
        (number("٣"), BadCell("holds a float that can't be read; type it again")),
        (cell("x", value_type="float"), BadCell("holds a float that can't be read; type it again")),
        (cell("12", value="13"), BadCell("holds a value of no type; type it again")),
        (cell("x", value_type="void", value="1"), BadCell("holds a void that can't be read; type it again")),
    ],
)
def test_a_cell_is_what_its_type_says(of_file, value):
    assert repr(rows(ods(row(of_file, cell("end"))))) == repr([[value, "end"]])  # Equal is not enough: 1 == True.


def test_blanks_that_repeat_keep_places_and_values_that_repeat_are_values():
    content = ods(
        row(cell(number_columns_repeated=2), number(1, number_columns_repeated=2))
        + row(cell(number_columns_repeated=16384), number_rows_repeated=3)
        + row(cell("x"), number_rows_repeated=2)
        + row(cell(number_columns_repeated=16384), number_rows_repeated=1048570)
    )
    assert rows(content) == [[None, None, 1, 1], [], [], [], ["x"], ["x"]]


@pytest.mark.parametrize(
    "repeats",
    [
        row(number(1, number_columns_repeated=10**12)),
        row(number(1), number_rows_repeated=10**12),
        row(cell(number_columns_repeated=10**12), number(1)),
        row(cell(), number_rows_repeated=10**12) + row(number(1)),
        row(*[number(1, number_columns_repeated=16384)] * 2),
    ],
)
def test_what_is_beyond_the_last_cell_is_refused(repeats):
    assert "beyond the last row or column" in refusal(ods(repeats))


def test_what_repeats_too_often_within_a_sheet_is_refused():
    assert "repeats cells until" in refusal(
        ods(row(number(1, number_columns_repeated=16384), number_rows_repeated=2000))
    )
    assert "repeats cells until" in refusal(ods(row(cell(number_columns_repeated=16383), number(1)) * 306))


@pytest.mark.parametrize("count", ["0", "-1", "x", "9" * 5000])
def test_a_number_of_repeats_that_is_none_is_refused(count):
    assert "not a workbook that can be read" in refusal(ods(row(number(1, number_columns_repeated=count))))


def test_types_of_its_own_and_entities_are_refused():
    for declared in (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x>",
    ):
        assert "declares types of its own" in refusal(ods(row(number(1)), declared=declared))
    assert "not a workbook that can be read" in refusal(ods(row(cell("&a;"))))


def test_a_table_within_a_table_is_refused():
    inner = f"<table:table>{row(number(1))}</table:table>"
    assert "a table within a table" in refusal(ods(row(cell(inner))))
    assert "a table within a table" in refusal(ods(row(number(1)) + inner))


@pytest.mark.parametrize("cells", [number(1), row(row(number(1))), row(f"<table:x>{number(1)}</table:x>")])
def test_cells_outside_the_rows_of_a_table_are_refused(cells):
    assert "has cells outside the rows of a table" in refusal(ods(row(number(2)) + cells))


def test_changes_that_were_tracked_are_no_cells():
    tracked = f"<table:tracked-changes><table:deletion>{row(number(5))}</table:deletion></table:tracked-changes>"
    assert rows(ods(row(number(1)), before=tracked)) == [[1]]


def test_a_hidden_sheet_is_known_by_its_style():
    looks = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta2" style:family="table">{looks}</style:style>'
    hidden = ods(row(number(1)), styles=styles, table=' table:style-name="ta2"')
    assert [read_workbook("a.ods", one).sheets[0].hidden for one in (hidden, ods(row(number(1))))] == [True, False]


def test_filtered_rows_are_hidden_rows():
    content = ods(row(cell("a")) + row(cell("b"), visibility="filter", number_rows_repeated=2))
    assert read_workbook("a.ods", content).sheets[0].hidden_rows == {2, 3}


def test_what_lies_beneath_merged_cells_is_a_bad_cell():
    content = ods(row(number(1, number_columns_spanned=2, number_rows_spanned=1), number(2, tag="covered-table-cell")))
    assert rows(content)[0][1] == BadCell("lies unseen beneath the merged cells A1:B1; unmerge them, and look at it")


def test_a_protected_and_a_damaged_file_are_refused():
    manifest = "<manifest><encryption-data/></manifest>"
    plain = ods(row(number(1)))
    assert "protected by a password" in refusal(with_part(plain, "META-INF/manifest.xml", manifest))
    assert "protected by a password" in refusal(with_part(plain, "encrypted-package", "x"))
    assert "damaged or cut short" in refusal(plain[:-30])
    assert "not a workbook that can be read" in refusal(with_part(plain, "content.xml", "<office"))
    assert "not a workbook that can be read" in refusal(zipped({"mimetype": parts_of(plain)["mimetype"]}))
    assert "no sheet with cells" in refusal(with_part(plain, "content.xml", "<a/>"))
    assert "far bigger inside" in refusal(with_part(plain, "content.xml", b" " * 2_000_000))


def test_calamine_reads_the_same_cells_of_a_kept_file():
    theirs = CalamineWorkbook.from_path(LOOKS).get_sheet_by_index(0).to_python(skip_empty_area=False)
    ours = read_workbook("a.ods", LOOKS.read_bytes()).sheets[0].rows
    filled = ((2, 2), (6, 3))  # Beneath merged cells.
    for row_number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        for column, value in enumerate(one):
            if not isinstance(value, BadCell) and (row_number, column) not in filled:
                assert (value or "") == other[column]
