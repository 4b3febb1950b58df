"""The one door to the terminal for text that comes from a ledger, a file's name or a sheet."""

import re
from pathlib import Path

import click

_PLAIN = re.compile(r"[\w./\\:+@-]+")


def say(text: str, *, err: bool = False, one_line: bool = False) -> None:
    """Print a text with every character of it seen and harmless.

    Its lines stay as they are; ``one_line`` makes them one, so that no file's name can add a line of its own.
    """
    from reports.words import plain

    click.echo(plain(text, one_line=one_line), err=err)


def pasted(path: Path | str) -> str:
    """A file's name or a text as it stands in a command to be pasted: quoted so that sh and Windows read it as one."""
    text = str(path)
    return text if _PLAIN.fullmatch(text) else f'"{text}"'
