"""EVI6's warnings, its amounts, and what was tested."""

from datetime import date
from pathlib import Path

from ledgers import book_from_text, ledger_text
from nesa_fund.book import Book
from nesa_fund.engine import Status, run

TEXT = ledger_text(Path(__file__).parent, "evi6")
ALLIANCE = '2023-09-01 custom "alliance" "Coast and Castle Alliance"\n{}\n'
INTEREST = """
{day} * "interest" ^Interest-Fund-{day}
  event: "interest"
  Assets:Fund:Bank                         1.00 GBP
  Income:Fund:Interest                    -1.00 GBP
"""


def result(book, as_at=date(2026, 8, 31)):
    (found,) = run(book, as_at, only=["EVI6"]).results
    return found


def warned(*days, recorded="2025-10-31", setting=""):
    entries = "".join(INTEREST.format(day=day) for day in days)
    book = book_from_text(ALLIANCE.format(setting) + f"\n;; batch 2 recorded={recorded}\n{entries}")
    found = result(book)
    assert found.status in {Status.SATISFIED, Status.NOT_APPLICABLE}
    return [(one.finding.place.line, one.finding.day, one.finding.message) for one in found.findings]


def test_what_is_recorded_more_than_60_days_after_its_date_is_a_warning():
    assert warned("2025-09-01") == []  # 60 days before 31 October 2025.
    said = (
        "batch 2, recorded on 31 October 2025, has 1 entry dated more than 60 days before, the oldest on 31 August 2025"
    )
    assert warned("2025-08-31") == [(6, date(2025, 8, 31), said)]


def test_the_late_entries_of_a_batch_are_one_warning_a_year_at_the_oldest():
    told = warned("2025-09-02", "2025-09-01", "2025-08-31", "2024-09-01", "2024-08-31", recorded="2025-11-01")
    assert [(line, day) for line, day, _ in told] == [
        (26, date(2024, 8, 31)),
        (21, date(2024, 9, 1)),
        (11, date(2025, 9, 1)),
    ]


def test_what_was_before_the_charter_is_late_for_nobody():
    assert warned("2025-08-31", setting="  charter-from: 2025-09-01") == []


def test_an_entry_of_a_closed_year_has_its_value_and_whose_books_it_is_in():
    told = {one.finding.link: one.finding for one in result(book_from_text(TEXT)).findings if one.breaks}
    assert (told["Hartside-1"].pence, told["Hartside-1"].entities) == (1_000, ("Coquet", "Hartside"))
    assert told["Hartside-1"].day == date(2024, 9, 1)
    assert told["Interest-Fund-4"].entities == ("Fund",)


def test_several_late_entries_are_counted():
    ((_, _, said),) = warned("2025-08-31", "2025-08-30")
    assert "has 2 entries dated" in said


def test_each_entry_that_stands_is_tested_with_its_value():
    assert (result(book_from_text(TEXT)).tested, result(book_from_text(TEXT)).value_pence) == (8, 2_600)


def test_without_manifests_no_entry_is_late():
    book = book_from_text(ALLIANCE.format("") + INTEREST.format(day="2023-10-01"))
    assert result(Book(book.register, book.rows)).findings == ()
