"""Streams: known words mean one stream, a word of its own is another, and a slip is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.kinds.streams import STREAMS, nearest, stream_of


@pytest.mark.parametrize(
    ("words", "stream"),
    [
        ("General Annual Grant", "GAG"),
        ("gag", "GAG"),
        ("Dedicated Schools Grant", "BudgetShare"),
        ("budget share", "BudgetShare"),
        ("Pupil premium", "PupilPremium"),
        ("UIFSM", "UIFSM"),
        ("PE & sport premium", "PESportPremium"),
        ("Teachers’ pay grant", "TeachersPay"),
        ("WraparoundGrant", "WraparoundGrant"),
    ],
)
def test_words_mean_a_stream(words, stream):
    assert stream_of(words) == stream


@pytest.mark.parametrize("words", ["PupilPremum", "Budgetshares", "wraparound grant", "Wraparound grant", "", "Über"])
def test_a_slip_or_several_unknown_words_mean_none(words):
    assert stream_of(words) is None


def test_the_nearest_are_named():
    assert nearest("Pupil premum")[0] == "PupilPremium"
    assert len(nearest("???")) == 3


def test_no_words_mean_two_streams():
    words = [word.casefold() for name, others in STREAMS.items() for word in (name, *others)]
    assert len(words) == len(set(words))


@given(st.text(max_size=20))
def test_whatever_is_a_stream_can_stand_in_an_account(text):
    stream = stream_of(text)
    assert stream is None or (stream.isascii() and stream.isalnum() and stream[0].isupper())
