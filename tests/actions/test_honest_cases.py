"""What an honest officer may have to record, by honest_cases.md: none of it is refused, recorded wrongly, or found."""

import re
import shutil
from pathlib import Path

import pytest

from nesa_fund.money import parse_pence
from sheets import balances
from year import Event, Year, events

CASES = list(events((Path(__file__).parent / "honest_cases.md").read_text("utf-8")))
_ROW = re.compile(r"^\| ([A-Z]\S+) \| (\S+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    """The alliance that every case begins from."""
    year = Year(tmp_path_factory.mktemp("alliance"))
    year.tell(CASES[0])
    return year.root


def test_there_are_thirty_cases_at_least():
    assert len({case.title for case in CASES[1:]}) == len(CASES) - 1 >= 30


def steps(case):
    """Each sheet and each command of a case, one at a time."""
    for info, body in case.given:
        for part in [body] if info.startswith("csv ") else body.splitlines():
            yield Event("", "", "", [(info, part)])


@pytest.mark.parametrize("case", CASES[1:], ids=lambda case: case.title)
def test_an_honest_case_is_recorded_as_it_was(alliance, case, tmp_path):
    year = Year(tmp_path)
    year.root = tmp_path / "ledger"
    shutil.copytree(alliance, year.root)
    for step in steps(case):
        year.tell(step)  # It checks what must hold after every single one.
    after = balances(year.root)
    left = {account: parse_pence(amount) for account, amount in _ROW.findall(case.text)}
    assert {account: after.get(account, 0) for account in left} == left
