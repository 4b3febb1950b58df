"""What a terminal is sent: nothing of a ledger, a file's name or a sheet acts on it, or adds a line of its own."""

import shutil
import sys

import pytest

from folders import founded
from nesa_fund.cli import main
from nesa_fund.cli.screen import pasted, say
from nesa_fund.history import read_history

HOSTILE = "oth\x1b[2Ker\u202e\x9b\nVerified: every file is as its manifest says..xlsx"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there no file can have such a name")


@pytest.fixture
def nesa(capsys):
    def run(*args):
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def root(tmp_path):
    return founded(tmp_path / "ledger")


def is_plain(text: str) -> bool:
    return text.replace("\n", "").isprintable()


def test_lines_stay_lines_where_they_are_the_programs_own(capsys):
    say("one\n  two\x1b[31m")
    assert capsys.readouterr().out == "one\n  two\\x1b[31m\n"


def test_verify_names_a_hostile_file_without_obeying_it(nesa, root):
    (root / "batches" / HOSTILE).write_bytes(b"")
    (root / "batches/0001/source" / HOSTILE).write_bytes(b"")
    code, out, _ = nesa("--ledger", root, "verify")
    assert code == 1
    assert "oth\\x1b[2Ker\\u202e\\x9b Verified" in out
    assert is_plain(out)
    assert not any(line.startswith("Verified") for line in out.splitlines())


@pytest.mark.parametrize("name", [HOSTILE, "a\udcff.xlsx"])
def test_a_file_that_can_not_be_imported_is_named_without_obeying_it(nesa, root, tmp_path, name):
    code, out, err = nesa("--ledger", root, "import", tmp_path / name)
    assert (code, out) == (2, "")
    assert is_plain(err)


def test_a_wrong_argument_is_named_without_obeying_it(nesa, root):
    code, _, err = nesa("--ledger", root, "report", "balances", "--as-at", HOSTILE)
    assert code == 2
    assert err.startswith("Usage: nesa report")
    assert "\\u202e" in err
    assert is_plain(err)


def test_a_ledger_that_can_not_be_read_is_named_without_obeying_it(nesa, root, tmp_path):
    shutil.copytree(root, tmp_path / HOSTILE)
    text = tmp_path / HOSTILE / "batches/0001/Fund.beancount"
    text.chmod(0o644)
    for args in (("check",), ("--ledger", tmp_path / "no\x1b[2Kwhere", "verify")):
        _, out, err = nesa("--ledger", tmp_path / HOSTILE, *args)
        assert is_plain(out + err)


@pytest.mark.parametrize(
    "stop",
    [("nesa_fund.actions.import_sheets.run", 0), ("nesa_fund.store.derived.refresh", 1)],
    ids=["while the charter is run", "when the batch is committed"],
)
def test_who_is_stopped_is_told_where_to_see_what_was_recorded(nesa, root, tmp_path, monkeypatch, stop):
    where, recorded = stop

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, stopped)
    sheet = tmp_path / "members.csv"
    sheet.write_text("Name,Kind,Joined\nAsh First School,school,2025-09-01\n")
    code, _, err = nesa("--ledger", root, "import", sheet)
    assert (code, len(read_history(root).batches)) == (2, 1 + recorded)
    assert err.strip() == "stopped; nesa batches shows what was recorded"
    assert len([*(root / "batches").iterdir()]) == 1 + recorded


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("june.xlsx", "june.xlsx"),
        ("C:\\Ledgers\\june.xlsx", "C:\\Ledgers\\june.xlsx"),
        ("Board 8 July.xlsx", '"Board 8 July.xlsx"'),
        ("Hartside & Elm.xlsx", '"Hartside & Elm.xlsx"'),
        ("Élan/(1).xlsx", '"Élan/(1).xlsx"'),
    ],
)
def test_a_name_in_a_command_to_be_pasted_is_quoted_where_it_must_be(name, shown):
    assert pasted(name) == shown


def test_the_next_command_quotes_a_name_with_spaces(nesa, tmp_path):
    sheet, books = tmp_path / "our rolls.xlsx", tmp_path / "our books"
    assert f'nesa import "{sheet}"' in nesa("template", "rolls", "-o", sheet)[1]
    begun = nesa("init", books, "--name", "Coast and Castle Alliance", "--date", "2025-09-01")
    assert f'nesa --ledger "{books}" import' in begun[1]
