"""The example alliance: built by the ordinary importers, sound, remade byte for byte, and broken on purpose."""

import io
import os
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from nesa_fund.actions.demo import AS_AT, SPREADSHEETS, STATEMENTS, build_demo, example_files
from nesa_fund.cli import main
from nesa_fund.engine import Status, run
from nesa_fund.example.make import contents
from nesa_fund.example.sheets import example_sheets
from nesa_fund.history import read_history
from nesa_fund.problems import InputError
from nesa_fund.store import open_ledger
from tamper import amend, append, batch_file, flip_byte, remove, seal

REPOSITORY = Path(__file__).parent.parent
WORK = (SPREADSHEETS, STATEMENTS)
SLOW = bool(os.environ.get("NESA_SLOW_TESTS"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example alliance, built once."""
    folder = tmp_path_factory.mktemp("demo") / "ledger"
    build_demo(folder, lambda _: None)
    return folder


@pytest.fixture
def ledger(demo: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    return Path(shutil.copytree(demo, tmp_path / "ledger"))


def broken(root: Path, as_at: date = AS_AT) -> set[str]:
    """The rules that are broken."""
    return {result.rule.id for result in run(open_ledger(root).book, as_at).results if result.status is Status.BREACHED}


def texts(root: Path) -> dict[str, bytes]:
    """Every file of a ledger, but for the spreadsheets and statements beside it."""
    paths = (path for path in root.rglob("*") if path.is_file() and path.relative_to(root).parts[0] not in WORK)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if "picklecache" not in path.name}


def test_the_ledger_of_the_repository_is_the_demo_byte_for_byte(demo: Path) -> None:
    assert texts(REPOSITORY / "ledger") == texts(demo)


@pytest.mark.skipif(not (REPOSITORY / ".git").exists(), reason="not a clone")
def test_a_clone_that_turns_line_ends_still_verifies(tmp_path):
    git = ["git", "clone", "-q", "-c", "core.autocrlf=true", str(REPOSITORY), str(tmp_path / "clone")]
    subprocess.run(git, check=True)
    assert read_history(tmp_path / "clone" / "ledger").alterations == ()


def test_the_spreadsheets_hold_what_their_source_says():
    content = dict(example_files())
    made = contents()
    assert content.keys() == made.keys()
    for one in example_sheets():
        if one.file.endswith(".csv"):
            assert content[one.file] == made[one.file]
            continue
        found = openpyxl.load_workbook(io.BytesIO(content[one.file]))[one.name].iter_rows(values_only=True)
        shown = [[value.date() if isinstance(value, datetime) else value for value in row] for row in found]
        assert [tuple(row) for row in shown[2 if one.banner else 0 :]] == list(one.rows)


def test_each_view_has_the_balances_of_the_same_accounts_in_the_whole(demo: Path) -> None:
    whole = balances(demo / "books.beancount")
    views = [balances(path) for path in sorted((demo / "views").glob("*.beancount"))]
    assert sum(len(view) for view in views) == len(whole)
    assert {account: amount for view in views for account, amount in view.items()} == whole


def balances(path: Path) -> dict[str, object]:
    """Account -> balance, by Beancount's own loader."""
    from beancount import loader
    from beancount.core import data, realization

    entries, errors, _ = loader.load_file(str(path))
    assert not errors
    real = realization.realize([entry for entry in entries if isinstance(entry, data.Transaction)])
    return {
        account.account: account.balance.reduce(lambda position: position.units)
        for account in realization.iter_children(real)
        if not account.balance.is_empty()
    }


@pytest.mark.parametrize(
    "name", ["books.beancount", "alliance.beancount", "views/Hartside.beancount", "views/Fund.beancount"]
)
def test_stock_bean_check_finds_nothing(demo: Path, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", str(demo / name)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_fava_opens_the_alliance_and_every_view_without_errors(demo: Path) -> None:
    from fava.core import FavaLedger

    for path in [demo / "alliance.beancount", *sorted((demo / "views").glob("*.beancount"))]:
        ledger = FavaLedger(str(path), poll_watcher=True)
        assert not ledger.errors, path
        assert ledger.all_entries


def test_a_folder_with_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "accounts.xlsx").write_text("mine")
    with pytest.raises(InputError, match=r"holds something else than a demo, accounts\.xlsx"):
        build_demo(tmp_path, lambda _: None)


def test_an_untouched_demo_is_left_as_it_is_and_one_that_was_worked_on_is_refused(ledger: Path) -> None:
    for folder in ("posts", "options", "packs", "papers"):
        (ledger / folder).mkdir()
        (ledger / folder / "written.csv").write_text("by another command")
    before = texts(ledger)
    build_demo(ledger, lambda _: None)
    assert texts(ledger) == before
    flip_byte(ledger / "batches" / "0002" / "register.beancount", 30)
    with pytest.raises(InputError, match="no untouched demo"):
        build_demo(ledger, lambda _: None)


def test_files_that_somebody_worked_on_are_left_and_named(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["demo", str(ledger)])
    assert "is left as it is" not in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["demo", str(ledger)])
    assert "is left as it is" not in capsys.readouterr().out  # What was written before is not taken for their work.
    mine = [ledger / SPREADSHEETS / "members.xlsx", ledger / STATEMENTS / "account Hartside 2025-26.pdf"]
    for path in mine:
        path.write_bytes(b"mine")
    with pytest.raises(SystemExit):
        main(["demo", str(ledger)])
    said = capsys.readouterr().out
    assert [path.read_bytes() for path in mine] == [b"mine", b"mine"]
    assert all(f"{path} is not as it was built; it is left as it is" in said for path in mine)


# A fault planted in the clean ledger breaks exactly the rules concerned.


def test_an_invoice_changed_in_one_book_only_breaks_both_sides_say_the_same(ledger: Path) -> None:
    path = batch_file(ledger, "Coquet.beancount", "^Hartside-HS-106")
    amend(
        path,
        "Hartside-HS-106",
        "invoice",
        {"Expenses:Coquet:Costs:Teaching": "415.01", "Liabilities:Coquet:Creditors:Hartside": "-415.01"},
    )
    assert broken(ledger) == {"SEP3", "EVI4"}
    seal(ledger)
    assert broken(ledger) == {"SEP3"}
    (finding,) = [one.finding for result in run(open_ledger(ledger).book, AS_AT).results for one in result.findings]
    assert finding.link == "Hartside-HS-106"
    assert finding.place.file.endswith(("Coquet.beancount", "Hartside.beancount"))


def test_a_share_out_by_a_penny_breaks_fair_share(ledger: Path) -> None:
    payers = batch_file(ledger, "Rothley.beancount", "^Rothley-RF-3")
    sharers = batch_file(ledger, "Elm.beancount", "^Rothley-RF-3")
    shares = {"Assets:Rothley:Debtors:Elm": "150.01", "Expenses:Rothley:Costs:Training": "149.99"}
    amend(payers, "Rothley-RF-3", "shared-cost", shares)
    amend(
        sharers,
        "Rothley-RF-3",
        "shared-cost",
        {"Expenses:Elm:Costs:Training": "150.01", "Liabilities:Elm:Creditors:Rothley": "-150.01"},
    )
    seal(ledger)
    assert broken(ledger, date(2026, 3, 4)) == {"SUB4"}


def test_an_unconfirmed_contribution_breaks_confirmed_first(ledger: Path) -> None:
    remove(batch_file(ledger, "register.beancount", 'custom "confirmation" "Elm"'), 'custom "confirmation" "Elm"')
    seal(ledger)
    assert broken(ledger) == {"TOP2"}


def test_an_import_tells_of_a_breach_that_was_recorded_before(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remove(batch_file(ledger, "register.beancount", 'custom "confirmation" "Elm"'), 'custom "confirmation" "Elm"')
    seal(ledger)
    (tmp_path / "raised.csv").write_text("Date,Association,Amount,Description\n14/09/2026,HartsidePTA,31.50,Raffle\n")
    with pytest.raises(SystemExit):
        main(["--ledger", str(ledger), "import", str(tmp_path / "raised.csv")])
    assert "\n1 breach stands in what was recorded before; see all with: nesa check\n" in capsys.readouterr().out


def test_a_line_of_the_fund_overspent_breaks_planned_spending(ledger: Path) -> None:
    path = batch_file(ledger, "Fund.beancount", "^Fund-PF-013")
    append(path, SPENDING)
    seal(ledger)
    assert broken(ledger) == {"FUN2"}


def test_money_from_school_to_school_without_a_claim_breaks_known_shapes(ledger: Path) -> None:
    append(batch_file(ledger, "Coquet.beancount", "^Hartside-HS-106"), GIVEN)
    append(batch_file(ledger, "Hartside.beancount", "^Hartside-HS-106"), TAKEN)
    seal(ledger)
    assert broken(ledger) == {"SEP4"}


def test_one_byte_changed_in_any_listed_file_is_found_and_named(demo: Path, tmp_path: Path) -> None:
    listed = [path for path in sorted(demo.glob("batches/*/**/*")) if path.is_file() and path.name != "batch.json"]
    for path in [path for path in listed if path.stat().st_size][:: 1 if SLOW else 7]:
        root = Path(shutil.copytree(demo, tmp_path / "copy"))
        name = path.relative_to(demo)
        flip_byte(root / name, path.stat().st_size // 2)
        (result,) = run(open_ledger(root).book, AS_AT, only=["EVI4"]).results
        assert result.status is Status.BREACHED
        assert [one.finding.place.file for one in result.findings] == [name.as_posix()]
        shutil.rmtree(root)


SPENDING = """
2026-07-16 * "Dale Examiners Ltd" "More than was planned" ^Fund-PF-014
  event: "spending"
  number: "PF-014"
  plan: "scrutiny"
  source: "summer-second-half.xlsx [Fund spending!A5]"
  Expenses:Fund:General:ProfessionalServices       0.01 GBP
  Liabilities:Fund:Suppliers                      -0.01 GBP
"""
GIVEN = """
2026-07-16 * "Hartside" "Help with a deficit" ^Other-Coquet-2026-07-16-1
  event: "payment"
  source: "summer-second-half.xlsx [Payments!A5]"
  Expenses:Coquet:Costs:Teaching       500.00 GBP
  Assets:Coquet:Bank                  -500.00 GBP
"""
TAKEN = """
2026-07-16 * "Coquet" "Help with a deficit" ^Other-Coquet-2026-07-16-1
  event: "payment"
  source: "summer-second-half.xlsx [Payments!A5]"
  Assets:Hartside:Bank                 500.00 GBP
  Income:Hartside:Recharges:Teaching  -500.00 GBP
"""


def test_a_batch_that_is_gone_leaves_the_other_rules_unshown_and_not_broken(ledger):
    shutil.rmtree(ledger / "batches" / "0009")
    assert broken(ledger) == {"EVI4"}


def test_a_manifest_written_otherwise_is_the_one_thing_found(ledger):
    path = ledger / "batches" / "0009" / "batch.json"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b'"note": ""', b'"note":  ""'))
    assert broken(ledger) == {"EVI4"}
    (result,) = run(open_ledger(ledger).book, AS_AT, only=["EVI4"]).results
    assert {one.finding.place.file for one in result.findings} == {"batches/0009/batch.json"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_in_a_batch_is_found_though_its_content_is_the_same(ledger, tmp_path):
    path = ledger / "batches" / "0009" / "Coquet.beancount"
    path.replace(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert broken(ledger) == {"EVI4"}
