"""``nesa import`` from the command line: one batch, or every fault by its cell and nothing changed."""

import json
import os
from datetime import date

import pytest

from folders import digest, founded
from nesa_fund.book import shown_head
from nesa_fund.cli import main
from nesa_fund.history import read_history
from nesa_fund.store import open_ledger
from sheets import MEMBERS, ROLLS, xlsx

BILLS = (
    ("Reference", "Date", "Paid by", "Supplier", "Description", "Net", "Agreement", "Paid on"),
    ("NN-881", date(2025, 10, 1), "Hartside", "North Net Ltd", "Broadband", 1000, "net", None),
)


def test_what_was_recorded_is_told_with_its_batch_and_head(root, nesa, file):
    code, out, err = nesa(
        file(BILLS, "bills.csv"), "--by", "officer", "--approved-by", "treasurer", "--note", "October"
    )
    assert (code, err) == (0, "")
    history = read_history(root)
    assert out.splitlines()[0].startswith("bills.csv: shared bills, 1 row")
    assert "shared-costs: 1 new, 0 recorded already; £1,000.00 in all" in out
    assert "\n  Coquet to Hartside: £198.00\n" in out
    assert out.splitlines()[-1] == f"Recorded as batch 3; the head is now {shown_head(history.head)}"
    batch = history.batches[3]
    assert (batch.recorded_by, batch.approved_by, batch.note) == ("officer", "treasurer", "October")


def test_the_same_sheet_again_changes_nothing(root, nesa, file):
    path = file(BILLS)
    assert nesa(path)[0] == 0
    before = digest(root)
    code, out, _ = nesa(path)
    assert (code, digest(root)) == (0, before)
    assert "0 new, 1 recorded already" in out
    assert out.endswith("Nothing was changed\n")


def test_a_dry_run_shows_the_same_and_changes_nothing(root, nesa, file):
    before = digest(root)
    code, out, _ = nesa(file(BILLS), "--dry-run")
    assert (code, digest(root)) == (0, before)
    assert "shared-costs: 1 new" in out
    assert out.endswith("Nothing was changed: this was a dry run\n")


def test_json_of_a_batch_is_the_object_that_is_documented(root, nesa, file):
    code, out, err = nesa(file(BILLS), "--json")
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert list(said) == ["batch", "head", "kinds", "rows", "totals", "charter", "errors"]
    findings = said.pop("charter")
    assert said == {
        "batch": 3,
        "head": read_history(root).head,
        "kinds": ["shared-costs"],
        "rows": {"new": 1, "present": 0, "refused": 0},
        "totals": {"GBP": "1000.00"},
        "errors": [],
    }
    fields = [
        "rule", "severity", "batch", "file", "line", "link", "entities", "amount", "date", "accepted",
        "message", "remedy",
    ]  # fmt: skip
    assert findings
    assert all(list(finding) == fields for finding in findings)


def test_json_of_a_dry_run_and_of_nothing_new_has_no_batch_and_the_head_as_it_is(root, nesa, file):
    path = file(BILLS)
    said = json.loads(nesa(path, "--json", "--dry-run")[1])
    assert (said["batch"], said["head"], said["rows"]["new"]) == (None, read_history(root).head, 1)
    nesa(path)
    said = json.loads(nesa(path, "--json")[1])
    assert (said["batch"], said["head"], said["rows"]) == (
        None,
        read_history(root).head,
        {"new": 0, "present": 1, "refused": 0},
    )


def test_json_of_faults_names_each_by_its_cell(root, nesa, file):
    before = digest(root)
    rows = (ROLLS[0], ("Hartside", "2025-10", "many"), ("Cöquet\u202e", "2025-10", 1))
    code, out, err = nesa(file(xlsx({"Rolls": rows}), "rolls.xlsx"), "--json")
    assert (code, err, digest(root)) == (2, "", before)
    assert out.isascii()
    said = json.loads(out)
    assert (said["batch"], said["rows"]["new"], said["rows"]["refused"]) == (None, 0, 2)
    assert said["head"] == read_history(root).head
    first, second = said["errors"]
    assert list(first) == list(second) == ["file", "sheet", "cell", "column", "value", "message"]
    assert {key: first[key] for key in ("file", "sheet", "cell", "column", "value")} == {
        "file": "rolls.xlsx", "sheet": "Rolls", "cell": "C2", "column": "Pupils", "value": "many",
    }  # fmt: skip
    assert first["message"]
    assert (second["cell"], second["column"]) == ("A3", "Member")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("lost.xlsx", None, "there is no such file"),
        ("torn.xlsx", b"PK\x03\x04 torn", "damaged or cut short"),
        ("odd.xls", b"\xd0\xcf\x11\xe0", "open it in Excel, save it as .xlsx"),
    ],
)
def test_json_of_a_file_that_cannot_be_read_is_the_same_object(nesa, tmp_path, name, content, message):
    if content:
        (tmp_path / name).write_bytes(content)
    code, out, err = nesa(tmp_path / name, "--json")
    said = json.loads(out)
    assert (code, err) == (2, "")
    assert list(said) == ["batch", "head", "kinds", "rows", "totals", "charter", "errors"]
    assert (said["batch"], said["head"], said["kinds"]) == (None, read_history(tmp_path / "ledger").head, [])
    (error,) = said["errors"]
    assert error["file"] == name
    assert message in error["message"]


