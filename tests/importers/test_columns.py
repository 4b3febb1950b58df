"""Headers by alias, and what a person importing may say of a sheet."""

import subprocess
import sys

import pytest

from importers.columns import Column, Layout, layout_for, layout_from_options, match_headers
from nesa_fund.problems import InputError

COLUMNS = (
    Column("Invoice no", "number", ("Inv Ref", "Invoice number"), required=True),
    Column("Net", "net", ("Net amount", "£")),
    Column("URN", "urn"),
    Column("Pupils", "pupils", ("NOR",)),
)


def found(*headers, layout=Layout()):
    return match_headers(dict(enumerate(headers)), COLUMNS, layout)


@pytest.mark.parametrize("header", ["Invoice No.", "INVOICE\nNUMBER", " inv-ref ", "Invoice  no:"])
def test_a_header_is_known_whatever_its_case_punctuation_and_line_breaks(header):
    assert found(header) == {"Invoice no": [0]}


@pytest.mark.parametrize("header", ["Invoice note", "Invoice", "No", ""])
def test_a_header_that_only_resembles_a_column_is_not_it(header):
    assert found(header) == {}


def test_a_header_of_signs_alone_can_be_an_alias():
    assert found("£", "%") == {"Net": [0]}


def test_columns_are_found_in_any_order_and_twice_where_they_are_twice():
    assert found("Net amount", "x", "Invoice no", "Net") == {"Invoice no": [2], "Net": [0, 3]}


def test_a_mapped_header_is_that_column_alone():
    layout = Layout(maps={"Pupils": "Net"})
    assert found("Net", "Net amount", "NOR", layout=layout) == {"Net": [1], "Pupils": [0]}


def test_a_column_mapped_to_nothing_is_left_unread():
    assert found("URN", "Net", layout=Layout(maps={"URN": ""})) == {"Net": [1]}


def test_options_are_read_as_they_are_written():
    layout = layout_from_options(["Pupils=nor_jan=2023", "URN="], ["Census=2023-01"], ["Pupils"])
    assert layout == Layout({"Pupils": "nor_jan=2023", "URN": ""}, {"Census": "2023-01"}, ("Pupils",))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"maps": ["Pupils"]}, "not of the form"),
        ({"maps": ["=x"]}, "not of the form"),
        ({"maps": ["URN=a", "URN=b"]}, "twice"),
        ({"sets": ["Census="]}, "needs a value"),
    ],
)
def test_an_option_that_is_not_clear_is_refused(options, sentence):
    with pytest.raises(InputError, match=sentence):
        layout_from_options(**options)


def test_a_layout_may_write_a_column_in_any_case():
    assert layout_for(COLUMNS, Layout({"invoice NO": "x"}, {"urn": "1"}, ("pupils",))) == Layout(
        {"Invoice no": "x"}, {"URN": "1"}, ("Pupils",)
    )


@pytest.mark.parametrize(
    "layout", [Layout(maps={"Pupil": "x"}), Layout(sets={"Pupil": "x"}), Layout((), {}, ("Pupil",))]
)
def test_a_column_that_the_kind_lacks_is_an_error_with_the_nearest(layout):
    layout = Layout(dict(layout.maps), layout.sets, layout.skip_blank)
    with pytest.raises(InputError, match=r"no column of that name; nearest: Pupils; columns: Invoice no, Net"):
        layout_for(COLUMNS, layout)


def test_declaring_columns_loads_no_heavy_library():
    code = (
        "import sys, importers.columns; print(sorted({'pydantic', 'openpyxl', 'python_calamine'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
