"""The one door to the terminal for text that comes from a ledger, a file's name or a sheet."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nesa_fund.actions.schedule import Done
    from nesa_fund.statements.base import Statement


@dataclass(slots=True)
class Heard:
    """What a command said: its lines, the statements that it drew, and what it recorded, if anything."""

    lines: list[str] = field(default_factory=list)
    statements: "list[Statement]" = field(default_factory=list)
    done: "Done[Any] | None" = None


_heard: ContextVar[Heard | None] = ContextVar("heard", default=None)
_PLAIN = re.compile(r"[\w./\\:+@-]+")


def say(text: str, *, err: bool = False, one_line: bool = False) -> None:
    """Print a text with every character of it seen and harmless.

    Its lines stay as they are; ``one_line`` makes them one, so that no file's name can add a line of its own.
    """
    from reports.words import plain

    heard = _heard.get()
    if heard is None:
        click.echo(plain(text, one_line=one_line), err=err)
    else:
        heard.lines.append(plain(text, one_line=one_line))


def show(statement: "Statement") -> None:
    """Draw a statement as text."""
    from reports.text import render_text

    heard = _heard.get()
    if heard is None:
        click.echo(render_text(statement), nl=False)
    else:
        heard.statements.append(statement)


def note(done: "Done[Any]") -> None:
    """Let whoever listens know what was recorded."""
    if heard := _heard.get():
        heard.done = done


@contextmanager
def overheard() -> Iterator[Heard]:
    """What is said within, in this thread, is heard and does not come to the terminal."""
    heard = Heard()
    before = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(before)


def pasted(path: Path | str) -> str:
    """A file's name or a text as it stands in a command to be pasted: quoted so that sh and Windows read it as one."""
    text = str(path)
    return text if _PLAIN.fullmatch(text) else f'"{text}"'
