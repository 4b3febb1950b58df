"""What goes between two processes: every value comes out as it went in, type and all."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from importers.files.wire import received, sent
from importers.workbook import BadCell, Sheet, Workbook
from nesa_fund.problems import Problem

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.dates(),
    st.datetimes().map(lambda one: one.replace(fold=0)),
    st.times().map(lambda one: one.replace(fold=0)),
    st.timedeltas(),
    st.builds(BadCell, st.text()),
)
SHEETS = st.lists(st.tuples(st.text(), st.booleans(), st.lists(st.lists(VALUES))), max_size=3)


@given(SHEETS)
def test_a_workbook_comes_out_as_it_went_in(said):
    workbook = Workbook("a.xlsx", tuple(Sheet("a.xlsx", name, rows, hidden) for name, hidden, rows in said))
    line = sent(workbook)
    found = received(line, "a.xlsx")
    assert "\n" not in line
    assert repr(found) == repr(workbook)  # Equal is not enough: 1 == 1.0 == True.


def test_what_is_no_number_comes_out_as_no_number():
    found = received(sent(Workbook("a.xlsx", (Sheet("a.xlsx", "S", [[float("nan"), float("inf")]]),))), "a.xlsx")
    assert repr(found.sheets[0].rows) == "[[nan, inf]]"


@given(st.lists(st.builds(Problem, *[st.text()] * 6)))
def test_what_is_wrong_comes_out_as_it_went_in(problems):
    assert received(sent(problems), "a.xlsx") == problems


def test_a_datetime_at_midnight_is_no_date():
    cells = [
        datetime(2025, 9, 1),  # noqa: DTZ001  # As a cell has it.
        date(2025, 9, 1),
        time(9),
        timedelta(days=-1, microseconds=1),
    ]
    found = received(sent(Workbook("a.xlsx", (Sheet("a.xlsx", "S", [cells]),))), "a.xlsx")
    assert [type(value) for value in found.sheets[0].rows[0]] == [datetime, date, time, timedelta]
