"""The records of a sheet, one by one and column by column."""

from hypothesis import given
from hypothesis import strategies as st

from importers.records import Records

CELLS = st.lists(st.none() | st.integers(0, 3), max_size=4)


@given(st.lists(CELLS, max_size=6), st.data())
def test_a_column_is_what_the_records_have_there(cells, data):
    numbers = data.draw(st.lists(st.integers(1, len(cells)), unique=True).map(sorted)) if cells else []
    records = Records(cells, numbers, {"Net": 1, "Day": 3}, (0,), {"Supplier": "Ash"})
    for name in ("Net", "Day", "Supplier", "Number"):
        assert list(records.column(name)) == [record.values.get(name) for record in records]
