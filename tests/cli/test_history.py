"""The history, its proof and the books for other tools, from the command line."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from commands import run
from nesa_fund.book import shown_head
from nesa_fund.history import read_history


def test_batches_lists_the_history(ledger, capsys):
    assert run("--ledger", str(ledger), "batches") == 0
    shown = capsys.readouterr().out
    assert "History of the ledger" in shown
    assert shown_head(read_history(ledger).head) in shown


def test_batches_as_json_is_one_object(ledger, capsys):
    capsys.readouterr()
    assert run("--ledger", str(ledger), "batches", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["tables"][0]["rows"][0][3:5] == ["init", "officer"]


def test_verify_ends_well_on_an_untouched_ledger(ledger, capsys):
    head = shown_head(read_history(ledger).head)
    assert run("--ledger", str(ledger), "verify", "--head", head) == 0
    assert f"Head: {head}" in capsys.readouterr().out


def test_verify_ends_with_one_and_names_the_place_of_an_alteration(ledger, capsys):
    path = ledger / "batches/0001/source/command.json"
    path.chmod(0o644)
    path.write_text("{}")
    assert run("--ledger", str(ledger), "verify") == 1
    assert "batches/0001/source/command.json: altered" in capsys.readouterr().out


def test_verify_ends_with_one_on_a_head_of_no_batch(ledger):
    assert run("--ledger", str(ledger), "verify", "--head", "0" * 16) == 1


def test_verify_ends_with_two_on_what_is_no_head(ledger, capsys):
    assert run("--ledger", str(ledger), "verify", "--head", "nine") == 2
    assert "16 hex digits" in capsys.readouterr().err


def test_verify_ends_with_two_where_the_head_is_empty(ledger, capsys):
    assert run("--ledger", str(ledger), "verify", "--head", "") == 2
    assert "the head is empty" in capsys.readouterr().err


def test_verify_reads_every_file_once(ledger, monkeypatch):
    read = Counter()
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.update([path]) or whole(path))
    assert run("--ledger", str(ledger), "verify") == 0
    assert set(read.values()) == {1}


def test_verify_ends_with_three_where_there_is_no_ledger(tmp_path):
    assert run("--ledger", str(tmp_path), "verify") == 3


def test_bean_prints_the_path_of_the_books_and_nothing_else(ledger, capsys):
    capsys.readouterr()
    assert run("--ledger", str(ledger), "bean") == 0
    assert capsys.readouterr().out == f"{(ledger / 'books.beancount').resolve()}\n"


def test_bean_ends_with_three_where_the_books_are_gone(ledger):
    (ledger / "books.beancount").unlink()
    assert run("--ledger", str(ledger), "bean") == 3


def test_beancount_itself_finds_no_error_in_sound_books(ledger, capsys):
    assert run("--ledger", str(ledger), "bean", "--check") == 0
    assert "found 0 errors" in capsys.readouterr().err


def test_beancount_itself_names_an_error_and_ends_with_one(ledger, capsys):
    path = ledger / "batches/0001/Fund.beancount"
    path.chmod(0o644)
    path.write_text('2025-10-01 * "unbalanced" ^x\n  Assets:Fund:Bank  1.00 GBP\n')
    assert run("--ledger", str(ledger), "bean", "--check") == 1
    assert "does not balance" in capsys.readouterr().err


def test_the_command_runs_as_a_program(ledger):
    ran = subprocess.run(
        [sys.executable, "-c", "from nesa_fund.cli import main; main()", "--ledger", str(ledger), "verify"],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "Verified: every file is as its manifest says."


def test_a_derived_file_that_was_changed_is_named_and_can_be_remade(ledger, capsys):
    books = ledger / "books.beancount"
    sound = books.read_bytes()
    books.write_text('plugin "something.else"\n')
    assert run("--ledger", ledger, "verify") == 0
    *said, verdict = capsys.readouterr().out.splitlines()
    assert any(line.startswith("books.beancount: not as this ledger makes it") for line in said)
    assert verdict.startswith(
        "The record is as its manifests say; but what Beancount opens differs: nesa bean --remake"
    )
    assert not any("Verified" in line for line in said)
    (ledger / "views" / "Fund.beancount").unlink()
    assert run("--ledger", ledger, "bean", "--remake") == 0
    assert books.read_bytes() == sound
    assert (ledger / "views" / "Fund.beancount").is_file()
