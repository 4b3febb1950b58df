"""From a file to typed rows, or to everything that is wrong with it."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

import openpyxl
import pydantic
import pytest

from importers.cells import FOLDED, Codes, Day, Money, Number, Text
from importers.columns import Column, Layout
from importers.files.reader import read_workbook
from importers.rows import Place, Row, read_rows
from importers.sheet import find_table
from importers.workbook import Sheet


class Charge(Row):
    number: Text
    day: Day
    net: Money
    vat: Money | None = None
    quantity: Number | None = None
    sharers: Codes = ()
    kind: Annotated[Literal["charge", "credit"], FOLDED] = "charge"

    @pydantic.model_validator(mode="after")
    def vat_is_part_of_net(self):
        if self.vat is not None and self.vat > self.net:
            raise ValueError("VAT is more than Net")
        return self


COLUMNS = (
    Column("Invoice no", "number", required=True),
    Column("Date", "day", required=True),
    Column("Net", "net", ("Net amount",), required=True),
    Column("VAT", "vat"),
    Column("Quantity", "quantity"),
    Column("Sharers", "sharers"),
    Column("Kind", "kind"),
)
HEADER = ["Invoice no", "Date", "Net"]


def reading(*rows, layout=Layout(), file="invoices.xlsx", sheet="Autumn"):
    table = find_table(Sheet(file, sheet, [list(row) for row in rows]), COLUMNS, layout)
    return read_rows(table, Charge, COLUMNS, layout)


def said(*rows, layout=Layout()):
    found = reading(*rows, layout=layout)
    return [str(problem) for problem in found.problems]


def test_a_file_becomes_typed_rows_that_know_where_they_came_from(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Autumn"
    for row in (["Charges of Hartside"], [], ["Net", "Sharers", "Date", "Invoice no", "Quantity", "Kind"]):
        book.active.append(row)
    book.active.append([1200, "Ash; Elm", date(2025, 11, 14), 12345, 112.5, "CREDIT"])
    book.active.append(["£10.00", None, "15/11/2025", "HS-2"])
    book.save(tmp_path / "invoices.xlsx")
    sheet = read_workbook("invoices.xlsx", (tmp_path / "invoices.xlsx").read_bytes()).sheets[0]
    first, second = read_rows(find_table(sheet, COLUMNS), Charge, COLUMNS).rows
    assert (first.number, first.day, first.net, first.vat) == ("12345", date(2025, 11, 14), 120000, None)
    assert (first.quantity, first.sharers, first.kind) == (Fraction(225, 2), ("Ash", "Elm"), "credit")
    assert (second.number, second.net, second.sharers, second.kind) == ("HS-2", 1000, (), "charge")
    assert [first.source, second.source] == ["invoices.xlsx [Autumn!A4]", "invoices.xlsx [Autumn!A5]"]


def test_a_row_of_a_csv_file_has_no_sheet():
    assert reading(HEADER, ["HS-1", "14/11/2025", "1"], file="rolls.csv", sheet="").rows[0].source == "rolls.csv [A2]"


def test_every_error_of_every_row_is_said_by_its_cell():
    assert said(
        HEADER,
        ["HS-1", "31/02/2026", "1,2OO.00"],
        ["HS-2", date(2025, 11, 14), 1.0],
        [None, 45413.0, "12.50"],
    ) == [
        'invoices.xlsx [Autumn!B2] Date "31/02/2026": not a day that exists',
        'invoices.xlsx [Autumn!C2] Net "1,2OO.00": not an amount of money, like 1200.00 or £1,200.00',
        "invoices.xlsx [Autumn!A4] Invoice no: is blank",
        'invoices.xlsx [Autumn!B4] Date "45413": a number, not a date; format the cell as a date, like 14/11/2025',
    ]


def test_good_rows_are_read_beside_bad_ones():
    found = reading(HEADER, ["HS-1", "x", "1"], ["HS-2", "14/11/2025", "1"])
    assert [row.number for row in found.rows] == ["HS-2"]
    assert len(found.problems) == 1


def test_a_formula_without_value_is_refused_by_its_cell_even_where_a_blank_would_pass(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([*HEADER, "VAT"])
    book.active.append(["HS-1", date(2025, 11, 14), 10, "=C2/5"])
    book.save(tmp_path / "a.xlsx")
    sheet = read_workbook("a.xlsx", (tmp_path / "a.xlsx").read_bytes()).sheets[0]
    (problem,) = read_rows(find_table(sheet, COLUMNS), Charge, COLUMNS).problems
    assert str(problem) == (
        "a.xlsx [Sheet!D2] VAT: holds a formula without a calculated value; open it in Excel, save, and try again"
    )


def test_an_error_over_the_whole_row_stands_at_its_first_cell():
    assert said([*HEADER, "VAT"], ["HS-1", "14/11/2025", 1.0, 2.0]) == [
        "invoices.xlsx [Autumn!A2]: VAT is more than Net"
    ]


def test_a_word_of_no_list_is_told_the_list():
    (problem,) = said([*HEADER, "Kind"], ["HS-1", "14/11/2025", 1.0, "loan"])
    assert problem == "invoices.xlsx [Autumn!D2] Kind \"loan\": not one of: 'charge' or 'credit'"


def test_a_missing_column_is_said_once_and_not_in_every_row():
    rows = [["HS-1", "1"], ["HS-2", "1"]]
    assert said(["Invoice no", "Net"], *rows) == [
        "invoices.xlsx [Autumn]: no column Date; its headers are: Invoice no, Net"
    ]


def test_a_wrong_value_set_for_all_rows_is_said_once():
    rows = [["HS-1", "1"], ["HS-2", "1"]]
    assert said(["Invoice no", "Net"], *rows, layout=Layout(sets={"Date": "autumn"})) == [
        'invoices.xlsx [Autumn] Date "autumn": not a date, like 14/11/2025'
    ]


def test_problems_of_the_table_come_first():
    problems = said([*HEADER, "Net amount"], ["HS-1", "x", "1", "1"])
    assert [problem.partition("]")[0] for problem in problems] == [
        "invoices.xlsx [Autumn!D1",
        "invoices.xlsx [Autumn!B2",
    ]


def test_rows_blank_in_a_column_are_left_out_and_listed_only_when_asked():
    rows = (HEADER, ["HS-1", "14/11/2025", None], ["HS-2", "14/11/2025", "1"])
    found = reading(*rows, layout=Layout(skip_blank=("net",)))
    assert [row.number for row in found.rows] == ["HS-2"]
    assert [(str(left.place), left.shown) for left in found.skipped] == [("invoices.xlsx [Autumn!A2]", "HS-1")]
    assert not found.problems
    assert said(*rows) == ["invoices.xlsx [Autumn!C2] Net: is blank"]


def test_a_later_problem_stands_at_its_fields_cell_or_at_the_rows_first():
    (row,) = reading(["Date", "Invoice no", "Net"], ["14/11/2025", "HS-1", "1"]).rows
    assert str(row.problem("number", "used")) == 'invoices.xlsx [Autumn!B2] Invoice no "HS-1": used'
    assert str(row.problem("day", "late")) == 'invoices.xlsx [Autumn!A2] Date "14/11/2025": late'
    assert str(row.problem("vat", "wanted")) == "invoices.xlsx [Autumn!A2] VAT: wanted"


def test_a_row_is_frozen_and_strict_and_easily_made_by_hand():
    row = Charge(place=Place("a.csv", "", 2), number="1", day="2025-11-14", net="1.00")
    with pytest.raises(pydantic.ValidationError):
        row.net = 2
    with pytest.raises(pydantic.ValidationError):
        Charge(place=Place("a.csv", "", 2), number="1", day="2025-11-14", net="1.00", nett=1)
    assert row == Charge(place=Place("a.csv", "", 2), number="1", day="14/11/2025", net=1.0)
