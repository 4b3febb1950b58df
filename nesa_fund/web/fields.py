"""What a message of the import says of an option, said of the field that these pages have for it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from importers.kinds import KINDS

LABELS: Mapping[str, str] = {
    "kind": "Kind of every sheet",
    "map": "Heading in your sheet",
    "set": "One value for all rows",
    "skip-blank": "Leave out rows blank here",
    "only": "Only rows that have",
    "include-hidden": "Read hidden sheets, rows and columns too",
    "drop-copies": "Leave out exact copies of a charge",
    "alias": "A list of spellings",
    "use-map": "Read it as remembered under",
    "save-map": "Remember this under a name",
    "strict": "Refuse what breaks the charter, too",
    "correct": "Correct what is recorded",
    "reason": "Why it is corrected",
    "minute": "Minute of the correction",
    "answers": "Lines to be answered",
    "note": "Remark for the history",
}
"""Option of the command line -> what its field is called here; the field's id is the option's name."""

_SAID = "|".join((r'"[^"]*"', "COLUMN=HEADER", r"FILE\.xlsx", "--reason WHY", *KINDS))
_FORM = re.compile(
    r"(?P<command>nesa (?!import\b)\w[^;]*)"  # Its options are its own.
    r"|(?P<again>: nesa import SHEET [^;]*)"
    rf"|(?:nesa import )?--(?P<option>{'|'.join(LABELS)})\b(?: (?P<said>{_SAID})(?!\w))?(?P<more>(?= --))?"
)


class Piece(NamedTuple):
    """A part of a message, and the id of the field that it names, empty where it names none."""

    text: str
    field: str = ""


def in_fields(message: str) -> tuple[Piece, ...]:
    """A message with the name of a field in place of each option."""
    return tuple(piece for piece in _pieces(message) if piece.text)


def in_words(message: str) -> str:
    """The same as one text."""
    return "".join(piece.text for piece in in_fields(message))


def _pieces(message: str) -> Iterator[Piece]:
    end = 0
    for found in _FORM.finditer(message):
        yield Piece(message[end : found.start()])
        option, said = found["option"], found["said"] or ""
        if found["command"]:
            yield Piece(found["command"])
        elif option == "reason" and said:
            yield Piece(said)
        elif option:
            yield Piece(f"“{LABELS[option]}”", option)
            yield Piece(_said(said) + ("" if found["more"] is None else ","))
        end = found.end()
    yield Piece(message[end:])


def _said(text: str) -> str:
    """What is to be given there: a kind in words, a column and its value."""
    if text in KINDS:
        return f": {KINDS[text].title}"
    if not text.startswith('"'):
        return ", and say why" if text == "--reason WHY" else ""
    name, equals, value = text.strip('"').partition("=")
    if not equals:
        return f" {text}"
    return f" of {name}" if value in {"", "…", "WHOSE"} else f" of {name}, like {value}"
