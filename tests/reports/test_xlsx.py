"""Workbooks that officers are glad to open, read again by other programs than the one that wrote them."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from nesa_fund.problems import InputError
from nesa_fund.statements.base import Column, Pack, Statement, Table, Unit
from reports import xlsx
from reports.xlsx import render_xlsx, render_xlsx_pack


def opened(statement: Statement, *, values: bool = True) -> Workbook:
    return load_workbook(BytesIO(render_xlsx(statement)), data_only=values)


def test_a_sheet_stands_for_a_table_and_the_last_tells_about_the_statement(schedule: Statement):
    book = opened(schedule)
    assert book.sheetnames == ["Shares", "Days", "Charts", "About"]
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about.pop("Annual contribution schedule 2025-26") is None
    assert about == {
        "Alliance": "Coast and Castle Alliance",
        "For": "the Strategic Board",
        "Period": "1 September 2025 to 31 August 2026",
        "As at": "14 Nov 2025",
        "Head": "9f2c 11ab 03d4 77e0",
        "How made": schedule.made,
        "Does it add up?": "Yes, to the penny.",
        "Note 1": schedule.notes[0],
        "Note 2": schedule.notes[1],
    }


def test_the_title_is_in_a1_with_no_blank_row_and_no_merged_cell_below(schedule: Statement):
    sheet = opened(schedule)["Shares"]
    first = [row[0].value for row in sheet.iter_rows()]
    assert first[:5] == [
        "Annual contribution schedule 2025-26: Contributions by member",
        "Coast and Castle Alliance. For: the Strategic Board",
        "Period: 1 September 2025 to 31 August 2026. As at: 14 Nov 2025. Head: 9f2c 11ab 03d4 77e0",
        "Member",
        "Hartside",
    ]
    assert None not in first
    assert not sheet.merged_cells.ranges


def test_dates_and_amounts_are_real_and_formatted(schedule: Statement):
    sheet = opened(schedule)["Shares"]
    roll, share, amount, confirmed = (sheet[f"{letter}5"] for letter in "BCDG")
    assert (roll.value, roll.number_format) == (412, "#,##0")
    assert (share.value, share.number_format) == (412 / 1552, "0.00%")
    assert (amount.value, amount.number_format) == (15927.83, "£#,##0.00;[Red]-£#,##0.00")
    assert (confirmed.value, confirmed.number_format) == (datetime(2025, 7, 8), "d mmm yyyy")  # noqa: DTZ001
    assert sheet["G9"].value == "awaited"
    assert sheet["H9"].value is None


def test_a_column_of_numbers_has_the_decimals_it_needs(schedule: Statement):
    sheet = opened(schedule)["Days"]
    assert [sheet[f"{letter}5"].number_format for letter in "BD"] == ["#,##0.00", "#,##0.00"]
    halves = Table("d", "D", (Column("Days", Unit.NUMBER),), ((112,), (xlsx.Fraction(1, 2),)))
    assert opened(replace(schedule, tables=(halves,)))["D"]["A5"].number_format == "#,##0.0"


def test_totals_are_formulas_whose_stored_values_are_ours(schedule: Statement):
    formulas, values = opened(schedule, values=False)["Shares"], opened(schedule)["Shares"]
    assert [cell.value for cell in formulas[11]][:4] == ["Total", "=SUM(B5:B10)", "=SUM(C5:C10)", "=SUM(D5:D10)"]
    assert [cell.value for cell in values[11]] == [
        *("Total", 1552, 1, 60000, None, 1887.04, None, None, None),
        *(17628.84, 16391.73, 1237.11),
    ]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_libreoffice_comes_to_the_same_totals(schedule: Statement, tmp_path: Path):
    schedule = replace(schedule, charts=())  # openpyxl can't read LibreOffice's dates below a chart.
    forgetful = opened(schedule, values=False)  # openpyxl keeps formulas and forgets what they came to.
    forgetful.save(tmp_path / "schedule.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out"]
    subprocess.run([*command, tmp_path / "schedule.xlsx"], check=True, capture_output=True, timeout=120)
    theirs = load_workbook(tmp_path / "out" / "schedule.xlsx", data_only=True)
    ours = opened(schedule)
    for name, row in (("Shares", 11), ("Days", 8)):
        totals = [cell.value for cell in ours[name][row]]
        assert totals[0] == "Total"
        assert [cell.value for cell in theirs[name][row]][: len(totals)] == [
            value if value is None or isinstance(value, str) else pytest.approx(value, abs=1e-9) for value in totals
        ]


def test_the_titles_are_frozen_filtered_and_printed_on_every_page_across_one_a4(schedule: Statement):
    sheet = opened(schedule)["Shares"]
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:L10"
    assert sheet.print_title_rows == "$1:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # None: the default, one page
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.left.text == "Coast and Castle Alliance"
    assert sheet.oddFooter.center.text == "Page &P of &N"
    assert sheet.oddFooter.right.text == "Head 9f2c 11ab 03d4 77e0"


def test_long_text_wraps_in_a_row_tall_enough(schedule: Statement):
    sheet = opened(schedule)["Days"]
    assert sheet["E7"].alignment.wrap_text
    assert sheet.column_dimensions["E"].width < 65
    assert sheet.row_dimensions[7].height >= 60


def test_properties_tell_what_it_is_and_its_making_is_dated_as_at(schedule: Statement):
    properties = opened(schedule).properties
    assert properties.title == "Annual contribution schedule 2025-26"
    assert properties.subject == "1 September 2025 to 31 August 2026, as at 14 Nov 2025, head 9f2c 11ab 03d4 77e0"
    assert properties.created == datetime(2025, 11, 14)  # noqa: DTZ001


def test_the_same_statement_gives_the_same_bytes(schedule: Statement):
    assert render_xlsx(schedule) == render_xlsx(schedule)


def test_a_packs_making_is_dated_as_at_too(schedule: Statement):
    pack = Pack("Board pack", schedule.alliance, schedule.as_at, schedule.head, (), (schedule,))
    assert load_workbook(BytesIO(render_xlsx_pack(pack))).properties.created == datetime(2025, 11, 14)  # noqa: DTZ001


def test_text_of_others_stays_text(hostile: Statement):
    content = render_xlsx(hostile)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    said = [cell.value for cell in sheet["A"]][4:]
    assert said[:6] == list(hostile.notes[:6])
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert said[6:9] == [r"\x1b[31mred\x1b]0;title\x07", "two\nlines\tand a tab", r"\u202edesrever\u2066\u200b"]
    assert [cell.value for cell in sheet["C"]][4:7] == [0, 0.01, 0.02]
    with ZipFile(BytesIO(content)) as parts:
        drawn = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/" in name)
    assert b"<f>" not in drawn
    assert b"hyperlink" not in drawn


def test_an_ampersand_in_the_alliance_is_no_code_of_the_footer(hostile: Statement):
    assert opened(hostile).worksheets[0].oddFooter.left.text == r"A && B \u202e"


def test_sheet_names_are_such_as_excel_takes_and_never_twice(schedule: Statement):
    table = schedule.tables[0]
    names = ("a/b:[c]*?'", "A b  c", "x" * 40, "X" * 35, "", "History", "about", "'", "学" * 40, "😀" * 40)
    book = opened(replace(schedule, tables=tuple(replace(table, name=name) for name in names)))
    assert book.sheetnames == [
        *("A b  c", "A b c", "X" + "x" * 30, "X" * 27 + " (2)", "Table", "History (2)", "About (2)", "Table (2)"),
        *("学" * 31, "😀" * 15, "Charts", "About"),
    ]


def test_an_empty_table_has_its_titles_and_a_total_of_nothing(empty: Statement):
    rows = [[cell.value for cell in row] for row in opened(empty, values=False)["None"].iter_rows(min_row=4)]
    assert rows == [["Member", "Owed"], ["Total", 0]]


def test_an_empty_table_without_a_total_says_none(empty: Statement):
    table = replace(empty.tables[0], columns=(Column("Finding"), Column("Remedy")))
    sheet = load_workbook(BytesIO(render_xlsx(replace(empty, tables=(table,))))).worksheets[0]
    assert [cell.value for cell in sheet[5]] == ["None", None]


def test_a_table_longer_than_a_worksheet_is_refused_whole(schedule: Statement):
    table = replace(schedule.tables[1], rows=schedule.tables[1].rows[:1] * 1_048_572)
    with pytest.raises(InputError, match="1,048,572 rows, too many for a worksheet; choose csv or json"):
        render_xlsx(replace(schedule, tables=(table,)))


def test_a_text_longer_than_a_cell_says_where_the_whole_is(schedule: Statement):
    table = Table("long", "Long", (Column("What"), Column("Day", Unit.DATE)), (("x" * 40_000, date(2025, 9, 1)),))
    said = opened(replace(schedule, tables=(table,)))["Long"]["A5"].value
    assert len(said) == 32_767
    assert said.endswith("x … [40,000 characters; the whole is in csv or json]")
