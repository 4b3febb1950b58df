"""The beangulp face: `beangulp` and Fava's import page show what an import would record, and change nothing."""

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import beangulp
import pytest
from beancount import loader
from beancount.core.data import Commodity
from beancount.parser.parser import parse_file
from beancount.parser.printer import format_entry
from click.testing import CliRunner
from fava.application import create_app

from folders import digest
from importers.examples import EXAMPLES
from importers.kinds import KINDS
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.verify import verified
from nesa_fund.cli.main import cli
from nesa_fund.gulp import CONFIG, IMPORTERS
from nesa_fund.history import read_history
from sheets import MEMBERS, alliance, bring, csv_text, said, xlsx

ROOT = Path(__file__).parents[1]
SHEETS = ROOT / "nesa_fund/example"
PAGE = (ROOT / "docs/fava-import.md").read_text("utf-8")
IMPORTED = {2, 3, 4, 5, 7, 8, 10, 11, 14, 15, 16, 17, 20, 21}  # The batches of one sheet, bank statements apart.


def before(number: int, folder: Path) -> Path:
    """The example's ledger as it stood before one of its batches."""
    left = shutil.ignore_patterns("*.picklecache")  # Beancount's, in which every entry stands in the other folder.
    root = Path(shutil.copytree(ROOT / "ledger", folder / "nesa-demo", ignore=left))
    for batch in root.glob("batches/*"):
        if int(batch.name) >= number:
            shutil.rmtree(batch)
    return root


def recorded(number: int) -> dict[str, str]:
    """File name -> text of one of the example's batches, of the files that hold anything."""
    folder = ROOT / f"ledger/batches/{number:04d}"
    return {path.name: text for path in folder.glob("*.beancount") if (text := path.read_text("utf-8"))}


def extracted(path: Path, root: Path) -> list:
    """What beangulp gets of a file, by the one importer that knows it."""
    (importer,) = [one for one in IMPORTERS if one.identify(str(path))]
    return beangulp.extract.extract_from_file(importer, str(path), loader.load_file(root / "books.beancount")[0])


def as_files(entries: list[dict]) -> dict[str, str]:
    """What Fava got, put together as the files of a batch."""
    texts: dict[str, list[tuple[int, str]]] = {}
    for meta in (entry["meta"] for entry in entries):
        texts.setdefault(meta["filename"], []).append((meta["lineno"], meta["__source__"]))
    return {name: "\n\n".join(text for _, text in sorted(blocks)) + "\n" for name, blocks in texts.items()}


def refused(path: Path, root: Path) -> str:
    """What stands before beangulp's user instead of entries."""
    with pytest.raises(beangulp.exceptions.Error) as error:
        extracted(path, root)
    return str(error.value)


@pytest.mark.parametrize("number", sorted(IMPORTED))
def test_beangulp_extracts_the_very_entries_that_the_import_recorded(number, tmp_path):
    (source,) = ROOT.glob(f"ledger/batches/{number:04d}/source/*")
    entries = extracted(SHEETS / source.name, before(number, tmp_path))
    files = [ROOT / f"ledger/batches/{number:04d}" / name for name in recorded(number)]
    wanted = [entry for path in files for entry in parse_file(str(path))[0]]
    assert sorted(map(format_entry, entries)) == sorted(map(format_entry, wanted))
    assert as_files([{"meta": entry.meta} for entry in entries]) == recorded(number)
    assert [entry.date for entry in entries] == sorted(entry.date for entry in entries)


def test_the_batches_compared_are_all_that_one_sheet_made():
    manifests = [json.loads(path.read_text("utf-8")) for path in ROOT.glob("ledger/batches/*/batch.json")]
    ones = {
        one["number"]
        for one in manifests
        if one["kind"].startswith("import") and "bank" not in one["kind"] and len(one["names"]) == 1
    }
    assert ones == IMPORTED


