"""The workbook of the shares: each figure again by live formulas, and what was charged otherwise stands out."""

import os
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from alliances import alliance
from alliances_people import shape_of
from boards import HAS_LIBREOFFICE, by_libreoffice, formulas
from faults import Fault, expected, faults, planted, unmarked
from ledgers import book_from_text
from nesa_fund.allocation import allocate
from nesa_fund.book import Book
from nesa_fund.packs.shares import Shared, Sharer, Shares, shares
from nesa_fund.periods import parse_year
from nesa_fund.store import open_ledger
from reports.shares_block import fitted
from reports.shares_workbook import render_shares

LEDGER = Path(__file__).parents[2] / "ledger"
YEAR, END = parse_year("2025-26"), date(2026, 8, 31)
WELL = "Every share is what was charged, to the penny"
EVERY = 1 if os.environ.get("NESA_SLOW_TESTS") else 12  # Of the faults that are not of shares, one in so many.
libreoffice = pytest.mark.skipif(not HAS_LIBREOFFICE, reason="LibreOffice is not on this machine")


@pytest.fixture(scope="module")
def example() -> Shares:
    return shares(open_ledger(LEDGER).book, YEAR, END)


def opened(content: bytes, *, values: bool = False):
    return load_workbook(BytesIO(content), data_only=values)


def off_by_a_penny(found: Shares) -> Shares:
    """The same, but that one member was charged a penny more of the first shared bill."""
    first, *rest = found.bills
    sharers = (first.sharers[0]._replace(charged=first.sharers[0].charged + 1), *first.sharers[1:])
    return replace(found, bills=(replace(first, sharers=sharers), *rest))


def shared(total: int, *weights: Fraction, on_top: tuple[Fraction, ...] = ()) -> Shared:
    sharers = [Sharer(f"M{n:02d}", f"M{n:02d}", weight, None, 0) for n, weight in enumerate(weights)]
    sharers += [Sharer(f"N{n:02d}", f"N{n:02d}", weight, None, 0, is_on_top=True) for n, weight in enumerate(on_top)]
    return Shared("Hartside-1", "Broadband", END, "by usage", total, tuple(sharers))


def test_the_example_has_its_contributions_its_leavers_and_its_bills(example: Shares):
    assert example.contributions
    assert sum(one.charged for one in example.contributions.shared.sharers) == 2_470_519
    assert [(one.code, one.closing) for one in example.contributions.leavers] == [
        ("Elsdon", -18_921), ("Rothley", -37_676),
    ]  # fmt: skip
    assert [one.item for one in example.bills] == ["Hartside-HS-B1", "Linn-LN-7", "Rothley-RF-3"]
    assert example.lacking == ()


def test_every_difference_of_the_example_is_nought(example: Shares):
    summary = opened(render_shares(example), values=True)["Summary"]
    assert summary["A3"].value == WELL
    assert [summary.cell(row, 7).value for row in range(6, 11)] == [0] * 5


def test_a_penny_more_than_the_share_stands_out(example: Shares):
    book = opened(render_shares(off_by_a_penny(example)), values=True)
    assert book["Summary"]["A3"].value.startswith("Not all shares are what was charged")
    assert [book["Summary"].cell(row, 7).value for row in range(6, 11)] == [0, 0, 0.01, 0, 0]
    assert -0.01 in {row[7].value for row in book["Shared bills"].iter_rows()}


def test_the_same_shares_give_the_same_bytes(example: Shares):
    assert render_shares(example) == render_shares(example)


@pytest.mark.parametrize(
    "weights",
    [(1, 1, 1), (Fraction(1, 3), Fraction(1, 7), 2), (0, 5), (Fraction("144.5"), 612, 98)],
    ids=["a tie", "thirds and sevenths", "one of nothing", "half a pupil"],
)
@pytest.mark.parametrize("total", [1000, 1, 99_999_999, -1000])
def test_what_is_worked_out_is_what_allocate_gives(weights, total):
    one = shared(total, *map(Fraction, weights))
    fit = fitted(one)
    assert fit
    assert list(fit.shares) == list(allocate(total, {f"M{n:02d}": weight for n, weight in enumerate(weights)}).values())


def test_who_joins_later_pays_on_top_rounded_half_up():
    fit = fitted(shared(1000, Fraction(4), Fraction(4), on_top=(Fraction(1, 250), Fraction(1, 251))))
    assert fit
    assert fit.shares == (500, 500, 1, 0)


