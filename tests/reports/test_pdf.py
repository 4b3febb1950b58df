"""Pages that say every figure, in their order, to eyes and to screen readers alike."""

import io
import json
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from nesa_fund.problems import InputError
from nesa_fund.statements.base import Column, Pack, Statement, Table, Unit
from reports.json import render_json
from reports.pdf import MOST_ROWS, render_pack, render_pdf
from reports.words import shown


def pages(statement: Statement) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_pdf(statement))).pages]


def words(text: str) -> str:
    return "".join(text.split())


def test_every_value_of_the_statement_is_on_the_pages(schedule: Statement):
    text = words("".join(pages(schedule)))
    values = [
        shown(value, column.unit)
        for table in schedule.tables
        for row in (*table.rows, table.totals or ())
        for value, column in zip(row, table.columns, strict=False)
    ]
    assert [value for value in values if words(value) not in text] == []
    assert [note for note in schedule.notes if words(note) not in text] == []


def test_it_is_tagged_titled_and_in_english(schedule: Statement):
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(schedule)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata
    assert reader.metadata.title == schedule.title
    assert b"pdfuaid:part" in render_pdf(schedule)


def test_the_answers_stand_on_the_first_page_and_each_page_is_numbered(schedule: Statement):
    first, *_ = told = pages(schedule)
    assert "Yes, to the penny." in first
    for number, text in enumerate(told, 1):
        assert f"Page {number} of {len(told)}" in text
        assert schedule.head in text


def test_column_titles_stand_on_every_page_that_a_table_runs_over():
    rows = tuple((f"School {n}", n) for n in range(170))
    table = Table("rolls", "Rolls", (Column("Name of the member"), Column("Pupils", Unit.NUMBER)), rows)
    told = pages(made(table))
    assert len(told) > 3
    assert all(words("Name of the member") in words(text) for text in told)


def test_what_nobody_would_print_is_refused_with_the_workbook_as_remedy():
    rows = tuple((f"School {n}", n) for n in range(MOST_ROWS + 1))
    table = Table("rolls", "Rolls", (Column("Name of the member"), Column("Pupils", Unit.NUMBER)), rows)
    with pytest.raises(InputError, match=r"has 5,001 rows, too many to print: write it as a workbook, -o \w+\.xlsx"):
        render_pdf(made(table))


def test_a_chart_says_what_is_to_be_seen(schedule: Statement):
    assert schedule.charts[0].alt in objects(render_pdf(schedule))


@pytest.mark.parametrize("text", ["中文", "😀", "#let x = 1 [*bold*] $y$ @label <tag> \\ //", "=1+1", "\u202edesrever"])
def test_any_text_is_shown_as_text(schedule: Statement, text: str):
    told = words("".join(pages(replace(schedule, notes=(text,)))))
    escaped = text.encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    assert words(text) in told or words(escaped) in told


def test_the_same_statement_gives_the_same_bytes(schedule: Statement):
    assert render_pdf(schedule) == render_pdf(schedule)


def test_a_wide_table_is_set_across_and_never_wider_than_the_page(schedule: Statement):
    width, height = pypdf.PdfReader(io.BytesIO(render_pdf(schedule))).pages[0].mediabox[2:]
    assert width > height


def test_columns_to_be_filled_in_by_hand_keep_their_room_beside_long_text():
    columns = (Column("Source"), Column("A", room=3), Column("B", room=3), Column("Remark", room=36))
    rows = tuple(("a file of the autumn's first half.xlsx [Invoices!A2]" * 4, None, None, None) for _ in range(3))
    left: dict[str, float] = {}
    (page,) = pypdf.PdfReader(io.BytesIO(render_pdf(made(Table("sheet", "To test", columns, rows))))).pages
    page.extract_text(visitor_text=lambda text, of, at, *_: left.setdefault(text.strip(), of[4] + at[4]))
    assert left["B"] - left["A"] > 15  # Points: room for a tick.
    assert float(page.mediabox.width) - left["Remark"] > 150


def test_the_figures_of_json_are_those_of_the_pages(schedule: Statement):
    text = words("".join(pages(schedule)))
    for table in json.loads(render_json(schedule))["tables"]:
        units = [column["unit"] for column in table["columns"]]
        for row in table["rows"]:
            for value, unit in zip(row, units, strict=True):
                if unit == "money" and value:
                    sign, pounds = ("-", value[1:]) if value.startswith("-") else ("", value)
                    whole, pence = pounds.split(".")
                    assert f"{sign}£{int(whole):,}.{pence}" in text


def made(table: Table) -> Statement:
    told = ("rolls", "Rolls", "An alliance", "the Board", "2025-26", date(2026, 8, 31), "9f2c", "Counted.")
    return Statement(*told, tables=(table,))


def objects(pdf: bytes) -> str:
    """All the objects of a PDF, written out."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return "".join(str(reader.get_object(number)) for number in range(1, reader.trailer["/Size"]))


def test_a_pack_has_its_contents_and_each_statement_begins_a_page(schedule: Statement):
    second = replace(schedule, title="Another statement", tables=schedule.tables[1:])
    pack = Pack("Board pack", schedule.alliance, schedule.as_at, schedule.head, ("What it is.",), (schedule, second))
    told = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_pack(pack))).pages]
    assert all(text in told[0] for text in ("Board pack", "What it is.", schedule.title, "Another statement"))
    starts = [number for number, text in enumerate(told, 1) if "How made" in text]
    assert starts[0] == 1
    assert len(starts) == 2
    assert str(starts[1]) in told[0]
