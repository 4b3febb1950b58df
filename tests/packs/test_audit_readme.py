"""The audit pack re-performs itself: its README's commands print what it says, far from the program that made it."""

import shutil
from pathlib import Path

import pytest

from alliances import alliance
from alliances_loaded import recorded
from alliances_people import shape_of
from commands import run
from readmes import printed, stock_tools, told

LEDGER = Path(__file__).parents[2] / "ledger"
GENERATED = 2


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    found = stock_tools(tmp_path_factory.mktemp("stock") / "bin")
    return found or pytest.skip("sha256sum is not on this machine")


def packed(ledger: Path, folder: Path, year: str, as_at: str) -> Path:
    """A pack that was moved away from where it was made."""
    assert run("--ledger", str(ledger), "pack", "audit", year, "--as-at", as_at, "-o", str(folder / "made")) == 0
    return Path(shutil.move(folder / "made" / f"Audit pack {year}", folder / "elsewhere it's quiet"))


def check(pack: Path, tools: Path) -> dict[str, str]:
    """Run every command; what each says that it prints, by its command."""
    commands = told((pack / "README.md").read_text("utf-8"))
    assert [command for command, prints in commands if printed(command, pack, tools) != prints] == []
    return dict(commands)


@pytest.mark.parametrize("as_at", ["2026-08-31", "2025-12-31"])
def test_the_example_is_re_performed_by_stock_tools(as_at, tmp_path, tools):
    commands = check(packed(LEDGER, tmp_path, "2025-26", as_at), tools)
    assert len(commands) == 11
    assert sum("sha256sum" in command for command in commands) == 2
    owed = next(prints for command, prints in commands.items() if ":Debtors:" in command)
    assert (owed == "account,pounds\n") == (as_at == "2026-08-31")


def test_a_figure_that_is_not_in_the_books_is_noticed(tmp_path, tools):
    pack = packed(LEDGER, tmp_path, "2025-26", "2026-08-31")
    readme = pack / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("9334.60", "9334.61"), "utf-8")
    wrong = [
        command for command, prints in told(readme.read_text("utf-8"))[1:] if printed(command, pack, tools) != prints
    ]
    assert len(wrong) == 1


@pytest.mark.slow
@pytest.mark.parametrize("year", shape_of(GENERATED).years, ids=lambda year: year.name)
def test_a_generated_alliance_is_re_performed_by_stock_tools(year, tmp_path, tools):
    made = alliance(GENERATED)
    ledger = recorded(made, tmp_path / "ledger")
    check(packed(ledger, tmp_path, year.name, str(made.last)), tools)
