"""Which headings somebody's sheets have, for whoever says what each column of ours is called in them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from importers.columns import match_headers
from importers.files.opening import Opening
from importers.kinds.base import AnyKind
from importers.recognise import shown_sheets
from importers.sheet import HEADER_ROWS, header_lines
from importers.workbook import Sheet, shown
from nesa_fund.problems import InputError

_MOST = 200


class Headings(NamedTuple):
    """All of them from left to right, each once; and the one under which each column of ours is found."""

    every: tuple[str, ...]
    found: Mapping[str, str]


def headings_of(
    opening: Opening, kind: AnyKind | None = None, *, include_hidden: bool = False, aside: str = ""
) -> Headings:
    """The headings of the sheets of some files, as far as they can be opened.

    Args:
        opening: The files.
        kind: Whose columns are sought: the heading is the row that has most of them. Without it, or where
            there are none, it is the first row of most words.
        include_hidden: Look at hidden sheets, rows and columns too.
        aside: The name of a file that is not looked at.
    """
    every: dict[str, None] = {}
    found: dict[str, str] = {}
    for sheet in _sheets(opening, aside, include_hidden=include_hidden):
        headers = _headers(sheet, kind)
        every |= dict.fromkeys(text for _, text in sorted(headers.items()))
        if kind:
            matched = match_headers(headers, kind.all_columns)
            found = {name: headers[indexes[0]] for name, indexes in matched.items()} | found
    return Headings(tuple(every)[:_MOST], found)


def _sheets(opening: Opening, aside: str, *, include_hidden: bool) -> Iterator[Sheet]:
    for name in opening.names:
        if name == aside:
            continue
        try:
            sheets, _ = shown_sheets(opening, name, include_hidden=include_hidden)
        except InputError:  # Whoever reads it says why.
            continue
        yield from sheets


def _headers(sheet: Sheet, kind: AnyKind | None) -> Mapping[int, str]:
    """The row of headings: column index -> text."""
    top = Sheet(sheet.file, sheet.name, sheet.rows[:HEADER_ROWS])
    if kind:
        lines = [line for _, line in header_lines(top)]
        best = max(lines, key=lambda line: len(match_headers(line, kind.all_columns)))
        if len(match_headers(best, kind.all_columns)) > 1:
            return best
    texts = [{index: shown(value) for index, value in enumerate(row) if shown(value)} for row in top.rows]
    return max(texts, key=lambda line: sum(any(map(str.isalpha, text)) for text in line.values()))
