"""What is said of a total when it is proposed or adopted is what TOP4 finds when the year has begun."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text
from nesa_fund.periods import Year
from nesa_fund.rules import CATALOGUE
from nesa_fund.rules.needed import Needed, adoption_warning, warning

TOP4 = next(rule for rule in CATALOGUE if rule.id == "TOP4")
TEXT = (Path(__file__).parent / "top4_opening.beancount").read_text("utf-8")
YEAR = Year(date(2025, 9, 1), date(2026, 8, 31))


def adopting(amount: str, aside: str = "") -> tuple[str, str]:
    """The warning at adopting so much, and the remedy that TOP4 names; empty where it says nothing."""
    more = f"\n  set-aside: {aside} GBP" if aside else ""
    book = book_from_text(TEXT.replace("600.01 GBP", f"{amount} GBP{more}"))
    adopted = book.register.schedule("2025-26")
    found = TOP4.check(book, date(2026, 8, 31)).findings
    return adoption_warning(book, adopted), found[0].remedy if found else ""


def test_a_total_that_leaves_the_balance_brought_forward_out_is_said_at_once():
    said, remedy = adopting("1000.00")
    assert "£1,000.00 is £400.00 more than 2025-26 needs" in said
    assert "£400.00 is brought forward" in said
    for told in (said, remedy):
        assert "adopt £600.00 at most, or with --set-aside 400.00 up to £1,000.00" in told
        assert "nesa strike " in told


@pytest.mark.parametrize(("amount", "aside"), [("600.00", ""), ("1000.00", "400.00"), ("700.00", "100.00")])
def test_what_it_names_instead_keeps_the_rule_and_is_said_nothing_of(amount, aside):
    assert adopting(amount, aside) == ("", "")


def test_what_is_set_aside_already_is_set_aside_still():
    said, remedy = adopting("1000.00", "100.00")
    assert "--set-aside 400.00 up to £1,000.00" in said
    assert "--set-aside 400.00 up to £1,000.00" in remedy


def test_nothing_can_be_set_aside_where_nothing_is_brought_forward():
    said = warning(YEAR, 100_001, Needed(100_000, 0))
    assert "£1,000.01 is £0.01 more than" in said
    assert "set-aside" not in said


def test_a_year_without_a_plan_is_said_to_have_none():
    assert warning(YEAR, 1, Needed(0, 0)).startswith("No plan that members pay for is recorded of ")
