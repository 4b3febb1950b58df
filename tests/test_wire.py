"""What goes from one process to another comes out as it went in."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund import wire
from nesa_fund.entries import Place, Posting, Transaction
from nesa_fund.rows import META, Rows

words = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=6)
transactions = st.builds(
    Transaction,
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    words,
    words,
    words,
    st.dictionaries(st.sampled_from(META), words, max_size=4),
    st.lists(st.builds(Posting, words, st.integers(-(10**13), 10**13), words), max_size=3).map(tuple),
    st.builds(Place, st.integers(1, 9), words, st.integers(1, 10**6)),
)


def sent_on(rows: Rows) -> Rows:
    answered = io.BytesIO(b"".join(wire.sent(rows)))
    found = wire.received(answered)
    assert not answered.read()
    return found


@given(st.lists(transactions, max_size=5), st.booleans())
def test_rows_come_out_as_they_went_in(some, is_packed):
    rows = Rows()
    for n, one in enumerate(some):
        rows.add(one, owner="Elm", links=1 + n % 2, part_pence=frozenset({0}) if n else frozenset())
    found = sent_on(rows.packed() if is_packed else rows)
    assert found == rows
    assert [found.transaction(n) for n in range(len(some))] == [rows.transaction(n) for n in range(len(some))]


@pytest.mark.parametrize("count", [1, 256, 257, 70_000])
def test_columns_of_few_values_and_of_many_come_out_alike(count):
    rows, texts = Rows(), [f"text {n}" for n in range(count)]
    day = [date(2025, 9, 1)] * count
    rows.add_columns(
        (2, "batches/0002/Elm.beancount", "Elm"),
        day=day, line=range(count), payee=texts, narration=[""] * count, link=texts, meta={"number": texts},
        counts=[1] * count, account=texts, pence=range(count), commodity=["GBP"] * count,
    )  # fmt: skip
    assert sent_on(rows.packed()) == rows


def test_a_text_of_two_lines_is_nothing_that_a_ledger_holds():
    rows = Rows()
    rows.add(Transaction(date(2025, 9, 1), "", "one\ntwo", "Elm-1", {}, (), Place()), owner="Elm")
    with pytest.raises(AssertionError, match="narration has a line break"):
        list(wire.sent(rows))
