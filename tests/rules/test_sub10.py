"""What the fixtures of work in kind can't say: the words, who bears it, and what a year comes to in the end."""

from datetime import date
from pathlib import Path

from ledgers import book_from_text, ledger_text
from nesa_fund.rules import sub10_work_is_no_subsidy

FOLDER = Path(__file__).parent
AS_AT = date(2026, 8, 31)


def outcome(name, as_at=AS_AT):
    book = book_from_text(ledger_text(FOLDER, name))
    return sub10_work_is_no_subsidy.check(book.until(as_at), as_at)


def test_uneven_days_are_told_by_what_the_year_comes_to():
    told = {one.link: one for one in outcome("sub10").findings}
    one = told["InKind-Hartside-2025-10-03-1"]
    assert one.message == (
        "Hartside gave Coquet 11.01 days more than it was given in 2025-26, past the limit of 10 days"
    )
    assert (one.entities, one.bearers, one.pence) == (("Hartside", "Coquet"), ("Hartside",), None)
    other = told["InKind-Rothley-2025-10-06-1"]
    assert other.message.startswith("Rothley gave Hartside 10.01 days more")
    assert other.bearers == ("Rothley",)


def test_days_that_will_be_given_back_are_found_until_then():
    links = {one.link for one in outcome("sub10", date(2025, 10, 1)).findings}
    assert "InKind-Hartside-2025-10-01-1" in links


def test_days_for_what_is_priced_are_told_with_the_agreement():
    first = outcome("sub10_priced").findings[0]
    assert first.message == (
        "Hartside gave Coquet 1 day for county choir., which the agreement music between them prices"
    )


def test_what_is_tested_is_what_stands_and_has_no_value_in_pounds():
    assert len(outcome("sub10").tested) == 14
    tested = outcome("sub10_priced").tested
    assert len(tested) == 16
    assert not tested["pence"].any()


def test_books_without_work_in_kind_have_nothing_to_test():
    book = book_from_text('2025-09-01 custom "alliance" "Coast and Castle Alliance"\n')
    found = sub10_work_is_no_subsidy.check(book, AS_AT)
    assert (len(found.tested), found.findings, found.gaps) == (0, (), ())
