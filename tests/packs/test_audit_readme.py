"""The audit pack re-performs itself: its README's commands print what it says, far from the program that made it."""

import os
import shutil
from pathlib import Path

import beanquery
import pytest
from beancount import loader

from alliances import alliance
from alliances_loaded import recorded
from alliances_people import shape_of
from commands import run
from faults import faults, planted, unmarked
from ledgers import book_from_text
from nesa_fund.packs.audit import audit_pack
from nesa_fund.statements.arguments import Arguments
from readmes import printed, stock_tools, told

LEDGER = Path(__file__).parents[2] / "ledger"
GENERATED = 2
EVERY = 1 if os.environ.get("NESA_SLOW_TESTS") else 12  # Of the planted faults, one in so many.
STOCK = 'option "tolerance_multiplier" "0"\nplugin "beancount.plugins.auto_accounts"\n'
IN_HALF_PENNIES = "An entry in half pennies, which balances all the same"  # No figure of ours has them.


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


@pytest.mark.parametrize(
    "fault",
    [one for n, one in enumerate(faults()) if n % EVERY == 0 and one.title != IN_HALF_PENNIES],
    ids=lambda one: one.title,
)
def test_crooked_books_are_re_performed_too(fault):
    text = "\n".join(map(unmarked, planted(fault).splitlines()))
    entries, errors, options = loader.load_string(STOCK + text)
    asked = beanquery.connect("beancount:", entries=entries, errors=errors, options=options)
    made = audit_pack(book_from_text(text), Arguments(as_at=fault.as_at, year="2025-26"))
    queries = {one.command.split('"')[1]: one.prints for one in made.headlines if one.command.startswith("bean-query")}
    assert len(queries) > 6
    assert {query: as_csv(asked.execute(query)) for query in queries} == queries


def as_csv(found) -> tuple[str, ...]:
    """What bean-query prints of an answer as CSV."""
    titles = ",".join(column.name for column in found.description)
    return (titles, *(",".join(map(str, row)) for row in found.fetchall()))
