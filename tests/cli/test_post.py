"""``nesa post`` as an officer uses it: codes are filled in once, and nothing is handed over twice or lost."""

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest

from folders import digest
from nesa_fund.cli import main
from sheets import alliance, take

LEDGER = Path(__file__).parents[2] / "ledger"
INVOICES = (
    ("Invoice number", "Invoice date", "Supplier", "Customer", "Description", "Net", "VAT", "VAT treatment",
     "Agreement", "Category"),
    ("0012", date(2025, 11, 14), "Hartside", "Coquet", "Cello teaching, autumn", 100, 20, "reclaimed",
     "music", "Teaching"),
    ("0013", date(2025, 11, 21), "Hartside", "Coquet", "Cello teaching, more", 50, None, "exempt", "music", "Teaching"),
)  # fmt: skip
CODES = {
    "Teaching staff": ("5001", "12", None),
    "Supplier: Hartside Middle School": ("HART01", None, None),
    "VAT treatment: charged": ("T1", None, None),
    "VAT treatment: exempt": ("T2", None, None),
}


@pytest.fixture(scope="module")
def charged(tmp_path_factory):
    made = alliance(tmp_path_factory.mktemp("charged") / "ledger")
    take(made, INVOICES)
    return made


@pytest.fixture(scope="module")
def charged_and_coded(charged, tmp_path_factory):
    made = shutil.copytree(charged, tmp_path_factory.mktemp("coded") / "ledger")
    rows = [("Coquet", category, *codes) for category, codes in CODES.items()]
    take(made, [("Member", "Category", "Code", "Cost centre", "VAT code"), *rows])
    return made


@pytest.fixture
def root(charged, tmp_path):
    return shutil.copytree(charged, tmp_path / "ledger")


