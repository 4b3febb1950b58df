"""Opening files: what is read, and what is refused in one sentence that names the file."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from importers.files.reader import read_workbook
from importers.workbook import BadCell
from nesa_fund.problems import InputError
from packages import parts_of, with_part

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(*rows, sheet="Rolls"):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"})
    table = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        table.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def with_cells(cells):
    part = f'<worksheet xmlns="{NAMESPACE}" xmlns:x="{NAMESPACE}"><sheetData>{cells}</sheetData></worksheet>'
    return with_part(xlsx(["x"]), "xl/worksheets/sheet1.xml", part)


def refusal(name, content):
    with pytest.raises(InputError) as caught:
        read_workbook(name, content)
    sentence = str(caught.value)
    assert sentence.startswith(f"{name}: ")
    return sentence


def rows(name, content):
    return read_workbook(name, content).sheets[0].rows


def test_a_sheet_keeps_its_row_numbers_its_numbers_and_its_dates():
    read = rows("rolls.xlsx", xlsx([], ["", "Pupils"], ["Ash", 112.5], [date(2025, 10, 2), "  "]))
    assert read == [[None, None], [None, "Pupils"], ["Ash", 112.5], [date(2025, 10, 2), None]]


def test_hidden_sheets_are_read_and_known_as_hidden(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Member"])
    book.create_sheet("Old").append(["Member"])
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "rolls.xlsx")
    sheets = read_workbook("rolls.xlsx", (tmp_path / "rolls.xlsx").read_bytes()).sheets
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Sheet", False), ("Old", True)]


def test_a_chart_sheet_is_no_sheet():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("Rolls").write(0, 0, 1)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Rolls!$A$1:$A$1"})
    book.add_chartsheet("Picture").set_chart(chart)
    book.close()
    assert [sheet.name for sheet in read_workbook("rolls.xlsx", file.getvalue()).sheets] == ["Rolls"]


def test_a_formula_never_calculated_is_a_bad_cell_and_one_calculated_is_its_value(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "A & B"
    book.active.append([1, "=A1+1"])
    book.active["D5"] = "=A1"
    book.save(tmp_path / "a.xlsx")
    read = rows("a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert read[0][0] == 1
    assert read[0][1] == read[4][3]
    assert "holds a formula without a calculated value" in read[0][1].reason
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><v>3</v></c></row>'
    )
    assert rows("a.xlsx", with_cells(cells)) == [[2, None, 3]]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#SPILL!"])
def test_an_error_is_a_bad_cell_that_names_it(error):
    cells = f'<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="0" t="e"><f>NA()</f><v>{error}</v></c></row>'
    assert rows("a.xlsx", with_cells(cells)) == [[1, BadCell(f"holds the error {error}")]]


def test_a_formula_that_was_never_calculated_may_claim_to_be_nothing():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Rolls")
    sheet.write_row(0, 0, [12, "=A1*2", "=A1-12"])
    sheet.write_formula("D1", "=A1*2", None, 24)
    book.close()
    never = BadCell("holds a formula without a calculated value; open it in Excel, save, and try again")
    assert rows("a.xlsx", file.getvalue()) == [[12, never, never, 24]]
    saved = parts_of(file.getvalue())["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    assert rows("a.xlsx", with_part(file.getvalue(), "xl/workbook.xml", saved)) == [[12, 0, 0, 24]]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>1<!-- x -->2</v></c>',
        '<c r="A1"><v><![CDATA[12]]></v></c>',
        '<c r="A1"><v>&#49;2</v></c>',
        '<c r="A1" s="0"><f>6+6</f><v>1&#50;</v></c>',
        '<c r="A1"><!-- x --><f>1+1</f></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        "<c r='A1' t='s'><v>1.0</v></c>",
        '<x:c r="A1" t="s" s="0">\n<x:v> 0</x:v></x:c>',
    ],
)
def test_what_calamine_would_read_otherwise_than_it_is_written_is_refused(cell):
    assert "written in a way that Excel does not use" in refusal("a.xlsx", with_cells(f'<row r="1">{cell}</row>'))


def test_entities_in_texts_and_blank_texts_are_read():
    cells = (
        '<c r="A1" t="str"><f>"a"</f><v>a&amp;b&#49;</v></c><c r="B1" t="inlineStr"><is><t>&lt;</t></is></c>'
        '<c r="C1" t="s"/><c r="D1" t="s"><v/></c><c r="E1" t="s"> <v>0</v></c>'
    )
    assert rows("a.xlsx", with_cells(f'<row r="1">{cells}</row>')) == [["a&b1", "<", None, None, "x"]]


def test_prefixed_sheet_parts_are_read_alike():
    part = (
        f'<x:worksheet xmlns:x="{NAMESPACE}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        '<x:c r="B1" t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    read = rows("a.xlsx", with_part(xlsx(["x"]), "xl/worksheets/sheet1.xml", part))
    assert read == [[1, BadCell("holds the error #REF!")]]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        '<c s="1" r="XFD1048576"><v>1</v></c>',
        "<c r='ZZ50000'><v>1</v></c>",
        '<x:c r="XFD1048576"><v>1</v></x:c>',
    ],
)
def test_a_far_away_cell_is_refused_before_memory_is_asked_for(cell):
    assert "far from the others" in refusal("a.xlsx", with_cells(f'<row r="1">{cell}</row>'))


def test_sheets_that_are_too_big_only_together_are_refused_too():
    cell = '<row r="1048576"><c r="C1048576"><v>1</v></c></row>'
    one = with_cells(cell)
    assert len(rows("a.xlsx", one)) == 1_048_576
    file = io.BytesIO(one)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.xml", f"<worksheet><sheetData>{cell}</sheetData></worksheet>")
    assert "far from the others" in refusal("a.xlsx", file.getvalue())


def test_a_far_away_cell_that_is_only_formatted_does_no_harm():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert rows("a.xlsx", with_cells(cells)) == [[1]]


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>1</v></c>",
        """<c s="1' r='A1"><v>1</v></c>""",
        '<c r="A99999999999"><v>1</v></c>',
        '<c r="a1"><v>1</v></c>',
    ],
)
def test_a_cell_whose_place_is_unsure_is_refused(cell):
    assert "cells without an address" in refusal("a.xlsx", with_cells(f'<row r="1">{cell}</row>'))


@pytest.mark.parametrize("cell", ["A1048577", "XFE1", "ZZZ1"])
def test_a_cell_beyond_what_excel_has_is_refused(cell):
    content = with_cells(f'<row r="1"><c r="{cell}"><v>1</v></c></row>')
    assert "beyond the last row or column" in refusal("a.xlsx", content)


def test_a_password_protected_workbook_is_refused():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    assert "protected by a password; save a copy without one" in refusal("a.xlsx", ole)


def test_a_workbook_of_the_old_kind_is_refused():
    assert "save it as .xlsx" in refusal("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "save it as .xlsx" in refusal("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_truncated_workbook_is_refused_wherever_it_is_cut():
    content = xlsx(["Member", "Pupils"], ["Ash", 112])
    for size in range(4, len(content) - 22, 97):
        assert "damaged or cut short" in refusal("a.xlsx", content[:size])


def test_a_workbook_without_sheets_is_refused():
    content = with_part(xlsx(["x"]), "xl/workbook.xml", f'<workbook xmlns="{NAMESPACE}"><sheets/></workbook>')
    assert "no sheet with cells" in refusal("a.xlsx", content)


def test_damage_inside_is_refused():
    content = with_part(xlsx(["x"]), "xl/workbook.xml", "<workbook><sheets>")
    assert "not a workbook that can be read" in refusal("a.xlsx", content)
    content = with_part(xlsx(["x"]), "xl/worksheets/sheet1.xml", "<worksheet><sheetData></row></worksheet>")
    assert "not a workbook that can be read" in refusal("a.xlsx", content)
    for cell in ('<c r="A1" r="XFD1048576"><v>1</v></c>', '<c r="A1"', "<y:c/>"):
        assert "not a workbook that can be read" in refusal("a.xlsx", with_cells(f'<row r="1">{cell}</row>'))
    broken = bytearray(xlsx(["x"]))
    broken[broken.index(b"xl/worksheets/sheet1.xml") + 40] ^= 255
    assert "damaged or cut short" in refusal("a.xlsx", bytes(broken))


def test_an_empty_file_another_kind_of_file_and_a_misnamed_one_are_refused():
    assert "empty" in refusal("a.xlsx", b"")
    assert "empty" in refusal("a.csv", b"")
    assert "save it as .xlsx or .csv" in refusal("minutes.pdf", b"%PDF-1.7")
    assert "not an Excel workbook" in refusal("a.xlsx", b"Member,Pupils\n")
    assert "an Excel workbook" in refusal("a.csv", xlsx(["x"]))


@pytest.mark.parametrize("content", [b"<html><table><tr><td>Member</td></tr></table></html>", b"Member\tPupils\r\n"])
def test_what_only_calls_itself_an_excel_workbook_is_refused(content):
    assert "not an Excel workbook, whatever its name says; open it in Excel" in refusal("export.xls", content)


def test_a_binary_workbook_is_refused_by_its_name():
    binary = with_part(xlsx(["x"]), "xl/styles.xml", "<a/>")
    file = io.BytesIO(binary)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/workbook.bin", b"")
    assert "an Excel binary workbook (.xlsb); open it in Excel, save it as .xlsx" in refusal("a.xlsx", file.getvalue())


def test_a_zip_bomb_is_refused_unread():
    bomb = with_part(xlsx(["x"]), "xl/styles.xml", b" " * 2_000_000)
    assert "far bigger inside" in refusal("a.xlsx", bomb)


def test_a_file_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("importers.files.limits.MOST_BYTES", 100)
    assert "larger than" in refusal("a.xlsx", xlsx(["x"]))


def test_two_parts_of_one_name_are_refused():
    file = io.BytesIO(xlsx(["x"]))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert "not a workbook that can be read" in refusal("a.xlsx", file.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_line_ending_and_delimiter(encoding, ending, sign):
    lines = [["Member", "Gross"], ["Café", "£1"], ["Ash", '"a\nb"']]
    content = ending.join(sign.join(line) for line in lines).encode(encoding)
    assert rows("a.csv", content) == [["Member", "Gross"], ["Café", "£1"], ["Ash", "a\nb"]]


def test_a_utf_16_file_of_the_other_byte_order_is_read():
    assert rows("a.csv", b"\xfe\xff" + "Member,£".encode("utf-16-be")) == [["Member", "£"]]


def test_codes_in_csv_keep_their_zeros_and_blank_lines_their_rows():
    workbook = read_workbook("a.csv", b"Code,URN\n\n00123, \n")
    assert workbook.sheets[0].rows == [["Code", "URN"], [], ["00123", None]]
    assert workbook.sheets[0].name == ""


def test_the_delimiter_is_that_of_the_table_not_of_its_banner_or_its_texts():
    content = b"Hartside, Coquet, Ash: rolls\nMember;Note\nAsh;one, two, three\nElm;none\nOak;a, b\n"
    assert rows("a.csv", content)[1] == ["Member", "Note"]


def test_signs_within_quotation_marks_are_of_their_text_however_many():
    content = b'"Setting","Value"\r\n"name","a;b;c;d;e"\r\n"holder","f;g;h;i;j"\r\n'
    rows = read_workbook("a.csv", content).sheets[0].rows
    assert rows == [["Setting", "Value"], ["name", "a;b;c;d;e"], ["holder", "f;g;h;i;j"]]


def test_an_open_quotation_mark_is_refused_rather_than_swallow_the_rest():
    assert "a quotation mark is not closed" in refusal("a.csv", b'Member,Note\nAsh,"open\nElm,x\n')


@pytest.mark.parametrize("content", [b"a,b\0c", b"a,\x81\xff", b"\xff\xfea"])
def test_csv_that_is_not_text_is_refused(content):
    assert "not text" in refusal("a.csv", content)


def test_a_time_of_day_stays_in_its_cell():
    assert rows("a.xlsx", xlsx([datetime(2025, 11, 14, 9, 30)])) == [[datetime(2025, 11, 14, 9, 30)]]  # noqa: DTZ001


def test_the_cells_of_csv_are_counted_while_they_are_read(monkeypatch):
    monkeypatch.setattr("importers.files.limits.MOST_CELLS", 6)
    assert len(rows("a.csv", b"a,b\nc,d\ne,f\n")) == 3
    assert refusal("a.csv", b'a,b\nc,d\ne,f\ng\n"never closed').endswith("send the part that is needed")


def test_a_workbook_of_more_cells_than_an_office_keeps_is_refused():
    beyond = with_cells('<row r="1000001"><c r="E1000001"><v>1</v></c></row>')
    assert "makes a sheet too big" in refusal("a.xlsx", beyond)


def test_more_rows_than_an_office_keeps_are_refused_however_they_are_kept(monkeypatch):
    monkeypatch.setattr("importers.files.limits.MOST_RECORDS", 2)
    assert len(rows("a.csv", b"a\n\n\nb\n")) == 4
    sentence = "has more than 2 rows, which is all that can be read at once; send them in several files"
    assert sentence in refusal("a.csv", b"a\nb\nc\n")
    assert sentence in refusal("a.xlsx", xlsx(["a"], ["b"], ["c"]))
