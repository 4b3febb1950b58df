"""The books of a batch are the same, whether this process writes them or others do."""

import hashlib
from pathlib import Path

import pytest

from folders import CLERK, alliance, contribution
from nesa_fund import processes, writing
from nesa_fund.draft import Draft, Written, written
from nesa_fund.problems import LedgerError
from nesa_fund.store import open_ledger, record
from nesa_fund.writing import Writing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


@pytest.fixture
def meant(root: Path) -> Written:
    """Three books and a half: the last only opens an account."""
    ledger, some = open_ledger(root), [*contribution(), *contribution("Coquet"), *contribution("Rothley")]
    drafted = written(Draft("import", (), some), 3, ledger.register.members, ledger.accounts)
    drafted.opens["Elsdon.beancount"] = drafted.opens["Hartside.beancount"][:1]  # type: ignore[index]
    return drafted


def at_once(monkeypatch, processors: int) -> None:
    monkeypatch.setattr(processes, "LARGE", 0)
    monkeypatch.setattr(processes.os, "cpu_count", lambda: processors)


def put(folder: Path, meant: Written) -> dict[str, str]:
    """File name -> text of what is written, when the SHA-256 that it was said to have is that of each."""
    folder.mkdir(exist_ok=True)
    with Writing(folder, meant.opens, meant.rows) as begun:
        digests = begun.digests()
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert digests == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    return {name: content.decode() for name, content in found.items()}


@pytest.mark.parametrize("processors", [1, 2, 3, 9])
def test_the_books_are_the_same_however_many_processes_write_them(tmp_path, monkeypatch, meant, processors):
    at_once(monkeypatch, processors)
    counted, started = [], processes.started
    monkeypatch.setattr(processes, "started", lambda *args, **kinds: counted.append(1) or started(*args, **kinds))
    books = put(tmp_path / "books", meant)
    assert {**meant.registers, **books} == meant.texts
    assert len(books) == 5
    assert len(counted) == min(processors - 1, 3)


def test_what_can_not_be_written_ends_the_processes_that_began(tmp_path, monkeypatch, meant):
    at_once(monkeypatch, 4)
    begun, started = [], processes.started
    monkeypatch.setattr(processes, "started", lambda *args, **kinds: begun.append(started(*args, **kinds)) or begun[-1])
    monkeypatch.setattr(writing, "sent", lambda *args, sent=writing.sent: 1 / 0 if begun else sent(*args))
    with pytest.raises(ZeroDivisionError):
        Writing(tmp_path, meant.opens, meant.rows)
    assert [process.returncode is not None for process in begun] == [True]


def test_small_books_are_written_here(tmp_path, monkeypatch, meant):
    monkeypatch.setattr(processes, "started", None)
    assert {**meant.registers, **put(tmp_path / "books", meant)} == meant.texts


@pytest.mark.parametrize("fails", ["raise SystemExit(3)", "import sys; sys.stdin.buffer.read(); raise SystemExit(3)"])
def test_what_another_process_does_not_write_is_written_here(tmp_path, monkeypatch, meant, fails):
    at_once(monkeypatch, 4)
    monkeypatch.setattr(writing, "_COMMAND", ("-c", fails))
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "Fund.beancount").write_text("what a process left that ended in the middle")
    (folder / "Fund.beancount").chmod(0o444)
    assert {**meant.registers, **put(folder, meant)} == meant.texts


def test_a_folder_that_can_not_be_written_is_said_whoever_writes(root, monkeypatch):
    at_once(monkeypatch, 4)
    started, before = processes.started, sorted(path.name for path in (root / "batches").iterdir())

    def in_the_way(command, folder, *more, **kinds):
        for name in ("Coquet", "Fund", "Hartside"):
            (Path(folder) / f"{name}.beancount").mkdir(exist_ok=True)
        return started(command, folder, *more, **kinds)

    monkeypatch.setattr(processes, "started", in_the_way)
    with pytest.raises(LedgerError, match=r"the batch was not written: .*\.beancount: Is a directory"):
        record(root, lambda _: Draft("import", (), contribution(), sources={"a.xlsx": b"x"}), CLERK)
    assert sorted(path.name for path in (root / "batches").iterdir()) == before


def test_a_writer_that_answers_otherwise_than_it_wrote_is_caught(root, monkeypatch):
    at_once(monkeypatch, 4)
    lies = "import json,sys\nfrom pathlib import Path\nfrom nesa_fund import bookwriter as b\n"
    lies += "found = b.write_books(Path(sys.argv[1]), *b.received(sys.stdin.buffer))\n"
    lies += "print(json.dumps(dict.fromkeys(found, '0' * 64)))"
    monkeypatch.setattr(writing, "_COMMAND", ("-c", lies))
    before = sorted(path.name for path in (root / "batches").iterdir())
    with pytest.raises(AssertionError, match="not what the manifest lists"):
        record(root, lambda _: Draft("import", (), contribution(), sources={"a.xlsx": b"x"}), CLERK)
    assert sorted(path.name for path in (root / "batches").iterdir()) == before
