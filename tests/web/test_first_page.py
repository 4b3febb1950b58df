"""The first screen of a chair of governors: what the school pays and owes, and whose money is in its book."""

from datetime import date

import pytest

from nesa_fund.engine import Conclusion
from nesa_fund.statements.base import Column, Statement, Table, Unit
from nesa_fund.web.books import Books
from nesa_fund.web.first_page import first_answers
from nesa_fund.web.readings import READINGS, Asked
from planted import DAY, EXAMPLE, OWN, ROLES

POSITION = (Column("Owed to"), *(Column(str(n), Unit.MONEY, total=True) for n in range(6)))


def account_of(owes=(), owed=()):
    tables = (Table("owes", "", POSITION, tuple(owes)), Table("owed", "", POSITION, tuple(owed)))
    return Statement("account", "", "", "", "", date(2026, 8, 31), "", "", tables)


def answered(own, status="demonstrated"):
    return [one.answer for one in first_answers("Hartside", "2025-26", own, Conclusion(status, {}))]


def test_a_chair_shown_only_the_first_answers_knows_what_is_paid_owed_and_whose_money_it_is():
    seen = Books(EXAMPLE, lambda: DAY).seen_by(ROLES["ann"])
    first = READINGS["Overview"](seen, Asked("2025-26", OWN)).answers[:3]
    assert [one.question for one in first] == [
        "What does Hartside Primary School pay?", "What does Hartside Primary School owe?",
        "Is anyone else's money in its book?",
    ]  # fmt: skip
    assert first[0].answer == (
        "In 2025-26 it was charged £6,434.08 (Partnership Fund £6,284.08, Rothley First School £150.00). "
        "It paid £6,434.08."
    )
    assert first[1].answer == "It owes nothing. It is owed nothing."
    assert first[2].answer.startswith("None was found")


def test_what_is_left_is_told_with_whom_and_never_set_off():
    own = account_of([("Coquet", 0, 900, 0, 400, 0, 500)], [("Coquet", 0, 700, 0, 0, 0, 700)])
    assert answered(own)[1] == "It owes £5.00 (Coquet £5.00). It is owed £7.00 (Coquet £7.00)."


def test_a_school_that_was_charged_nothing_is_told_so():
    assert answered(account_of())[:2] == [
        "Nothing: it was not charged anything in 2025-26.", "It owes nothing. It is owed nothing.",
    ]  # fmt: skip


@pytest.mark.parametrize(("many", "said"), [(5, ", 1 other the rest)"), (6, ", 2 others the rest)")])
def test_of_many_the_largest_are_named(many, said):
    rows = [(f"School {n}", 0, 0, 0, 0, 0, 100 + n) for n in range(many)]
    owing = answered(account_of(rows))[1]
    assert f"(School {many - 1} £1.0{many - 1}, " in owing
    assert said in owing


@pytest.mark.parametrize(
    ("status", "begins"),
    [
        ("demonstrated", "No."),
        ("demonstrated-but-for", "None was found"),
        ("not-demonstrated", "The books don't prove"),
    ],
)
def test_no_more_is_promised_than_the_books_prove(status, begins):
    assert answered(account_of(), status)[2].startswith(begins)
