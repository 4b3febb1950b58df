"""What somebody of one member sees is computed from their own books, and is what the whole would tell of them."""

from dataclasses import replace

import pytest

from nesa_fund.facts import Strength
from nesa_fund.statements.base import Statement
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.store import open_ledger
from nesa_fund.web.books import Books
from nesa_fund.web.readings import READINGS, Asked
from nesa_fund.web.sight import cut_to
from planted import DAY, OTHER, OWN, ROLES, SECRETS, alliance_with_secrets

SAME_FOR_ALL = [
    ("account", {"year": "2025-26", "member": OWN}),
    ("account", {"year": "2025-26", "member": "Fund"}),
    ("fund", {"year": "2025-26"}),
    ("schedule", {"year": "2025-26"}),
    ("value", {"year": "2025-26", "member": OWN}),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return alliance_with_secrets(tmp_path_factory.mktemp("sight"))


@pytest.fixture(scope="module")
def whole(root):
    return open_ledger(root).book


@pytest.fixture(scope="module")
def cut(whole):
    return cut_to(whole, {OWN, "Fund"})


@pytest.mark.parametrize(("name", "asked"), SAME_FOR_ALL)
def test_from_the_cut_book_comes_what_the_whole_tells(whole, cut, name, asked):
    of_whole, of_cut = (statement_named(name)(book, Arguments(as_at=DAY, **asked)) for book in (whole, cut))
    assert of_cut == of_whole


def test_the_cut_book_has_no_other_entry_fact_or_source(cut):
    assert set(cut.rows.owner) == {OWN, "Fund"}
    assert {fact.owner for fact in cut.register.facts} <= {"", OWN}
    assert cut.register.all(Strength) == []
    assert {(batch.note, batch.sources, batch.rows) for batch in cut.batches.values()} == {("", frozenset(), 0)}
    told = repr((cut.rows, cut.register.facts, cut.batches)).casefold()
    assert [ways[0] for ways in SECRETS if any(way in told for way in ways)] == []


def test_the_cut_has_every_own_entry_whole(whole, cut):
    own = [n for n, owner in enumerate(whole.rows.owner) if owner in {OWN, "Fund"}]
    assert len(cut.rows.day) == len(own)
    assert [cut.rows.transaction(n) for n in range(len(own))] == [whole.rows.transaction(n) for n in own]


@pytest.mark.parametrize("page", READINGS)
def test_no_page_of_a_governor_knows_more_than_the_cut_book_and_the_counts(root, page):
    seen = Books(root, lambda: DAY).seen_by(ROLES["ann"])
    said = READINGS[page](seen, Asked("2025-26", seen.entity("", OTHER)))
    assert isinstance(said, Statement)
    told = repr(replace(said, head="")).casefold()
    assert [ways[0] for ways in SECRETS if any(way in told for way in ways)] == []


@pytest.mark.parametrize("name", ["ann", "olive"])
def test_whatever_account_is_asked_for_somebody_of_a_member_gets_its_own(root, name):
    seen = Books(root, lambda: DAY).seen_by(ROLES[name])
    assert {seen.entity(of_ledger, asked) for of_ledger in ("", "Fund", OTHER) for asked in ("", OTHER)} == {OWN}


def test_the_conclusions_of_a_governor_are_those_of_the_whole(root):
    books = Books(root, lambda: DAY)
    asked = Asked("2025-26", OWN)
    of_all = READINGS["Probity"](books.seen_by(ROLES["beth"]), asked)
    of_one = READINGS["Probity"](books.seen_by(ROLES["ann"]), asked)
    assert of_one.tables[0] == of_all.tables[0]
    assert of_one.head == of_all.head


def test_a_statement_is_made_once_for_all_of_one_member(root):
    books = Books(root, lambda: DAY)
    asked = Asked("2025-26", OWN)
    reads = [books.seen_by(ROLES[name]).read("School", asked) for name in ("ann", "clara", "beth")]
    assert reads[0] is reads[1]
    assert reads[2] is not reads[0]
