"""The flows between the members, worked by hand."""

from datetime import date

import pytest

import reports
from flowing import LATER, flows, statement
from ledgers import book_from_text
from nesa_fund.problems import InputError

HARTSIDE = "Hartside Middle School"
PARENTS = """
;; batch 6
2025-09-01 custom "member" "HartsidePTA" "association"
  name: "Hartside Parents"
  host: "Hartside"
2025-12-05 * "Hartside" "Books" ^Gift-HartsidePTA-2025-12-05-1
  event: "gift"
  Expenses:HartsidePTA:Gifts:Hartside   60.00 GBP
  Assets:HartsidePTA:Bank              -60.00 GBP
2025-12-05 * "HartsidePTA" "Books" ^Gift-HartsidePTA-2025-12-05-1
  event: "gift"
  Assets:Hartside:Bank                  60.00 GBP
  Income:Hartside:Gifts:HartsidePTA    -60.00 GBP
"""


@pytest.fixture(scope="module")
def later(ledger):
    return book_from_text(ledger + LATER)


def test_what_each_pair_charged_and_paid_comes_to_what_is_outstanding(book):
    # Owed by, owed to, at the start, charged less credited, paid, outstanding.
    assert flows(book, "pairs") == (
        ("Coquet", "Partnership Fund", 0, 158400, 0, 158400),
        ("Coquet", HARTSIDE, 0, 100000, 60000, 40000),
        (HARTSIDE, "Partnership Fund", 0, 329600, 329600, 0),
    )


def test_what_was_owed_at_most_and_for_how_long_with_the_days(book):
    assert flows(book, "owed") == (
        ("Coquet", "Partnership Fund", 158400, date(2025, 10, 1), 91, date(2025, 10, 1), "not yet"),
        ("Coquet", HARTSIDE, 120000, date(2025, 11, 14), 47, date(2025, 11, 14), "not yet"),
        (HARTSIDE, "Partnership Fund", 329600, date(2025, 10, 1), 19, date(2025, 10, 1), date(2025, 10, 20)),
    )


def test_each_member_beside_what_it_received_from_the_fund(later):
    # Paid, received, owed at most, for days, was owed at most, for days. Coquet owes 1,584.00 and 1,200.00 at once;
    # it pays 50.00 too much, which Hartside owes back from 10 December on; the Fund still owes it 180.00.
    assert flows(later, "members") == (
        ("Coquet", 105000, 12000, 278400, 91, 23000, 21),
        ("Elsdon", 0, 0, 0, 0, 0, 0),
        (HARTSIDE, 329600, 114600, 329600, 21, 120000, 26),
        ("Rothley", 0, 0, 0, 0, 0, 0),
    )
    # Contribution charged and paid, charged to the Fund and received from it; a surplus lessens the contribution.
    assert flows(later, "with-fund") == (
        ("Coquet", 158400, 0, 30000, 12000),
        ("Elsdon", 0, 0, 0, 0),
        (HARTSIDE, 329600 - 9600, 329600 - 9600, 0, 0),
        ("Rothley", 0, 0, 0, 0),
    )


def test_what_was_paid_too_much_and_a_surplus_are_owed_back(later):
    owed = {row[:2]: row[2:] for row in flows(later, "owed")}
    assert owed[HARTSIDE, "Coquet"] == (5000, date(2025, 12, 10), 21, date(2025, 12, 10), "not yet")
    assert owed["Partnership Fund", HARTSIDE] == (
        *(9600, date(2025, 12, 15), 7, date(2025, 12, 15)),
        date(2025, 12, 22),
    )
    pairs = {row[:2]: row[2:] for row in flows(later, "pairs")}
    assert pairs["Coquet", HARTSIDE] == (0, 100000, 105000, -5000)
    assert ("Rothley", HARTSIDE) not in {*owed, *pairs}  # Charged and taken back on one day.
    assert "Outstanding below zero" in " ".join(statement("flows", later).notes)


