"""A backup holds all of a ledger's record, and comes back as it was or not at all."""

import json
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from nesa_fund import actions
from nesa_fund.actions.backup import TOLD, back_up, restore
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import open_ledger

LEDGER = Path(actions.__file__).parents[2] / "ledger"


@pytest.fixture
def root(tmp_path):
    copy = tmp_path / "ledger"
    shutil.copytree(LEDGER, copy)
    (copy / "posts" / "Coquet").mkdir(parents=True)
    (copy / "posts" / "Coquet" / "0001.json").write_bytes(b"{}")
    return copy


def content(root, *folders):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


def repacked(archive, into, change):
    """The archive with its files (name -> content) changed."""
    with zipfile.ZipFile(archive) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    change(files)
    with zipfile.ZipFile(into, "w") as packed:
        for name, held in files.items():
            packed.writestr(name, held)
    return into


def test_what_comes_back_is_what_was_there_and_what_beancount_opens_is_made_anew(root, tmp_path):
    done = back_up(root, tmp_path / "kept.zip")
    restored = restore(tmp_path / "kept.zip", tmp_path / "elsewhere" / "ledger")
    assert done == restored
    again = tmp_path / "elsewhere" / "ledger"
    assert content(again, "batches", "posts") == content(root, "batches", "posts")
    assert open_ledger(again).book.head == open_ledger(root).book.head
    for name in ("books.beancount", "alliance.beancount"):
        assert (again / name).read_bytes() == (root / name).read_bytes()
    assert content(again, "views") == content(root, "views")


def test_one_ledger_makes_one_archive_byte_for_byte(root, tmp_path):
    back_up(root, tmp_path / "a.zip")
    back_up(root, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_nothing_is_written_over(root, tmp_path):
    (tmp_path / "kept.zip").write_bytes(b"mine")
    with pytest.raises(InputError, match="is there already"):
        back_up(root, tmp_path / "kept.zip")
    back_up(root, tmp_path / "other.zip")
    with pytest.raises(InputError, match="holds something already"):
        restore(tmp_path / "other.zip", root)
    assert (tmp_path / "kept.zip").read_bytes() == b"mine"


def test_an_altered_ledger_is_not_backed_up(root, tmp_path):
    book = next((root / "batches" / "0005").glob("*.beancount"))
    book.write_bytes(book.read_bytes() + b"\n")
    with pytest.raises(LedgerError, match="altered ledger is not backed up"):
        back_up(root, tmp_path / "kept.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_no_damaged_archive_makes_a_ledger(root, tmp_path):
    back_up(root, tmp_path / "kept.zip")
    whole, drawn = (tmp_path / "kept.zip").read_bytes(), random.Random(7)  # noqa: S311
    restore(tmp_path / "kept.zip", tmp_path / "whole")
    wanted = content(tmp_path / "whole", ".")
    for n in range(150):
        damaged = bytearray(whole)
        damaged[drawn.randrange(len(whole))] ^= 1 << drawn.randrange(8)
        (tmp_path / "damaged.zip").write_bytes(damaged)
        try:
            restore(tmp_path / "damaged.zip", tmp_path / f"of {n}")
        except InputError:
            assert not (tmp_path / f"of {n}").exists()
        else:  # A bit that says nothing of the content, such as an attribute.
            assert content(tmp_path / f"of {n}", ".") == wanted


HOSTILE = {
    "../outside": b"",
    "/outside": b"",
    "batches/../../outside": b"",
    "C:/outside": b"",
    "batches\\outside": b"",
    "alliance.beancount": b"",
    "views/Fund.beancount": b"",
    "batches/a\x1bb": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leads_elsewhere_is_refused(root, tmp_path, name):
    back_up(root, tmp_path / "kept.zip")

    def change(files):
        told = json.loads(files[TOLD])
        told["files"][name] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        files[TOLD], files[name] = json.dumps(told).encode(), b""

    hostile = repacked(tmp_path / "kept.zip", tmp_path / "hostile.zip", change)
    with pytest.raises(InputError, match=r"which belongs to no ledger|does not hold just what"):
        restore(hostile, tmp_path / "new")
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("what", ["a file more", "a file less", "told otherwise", "another head", "no archive"])
def test_what_is_not_just_as_it_was_backed_up_is_refused(root, tmp_path, what):
    back_up(root, tmp_path / "kept.zip")

    def change(files):
        told = json.loads(files[TOLD])
        first = next(iter(told["files"]))
        if what == "a file more":
            files["batches/more"] = b"more"
        elif what == "a file less":
            del files[first]
        elif what == "told otherwise":
            files[first] += b" "
        else:
            told["head"] = "0" * 64
            files[TOLD] = json.dumps(told).encode()

    archive = tmp_path / "changed.zip"
    if what == "no archive":
        archive.write_bytes(b"PK\x03\x04 and no more")
    else:
        repacked(tmp_path / "kept.zip", archive, change)
    with pytest.raises(InputError):
        restore(archive, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new*"))
