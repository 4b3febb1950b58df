"""Crooked books never pass: each planted fault is found by exactly the rules that it breaks, where it was planted."""

import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from beancount import loader

from faults import AS_AT, PAGE, RULES, UNSHOWN, base, expected, faults, found, page, planted, unmarked
from ledgers import book_from_text
from nesa_fund.engine import Status, run
from nesa_fund.periods import add_months

SLOW = bool(os.environ.get("NESA_SLOW_TESTS"))
FAULTS = {fault.title: fault for fault in faults()}
BUILT = list(RULES.values())
EVERY = 1 if SLOW else 6  # A fault is asked of the rules that it breaks and of one in so many others, in turn.
MONTH_ENDS = [add_months(date(2025, 10, 1), n) - timedelta(days=1) for n in range(16)]
STOCK = (
    'option "tolerance_multiplier" "0"\noption "operating_currency" "GBP"\nplugin "beancount.plugins.auto_accounts"\n'
)


@pytest.mark.parametrize("title", FAULTS)
def test_a_fault_is_found_by_exactly_the_rules_that_it_breaks(title):
    fault, number = FAULTS[title], list(FAULTS).index(title)
    text = planted(fault)
    broken = {one.rule for one in expected(text)}
    asked = [rule for n, rule in enumerate(BUILT, number) if rule.id in broken or n % EVERY == 0]
    wanted = {one for one in expected(text) if RULES[one.rule].check}
    assert found(text, fault.as_at, asked) == wanted


def test_the_sound_books_keep_every_promise():
    results = run(book_from_text(base()), AS_AT).results
    kept = {result.rule.id: (result.status, result.findings) for result in results}
    assert kept == dict.fromkeys(kept, (Status.SATISFIED, ()))


@pytest.mark.parametrize("day", MONTH_ENDS if SLOW else MONTH_ENDS[6::6], ids=str)
def test_the_sound_books_broke_no_promise_on_any_day_before(day):
    assert [one for one in found(base(), day, BUILT) if one.kind != UNSHOWN] == []


def test_stock_beancount_loads_the_sound_books():
    assert errors_of_beancount(base()) == []


def errors_of_beancount(text):
    _, errors, _ = loader.load_string(STOCK + text)
    return [error.message for error in errors]


@pytest.mark.skipif(not SLOW, reason="long: NESA_SLOW_TESTS=1")
def test_stock_beancount_passes_all_faults_but_a_missing_penny():
    texts = {title: "\n".join(map(unmarked, planted(fault).splitlines())) for title, fault in FAULTS.items()}
    refused = [title for title, text in texts.items() if errors_of_beancount(text)]
    assert refused == ["A penny is missing in an entry"]


def test_there_are_sixty_faults_at_least_and_each_breaks_something():
    assert len(FAULTS) == len(faults()) >= 60
    assert [title for title, fault in FAULTS.items() if not expected(planted(fault))] == []


def test_every_rule_is_broken_by_two_faults_at_least_but_for_altered_files_which_the_demo_shows():
    times = Counter(rule for fault in faults() for rule in {one.rule for one in expected(planted(fault))})
    assert times.keys() == RULES.keys() - {"EVI4"}
    assert min(times.values()) >= 2
    assert "EVI4" in (Path(__file__).parent / "test_demo.py").read_text("utf-8")


def test_the_page_of_faults_is_what_the_faults_say():
    assert PAGE.read_text("utf-8") == page(), "run tests/support/faults.py"
