"""A digest tells apart all that differs, and nothing else: one by one or many at once, parsed or meant."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund import beans, canon, digest
from nesa_fund.digest import Hashed
from nesa_fund.entries import Place, Posting, Transaction
from nesa_fund.rows import Rows

FILE = "batches/0002/Elm.beancount"
ONE = Transaction(
    date(2025, 9, 1), "Ash", "lesson", "Elm-1", {"event": "invoice", "number": "1"},
    (Posting("Assets:Elm:Debtors:Ash", 100, "GBP"), Posting("Income:Elm:Recharges:Teaching", -100, "GBP")),
    Place(2, FILE, 1),
)  # fmt: skip
OTHERS = [
    replace(ONE, day=date(2025, 9, 2)),
    replace(ONE, payee="Oak"),
    replace(ONE, payee="", narration="Ash"),
    replace(ONE, link="Elm-2"),
    replace(ONE, meta={"event": "invoice", "agreement": "1"}),
    replace(ONE, meta={"event": "invoice"}),
    replace(ONE, postings=ONE.postings[:1]),
    replace(ONE, postings=ONE.postings[::-1]),
    replace(ONE, postings=(ONE.postings[0]._replace(commodity="DAY"), ONE.postings[1])),
    replace(ONE, place=Place(2, FILE, 2)),
    replace(ONE, place=Place(3, FILE, 1)),
    replace(ONE, place=Place(2, "batches/0002/Ash.beancount", 1)),
]


def hashed(*some: Transaction, **said) -> str:
    found = Hashed()
    for one in some:
        found.add(one, owner="Elm", **said)
    return found.hexdigest()


def test_no_two_books_that_differ_have_one_digest():
    books = [(), (ONE,), (ONE, ONE), *((other,) for other in OTHERS), *((ONE, other) for other in OTHERS)]
    digests = [hashed(*book) for book in books]
    digests += [hashed(ONE, links=2), hashed(ONE, links=0), hashed(ONE, part_pence=frozenset({0}))]
    assert len(set(digests)) == len(digests)


@given(st.lists(st.sampled_from([ONE, *OTHERS[:9]]), max_size=6), st.integers(0, 6))
def test_many_at_once_or_one_by_one_or_as_columns_is_the_same(some, cut):
    rows = Rows()
    for one in some:
        rows.add(one, owner="Elm")
    joined = Rows().joined_by([rows.part(0, min(cut, len(some))), rows.part(min(cut, len(some)), len(some))])
    assert hashed(*some) == Hashed.of(rows).hexdigest() == Hashed.of(joined.packed()).hexdigest()


@pytest.mark.parametrize("piece", [1, 2**19])
def test_what_is_parsed_has_the_digest_of_what_was_meant(tmp_path, monkeypatch, piece):
    monkeypatch.setattr(beans, "_PIECE", piece)
    some = [replace(one, narration=f'"{n}" \\ é') for n, one in enumerate([ONE, *OTHERS[:4]])]
    texts = [canon.text_of_transaction(one) for one in some]
    lines = [1 + sum(text.count("\n") + 2 for text in texts[:n]) for n in range(len(texts))]
    path = tmp_path / "Elm.beancount"
    path.write_text(canon.blocks(texts))
    rows = Rows()
    for one, line in zip(some, lines, strict=True):
        rows.add(replace(one, place=Place(2, FILE, line)), owner="Elm")
    wanted = hashlib.sha256(path.read_bytes()).hexdigest(), digest.digest([], [], Hashed.of(rows))
    assert digest.told_of(path, "batches/0002") == wanted