def test_a_period_begins_with_what_was_owed_before_and_a_debt_with_its_charge(ledger):
    book = book_from_text(ledger.replace("2025-10-01", "2025-08-20").replace("2025-10-20", "2025-09-01"))
    pairs = {row[:2]: row[2:] for row in flows(book, "pairs")}
    assert pairs["Coquet", "Partnership Fund"] == (158400, 0, 0, 158400)
    assert pairs[HARTSIDE, "Partnership Fund"] == (329600, 0, 329600, 0)
    owed = {row[:2]: row[2:] for row in flows(book, "owed")}
    assert owed["Coquet", "Partnership Fund"][:3] == (158400, date(2025, 9, 1), 133)
    # Paid on the first day: at the end of no day of the year was it owed, but on that day it was twelve days old.
    assert owed[HARTSIDE, "Partnership Fund"] == (None, None, 12, date(2025, 8, 20), date(2025, 9, 1))
    before = {row[:2] for row in flows(book, "owed", as_at=date(2026, 10, 1))}
    assert before == {("Coquet", "Partnership Fund"), ("Coquet", HARTSIDE)}


def test_a_gift_is_paid_by_the_association_and_received_by_its_host(ledger):
    rows = {row[0]: row[1:] for row in flows(book_from_text(ledger + PARENTS), "members")}
    assert rows["Hartside Parents"] == (6000, 0, 0, 0, 0, 0)
    assert rows[HARTSIDE][:2] == (329600, 60000 + 6000)
    assert "Hartside Parents" not in {row[0] for row in flows(book_from_text(ledger + PARENTS), "with-fund")}
    after = {row[0]: row[1:] for row in flows(book_from_text(ledger + PARENTS), "members", as_at=date(2026, 9, 1))}
    assert after["Hartside Parents"] == (0, 0, 0, 0, 0, 0)


GIFT_BACK = """
;; batch 7
2025-12-05 * "Hartside" "Books" ^Gift-HartsidePTA-2025-12-05-1
  event: "reversal"
  reverses: "0006"
  Expenses:HartsidePTA:Gifts:Hartside  -60.00 GBP
  Assets:HartsidePTA:Bank               60.00 GBP
"""


def test_a_gift_that_was_taken_back_was_not_given(ledger):
    rows = {row[0]: row[1:] for row in flows(book_from_text(ledger + PARENTS + GIFT_BACK), "members")}
    assert rows["Hartside Parents"][0] == 0


def test_who_left_before_and_has_nothing_left_is_not_shown(ledger):
    left = '\n2025-08-31 custom "withdrawal" "Elsdon"\n2025-08-30 custom "withdrawal" "Coquet"\n'
    book = book_from_text(ledger.replace('2025-09-01 custom "member"', '2024-09-01 custom "member"') + left)
    assert [row[0] for row in flows(book, "members")] == ["Coquet", HARTSIDE, "Rothley"]


def test_a_year_that_has_not_begun_is_refused(book):
    with pytest.raises(InputError, match="2025-26 begins on 1 September 2025, after 1 August 2025"):
        statement("flows", book, date(2025, 8, 1), year="2025-26")


def test_ten_members_with_long_names_fit_a_screen_in_whole_lines():
    codes = [f"School{n}" for n in range(10)]
    members = "".join(
        f'2025-09-01 custom "member" "{code}" "school"\n  name: "Saint Somebody\'s Primary School {code}"\n'
        for code in codes
    )
    invoices = "".join(
        f"""
2025-10-01 * "{to}" "Much" ^{by}-{to}
  event: "invoice"
  Assets:{by}:Debtors:{to}               99999.99 GBP
  Income:{by}:Recharges:Teaching        -99999.99 GBP
2025-10-01 * "{by}" "Much" ^{by}-{to}
  event: "invoice"
  Expenses:{to}:Costs:Teaching           99999.99 GBP
  Liabilities:{to}:Creditors:{by}       -99999.99 GBP
"""
        for by in codes
        for to in codes
        if by != to
    )
    book = book_from_text('2025-09-01 custom "alliance" "Ash and Elm"\n' + members + invoices)
    for name in ("flows", "funding"):
        drawn = reports.render(statement(name, book), "text")
        assert max(map(len, drawn.splitlines())) <= 100
        assert "continued" not in drawn
    assert len(flows(book, "pairs")) == 90
