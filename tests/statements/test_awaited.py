"""What is awaited: nothing open is left out, and what is done is awaited no more."""

from datetime import date

import pytest

from nesa_fund.book import Book
from nesa_fund.problems import InputError
from nesa_fund.rules.base import Gap, Outcome, Rule, nothing_tested
from nesa_fund.statements.awaited import _gaps, awaited
from nesa_fund.statements.base import Statement, Value
from nesa_fund.statements.catalogue import Arguments

AS_AT = date(2025, 12, 31)


def asked(book: Book, as_at: date = AS_AT, member: str | None = None) -> Statement:
    return awaited(book, Arguments(as_at=as_at, member=member))


def rows(said: Statement, name: str) -> list[tuple[Value, ...]]:
    (table,) = [table for table in said.tables if table.name == name]
    return list(table.rows)


def confirmations(said: Statement) -> list[tuple[Value, ...]]:
    return [row for row in rows(said, "rules") if "the confirmation of" in str(row[0])]


def test_a_governing_body_that_has_not_confirmed_is_awaited_since_the_board_adopted(book: Book):
    (row,) = confirmations(asked(book))
    assert row[:6] == (
        "the confirmation of its contribution of £1,992.00 for 2025-26", "the governing body of Elsdon",
        date(2025, 7, 10), None, "7", "TOP2",
    )  # fmt: skip


def test_before_the_day_of_its_decision_it_is_still_awaited(book: Book):
    assert {row[1] for row in confirmations(asked(book, date(2025, 11, 29)))} == {
        "the governing body of Elsdon", "the governing body of Rothley",
    }  # fmt: skip


def test_before_the_board_adopted_and_after_the_year_nothing_is_to_be_confirmed(book: Book):
    assert confirmations(asked(book, date(2025, 7, 9))) == []
    assert confirmations(asked(book, date(2026, 9, 1))) == []


def test_each_amount_to_pay_is_awaited_from_who_owes_it_by_its_due_date(book: Book):
    row = next(row for row in rows(asked(book), "pay") if row[1] == "Coquet" and "£1,584.00" in str(row[0]))
    assert (row[2], row[3]) == (date(2025, 10, 1), date(2025, 10, 31))
    assert row[6] == "pay Partnership Fund under PF2526COQUET1"


def test_what_is_late_is_counted(book: Book):
    (answer,) = asked(book, date(2025, 10, 31)).answers
    assert "0 of them late" in answer.answer
    (answer,) = asked(book, date(2025, 11, 1)).answers
    assert "0 of them late" not in answer.answer


def test_one_thing_is_called_one(book: Book):
    (answer,) = asked(book, date(2025, 11, 1), member="Elsdon").answers
    assert answer.answer.startswith("1 thing, ")


def test_one_member_sees_what_is_awaited_from_it_alone(book: Book):
    said = asked(book, member="Elsdon")
    assert {row[1] for table in said.tables for row in table.rows} <= {"Elsdon", "the governing body of Elsdon"}
    assert confirmations(said)
    with pytest.raises(InputError, match='no member "Nobody"'):
        asked(book, member="Nobody")


def test_alike_gaps_are_told_once_with_their_number_and_the_oldest_date():
    rule = Rule("SUB9", "accepted by the customer", (4,), lambda *_: Outcome(nothing_tested()))
    gaps = (
        Gap("Hartside-2 is not accepted", "Coquet", "record its answer", date(2025, 11, 2), "Hartside-2"),
        Gap("Hartside-1 is not accepted", "Coquet", "record its answer", date(2025, 10, 1), "Hartside-1"),
        Gap("Hartside-3 is not accepted", "Rothley", "record its answer", None, "Hartside-3"),
    )
    first, second = _gaps(rule, gaps)
    assert first[:4] == ("Hartside-2 is not accepted, and 1 more like it", "Coquet", date(2025, 10, 1), None)
    assert (first.promises, first.rule, first.item) == ("4", "SUB9", "")
    assert (second.whom, second.since, second.item) == ("Rothley", None, "Hartside-3")
