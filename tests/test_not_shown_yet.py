"""What is not shown yet is nowhere shown as kept: every door that tells of the charter is walked."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from commands import run
from nesa_fund import engine
from nesa_fund.engine import Status, Verdict
from nesa_fund.store import open_ledger
from readings import of_html
from served import HOME, Site
from sheets import csv_text

Say = Callable[..., str]

PACKAGE = Path(engine.__file__).parent
LEDGER = PACKAGE.parent / "ledger"
AS_AT = date(2026, 8, 31)
YEAR = "2025-26"
WORDS = frozenset(status.in_words for status in Status)
RULES = frozenset(rule.id for rule in engine.CATALOGUE)
DOORS = {
    "cli/check.py": "test_nesa_check_in_text, test_nesa_check_in_json",
    "cli/verdicts.py": "draws nesa check",
    "packs/board.py": "shows the probity report's own answers: tests/packs",
    "packs/governors.py": "shows the probity report's own answers: tests/packs",
    "statements/awaited.py": "test_nesa_todo_has_an_item_for_each",
    "statements/probity.py": "test_the_probity_report_in_every_format",
    "statements/promises.py": "test_the_pages_of_the_web",
    "web/first_page.py": "tests/web/test_first_page.py",
    "web/telling.py": "tells of breaches alone: tests/web/test_doing.py",
    "web/books.py": "test_the_pages_of_the_web",
    "web/readings.py": "test_the_pages_of_the_web",
    "plugin.py": "tells of breaches alone: tests/test_plugin.py",
    "actions/import_sheets.py": "test_an_import",
    "actions/strictly.py": "tells of breaches alone: nesa import --strict",
    "cli/demo.py": "tests/test_demo.py",
}
"""Whoever asks the engine, and what walks there."""


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Say:
    """What a command tells of the example alliance."""

    def say(*arguments: object) -> str:
        assert run("--ledger", str(LEDGER), *map(str, arguments)) == 0
        return capsys.readouterr().out

    return say


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    return engine.run(open_ledger(LEDGER).book, AS_AT)


@pytest.fixture(scope="module")
def lacking(verdict: Verdict) -> set[str]:
    """The rules that are not shown yet: some of each conclusion."""
    found = {one.rule.id for one in verdict.by_year[YEAR] if one.status is Status.NOT_EVIDENCED}
    assert all(found & set(parts) for parts in engine.CONCLUSIONS.values())
    return found


def test_whoever_asks_the_engine_is_walked() -> None:
    askers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "from nesa_fund.engine import" in path.read_text("utf-8")
    }
    assert askers == DOORS.keys()


def test_a_conclusion_with_parts_that_are_not_shown_is_not_plainly_demonstrated(verdict: Verdict) -> None:
    assert {one.status for one in verdict.conclusions(YEAR).values()} == {"demonstrated-but-for"}


def test_nesa_check_in_text(said: Say, verdict: Verdict, lacking: set[str]) -> None:
    ever = {one.rule.id for one in verdict.results if one.status is Status.NOT_EVIDENCED}
    for options, lacking_then in (([], ever), (["--year", YEAR], lacking)):
        told = said("check", "--as-at", AS_AT, *options)
        assert not [line for line in told.splitlines() if line.strip().endswith(": demonstrated")]
        gaps = told.partition("\nNot shown yet\n")[2]
        assert [rule for rule in lacking_then if rule not in gaps] == []
        assert f"Not shown yet: {len(lacking_then)}." in told


def test_nesa_check_in_json(said: Say, lacking: set[str]) -> None:
    told = json.loads(said("check", "--as-at", AS_AT, "--json"))
    statuses = {one["id"]: one["status"] for one in told["rules"]}
    assert {statuses[rule] for rule in lacking} == {"not-evidenced"}
    for conclusion in told["conclusions"][YEAR].values():
        assert conclusion["status"] == "demonstrated-but-for"
        assert set(conclusion["parts"].values()) == {"not-evidenced"}


def test_one_rule_alone_is_not_shown_either(said: Say, lacking: set[str]) -> None:
    rule = min(lacking)
    told = said("check", "--as-at", AS_AT, "--rule", rule)
    assert "Kept" not in told
    assert "Not shown yet: 1." in told


def rows_of_probity(said: Say, tmp_path: Path, format_: str) -> dict[str, str]:
    """Rule -> its status as one format of the probity report shows it."""
    path = tmp_path / f"probity.{format_}"
    said("report", "probity", "--year", YEAR, "--as-at", AS_AT, "-o", path)
    if format_ == "xlsx":
        rows = [row for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True)]
    elif format_ == "json":
        tables = {table["name"]: table for table in json.loads(path.read_text("utf-8"))["tables"]}
        rows = [list(row.values()) if isinstance(row, dict) else row for row in tables["rules"]["rows"]]
    else:
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    table = [row for row in rows if len(row) > 3 and row[0] in RULES and row[3] in WORDS]
    return {str(row[0]): str(row[3]) for row in table}


@pytest.mark.parametrize("format_", ["xlsx", "json", "csv"])
def test_the_probity_report_in_every_format(said: Say, tmp_path: Path, lacking: set[str], format_: str) -> None:
    statuses = rows_of_probity(said, tmp_path, format_)
    assert statuses.keys() == RULES
    assert {statuses[rule] for rule in lacking} == {"Not shown yet"}


@pytest.mark.parametrize("who", ["ann", "ada"])  # A governor of one member, and an auditor.
def test_the_pages_of_the_web(tmp_path: Path, lacking: set[str], who: str) -> None:
    site = Site(Path(shutil.copytree(LEDGER, tmp_path / "ledger")))
    visitor, key = site.signed_in(who), {"ann": "Hartside", "ada": "alliance"}[who]
    pages = {
        name: visitor.get(f"{HOME}/{key}/extension/{name}/?year={YEAR}").get_data(as_text=True)
        for name in ("Overview", "Probity")
    }
    assert all("Not shown yet" in page for page in pages.values())
    rows = of_html(pages["Probity"], "rules")
    statuses = {row[0]: [word for word in WORDS if any(str(cell).endswith(word) for cell in row)] for row in rows}
    assert statuses.keys() == RULES
    assert {tuple(statuses[rule]) for rule in lacking} == {("Not shown yet",)}
    promises = [text for text in engine.CONCLUSION_TITLES.values() if text in pages["Overview"]]
    assert len(promises) == 3
    assert "demonstrated but for some parts" in pages["Overview"]


def test_nesa_todo_has_an_item_for_each(said: Say, lacking: set[str]) -> None:
    told = json.loads(said("todo", "--as-at", AS_AT, "--format", "json"))
    items = {row[5] for row in told["tables"][0]["rows"]}
    assert lacking <= items


def test_an_import(said: Say, tmp_path: Path) -> None:
    sheet = tmp_path / "reviews.csv"
    sheet.write_bytes(csv_text([["Year", "Date", "Minute"], ["2024-25", "2025-11-01", "SB 2025-11-01/3"]]))
    told = said("import", sheet, "--dry-run")
    assert "rules are not shown yet" in told
