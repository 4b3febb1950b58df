"""A few seconds of benchmarks/fuzz.py, and cells of every kind that hypothesis can think of."""

import io
import sys
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import accepted, case, independent, judged
from importers.files.reader import read_workbook


@pytest.mark.parametrize("first", [0, 250, 500, 750])
def test_files_at_random_are_refused_or_read_as_another_reader_reads_them(first):
    found = {judged(*case(seed)) for seed in range(first, first + 250)}
    assert found == {"refused", "accepted, alike", "accepted, unjudged"}  # Each of them did occur.


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**7), 10**7, places=2).map(lambda number: f"£{number:,}"),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6)


@settings(max_examples=60)
@given(ROWS)
def test_whatever_stands_in_the_cells_is_refused_or_adds_up(rows):
    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "d/m/yy"}
    book = xlsxwriter.Workbook(file, {"in_memory": True, **plain})
    sheet = book.add_worksheet()
    for number, row in enumerate([["Name", "Amount"], *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    ours = accepted("a.xlsx", file.getvalue())
    assert ours is None or ours == independent("a.xlsx", file.getvalue())


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_any_text_in_csv_is_read_or_refused(rows, encoding):
    text = "\n".join(",".join(row) for row in [["Name", "Amount"], *rows])
    accepted("a.csv", text.encode(encoding, "surrogatepass"))


@settings(max_examples=100)
@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_any_bytes_at_all_are_read_or_refused(content, begin):
    for name in ("a.xlsx", "a.xls", "a.ods", "a.csv"):
        accepted(name, begin + content)


def test_the_judge_finds_what_is_read_wrongly(monkeypatch):
    monkeypatch.setattr(sys.modules["fuzzing"], "accepted", lambda *_: 1)
    with pytest.raises(AssertionError):
        [judged(*case(seed)) for seed in range(40)]
    assert read_workbook("a.csv", b"a").sheets
