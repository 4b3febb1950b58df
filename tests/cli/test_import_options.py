"""What is said to ``nesa import`` of others' sheets: chosen rows, remembered maps, strictness, marked faults."""

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from folders import digest
from nesa_fund.cli import main
from nesa_fund.facts import Mapping
from nesa_fund.store import open_ledger
from sheets import PLAN, ROLLS, facts, xlsx

THEIRS = (
    ("URN", "School", "NOR Jan", "LA"),
    (122170, "Hartside", 100, "929"),
    (122171, "Coquet", None, "929"),
    (122172, "Rothley", 60, "929"),
    (122173, "Elsdon", 61, "0929"),
    (122174, "A school of nobody's", 7, "391"),
)
LAYOUT = ("--map", "Pupils=NOR Jan", "--set", "Census=2026-01")
HEADER = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Category")
CELLO = ("0012", date(2025, 11, 14), "Hartside", "Coquet", "Cello", 1200, "music", None)


def rolls(root):
    register = open_ledger(root).register
    return {code: pupils for code in register.members if (pupils := register.roll(code, "2026-01")) is not None}


# Rows that are asked for


def test_only_the_rows_that_are_asked_for_are_read_and_the_others_counted(root, nesa, file):
    code, out, _ = nesa(
        file(THEIRS), "--kind", "rolls", *LAYOUT, "--only", "LA=929, 0929", "--only", "urn=122170,122173,122179"
    )
    assert (code, rolls(root)) == (0, {"Hartside": 100, "Elsdon": 61})
    assert "sheet.csv: 1 row left out, of another LA than asked for\n" in out
    assert "sheet.csv: 2 rows left out, of another URN than asked for\n" in out
    assert "sheet.csv: no row has URN 122179, asked for\n" in out


def test_a_code_with_a_zero_in_front_is_another_than_one_without(root, nesa, file):
    workbook = file(xlsx({"Rolls": THEIRS}), "rolls.xlsx")
    assert nesa(workbook, "--kind", "rolls", *LAYOUT, "--only", "LA=0929")[0] == 0
    assert rolls(root) == {"Elsdon": 61}


def test_only_goes_with_blanks_to_skip_and_rows_left_out_have_no_faults(root, nesa, file):
    code, out, _ = nesa(file(THEIRS), "--kind", "rolls", *LAYOUT, "--only", "LA=929", "--skip-blank", "Pupils")
    assert (code, rolls(root)) == (0, {"Hartside": 100, "Rothley": 60})
    assert "1 row left out, blank there as asked" in out


def test_only_of_a_column_that_there_is_not_or_of_nothing_is_refused(refused, file):
    told = refused(file(THEIRS), "--kind", "rolls", *LAYOUT, "--only", "Region=North")
    assert told.startswith("sheet.csv: --only Region: no such column; there are: Member, Pupils, URN, LA")
    assert "needs a value" in refused(file(THEIRS), "--kind", "rolls", *LAYOUT, "--only", "LA=,")
    assert "is not of the form Column=value" in refused(file(THEIRS), "--kind", "rolls", "--only", "LA")


# Maps


def test_a_map_of_one_sheet_leaves_the_other_sheets_of_the_workbook_as_they_are(root, nesa, file):
    rolls_of_theirs = [("Member", "NOR Jan"), ("Hartside", 5)]
    plan = [PLAN[0], ("2025-26", "music", "Music", 900, "Training")]
    book = file(xlsx({"Plan": plan, "Rolls": rolls_of_theirs, "Cover": [("Coast and Castle",)]}), "book.xlsx")
    code, out, _ = nesa(book, *LAYOUT)
    assert (code, rolls(root), "music" in open_ledger(root).register.plan("2025-26")) == (0, {"Hartside": 5}, True)
    assert "book.xlsx [Cover]: not read" in out


def test_a_map_of_headers_that_no_sheet_has_or_of_columns_of_no_kind_is_refused(refused, file):
    assert refused(file(ROLLS), "--map", "Pupils=NOR Jan") == "no sheet has the headers NOR Jan in one row\n"
    told = refused(file(THEIRS), "--map", "Pupils=NOR Jan", "--map", "Invoice no=URN")
    assert told == "no kind of sheet has all the columns Pupils, Invoice no; say which with --kind\n"
    assert "need --kind" in refused(file(THEIRS), "--only", "URN=1")


