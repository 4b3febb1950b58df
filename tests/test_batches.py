import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from folders import digest
from nesa_fund.batches import (
    NumberTakenError,
    Papers,
    Signature,
    clear_stale_staging,
    commit,
    manifest_bytes,
    remove_tree,
)
from nesa_fund.bookwriter import write_file
from nesa_fund.history import canonical_json
from nesa_fund.problems import LedgerError

FILES = {"batch.json": b"{}\n", "Elm.beancount": b"", "source/a.xlsx": b"sheet"}
PAPERS = Papers(
    "import", {"source/b.pdf": "0" * 64, "Elm.beancount": "f" * 64}, {"b.pdf": "Bé.pdf"}, 3, {"GBP": "1.00"}, "£ note"
)
AN_HOUR_AGO = time.time() - 3700
NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)


def putting(files, check=lambda _: None):
    """Builds a batch's folder of some files, and then checks it."""

    def build(staging: Path) -> None:
        for name, content in files.items():
            write_file(staging / name, [content])
        check(staging)

    return build


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


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
            "Elm.beancount": "f" * 64,
            "source/b.pdf": "0" * 64,
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
    commit(tmp_path, 1, putting(FILES))
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
        commit(tmp_path, 1, putting(FILES, crash))
    assert names(tmp_path / "batches") == set()


def test_until_the_rename_the_batch_is_not_there(tmp_path):
    seen = []
    commit(tmp_path, 1, putting(FILES, lambda staging: seen.append((staging.parent, names(staging.parent)))))
    ((folder, inside),) = seen
    assert folder == tmp_path / "batches"
    assert [name.startswith(".staging-") for name in inside] == [True]


def test_a_number_that_was_taken_meanwhile_is_not_written_over(tmp_path):
    def overtake(staging: Path) -> None:  # noqa: ARG001
        (tmp_path / "batches/0001").mkdir()

    with pytest.raises(NumberTakenError):
        commit(tmp_path, 1, putting(FILES, overtake))
    assert names(tmp_path / "batches") == {"0001"}
    assert names(tmp_path / "batches/0001") == set()


def test_a_number_that_is_taken_already_is_refused(tmp_path):
    commit(tmp_path, 1, putting(FILES))
    before = digest(tmp_path)
    with pytest.raises(NumberTakenError):
        commit(tmp_path, 1, putting({"batch.json": b"other"}))
    assert digest(tmp_path) == before


def test_a_folder_that_can_not_be_written_is_a_ledger_error(tmp_path):
    (tmp_path / "batches").write_text("a file")
    with pytest.raises(LedgerError, match="the batch was not written"):
        commit(tmp_path, 1, putting(FILES))


@pytest.mark.skipif(sys.platform == "win32", reason="there no process can be asked whether it lives")
def test_staging_of_a_dead_process_is_cleared_and_of_a_live_one_left(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    folder = tmp_path / "batches"
    for process in (dead.pid, os.getppid(), "someone"):
        (folder / f".staging-{process}-1/source").mkdir(parents=True)
        (folder / f".staging-{process}-1/source/a.xlsx").write_bytes(b"x")
        (folder / f".staging-{process}-1/source/a.xlsx").chmod(0o444)
        os.utime(folder / f".staging-{process}-1", (AN_HOUR_AGO, AN_HOUR_AGO))
    (folder / f".staging-{dead.pid}-2").mkdir()  # As new as one of another machine at its work.
    commit(tmp_path, 1, putting(FILES))
    left = {f".staging-{dead.pid}-2", f".staging-{os.getppid()}-1", ".staging-someone-1"}
    assert names(folder) == {"0001", *left}
    clear_stale_staging(folder)
    assert names(folder) == {"0001", *left}


def test_removing_what_is_not_there_is_nothing(tmp_path):
    remove_tree(tmp_path / "nothing")
