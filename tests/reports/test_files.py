"""A report is written whole, and beside a file that is open elsewhere."""

import os
from pathlib import Path

import pytest

from nesa_fund.problems import InputError
from reports.files import write_report


def refuse(monkeypatch: pytest.MonkeyPatch, opened: Path) -> None:
    """Do as Windows does while a spreadsheet holds the file open."""
    really = os.replace

    def replace(source: Path, target: Path) -> None:
        if target == opened:
            raise PermissionError(13, "Access is denied", str(target))
        really(source, target)

    monkeypatch.setattr(os, "replace", replace)


def test_it_writes_bytes_and_text_and_says_where(tmp_path: Path):
    path = tmp_path / "Board pack.xlsx"
    assert write_report(path, b"PK") == path
    assert path.read_bytes() == b"PK"
    assert write_report(tmp_path / "schedule.txt", "£5\n").read_bytes() == b"\xc2\xa35\n"


def test_it_takes_the_place_of_an_older_report_and_leaves_nothing_else(tmp_path: Path):
    path = tmp_path / "fund.csv"
    path.write_text("old and longer")
    write_report(path, "new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_open_elsewhere_is_left_alone_and_the_report_stands_beside_it(tmp_path: Path, monkeypatch):
    path = tmp_path / "Board pack.xlsx"
    path.write_bytes(b"open")
    refuse(monkeypatch, path)
    assert write_report(path, b"new") == tmp_path / "Board pack (2).xlsx"
    assert write_report(path, b"newer") == tmp_path / "Board pack (3).xlsx"
    assert path.read_bytes() == b"open"
    assert sorted(file.read_bytes() for file in tmp_path.iterdir()) == [b"new", b"newer", b"open"]


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path):
    with pytest.raises(InputError, match=r"can't write .*fund.csv"):
        write_report(tmp_path / "nowhere" / "fund.csv", "")


def test_a_disk_that_fails_leaves_the_older_report_and_nothing_else(tmp_path: Path, monkeypatch):
    def fail(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(source), None, str(target))

    path = tmp_path / "fund.csv"
    path.write_text("old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(InputError, match="No space left on device"):
        write_report(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(InputError, match="is a folder; name a file in it"):
        write_report(tmp_path, "")
    assert not list(tmp_path.iterdir())
