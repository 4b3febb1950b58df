"""What was staged, read back and compared with what was meant, here and in processes of their own."""

import hashlib
from pathlib import Path

import pytest

from folders import CLERK, alliance, contribution, roll
from nesa_fund import processes, readback
from nesa_fund.draft import Draft, written
from nesa_fund.problems import LedgerError
from nesa_fund.readback import Meant, meant_by
from nesa_fund.store import open_ledger, record


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return alliance(tmp_path / "ledger")


@pytest.fixture(params=["here", "elsewhere"])
def where(request, monkeypatch):
    """Where books are read: every one is large enough for a process of its own, or none is."""
    is_elsewhere, started = request.param == "elsewhere", processes.started
    counted = []
    monkeypatch.setattr(processes, "LARGE", 0 if is_elsewhere else 2**60)
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(processes, "started", lambda *args, **kinds: counted.append(1) or started(*args, **kinds))
    yield request.param
    assert bool(counted) == is_elsewhere


def draft(*facts, transactions=()) -> Draft:
    return Draft("import", facts, tuple(transactions), sources={"sheet.xlsx": b"x"})


def staged(folder: Path, drafted: Draft, root: Path) -> tuple[Path, Meant]:
    """The files that a draft would have, as they stand before the rename, and what they are meant to say."""
    folder.mkdir()
    ledger = open_ledger(root)
    meant = written(drafted, 3, ledger.register.members, ledger.accounts)
    for name, text in meant.texts.items():
        (folder / name).write_bytes(text.encode())
    return folder, meant_by(meant)


def listed(staging: Path) -> dict[str, str]:
    """A manifest that lists whatever stands there, as its writer might that erred."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in staging.iterdir()}


@pytest.mark.usefixtures("where")
def test_what_is_staged_as_meant_passes(root, tmp_path):
    drafted = draft(roll("Hartside", 1, "2023-10"), transactions=contribution())
    staging, meant = staged(tmp_path / "staging", drafted, root)
    readback.check(staging, meant, listed(staging))


@pytest.mark.usefixtures("where")
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("Hartside.beancount", " 1.00 GBP", " 1.01 GBP"),
        ("Hartside.beancount", "1.00 GBP", "1.00 DAY"),
        ("Hartside.beancount", "2025-10-01", "2025-10-02"),
        ("Hartside.beancount", '"Fund"', '"Elm"'),
        ("Hartside.beancount", "instalment 1", "instalment 2"),
        ("Hartside.beancount", "^Fund-2025-26-Hartside-1", "^Fund-2025-26-Hartside-2"),
        ("Hartside.beancount", "^Fund-2025-26-Hartside-1", "^Fund-2025-26-Hartside-1 ^Zed-2"),
        ("Hartside.beancount", 'instalment: "1"', 'instalment: "2"'),
        ("Hartside.beancount", "Creditors:Fund  ", "Creditors:Elm  "),
        ("Hartside.beancount", "open Expenses:Hartside:Contribution", "open Expenses:Hartside:Contributions"),
        ("Hartside.beancount", "2000-01-01 open", "2000-01-02 open"),
        ("register.beancount", " 1\n", " 2\n"),
        ("register.beancount", "2023-10-01", "2023-10-02"),
        ("register.beancount", '"Hartside"', '"Coquet"'),
    ],
)
def test_any_difference_between_text_and_meaning_is_caught(root, tmp_path, name, old, new):
    drafted = draft(roll("Hartside", 1, "2023-10"), transactions=contribution())
    staging, meant = staged(tmp_path / "staging", drafted, root)
    text = (staging / name).read_text()
    assert old in text
    (staging / name).write_text(text.replace(old, new))
    with pytest.raises(AssertionError, match="does not read back"):
        readback.check(staging, meant, listed(staging))


@pytest.mark.usefixtures("where")
def test_a_transaction_that_is_missing_or_in_anothers_file_is_caught(root, tmp_path):
    drafted = draft(transactions=contribution())
    staging, meant = staged(tmp_path / "staging", drafted, root)
    (staging / "Hartside.beancount").rename(staging / "Coquet.beancount")
    with pytest.raises(AssertionError, match="does not read back"):
        readback.check(staging, meant, listed(staging))
    (staging / "Coquet.beancount").unlink()
    with pytest.raises(AssertionError, match="does not read back"):
        readback.check(staging, meant, listed(staging))


@pytest.mark.usefixtures("where")
def test_what_is_outside_the_grammar_is_refused_by_its_line(root, tmp_path):
    staging, meant = staged(tmp_path / "staging", draft(transactions=contribution()), root)
    path = staging / "Hartside.beancount"
    path.write_text(f'{path.read_text()}\nplugin "x"\n')
    with pytest.raises(LedgerError, match="not a line of a batch file"):
        readback.check(staging, meant, listed(staging))


@pytest.mark.usefixtures("where")
def test_a_batch_is_the_same_wherever_it_was_read_back(root):
    seen = []
    recorded = record(root, lambda _: draft(transactions=contribution()), CLERK, seen.append)
    assert seen == [recorded.book]
    again = open_ledger(root)
    assert (again.rows, again.accounts) == (recorded.rows, recorded.accounts)


def test_what_another_process_does_not_answer_is_read_here(root, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LARGE", 0)
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(readback, "_COMMAND", ("-c", "raise SystemExit(3)"))
    staging, meant = staged(tmp_path / "staging", draft(transactions=contribution()), root)
    readback.check(staging, meant, listed(staging))
    (staging / "Fund.beancount").write_text("")
    with pytest.raises(AssertionError, match="does not read back"):
        readback.check(staging, meant, listed(staging))


@pytest.mark.usefixtures("where")
@pytest.mark.parametrize("name", ["Fund.beancount", "register.beancount"])
@pytest.mark.parametrize("said", ["0" * 64, None])
def test_a_file_that_is_not_the_one_that_the_manifest_lists_is_caught(root, tmp_path, name, said):
    drafted = draft(roll("Hartside", 1, "2023-10"), transactions=contribution())
    staging, meant = staged(tmp_path / "staging", drafted, root)
    known = {**listed(staging), "source/sheet.xlsx": "f" * 64, name: said}
    with pytest.raises(AssertionError, match="not what the manifest lists"):
        readback.check(staging, meant, {file: sha256 for file, sha256 in known.items() if sha256})


def test_a_file_that_is_listed_and_not_there_is_caught(root, tmp_path):
    staging, meant = staged(tmp_path / "staging", draft(roll("Hartside", 1, "2023-10")), root)
    with pytest.raises(AssertionError, match="not what the manifest lists"):
        readback.check(staging, meant, {**listed(staging), "Elm.register.beancount": "0" * 64})
