"""The auditors' pack: what is in it and in which order, what it admits not to show, and what is too long to print."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text
from nesa_fund.book import Book
from nesa_fund.packs import printed
from nesa_fund.packs.audit import AuditPack, audit_pack
from nesa_fund.statements.arguments import Arguments
from nesa_fund.store import open_ledger
from reports.readme import render_readme

LEDGER = Path(__file__).parents[2] / "ledger"
END = date(2026, 8, 31)
TAKEN_BACK = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"

2025-10-01 * "North Net Ltd" "a course" ^Fund-NN-1
  event: "spending"
  source: "spending.xlsx [A5]"
  Expenses:Fund:General:Training    100.00 GBP
  Liabilities:Fund:Suppliers       -100.00 GBP
"""


@pytest.fixture(scope="module")
def book() -> Book:
    return open_ledger(LEDGER).book


@pytest.fixture(scope="module")
def made(book: Book) -> AuditPack:
    return audit_pack(book, Arguments(as_at=END, year="2025-26"))


def test_its_statements_stand_in_the_order_of_the_work(made: AuditPack):
    assert [one.name for one in made.pack.statements] == [
        "probity", "schedule", "flows", "funding", "fund", "entities", "lead", "journal", "balances", "batches",
    ]  # fmt: skip


def test_the_figures_of_the_readme_are_those_of_the_statements(made: AuditPack):
    tables = {(one.name, table.name): table for one in made.pack.statements for table in one.tables}
    printed = {one.title: one.prints for one in made.headlines}
    contributions = [
        line.split(",")[1] for line in printed["What each member was charged as its contribution for 2025-26"][1:]
    ]
    charged = [row[4] for row in tables["funding", "members"].rows]
    assert sorted(int(pounds.replace(".", "")) for pounds in contributions) == sorted(charged)
    bank = next(row[1] for row in tables["fund", "holdings"].rows if row[0] == "In the bank")
    assert printed["The Fund's bank"] == ("pounds", f"{bank / 100:.2f}")
    debits = next(row[5] for row in tables["probity", "rules"].rows if row[0] == "SEP2")
    assert printed["What they move"] == ("pounds", f"{debits / 100:.2f}")


def test_balances_are_those_at_the_end_of_the_year_however_much_later_it_is_asked(book: Book):
    later = audit_pack(book, Arguments(as_at=date(2026, 11, 1), year="2025-26"))
    assert {one.name: one.as_at for one in later.pack.statements}["balances"] == END


def test_what_is_not_shown_is_said_with_how_much_is_lacking(made: AuditPack):
    told = render_readme(made)
    assert "EVI3 two people: 14 things are lacking" in told
    assert "The journal is a sample here." in told


def test_before_the_year_is_adopted_there_is_no_schedule_and_that_is_said():
    made = audit_pack(book_from_text(TAKEN_BACK), Arguments(as_at=date(2025, 12, 31)))
    assert "schedule" not in [one.name for one in made.pack.statements]
    assert any("had not adopted the year's schedule" in said for said in made.not_shown)
    assert made.shares.contributions is None


def test_what_is_taken_back_later_than_the_day_is_said_to_differ():
    reversal = """
2026-02-01 * "North Net Ltd" "a course" ^Fund-NN-1
  event: "reversal"
  reverses: "0001"
  source: "command.json [A1]"
  Expenses:Fund:General:Training   -100.00 GBP
  Liabilities:Fund:Suppliers        100.00 GBP
"""
    book = book_from_text(TAKEN_BACK + reversal)
    told = audit_pack(book, Arguments(as_at=date(2025, 12, 31))).not_shown
    assert any(said.startswith("1 entry dated up to that day was taken back by an entry dated later") for said in told)
    later = audit_pack(book, Arguments(as_at=date(2026, 3, 31))).not_shown
    assert not any("taken back" in said for said in later)


def test_a_table_too_long_to_print_is_in_the_workbook_alone_and_named(book: Book, monkeypatch):
    monkeypatch.setattr(printed, "LONGEST", 20)
    made = audit_pack(book, Arguments(as_at=END, year="2025-26"))
    whole, on_paper = (
        next(one for one in pack.statements if one.name == "probity")
        for pack in (made.pack, printed.printed(made.pack))
    )
    assert {table.name for table in whole.tables} - {table.name for table in on_paper.tables} == {"rules"}
    assert on_paper.notes[-1] == '"The rules of the charter" has 39 rows: they stand in the workbook beside this.'


def test_a_name_is_shown_as_it_is_and_can_not_add_a_command(made: AuditPack):
    hostile = replace(made, pack=replace(made.pack, alliance="Ash\n```sh\nrm -rf ~\n```\x1b[31m"))
    told = render_readme(hostile)
    assert told.count("\n```sh\n") == len(made.headlines)
    assert "\x1b" not in told
