"""EVI4 on real ledgers: whatever is altered anywhere is found, in its place."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from nesa_fund.engine import Status, run
from nesa_fund.history import canonical_json
from nesa_fund.store import open_ledger
from recorded import add, alter, founded, invoice

AS_AT = date(2025, 12, 1)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    root = founded(tmp_path_factory.mktemp("ledger") / "ledger")
    add(root, invoice("0012"))
    add(root, invoice("0013"))
    return root


@pytest.fixture
def root(recorded, tmp_path):
    return Path(shutil.copytree(recorded, tmp_path / "ledger"))


def result(root, rule_id="EVI4"):
    (found,) = run(open_ledger(root).book, AS_AT, only=[rule_id]).results
    return found


def places(root):
    return {one.finding.place.file for one in result(root).findings if one.breaks}


def files(root):
    return sorted(path.relative_to(root).as_posix() for path in (root / "batches").rglob("*") if path.is_file())


def test_a_history_as_it_was_written_is_kept_and_every_file_was_hashed(root):
    found = result(root)
    assert (found.status, found.findings) == (Status.SATISFIED, ())
    assert found.tested == len([name for name in files(root) if not name.endswith("batch.json")])


def test_a_byte_appended_to_any_file_that_a_manifest_lists_is_found_in_its_place(root):
    listed = [name for name in files(root) if not name.endswith("batch.json")]
    assert len(listed) > 20
    for name in listed:
        path = root / name
        whole = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(whole + b" ")
        assert places(root) == {name}
        path.write_bytes(whole)
    assert places(root) == set()


def test_a_digit_altered_in_a_book_is_found_in_its_place(root):
    alter(root / "batches/0005/Coquet.beancount", b"1200.00", b"1200.01")
    assert places(root) == {"batches/0005/Coquet.beancount"}


@pytest.mark.parametrize("number", ["0001", "0003", "0005"])
def test_a_byte_altered_in_an_earlier_manifest_is_found_in_its_place(root, number):
    alter(root / f"batches/{number}/batch.json", b'"recorded_by": "clerk"', b'"recorded_by": "clerc"')
    assert places(root) == {f"batches/{number}/batch.json"}


def test_a_manifest_that_is_not_byte_for_byte_ours_is_found(root):
    alter(root / "batches/0006/batch.json", b'"kind": "import"', b'"kind":  "import"')
    assert "batches/0006/batch.json" in places(root)


def test_a_file_and_its_hash_altered_together_are_found_by_the_next_manifest(root):
    import hashlib
    import json

    path, manifest = root / "batches/0005/Coquet.beancount", root / "batches/0005/batch.json"
    alter(path, b"1200.00", b"1100.00")
    said = json.loads(manifest.read_text("utf-8"))
    said["files"]["Coquet.beancount"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.chmod(0o644)
    manifest.write_bytes(canonical_json(said))
    assert places(root) == {"batches/0005/batch.json"}


def test_a_missing_file_is_found(root):
    (root / "batches/0005/source/autumn.xlsx").unlink()
    assert places(root) == {"batches/0005/source/autumn.xlsx"}


def test_a_missing_manifest_is_found(root):
    (root / "batches/0006/batch.json").unlink()
    assert "batches/0006/batch.json" in places(root)


def test_a_file_that_no_manifest_lists_is_found(root):
    (root / "batches/0005/Rothley.beancount").write_text("")
    assert places(root) == {"batches/0005/Rothley.beancount"}


def test_a_missing_batch_is_found(root):
    shutil.rmtree(root / "batches/0004")
    assert "batches/0004" in places(root)


def test_an_altered_text_that_can_still_be_read_is_tested_by_the_other_rules(root):
    alter(root / "batches/0005/Coquet.beancount", b"1200.00", b"1200.01")
    assert result(root, "SEP2").status is Status.BREACHED


@pytest.mark.parametrize(
    "text", [b'plugin "os"\n', b"\xff\n", b'2025-09-01 custom "member" "Elm"\n'], ids=["code", "bytes", "no fact"]
)
def test_where_the_altered_text_cannot_be_read_the_other_rules_are_not_evidenced(root, text):
    path = root / "batches/0005/Coquet.beancount"
    path.chmod(0o644)
    path.write_bytes(text)
    assert places(root) == {"batches/0005/Coquet.beancount"}
    assert result(root, "SEP2").status is Status.NOT_EVIDENCED


def test_the_files_are_tested_in_every_year(root):
    verdict = run(open_ledger(root).book, AS_AT, only=["EVI4"], year="2022-23")
    assert [result.status for result in verdict.by_year["2022-23"]] == [Status.SATISFIED]


def test_an_alteration_concerns_every_year(root):
    alter(root / "batches/0001/source/command.json", b"clerk", b"clerc")
    verdict = run(open_ledger(root).book, AS_AT, year="2025-26")
    statuses = {result.rule.id: result.status for result in verdict.by_year["2025-26"]}
    assert statuses["EVI4"] is Status.BREACHED
    assert {said.status for said in verdict.conclusions("2025-26").values()} == {"not-demonstrated"}
