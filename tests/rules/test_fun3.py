"""FUN3's amounts and years: how far a grant is overspent, how long, and what was tested."""

from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.engine import run

ALLIANCE = '2024-09-01 custom "alliance" "Coast and Castle Alliance"\n'
BOUGHT = """
{day} * "Maths Hub Ltd" "bought" ^Fund-MH-{day}
  event: "spending"
  Expenses:Fund:{of}:Training      {pounds} GBP
  Liabilities:Fund:Suppliers      -{pounds} GBP
"""
CAME = """
{day} * "DfE" "came" ^Grant-SSIF-{day}
  event: "grant"
  Assets:Fund:Bank                 {pounds} GBP
  Income:Fund:Grants:SSIF         -{pounds} GBP
"""
LOWERED = """
2025-10-01 custom "grant" "SSIF" 5.00 GBP
  paid: "arrears"

2026-01-01 custom "grant" "SSIF" 2.00 GBP
  paid: "arrears"
"""


def bought(day, pounds, of="Grants:SSIF"):
    return BOUGHT.format(day=day, pounds=pounds, of=of)


def came(day, pounds):
    return CAME.format(day=day, pounds=pounds)


def result(*texts, as_at=date(2026, 8, 31)):
    (found,) = run(book_from_text(ALLIANCE + "".join(texts)), as_at, only=["FUN3"]).results
    return found


def found(*texts, as_at=date(2026, 8, 31)):
    return [(one.finding.day, one.finding.about, one.finding.pence) for one in result(*texts, as_at=as_at).findings]


def test_an_overspent_grant_is_named_with_its_worst_night_of_each_year():
    entries = bought("2025-07-01", "3.00"), bought("2025-08-01", "2.00"), came("2025-10-01", "1.00")
    assert found(*entries, as_at=date(2026, 9, 1)) == [
        (date(2025, 7, 1), "Fund-MH-2025-07-01", 500),
        (date(2025, 9, 1), "Fund-MH-2025-07-01", 500),
        (date(2026, 9, 1), "Fund-MH-2025-07-01", 400),
    ]
    assert len(found(*entries)) == 2


def test_what_comes_at_last_ends_it_and_the_next_penny_begins_it_anew():
    entries = bought("2025-10-01", "3.00"), came("2025-10-02", "3.00"), bought("2025-10-03", "0.01")
    assert found(*entries) == [
        (date(2025, 10, 1), "Fund-MH-2025-10-01", 300),
        (date(2025, 10, 3), "Fund-MH-2025-10-03", 1),
    ]


def test_a_grant_lowered_below_what_is_spent_is_named_by_its_own_terms_once_they_hold():
    entries = LOWERED, bought("2025-10-01", "5.00")
    assert found(*entries) == [(date(2026, 1, 1), "grant SSIF", 300)]
    assert found(*entries, as_at=date(2026, 1, 1)) == [(date(2026, 1, 1), "grant SSIF", 300)]
    assert found(*entries, as_at=date(2025, 12, 31)) == []


def test_before_a_grants_first_terms_those_hold():
    entries = LOWERED.replace("2026-01-01", "2025-12-01").replace("2.00", "9.00"), bought("2025-09-30", "5.01")
    assert found(*entries) == [(date(2025, 9, 30), "Fund-MH-2025-09-30", 1)]


REPAID = """
2025-10-02 * "DfE" "repaid" ^Grant-SSIF-repaid
  event: "grant"
  Income:Fund:Grants:SSIF          1.00 GBP
  Assets:Fund:Bank                -1.00 GBP
"""
MOVED = """
2025-10-02 * "Maths Hub Ltd" "from one cost to another" ^Fund-MH-moved
  event: "spending"
  Expenses:Fund:Grants:SSIF:Training      1.00 GBP
  Expenses:Fund:Grants:SSIF:Consultancy  -1.00 GBP
"""


def test_what_is_tested_is_each_purchase_with_its_value():
    entries = bought("2025-10-01", "1.00", "General"), came("2025-10-01", "3.00"), bought("2025-10-02", "2.00")
    tested = result(*entries, REPAID, MOVED)
    assert (tested.tested, tested.value_pence) == (2, 300)


def test_of_a_days_entries_the_last_purchase_that_stands_is_named():
    first, second = bought("2025-10-02", "2.00"), bought("2025-10-02", "2.00").replace("MH-2025-10-02", "MH-2")
    back = second.replace('"spending"', '"reversal"\n  reverses: "1"').replace(" -2.00", " +2.00")
    back = back.replace(" 2.00", " -2.00").replace("+2.00", "2.00")
    assert found(first, second) == [(date(2025, 10, 2), "Fund-MH-2", 400)]
    assert found(first, second, back) == [(date(2025, 10, 2), "Fund-MH-2025-10-02", 200)]
    assert found(first, REPAID) == [(date(2025, 10, 2), "Fund-MH-2025-10-02", 300)]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("", "£5.00 of the grant SSIF is spent by the end of 1 October 2025; £4.00 of it had come and stayed"),
        (LOWERED, "£5.00 of the grant SSIF is spent by the end of 1 January 2026; it is £2.00, paid in arrears"),
    ],
    ids=["in advance", "in arrears"],
)
def test_the_sentence_has_what_was_spent_and_what_could_be(terms, words):
    first = result(terms, came("2025-10-01", "4.00"), bought("2025-10-01", "5.00")).findings[0]
    assert first.finding.message == words