def test_a_map_is_remembered_and_read_again_with_what_is_said_besides(root, nesa, file):
    options = (*LAYOUT, "--skip-blank", "Pupils", "--only", "LA=929,0929")
    assert nesa(file(THEIRS), "--kind", "rolls", *options, "--save-map", "the LA's list")[0] == 0
    (remembered,) = facts(root, "mapping")
    assert 'kind: "rolls"' in remembered
    assert open_ledger(root).register.all(Mapping)[0].columns == (
        "--map 'Pupils=NOR Jan' --set Census=2026-01 --skip-blank Pupils --only LA=929,0929"
    )
    before = digest(root)
    assert json.loads(nesa(file(THEIRS), "--use-map", "the LA's list", "--json")[1])["rows"]["present"] == 3
    assert digest(root) == before
    code, out, _ = nesa(file(THEIRS), "--use-map", "the LA's list", "--set", "census=2025-10", "--dry-run")
    assert (code, "rolls: 3 new" in out) == (0, True)


def test_a_map_is_saved_once_and_another_of_its_name_needs_a_correction(root, nesa, refused, file):
    save = ("--kind", "rolls", "--skip-blank", "Pupils", "--only", "LA=929", "--save-map", "la")
    assert "map la: 1 new" in nesa(file(THEIRS), *save, *LAYOUT)[1]
    assert "map la: 0 new, 1 recorded already" in nesa(file(THEIRS), *save, *LAYOUT)[1]
    other = (*save, "--map", "Pupils=NOR Jan", "--set", "Census=Jan-26")
    told = refused(file(THEIRS), *other)
    assert "sheet.csv [A1]: mapping la is in batch 3: columns is recorded as --map" in told
    assert "--correct" in told
    assert nesa(file(THEIRS), *other, "--correct", "--reason", "as they write it")[0] == 0
    assert len(open_ledger(root).register.all(Mapping)) == 1


def test_a_map_that_is_not_there_or_does_not_fit_is_refused(nesa, refused, file):
    assert refused(file(THEIRS), "--use-map", "la") == 'no map is remembered as "la"; there are: none yet\n'
    nesa(file(THEIRS), "--kind", "rolls", *LAYOUT, "--skip-blank", "Pupils", "--only", "LA=929", "--save-map", "la")
    renamed = [("URN", "School", "NOR 2026", "LA"), *THEIRS[1:]]
    told = refused(file(renamed), "--use-map", "la")
    assert told.startswith(
        'sheet.csv: no header "NOR Jan" for the column Pupils; its headers are: URN, School, NOR 2026'
    )
    told = refused(file([("a", "b"), (1, 2)]), "--use-map", "la")
    assert told.startswith(
        'sheet.csv: no sheet has the columns of rolls: Member, Census, Pupils (with "NOR Jan" for Pupils); say what'
    )
    assert 'the map "la" is of rolls, not of plan' in refused(file(THEIRS), "--kind", "plan", "--use-map", "la")
    assert "nothing to remember" in refused(file(ROLLS), "--save-map", "x")
    odd = ("--kind", "rolls", "--map", "Pupils=NOR\nJan", "--set", "Census=2026-01", "--only", "LA=929,9\u202e")
    assert "an invisible character" in refused(file(THEIRS), *odd, "--skip-blank", "Pupils", "--save-map", "x")


# Spellings


def test_spellings_come_beside_the_sheet_and_what_is_taken_back_forgets_them(root, nesa, file, capsys):
    spelt = file((("Spelling", "Member"), ("HRTSD UNIT", "Hartside")), "alias.csv")
    code, out, _ = nesa(file((ROLLS[0], ("hrtsd unit", "2026-01", 5))), "--alias", spelt)
    assert (code, rolls(root)) == (0, {"Hartside": 5})
    assert "aliases: 1 new, 0 recorded already\nrolls: 1 new" in out
    assert "hrtsd unit is Hartside" in out
    with pytest.raises(SystemExit):
        main(["--ledger", str(root), "reverse", "3", "--reason", "another unit"])
    assert "the member Hartside counts no more; what batch 2 says of it counts\n" in capsys.readouterr().out
    assert open_ledger(root).register.members["Hartside"].alias == ()


def test_a_list_of_spellings_that_is_not_there_is_named(refused, file, tmp_path):
    assert refused(file(ROLLS), "--alias", tmp_path / "none.csv") == "none.csv: there is no such file\n"


# Copies, strictness


def test_copies_are_left_out_and_named_where_that_is_asked_for(nesa, refused, file):
    path = file((HEADER, CELLO, CELLO, ("0013", *CELLO[1:]), CELLO))
    told = refused(path).splitlines()
    assert [line.partition(";")[0] for line in told[:2]] == [
        'sheet.csv [A3] Invoice no "0012": an exact copy of row 2',
        'sheet.csv [A5] Invoice no "0012": an exact copy of row 2',
    ]
    code, out, _ = nesa(path, "--drop-copies")
    assert (code, "invoices: 2 new, 0 recorded already; £2,400.00 in all" in out) == (0, True)
    assert "  sheet.csv: 2 copies left out as asked: row 3 of row 2, row 5 of row 2\n" in out


