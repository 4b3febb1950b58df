"""Sheets of payments, statements and answers of one truth, in whatever order: the books are that truth in the end."""

import os

import pytest

from sequences import Habits, told_at_random

SLOW = bool(os.environ.get("NESA_SLOW_TESTS"))
FEW = Habits(members=("Coquet", "Hartside"), days=25)
UNSURE = Habits(told=0.9, referred=0.5, held=0.6)
CLOSE = Habits(told=1, referred=0.5, numbered=0.5, days=30)


def is_told_whole(told):
    """Whether each line is known once, and answered."""
    return len(told.lines()) == len(told.paid) and all(line.answers for line in told.lines())


@pytest.mark.parametrize("seed", [1, 3, 4, 5, 6, 7])
def test_what_was_paid_is_recorded_once_in_whatever_order_it_is_told(tmp_path, seed):
    told = told_at_random(tmp_path / "ledger", seed, FEW._replace(held=0.1 * seed))
    assert (told.problems, told.wrong) == ([], {})
    assert is_told_whole(told)


@pytest.mark.skipif(not SLOW, reason="NESA_SLOW_TESTS is not set")
@pytest.mark.parametrize("habits", [Habits(), UNSURE, CLOSE], ids=["usual", "unsure", "close"])
@pytest.mark.parametrize("seed", range(100, 150))
def test_what_was_paid_is_recorded_once_or_what_is_not_is_said(tmp_path, seed, habits):
    told = told_at_random(tmp_path / "ledger", seed, habits)
    assert told.problems == []
    assert is_told_whole(told)
    assert told.is_said or not told.wrong
