"""A second, slow and plain reading of the design says the same of honest and of altered books as the engine.

The long form is run by hand: NESA_SLOW_TESTS=1 pytest tests/test_oracle.py -n 4
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from alliances import alliance
from alliances_altered import altered
from alliances_office import Made
from nesa_fund.engine import Judged, run
from oracle import Told, told
from oracle_bills import sub4
from oracle_debts import sub5
from oracle_fund import fun3, fun4
from oracle_gifts import sub6
from oracle_shapes import sep1, sep2, sep3, sep4
from oracle_shares import top2, top3

IS_LONG = bool(os.environ.get("NESA_SLOW_TESTS"))
SEEDS = range(200 if IS_LONG else 6)
ALTERED = 10 if IS_LONG else 3
ORACLE: dict[str, Callable[[Told], set[tuple[object, ...]]]] = {
    "SEP1": sep1, "SEP2": sep2, "SEP3": sep3, "SEP4": sep4, "SUB4": sub4, "SUB5": sub5, "SUB6": sub6, "TOP2": top2,
    "TOP3": top3, "FUN3": fun3, "FUN4": fun4,
}  # fmt: skip


def by_oracle(made: Made) -> dict[str, set[tuple[object, ...]]]:
    """Rule -> what the oracle says is breached, of the rules that the engine has too."""
    recorded = {number: one.day for number, one in enumerate(made.batches, 1)}
    read = told(made.texts, made.last, recorded)
    return {rule: check(read) for rule, check in ORACLE.items()}


def by_engine(made: Made) -> dict[str, set[tuple[object, ...]]]:
    """Rule -> what the engine says is breached, named as the oracle names it."""
    results = run(made.book, made.last, only=ORACLE).results
    return {
        result.rule.id: {named(result.rule.id, one, made) for one in result.findings if one.breaks}
        for result in results
    }


def named(rule: str, one: Judged, made: Made) -> tuple[object, ...]:
    finding = one.finding
    if rule in {"SEP1", "SEP2", "SEP4"}:
        return finding.place.file, finding.place.line
    if rule in {"SEP3", "SUB5"}:
        return finding.link, *finding.entities
    if rule == "SUB4":
        return finding.link, finding.entities[0]
    if rule == "FUN4":
        return (made.book.register.year_of(finding.day).name,)
    if rule == "FUN3" and finding.subject:
        return finding.subject, made.book.register.year_of(finding.day).name
    return (finding.about,)


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_and_oracle_find_nothing_in_honest_books(seed):
    made = alliance(seed)
    nothing = {rule: set() for rule in ORACLE}
    assert (by_engine(made), by_oracle(made)) == (nothing, nothing)


@pytest.mark.parametrize("number", range(len(SEEDS) * ALTERED))
def test_engine_and_oracle_find_the_same_in_altered_books(number):
    made, what = changed(number)
    engine, oracle = by_engine(made), by_oracle(made)
    apart = {rule: (engine[rule] - oracle[rule], oracle[rule] - engine[rule]) for rule in engine}
    assert {rule: sets for rule, sets in apart.items() if any(sets)} == {}, what


def changed(number: int) -> tuple[Made, list[str]]:
    """An alliance with some things altered, by a number; all that is altered follows from it."""
    random = Random(f"altered {number}")  # noqa: S311  # Chance that can be had again.
    return altered(alliance(number % len(SEEDS)), random, random.randint(1, 4))


def test_the_oracle_knows_nothing_of_the_program():
    for path in (Path(__file__).parent / "support").glob("oracle*.py"):
        assert "nesa_fund" not in path.read_text("utf-8")
