"""The quick way into a ledger gives the same rows as Beancount's parser, or leaves the text to it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesa_fund import beans, canon, categories
from nesa_fund.entries import OPENED
from nesa_fund.problems import LedgerError
from nesa_fund.rows import Rows
from nesa_fund.scan import scan
from texts import transactions

FILE = "batches/0002/Hartside.beancount"
EXAMPLE = Path(__file__).resolve().parents[1] / "ledger"
GOOD = """\
2000-01-01 open Assets:Hartside:Bank GBP

2000-01-01 open Expenses:Hartside:Costs:Connectivity GBP
  cfr: "E20A"

2025-10-01 * "Coquet" "Cello \\"and\\" \\\\ bow" ^Hartside-1
  event: "invoice"
  note: "a note"
  Assets:Hartside:Bank    1.00 GBP
  Income:Hartside:Other  -1.00 GBP

2025-10-02 * "Nobody" ^Hartside-2
  Assets:Hartside:InKind  0.50 DAY
"""


def quick(text):
    rows = Rows()
    opens = scan(text, 2, FILE, "Hartside", rows)
    return None if opens is None else (opens, rows)


def thorough(text):
    contents = beans.Contents()
    beans.read_file(text, 2, FILE, contents)
    return contents.opens, contents.rows


def test_it_reads_what_beancount_reads():
    assert quick(GOOD) == thorough(GOOD)
    assert quick("") == thorough("")


def test_nothing_of_a_book_is_left_to_the_slow_way():
    texts = [path.read_text() for path in EXAMPLE.glob("batches/*/*.beancount") if path.name.count(".") == 1]
    books = [text for text in texts if "custom" not in text and " commodity " not in text]
    assert len(books) > 40
    assert all(quick(text) == thorough(text) for text in books)


@given(st.lists(transactions, max_size=4))
def test_it_reads_any_transaction_that_is_written(several):
    accounts = sorted({posting.account for one in several for posting in one.postings})
    opens = [canon.text_of_open(canon.Open(OPENED, one, categories.codes_of(one))) for one in accounts]
    text = canon.blocks([*opens, *map(canon.text_of_transaction, several)])
    assert quick(text) == thorough(text)
    assert quick(text) is not None


@given(st.data())
def test_what_it_reads_of_a_damaged_text_beancount_reads_alike(data):
    place = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(place, min(place + 3, len(GOOD))))
    put = data.draw(st.text(st.sampled_from('\n\t "\\^*-.:;#09aZé\x00\u202e') | st.characters(), max_size=3))
    text = GOOD[:place] + put + GOOD[end:]
    found = quick(text)
    if found is not None:
        assert found == thorough(text)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"Coquet" ', '"" '),
        ("  note:", "  remark:"),
        ('  event: "invoice"\n  note: "a note"', '  note: "a note"\n  event: "invoice"'),
        ('"a note"', '""'),
        ("1.00 GBP", "1.000 GBP"),
        ("1.00 GBP", "1 GBP"),
        ("1.00 GBP", "100000000000.01 GBP"),
        ("1.00 GBP", "1.00 EUR"),
        ("1.00 GBP", "1.00 GBP @ 2.00 GBP"),
        ("^Hartside-1", "^Hartside-1 ^Hartside-3"),
        ("^Hartside-1", "#tag ^Hartside-1"),
        ("2025-10-01 *", "2025-10-01 !"),
        ("2025-10-01", "2025-02-31"),
        ("2000-01-01 open Assets", "2001-01-01 open Assets"),
        ("Bank GBP", "Bank"),
        ("Assets:Hartside:Bank    1", "assets:Hartside:Bank    1"),
        ("\n\n2025", "\n2025"),
        ("\n\n2025", "\n\n\n2025"),
        ("\n\n2025", "\n\n; a comment\n2025"),
        ("\n", "\r\n"),
        ("0.50 DAY\n", "0.50 DAY"),
        ("0.50 DAY\n", "0.50 DAY\n\n"),
        ("Nobody", "No\u202ebody"),
        ("Nobody", "No\x0bbody"),
        ("Nobody", "No\\nbody"),
    ],
)
def test_what_is_not_written_so_is_left_to_beancount(was, now):
    assert was in GOOD
    rows = Rows()
    assert scan(GOOD.replace(was, now), 2, FILE, "Hartside", rows) is None
    assert rows == Rows()


def test_a_text_that_is_outside_the_grammar_is_refused_by_the_slow_way():
    with pytest.raises(LedgerError):
        thorough(GOOD.replace("2025-10-01 *", "2025-10-01 balance"))