@pytest.mark.parametrize("one", [shared(10**12, Fraction(1)), shared(100, Fraction(1, 10**9 + 7), Fraction(10**6, 3))])
def test_what_a_spreadsheet_can_not_divide_exactly_is_named_and_not_guessed(one, example):
    assert fitted(one) is None
    book = opened(render_shares(replace(example, contributions=None, bills=(one,))), values=True)
    told = [cell.value for row in book["Summary"].iter_rows() for cell in row if cell.value]
    assert "Not worked out here" in told
    assert "too large or too fine for a spreadsheet; nesa check compares it" in told


def test_text_of_a_bill_is_never_a_formula(example: Shares):
    sharers = (Sharer("Ash", "=1+1", Fraction(1), None, 100),)
    bill = Shared("=cmd|'x'!A1", '=HYPERLINK("x")', END, "@SUM(A1)\x1b[31m", 100, sharers)
    book = opened(render_shares(replace(example, bills=(bill,), lacking=(("=2+2", "=3+3"),))))
    held = [cell.value for _, cell in formulas(book)]
    assert not [value for value in held if "HYPERLINK" in value or "cmd" in value or value in {"=1+1", "=2+2", "=3+3"}]


def differing(book: Book, as_at: date) -> bool:
    """Whether the workbook of the year shows a difference."""
    summary = opened(render_shares(shares(book, YEAR, as_at)), values=True)["Summary"]
    return summary["A3"].value != WELL


NO_AMOUNT = {"An instalment is left out for one member", "A year is charged before the Board adopts it"}
"""Faults of time: what is charged is the share, but not then; what is left out is not charged yet."""


@pytest.mark.parametrize("seed", [7, 11])
def test_it_never_differs_for_honest_books_at_whatever_day(seed: int):
    made = alliance(seed)
    for year in shape_of(seed).years:
        for day in (year.start + timedelta(162), year.end, made.last):
            summary = opened(render_shares(shares(made.book, year, day)), values=True)["Summary"]
            assert (summary["A3"].value, year.name, day) == (WELL, year.name, day)


def of_shares(fault: Fault) -> bool:
    """Whether the rules of shares find it."""
    return bool({one.rule for one in expected(planted(fault))} & {"SUB4", "TOP3"})


@pytest.mark.parametrize(
    "fault", [one for n, one in enumerate(faults()) if of_shares(one) or n % EVERY == 0], ids=lambda one: one.title
)
def test_it_differs_for_a_planted_fault_that_the_rules_of_shares_find_and_for_no_other(fault: Fault):
    book = book_from_text("\n".join(map(unmarked, planted(fault).splitlines())))
    assert differing(book, fault.as_at) == (of_shares(fault) and fault.title not in NO_AMOUNT)


@libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("whose", ["the example", "a penny off", "a generated alliance"])
def test_libreoffice_works_out_the_very_values_that_are_stored(whose, example, tmp_path):
    made = alliance(4)
    found = {
        "the example": lambda: example,
        "a penny off": lambda: off_by_a_penny(example),
        "a generated alliance": lambda: shares(made.book, made.book.register.year("2026-27"), made.last),
    }[whose]()
    content = render_shares(found)
    (path,) = by_libreoffice(tmp_path, [("shares", opened(content))])
    stored, worked = opened(content, values=True), load_workbook(path, data_only=True)
    told = formulas(opened(content))
    assert len(told) > 300
    for name, cell in told:
        ours, theirs = stored[name][cell.coordinate].value, worked[name][cell.coordinate].value
        wanted = pytest.approx(ours, abs=1e-9) if isinstance(ours, int | float) else ours or None
        assert (theirs or None if wanted is None else theirs) == wanted, (name, cell.coordinate, cell.value)


@libreoffice
@pytest.mark.slow
def test_an_amount_that_is_changed_is_shared_anew(example: Shares, tmp_path):
    book = opened(render_shares(example))
    book["Shared bills"]["E6"] = 1000.00
    (path,) = by_libreoffice(tmp_path, [("shares", book)])
    (first, *_) = example.bills
    worked = load_workbook(path, data_only=True)
    told = [round(worked["Shared bills"].cell(row, 5).value * 100) for row in range(7, 7 + len(first.sharers))]
    assert told == list(allocate(100_000, {one.code: one.weight for one in first.sharers}).values())
    assert worked["Summary"]["A3"].value.startswith("Not all shares are what was charged")
