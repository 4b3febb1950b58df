"""What our JSON promises: every object printed keeps to its published schema, and the schema to every object."""

import copy
import json
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from alliances import alliance
from alliances_people import shape_of
from commands import run
from nesa_fund.statements.catalogue import STATEMENTS, Arguments, statement_named
from nesa_fund.store import open_ledger
from options import planned
from reports.json import SCHEMA, render_json

ROOT = Path(__file__).parents[2]
LEDGER, NAMES = ROOT / "ledger", ("check", "import", "proposal", "statement")
COMMANDS = {
    "statement": ("report",), "check": ("check",), "import": ("import",), "proposal": ("schedule", "propose"),
}  # fmt: skip
OF_A_MEMBER = {"account", "cfr"}


@cache
def schema(name: str) -> dict:
    return json.loads(files("nesa_fund").joinpath("schemas", f"{name}.schema.json").read_text("utf-8"))


def closed(part):
    """A schema that knows nothing beyond what it names: what we print is to be described whole."""
    if isinstance(part, list):
        return [closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    found = {key: closed(one) for key, one in part.items()}
    return found | ({"additionalProperties": False} if isinstance(part.get("properties"), dict) else {})


@cache
def strict(name: str) -> Draft202012Validator:
    return Draft202012Validator(closed(schema(name)))


def printed(capsys: pytest.CaptureFixture[str], *args: str):
    run("--ledger", str(LEDGER), *args)
    return json.loads(capsys.readouterr().out)


def check_values(said: dict) -> int:
    """Each value is written as its column's unit says, or is a word; how many were looked at."""
    by_unit = {name: Draft202012Validator(schema("statement")["$defs"][name]) for name in ("money", "number", "date")}
    by_unit["percent"] = by_unit["number"]
    count = 0
    for table in said["tables"]:
        units = [column["unit"] for column in table["columns"]]
        for row in (*table["rows"], *([table["totals"]] if table["totals"] else [])):
            assert len(row) == len(units)
            for value, unit in zip(row, units, strict=True):
                if value is not None and unit != "text" and not value[:1].isalpha():
                    by_unit[unit].validate(value)
                    count += 1
    return count


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_sound_and_the_docs_have_the_same(name):
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"] == f"urn:nesa-fund:{name}:1"
    assert (ROOT / f"docs/schema/{name}.schema.json").read_text("utf-8") == json.dumps(
        schema(name), indent=2, ensure_ascii=False
    ) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_its_command_prints_it_and_needs_neither_a_ledger_nor_an_argument(name, tmp_path, capsys):
    assert run("--ledger", str(tmp_path / "none"), *COMMANDS[name], "--schema") == 0
    assert json.loads(capsys.readouterr().out) == schema(name)


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_of_the_example_keeps_to_the_schema(name):
    book = open_ledger(LEDGER).book
    arguments = Arguments(as_at=date(2026, 8, 31), member="Hartside" if name in OF_A_MEMBER else None)
    said = json.loads(render_json(statement_named(name)(book, arguments)))
    strict("statement").validate(said)
    check_values(said)
    assert next(iter(said.items())) == ("schema", SCHEMA) == ("schema", schema("statement")["$id"])


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_of_a_generated_alliance_keeps_to_the_schema(name):
    book, as_at = alliance(4).book, shape_of(4).years[0].end
    member = min(book.register.contributing) if name in OF_A_MEMBER else None
    said = json.loads(render_json(statement_named(name)(book, Arguments(as_at=as_at, member=member))))
    strict("statement").validate(said)
    assert check_values(said) > 0 or name == "awaited"


def test_the_history_as_json_is_a_statement(capsys):
    strict("statement").validate(printed(capsys, "batches", "--json"))


@pytest.mark.parametrize(
    "asked",
    [(), ("--year", "2025-26"), ("--rule", "SUB4"), ("--as-at", "2025-12-31")],
    ids=" ".join,
)
def test_a_verdict_keeps_to_its_schema(asked, capsys):
    strict("check").validate(printed(capsys, "check", *asked, "--json"))


def test_an_import_keeps_to_its_schema_whether_it_is_recorded_or_refused(tmp_path, capsys):
    for sheet, batch in (("example", None), ("broken", None)):
        path = tmp_path / f"{sheet}.csv"
        path.write_text(
            {"example": "Member,Census,Pupils\nHartside,2025-10,420\n", "broken": "Member,Census,Pupils\nX,,\n"}[sheet]
        )
        said = printed(capsys, "import", str(path), "--dry-run", "--json")
        strict("import").validate(said)
        assert said["batch"] is batch
        assert bool(said["errors"]) == (sheet == "broken")


def test_a_proposal_keeps_to_its_schema(four, capsys):
    planned(four)
    capsys.readouterr()
    assert run("--ledger", str(four), "schedule", "propose", "2025-26", "--name", "one", "--json") == 0
    capsys.readouterr()
    assert run("--ledger", str(four), "schedule", "propose", "2025-26", "--total", "9000", "--compare", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["compared"]
    strict("proposal").validate(said)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said.pop("head"),
        lambda said: said.update(as_at="31/08/2026"),
        lambda said: said["tables"][0].update(totals="none"),
        lambda said: said["tables"][0]["rows"].append([1]),
        lambda said: said["tables"][0]["columns"][0].update(unit="pounds"),
        lambda said: said.update(more=1),
    ],
)
def test_what_is_not_a_statement_is_told_from_one(spoil):
    book = open_ledger(LEDGER).book
    said = json.loads(render_json(statement_named("balances")(book, Arguments(as_at=date(2025, 12, 31)))))
    strict("statement").validate(said)
    other = copy.deepcopy(said)
    spoil(other)
    with pytest.raises(ValidationError):
        strict("statement").validate(other)
