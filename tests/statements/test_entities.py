"""Every entity's balance sheet and income statement: each figure is worked by hand from the entries above it."""

from datetime import date

import pytest

from ledgers import book_from_text
from nesa_fund.problems import InputError
from nesa_fund.statements import entities
from nesa_fund.statements.catalogue import Arguments, statement_named

LEDGER = """
2024-09-01 custom "alliance" "Coast and Castle Alliance"
2024-09-01 custom "member" "Hartside" "school"
2024-09-01 custom "member" "Coquet" "school"
  name: "Coquet High School"
2024-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"
2024-09-01 custom "member" "Elm" "school"
2026-09-01 custom "member" "Ash" "school"

2026-06-01 custom "plan" "2026-27" "maths" 30.00 GBP

2024-09-01 * "Opening bank balance" ^Opening-Hartside
  event: "opening"
  Assets:Hartside:Bank         5000.00 GBP
  Equity:Hartside:Opening     -5000.00 GBP

2024-09-01 * "Coquet" "Owed from before" ^Hartside-OLD
  event: "opening"
  Assets:Hartside:Debtors:Coquet   120.00 GBP
  Equity:Hartside:Opening         -120.00 GBP
2024-09-01 * "Hartside" "Owed from before" ^Hartside-OLD
  event: "opening"
  Equity:Coquet:Opening              120.00 GBP
  Liabilities:Coquet:Creditors:Hartside -120.00 GBP

2024-10-01 * "Hartside" "Of the old cash book" ^Cashbook-1
  event: "cashbook"
  year: "2024-25"
  Assets:Fund:Bank                      700.00 GBP
  Income:Fund:Contributions:Hartside   -700.00 GBP

2025-11-03 * "Coquet" "Cello, with VAT that the customer bears" ^Hartside-1
  event: "invoice"
  Assets:Hartside:Debtors:Coquet        240.00 GBP
  Income:Hartside:Recharges:Teaching   -200.00 GBP
  Liabilities:Hartside:VAT              -40.00 GBP
2025-11-03 * "Hartside" "Cello, with VAT that the customer bears" ^Hartside-1
  event: "invoice"
  Expenses:Coquet:Costs:Teaching          240.00 GBP
  Liabilities:Coquet:Creditors:Hartside  -240.00 GBP

2025-11-04 * "Fund" "Workshops that a grant bears" ^Hartside-2
  event: "invoice"
  Assets:Hartside:Debtors:Fund          310.00 GBP
  Income:Hartside:Recharges:Teaching   -310.00 GBP
2025-11-04 * "Hartside" "Workshops that a grant bears" ^Hartside-2
  event: "invoice"
  Expenses:Fund:Grants:SSIF:Teaching     310.00 GBP
  Liabilities:Fund:Creditors:Hartside   -310.00 GBP

2025-11-05 * "North Net Ltd" "Broadband" ^Hartside-NN-1
  event: "shared-cost"
  Expenses:Hartside:Costs:Broadband   60.00 GBP
  Assets:Hartside:Debtors:Coquet      40.00 GBP
  Assets:Hartside:VAT                 20.00 GBP
  Liabilities:Hartside:Suppliers    -120.00 GBP
2025-11-05 * "Hartside" "Broadband" ^Hartside-NN-1
  event: "shared-cost"
  Expenses:Coquet:Costs:Broadband          40.00 GBP
  Liabilities:Coquet:Creditors:Hartside   -40.00 GBP

2025-11-06 * "North Net Ltd" "Broadband" ^Hartside-NN-1
  event: "payment"
  Liabilities:Hartside:Suppliers   100.00 GBP
  Assets:Hartside:Bank            -100.00 GBP

2025-12-01 * "Summer fair" ^Raised-1
  event: "raised"
  Assets:HartsidePTA:Bank     90.00 GBP
  Income:HartsidePTA:Raised  -90.00 GBP
2025-12-02 * "Hartside" "Books" ^Gift-1
  event: "gift"
  Expenses:HartsidePTA:Gifts:Hartside   70.00 GBP
  Assets:HartsidePTA:Bank              -70.00 GBP
2025-12-02 * "HartsidePTA" "Books" ^Gift-1
  event: "gift"
  Assets:Hartside:Bank               70.00 GBP
  Income:Hartside:Gifts:HartsidePTA -70.00 GBP

2026-08-20 * "Coquet" "Charged before its year begins" ^Fund-2026-27-Coquet-1
  event: "contribution"
  year: "2026-27"
  Assets:Fund:Debtors:Coquet          30.00 GBP
  Income:Fund:Contributions:Coquet   -30.00 GBP
2026-08-20 * "Fund" "Charged before its year begins" ^Fund-2026-27-Coquet-1
  event: "contribution"
  year: "2026-27"
  Expenses:Coquet:Contribution           30.00 GBP
  Liabilities:Coquet:Creditors:Fund     -30.00 GBP

2026-08-31 * "Coquet" "Days are no pounds" ^InKind-1
  event: "in-kind"
  Expenses:Hartside:InKind:Coquet   2.50 DAY
  Equity:Hartside:InKind           -2.50 DAY

2026-09-30 * "Fund" "Of the next year" ^Fund-2026-27-Coquet-1
  event: "payment"
  Liabilities:Coquet:Creditors:Fund    30.00 GBP
  Assets:Coquet:Bank                  -30.00 GBP
2026-09-30 * "Coquet" "Of the next year" ^Fund-2026-27-Coquet-1
  event: "payment"
  Assets:Fund:Bank               30.00 GBP
  Assets:Fund:Debtors:Coquet    -30.00 GBP
"""
NAMES = ("Coquet High School", "Hartside", "HartsidePTA", "Partnership Fund", "Between them", "Together")


