"""What a command leaves as its source: its name, its arguments, and who gave it."""

import json
from collections.abc import Mapping

from nesa_fund.problems import InputError

COMMAND_FILE = "command.json"
COMMAND_SOURCE = f"{COMMAND_FILE} [A1]"


def one_line(text: str, what: str) -> str:
    """A text that must be there, in one line."""
    if not text.strip():
        raise InputError(f"{what} is wanted")
    return maybe_one_line(text, what)


def maybe_one_line(text: str, what: str) -> str:
    """A text in one line, or none."""
    if not text.isprintable():
        raise InputError(f"{what} must be one line without control characters")
    return text.strip()


def command_file(name: str, arguments: Mapping[str, str], who: str) -> dict[str, bytes]:
    """The source of a batch that a command made, as ``command.json``."""
    given = {"arguments": {key: value for key, value in arguments.items() if value}, "by": who, "command": name}
    return {COMMAND_FILE: (json.dumps(given, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()}
