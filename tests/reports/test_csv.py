"""CSV that a spreadsheet opens safely and a script reads simply."""

import csv
from dataclasses import replace
from io import StringIO

from nesa_fund.statements.base import Statement
from reports.csv import render_csv


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_one_table_is_its_titles_its_rows_and_its_total(single: Statement):
    titles, *rows, total = read(render_csv(single))
    assert titles[:3] == ["Member", "Roll", "Share"]
    assert rows[2] == [
        *("Rothley", "298", "19.201031%", "11520.62", "38.65", "-125.50", "2025-07-03", "FGB 41/25"),
        *("3", "3840.20", "3840.20", "0.00"),
    ]
    assert total[:6] == ["Total", "1552", "100%", "60000.00", "", "1887.04"]


def test_several_tables_each_stand_under_their_title_with_an_empty_line_between(schedule: Statement):
    rows = read(render_csv(schedule))
    assert rows[0] == ["Contributions by member"]
    assert rows[rows.index([]) + 1 :][:3] == [
        ["Staff days"],
        ["Member", "Given", "Received", "Part of the year", "Lead for"],
        ["Hartside", "112.5", "98", "1", "Mathematics; joint training days"],
    ]


def test_a_fraction_without_end_is_decimals_and_never_a_day_in_march(schedule: Statement):
    assert read(render_csv(schedule))[-2][:4] == ["Elsdon", "0.25", "0.25", "0.333333"]


def test_it_is_utf_8_with_a_mark_and_lines_that_end_as_the_standard_says(single: Statement):
    content = render_csv(single)
    assert content.startswith(b"\xef\xbb\xbfMember,")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 8


def test_text_that_starts_a_formula_is_guarded_and_numbers_stay_numbers(hostile: Statement):
    cells = [cell for row in read(render_csv(hostile)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert "'=1+1" in cells
    assert "'+44 1670 000000" in cells
    assert "'-5" in cells
    assert "0.02" in cells


def test_wide_signs_and_signs_after_spaces_are_guarded_too(single: Statement):
    for start in ("\uff1d", "\uff20", "\t", "\r", " =", "\xa0@"):
        changed = render_csv(with_member(single, f"{start}1+1"))
        assert read(changed)[1][0].startswith("'")


def test_controls_are_written_out(hostile: Statement):
    text = render_csv(hostile).decode("utf-8-sig")
    assert text.replace("\r", "").replace("\n", "").replace("\t", "").isprintable()
    assert ["two\nlines\tand a tab"] * 2 in [row[:2] for row in read(render_csv(hostile))]


def test_the_same_statement_gives_the_same_bytes(schedule: Statement):
    assert render_csv(schedule) == render_csv(schedule)


def test_an_empty_table_has_its_titles_and_its_total(empty: Statement):
    assert read(render_csv(empty)) == [["Member", "Owed"], ["Total", "0.00"]]


def with_member(statement: Statement, name: str) -> Statement:
    table = statement.tables[0]
    rows = ((name, *table.rows[0][1:]), *table.rows[1:])
    return replace(statement, tables=(replace(table, rows=rows),))
