"""Blank sheets: each kind has one, its example is a good row, and left as it is it is never read."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from importers.columns import match_headers
from importers.examples import EXAMPLES
from importers.kinds import KINDS
from importers.recognise import read_drop
from importers.templates import SETS, What, template
from nesa_fund.actions.papers import Paper
from nesa_fund.problems import InputError
from nesa_fund.store import open_ledger
from reports.template import render_template
from sheets import alliance, bring


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def blank(names, root=None):
    return render_template(template(names, open_ledger(root).register if root else None))


def test_every_kind_has_an_example_and_every_example_a_kind():
    assert EXAMPLES.keys() == KINDS.keys()


def test_every_kind_is_filled_at_some_time_of_the_year():
    assert {kind for kinds in SETS.values() for kind in kinds} == KINDS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_an_example_fills_what_is_needed_and_says_that_it_is_one(name):
    (sheet,) = template([name])
    assert [column.header for column in sheet.columns if column.required and column.example is None] == []
    assert any("example" in str(column.example).casefold() for column in sheet.columns)


@pytest.mark.parametrize("name", KINDS)
def test_the_headers_of_a_blank_sheet_are_those_of_its_kind_alone(name):
    (sheet,) = template([name])
    found = match_headers({n: column.header for n, column in enumerate(sheet.columns)}, KINDS[name].all_columns)
    assert found == {column.header: [n] for n, column in enumerate(sheet.columns)}


def test_blank_sheets_left_as_they_are_change_nothing(root):
    imported = bring(root, Paper("all.xlsx", blank(["all"], root)))
    assert (imported.problems, imported.new, imported.batch) == ((), 0, None)
    assert len(imported.drop.blank) == len(KINDS)
    assert imported.drop.left_aside == ()


@pytest.mark.parametrize("name", KINDS)
def test_a_blank_sheet_is_read_as_its_own_kind(name):
    (sheet,) = template([name])
    book = openpyxl.load_workbook(BytesIO(render_template([sheet])))
    page = book[name]
    changed = next(n for n, column in enumerate(sheet.columns, 1) if "example" in str(column.example).casefold())
    page.cell(3, changed).value = "Something else"
    page.cell(3, changed).number_format = "@"
    content = BytesIO()
    book.save(content)
    drop = read_drop({"filled.xlsx": content.getvalue()})
    assert drop.kinds == (name,)


def test_a_filled_row_is_imported_and_the_example_is_left_out(root):
    book = openpyxl.load_workbook(BytesIO(blank(["rolls"], root)))
    for n, value in enumerate(["Coquet", "2025-10", 201], 1):
        book["rolls"].cell(4, n).value = value
    content = BytesIO()
    book.save(content)
    imported = bring(root, Paper("rolls.xlsx", content.getvalue()))
    assert (imported.new, imported.problems) == (1, ())
    assert "rolls.xlsx [rolls]: row 3 is the example, as it was: not read" in imported.readings


def test_lists_are_of_the_ledgers_own_names(root):
    (sheet,) = template(["invoices"], open_ledger(root).register)
    lists = {column.header: column.choices for column in sheet.columns}
    assert lists["Supplier"] == ("Coquet", "Elsdon", "Hartside", "Rothley", "Partnership Fund")
    assert lists["Agreement"] == ("boiler", "music", "net", "skips")
    assert "maths" in lists["Plan line"]
    assert "Connectivity" in lists["Category"]


def test_columns_know_what_they_take():
    (sheet,) = template(["confirmations"])
    what = {column.header: (column.what, column.choices) for column in sheet.columns}
    assert what["Amount"] == (What.MONEY, ())
    assert what["Date"] == (What.DAY, ())
    assert what["Quorate"] == (What.CHOICE, ("yes", "no"))


def test_dates_and_amounts_have_their_formats():
    page = openpyxl.load_workbook(BytesIO(blank(["confirmations"])))["confirmations"]
    headers = {cell.value: cell.column for cell in page[2]}
    assert page.cell(3, headers["Date"]).number_format == "dd/mm/yyyy"
    assert page.cell(3, headers["Date"]).value.date() == date(2025, 6, 18)
    assert page.cell(3, headers["Amount"]).number_format == "#,##0.00"


def test_every_header_has_a_note():
    page = openpyxl.load_workbook(BytesIO(blank(["payments"])))["payments"]
    notes = {cell.value: cell.comment.text for cell in page[2]}
    assert notes["Amount"].startswith("Needed in every row: an amount in pounds above nothing, like 1200.00.")
    assert "May stay blank" in notes["Bank reference"]


def test_a_kind_that_there_is_not_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"nearest: invoices.*or a time of the year: setup, june, term"):
        template(["invoice"])


@pytest.mark.parametrize(
    ("kind", "header"),
    [("contracts", "Supplier"), ("fund-income", "From"), ("agreements", "Agreement"), ("grants", "Grant")],
)
def test_what_is_no_member_or_is_named_here_first_has_no_list(root, kind, header):
    (sheet,) = template([kind], open_ledger(root).register)
    assert {column.header: column.choices for column in sheet.columns}[header] == ()
