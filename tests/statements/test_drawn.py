"""Every statement is drawn by every renderer, and says what it is, for whom, when and how it was made."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest

import reports
from nesa_fund.problems import InputError
from nesa_fund.statements.catalogue import STATEMENTS, Arguments, statement_named


@pytest.fixture(params=sorted(STATEMENTS))
def statement(request, book):
    member = "Hartside" if request.param in {"account", "cfr"} else None
    return statement_named(request.param)(book, Arguments(as_at=date(2025, 12, 31), member=member))


def test_it_says_for_whom_of_which_period_and_how_it_was_made_in_one_sentence(statement):
    assert statement.audience
    assert statement.period
    assert statement.made.endswith(".")
    assert ". " not in statement.made
    assert statement.head == "0000 0000 0000 0000"


def test_as_text_it_fits_a_screen(statement):
    drawn = reports.render(statement, "text").splitlines()
    assert max(map(len, drawn)) <= 100
    assert drawn[0] == statement.title


def test_as_json_it_holds_every_row(statement):
    drawn = json.loads(reports.render(statement, "json"))
    assert [len(table["rows"]) for table in drawn["tables"]] == [len(table.rows) for table in statement.tables]


def test_as_csv_it_holds_every_row(statement):
    lines = list(csv.reader(StringIO(reports.render(statement, "csv").decode("utf-8-sig"))))
    assert len(lines) >= sum(len(table.rows) + 1 for table in statement.tables)


def test_as_a_workbook_it_has_a_sheet_a_table(statement):
    book = openpyxl.load_workbook(BytesIO(reports.render(statement, "xlsx")))
    assert len(book.sheetnames) == len(statement.tables) + bool(statement.charts) + 1


def test_an_unknown_statement_names_those_there_are_and_the_nearest():
    with pytest.raises(InputError, match=f"the nearest is schedule; there are {', '.join(STATEMENTS)}"):
        statement_named("shedule")
