"""Crooked books never pass: each planted fault is found by exactly the rules that it breaks, where it was planted."""

import os
from datetime import date, timedelta

import pytest
from beancount import loader

from faults import AS_AT, RULES, UNSHOWN, WARNING, base, expected, faults, found, planted
from nesa_fund.engine import Status, run
from ledgers import book_from_text

SLOW = bool(os.environ.get("NESA_SLOW_TESTS"))
FAULTS = {fault.title: fault for fault in faults()}
BUILT = [rule for rule in RULES.values() if rule.check]


@pytest.mark.parametrize("title", FAULTS)
def test_is_found_by_exactly_the_rules_that_it_breaks(title):
    fault = FAULTS[title]
    text = planted(fault)
    wanted = {one for one in expected(text) if RULES[one.rule].check}
    assert found(text, fault.as_at, BUILT) == wanted