def test_faults_are_told_by_their_cells(refused, file):
    rows = (ROLLS[0], ("Hartside", "2025-10", "many"), ("Nobody", "2025-10", 1))
    first, second, last = refused(file(rows, "rolls.csv")).splitlines()
    assert first.startswith('rolls.csv [C2] Pupils "many": ')
    assert second.startswith('rolls.csv [A3] Member "Nobody": ')
    assert last == "nothing was imported"


def test_fifty_faults_are_shown_and_the_rest_counted(refused, file):
    rows = (ROLLS[0], *(("Hartside", "2025-10", "many") for _ in range(63)))
    said = refused(file(rows)).splitlines()
    assert len(said) == 52
    more = "and 13 more; --errors FILE.xlsx writes the sheets with all of them marked"
    assert said[-2:] == [more, "nothing was imported"]


def test_a_file_that_is_not_there_or_a_folder_is_named(refused, file, tmp_path):
    assert refused(file(BILLS), tmp_path / "nowhere.xlsx") == "nowhere.xlsx: there is no such file\n"
    (tmp_path / "drop.xlsx").mkdir()
    assert refused(tmp_path / "drop.xlsx").startswith("drop.xlsx: can't be read: ")
    assert "FILES" in refused()


def test_a_folder_that_is_no_ledger_ends_with_three(file, tmp_path, capsys):
    path = file(MEMBERS)
    with pytest.raises(SystemExit) as ended:
        main(["--ledger", str(tmp_path / "none"), "import", str(path)])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (3, "")
    assert "is not a ledger" in said.err
    assert not (tmp_path / "none").exists()


def test_a_ledger_that_can_not_be_written_ends_with_three(root, nesa, file):
    (root / "batches").chmod(0o555)
    if os.access(root / "batches", os.W_OK):
        pytest.skip("whoever runs this can write anyway")
    code, out, err = nesa(file(BILLS))
    assert (code, out) == (3, "")
    assert "the batch was not written" in err
    assert len(read_history(root).batches) == 2


def test_an_altered_ledger_ends_with_three(root, nesa, file):
    (root / "batches/0002/More.beancount").write_bytes(b"")
    code, _, err = nesa(file(BILLS))
    assert code == 3
    assert "nothing is added to an altered ledger" in err


def test_a_correction_needs_its_reason_and_keeps_it(root, nesa, refused, file):
    path = file((ROLLS[0], ("Coquet", "2024-10", 200)))
    assert "--correct" in refused(path)
    assert "--correct needs --reason" in refused(path, "--correct")
    assert "--correct needs --reason" in refused(path, "--correct", "--reason", " ")
    assert "go with --correct" in refused(path, "--reason", "slip")
    assert "go with --correct" in refused(path, "--minute", "Board 4")
    assert nesa(path, "--correct", "--reason", " census return amended ", "--minute", "Board 4")[0] == 0
    register = open_ledger(root).register
    assert register.roll("Coquet", "2024-10") == 200
    assert "census return amended (minute Board 4)" in {fact.reason for fact in register.facts}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--correct", "--reason", "a\nb"), "--reason must be one line"),
        (("--correct", "--reason", "x", "--minute", "a\x1bb"), "--minute must be one line"),
        (("--note", "a\u202eb"), "are one line each"),
        (("--by", "a\udcffb"), "are one line each"),
    ],
)
def test_what_is_said_of_an_import_is_one_line_each(refused, file, args, told):
    assert told in refused(file((ROLLS[0], ("Coquet", "2024-10", 200))), *args)


def test_an_option_that_fits_no_sheet_is_refused(refused, file):
    assert "nosuch" in refused(file(BILLS), "--kind", "nosuch")
    assert "--set" in refused(file(BILLS), "--set", "Date")


def test_a_new_ledger_takes_its_members_first(tmp_path, file):
    empty = founded(tmp_path / "empty")
    with pytest.raises(SystemExit) as ended:
        main(["--ledger", str(empty), "import", str(file(MEMBERS, "members.csv")), str(file(ROLLS, "rolls.csv"))])
    assert ended.value.code == 0
    assert set(open_ledger(empty).register.members) == {"Hartside", "Coquet", "Rothley", "Elsdon"}