def test_what_is_recorded_already_gives_nothing():
    assert extracted(SHEETS / "autumn-first-half.xlsx", ROOT / "ledger") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_of_each_kind_is_known_to_its_own_importer_alone(kind, tmp_path):
    path = tmp_path / "sheet.xlsx"
    row = {**EXAMPLES[kind], "Document": "minute.pdf"}  # As an example, it would count as untouched.
    path.write_bytes(xlsx({kind: [tuple(row), tuple(row.values())]}))
    assert [one.name for one in IMPORTERS if one.identify(str(path))] == [f"nesa.{kind}"]
    assert [one.name for one in CONFIG if one.identify(str(path))] == [f"nesa.{kind}"]


def test_what_is_no_sheet_known_here_is_known_to_no_importer(tmp_path):
    contents = {"minute.pdf": b"%PDF", "cut.xlsx": b"PK\3\4", "else.csv": b"Colour,Taste\nred,sweet\n"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for name in (*contents, "not there.xlsx"):
        assert not any(one.identify(str(tmp_path / name)) for one in IMPORTERS)


def test_a_file_is_filed_by_its_latest_day_under_the_name_that_a_batch_keeps(tmp_path):
    path = tmp_path / "autumn [1].xlsx"
    path.write_bytes((SHEETS / "autumn-first-half.xlsx").read_bytes())
    (importer,) = [one for one in IMPORTERS if one.identify(str(path))]
    assert importer.date(str(path)) == date(2025, 10, 30)
    assert importer.filename(str(path)) == "autumn _1_.xlsx"
    assert importer.account(str(path)) == "Assets:Fund:Bank"


def test_a_sheet_that_changed_is_looked_at_again(tmp_path):
    path = tmp_path / "sheet.xlsx"
    path.write_bytes((SHEETS / "members.xlsx").read_bytes())
    assert [one.name for one in IMPORTERS if one.identify(str(path))] == ["nesa.members"]
    path.write_bytes((SHEETS / "rolls-january-2025.xlsx").read_bytes())
    assert [one.name for one in IMPORTERS if one.identify(str(path))] == ["nesa.rolls"]


def test_the_faults_of_a_sheet_are_those_that_the_import_names():
    faults = refused(SHEETS / "mistakes.xlsx", ROOT / "ledger").splitlines()
    sheet = Paper("mistakes.xlsx", (SHEETS / "mistakes.xlsx").read_bytes())
    wrong = bring(ROOT / "ledger", sheet, dry_run=True)
    assert faults == [*said(wrong), "nothing would be imported"]
    assert len(faults) == 8


def test_of_many_faults_the_first_fifty_are_shown_and_the_rest_counted(tmp_path):
    path = tmp_path / "payments.csv"
    heads = ("Date", "From", "To", "Amount", "Reference")
    path.write_bytes(csv_text([heads, *[("14/11/2025", "Coquet", "Hartside", "1.001", "HS-1")] * 60]))
    assert refused(path, ROOT / "ledger").splitlines()[49:] == [
        'payments.csv [D51] Amount "1.001": not an amount of money, like 1200.00 or £1,200.00',
        "and 10 more",
        "nothing would be imported",
    ]


def test_a_ledger_that_is_gone_is_said_in_a_sentence_that_no_folders_name_can_break(tmp_path):
    book = tmp_path / "gone\n\x1b[31m/batches/0001/Fund.beancount"
    entries = [Commodity({"filename": str(book), "lineno": 1}, date(2000, 1, 1), "GBP")]
    with pytest.raises(beangulp.exceptions.Error) as error:
        IMPORTERS[0].extract(str(SHEETS / "settings.xlsx"), entries)
    first, last = str(error.value).splitlines()
    assert "is not a ledger: it has no batches folder" in first
    assert "\x1b" not in first
    assert last == "nothing would be imported"


def test_a_paper_beside_the_sheet_that_names_it_is_cited_and_one_that_is_not_there_is_missed(tmp_path):
    root = alliance(tmp_path / "ledger")
    path = tmp_path / "elm.xlsx"
    elm = ("Elm First School", "school", date(2026, 2, 1), "Elm", "minute.pdf")
    path.write_bytes(xlsx({"Members": [(*MEMBERS[0], "Document"), elm]}))
    assert "minute.pdf was not given with this sheet" in refused(path, root)
    for name in ("minute.pdf", "other.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
    (joined,) = [entry for entry in extracted(path, root) if entry.meta.get("document")]
    assert joined.meta["document"] == "minute.pdf"
    assert "Elm First School" in joined.meta["__source__"]


def run(*args: str | Path):
    return CliRunner().invoke(beangulp.Ingest(IMPORTERS).cli, [str(arg) for arg in args])


def test_the_command_says_the_faults_without_a_traceback_and_ends_with_one():
    done = run("extract", "-e", ROOT / "ledger/books.beancount", SHEETS / "mistakes.xlsx")
    assert done.exit_code == 1
    assert 'mistakes.xlsx [Invoices!B4] Date "31/02/2026": not a day that exists' in done.output
    assert "Traceback" not in done.output


def test_the_command_asks_for_the_ledger_where_none_is_named():
    done = run("extract", SHEETS / "mistakes.xlsx")
    assert done.exit_code == 1
    assert "no ledger to compare with; name it, like -e ledger/books.beancount" in done.output
    assert "Traceback" not in done.output


def test_what_two_files_of_one_run_bring_is_a_comment_the_second_time(tmp_path):
    root = before(10, tmp_path)
    for name in ("once.xlsx", "again.xlsx"):
        (tmp_path / name).write_bytes((SHEETS / "autumn-first-half.xlsx").read_bytes())
    alone = run("extract", "-e", root / "books.beancount", tmp_path / "once.xlsx").stdout
    both = run("extract", "-e", root / "books.beancount", tmp_path / "once.xlsx", tmp_path / "again.xlsx").stdout
    directive = re.compile(r"^(; )?\d{4}-\d\d-\d\d", re.MULTILINE)
    count = sum(text.count("\n\n") + 1 for text in recorded(10).values())
    assert directive.findall(alone) == [""] * count
    assert sorted(directive.findall(both)) == sorted([""] * count + ["; "] * count)


@pytest.fixture
def previews(tmp_path):
    """What docs/fava-import.md says to make, beside the example as it stood before batch 10, and the top file."""
    root = before(10, tmp_path)
    (root / "spreadsheets").mkdir()
    for path in SHEETS.glob("*.[xc][ls][sv]*"):
        shutil.copy(path, root / "spreadsheets")
    (tmp_path / "previews").mkdir()
    for name, language in (("sheets.py", "python"), ("previews.beancount", "beancount")):
        (block,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        (tmp_path / "previews" / name).write_text(block, "utf-8")
    return tmp_path / "previews/previews.beancount"


def fava(previews: Path, *, read_only: bool = True):
    app = create_app([previews], load=True, read_only=read_only)
    app.testing = True
    client = app.test_client()

    def call(method: str, name: str, **given):
        return getattr(client, method)(f"/previews-of-imports/api/{name}", **given)

    return call


def extract(call, sheet: str) -> list[dict]:
    """What the page gets when Extract is clicked beside a sheet."""
    (file,) = [file for file in call("get", "imports").json["data"] if file["basename"] == sheet]
    (importer,) = [one["importer_name"] for one in file["importers"]]
    answer = call("get", "extract", query_string={"filename": file["name"], "importer": importer})
    assert "error" not in answer.json, answer.json["error"]
    return answer.json["data"]


def test_favas_page_previews_the_very_text_that_the_import_recorded_and_changes_nothing(previews):
    there = digest(previews.parent.parent)
    call = fava(previews)
    assert call("get", "errors").json["data"] == []
    assert as_files(extract(call, "autumn-first-half.xlsx")) == recorded(10)
    assert extract(call, "members.xlsx") == []
    assert digest(previews.parent.parent) == there


def test_favas_page_shows_the_faults_of_a_sheet_in_place_of_entries(previews):
    (shown,) = extract(fava(previews), "mistakes.xlsx")
    assert 'mistakes.xlsx [Invoices!B4] Date "31/02/2026": not a day that exists' in shown["meta"]["__source__"]
    assert shown["meta"]["__duplicate__"] is True  # So the page counts nothing to import, and saves nothing.
    assert "Traceback" not in str(shown)


def test_a_read_only_fava_saves_moves_and_deletes_nothing(previews):
    call = fava(previews)
    entries = extract(call, "autumn-first-half.xlsx")
    sheet = str(previews.parents[1] / "nesa-demo/spreadsheets/mistakes.xlsx")
    there = digest(previews.parent.parent)
    assert call("put", "add_entries", json={"entries": entries}).status_code == 401
    assert call("put", "source", json={"file_path": sheet, "source": "", "sha256sum": ""}).status_code == 401
    assert call("delete", "document", query_string={"filename": sheet}).status_code == 401
    assert digest(previews.parent.parent) == there


def test_what_a_writing_fava_saves_lands_outside_the_ledger(previews):
    root = previews.parents[1] / "nesa-demo"
    call = fava(previews, read_only=False)
    entries = [one for one in extract(call, "autumn-first-half.xlsx") if one["t"] == "Transaction"]
    there = digest(root)
    assert call("put", "add_entries", json={"entries": entries[:1]}).status_code == 200
    assert entries[0]["narration"] in previews.read_text("utf-8")
    assert digest(root) == there


def test_verify_names_the_file_that_somebody_edited_in_fava(previews):
    root = previews.parents[1] / "nesa-demo"
    book = root / "batches/0009/Fund.beancount"
    book.chmod(0o644)  # Whoever may write to the folder can say this, too.
    call = fava(previews, read_only=False)
    source = call("get", "source", query_string={"filename": str(book)}).json["data"]
    changed = source["source"].replace("Contribution", "A gift")
    assert changed != source["source"]
    given = {"file_path": str(book), "source": changed, "sha256sum": source["sha256sum"]}
    assert call("put", "source", json=given).status_code == 200
    assert [one.file for one in verified(read_history(root), "").alterations] == ["batches/0009/Fund.beancount"]


def test_the_last_batch_of_the_example_taken_back_shows_as_many_entries_as_the_page_says(tmp_path):
    root = Path(shutil.copytree(ROOT / "ledger", tmp_path / "nesa-demo"))
    batch, reason = re.search(r"nesa --ledger nesa-demo reverse (\d+) --reason \"(.*?)\"", PAGE).groups()
    taken = CliRunner().invoke(cli, ["--ledger", str(root), "reverse", batch, "--reason", reason])
    assert taken.exit_code == 0, taken.output
    (count,) = re.findall(r"`summer-second-half.xlsx` has its (\d+) entries", PAGE)
    again = run("extract", "-e", root / "books.beancount", SHEETS / "summer-second-half.xlsx").stdout
    assert len(re.findall(r"^20\d\d-", again, re.MULTILINE)) == int(count)
    assert "duplicate" not in again  # Of what was taken back, though its entries still stand.


def test_the_import_file_runs_as_the_page_says(previews):
    command = [sys.executable, previews.with_name("sheets.py"), "identify", SHEETS / "members.xlsx"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=previews.parent)
    assert "nesa.members" in done.stdout


def test_the_help_of_nesa_loads_none_of_it():
    code = "import sys; from nesa_fund.cli.main import cli; cli(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "import " in done.stdout
    assert not {"beangulp", "beancount", "fava", "pandas", "nesa_fund.gulp"} & set(done.stdout.split())
