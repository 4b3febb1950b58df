"""EVI3's gaps, years and values, and who counts as one person."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.book import Book
from nesa_fund.engine import Status, run

TEXT = ledger_text(Path(__file__).parent, "evi3")
AS_AT = date(2026, 8, 31)
ALLIANCE = '2024-09-01 custom "alliance" "Coast and Castle Alliance"\n'
INTEREST = """
{day} * "interest" ^Interest-Fund-{day}
  event: "interest"
  Assets:Fund:Bank                         1.00 GBP
  Income:Fund:Interest                    -1.00 GBP
"""


def result(book, year=None):
    verdict = run(book, AS_AT, only=["EVI3"], year=year)
    return (verdict.by_year[year] if year else verdict.results)[0]


def signed(**by):
    """One batch of interest, signed so."""
    book = book_from_text(";; batch 2\n" + INTEREST.format(day="2025-10-01") + ";; batch 3\n" + ALLIANCE)
    batch = book.batches[2]._replace(**by)
    return result(Book(book.register, book.rows, book.origin._replace(batches={2: batch})))


def test_a_batch_without_an_approver_or_with_one_who_was_only_declared_is_not_shown():
    told = [gap.message for gap in result(book_from_text(TEXT)).gaps]
    assert told == [
        "batch 4, recorded on 5 January 2026, was approved by head only as whoever recorded it declares",
        "batch 5, recorded on 5 January 2026, does not name one person who recorded it and another who approved it",
    ]


@pytest.mark.parametrize(
    ("recorded", "approved", "how", "status"),
    [
        ("Ann Lee", "annlee ", "signed-in", Status.BREACHED),
        ("Ann Lee", "Ann Leigh", "signed-in", Status.SATISFIED),
        ("Ann Lee", "Ann Leigh", "declared", Status.NOT_EVIDENCED),
        ("Ann Lee", "ANN LEE", "declared", Status.BREACHED),
        ("Ann Lee", " ", "signed-in", Status.NOT_EVIDENCED),
        (" ", "Ann Lee", "signed-in", Status.NOT_EVIDENCED),
    ],
)
def test_one_person_is_one_whatever_case_and_spaces(recorded, approved, how, status):
    assert signed(recorded_by=recorded, approved_by=approved, how=how).status is status


def test_a_batch_counts_in_each_year_that_its_entries_are_dated_in():
    batch = ";; batch 2 by=clerk approved=clerk\n"
    entries = [INTEREST.format(day=day) for day in ("2025-10-01", "2025-08-31", "2025-08-30")]
    book = book_from_text(";; batch 1 by=clerk approved=head how=signed-in\n" + ALLIANCE + batch + "".join(entries))
    found = [one.finding for one in result(book).findings]
    assert [(one.day, one.pence, one.place.line, one.subject) for one in found] == [
        (date(2025, 8, 31), 200, 10, "batch 2"),
        (date(2025, 10, 1), 100, 5, "batch 2"),
    ]
    assert [
        (one.tested, one.value_pence, len(one.findings)) for one in (result(book, "2024-25"), result(book, "2025-26"))
    ] == [
        (2, 200, 1),
        (1, 100, 1),
    ]


def test_the_board_accepts_it_by_its_minute_up_to_what_the_batch_moves():
    text = ";; batch 1 by=clerk approved=head how=signed-in\n" + ALLIANCE
    alone = ";; batch 2 by=clerk approved=clerk\n" + INTEREST.format(day="2025-10-01")
    accepted = (
        ';; batch 3 by=clerk approved=head how=signed-in\n2026-02-10 custom "exception" "EVI3" "batch 2" {} GBP\n'
        '  minutes: "Fund: Board 2026-02-10/3"\n'
    )
    statuses = [result(book_from_text(text + alone + accepted.format(pounds))).status for pounds in ("0.99", "1.00")]
    assert statuses == [Status.BREACHED, Status.ACCEPTED]


def test_a_batch_that_nobody_tells_of_is_not_tested():
    book = book_from_text(ALLIANCE + INTEREST.format(day="2025-10-01"))
    assert result(Book(book.register, book.rows)).status is Status.NOT_APPLICABLE
