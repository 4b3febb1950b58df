"""``nesa backup`` and ``nesa restore``: the ledger in an archive, and back."""

from pathlib import Path

import click

from nesa_fund.actions.backup import BackedUp, back_up, restore
from nesa_fund.book import shown_head
from nesa_fund.cli.screen import pasted, say
from nesa_fund.statements.base import counted

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup")
@click.argument("output", metavar="FILE", type=_FILE)
@click.pass_obj
def backup_command(root: Path, output: Path) -> None:
    """Back the ledger up into one archive, and read every file of it again.

    It holds every batch with its sources, what was handed over, and the options that were kept. Who may sign in is kept
    elsewhere, and is not in it. Whoever has the archive has the books: keep it as you keep them.

    Example: nesa backup "ledger 31 August.zip"
    """
    done = back_up(root, output)
    say(f"{output}: {_in_words(done)}; each was read again from the archive")
    say(f"To make a ledger of it elsewhere: nesa restore {pasted(output)} DIR")


@click.command("restore")
@click.argument("archive", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def restore_command(archive: Path, folder: Path) -> None:
    """Make the ledger that FILE holds in DIR, which is empty or not there yet; whole, or not at all.

    Its history is re-hashed before it is there. Compare the head with the one in the Board's minutes.

    Example: nesa restore "ledger 31 August.zip" ledger
    """
    done = restore(archive, folder)
    say(f"{folder}: {_in_words(done)}")
    say("Compare the head with the one in the Board's minutes.")


def _in_words(done: BackedUp) -> str:
    return f"{counted(done.batches, 'batch', 'batches')}, {counted(done.files, 'file')}, head {shown_head(done.head)}"
