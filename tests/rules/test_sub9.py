"""What is charged, and what shows that its customer agrees to it."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run
from nesa_fund.rules import sub9_accepted_by_the_customer
from nesa_fund.rules.base import Severity

AS_AT = date(2026, 8, 31)


@pytest.fixture
def book():
    return book_from_text(ledger_text(Path(__file__).parent, "sub9"))


def outcome(book, as_at=AS_AT):
    return sub9_accepted_by_the_customer.check(book.until(as_at), as_at)


def test_what_is_past_its_terms_and_neither_paid_nor_accepted_nor_credited_is_not_shown(book):
    one, *_ = gaps = outcome(book).gaps
    told = [(gap.link, gap.who) for gap in gaps]
    assert told == [("Hartside-3", "Coquet"), ("Hartside-NN-1", "Rothley"), ("Hartside-1", "Coquet")]
    assert one.message == (
        "Hartside-3: £0.01 fell due on 31 October 2025, and is neither paid nor accepted nor credited"
    )
    assert one.day == date(2025, 10, 1)


def test_it_is_past_its_terms_from_the_day_after_it_fell_due(book):
    def links(as_at):
        return {gap.link for gap in outcome(book, as_at).gaps}

    assert "Hartside-1" not in links(date(2026, 8, 30))
    assert "Hartside-2" not in links(date(2026, 8, 31))
    assert {"Hartside-1", "Hartside-2"} <= links(date(2026, 9, 1))


def test_a_disputed_charge_is_named_until_it_is_credited_in_whole(book):
    warned = {one.link: one for one in outcome(book).findings}
    assert list(warned) == ["Hartside-5", "Hartside-7", "Hartside-2"]
    assert {one.severity for one in warned.values()} == {Severity.WARNING}
    assert warned["Hartside-5"].message == (
        "Coquet disputes what Hartside charged it on Hartside-5, £100.00: ten hours were given, not twelve"
    )
    assert warned["Hartside-7"].message.endswith("Hartside-7, £100.00")


def test_what_is_tested_is_every_invoice_and_share_past_its_terms(book):
    tested = outcome(book).tested
    assert (len(tested), int(tested["pence"].sum())) == (11, 60_000 + 6_500 + 8_000)
    assert len(outcome(book, date(2025, 10, 31)).tested) == 0


def test_it_is_never_broken_and_kept_once_all_is_shown(book):
    def status(as_at):
        (result,) = run(book, as_at, only=["SUB9"]).results
        return result.status

    assert status(AS_AT) is Status.NOT_EVIDENCED
    assert status(date(2025, 10, 30)) is Status.NOT_APPLICABLE
    paid = book_from_text("""
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-10-01 * "Coquet" "accepted" ^Hartside-4
  event: "invoice"
  Assets:Hartside:Debtors:Coquet       100.00 GBP
  Income:Hartside:Recharges:Premises  -100.00 GBP

2025-12-01 custom "acceptance" "Hartside-4" "Coquet" "accepted"
""")
    (result,) = run(paid, AS_AT, only=["SUB9"]).results
    assert result.status is Status.SATISFIED
