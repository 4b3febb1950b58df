"""What the fixtures of cost can't say: the words, the amounts, who bears them, and what is only not shown."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, expected, ledger_text
from nesa_fund.rules import sub3_at_cost
from nesa_fund.rules.base import Severity

FOLDER = Path(__file__).parent
AS_AT = date(2026, 8, 31)
NAMES = sorted(path.stem for path in FOLDER.glob("sub3*.beancount"))


def outcome(name, as_at=AS_AT):
    book = book_from_text(ledger_text(FOLDER, name))
    return sub3_at_cost.check(book.until(as_at), as_at)


def told(name):
    return {one.about: one for one in outcome(name).findings}


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_found_once_with_all_that_people_need(name):
    found = [one for one in outcome(name).findings if one.severity is Severity.BREACH]
    assert Counter(one.place.line for one in found) == Counter(dict.fromkeys(expected(ledger_text(FOLDER, name)), 1))
    assert all(one.about and one.day and (one.pence or 0) >= 0 and one.entities for one in found)
    assert all(one.bearers and set(one.bearers) <= set(one.entities) for one in found)


def test_a_margin_is_told_with_what_is_left_and_what_is_the_share():
    margin, loss = (told("sub3")[link] for link in ("Hartside-2", "Hartside-3"))
    assert margin.message == "Hartside-2 leaves £412.00 with Hartside, and its own share is £412.01"
    assert (margin.pence, margin.bearers) == (1, ("Coquet", "Rothley", "Elsdon"))
    assert loss.message == "Hartside-3 leaves £412.00 with Hartside, and its own share is £411.99"
    assert (loss.pence, loss.bearers) == (1, ("Hartside",))


def test_vat_charged_on_is_told_with_the_others_part():
    more, less = (told("sub3")[link] for link in ("Hartside-13", "Hartside-14"))
    assert more.message == (
        "Hartside charges on £117.61 of VAT; of the £200.00 that it reclaims the others' part is £117.60"
    )
    assert (more.pence, more.bearers) == (1, ("Coquet", "Rothley", "Elsdon"))
    assert (less.pence, less.bearers) == (1, ("Hartside",))


def test_vat_that_is_borne_is_told_without_an_amount_for_the_books_have_none():
    shared, invoiced = (told("sub3")[link] for link in ("Hartside-8", "Hartside-9"))
    assert shared.message == (
        "the VAT of Hartside-8 from North Net Ltd is stated as borne, though Hartside reclaims VAT"
    )
    assert (shared.pence, shared.bearers) == (None, ("Coquet", "Rothley", "Elsdon"))
    assert (invoiced.pence, invoiced.bearers, invoiced.entities) == (None, ("Coquet",), ("Coquet",))
    assert (shared.severity, invoiced.severity) == (Severity.BREACH, Severity.WARNING)


def test_an_invoice_s_vat_is_named_for_the_customer_that_reclaims_it_alone():
    warned = [one.link for one in outcome("sub3").findings if one.severity is Severity.WARNING]
    assert warned == ["Hartside-9"]


def test_a_wrong_credit_is_told_with_each_part_that_is_wrong():
    moved, kept = [one for one in outcome("sub3_credits").findings if one.link == "Hartside-1"][:2]
    assert moved.message == (
        "the firm's credit is not passed on by the key of its bill, by roll of 2025-10: Coquet is credited £19.81, its "
        "part is £19.80; Rothley is credited £30.69, its part is £30.70"
    )
    assert (moved.pence, moved.bearers, moved.entities) == (1, ("Rothley",), ("Hartside", "Coquet", "Rothley"))
    assert kept.message.endswith("by roll of 2025-10: Rothley is credited £30.69, its part is £30.70")
    assert kept.bearers == ("Rothley",)


def test_what_a_firm_has_too_much_or_lacks_is_told_with_its_amount_and_day():
    found = told("sub3_paid")
    assert found["Hartside-2"].message == "Hartside paid North Net Ltd £0.01 more than it billed and was shared"
    assert found["Hartside-2"].bearers == ("Hartside",)
    assert found["Hartside-9"].message == (
        "North Net Ltd credited £0.01 and did not pay it back to Hartside by 30 January 2026"
    )
    late = found["Hartside-20"]
    assert late.message == (
        "North Net Ltd had not been paid £150.00 by 5 April 2026, though Coquet and Rothley had paid for it"
    )
    assert (late.pence, late.bearers) == (15_000, ("Coquet", "Rothley"))
    assert {link: found[link].pence for link in ("Hartside-3", "Hartside-5", "Hartside-8", "Hartside-16")} == {
        "Hartside-3": 1,
        "Hartside-5": 10_000,
        "Hartside-8": 1_000,
        "Hartside-16": 1,
    }


def test_a_price_above_cost_is_the_customers_loss_and_one_below_the_suppliers():
    found = told("sub3_prices")
    more, less = found["agreement more"], found["agreement less"]
    assert more.message == (
        "the agreement more has a price of £40.00 per hour and a cost of £39.99, and £480.00 was charged by it in "
        "2025-26"
    )
    assert (more.pence, more.bearers) == (12, ("Coquet", "Rothley"))
    assert (less.pence, less.bearers) == (10, ("Hartside",))
    assert found["agreement raised"].pence == 1_000


def test_a_price_is_found_in_each_year_in_which_something_is_charged_by_it():
    text = ledger_text(FOLDER, "sub3_prices")
    again = text.replace("2026-08-31 * ", "2026-09-01 * ") + text[text.index("2026-08-31 * ") :].split("\n\n")[0]
    book = book_from_text(again.replace("^Hartside-14", "^Hartside-14b", 1))
    found = [one for one in sub3_at_cost.check(book, date(2026, 12, 31)).findings if one.about == "agreement two-years"]
    assert [(one.day, one.pence) for one in found] == [(date(2026, 8, 31), 1_000), (date(2026, 9, 1), 1_000)]


def test_a_price_without_its_cost_is_not_shown_and_neither_is_a_cost_without_a_price():
    cost, price, struck = outcome("sub3_prices").gaps
    assert (cost.who, cost.day) == ("Hartside", date(2025, 10, 1))
    assert cost.message == (
        "the agreement no-cost has no unit cost: £440.00 was charged under it in 2025-26, and nothing shows that this "
        "is what it cost"
    )
    assert price.message.startswith("the agreement no-price has no unit price: £400.00 was charged under it")
    assert struck.message.startswith("the agreement struck has no unit cost: £40.00 was charged under it")


def test_what_is_tested_is_every_bill_and_credit_of_a_firm_and_every_invoice_with_a_price_and_a_cost():
    assert len(outcome("sub3_prices").tested) == 9
    assert len(outcome("sub3").tested) == 23
    assert len(outcome("sub3_paid").tested) == 49


def test_books_without_charges_have_nothing_to_test():
    book = book_from_text('2025-09-01 custom "alliance" "Coast and Castle Alliance"\n')
    found = sub3_at_cost.check(book, AS_AT)
    assert (len(found.tested), found.findings, found.gaps) == (0, (), ())
