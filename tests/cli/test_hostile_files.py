"""Hostile files through the command: each refused with a sentence, the ledger as it was."""

import pytest

from folders import digest
from hostile import REFUSED, lying_dimension
from sheets import facts


@pytest.mark.parametrize("called", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence_and_the_ledger_is_as_it_was(called, root, nesa, tmp_path):
    name, make, sentence = REFUSED[called]
    (tmp_path / name).write_bytes(make())
    before = digest(root)
    code, _, said = nesa(tmp_path / name)
    assert code == 2
    assert said.startswith(name)
    assert sentence in said.splitlines()[0]
    assert digest(root) == before


def test_a_dimension_that_lies_loses_no_row(root, nesa, tmp_path):
    (tmp_path / "rolls.xlsx").write_bytes(lying_dimension())
    code, said, _ = nesa(tmp_path / "rolls.xlsx")
    assert (code, "rolls: 2 new" in said) == (0, True)
    assert [fact.split()[3:5] for fact in facts(root, "roll")][-2:] == [['"Hartside"', "7"], ['"Coquet"', "8"]]
