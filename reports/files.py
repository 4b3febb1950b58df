"""Writing a report to a file: whole or not at all, and beside one that is open elsewhere."""

import os
import secrets
from itertools import count
from pathlib import Path

from nesa_fund.problems import InputError


def write_report(path: Path, content: str | bytes) -> Path:
    """Write a report, over an older one of that name; text as UTF-8.

    Returns:
        The path written: "Board pack (2).xlsx" where "Board pack.xlsx" is open in a spreadsheet.

    Raises:
        InputError: The folder is not there or can't be written to, or the path is itself a folder.
    """
    if path.is_dir():
        raise InputError(f'"{path}" is a folder; name a file in it')
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
        return _put(temporary, path)
    except OSError as error:
        raise InputError(f'can\'t write "{path}": {error.strerror}') from error
    finally:
        temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder to write reports into, with those above it; nothing where it is there.

    Raises:
        InputError: It can't be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f'can\'t make the folder "{path}": {error.strerror}') from error


def _put(temporary: Path, path: Path) -> Path:
    try:
        os.replace(temporary, path)  # noqa: PTH105 - the one call whose refusal means "open elsewhere".
    except PermissionError:
        beside = _free_name(path)
        temporary.rename(beside)
        return beside
    return path


def _free_name(path: Path) -> Path:
    names = (path.with_stem(f"{path.stem} ({n})") for n in count(2))
    return next(name for name in names if not name.exists())
