import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from folders import add, alliance, contribution, digest, founded, roll
from nesa_fund import store
from nesa_fund.batches import (
    NumberTakenError,
    Papers,
    Signature,
    clear_stale_staging,
    commit,
    manifest_bytes,
    remove_tree,
)
from nesa_fund.history import canonical_json, read_history
from nesa_fund.problems import LedgerError

FILES = {"batch.json": b"{}\n", "Elm.beancount": b"", "source/a.xlsx": b"sheet"}
PAPERS = Papers(
    "import", {"source/b.pdf": b"b", "Elm.beancount": b"a"}, {"b.pdf": "Bé.pdf"}, 3, {"GBP": "1.00"}, "£ note"
)
NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)


def accept(staging: Path) -> None:
    """A check that finds nothing wrong."""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A ledger of four batches, not to be changed."""
    root = alliance(tmp_path_factory.mktemp("whole") / "ledger")
    add(root, [roll("Hartside", 400, "2023-10")])
    add(root, transactions=contribution())
    return root


@pytest.fixture
def root(whole, tmp_path):
    """The same, to be changed at will."""
    copy = tmp_path / "ledger"
    shutil.copytree(whole, copy)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def append(path: Path, content: bytes) -> None:
    path.write_bytes(path.read_bytes() + content)


def altered(root: Path) -> set[tuple[int, str]]:
    return {(found.batch, found.file) for found in read_history(root).alterations}


# The manifest


def test_a_manifest_is_canonical():
    raw = manifest_bytes(7, "ab" * 32, PAPERS, Signature("clerk", NOON, "chair", "signed-in"), "1.2")
    text = raw.decode()
    assert raw == canonical_json(json.loads(text))
    assert text.startswith('{\n  "approved_by": "chair",\n  "files": {\n    "Elm.beancount": "')
    assert text.endswith('  "totals": {\n    "GBP": "1.00"\n  }\n}\n')
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert '"Bé.pdf"' in text
    assert '"£ note"' in text


def test_a_manifest_says_all_that_is_known_of_its_batch():
    manifest = json.loads(manifest_bytes(7, "ab" * 32, PAPERS, Signature("clerk", NOON, "chair", "signed-in"), "1.2"))
    assert manifest == {
        "number": 7,
        "previous": "ab" * 32,
        "kind": "import",
        "recorded_at": "2025-09-01T12:00:00Z",
        "recorded_by": "clerk",
        "approved_by": "chair",
        "how": "signed-in",
        "note": "£ note",
        "program": "nesa-fund 1.2",
        "files": {
            "Elm.beancount": hashlib.sha256(b"a").hexdigest(),
            "source/b.pdf": hashlib.sha256(b"b").hexdigest(),
        },
        "names": {"b.pdf": "Bé.pdf"},
        "rows": 3,
        "totals": {"GBP": "1.00"},
    }


def test_the_moment_is_told_in_utc():
    summer = NOON.astimezone(timezone(timedelta(hours=1)))
    assert manifest_bytes(1, None, PAPERS, Signature("c", summer), "1") == manifest_bytes(
        1, None, PAPERS, Signature("c", NOON), "1"
    )


# Committing


def test_a_batch_is_there_whole_and_read_only(tmp_path):
    commit(tmp_path, 1, FILES, accept)
    folder = tmp_path / "batches/0001"
    written = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in written.items()} == FILES
    assert {path.stat().st_mode & 0o222 for path in written.values()} == {0}
    assert names(tmp_path / "batches") == {"0001"}


def test_a_check_that_fails_leaves_nothing(tmp_path):
    def crash(staging: Path) -> None:
        assert names(staging) == {"batch.json", "Elm.beancount", "source"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commit(tmp_path, 1, FILES, crash)
    assert names(tmp_path / "batches") == set()


def test_until_the_rename_the_batch_is_not_there(tmp_path):
    seen = []
    commit(tmp_path, 1, FILES, lambda staging: seen.append((staging.parent, names(staging.parent))))
    ((folder, inside),) = seen
    assert folder == tmp_path / "batches"
    assert [name.startswith(".staging-") for name in inside] == [True]


def test_a_number_that_was_taken_meanwhile_is_not_written_over(tmp_path):
    def overtake(staging: Path) -> None:  # noqa: ARG001
        (tmp_path / "batches/0001").mkdir()

    with pytest.raises(NumberTakenError):
        commit(tmp_path, 1, FILES, overtake)
    assert names(tmp_path / "batches") == {"0001"}
    assert names(tmp_path / "batches/0001") == set()


def test_a_number_that_is_taken_already_is_refused(tmp_path):
    commit(tmp_path, 1, FILES, accept)
    before = digest(tmp_path)
    with pytest.raises(NumberTakenError):
        commit(tmp_path, 1, {"batch.json": b"other"}, accept)
    assert digest(tmp_path) == before


def test_a_folder_that_can_not_be_written_is_a_ledger_error(tmp_path):
    (tmp_path / "batches").write_text("a file")
    with pytest.raises(LedgerError, match="the batch was not written"):
        commit(tmp_path, 1, FILES, accept)


@pytest.mark.skipif(sys.platform == "win32", reason="there no process can be asked whether it lives")
def test_staging_of_a_dead_process_is_cleared_and_of_a_live_one_left(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    folder = tmp_path / "batches"
    for process in (dead.pid, os.getppid(), "someone"):
        (folder / f".staging-{process}-1/source").mkdir(parents=True)
    (folder / f".staging-{dead.pid}-1/source/a.xlsx").write_bytes(b"x")
    (folder / f".staging-{dead.pid}-1/source/a.xlsx").chmod(0o444)
    commit(tmp_path, 1, FILES, accept)
    assert names(folder) == {"0001", f".staging-{os.getppid()}-1", ".staging-someone-1"}
    clear_stale_staging(folder)
    assert len(names(folder)) == 3


def test_removing_what_is_not_there_is_nothing(tmp_path):
    remove_tree(tmp_path / "nothing")


# The chain


def test_a_ledger_as_it_was_written_has_no_alterations(whole):
    history = read_history(whole)
    assert (history.alterations, history.foreign, list(history.batches)) == ((), (), [1, 2, 3, 4])
    assert history.head == hashlib.sha256((whole / "batches/0004/batch.json").read_bytes()).hexdigest()
    assert history.files == sum(path.is_file() for path in (whole / "batches").rglob("*")) - len(history.batches)


def test_every_byte_of_every_file_counts(whole, root):
    for path in sorted((whole / "batches").rglob("*")):
        name = path.relative_to(whole).as_posix()
        if not path.is_file() or path.name == "batch.json":
            continue
        (root / name).write_bytes(path.read_bytes() + b"\n")
        assert altered(root) == {(int(name.split("/")[1]), name)}
        (root / name).write_bytes(path.read_bytes())
    assert altered(root) == set()


@pytest.mark.parametrize("number", ["0001", "0002", "0003"])
def test_a_manifest_rewritten_in_canonical_form_breaks_the_chain(root, number):
    path = root / "batches" / number / "batch.json"
    path.write_bytes(canonical_json(json.loads(path.read_bytes()) | {"recorded_by": "somebody else"}))
    assert altered(root) == {(int(number), f"batches/{number}/batch.json")}


def test_the_last_manifest_is_vouched_for_by_the_head_alone(root):
    head = read_history(root).head
    path = root / "batches/0004/batch.json"
    path.write_bytes(canonical_json(json.loads(path.read_bytes()) | {"recorded_by": "somebody else"}))
    assert altered(root) == set()
    assert read_history(root).head != head


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda b: (b / "0002/register.beancount").unlink(), (2, "batches/0002/register.beancount")),
        (lambda b: (b / "0002/source/sheet.xlsx").unlink(), (2, "batches/0002/source/sheet.xlsx")),
        (lambda b: (b / "0002/Ash.beancount").write_bytes(b""), (2, "batches/0002/Ash.beancount")),
        (lambda b: (b / "0002/source/more.pdf").write_bytes(b""), (2, "batches/0002/source/more.pdf")),
        (lambda b: (b / "0002/batch.json").unlink(), (2, "batches/0002/batch.json")),
        (lambda b: (b / "0002/batch.json").write_bytes(b"{}\n"), (2, "batches/0002/batch.json")),
        (lambda b: (b / "0002/batch.json").write_bytes(b"\xff"), (2, "batches/0002/batch.json")),
        (lambda b: append(b / "0004/batch.json", b"\n"), (4, "batches/0004/batch.json")),
        (lambda b: remove_tree(b / "0002"), (2, "batches/0002")),
        (lambda b: (b / "0004").rename(b / "0006"), (6, "batches/0006/batch.json")),
        (lambda b: remove_tree(b / "0001"), (1, "batches/0001")),
    ],
    ids=["text gone", "source gone", "text added", "source added", "manifest gone", "manifest emptied",
         "manifest not UTF-8", "manifest not canonical", "batch gone", "batch renumbered", "first batch gone"],
)  # fmt: skip
def test_an_alteration_is_named_by_its_place(root, change, place):
    change(root / "batches")
    assert place in altered(root)


def test_two_batches_that_changed_places_are_found(root):
    batches = root / "batches"
    (batches / "0002").rename(batches / "x")
    (batches / "0003").rename(batches / "0002")
    (batches / "x").rename(batches / "0003")
    assert {(2, "batches/0002/batch.json"), (3, "batches/0003/batch.json")} <= altered(root)


def test_a_source_changed_together_with_its_manifest_breaks_the_next_link(root):
    batch = root / "batches/0002"
    (batch / "source/sheet.xlsx").write_bytes(b"forged")
    manifest = json.loads((batch / "batch.json").read_bytes())
    manifest["files"]["source/sheet.xlsx"] = hashlib.sha256(b"forged").hexdigest()
    (batch / "batch.json").write_bytes(canonical_json(manifest))
    assert altered(root) == {(2, "batches/0002/batch.json")}


def test_foreign_files_are_named_and_staging_is_not(root):
    for name in ("README.txt", "5", "00005", "٠٠٠٥", ".staging-1-1"):
        (root / "batches" / name).mkdir()
    history = read_history(root)
    assert set(history.foreign) == {f"batches/{name}" for name in ("README.txt", "5", "00005", "٠٠٠٥")}
    assert history.alterations == ()


def test_nothing_is_added_to_an_altered_ledger(root):
    (root / "batches/0002/source/sheet.xlsx").write_bytes(b"forged")
    before = digest(root)
    with pytest.raises(LedgerError, match=r"source/sheet\.xlsx: altered.*nothing is added"):
        add(root, [roll("Hartside", 1, "2022-10")])
    assert digest(root) == before
    assert store.open_ledger(root).book.alterations


def test_a_folder_without_batches_is_no_ledger(tmp_path):
    with pytest.raises(LedgerError, match="is not a ledger"):
        read_history(tmp_path)


def test_the_first_batch_has_no_previous_one(tmp_path):
    assert json.loads((founded(tmp_path) / "batches/0001/batch.json").read_bytes())["previous"] is None