@pytest.fixture(scope="module")
def book():
    return book_from_text(LEDGER)


def drawn(book, as_at=date(2026, 8, 31), **more):
    statement = statement_named("entities")(book, Arguments(as_at=as_at, **more))
    return statement, {table.name: {row[0]: row[1:] for row in table.rows} for table in statement.tables}


def test_what_entities_owe_each_other_comes_to_nothing_in_the_total(book):
    statement, tables = drawn(book)
    assert [column.title for column in statement.tables[0].columns[1:]] == [*NAMES]
    assert tables["holdings"] == {
        "In the Fund's bank": (None, None, None, 70000, None, 70000),
        "Through members' banks": (None, 497000, 2000, None, None, 499000),  # 5,000 - 100 + 70; 90 - 70.
        # Hartside: 120 + 240 + 40 of Coquet, 310 of the Fund; the Fund: 30 of Coquet.
        "Owed by other entities": (None, 71000, None, 3000, -74000, 0),
        "VAT to reclaim": (None, 2000, None, None, None, 2000),
        "Owed to other entities": (-43000, None, None, -31000, 74000, 0),
        "Owed to firms": (None, -2000, None, None, None, -2000),
        "VAT owed": (None, -4000, None, None, None, -4000),
        "Contributions of later years": (3000, None, None, -3000, None, 0),
    }
    assert statement.tables[0].totals == ("Net", -40000, 564000, 2000, 39000, 0, 565000)


def test_where_that_came_from_comes_to_the_same(book):
    statement, tables = drawn(book)
    assert tables["owned"] == {
        "Brought in": (-12000, 512000, None, None, None, 500000),
        "Results of earlier years": (None, None, None, 70000, None, 70000),
        "Result of the year": (-28000, 52000, 2000, -31000, None, -5000),
    }
    assert statement.tables[1].totals == statement.tables[0].totals


def test_what_entities_charge_and_give_each_other_is_neither_income_nor_cost_of_all_together(book):
    statement, tables = drawn(book)
    assert tables["earned"] == {
        "Charged to others": (None, 51000, None, None, -51000, 0),
        "Raised": (None, None, 9000, None, None, 9000),
        "Gifts from associations": (None, 7000, None, None, -7000, 0),
        # What is left of 240 + 40 + 60 is the firm's bill without its VAT, and the 40 of VAT that Coquet bears.
        "Costs": (-28000, -6000, None, None, 20000, -14000),
        "Spent of grants": (None, None, None, -31000, 31000, 0),
        "Gifts to the host school": (None, None, -7000, None, 7000, 0),
    }
    assert statement.tables[2].totals == ("Result of the year", *tables["owned"]["Result of the year"][:4], 0, -5000)


def test_a_contribution_counts_in_the_year_that_it_is_for(book):
    _, tables = drawn(book, date(2026, 9, 30))
    assert tables["earned"] == {
        "Contributions": (None, None, None, 3000, -3000, 0),
        "Contributions to the Fund": (-3000, None, None, None, 3000, 0),
    }
    assert tables["owned"]["Results of earlier years"] == (-28000, 52000, 2000, 39000, None, 65000)
    assert "Contributions of later years" not in tables["holdings"]


