"""The journal and its samples: every entry once, with where it came from and who approved it."""

from datetime import date
from fractions import Fraction

import pytest

from ledgers import book_from_text
from nesa_fund.problems import InputError
from nesa_fund.statements.catalogue import Arguments, statement_named

AS_AT = date(2025, 12, 31)
MORE = """
;; batch 6 bills.xlsx bill.pdf recorded=2026-01-05 by=clerk approved=
2025-12-03 * "Bookwise Ltd" "Readers" ^Fund-BW-1
  event: "spending"
  plan: "reading"
  source: "bills.xlsx [Bills!A2]"
  document: "bill.pdf"
  Expenses:Fund:General:LearningResources   70.00 GBP
  Liabilities:Fund:Suppliers                   -70.00 GBP
2025-12-04 * "Bookwise Ltd" "Readers" ^Fund-BW-1
  event: "payment"
  source: "bills.xlsx [Bills!A2]"
  Liabilities:Fund:Suppliers    70.00 GBP
  Assets:Fund:Bank             -70.00 GBP
"""
ENTRY, DAY, WHOSE, OTHER, WHAT, AMOUNT, SOURCE, DOCUMENT, AGREED, PEOPLE = range(10)


def journal(book, as_at=AS_AT, **given):
    return statement_named("journal")(book, Arguments(as_at=as_at, **given))


def table(statement, name):
    return next(table for table in statement.tables if table.name == name)


def test_every_entry_stands_in_it_once_in_order_of_date(book):
    rows = table(journal(book), "journal").rows
    assert len(rows) == len(book.transactions) == 14
    assert len({row[ENTRY] for row in rows}) == 14
    assert [row[DAY] for row in rows] == sorted(row[DAY] for row in rows)
    assert sum(row[AMOUNT] or 0 for row in rows) == 2 * (329600 + 158400 + 329600 + 120000 + 20000 + 60000)


def test_an_entry_says_where_it_came_from_what_it_was_agreed_in_and_who_approved_it(ledger):
    book = book_from_text(ledger + MORE)
    spent, paid = table(journal(book), "journal").rows[-2:]
    assert spent[ENTRY].startswith("0006/Fund:")
    assert spent[DAY:] == (
        *(date(2025, 12, 3), "Partnership Fund", "Bookwise Ltd", "spending: Readers", 7000),
        *("bills.xlsx [Bills!A2]", "bill.pdf", "Early reading", "clerk, nobody", None),
    )
    assert paid[WHAT:] == (
        *("payment: Readers", 7000, "bills.xlsx [Bills!A2]", None),
        *("Early reading", "clerk, nobody", None),  # A payment goes by what its charge was agreed in.
    )


def test_an_invoice_names_its_agreement_and_a_contribution_its_schedule(book):
    agreed = {row[WHAT]: row[AGREED] for row in table(journal(book), "journal").rows}
    assert agreed["invoice: Cello teaching, autumn"] == "Instrumental teaching"
    assert agreed["contribution: Contribution 2025-26, instalment 1"] == "schedule 2025-26"
    assert agreed["in kind: Days"] is None


def test_days_of_work_stand_in_a_column_of_their_own_and_have_no_amount(book):
    whole = table(journal(book), "journal")
    assert whole.columns[-1].title == "Staff days"
    assert [row[-1] for row in whole.rows if row[WHAT] == "in kind: Days"] == [Fraction(5, 2), Fraction(5, 2)]
    assert all(row[AMOUNT] is None for row in whole.rows if row[-1])
    assert "Staff days" not in [one.title for one in table(journal(book, date(2025, 12, 1)), "journal").columns]


def test_it_can_be_of_one_entitys_book_and_of_a_period(book):
    said = journal(book, member="Coquet", since=date(2025, 11, 14), until=date(2025, 11, 20))
    assert said.title == "Journal of Coquet"
    assert said.period == "14 November 2025 to 20 November 2025"
    assert [row[WHAT] for row in table(said, "journal").rows] == [
        "invoice: Cello teaching, autumn",
        "credit note: One lesson not given",
    ]


