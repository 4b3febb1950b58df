"""What the charter's results tell the governors of one member: everybody's counts, and their own findings' words."""

from dataclasses import replace
from datetime import date

import pytest

from nesa_fund.engine import CONCLUSIONS, Accepted, Judged, Result, Status, Verdict
from nesa_fund.entries import Place
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.base import Finding, Gap, Rule
from nesa_fund.statements.promises import promises_of

AS_AT = date(2025, 12, 31)
PARTS = tuple(dict.fromkeys(part for parts in CONCLUSIONS.values() for part in parts))
OURS = {"Hartside", "Fund"}
FINDING = Finding(
    message="a sentence with figures", remedy="a remedy", entities=("Hartside",), day=date(2025, 10, 1),
    place=Place(7, "batches/0007/Hartside.beancount", 31),
)  # fmt: skip


def told(book, *findings, accepted=None):
    judged = tuple(Judged(one, accepted) for one in findings)
    results = tuple(
        Result(
            Rule(part, f"name of {part}", (2,), CATALOGUE[0].check),
            Status.BREACHED if part == "SUB4" and findings else Status.SATISFIED,
            12,
            345600,
            judged if part == "SUB4" else (),
            (Gap("Rothley's reserve is £3", "Rothley", "say it"),) if part == "EVI5" else (),
        )
        for part in PARTS
    )
    return promises_of(book, Verdict(AS_AT, results, {"2025-26": results}), book.register.year("2025-26"), OURS)


def rows(statement, name):
    return next(table.rows for table in statement.tables if table.name == name)


@pytest.mark.parametrize(
    "finding",
    [
        FINDING,
        replace(FINDING, entities=("Fund",), place=Place(7, "batches/0007/Fund.beancount", 3)),
        replace(FINDING, entities=("Fund", "Hartside"), place=Place(7, "batches/0007/register.beancount", 3)),
        replace(FINDING, place=Place(7, "batches/0007/Hartside.register.beancount", 3)),
        replace(FINDING, place=Place()),
    ],
)
def test_what_concerns_the_own_member_or_the_fund_alone_is_told_in_full(book, finding):
    said = told(book, finding)
    assert [row[2] for row in rows(said, "findings")] == ["a sentence with figures"]
    assert not any("concern other members" in note for note in said.notes)


@pytest.mark.parametrize(
    "finding",
    [
        replace(FINDING, entities=("Rothley",)),
        replace(FINDING, entities=("Hartside", "Rothley")),
        replace(FINDING, entities=()),
        replace(FINDING, place=Place(7, "batches/0007/Rothley.beancount", 3)),
        replace(FINDING, place=Place(7, "batches/0007/Rothley.register.beancount", 3)),
    ],
)
def test_what_concerns_another_is_counted_and_not_told(book, finding):
    said = told(book, finding)
    assert rows(said, "findings") == ()
    assert any(note.startswith("1 more were found that concern other members") for note in said.notes)
    assert next(row for row in rows(said, "rules") if row[0] == "SUB4")[2:5] == ("Broken", 12, 1)
    assert "a sentence with figures" not in repr(said)


def test_an_exception_of_another_is_not_told_either(book):
    accepted = Accepted("Rothley: FGB 3", "a late census", None)
    assert rows(told(book, FINDING, accepted=accepted), "exceptions") != ()
    assert rows(told(book, replace(FINDING, entities=("Rothley",)), accepted=accepted), "exceptions") == ()


def test_the_conclusions_are_those_of_the_whole_alliance(book):
    said = told(book, replace(FINDING, entities=("Rothley",)))
    assert [row[1] for row in rows(said, "conclusions")] == ["Not demonstrated", "Demonstrated", "Demonstrated"]
    assert said.answers[0].answer.endswith("Broken: fair share (SUB4).")


def test_what_is_not_shown_yet_is_counted_without_its_sentence(book):
    said = told(book)
    assert next(row for row in rows(said, "rules") if row[0] == "EVI5")[5] == 1
    assert "£3" not in repr(said)


def test_no_value_tested_is_told_since_another_could_be_worked_out_from_it(book):
    assert "345600" not in repr(told(book))
