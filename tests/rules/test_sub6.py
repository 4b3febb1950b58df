"""What the fixtures of gifts and loans can't say: the words, the amounts, who bears them, and what was tested."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, expected, ledger_text
from nesa_fund.rules import sub6_no_gift_no_loan

FOLDER = Path(__file__).parent
AS_AT = date(2026, 8, 31)
NAMES = sorted(path.stem for path in FOLDER.glob("sub6*.beancount"))


def outcome(name, as_at=AS_AT):
    book = book_from_text(ledger_text(FOLDER, name))
    return sub6_no_gift_no_loan.check(book.until(as_at), as_at)


def messages(name):
    return {one.link: one.message for one in outcome(name).findings}


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_found_once_with_all_that_people_need(name):
    found = outcome(name).findings
    assert Counter(one.place.line for one in found) == Counter(dict.fromkeys(expected(ledger_text(FOLDER, name)), 1))
    assert all(one.link and one.day and one.pence and one.pence > 0 for one in found)
    assert all(len(one.entities) == 2 and set(one.bearers) <= set(one.entities) for one in found)


def test_it_says_by_what_a_claim_falls():
    told = messages("sub6")
    fell = "what Coquet owes Hartside falls by"
    assert told["Hartside-2"] == f"{fell} £100.00 by a payment that does not go through the bank"
    assert told["Hartside-4"] == f'{fell} £100.00 by an entry of the kind "gift"'
    assert told["Hartside-7"] == f"{fell} £100.00 by a credit note without its reason"
    assert told["Hartside-8"] == f'{fell} £10.00 by a credit note whose reason, "goodwill", is none'
    assert told["Fund-2024-25-Rothley-surplus"] == (
        "what Rothley owes Partnership Fund falls by £50.00 by a surplus without its minute"
    )


def test_it_says_what_arises_without_a_charge():
    told = messages("sub6")
    assert told["Hartside-10"] == "Coquet comes to owe Hartside £0.01 without a charge"
    assert told["Hartside-12"] == "Coquet comes to owe Hartside £60.00 without a charge"


def test_it_says_why_a_credit_needs_a_minute():
    told = messages("sub6_credits")
    assert told["Hartside-2"] == (
        "Hartside credits Coquet £1.00 after the charge fell due on 31 October 2025, without a minute"
    )
    assert told["Hartside-4"] == (
        "Hartside credits Coquet £0.01 and with it more than half of the £100.00 charged, for the reason price, "
        "without a minute"
    )


def test_what_was_kept_is_told_with_who_keeps_it_and_whose_it_is():
    kept = {one.link: one for one in outcome("sub6_kept").findings}
    one = kept["Hartside-3"]
    assert one.message == (
        "Hartside kept £0.01 that Coquet had paid or been credited above what it owed beyond 9 November 2025"
    )
    assert (one.entities, one.bearers, one.pence) == (("Coquet", "Hartside"), ("Coquet",), 1)
    assert kept["Hartside-2"].pence == 10_000


PAID_BACK_IN_PART = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-10-01 * "Coquet" "nothing was charged" ^Hartside-1
  event: "payment"
  Assets:Hartside:Bank              50.00 GBP
  Assets:Hartside:Debtors:Coquet   -50.00 GBP

2025-10-31 * "Coquet" "all but a penny, on the last day" ^Hartside-1
  event: "refund"
  Assets:Hartside:Debtors:Coquet    49.99 GBP
  Assets:Hartside:Bank             -49.99 GBP
"""


def test_of_what_is_paid_back_in_part_the_rest_was_kept():
    (one,) = sub6_no_gift_no_loan.check(book_from_text(PAID_BACK_IN_PART), AS_AT).findings
    assert (one.place.line, one.pence) == (4, 1)


def test_what_was_taken_back_is_told_with_when_it_fell_due():
    assert messages("sub6_reversed")["Hartside-2"] == (
        "£100.00 that Hartside had charged Coquet was reversed after it fell due on 31 October 2025, and neither "
        "billed again within 60 days nor minuted"
    )


def test_a_charge_taken_back_is_lost_only_once_the_sixty_days_are_over():
    def lost(as_at):
        return {one.link for one in outcome("sub6_reversed", as_at).findings}

    assert lost(date(2025, 12, 31)) == set()
    assert "Hartside-2" in lost(date(2026, 1, 1))
    assert "Hartside-13" in lost(date(2026, 9, 1))


def test_a_member_paid_as_a_firm_is_told_with_its_name_and_as_it_was_written():
    (first, _) = outcome("sub6_firms").findings
    assert first.message == 'Hartside pays £4.00 to "Coquet High" as a firm, which is Coquet High School'
    assert (first.entities, first.bearers, first.pence) == (("Hartside", "Coquet"), ("Hartside",), 400)


def test_what_is_tested_is_every_entry_on_a_claim_but_charges_and_what_was_taken_back_and_payments_of_firms():
    assert len(outcome("sub6_firms").tested) == 3
    assert len(outcome("sub6").tested) == 21
    tested = outcome("sub6_reversed").tested
    assert (len(tested), int(tested["pence"].sum())) == (28, 27 * 10_000 + 5_000)


def test_books_without_claims_have_nothing_to_test():
    book = book_from_text('2025-09-01 custom "alliance" "Coast and Castle Alliance"\n')
    found = sub6_no_gift_no_loan.check(book, AS_AT)
    assert (len(found.tested), found.findings, found.gaps) == (0, (), ())
