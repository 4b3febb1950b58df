"""A statement as one page of HTML that needs nothing beside it: to read in a browser, send, and print.

No script, no font and no picture is fetched from anywhere. Every text is escaped; what a reader with a
screen reader needs is said by the markup itself: a caption for each table, a scope for each head.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import escape
from importlib import resources

from nesa_fund.engine import Status
from nesa_fund.statements.base import Column, Statement, Table, Unit, Value

from .charts import svg
from .words import day, particulars, plain, shown

Address = Callable[[str, str], str]
"""Where a cell leads, by its column's title and the item or place that it names; empty where nowhere.

The head of a row that entries stand behind is asked for as "Behind" and the table's and the row's name.
"""

_SHAPES = {
    Status.SATISFIED.in_words: "✓",
    Status.ACCEPTED.in_words: "✓",
    Status.BREACHED.in_words: "✗",
    Status.NOT_EVIDENCED.in_words: "?",
    Status.NOT_APPLICABLE.in_words: "–",
}
"""Beside its word a status has a shape, so that neither a colour nor a word alone tells it."""


def render_html(statement: Statement) -> str:
    """Write a statement as a whole page."""
    title = _safe(f"{statement.title} - {statement.alliance}")
    style = resources.files("reports").joinpath("page.css").read_text("utf-8")
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>",
            article(statement),
            "</main>\n</body>\n</html>\n",
        ]
    )


def article(statement: Statement, address: Address = lambda _column, _text: "", *, figures_first: bool = False) -> str:
    """A statement as it stands within a page, from its heading on.

    Args:
        statement: It.
        address: Where its cells lead.
        figures_first: Whether what it is, for whom, and how it was made is told behind the figures, not before.
    """
    return "\n".join(_parts(statement, address, figures_first=figures_first))


def _parts(statement: Statement, address: Address, *, figures_first: bool) -> Iterator[str]:
    yield f"<h1>{_safe(statement.title)}</h1>"
    told = "".join(f"<dt>{_safe(label)}</dt><dd>{_safe(said)}</dd>" for label, said in particulars(statement))
    if not figures_first:
        yield f'<dl class="particulars">{told}</dl>'
    if statement.answers:
        said = "".join(f"<dt>{_safe(one.question)}</dt><dd>{_safe(one.answer)}</dd>" for one in statement.answers)
        yield f'<h2>At a glance</h2>\n<dl class="answers">{said}</dl>'
    for table in statement.tables:
        yield f'<h2 id="{_safe(table.name)}">{_safe(table.title)}</h2>'
        yield "\n".join(_table(table, address)) if table.rows else "<p>None.</p>"
    for chart in statement.charts:
        yield f"<h2>{_safe(chart.title)}</h2>\n<figure>{svg(chart)}</figure>"
    if statement.notes:
        notes = "".join(f"<li>{_safe(note)}</li>" for note in statement.notes)
        yield f"<h2>Notes</h2>\n<ul>{notes}</ul>"
    if figures_first:
        yield f'<h2>About these figures</h2>\n<dl class="particulars">{told}</dl>'
    yield f'<p class="foot">As at {day(statement.as_at)}. Head {_safe(statement.head)}</p>'


def _table(table: Table, address: Address) -> Iterator[str]:
    columns = table.columns
    heads = "".join(f'<th scope="col"{_figure(one)}>{_safe(one.title)}</th>' for one in columns)
    yield f'<div class="scrolls" role="region" aria-labelledby="{_safe(table.name)}" tabindex="0"><table>'
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for n, row in enumerate(table.rows):
        yield f"<tr>{''.join(_cells(row, columns, _leading(table, n, address)))}</tr>"
    yield "</tbody>"
    if table.totals:
        yield f"<tfoot><tr>{''.join(_cells(table.totals, columns, lambda *_: ''))}</tr></tfoot>"
    yield "</table></div>"


def _leading(table: Table, row: int, address: Address) -> Callable[[int, str], str]:
    """Where each cell of a row leads, by its column's number and what it shows."""

    def leads(n: int, said: str) -> str:
        if table.leads and n == table.leads.column:
            return address("Item", table.leads.links[row])
        if table.behind and n == 0 and (name := table.behind.names[row]):
            return address("Behind", f"{table.name}/{name}")
        return address(table.columns[n].title, said)

    return leads


def _cells(row: Iterable[Value], columns: Iterable[Column], leading: Callable[[int, str], str]) -> Iterator[str]:
    for n, (value, column) in enumerate(zip(row, columns, strict=True)):
        said = shown(value, column.unit)
        text = _safe(said, one_line=False)
        if said in _SHAPES:
            text = f'<span class="shape" aria-hidden="true">{_SHAPES[said]}</span> {text}'
        if isinstance(value, date):
            text = f'<time datetime="{value}">{text}</time>'
        if said and (leads := leading(n, said)):
            text = f'<a href="{escape(leads)}">{text}</a>'
        if n == 0 and column.unit is Unit.TEXT and text:
            yield f'<th scope="row">{text}</th>'
        else:
            yield f"<td{_figure(column)}>{text}</td>"


def _figure(column: Column) -> str:
    return "" if column.unit is Unit.TEXT else ' class="figure"'


def _safe(text: str, *, one_line: bool = True) -> str:
    return escape(plain(text, one_line=one_line))
