"""A page that a browser shows whole, with nothing fetched and nothing run."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from nesa_fund.statements.base import Column, Statement, Table, Unit
from reports.html import article, render_html
from reports.words import plain, shown


class Page(HTMLParser):
    """The cells of each table, the text, and the tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"td", "th"}:
            self._in_cell = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_cell:
            self.cells[-1] += data


def test_every_value_stands_in_a_cell_of_its_own_in_order(schedule: Statement):
    wanted = [
        text
        for table in schedule.tables
        for row in ([column.title for column in table.columns], *table.rows, table.totals or ())
        for text in (
            [str(value) for value in row]
            if row and row[0] == table.columns[0].title
            else [shown(value, column.unit) for value, column in zip(row, table.columns, strict=False)]
        )
    ]
    assert Page(render_html(schedule)).cells == wanted


def test_hostile_text_is_shown_as_text(hostile: Statement):
    page = Page(render_html(hostile))
    assert {tag for tag, _ in page.tags} & {"script", "a", "iframe", "object", "link", "form"} == set()
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)
    for note in hostile.notes:
        assert plain(note) in page.text


def test_nothing_is_fetched(schedule: Statement):
    text = render_html(schedule)
    addresses = [
        value for _, attributes in Page(text).tags for name, value in attributes.items() if name in {"src", "href"}
    ]
    assert addresses == []
    assert "url(" not in text
    assert "@import" not in text


def test_a_chart_is_told_in_words(schedule: Statement):
    text = render_html(schedule)
    assert f"<desc>{schedule.charts[0].alt}</desc>" in text


def test_an_empty_table_says_none(schedule: Statement):
    table = replace(schedule.tables[0], rows=())
    assert "<p>None.</p>" in render_html(replace(schedule, tables=(table,)))


@pytest.mark.parametrize("part", ['lang="en-GB"', "<title>Annual contribution schedule 2025-26", "<h1>", 'scope="col"'])
def test_a_screen_reader_is_told_what_each_part_is(schedule: Statement, part: str):
    assert part in render_html(schedule)


def test_a_status_has_a_shape_beside_its_word(schedule: Statement):
    table = Table("rules", "Rules", (Column("Rule"), Column("Status")), (("SUB4", "Broken"), ("EVI5", "Kept")))
    text = render_html(replace(schedule, tables=(table,)))
    assert '<span class="shape" aria-hidden="true">✗</span> Broken' in text
    assert '<span class="shape" aria-hidden="true">✓</span> Kept' in text


def test_a_day_is_told_to_programs_too(schedule: Statement):
    table = Table("days", "Days", (Column("Day", Unit.DATE),), ((date(2025, 11, 14),),))
    text = render_html(replace(schedule, tables=(table,)))
    assert '<time datetime="2025-11-14">14 Nov 2025</time>' in text


def test_on_a_page_among_others_a_cell_can_lead_somewhere(schedule: Statement):
    table = Table("items", "Items", (Column("Item"), Column("For")), (("Hartside-1", "cello <b>"),))
    text = article(replace(schedule, tables=(table,)), lambda title, text: f"/{text}?a&b" * (title == "Item"))
    assert '<th scope="row"><a href="/Hartside-1?a&amp;b">Hartside-1</a></th>' in text
    assert "<td>cello &lt;b&gt;</td>" in text
