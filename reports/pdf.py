r"""A statement as a PDF to print, send and file: A4, tagged for screen readers, in a font that comes with the setter.

The pages are set by typst from ``page.typ``. Everything comes to it as data, never as markup; it reads no font of the
machine and nothing from a network, and the same statement gives the same bytes. A character that the font lacks is
shown as its escape, such as \u4e2d: nothing is left out unseen.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from importlib import resources
from typing import NamedTuple, Self

import typst

from nesa_fund.money import format_pounds
from nesa_fund.papers.base import Paper
from nesa_fund.problems import InputError
from nesa_fund.statements.base import Column, Pack, Statement, Table, Unit, Value

from .charts import svg
from .words import day, particulars, plain, shown

MOST_ROWS = 5_000
_PORTRAIT, _LANDSCAPE = 110.0, 165.0  # Characters across a page in the ordinary size.
_SIZE, _SMALLEST, _LETTER = 9.0, 5.5, 10.0  # Points.
_NARROW = 22  # Text up to this many characters keeps to its line; longer text shares the room that is left.
_GAP, _BOLD = 2.2, 1.15  # Characters between columns, and how much wider a title's are.
_EM = 0.5  # A character's width, of the size of its font: figures are all alike.
_UNKNOWN = "could not be displayed"
_FONT_HAS = frozenset("–—•…€→≤≥")
"""Of what the program itself writes, the font has these beyond Latin letters."""
_LAST_LATIN = "\u024f"
_Safe = Callable[[str], str]
"""Makes a text one that can be set."""


def render_pdf(statement: Statement) -> bytes:
    """Set a statement as pages, validated as PDF/UA-1 as they are made.

    Raises:
        InputError: It has more than ``MOST_ROWS`` rows: setting them would take all of a machine's memory.
    """
    rows = sum(len(table.rows) for table in statement.tables)
    if rows > MOST_ROWS:
        remedy = f"write it as a workbook, -o {statement.name}.xlsx"
        raise InputError(f'"{statement.title}" has {rows:,} rows, too many to print: {remedy}')
    alone = Pack(statement.title, statement.alliance, statement.as_at, statement.head, (), (statement,))
    return render_pack(alone)


def render_pack(pack: Pack) -> bytes:
    """Set a pack as one document: its cover with the contents, and each statement from a page of its own on."""
    return _set("page.typ", pack.as_at, lambda safe: _document(pack, safe))


def render_paper(paper: Paper) -> bytes:
    """Set a paper as a letter, validated as PDF/UA-1 as it is made."""
    return _set("paper.typ", paper.day, lambda safe: _letter(paper, safe))


def _set(form: str, made: date, said: Callable[[_Safe], object]) -> bytes:
    try:
        return _compiled(form, made, said(plain))
    except typst.TypstError as error:
        if _UNKNOWN not in error.message:
            raise
        return _compiled(form, made, said(_escaped))


def _compiled(form: str, made: date, said: object) -> bytes:
    own = resources.files("reports")
    pdf = typst.compile(
        own.joinpath("common.typ").read_bytes() + own.joinpath(form).read_bytes(),
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=datetime.combine(made, time(), UTC),
    )
    assert isinstance(pdf, bytes)
    return pdf


def _escaped(text: str) -> str:
    """A text with what the font may lack written as escapes."""
    known = (char if char <= _LAST_LATIN or char in _FONT_HAS else _escape(char) for char in plain(text))
    return "".join(known)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _document(pack: Pack, safe: _Safe) -> dict[str, object]:
    return {
        "title": safe(pack.title),
        "alliance": safe(pack.alliance),
        "as_at": day(pack.as_at),
        "head": safe(pack.head),
        "size": _LETTER,
        "cover": [safe(line) for line in pack.cover],
        "statements": [_page(statement, safe) for statement in pack.statements],
    }


def _page(statement: Statement, safe: _Safe) -> dict[str, object]:
    columns = [list(map(_Column.of, *_by_column(table))) for table in statement.tables]
    widest = max((sum(column.least for column in of_table) for of_table in columns), default=0)
    is_wide = widest > _PORTRAIT
    room = _LANDSCAPE if is_wide else _PORTRAIT
    return {
        "title": safe(statement.title),
        "wide": is_wide,
        "size": max(_SMALLEST, min(_SIZE, _SIZE * room / max(widest, 1))),
        "particulars": [[safe(label), safe(said)] for label, said in particulars(statement)],
        "answers": [[safe(one.question), safe(one.answer)] for one in statement.answers],
        "charts": [{"title": safe(one.title), "alt": safe(one.alt), "svg": svg(one)} for one in statement.charts],
        "tables": [_table(*both, safe) for both in zip(statement.tables, columns, strict=True)],
        "notes": [safe(note) for note in statement.notes],
    }


def _letter(paper: Paper, safe: _Safe) -> dict[str, object]:
    facts = [
        ("Reference", paper.reference),
        ("Amount", format_pounds(paper.pence) if paper.pence is not None else ""),
        ("Pay by", day(paper.due) if paper.due else ""),
    ]
    return {
        "title": safe(paper.title),
        "alliance": safe(paper.alliance),
        "head": safe(paper.head),
        "size": _LETTER,
        "sender": safe(paper.sender),
        "to": safe(paper.to),
        "day": day(paper.day),
        "facts": [[label, safe(said)] for label, said in facts if said],
        "paragraphs": [safe(said) for said in paper.paragraphs],
        "tables": [_table(table, list(map(_Column.of, *_by_column(table))), safe) for table in paper.tables],
        "closing": [safe(said) for said in paper.closing],
        "blanks": [safe(said) for said in paper.blanks],
    }


class _Column(NamedTuple):
    """How a column is set: its width in characters, or long text's part of the room that is left."""

    title: str
    is_figure: bool
    least: float
    part: int

    @classmethod
    def of(cls, column: Column, values: Sequence[Value]) -> Self:
        is_figure = column.unit is not Unit.TEXT
        longest = max((len(shown(value, column.unit)) for value in values), default=0)
        words = max(map(len, column.title.split()), default=0) * _BOLD
        is_long = not is_figure and longest > _NARROW
        return cls(
            column.title,
            is_figure,
            max(words, min(longest, _NARROW) if not is_figure else longest, column.room) + _GAP,
            longest if is_long else 0,
        )


def _by_column(table: Table) -> tuple[Iterable[Column], Iterable[Sequence[Value]]]:
    rows = [*table.rows, table.totals or (None,) * len(table.columns)]
    return table.columns, zip(*rows, strict=True)


def _table(table: Table, columns: Iterable[_Column], safe: _Safe) -> dict[str, object]:
    units = [column.unit for column in table.columns]
    return {
        "title": safe(table.title),
        "columns": [
            {"title": safe(one.title), "figure": one.is_figure, "width": one.least * _EM, "part": one.part}
            for one in columns
        ],
        "rows": [_row(row, units, safe) for row in table.rows],
        "totals": _row(table.totals, units, safe) if table.totals and table.rows else None,
    }


def _row(values: Sequence[Value], units: Iterable[Unit], safe: _Safe) -> list[str]:
    return [safe(shown(value, unit)) for value, unit in zip(values, units, strict=True)]
