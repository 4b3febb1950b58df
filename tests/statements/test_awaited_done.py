"""Who does all that is awaited has nothing left to do: what invented alliances lack, given as the list asks."""

from datetime import timedelta

import pytest

from alliances import alliance
from alliances_people import shape_of
from nesa_fund.book import Book
from nesa_fund.engine import Status, run
from nesa_fund.facts import AgreedAccount, BankLine, BankStatement, Contract, Fact, Funding, Strength
from nesa_fund.register import Register
from nesa_fund.statements.awaited import _named, awaited
from nesa_fund.statements.catalogue import Arguments

ASKED = {
    "TOP1": (Funding,),
    "TOP5": (BankLine, BankStatement),
    "FUN5": (BankLine, BankStatement),
    "MEM2": (Strength,),
    "EVI5": (AgreedAccount,),
    "VAL1": (Contract,),
    "VAL3": (Contract,),
}
"""Rule -> the facts that an item under it asks somebody to record."""
EVIDENCE = {kind for kinds in ASKED.values() for kind in kinds}


def items(book, day):
    said = awaited(book, Arguments(as_at=day))
    return [row for table in said.tables for row in table.rows]


def of_one(fact: Fact, book: Book) -> str:
    """Whose a fact is, if it is one member's."""
    code = getattr(fact, "code", "")
    return "" if isinstance(fact, Contract) else book.register.name(code) if code else ""


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_gives_what_each_item_asks_for_has_nothing_left_that_is_awaited(seed):
    made = alliance(seed)
    whole, given = made.book, {fact for fact in made.book.register.facts if type(fact) not in EVIDENCE}
    asked, book = set(), made.book
    for _ in range(5):
        book = Book(Register([fact for fact in whole.register.facts if fact in given]), whole.rows, whole.origin)
        open_ones = items(book, made.last)
        not_shown = {one.rule.id for one in run(book, made.last).results if one.status is Status.NOT_EVIDENCED}
        assert not_shown <= {row[5] for row in open_ones}
        if not open_ones:
            break
        asked |= {row[5] for row in open_ones}
        wanted = {(kind, str(row[1])) for row in open_ones for kind in ASKED[row[5]]}
        given |= {
            fact
            for fact in whole.register.facts
            for kind, whom in wanted
            if type(fact) is kind and of_one(fact, whole) in whom
        }
    assert asked == set(ASKED)
    assert items(book, made.last) == []


def test_what_an_office_had_to_do_on_a_day_is_done_when_it_has_done_it():
    made, day = alliance(2), shape_of(2).years[1].start + timedelta(15)
    promised = {(row[1], row[7]) for row in items(made.book, day)}
    assert {bool(link) for _, link in promised} == {True, False}  # To be paid, and to be confirmed.
    assert items(made.book, made.last) == []


def test_a_name_that_is_part_of_another_s_sees_nothing_of_the_other_s():
    names = {"Ash", "Elsdon and Ash Federation", "Elsdon"}
    assert _named("the governing body of Elsdon and Ash Federation", names) == {"Elsdon and Ash Federation"}
    assert _named("Elsdon, Elsdon and Ash Federation and Ash", names) == names
