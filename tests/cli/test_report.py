"""Statements from the command line: on the screen, in a file, or a sentence why not."""

import json

import openpyxl
import pytest

from commands import run
from nesa_fund.cli.report import report_command
from nesa_fund.statements.catalogue import STATEMENTS


def report(ledger, *args):
    return run("--ledger", str(ledger), "report", *args, "--as-at", "2025-12-31")


def test_a_statement_is_drawn_as_text_without_colour_where_there_is_no_terminal(ledger, capsys):
    capsys.readouterr()
    assert report(ledger, "balances") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Balances owed\n")
    assert "As at     31 Dec 2025" in shown
    assert "\x1b" not in shown


def test_its_help_has_a_line_for_every_statement_that_fits_a_screen():
    _, of_statements = (report_command.help or "").split("\b\n")
    listed = of_statements.split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == list(STATEMENTS)
    assert max(map(len, listed)) < 100


def test_json_goes_to_the_screen(ledger, capsys):
    capsys.readouterr()
    assert report(ledger, "probity", "--year", "2025-26", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Probity report 2025-26"


def test_csv_goes_to_the_screen_as_the_bytes_of_its_file(ledger, capsysbinary):
    capsysbinary.readouterr()
    assert report(ledger, "batches", "--format", "csv") == 0
    assert capsysbinary.readouterr().out.startswith(b"\xef\xbb\xbfBatch,Recorded,")


@pytest.mark.parametrize(("ending", "start"), [("txt", "Balances"), ("csv", "\ufeff"), ("JSON", "{")])
def test_the_ending_of_the_file_tells_the_format(ledger, tmp_path, capsys, ending, start):
    path = tmp_path / f"balances.{ending}"
    assert report(ledger, "balances", "-o", str(path)) == 0
    assert path.read_text(encoding="utf-8").startswith(start)
    assert str(path) in capsys.readouterr().out


def test_a_workbook_is_written_whole(ledger, tmp_path):
    path = tmp_path / "balances.xlsx"
    assert report(ledger, "balances", "-o", str(path)) == 0
    assert openpyxl.load_workbook(path).sheetnames == ["Pairs", "Invoices", "About"]


def test_the_format_named_goes_before_the_ending(ledger, tmp_path):
    path = tmp_path / "balances.data"
    assert report(ledger, "balances", "--format", "json", "-o", str(path)) == 0
    assert json.loads(path.read_text("utf-8"))["name"] == "balances"


def test_a_sample_of_the_journal_is_drawn_with_a_seed(ledger, capsys):
    capsys.readouterr()
    assert report(ledger, "journal", "--sample", "5", "--seed", "Ash and Elm") == 0
    assert 'seed "Ash and Elm"' in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["shedule"], 'no statement "shedule"; the nearest is schedule'),
        (["schedule"], "no schedule of 2025-26 is adopted; see the shares with nesa schedule propose 2025-26"),
        (["schedule", "--year", "2052-53"], 'nothing is recorded for a year "2052-53"; the nearest is 2025-26'),
        (["account"], "an account is one member's"),
        (["account", "--member", "Hartside"], 'no member "Hartside"'),
        (["balances", "--year", "2025-26"], '"balances" takes no choice of a year'),
        (["account", "--year", "2025-26", "--to", "2025-10-01"], "give --year, or --from and --to, not both"),
        (["journal", "--sample", "5"], "a sample needs a seed"),
        (["balances", "--sample", "5", "--seed", "x"], '"balances" takes no choice of a sample'),
        (["balances", "--format", "xlsx"], "a workbook goes into a file: name it, as in -o schedule.xlsx"),
        (["balances", "--format", "pdf"], "a PDF goes into a file: name it, as in -o schedule.pdf"),
        (["balances", "-o", "balances.doc"], '"balances.doc" does not tell the format'),
        (["balances", "--format", "text", "-o", "nowhere/balances.txt"], "can't write"),
    ],
)
def test_what_can_not_be_drawn_ends_with_two_and_a_sentence(ledger, capsys, args, why):
    assert report(ledger, *args) == 2
    assert why in capsys.readouterr().err


def test_without_a_ledger_it_ends_with_three(tmp_path):
    assert report(tmp_path, "balances") == 3
