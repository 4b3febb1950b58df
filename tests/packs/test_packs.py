"""Packs: what the Board is asked, what a governing body sees, and that nobody gets another school's book."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text
from nesa_fund.book import Book
from nesa_fund.packs.board import board_pack, first_page
from nesa_fund.packs.governors import governors_pack, paper_to_decide
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import Arguments
from nesa_fund.statements.base import Pack, Statement, Value
from nesa_fund.store import open_ledger

YEAR, END = "2025-26", date(2026, 8, 31)
LEDGER = Path(__file__).parents[2] / "ledger"
DECISIONS = """
2024-09-01 custom "alliance" "Coast and Castle Alliance"
2024-09-01 custom "member" "Hartside" "school"
2024-09-01 custom "member" "Coquet" "school"
2024-10-01 custom "roll" "Hartside" 412
  census: "2024-10"
2024-10-01 custom "schedule" "2024-25" 1000.00 GBP
  census: "2024-10"
2025-06-01 custom "plan" "2025-26" "maths" 900.00 GBP
2025-06-01 custom "plan" "2025-26" "reading" 300.00 GBP
  grant: "SSIF"
2025-09-10 custom "exception" "SUB5" "Hartside-1" 100.00 GBP
  until: 2025-12-30
  minutes: "Hartside: FGB 3; Coquet: FGB 4"
2025-10-20 custom "member" "Elm" "school"
"""


@pytest.fixture(scope="module")
def book() -> Book:
    return open_ledger(LEDGER).book


def rows(said: Statement, name: str) -> list[tuple[Value, ...]]:
    (table,) = [table for table in said.tables if table.name == name]
    return list(table.rows)


def decided(as_at: date, text: str = DECISIONS) -> list[str]:
    book = book_from_text(text)
    said = first_page(book, book.register.year_of(as_at), as_at)
    return [str(row[0]) for row in rows(said, "decisions")]


def test_the_board_is_asked_for_what_only_it_can_decide():
    assert decided(date(2025, 10, 31)) == [
        "Adopt the schedule of 2025-26",
        "Close 2024-25",
        "Hold the annual review of 2024-25",
        "Extend the exception for SUB5 and Hartside-1, or let it end",
    ]


def test_what_is_decided_is_asked_no_more():
    done = """
2025-07-01 custom "schedule" "2025-26" 900.00 GBP
  census: "2024-10"
2025-09-20 custom "close" "2024-25"
2025-09-20 custom "review" "2024-25"
"""
    assert decided(date(2025, 10, 31), DECISIONS.replace("until: 2025-12-30", "until: 2026-01-30") + done) == []


def test_a_plan_of_the_year_to_come_asks_for_its_schedule():
    assert decided(date(2025, 6, 15))[0] == "Adopt the schedule of 2025-26"


def test_what_changed_is_of_the_year_up_to_the_day():
    book = book_from_text(DECISIONS)
    said = first_page(book, book.register.year("2025-26"), date(2025, 10, 31))
    assert rows(said, "changed") == [("20 October 2025", "Elm joined")]
    assert rows(first_page(book, book.register.year("2025-26"), date(2025, 10, 19)), "changed") == []


def test_exceptions_in_force_are_shown_until_their_last_day():
    book = book_from_text(DECISIONS)
    year = book.register.year("2025-26")
    (row,) = rows(first_page(book, year, date(2025, 12, 30)), "exceptions")
    assert row == ("SUB5", "Hartside-1", "£100.00", "30 December 2025", "Hartside: FGB 3; Coquet: FGB 4")
    assert rows(first_page(book, year, date(2025, 12, 31)), "exceptions") == []


def test_the_boards_pack_holds_its_statements_in_order_and_answers_the_promises_first(book: Book):
    pack = board_pack(book, Arguments(as_at=END, year=YEAR))
    assert [one.name for one in pack.statements] == ["board", "schedule", "fund", "value", "parity", "awaited"]
    assert [one.question for one in pack.statements[0].answers] == [
        "No school pays for another", "Nothing is taken off the top", "The Partnership Fund is ring-fenced",
    ]  # fmt: skip
    assert all("demonstrated but for some parts: Not shown yet" in one.answer for one in pack.statements[0].answers)


def governors(book: Book, member: str | None) -> Pack:
    return governors_pack(book, Arguments(as_at=END, year=YEAR, member=member))


def test_a_governing_body_sees_its_own_account_and_the_fund_and_no_other_book(book: Book):
    pack = governors(book, "Elm")
    assert [one.name for one in pack.statements] == ["card", "account", "fund"]
    told = {str(value) for one in pack.statements[:2] for table in one.tables for row in table.rows for value in row}
    assert "Elm Primary Academy" not in told  # The account is its own; others are named beside what they charge it.
    own = set(book.transactions[book.transactions["owner"] == "Elm"]["link"].astype(str))
    others = {str(link) for link in book.transactions["link"].astype(str)} - own
    assert told & others == set()


def test_its_figures_are_those_of_its_account(book: Book):
    pack = governors(book, "Hartside")
    answers = {one.question: one.answer for one in pack.statements[0].answers}
    owes = {table.name: table for table in pack.statements[1].tables}["owes"].totals
    assert owes
    assert answers["What were we charged?"] == "£6,434.08, of which £6,434.08 is paid."
    assert (owes[2], owes[4]) == (643408, 643408)


def test_the_paper_to_decide_comes_along_only_where_a_decision_is_awaited(book: Book):
    assert paper_to_decide(book, YEAR, END, "Hartside") is None
    paper = paper_to_decide(book, YEAR, date(2025, 6, 17), "Hartside")
    assert paper
    assert paper.pence == 628_408


def test_a_pack_needs_a_member_that_there_is(book: Book):
    for member in (None, "Fund"):
        with pytest.raises(InputError, match="a governors' pack is one member's"):
            governors(book, member)


def test_a_review_clears_the_year_that_it_is_of(book: Book):
    asked = first_page(book, book.register.year("2026-27"), date(2026, 12, 1))
    assert [row[0] for row in rows(asked, "decisions")] == ["Close 2025-26"]
