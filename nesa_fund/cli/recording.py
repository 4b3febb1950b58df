"""What every command that records says at its end, and the papers that it takes in."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nesa_fund.actions.papers import Paper
from nesa_fund.actions.schedule import Done
from nesa_fund.book import shown_head
from nesa_fund.cli.screen import note, say


def say_batch(done: Done[Any]) -> None:
    """Say which batch was recorded, with the head to note; or that nothing was written."""
    say_head(done)
    if not done.batch:
        say("Recorded already, nothing was written.")


def say_head(done: Done[Any]) -> None:
    """Say which batch was recorded, if one was, with the head to note."""
    note(done)
    if done.batch and done.head:
        say(f"Batch {done.batch}, head {shown_head(done.head)}")


def papers_of(files: Iterable[Path]) -> list[Paper]:
    """The papers that were named on the command line."""
    return [Paper(file.name, file.read_bytes()) for file in files]
