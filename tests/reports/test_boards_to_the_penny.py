"""The Board's sheet shares as allocate does, to the penny: by our own count of its formulas, and by LibreOffice's."""

import os
from fractions import Fraction
from functools import partial
from math import gcd

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from boards import (
    ADDS_UP,
    FIRST,
    FOUR,
    HAS_LIBREOFFICE,
    Generated,
    by_libreoffice,
    changed_by_hand,
    drawn,
    formulas,
    generated,
    opened,
    read_off,
    worked_out,
)
from formulas import Sheets
from reports.boards_sheet import render_boards_sheet
from reports.boards_workings import BASE, EXACT, MOST_PENCE, MOST_WEIGHT, STEPS

SLOW = bool(os.environ.get("NESA_SLOW_TESTS"))
COUNTS = (worked_out, partial(worked_out, sloppy=True))


@pytest.mark.parametrize("count", COUNTS, ids=["in floating point", "to fifteen digits"])
def test_two_hundred_alliances_are_shared_as_allocate_shares_them(count):
    for seed in range(200):
        alliance = generated(seed)
        assert count(changed_by_hand(alliance)) == (ADDS_UP, alliance.shares), seed


@pytest.mark.slow
@pytest.mark.skipif(not HAS_LIBREOFFICE, reason="LibreOffice is not on this machine")
def test_libreoffice_shares_them_as_allocate_does(tmp_path):
    alliances = [generated(seed) for seed in range(200 if SLOW else 10)]
    alliances += list(map(on_the_edge, range(40 if SLOW else 4)))
    books = ((f"{n}", changed_by_hand(alliance)) for n, alliance in enumerate(alliances))
    for alliance, path in zip(alliances, by_libreoffice(tmp_path, books), strict=True):
        board = load_workbook(path, data_only=True)["Board"]
        assert read_off(lambda cell, board=board: board[cell].value, board.max_row) == (ADDS_UP, alliance.shares), path


def on_the_edge(seed: int) -> Generated:
    """Two members with weights as large as they may be, and a total one part short of whole pence for the first."""
    pupils, number = 6 * 10**8 + seed * 777_777, 0
    while True:
        number += 1
        one, other = (pupils + number) * 365, (pupils - 3 * number) * 364
        whole = one + other
        if gcd(one, other) == 1 and whole <= MOST_WEIGHT:
            total = -pow(one, -1, whole) % whole
            if total < MOST_PENCE:
                return Generated(
                    total, (Fraction(pupils + number, 10_000), Fraction(pupils - 3 * number, 10_000)), (365, 364)
                )


@pytest.mark.parametrize("seed", range(8))
def test_one_part_in_five_hundred_thousand_million_short_of_a_penny_is_short_of_it(seed):
    alliance = on_the_edge(seed)
    exact = (
        Fraction(alliance.total) * (alliance.rolls[0] * 365) / sum(r * d for r, d in zip(*alliance[1:], strict=True))
    )
    assert 0 < -exact % 1 < Fraction(1, 10**11)
    for count in COUNTS:
        assert count(changed_by_hand(alliance)) == (ADDS_UP, alliance.shares)


@settings(max_examples=100)
@given(
    st.integers(1, MOST_PENCE - 1),
    st.lists(st.tuples(st.integers(0, 2 * 10**8), st.integers(1, 365)), min_size=4, max_size=4),
    st.sampled_from(COUNTS),
)
@example(MOST_PENCE - 1, [(1, 1), (1, 1), (1, 1), (0, 1)], COUNTS[0])
@example(1, [(5_000, 365)] * 4, COUNTS[1])
def test_any_four_rolls_of_four_decimals_are_shared_as_allocate_shares_them(total, members, count):
    if not any(pupils for pupils, _ in members):
        members = [(1, 1), *members[1:]]
    rolls = tuple(Fraction(pupils, 10_000) for pupils, _ in members)
    alliance = Generated(total, rolls, tuple(days for _, days in members))
    assert count(changed_by_hand(alliance)) == (ADDS_UP, alliance.shares)


def test_no_figure_of_the_workings_passes_what_spreadsheets_tell_apart():
    assert 2 * BASE * MOST_WEIGHT <= EXACT < 2**53
    assert BASE**STEPS >= MOST_PENCE
    for seed in range(20):
        book = changed_by_hand(generated(seed))
        sheets = Sheets(book)
        row = [sheets.cell("Workings", FIRST, column) for column in range(2, 24)]
        assert max(value for value in row if isinstance(value, float)) < EXACT


@pytest.mark.parametrize("alliance", [FOUR, *map(generated, range(12))], ids=lambda one: f"{len(one.rolls)} members")
def test_every_stored_value_is_what_its_formula_comes_to(alliance):
    content = render_boards_sheet(drawn(alliance))
    book, stored = opened(content), opened(content, values=True)
    sheets = Sheets(book)
    for name, cell in formulas(book):
        value, ours = sheets.cell(name, cell.row, cell.column), stored[name][cell.coordinate].value
        wanted = pytest.approx(ours, rel=1e-12, abs=1e-9) if isinstance(ours, int | float) else ours or ""
        assert value == wanted, (name, cell.coordinate, cell.value)


def test_ties_go_to_the_first_code_in_order():
    alike = Generated(10, (Fraction(1),) * 4, (365,) * 4)
    assert worked_out(changed_by_hand(alike))[1] == [3, 3, 2, 2]
