"""Text fits 100 columns, loses nothing, and can't take over a terminal."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nesa_fund.statements.base import Column, Statement, Table, Unit
from reports.text import render_text

UNITS = {
    Unit.TEXT: st.text(st.characters(), max_size=200),
    Unit.MONEY: st.integers(-(10**13), 10**13),
    Unit.NUMBER: st.fractions(-(10**6), 10**6) | st.integers(-(10**6), 10**6),
    Unit.PERCENT: st.fractions(-2, 2),
    Unit.DATE: st.dates() | st.just("awaited since the meeting of the autumn term"),
}


def bare(*tables: Table) -> Statement:
    return Statement("bare", "Bare", "Ash", "all", "2025-26", date(2025, 11, 14), "9f2c", "by hand", tables)


@st.composite
def tables(draw):
    columns = draw(st.lists(st.builds(Column, st.text(max_size=150), st.sampled_from(Unit)), min_size=1, max_size=15))
    row = st.tuples(*(st.none() | UNITS[column.unit] for column in columns))
    return Table("any", "Any", tuple(columns), tuple(draw(st.lists(row, max_size=5))))


@given(tables())
def test_any_table_fits_100_columns_in_characters_that_are_seen(table: Table):
    lines = render_text(bare(table)).splitlines()
    assert max(map(cell_len, lines)) <= 100
    assert all(line.isprintable() for line in lines)


@given(st.text(st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=400), st.integers(0, 12))
def test_long_text_wraps_and_loses_nothing(text: str, others: int):
    columns = (Column("Text"), *(Column("Due", Unit.MONEY) for _ in range(others)))
    drawn = render_text(bare(Table("any", "Any", columns, ((text, *([None] * others)),))))
    assert "".join(drawn.partition("\n---")[2].partition("\n")[2].partition("\nAny")[0].split()) == text


def test_it_says_what_it_is_for_whom_when_and_how_it_was_made(schedule: Statement):
    said = render_text(schedule)
    assert said.startswith("Annual contribution schedule 2025-26\n====")
    for line in ("Alliance  Coast and Castle Alliance", "For       the Strategic Board", "As at     14 Nov 2025"):
        assert f"\n{line}\n" in said
    assert "\nHead      9f2c 11ab 03d4 77e0\n" in said
    assert "\nHow made  Each school's contribution is its share" in said
    assert "\n- Contributions are charged in three instalments.\n" in said


def test_a_table_is_aligned_with_its_total_below():
    columns = (Column("Member"), Column("Owed", Unit.MONEY, total=True), Column("Since", Unit.DATE))
    rows = (("Hartside", 123_456, date(2025, 9, 1)), ("Elm", -5, None))
    assert render_text(bare(Table("owed", "Owed", columns, rows))).partition("\n\n")[2] == (
        "Owed\n\n"
        "Member         Owed       Since\n"
        "--------  ---------  ----------\n"
        "Hartside  £1,234.56  1 Sep 2025\n"
        "Elm          -£0.05\n"
        "--------  ---------  ----------\n"
        "Total     £1,234.51\n"
    )


def test_a_table_too_wide_goes_on_below_with_its_first_column_again(schedule: Statement):
    first, _, rest = render_text(schedule).partition("Contributions by member, continued\n")
    assert "Elsdon      207   13.34%     £8,002.58" in first
    assert "Elsdon              3   £2,667.52   £2,667.52        £0.00" in rest


def test_rows_alike_in_their_first_column_are_numbered_in_a_table_too_wide():
    columns = (Column("Day", Unit.DATE), *(Column(f"Column{n}", Unit.MONEY) for n in range(12)))
    row = (date(2025, 9, 1), *([10**9] * 12))
    drawn = render_text(bare(Table("wide", "Wide", columns, (row, row))))
    assert drawn.count("\n  1  1 Sep 2025  ") == drawn.count("\n  2  1 Sep 2025  ") == 3


def test_text_of_others_stays_literal_and_never_reaches_the_terminal_as_a_control(hostile: Statement):
    drawn = render_text(hostile)
    assert "[red]Coquet[/red] [link=x]" in drawn
    assert r"\x1b[31mred\x1b]0;title\x07" in drawn
    assert r"\u202edesrever\u2066\u200b" in drawn
    assert drawn.replace("\n", "").isprintable()


def test_colour_is_added_only_where_asked_for_and_changes_no_word(schedule: Statement):
    plain, coloured = render_text(schedule), render_text(schedule, colour=True)
    assert "\x1b" not in plain
    assert " -£125.50\x1b[0m  " in coloured
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[31m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_an_empty_table_says_none(empty: Statement):
    assert "Member   Owed\n------  -----\nNone\n------  -----\nTotal   £0.00\n" in render_text(empty)


def test_a_third_of_a_day_is_shown_to_two_decimals():
    table = Table("days", "Days", (Column("Days", Unit.NUMBER),), ((Fraction(1, 3),),))
    assert "\n0.33\n" in render_text(bare(table))


def test_a_title_of_one_endless_word_is_broken_inside_its_column():
    columns = tuple(Column("Contributions" * 10) for _ in range(3))
    lines = render_text(bare(Table("long", "Long", columns, ()))).splitlines()
    assert max(map(cell_len, lines)) <= 100
