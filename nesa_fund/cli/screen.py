"""The one door to the terminal for text that comes from a ledger, a file's name or a sheet."""

import click


def say(text: str, *, err: bool = False, one_line: bool = False) -> None:
    """Print a text with every character of it seen and harmless.

    Its lines stay as they are; ``one_line`` makes them one, so that no file's name can add a line of its own.
    """
    from reports.words import plain

    click.echo(plain(text, one_line=one_line), err=err)
