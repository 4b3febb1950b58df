"""The tests of the rules can fail: each comparison, limit and condition, changed, turns one of them red."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from mutants import ROOT, Mutant, equivalents, modules, mutants
from mutants_tried import Report
from nesa_fund.rules import CATALOGUE

SLOW = bool(os.environ.get("NESA_SLOW_TESTS"))
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="tries each mutant in a fork")
SOURCE = """
'''A rule.'''

def check(book: Book | None, as_at, least=1):
    days = book.days.between(book.first, as_at)
    late = book.pence.gt(0) & ~days if not days < as_at else -2
    kept = late.isin(book.all(Kept)) | late.searchsorted(days, side="left").any()
    kept = kept.groupby(days).transform("min").clip(lower=days)
    return [one + 1 for one in kept if 0 <= one.pence != True and one in f"{late[3]}"]

RULE = Rule("SUB1", "agreed first", promises=(4,), check=check)
"""
UNSEEN = """
from mutants import Mutant, equivalents, mutants
from mutants_tried import survivors

known = [mutant for mutant in mutants("sep1_one_entity") if mutant.key in equivalents()]
broken = Mutant("sep1_one_entity", 0, "", "", lambda: compile("raise RuntimeError", "broken", "exec"))
print(known and survivors([broken, *known], by_tests=False) == known)
"""


def test_each_comparison_number_and_condition_is_changed_and_nothing_else(tmp_path):
    path = tmp_path / "rule.py"
    path.write_text(SOURCE)
    made = Counter((mutant.number, mutant.change) for mutant in mutants("rule", tmp_path))
    assert made == Counter(
        [
            *[(4, "1 to 2"), (4, "1 to 0")],
            *[(5, "between, only its left end"), (5, "between, only its right end")],
            *[(6, "& to |"), (6, ".gt to .ge"), (6, "0 to 1"), (6, "0 to -1"), (6, "without ~")],
            *[(6, "without not"), (6, "< to <="), (6, "2 to 3"), (6, "2 to 1")],
            *[(7, "| to &"), (7, "isin to ~isin"), (7, "side=left to right"), (7, ".any to .all")],
            *[(8, "min to max"), (8, "lower= to upper=")],
            *[(9, "+ to -"), (9, "1 to 2"), (9, "1 to 0"), (9, "and to or"), (9, "<= to <"), (9, "!= to ==")],
            *[(9, "0 to 1"), (9, "0 to -1"), (9, "in to not in"), (9, "3 to 4"), (9, "3 to 2")],
        ]
    )


def test_a_change_made_twice_on_one_line_is_known_by_its_number(tmp_path):
    (tmp_path / "rule.py").write_text("is_late = day < last or day < first\n")
    made = [mutant.change for mutant in mutants("rule", tmp_path)]
    assert made == ["or to and", "< to <=", "< to <= (no. 2)"]


def test_every_rule_has_mutants_and_a_reason_is_given_only_for_mutants():
    made = {module: {mutant.key for mutant in mutants(module)} for module in modules()}
    with_mutants = {module.partition("_")[0].upper() for module, keys in made.items() if keys}
    assert {rule.id for rule in CATALOGUE} <= with_mutants
    assert equivalents().keys() - set().union(*made.values()) == set()
    assert all(len(why.split()) > 2 for why in equivalents().values())


def ran(*command):
    support = ROOT / "tests" / "support"
    paths = os.pathsep.join(filter(None, (str(ROOT), str(support), os.environ.get("PYTHONPATH"))))
    told = {**os.environ, "PYTHONPATH": paths}
    run = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False, env=told, cwd=support)
    return run.stdout + run.stderr


@needs_fork
@pytest.mark.parametrize(("module", "count"), [("sep2_balances_to_the_penny", 9), ("evi1_source_kept", 14)])
def test_no_mutant_of_a_small_rule_survives(module, count):
    told = ran("mutants_tried.py", module)
    assert told == f"{module}: {count} mutants, {count} seen, 0 equivalent, 0 survived\n"


@needs_fork
def test_what_changes_nothing_survives_and_what_breaks_does_not():
    assert ran("-c", UNSEEN) == "True\n"


def test_a_survivor_and_a_needless_reason_are_told_with_their_lines():
    mutant = Mutant("nights", 7, "day < last", "< to <=", str)
    assert str(Report("nights", 5, 1, [mutant], [mutant])) == (
        "nights: 5 mutants, 3 seen, 1 equivalent, 1 survived\n"
        "  survived: nights.py:7: < to <=: day < last\n"
        "  not equivalent: nights.py:7: < to <=: day < last"
    )


@needs_fork
@pytest.mark.skipif(not SLOW, reason="long: NESA_SLOW_TESTS=1")
@pytest.mark.parametrize("module", modules())
def test_no_mutant_survives(module):
    told = ran("mutants_tried.py", module)
    assert told.startswith(f"{module}: ")
    assert told.endswith(", 0 survived\n")
