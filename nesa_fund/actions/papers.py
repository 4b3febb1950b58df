"""Papers brought along with what is recorded: kept in the batch's ``source/`` under safe names."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

from nesa_fund.problems import InputError

LONGEST_NAME = 120
_NEVER_IN_A_NAME = re.compile(r'[<>:"|?*,\[\]]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


class Paper(NamedTuple):
    """One file as it was given: its name there, and its bytes."""

    name: str
    content: bytes


class Kept(NamedTuple):
    """Papers as a batch keeps them: safe name -> bytes, and safe name -> the name it was given under.

    ``beside`` are the safe names of files that are kept with them and are no papers.
    """

    sources: dict[str, bytes]
    names: dict[str, str]
    beside: frozenset[str] = frozenset()

    @property
    def cited(self) -> str:
        """The papers as ``document:`` names them; no safe name has a comma in it."""
        return ", ".join(name for name in self.names if name not in self.beside)


def keep(papers: Iterable[Paper], taken: Collection[str] = ()) -> Kept:
    """Papers under safe names, none of them among those taken.

    Raises:
        InputError: A file that can't be kept under its name.
    """
    kept = Kept({}, {})
    for paper in papers:
        name = safe_name(paper.name, {*taken, *kept.sources})
        kept.sources[name] = paper.content
        kept.names[name] = last_part(paper.name)
    return kept


def safe_name(name: str, taken: Collection[str]) -> str:
    """The name that a file is kept under: one that every system can hold, and that is nobody else's.

    Args:
        name: As it was given, maybe with directories of any system before it; they are left out.
        taken: Names that are used already, ignoring case.

    Returns:
        The name, composed (NFC), at most ``LONGEST_NAME`` characters, without dots in front or
        behind; signs that some system refuses are ``_``; one that is taken is numbered: ``minute-2.pdf``.

    Raises:
        InputError: No name at all, a control or invisible character, a device's name of Windows.
    """
    last = last_part(name)
    if not last.isprintable():
        raise InputError(f"the file name {last!a} has a control character or an invisible one; rename the file")
    plain = _NEVER_IN_A_NAME.sub("_", last).strip(". ")
    if not plain:
        raise InputError(f'"{name}" is not the name of a file')
    stem, dot, suffix = plain.rpartition(".") if "." in plain else (plain, "", "")
    if _DEVICES.fullmatch(plain.partition(".")[0].strip()):
        raise InputError(f'"{plain}" is the name of a device on Windows; rename the file')
    if len(suffix) > 10:
        stem, dot, suffix = plain, "", ""
    used = {other.casefold() for other in taken}
    count, numbered = 1, ""
    while True:
        found = f"{stem[: LONGEST_NAME - len(numbered + dot + suffix)].rstrip('. ')}{numbered}{dot}{suffix}"
        if found.casefold() not in used:
            return found
        count += 1
        numbered = f"-{count}"


def last_part(name: str) -> str:
    """The name without its directories, composed, with plain spaces for spaces of any width."""
    composed = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    return "".join(" " if unicodedata.category(char) == "Zs" else char for char in composed)
