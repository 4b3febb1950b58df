"""Exceptions: one breach, accepted by the minute of each who bears the loss, and only where it may be."""

from datetime import date

import pytest

from nesa_fund.engine import Status, run
from nesa_fund.rules import CATALOGUE
from nesa_fund.store import open_ledger
from sheets import alliance, facts, lines, refusal, sheet, take

HEADER = ("Rule", "Link", "Amount", "Date", "Until", "Reason", "Minutes")
ROW = (
    "sub1", "Hartside-7", 1200, "05/03/2026", "31/08/2026", "Taught before it was agreed",
    "Hartside Middle: FGB 2026-03-03/5; Coquet High: FGB 2026-03-05/4",
)  # fmt: skip
INVOICE = [
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Category"),
    ("7", "14/11/2025", "Hartside", "Coquet", "Cello", 1200, "Teaching"),
]


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def exception(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def status(root, rule):
    (result,) = run(open_ledger(root).book, date(2026, 3, 10), only=[rule]).results
    return result.status


def test_an_exception_accepts_the_breach_that_it_names(root):
    take(root, INVOICE)
    assert status(root, "SUB1") is Status.BREACHED
    take(root, exception())
    assert facts(root, "exception") == [
        lines(
            """
            2026-03-05 custom "exception" "SUB1" "Hartside-7" 1200.00 GBP
              until: 2026-08-31
              minutes: "Hartside: FGB 2026-03-03/5; Coquet: FGB 2026-03-05/4"
              reason: "Taught before it was agreed"
            """
        )
    ]
    assert status(root, "SUB1") is not Status.BREACHED
    assert take(root, exception()).batch is None


def test_an_exception_and_what_it_accepts_may_come_in_one_drop(root):
    take(root, sheet(exception(), "exceptions.xlsx"), sheet(INVOICE, "invoices.xlsx"))
    assert status(root, "SUB1") is not Status.BREACHED


def test_another_amount_is_a_difference(root):
    take(root, exception())
    assert "amount is recorded as £1,200.00, now £1,300.00; to correct it" in refusal(root, exception(Amount=1300))


@pytest.mark.parametrize("rule", [rule.id for rule in CATALOGUE if not rule.can_be_excepted])
def test_what_is_never_accepted_is_refused(root, rule):
    assert "is never accepted; it is to be put right" in refusal(root, exception(Rule=rule))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Rule": "SUB99"}, 'A2] Rule "SUB99": no rule of that id; those that take an exception: SUB1, SUB2'),
        ({"Amount": -1}, 'C2] Amount "-1": is below zero; the amount is what the exception covers at most'),
        ({"Until": "04/03/2026"}, 'E2] Until "04/03/2026": is before Date'),
        ({"Reason": None}, "F2] Reason: is blank"),
        ({"Minutes": "FGB 5"}, 'G2] Minutes "FGB 5": FGB 5 is not like Hartside: FGB 2026-03-03/5, with ; between two'),
        ({"Minutes": "Nobody: 5"}, 'G2] Minutes "Nobody: 5": no member of that name'),
        ({"Minutes": "Coquet: 5; Coquet High: 6"}, 'G2] Minutes "Coquet: 5; Coquet High: 6": names Coquet twice'),
        ({"Minutes": ";"}, 'G2] Minutes ";": names nobody; write Hartside: FGB 2026-03-03/5'),
    ],
)
def test_an_exception_that_cannot_be_is_refused_by_cell(root, changed, fault):
    assert refusal(root, exception(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


@pytest.mark.parametrize(
    "changed", [{"Link": "Hartside-8"}, {"Amount": 1199}, {"Minutes": "Hartside: FGB 5; Rothley: FGB 4"}]
)
def test_an_exception_that_accepts_nothing_is_said_where_it_is_imported(root, changed):
    take(root, INVOICE)
    at = date(2026, 3, 10)
    told = (
        f"the exception for SUB1 and {changed.get('Link', 'Hartside-7')} accepts nothing: an exception names the link"
    )
    assert any(one.startswith(told) for one in take(root, exception(**changed), dry_run=True, as_at=at).readings)
    assert not any("accepts nothing" in one for one in take(root, exception(), as_at=at).readings)
