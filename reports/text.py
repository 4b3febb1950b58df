"""A statement as text for a terminal or a letter: aligned, 100 columns at most.

A table too wide for that is drawn in parts, one below the other, each with its first column (and numbered rows where
that does not tell the rows apart). Long text wraps inside its column; an amount is never broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

from nesa_fund.statements.base import Statement, Table, Unit, Value

from .words import particulars, plain, shown

WIDTH = 100
_GAP = "  "
_NARROW = 16  # Text and column titles may be wrapped to this width.
_LONG = 48  # Text longer than this wraps anyway.
_BOLD, _RED, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class _Strip:
    """One column ready to draw; ``least`` and ``full`` are the widths it needs and would like."""

    title: str
    cells: tuple[str, ...]
    total: str
    right: bool
    least: int
    full: int


def render_text(statement: Statement, *, colour: bool = False) -> str:
    r"""Write a statement as lines of at most 100 columns; ``colour`` only where a terminal reads it.

    Nothing in the statement's texts reaches the terminal as a control: escapes are written out as \x1b.
    """
    return "\n".join(_lines(statement, colour=colour)) + "\n"


def _lines(statement: Statement, *, colour: bool) -> Iterator[str]:
    yield from _heading(statement.title, "=", colour=colour)
    for label, text in particulars(statement):
        yield from _hanging(f"{label:<10}", text)
    if statement.answers:
        yield ""
        yield from _heading("At a glance", "", colour=colour)
        yield ""
    for one in statement.answers:
        yield from _hanging("- ", f"{one.question} {one.answer}")
    for table in statement.tables:
        for n, band in enumerate(_bands(table)):
            title = f"{table.title}, continued" if n else table.title
            yield ""
            yield from _heading(title, "", colour=colour)
            yield ""
            yield from _band(band, colour=colour)
    if statement.notes:
        yield ""
        yield from _heading("Notes", "", colour=colour)
        yield ""
    for note in statement.notes:
        yield from _hanging("- ", note)


def _heading(text: str, rule: str, *, colour: bool) -> Iterator[str]:
    lines = _wrapped(plain(text), WIDTH)
    yield from (_painted(line, _BOLD, colour=colour) for line in lines)
    if rule:
        yield rule * max(map(cell_len, lines))


def _hanging(lead: str, text: str) -> Iterator[str]:
    for n, line in enumerate(_wrapped(plain(text), WIDTH - len(lead))):
        yield f"{' ' * len(lead) if n else lead}{line}".rstrip()


def _bands(table: Table) -> list[list[_Strip]]:
    """The columns in as many parts as fit side by side, each with the first column."""
    strips = _strips(table)
    if _room(strips) >= 0:
        return [strips]
    key = strips[:1] if len(set(strips[0].cells)) == len(table.rows) else [_row_numbers(len(table.rows)), strips[0]]
    bands = [[*key]]
    for strip in strips[1:]:
        if _room([*bands[-1], strip]) < 0:
            bands.append([*key])
        bands[-1].append(strip)
    return bands


def _strips(table: Table) -> list[_Strip]:
    rows = [*table.rows, table.totals or (None,) * len(table.columns)]
    return [
        _strip(column.title, column.unit, values)
        for column, values in zip(table.columns, zip(*rows, strict=True), strict=True)
    ]


def _strip(title: str, unit: Unit, values: tuple[Value, ...]) -> _Strip:
    *cells, total = texts = [plain(shown(value, unit)) for value in values]
    title = plain(title)
    words = (min(cell_len(word), _NARROW) for word in title.split())
    least = (
        cell_len(text) if unit is not Unit.TEXT and not isinstance(value, str) else min(cell_len(text), _NARROW)
        for value, text in zip(values, texts, strict=True)
    )
    full = max(cell_len(text) for text in (title, *texts))
    return _Strip(title, tuple(cells), total, unit is not Unit.TEXT, max((1, *words, *least)), full)


def _row_numbers(count: int) -> _Strip:
    width = max(3, len(str(count)))
    return _Strip("Row", tuple(str(n + 1) for n in range(count)), "", right=True, least=width, full=width)


def _room(strips: list[_Strip]) -> int:
    return WIDTH - sum(strip.least for strip in strips) - len(_GAP) * (len(strips) - 1)


def _widths(strips: list[_Strip]) -> list[int]:
    """Share the spare columns of the screen, one by one, to whichever strip is most cramped; very long text last."""
    widths = [strip.least for strip in strips]

    def cramped(n: int) -> tuple[float, float]:
        return max(1, min(strips[n].full, _LONG) / widths[n]), strips[n].full / widths[n]

    for _ in range(_room(strips)):
        n = max(range(len(strips)), key=cramped)
        if widths[n] < strips[n].full:
            widths[n] += 1
    return widths


def _band(strips: list[_Strip], *, colour: bool) -> Iterator[str]:
    widths = _widths(strips)
    rights = [strip.right for strip in strips]
    rule = _GAP.join("-" * width for width in widths)
    for line in _row([strip.title for strip in strips], widths, rights):
        yield _painted(_GAP.join(line).rstrip(), _BOLD, colour=colour)
    yield rule
    for cells in zip(*(strip.cells for strip in strips), strict=True):
        yield from _drawn(cells, widths, rights, colour=colour)
    if not strips[0].cells:
        yield "None"
    totals = [strip.total for strip in strips]
    if any(totals):
        yield rule
        yield from _drawn(totals, widths, rights, colour=colour)


def _drawn(cells: list[str] | tuple[str, ...], widths: list[int], rights: list[bool], *, colour: bool) -> Iterator[str]:
    for line in _row(cells, widths, rights):
        painted = [_painted(cell, _RED, colour=colour and cell.lstrip().startswith("-£")) for cell in line]
        yield _GAP.join(painted).rstrip()


def _row(cells: list[str] | tuple[str, ...], widths: list[int], rights: list[bool]) -> Iterator[list[str]]:
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*wrapped, fillvalue=""):
        yield [_padded(*cell) for cell in zip(line, widths, rights, strict=True)]


def _padded(text: str, width: int, right: bool) -> str:  # noqa: FBT001 - zipped, never written by hand.
    space = " " * (width - cell_len(text))
    return f"{space}{text}" if right else f"{text}{space}"


def _painted(text: str, style: str, *, colour: bool) -> str:
    return f"{style}{text}{_PLAIN}" if colour else text


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text at its spaces, and a word only where it is wider than a line."""
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".lstrip()
        if cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines += chop_cells(word, width)
    return [line for line in lines if line]