def test_a_cash_book_of_before_has_no_other_side_to_take_out(book):
    _, tables = drawn(book, year="2024-25")
    assert tables["earned"] == {"Contributions": (None, None, 70000, None, 70000)}


def test_members_banks_are_movements_of_the_year_and_since_the_book_began(book):
    statement, tables = drawn(book)
    assert tables["banks"] == {"Hartside": (500000, 7000, -10000, 497000), "HartsidePTA": (0, 9000, -7000, 2000)}
    assert "no bank balance" in statement.notes[0]
    assert "Coquet High School" not in tables["banks"]


def test_it_answers_what_is_owed_between_them_and_what_came_from_outside(book):
    said = [one.answer for one in drawn(book)[0].answers]
    assert said[0].startswith(
        "£740.00 by the books of those it is owed to; the books of those that owe it say the same"
    )
    assert said[1] == "£90.00 came, and £140.00 was spent, all entities together."


def test_a_member_without_an_entry_is_named_once_it_has_joined(book):
    assert drawn(book)[0].notes[-1] == "In membership and without an entry: Elm."


def test_two_books_that_do_not_agree_are_left_in_the_total_and_said(ledger):
    one_sided = """
;; batch 6
2025-12-01 * "Hartside" "Reading volunteers" ^Coquet-7
  event: "invoice"
  Assets:Coquet:Debtors:Hartside     400.00 GBP
  Income:Coquet:Recharges:Teaching  -400.00 GBP
"""
    statement, tables = drawn(book_from_text(ledger + one_sided), date(2025, 12, 31))
    assert tables["holdings"]["Owed by other entities"][-2:] == (-238400, 0)
    assert tables["holdings"]["Owed to other entities"][-2:] == (238400, 40000)
    assert tables["earned"]["Costs"] == (-100000, None, None, 140000, 40000)  # The customer has no cost of it.
    assert (
        "£2,384.00 by the books of those it is owed to; the books of those that owe it differ from that by £400.00"
        in statement.answers[0].answer
    )


def test_a_book_that_does_not_balance_is_shown_as_such(ledger):
    uneven = """
;; batch 6
2025-12-01 * "North Net Ltd" "A slip" ^Hartside-NN-9
  event: "payment"
  Liabilities:Hartside:Suppliers   10.00 GBP
  Assets:Hartside:Bank             -9.00 GBP
"""
    statement, tables = drawn(book_from_text(ledger + uneven), date(2025, 12, 31))
    assert tables["owned"]["Doesn't balance"] == (None, 100, None, None, 100)
    assert statement.tables[1].totals == statement.tables[0].totals
    assert "SEP2" in statement.notes[-2]


def test_an_account_of_no_known_class_has_a_line_all_the_same(ledger):
    odd = """
;; batch 6
2025-12-01 * "Nobody" "Odd" ^Odd-1
  Assets:Hartside:Vault       5.00 GBP
  Income:Hartside:Luck       -4.00 GBP
  Expenses:Hartside:Luck      2.00 GBP
  Liabilities:Hartside:Luck  -3.00 GBP
"""
    _, tables = drawn(book_from_text(ledger + odd), date(2025, 12, 31))
    assert tables["holdings"]["Other assets"][1] == 500
    assert tables["holdings"]["Other debts"][1] == -300
    assert tables["earned"]["Other income"][1] == 400
    assert tables["earned"]["Other costs"][1] == -200


def test_of_many_entities_each_has_a_row_and_the_figures_are_the_same(book, monkeypatch):
    monkeypatch.setattr(entities, "MOST_COLUMNS", 4)
    wide, _ = drawn(book)
    assert [column.title for column in wide.tables[0].columns[1:]] == [*NAMES]
    monkeypatch.setattr(entities, "MOST_COLUMNS", 3)
    long, tables = drawn(book)
    assert list(tables["holdings"]) == [*NAMES[:-1]]
    for across, down in zip(wide.tables[:3], long.tables[:3], strict=True):
        assert [column.title for column in down.columns[1:-1]] == [row[0] for row in across.rows]
        turned = list(zip(*(row[1:] for row in down.rows), strict=True))
        shown = [row[1:-1] for row in across.rows]
        assert [one[: len(down.rows)] for one in turned[:-1]] == [row[: len(down.rows)] for row in shown]
        assert down.totals[1:] == (*(row[-1] for row in across.rows), across.totals[-1])


def test_a_year_that_has_not_begun_is_refused(book):
    with pytest.raises(InputError, match=r"2026-27 begins on 1 September 2026, after 31 August 2026"):
        drawn(book, year="2026-27")
