"""What each rule says of its own ledgers: how much it tested, and each finding with its sentence, amount and day."""

import pytest

from told import TOLD, kept, names, of_ledger


@pytest.mark.parametrize("name", names())
def test_a_rule_says_of_its_ledger_what_is_written_down(name):
    assert of_ledger(name) == kept(name), f"tests/support/told.py {name} writes it anew"


def test_nothing_is_written_down_of_a_ledger_that_is_gone():
    assert sorted(path.stem for path in TOLD.glob("*.txt")) == names()
