"""One figure, one value: whatever a statement is drawn as, the same amounts can be read back out of it."""

import json
import re
import shutil
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from alliances import alliance
from alliances_people import shape_of
from nesa_fund.statements.base import Statement
from nesa_fund.statements.catalogue import STATEMENTS, Arguments, statement_named
from nesa_fund.store import open_ledger
from readings import laid_out, of_csv, of_html, of_json, of_lines, of_xlsx
from reports import render

LEDGER = Path(__file__).parents[2] / "ledger"
GENERATED = 5
SCHEDULE, FUND = ("contributions", "Contributions by member"), ("holdings", "What the Fund has and owes")
FORMATS = ("json", "csv", "xlsx", "html", "text", "pdf")
OF_A_MEMBER = {"account", "cfr"}
poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not on this machine")


def asked(whose: str, name: str) -> Statement:
    if whose == "the example":
        book, arguments = open_ledger(LEDGER).book, Arguments(as_at=date(2026, 1, 12), year="2025-26")
    else:
        year = shape_of(GENERATED).years[2]
        book, arguments = alliance(GENERATED).book, Arguments(as_at=year.start + timedelta(56), year=year.name)
    if name in OF_A_MEMBER:
        arguments = Arguments(as_at=arguments.as_at, member=min(book.register.contributing))
    elif name in {"awaited", "balances", "batches"}:
        arguments = Arguments(as_at=arguments.as_at)
    return statement_named(name)(book, arguments)


def table_of(statement: Statement, format_name: str, table: tuple[str, str]):
    """The rows of a table as a format has them: what each begins with, and its columns."""
    drawn, (name, title) = render(statement, format_name), table
    match format_name:
        case "json":
            return of_json(drawn, name)
        case "csv":
            return of_csv(drawn, title)
        case "xlsx":
            return of_xlsx(drawn, name.capitalize())
    return of_html(drawn, name)


def contributions(statement: Statement, format_name: str, folder: Path) -> list[tuple]:
    """Of each line of the schedule the contribution, and what is outstanding on it where it says so."""
    if format_name in {"text", "pdf"}:
        text = laid_out(render(statement, "pdf"), folder) if format_name == "pdf" else render(statement, "text")
        return contributions_in(of_lines(text, SCHEDULE[1], "How the sum closes"))
    rows = table_of(statement, format_name, SCHEDULE)
    return [(row[3], row[-1]) for row in rows]


def contributions_in(lines) -> list[tuple]:
    """The same of lines of a page, each table of which is as long as the first: a wide one is continued below."""
    names = [name for name, _ in lines]
    count = names.index(names[0], 1) if names.count(names[0]) > 1 else len(names)
    whole = [[amount for _, amounts in lines[n::count] for amount in amounts] for n in range(count)]
    return [(amounts[0], amounts[-1] if len(amounts) > 3 else None) for amounts in whole]


def in_the_bank(statement: Statement, format_name: str, folder: Path):
    """What the Fund's statement has as in its bank."""
    if format_name in {"text", "pdf"}:
        text = laid_out(render(statement, "pdf"), folder) if format_name == "pdf" else render(statement, "text")
        return dict(of_lines(text, FUND[1], "What it is held for"))["In the bank"][0]
    return next(row[1] for row in table_of(statement, format_name, FUND) if row[0] == "In the bank")


@poppler
@pytest.mark.parametrize("whose", ["the example", "a generated alliance"])
def test_contributions_and_what_is_outstanding_are_the_same_in_every_format(whose, tmp_path):
    statement = asked(whose, "schedule")
    found = {name: contributions(statement, name, tmp_path) for name in FORMATS}
    assert len(found["json"]) > 5
    assert sum(bool(outstanding) for _, outstanding in found["json"]) >= 5
    assert {name: rows for name, rows in found.items() if rows != found["json"]} == {}
    (table,) = [table for table in statement.tables if table.name == SCHEDULE[0]]
    assert [int(amount * 100) for amount, _ in found["pdf"]] == [row[3] for row in table.rows]


@poppler
@pytest.mark.parametrize("whose", ["the example", "a generated alliance"])
def test_the_funds_balance_is_the_same_in_every_format(whose, tmp_path):
    statement = asked(whose, "fund")
    found = {name: in_the_bank(statement, name, tmp_path) for name in FORMATS}
    assert set(found.values()) == {found["json"]}
    assert found["json"]


@poppler
@pytest.mark.parametrize("whose", ["the example", "a generated alliance"])
@pytest.mark.parametrize("name", STATEMENTS)
def test_every_figure_of_json_stands_on_the_pages_as_often(whose, name, tmp_path):
    statement = asked(whose, name)
    said, text = json.loads(render(statement, "json")), laid_out(render(statement, "pdf"), tmp_path)
    wanted: Counter[str] = Counter()
    for table in said["tables"]:
        units = [column["unit"] for column in table["columns"]]
        rows = [*table["rows"], *([table["totals"]] if table["totals"] and table["rows"] else [])]
        wanted.update(told for row in rows for one in zip(row, units, strict=True) if (told := as_read(*one)))
    there = Counter(re.findall(r"-?£?\d[\d,]*(?:\.\d+)?%?", text))
    days = Counter(re.findall(r"\d{1,2} [A-Z][a-z]{2} \d{4}", text))
    assert {figure: times for figure, times in wanted.items() if max(there[figure], days[figure]) < times} == {}


def as_read(value: str | None, unit: str) -> str:
    """A value of JSON as people read it; empty for words."""
    if value is None or unit == "text" or value[:1].isalpha():
        return ""
    if unit == "date":
        day = date.fromisoformat(value)
        return f"{day.day} {day:%b} {day.year}"
    number = Fraction(value) * (100 if unit == "percent" else 1)
    hundredths = (abs(number) * 200 + 1) // 2
    whole = f"{hundredths // 100:,}.{hundredths % 100:02d}"
    sign = "-" if number < 0 and hundredths else ""
    if unit == "money":
        return f"{sign}£{whole}"
    return f"{sign}{whole}%" if unit == "percent" else f"{sign}{whole.rstrip('0').rstrip('.')}"
