"""SUB7 in words: what was paid beyond what was owed, what was bought for whom, and how much was looked at."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

AS_AT = date(2026, 8, 31)


def result_of(text):
    (result,) = run(book_from_text(text), AS_AT, only=["SUB7"]).results
    return result


@pytest.fixture(scope="module")
def result():
    return result_of(ledger_text(Path(__file__).parent, "sub7"))


@pytest.mark.parametrize(
    ("link", "day", "message", "pence"),
    [
        ("Hartside-2", 10, "the Fund pays Hartside First School £0.01, £0.01 more than it owes it on Hartside-2", 1),
        ("Hartside-2", 11, "the Fund pays Hartside First School £2.00, £2.00 more than it owes it on Hartside-2", 200),
        (
            "Hartside-3",
            13,
            "the Fund pays Hartside First School £60.00, £40.00 more than it owes it on Hartside-3",
            4000,
        ),
        ("Fund-H-1", 4, "the Fund pays Hartside First School £40.00, £40.00 more than it owes it on Fund-H-1", 4000),
        (
            "Fund-M-3",
            1,
            'the Fund spends £90.00 of contributions on "roof", a plan line for Hartside First School alone',
            9000,
        ),
        ("Fund-F-1", 11, 'the Fund pays £50.00 to "COQUET HIGH" as a firm, which is the member Coquet', 5000),
    ],
)
def test_what_is_beyond_what_is_owed_or_for_one_alone_is_said(result, link, day, message, pence):
    (found,) = [one.finding for one in result.findings if (one.finding.link, one.finding.day.day) == (link, day)]
    assert (found.message, found.pence) == (message, pence)
    assert found.entities[0] == "Fund"


def test_each_payment_to_a_member_each_purchase_and_each_payment_of_a_firm_is_counted(result):
    to_members = (1, 6000, 4000, 1, 200, 3000, 3000, 1000, 700, 3000, 2500, 4000, 1500)
    bought = (10000, 2000, 1000, 50000, 10000, 10000, 6000, 4000, 10000, 10000, 10000, 10000, 5000)
    firms = (5000, 10000)
    every = (*to_members, *bought, *firms)
    assert (result.tested, result.value_pence) == (len(every), sum(every))


def test_a_fund_that_spent_nothing_bailed_out_no_one():
    result = result_of('2025-09-01 custom "alliance" "Coast and Castle Alliance"\n')
    assert (result.status, result.tested) == (Status.NOT_APPLICABLE, 0)
