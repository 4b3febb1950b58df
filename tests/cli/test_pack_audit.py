"""``nesa pack audit`` as it is run: a whole folder or none, with a true copy of the ledger in it."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pypdf
import pytest

from commands import run
from nesa_fund.actions.audit_folder import write_audit_folder
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import open_ledger
from recorded import add, founded, invoice

LEDGER = Path(__file__).parents[2] / "ledger"
NAME = "Audit pack 2025-26"
STATEMENTS = ("Probity report", "Annual contribution schedule", "Flows between the members", "Public funding",
              "The Partnership Fund", "Balance sheet and income statement", "Lead schedules", "Sample of the journal",
              "Balances owed", "History of the ledger")  # fmt: skip


def pack(folder: Path, *arguments: str, ledger: Path = LEDGER) -> int:
    asked = ("2025-26", *arguments, "--as-at", "2026-08-31", "-o", str(folder))
    return run("--ledger", str(ledger), "pack", "audit", *asked)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    assert pack(folder) == 0
    assert [path.name for path in folder.iterdir()] == [NAME]
    return folder / NAME


def test_it_holds_the_document_the_workbooks_and_the_ledger(packed: Path):
    assert {path.name for path in packed.iterdir()} == {
        "README.md", "SHA256SUMS", "ledger", f"{NAME}.pdf", f"{NAME}.xlsx", "Shares 2025-26.xlsx",
    }  # fmt: skip
    contents = pypdf.PdfReader(packed / f"{NAME}.pdf").pages[0].extract_text()
    assert [title for title in STATEMENTS if title not in contents] == []
    sheets = set(openpyxl.load_workbook(packed / f"{NAME}.xlsx").sheetnames)
    assert {"Probity rules", "Flows pairs", "Funding members", "Entities holdings", "Lead holdings",
            "Journal sample", "Journal test sheet", "Balances pairs", "Batches batches"} <= sheets  # fmt: skip


def test_the_ledger_in_it_is_the_ledger_byte_for_byte_with_every_paper(packed: Path):
    assert files(packed / "ledger") == files(LEDGER)


def test_every_file_is_listed_with_its_sum(packed: Path):
    told = files(packed)
    listed = dict(reversed(line.split("  ", 1)) for line in told.pop("SHA256SUMS").decode().splitlines())
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in told.items()}


def test_the_copy_is_verified_and_checked_by_the_program_too(packed: Path, capsys: pytest.CaptureFixture[str]):
    head = open_ledger(LEDGER).book.head
    assert run("--ledger", str(packed / "ledger"), "verify", "--head", head) == 0
    assert "Verified: every file is as its manifest says." in capsys.readouterr().out


def test_the_same_ledger_and_day_give_the_same_bytes(packed: Path, tmp_path: Path):
    assert pack(tmp_path) == 0
    assert files(tmp_path / NAME) == files(packed)


def test_nothing_in_it_names_where_it_was_made(packed: Path):
    texts = [content for name, content in files(packed).items() if not name.startswith("ledger/")]
    assert not [text for text in texts if str(LEDGER.parent).encode() in text or str(packed.parent).encode() in text]


def test_it_says_the_sum_that_vouches_for_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert pack(tmp_path) == 0
    printed = capsys.readouterr().out
    assert hashlib.sha256((tmp_path / NAME / "SHA256SUMS").read_bytes()).hexdigest() in printed
    assert "begin with README.md" in printed


def test_a_pack_that_is_there_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "notes.txt").write_text("ticked so far")
    assert pack(tmp_path) == 2
    assert "is there already, and an audit pack is never written over" in capsys.readouterr().err
    assert files(tmp_path) == {f"{NAME}/notes.txt": b"ticked so far"}


def test_no_pack_is_made_of_an_altered_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    altered = Path(shutil.copytree(LEDGER, tmp_path / "ledger"))
    book = altered / "batches/0010/Hartside.beancount"
    book.chmod(0o644)
    book.write_bytes(book.read_bytes().replace(b"Broadband", b"Broadbent"))
    assert pack(tmp_path / "packs", ledger=altered) == 3
    assert "no audit pack is made of an altered ledger" in capsys.readouterr().err
    assert not (tmp_path / "packs").exists()


def test_a_file_altered_while_it_is_copied_leaves_nothing_behind(tmp_path: Path):
    altered = Path(shutil.copytree(LEDGER, tmp_path / "ledger"))
    ledger = open_ledger(altered)
    paper = next((altered / "batches/0023/source").iterdir())
    paper.chmod(0o644)
    paper.write_bytes(b"another")
    with pytest.raises(LedgerError, match="altered while the pack was made"):
        write_audit_folder(tmp_path / "packs" / NAME, {"README.md": b""}, ledger)
    assert list((tmp_path / "packs").iterdir()) == []


def test_a_batch_recorded_meanwhile_is_not_in_it(tmp_path: Path):
    root = founded(tmp_path / "ledger")
    ledger = open_ledger(root)
    add(root, invoice("0012"))
    write_audit_folder(tmp_path / NAME, {}, ledger)
    assert sorted(path.name for path in (tmp_path / NAME / "ledger/batches").iterdir()) == [
        "0001",
        "0002",
        "0003",
        "0004",
    ]


def test_what_belongs_to_no_batch_stays_out(tmp_path: Path):
    root = Path(shutil.copytree(LEDGER, tmp_path / "ledger"))
    for name in (".DS_Store", "batches/0007/.~lock.agreements.xlsx#", "notes to self.txt"):
        (root / name).write_text("private")
    assert pack(tmp_path / "packs", ledger=root) == 0
    assert files(tmp_path / "packs" / NAME / "ledger") == files(LEDGER)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not on this machine")
@pytest.mark.parametrize("name", ["a b\nc.pdf", "back\\slash.pdf", "-rf.pdf", "Zoë's £5 $(touch x).pdf", "cr\rx.pdf"])
def test_a_paper_of_any_name_is_listed_so_that_sha256sum_reads_it(name, tmp_path: Path):
    ledger = open_ledger(founded(tmp_path / "ledger"))
    write_audit_folder(tmp_path / NAME, {name: b"a paper"}, ledger)
    checked = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    assert subprocess.run(checked, cwd=tmp_path / NAME, check=True, capture_output=True).stdout == b""
    (tmp_path / NAME / name).write_bytes(b"another paper")
    assert subprocess.run(checked, cwd=tmp_path / NAME, check=False, capture_output=True).returncode == 1


def test_a_sample_is_drawn_by_the_head_unless_a_seed_is_given(packed: Path, tmp_path: Path):
    head = open_ledger(LEDGER).book.head[:4]
    assert f'by the SHA-256 of the seed "{head}' in made(packed)
    assert pack(tmp_path, "--sample", "7", "--seed", "lots") == 0
    assert '7 entries drawn by monetary unit, by the SHA-256 of the seed "lots"' in made(tmp_path / NAME)


def made(folder: Path) -> str:
    pages = (page.extract_text() for page in pypdf.PdfReader(folder / f"{NAME}.pdf").pages)
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("board", "2025-26", "--seed", "x"), "a sample is drawn for the audit pack alone"),
        (("audit", "2025-26", "--member", "Hartside"), "the audit pack is of all members"),
        (("audit", "1999-00"), "nothing is recorded for a year"),
        (("audit", "2025-26", "--as-at", "2025-06-30"), "2025-26 begins on 1 September 2025"),
        (("audit", "2025-26", "--seed", "two\nlines"), "a seed is one line of text"),
    ],
)
def test_what_can_not_be_asked_is_refused_and_nothing_written(arguments, said, tmp_path, capsys):
    assert run("--ledger", str(LEDGER), "pack", *arguments, "-o", str(tmp_path / "packs")) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "packs").exists()


def test_a_place_that_can_not_be_written_is_said_and_nothing_is_left(tmp_path: Path):
    (tmp_path / "packs").write_text("a file")
    with pytest.raises(InputError, match="the audit pack was not written"):
        write_audit_folder(tmp_path / "packs" / NAME, {}, open_ledger(LEDGER))
