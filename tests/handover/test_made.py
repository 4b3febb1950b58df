"""A handover whole: what it comes to is the member's account, over any batches, on the example and on honest books."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from alliances import alliance
from handed import book_with, handed
from nesa_fund.handover.base import Kind
from nesa_fund.handover.cover import cover
from nesa_fund.handover.entries import entries_between
from nesa_fund.handover.made import Span
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.store import open_ledger

LEDGER = Path(__file__).parents[2] / "ledger"
SEEDS = range(4)
SIDES = {"owes": (Kind.BILL, Kind.OLD_BILL, Kind.PAID), "owed": (Kind.SALE, Kind.OLD_SALE, Kind.RECEIVED)}


def account(book, member):
    """Side -> what its account of all time says was charged, credited, paid, corrected, and is owed at the end."""
    asked = Arguments(as_at=date(2100, 1, 1), member=member, since=date(2000, 1, 1), until=date(2100, 1, 1))
    tables = {table.name: table for table in statement_named("account")(book, asked).tables}
    return {side: tables[side].totals[2:] for side in SIDES}


def agrees(book, member):
    whole = entries_between(book, member, 0, len(book.batches))
    for side, (bill, old, paid) in SIDES.items():
        charged, credited, settled, corrected, end = account(book, member)[side]
        by_kind = {kind: sum(one.gross for one in whole.entries if one.kind is kind) for kind in SIDES[side]}
        assert by_kind[bill] + by_kind[old] == charged - credited
        assert by_kind[paid] == settled
        assert corrected == 0  # What was taken back and what took it back are both left out.
        assert by_kind[bill] + by_kind[old] - by_kind[paid] == end
    return whole


@pytest.fixture(scope="module")
def example():
    return open_ledger(LEDGER).book


def test_all_that_is_handed_over_is_the_account_on_the_example_ledger(example):
    found = {member: len(agrees(example, member).entries) for member in example.register.members}
    assert found["Hartside"] == 28
    assert min(found.values()) >= 0


@pytest.mark.parametrize("seed", SEEDS)
def test_all_that_is_handed_over_is_the_account_on_honest_books(seed):
    book = alliance(seed).book
    assert sum(len(agrees(book, member).entries) for member in book.register.members) > 50


@pytest.mark.parametrize("seed", SEEDS)
def test_handovers_one_after_the_other_come_to_the_same_and_no_number_comes_twice(seed):
    book = alliance(seed).book
    last = len(book.batches)
    for member in book.register.members:
        parts = [entries_between(book, member, *span) for span in pairwise(sorted({0, last // 3, last // 2, last}))]
        whole = entries_between(book, member, 0, last)
        entries = [one for part in parts for one in part.entries]
        assert parts[-1].after == whole.after
        assert sum(one.owed for one in entries) == sum(one.owed for one in whole.entries)
        names = [(one.kind.is_owed_to_it, one.other, one.number) for one in entries if not one.kind.is_payment]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_one_member_invoices_is_what_the_other_enters(seed):
    book = alliance(seed).book
    last = len(book.batches)
    found = {member: entries_between(book, member, 0, last).entries for member in book.register.members}
    sold = {(one.link, me, one.other, one.batch, one.day): one for me, of in found.items() for one in of
            if one.kind is Kind.SALE and one.other != "Fund"}  # fmt: skip
    bought = {(one.link, one.other, me, one.batch, one.day): one for me, of in found.items() for one in of
              if one.kind is Kind.BILL and one.other != "Fund"}  # fmt: skip
    assert sold.keys() == bought.keys()
    for key, sale in sold.items():
        assert sale.gross == bought[key].gross
        assert bought[key].vat in {0, sale.vat}  # One that bears VAT has it in its net.


def test_the_cover_closes_from_the_balance_before_to_the_balance_after():
    (agreement,) = [one for one in cover(handed("xero-bills", span=Span(2, 2, 3))).tables if one.name == "agreement"]
    assert agreement.rows == (
        ("Before these batches", 170400, 61000),
        ("Credits of bills, in these files", -3000, None),
        ("Payments made, not in them", -158400, None),
        ("Payments received, not in them", None, -26000),
        ("Payments received, taken back or refunded, not in them", None, 1000),
    )
    assert agreement.totals == ("After these batches", 9000, 36000)


def test_the_cover_tells_batches_head_and_what_is_not_in_the_files():
    said = cover(handed("arbor"))
    assert (said.period, said.head) == ("batches 1 to 3, whatever their dates", "0000 0000 0000 0000")
    assert said.as_at == date(2026, 1, 9)  # The day that the last of them was recorded.
    assert [row[:2] for table in said.tables if table.name == "others" for row in table.rows] == [
        ("Sales invoices", 3),
        ("Payments made", 1),
        ("Payments received", 1),
        ("Payments received, taken back or refunded", 1),
    ]


def test_a_handover_of_nothing_has_no_files():
    assert handed("xero-bills", book_with("\n;; batch 4\n"), Span(2, 3, 4)).parts == ()


@pytest.mark.parametrize(("layout", "files"), [("xero-bills", [500, 500, 1]), ("xero-journals", [150, 150, 1])])
def test_a_layout_that_takes_so_many_at_once_gets_several_files(layout, files):
    count = sum(files)
    bills = "".join(
        f"""
2025-12-05 * "Hartside" "Bill {n}" ^Hartside-N{n}
  event: "invoice"
  number: "N{n}"
  vat: "exempt"
  Expenses:Coquet:Contribution                     10.00 GBP
  Liabilities:Coquet:Creditors:Hartside           -10.00 GBP
"""
        for n in range(count)
    )
    handover = handed(layout, book_with(f"\n;; batch 4\n{bills}"), Span(2, 3, 4))
    assert [len(part.coded) for part in handover.parts] == files
    middle = " bills" if layout == "xero-bills" else ""
    assert handover.parts[1].file == f"{layout} Coquet 0002{middle} 2 of {len(files)}.csv"
    assert [one.entry.number for part in handover.parts for one in part.coded] == [f"N{n}" for n in range(count)]
