"""A page that a browser shows whole, with nothing fetched and nothing run."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from nesa_fund.statements.base import Statement
from reports.html import render_html
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