@pytest.fixture
def nesa(root, capsys):
    """Exit code, output and complaints of one command."""

    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main(["--ledger", str(root), *map(str, args)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def coded(root, charged_and_coded):
    """The same ledger, with the codes of its system recorded."""
    shutil.rmtree(root)
    return shutil.copytree(charged_and_coded, root)


def cells(path, encoding="utf-8"):
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def test_codes_that_lack_are_named_with_the_remedy_and_nothing_is_written(root, nesa, tmp_path):
    before = digest(root)
    code, out, err = nesa("post", "Coquet", "--for", "sage50", "-o", tmp_path / "out")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "Coquet High School's own system: Supplier: Hartside Middle School has no code (needed 2 times)",
        "Coquet High School's own system: Teaching staff has no code and no VAT code (needed 2 times)",
        "to fill them in: nesa post Coquet --for sage50 --codes codes.xlsx; then nesa import FILE",
    ]
    assert (digest(root), (tmp_path / "out").exists()) == (before, False)


def test_the_sheet_of_codes_is_filled_in_imported_and_then_nothing_lacks(root, nesa, tmp_path):
    sheet = tmp_path / "codes.xlsx"
    assert nesa("post", "Coquet", "--for", "xero-bills", "--codes", sheet)[0] == 0
    book = openpyxl.load_workbook(sheet)
    (row,) = [[cell.value for cell in row] for row in book["codes"].iter_rows(min_row=3)]
    assert row == ["Coquet", "Teaching staff", None, None, None]
    book["codes"]["C3"], book["codes"]["E3"] = "0420", "20% (VAT on Expenses)"
    book.save(sheet)
    assert nesa("import", sheet)[0] == 0
    code, _, err = nesa("post", "Coquet", "--for", "xero-bills", "-o", tmp_path / "out")
    assert code == 2  # One VAT code is not for lines with VAT and for those without.
    assert 'VAT treatment: exempt has no code: Teaching staff has one VAT code, "20% (VAT on Expenses)"' in err
    take(root, [("Member", "Category", "Code"), ("Coquet", "VAT treatment: exempt", "Exempt Expenses")])
    assert nesa("post", "Coquet", "--for", "xero-bills", "-o", tmp_path / "out")[0] == 0
    rows = cells(tmp_path / "out/xero-bills Coquet 0001 bills.csv")
    assert [row[6:] for row in rows[1:]] == [
        ["100.00", "0420", "20% (VAT on Expenses)"],
        ["50.00", "0420", "Exempt Expenses"],
    ]


@pytest.mark.parametrize("name", ["codes.xlsx", "codes.csv"])
def test_the_sheet_of_codes_is_a_workbook_and_never_writes_over_another(nesa, tmp_path, name):
    (tmp_path / "codes.xlsx").write_bytes(b"filled in")
    assert nesa("post", "Coquet", "--for", "sage50", "--codes", tmp_path / name)[0] == 2
    assert (tmp_path / "codes.xlsx").read_bytes() == b"filled in"
    assert not (tmp_path / "codes.csv").exists()


@pytest.mark.usefixtures("coded")
def test_only_what_was_not_yet_handed_over_is(root, nesa, tmp_path):
    code, out, _ = nesa("post", "Coquet High", "--for", "csv", "-o", tmp_path)
    assert (code, out.splitlines()) == (
        0,
        [
            "Coquet High School, for any other system: handover 1, batches 1 to 4",
            "  csv Coquet 0001.csv",
            "    Bills: 2, £170.00 (net £150.00, VAT £20.00)",
            f"Written in {tmp_path}, with csv Coquet 0001 cover.pdf: compare its control total before you post.",
            f'The same again: nesa post Coquet --for csv --again 1 -o "{tmp_path}"',
        ],
    )
    text = pypdf.PdfReader(tmp_path / "csv Coquet 0001 cover.pdf").pages[0].extract_text()
    assert "£170.00" in text
    before = digest(root)
    assert nesa("post", "Coquet", "--for", "csv", "-o", tmp_path / "none")[:2] == (
        0,
        "Nothing of Coquet High School is to be handed over for csv, up to batch 4.\n",
    )
    assert (digest(root), (tmp_path / "none").exists()) == (before, False)


@pytest.mark.usefixtures("coded")
def test_what_is_taken_back_after_it_was_handed_over_comes_next_and_the_first_comes_again_byte_for_byte(nesa, tmp_path):
    assert nesa("post", "Coquet", "--for", "sage50", "-o", tmp_path / "first")[0] == 0
    assert nesa("reverse", "3", "--row", "Sheet1!A2", "--reason", "a wrong price")[0] == 0
    assert nesa("post", "Coquet", "--for", "sage50", "-o", tmp_path / "second")[0] == 0
    rows = cells(tmp_path / "second/sage50 Coquet 0002.csv", "ascii")
    assert [row[:1] + row[5:6] + row[7:10] for row in rows[1:]] == [["PC", "0012-R5", "100.00", "T1", "20.00"]]
    for again in (["--again", "1"], ["--again", "1", "--dry-run"]):
        assert nesa("post", "Coquet", "--for", "sage50", *again, "-o", tmp_path / "again")[::2] == (0, "")
    for name in ("sage50 Coquet 0001.csv", "sage50 Coquet 0001 cover.pdf"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert nesa("post", "Coquet", "--for", "sage50", "--again", "-o", tmp_path / "newest")[0] == 0
    assert (tmp_path / "newest/sage50 Coquet 0002.csv").exists()
    assert "batch 5" in nesa("post", "Coquet", "--for", "sage50", "--again", "2", "--dry-run")[1]


@pytest.mark.usefixtures("coded")
def test_a_dry_run_writes_and_remembers_nothing(root, nesa, tmp_path):
    before = digest(root)
    code, out, _ = nesa("post", "Coquet", "--for", "sage50", "--dry-run", "-o", tmp_path / "out")
    assert (code, out.splitlines()[-1]) == (0, "Nothing was written.")
    assert (digest(root), (tmp_path / "out").exists()) == (before, False)


@pytest.mark.usefixtures("coded")
def test_what_was_entered_by_hand_before_is_not_handed_over(nesa, tmp_path):
    assert nesa("post", "Coquet", "--for", "sage50", "--after", "9", "-o", tmp_path)[2] == (
        "--after 9: the batches are 1 to 4; see nesa batches\n"
    )
    assert nesa("post", "Coquet", "--for", "sage50", "--after", "4", "-o", tmp_path)[1].startswith("Nothing of Coquet")
    assert nesa("post", "Coquet", "--for", "sage50", "--after", "2", "-o", tmp_path)[0] == 0
    code, _, err = nesa("post", "Coquet", "--for", "sage50", "--after", "3", "-o", tmp_path)
    assert (code, err.startswith("--after is for the first handover; handover 1 took")) == (2, True)


@pytest.mark.usefixtures("coded")
def test_two_systems_for_the_same_batches_are_said(nesa, tmp_path):
    nesa("post", "Coquet", "--for", "sage50", "-o", tmp_path)
    out = nesa("post", "Coquet", "--for", "csv", "-o", tmp_path)[1]
    assert "Some of these batches were handed over for sage50 too: enter them in one system only.\n" in out


@pytest.mark.usefixtures("coded")
def test_a_script_gets_the_control_total_as_json(nesa, tmp_path):
    told = json.loads(nesa("post", "Coquet", "--for", "sage50", "--json", "-o", tmp_path)[1])
    assert told["batches"] == {"after": 0, "through": 4}
    assert told["files"] == [
        {
            "name": "sage50 Coquet 0001.csv",
            "totals": [{"of": "Bills", "entries": 2, "lines": 2, "net": "150.00", "vat": "20.00", "gross": "170.00"}],
        }
    ]
    assert (told["number"], told["written"], told["also"]) == (1, True, [])
    assert json.loads(nesa("post", "Coquet", "--for", "sage50", "--json", "-o", tmp_path)[1])["files"] == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["Coket", "--for", "csv", "--dry-run"], '"Coket": no member of that name; nearest: Coquet High School (Coqu'),
        (["Partnership Fund", "--for", "csv", "--dry-run"], "the Partnership Fund's own book is this ledger"),
        (["Coquet", "--for", "csv"], "name the folder to write into, as in -o"),
        (["Coquet", "--for", "csv", "--again", "--dry-run"], "nothing was handed over to Coquet for csv yet"),
        (["Coquet", "--for", "csv", "--again", "1", "--after", "1", "--dry-run"], "give --again or --after, not both"),
        (["Coquet", "--for", "sage", "--dry-run"], "'sage' is not one of"),
        (["Coquet", "--dry-run"], "Missing option '--for'"),
    ],
)  # fmt: skip
def test_what_can_not_be_handed_over_is_said(root, nesa, args, said):
    before = digest(root)
    code, out, err = nesa("post", *args)
    assert (code, out, said in err, digest(root)) == (2, "", True, before), err