def test_the_kinds_come_to_what_the_entries_come_to(book):
    said = journal(book)
    kinds = table(said, "kinds")
    assert kinds.rows == (
        ("contribution", 4, 976000),
        ("credit note", 2, 40000),
        ("in kind", 2, 0),
        ("invoice", 2, 240000),
        ("payment", 4, 778400 - 659200 + 660000),
    )
    assert kinds.totals[2] == table(said, "journal").totals[AMOUNT]


def test_a_sample_is_a_test_sheet_with_attributes_to_tick(book):
    said = journal(book, sample=4, seed="Ash")
    drawn, sheet = table(said, "sample"), table(said, "test sheet")
    assert said.title == "Sample of the journal"
    assert len(drawn.rows) == 4
    assert [row[0] for row in sheet.rows] == [row[0] for row in drawn.rows]
    assert [column.title for column in sheet.columns] == ["Entry", "Amount", "Source", "Document", *"ABCDEF", "Remark"]
    assert all(row[4:] == (None,) * 7 for row in sheet.rows)
    whole = {row[ENTRY]: row for row in table(journal(book), "journal").rows}
    for row in drawn.rows:
        assert (*row[:6], *row[7:]) == (*whole[row[0]][:6], *whole[row[0]][AGREED : PEOPLE + 1])
    assert [row[1:4] for row in sheet.rows] == [whole[row[0]][AMOUNT:AGREED] for row in sheet.rows]


def test_a_sample_says_how_it_was_drawn_so_that_it_can_be_drawn_again(book):
    said = journal(book, sample=4, seed="Ash")
    assert 'by the SHA-256 of the seed "Ash" and of each entry\'s name' in said.made
    assert said == journal(book, sample=4, seed="Ash")
    places = table(said, "sample").rows
    assert {row[6] for row in places} != {row[6] for row in table(journal(book, sample=4, seed="Elm"), "sample").rows}
    kinds = table(said, "kinds")
    assert kinds.totals[3] == 4
    assert kinds.totals[4] == table(said, "sample").totals[5]


def test_those_as_large_as_a_step_are_in_every_sample_and_work_in_none(book):
    said = journal(book, sample=10, seed="Ash")
    certain = [row for row in table(said, "sample").rows if row[6] == "certain"]
    # Of the 10 steps 4 are the four of 3,296.00 each; then of 6, those of 1,584.00 and of 1,200.00; then none is left.
    assert sorted(row[5] for row in certain) == [120000] * 2 + [158400] * 2 + [329600] * 4
    assert any(note.startswith('"certain" are 8 as large as a step') for note in said.notes)
    everything = journal(book, sample=100, seed="Ash")
    assert len(table(everything, "sample").rows) == 12
    assert any("staff days" in note for note in everything.notes)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"sample": 5}, "a sample needs a seed"),
        ({"sample": 5, "seed": ""}, "a sample needs a seed"),
        ({"seed": "Ash"}, "a seed is for a sample"),
        ({"sample": 5, "seed": "Ash\nElm"}, "a seed is one line of text"),
        ({"sample": 0, "seed": "Ash"}, "a sample of 0 is none"),
        ({"sample": -1, "seed": "Ash"}, "a sample of -1 is none"),
        ({"member": "Harside"}, 'no member "Harside"; the nearest is Hartside'),
        ({"since": date(2026, 1, 1)}, "the period begins on 1 January 2026, after 31 December 2025"),
    ],
)
def test_what_can_not_be_drawn_is_refused(book, given, why):
    with pytest.raises(InputError, match=why):
        journal(book, **given)


def test_other_statements_take_no_sample(book):
    with pytest.raises(InputError, match='"balances" takes no choice of a sample'):
        statement_named("balances")(book, Arguments(as_at=AS_AT, sample=3))
    with pytest.raises(InputError, match='"balances" takes no choice of a seed'):
        statement_named("balances")(book, Arguments(as_at=AS_AT, seed="Ash"))
