"""The history: every place where a ledger is not as it was written is found, and what nobody reads breaks nothing."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from folders import add, alliance, contribution, digest, founded, roll
from nesa_fund import history, store
from nesa_fund.batches import remove_tree
from nesa_fund.history import canonical_json, read_history
from nesa_fund.problems import LedgerError


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


def test_a_ledger_as_it_was_written_has_no_alterations(whole):
    found = read_history(whole)
    assert (found.alterations, found.foreign, list(found.batches)) == ((), (), [1, 2, 3, 4])
    assert found.head == hashlib.sha256((whole / "batches/0004/batch.json").read_bytes()).hexdigest()
    assert found.files == sum(path.is_file() for path in (whole / "batches").rglob("*")) - len(found.batches)


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
        (lambda b: (b / "0002/batch.json").write_bytes(b'{"note": "\\ud800"}\n'), (2, "batches/0002/batch.json")),
        (lambda b: (b / "0002/batch.json").write_bytes(b"[" * 200_000), (2, "batches/0002/batch.json")),
        (lambda b: append(b / "0004/batch.json", b"\n"), (4, "batches/0004/batch.json")),
        (lambda b: remove_tree(b / "0002"), (2, "batches/0002")),
        (lambda b: (b / "0004").rename(b / "0006"), (6, "batches/0006/batch.json")),
        (lambda b: remove_tree(b / "0001"), (1, "batches/0001")),
    ],
    ids=["text gone", "source gone", "text added", "source added", "manifest gone", "manifest emptied",
         "manifest not UTF-8", "half a character", "brackets", "manifest not canonical", "batch gone",
         "batch renumbered", "first batch gone"],
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


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store", "0002/.DS_Store", "0002/Thumbs.db", "0002/desktop.ini", "0002/source/.DS_Store",
        "0002/source/~$sheet.xlsx", "0002/._Hartside.beancount", "0002/notes.txt", "0002/more/notes.txt",
        ".hidden/Evil.beancount", "evil/source/Evil.beancount", "evil/notes.txt",
    ],
)  # fmt: skip
def test_what_nobody_reads_is_named_and_breaks_nothing(root, name):
    path = root / "batches" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    history = read_history(root)
    own = name if name.startswith("0002") else name.split("/")[0]
    assert (history.alterations, history.foreign) == ((), (f"batches/{own}",))
    assert add(root, [roll("Hartside", 1, "2022-10")])


@pytest.mark.parametrize("folder", ["evil", "5", "00005", "٠٠٠٥", "0000", "0002 copy"])
def test_a_foreign_folder_that_beancount_would_read_is_an_alteration(root, folder):
    path = root / "batches" / folder / "Hartside.beancount"
    path.parent.mkdir()
    path.write_bytes(b"")
    assert altered(root) == {(0, f"batches/{folder}")}
    with pytest.raises(LedgerError, match=r"Beancount would read it.*nothing is added"):
        add(root, [roll("Hartside", 1, "2022-10")])


def test_a_ledger_file_beside_the_batches_is_an_alteration(root):
    (root / "batches/Evil.beancount").write_bytes(b"")
    assert altered(root) == {(0, "batches/Evil.beancount")}


def test_batches_missing_in_a_row_are_named_together(root):
    (root / "batches/0004").rename(root / "batches/99999999")
    (found, *_) = read_history(root).alterations
    assert (found.batch, found.message) == (4, "the whole batch is missing, and so is every one up to 99999998")


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


# Texts


@pytest.mark.parametrize("large", [0, 2**20])
def test_a_text_is_the_same_held_or_read_again(whole, monkeypatch, large):
    monkeypatch.setattr(history, "_LARGE", large)
    texts = read_history(whole).texts
    paths = {(int(path.parent.name), path.name): path for path in whole.glob("batches/*/*.beancount")}
    assert dict(texts) == {key: path.read_bytes() for key, path in paths.items()}
    assert texts.digests == {key: hashlib.sha256(content).hexdigest() for key, content in texts.items()}
    assert store.open_ledger(whole).rows == store.open_ledger(whole, read_history(whole)).rows


def test_a_large_text_that_was_changed_or_taken_away_meanwhile_is_said(root, monkeypatch):
    monkeypatch.setattr(history, "_LARGE", 0)
    found = read_history(root)
    append(root / "batches/0003/register.beancount", b"\n")
    (root / "batches/0004/Fund.beancount").unlink()
    with pytest.raises(LedgerError, match=r"0003/register\.beancount was changed while .*: try again"):
        store.open_ledger(root, found)
    with pytest.raises(LedgerError, match=r"0004/Fund\.beancount: No such file"):
        found.texts[4, "Fund.beancount"]