def test_the_help_shows_an_example(nesa):
    assert "Example: nesa post Coquet --for sage50" in nesa("post", "--help")[1]


def test_nothing_lacks_so_no_sheet_of_codes_is_written(coded, nesa, tmp_path):
    assert coded
    assert nesa("post", "Coquet", "--for", "sage50", "--codes", tmp_path / "codes.xlsx")[::2] == (
        2,
        "no code lacks: nothing to fill in\n",
    )


def test_a_folder_that_can_not_be_made_leaves_nothing_remembered(coded, nesa, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    code, _, err = nesa("post", "Coquet", "--for", "csv", "-o", tmp_path / "file/in")
    assert (code, err.startswith("can't make the folder "), (coded / "posts").exists()) == (2, True, False)


def test_files_that_are_no_longer_what_they_were_are_written_and_it_is_said(coded, nesa, tmp_path):
    assert nesa("post", "Coquet", "--for", "csv", "-o", tmp_path / "first")[0] == 0
    kept = coded / "posts/Coquet/csv Coquet 0001.json"
    told = json.loads(kept.read_text("utf-8"))
    told["files"]["csv Coquet 0001.csv"] = "0" * 64
    kept.write_text(json.dumps(told, sort_keys=True, indent=2, ensure_ascii=False) + "\n", "utf-8")
    code, _, err = nesa("post", "Coquet", "--for", "csv", "--again", "1", "-o", tmp_path / "again")
    assert (code, err) == (0, "these files are not byte for byte what they were: another version of nesa wrote those\n")
    assert (tmp_path / "again/csv Coquet 0001.csv").exists()
