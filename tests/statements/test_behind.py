"""Every figure that leads to entries is their sum: of honest and altered alliances, and of every planted fault."""

import os
from datetime import date
from random import Random

import pandas as pd
import pytest

from alliances import alliance
from alliances_altered import altered
from behind import apart, statements_of
from faults import AS_AT, faults, planted
from ledgers import book_from_text
from nesa_fund.statements.behind import behind, parts
from nesa_fund.statements.catalogue import Arguments, statement_named

IS_LONG = bool(os.environ.get("NESA_SLOW_TESTS"))
SEEDS = range(60 if IS_LONG else 2)
FAULTS = [fault for n, fault in enumerate(faults()) if IS_LONG or n % 12 == 0]


def all_apart(book, as_at):
    return [one for statement in statements_of(book, as_at) for one in apart(book, statement)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_figures_of_honest_books_are_the_sums_of_the_entries_behind_them(seed):
    made = alliance(seed)
    assert all_apart(made.book, made.last) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_and_so_are_those_of_altered_books(seed):
    made, what = altered(alliance(seed), Random(f"behind {seed}"), 4)  # noqa: S311  # Chance that can be had again.
    assert all_apart(made.book, made.last) == [], what


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.title)
def test_and_so_are_those_of_books_with_a_fault(fault):
    assert all_apart(book_from_text(planted(fault)), AS_AT) == []


TAKEN_BACK_LATER = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"
2026-08-20 * "Fund" "Training" ^Hartside-1
  event: "invoice"
  Assets:Hartside:Debtors:Fund        50.00 GBP
  Income:Hartside:Recharges:Training -50.00 GBP
2026-08-20 * "Hartside" "Training" ^Hartside-1
  event: "invoice"
  Expenses:Fund:General:Training         50.00 GBP
  Liabilities:Fund:Creditors:Hartside   -50.00 GBP
;; batch 2
2026-09-10 * "Fund" "Training" ^Hartside-1
  event: "reversal"
  reverses: "0001"
  Assets:Hartside:Debtors:Fund       -50.00 GBP
  Income:Hartside:Recharges:Training  50.00 GBP
2026-09-10 * "Hartside" "Training" ^Hartside-1
  event: "reversal"
  reverses: "0001"
  Expenses:Fund:General:Training        -50.00 GBP
  Liabilities:Fund:Creditors:Hartside    50.00 GBP
"""


def test_what_is_taken_back_in_a_later_year_counts_in_that_year():
    book, as_at = book_from_text(TAKEN_BACK_LATER), date(2026, 9, 30)
    assert all_apart(book, as_at) == []
    flows = statement_named("flows")(book, Arguments(as_at=as_at, year="2026-27"))
    (made,) = [table.behind for table in flows.tables if table.name == "with-fund"]
    assert made.names == ("Hartside",)
    assert made.of(0)[3].to_list() == [-5000]


def postings(*pence):
    return pd.DataFrame({"txn": [3, 3, 5, 8][: len(pence)], "pence": pence})


def test_what_an_entry_moves_by_several_postings_counts_once():
    rows = postings(100, -30, 7)
    made = behind(["a", "b"], parts(rows, pd.Series(["a", "a", "b"]), {2: rows["pence"], 4: -rows["pence"]}))
    assert made.of(0).to_numpy().tolist() == [[3, 70, -70]]
    assert made.of(1).to_numpy().tolist() == [[5, 7, -7]]
    assert (made.names, made.figures) == (("a", "b"), (2, 4))


def test_a_row_that_nothing_counts_in_leads_nowhere():
    rows = postings(100, -100, 7, 9)
    made = behind(["a", "b", "", "c"], parts(rows, pd.Series(["a", "a", "x", "c"]), {1: rows["pence"]}))
    assert made.names == ("", "", "", "c")


def test_several_tables_of_parts_may_be_of_different_figures():
    rows = postings(2**60, -1)
    last = rows[1:]
    made = behind(["a"], parts(rows, "a", {3: rows["pence"]}), parts(last, "a", {1: last["pence"]}))
    assert made.of(0).to_numpy().tolist() == [[3, -1, 2**60 - 1]]


def test_figures_of_other_postings_are_refused():
    rows = postings(100, 7)
    with pytest.raises(AssertionError):
        parts(rows[1:], "a", {1: rows["pence"]})


def test_rows_that_go_by_the_same_name_are_refused():
    with pytest.raises(AssertionError):
        behind(["a", "a"], parts(postings(1), "a", {1: postings(1)["pence"]}))
