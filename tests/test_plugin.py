"""The plugin in the real bean-check and the real Fava: what nesa check finds, they show."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from fava.core import FavaLedger

from nesa_fund import plugin
from recorded import add, alter, founded, invoice, paid

AGAIN = """\
2025-11-14 * "North Net Ltd" "recorded nowhere" ^Other-Coquet-2025-11-14-1
  Assets:Coquet:Bank    0.00 GBP
"""


@pytest.fixture
def root(tmp_path):
    folder = founded(tmp_path / "ledger")
    bill = invoice("0012")
    add(folder, bill, paid(bill, 120_000))
    return folder


@pytest.fixture
def broken(root):
    again = invoice("0012", day=date(2025, 11, 28))
    add(root, again, paid(again, 120_000, date(2025, 12, 5)))
    return root


def bean_check(root):
    code = "from beancount.scripts.check import main; main()"
    command = [sys.executable, "-c", code, "--no-cache", str(root / "alliance.beancount")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def errors(root, config=""):
    entries, found, options = loader.load_file(str(root / "books.beancount"))
    assert found == []
    same, ours = plugin.check_charter(entries, options, config)
    assert same is entries
    return ours


def duplicate_line(root):
    lines = (root / "batches/0006/Hartside.beancount").read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith("2025-11-28 *"))


def test_a_ledger_that_keeps_its_charter_has_no_errors(root):
    ended = bean_check(root)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert FavaLedger(str(root / "alliance.beancount")).errors == []


def test_bean_check_shows_a_breach_with_file_line_and_remedy(broken):
    ended = bean_check(broken)
    place = f"{broken / 'batches/0006/Hartside.beancount'}:{duplicate_line(broken)}:"
    assert ended.returncode == 1
    assert place in ended.stderr
    assert "EVI2 no invoice twice: " in ended.stderr
    assert "see which of the two stands" in ended.stderr


def test_fava_shows_a_breach_with_file_line_and_entry(broken):
    (error,) = FavaLedger(str(broken / "alliance.beancount")).errors
    assert error.source == {
        "filename": str(broken / "batches/0006/Hartside.beancount"),
        "lineno": duplicate_line(broken),
    }
    assert error.message.startswith("EVI2 no invoice twice: ")
    assert error.entry.date == date(2025, 11, 28)


def test_a_second_load_from_beancounts_cache_shows_the_same(broken):
    first = loader.load_file(str(broken / "alliance.beancount"))[1]
    second = loader.load_file(str(broken / "alliance.beancount"))[1]
    assert [error.message for error in first] == [error.message for error in second]
    assert len(first) == 1


def test_the_book_is_the_one_that_nesa_reads(broken):
    from nesa_fund.engine import run
    from nesa_fund.store import open_ledger

    verdict = run(open_ledger(broken).book, date(2025, 12, 1))
    found = [
        (str(broken / one.finding.place.file), one.finding.place.line)
        for result in verdict.results
        for one in result.findings
        if one.breaks
    ]
    assert [(error.source["filename"], error.source["lineno"]) for error in errors(broken, "2025-12-01")] == found
    assert found


def test_the_day_can_be_given(broken):
    assert errors(broken, "2025-11-27") == []
    assert len(errors(broken, "2025-11-28")) == 1


def test_what_can_not_be_checked_is_an_error_and_no_exception(broken):
    (error,) = errors(broken, "yesterday")
    assert error.message.startswith("the charter was not checked: ")
    assert error.source["filename"] == str(broken / "books.beancount")
    (error,) = plugin.check_charter([], {"filename": str(Path("nowhere/books.beancount"))})[1]
    assert "is not a ledger" in error.message


def test_an_altered_file_is_named(root):
    alter(root / "batches/0001/source/command.json", b"clerk", b"clerc")
    (error,) = errors(root)
    assert error.message.startswith("EVI4 unaltered: batches/0001/source/command.json: altered")
    assert error.source["filename"] == str(root / "batches/0001/source/command.json")


def test_where_an_altered_text_is_no_batchs_text_only_the_alteration_is_an_error(broken):
    path = broken / "batches/0006/Hartside.beancount"
    alter(path, b"2025-11-28 *", b"; a remark\n2025-11-28 *")
    (error,) = errors(broken)
    assert error.message.startswith("EVI4 unaltered: batches/0006/Hartside.beancount: altered")


@pytest.mark.parametrize("folder", ["evil", "00005", "٠٠٠٥", "0005 copy"])
def test_what_beancount_loads_from_no_batch_is_one_error_and_no_part_of_the_book(root, folder):
    path = root / "batches" / folder / "Coquet.beancount"
    path.parent.mkdir()
    path.write_text(AGAIN + "\n" + AGAIN)
    altered, foreign = errors(root)
    assert altered.message.startswith(f"EVI4 unaltered: batches/{folder}: belongs to no batch")
    assert foreign.message.startswith("2 entries stand in no batch: the charter was not checked on them")
    assert (foreign.source, foreign.entry.payee) == ({"filename": str(path), "lineno": 1}, "North Net Ltd")


def test_an_error_can_be_pickled_by_its_name():
    import pickle

    error = plugin.CharterError({"filename": "f", "lineno": 1}, "m", None)
    assert pickle.loads(pickle.dumps(error)) == error  # noqa: S301  # Our own bytes.
