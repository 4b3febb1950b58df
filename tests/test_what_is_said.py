"""What a remedy or a message sends somebody to is there: the command with its options, the kind of sheet."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from importers.kinds import KINDS
from nesa_fund.cli.main import cli

ROOT = Path(__file__).parents[1]
FILES = [path for folder in ("nesa_fund", "importers", "reports") for path in sorted((ROOT / folder).rglob("*.py"))]
COMMAND = re.compile(r"(?<![\w/.-])nesa (?P<words>[a-z]+(?: [a-z]+)?)(?P<rest>(?:(?!nesa ).)*)", re.DOTALL)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SHEET = re.compile(r"\b(?:on|in|with|import) a sheet of (?P<kind>[\w-]+)")
PROSE = {"kept", "nor", "wrote"}
"""What follows the program's name in a sentence about it."""
GROUP = click.Context(cli)


def said(text: str) -> Iterator[str]:
    """Every text of a module as it is written, … for what is put into it; the docstring of a command is one."""
    tree = ast.parse(text)
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within:
            yield node.value


def wrong(text: str) -> Iterator[str]:
    """What a text names that is not there."""
    for found in COMMAND.finditer(text):
        first, _, second = found["words"].partition(" ")
        command = cli.get_command(GROUP, first)
        if command is None:
            yield from () if first in PROSE else (f"nesa {first}",)
            continue
        if isinstance(command, click.Group):
            command = command.commands.get(second, command)
        there = {name for of in (command, cli) for one in of.params for name in one.opts} | {"--help"}
        yield from (f"{command.name} {option}" for option in OPTION.findall(found["rest"]) if option not in there)
    yield from (found[0] for found in SHEET.finditer(text) if found["kind"] not in KINDS)


def test_each_command_option_and_kind_of_sheet_that_is_said_is_there():
    texts = [(path.relative_to(ROOT), text) for path in FILES for text in said(path.read_text("utf-8"))]
    assert [(str(path), fault) for path, text in texts for fault in wrong(text)] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("see nesa balances", "nesa balances"),
        ("take it back: nesa reverse 7 --because WHY", "reverse --because"),
        ("nesa schedule adopt YEAR --roll N, or nesa import FILE", "adopt --roll"),
        ("answer on a sheet of accounts", "on a sheet of accounts"),
    ],
)
def test_what_is_not_there_is_found(text, fault):
    assert list(wrong(text)) == [fault]