def test_a_copy_but_for_a_column_that_is_not_read_says_so(nesa, refused, file):
    path = file(((*HEADER, "Batch"), (*CELLO, "a"), (*CELLO, "b")))
    told = refused(path)
    assert told.startswith('sheet.csv [A3] Invoice no "0012": but for Batch, not read, a copy of row 2; take it out')
    assert "1 copies left out as asked: row 3 of row 2 but for Batch\n" in nesa(path, "--drop-copies")[1]


def test_strict_refuses_what_breaks_the_charter_by_its_row_and_else_records_it(root, nesa, refused, file):
    no_agreement = (*CELLO[:6], None, "Teaching")
    told = refused(file((HEADER, no_agreement)), "--strict")
    assert told.startswith("sheet.csv [A2]: breaks SUB1, agreed first: ")
    assert told.endswith("nothing was imported\n")
    assert refused(file((HEADER, no_agreement)), "--strict", "--dry-run") == told
    assert nesa(file((HEADER, no_agreement)))[0] == 0
    assert nesa(file((HEADER, ("0014", *no_agreement[1:]))), "--strict")[0] == 2
    assert nesa(file(((*ROLLS[0],), ("Hartside", "2026-01", 5))), "--strict")[0] == 0  # What was broken before stands.
    assert rolls(root) == {"Hartside": 5}


# Faults, marked


def test_every_fault_is_marked_in_a_copy_that_can_be_mended_and_brought_in(nesa, refused, file, tmp_path):
    sheet = (HEADER, ("0012", date(2025, 11, 14), "Hartsyde", "Coquet", "=1+1", "1,2OO", "music", None), CELLO)
    book = file(xlsx({"Cover": [("Autumn",)], "Invoices": sheet, "Plan": PLAN}), "term.xlsx")
    marked = tmp_path / "marked.xlsx"
    told = refused(book, "--errors", marked)
    assert told.splitlines()[-2:] == [
        "nothing was imported",
        f"{marked}: all 2 faults, each marked in its cell; mend it there or in your own sheet, and import that",
    ]
    found = load_workbook(marked)
    assert found.sheetnames == ["Errors", "Cover", "Invoices", "Plan"]
    page = found["Invoices"]
    assert {cell.coordinate for row in page for cell in row if cell.comment} == {"C2", "F2"}
    assert (page["E2"].value, page["E2"].data_type, page["A2"].value) == ("=1+1", "s", "0012")
    page["C2"], page["F2"], page["A2"] = "Hartside", 1200, "0011"
    mended = tmp_path / "mended.xlsx"
    found.save(mended)
    code, out, err = nesa(mended)
    assert (code, err, "mended.xlsx [Errors]: not read" in out) == (0, "", True)
    assert "invoices: 2 new, 0 recorded already; £2,400.00 in all" in out


def test_a_file_that_is_there_is_never_written_over_and_one_without_faults_is_not_written(
    nesa, refused, file, tmp_path
):
    there = file(b"half mended", "there.xlsx")
    bad = file((HEADER, (*CELLO[:5], "x", *CELLO[6:])), "bad.csv")
    assert "is there already, and may be half mended" in refused(bad, "--errors", there)
    assert there.read_bytes() == b"half mended"
    assert "name it with .xlsx at the end" in refused(bad, "--errors", tmp_path / "marked.csv")
    assert nesa(file((HEADER, CELLO)), "--errors", tmp_path / "none.xlsx")[0] == 0
    assert "nosuch" in refused(bad, "--kind", "nosuch", "--errors", tmp_path / "none.xlsx")
    assert not (tmp_path / "none.xlsx").exists()


def test_what_is_wrong_with_the_whole_sheet_is_listed_too_and_json_stays_json(nesa, file, tmp_path):
    code, out, err = nesa(file(b"a,b\n1,2\n", "odd.csv"), "--json", "--errors", tmp_path / "marked.xlsx")
    assert (code, json.loads(out)["errors"][0]["file"]) == (2, "odd.csv")
    assert err.endswith("1 fault, each marked in its cell; mend it there or in your own sheet, and import that\n")
    found = load_workbook(tmp_path / "marked.xlsx")
    assert found.sheetnames == ["Errors", "odd"]
    assert found["Errors"]["A3"].value == "odd.csv"
    assert [[cell.value for cell in row] for row in found["odd"]] == [["a", "b"], ["1", "2"]]
