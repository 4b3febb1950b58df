"""Public funding beside contributions: worked by hand, each member by its own year."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ledgers import book_from_text
from nesa_fund.statements.catalogue import Arguments, statement_named
from nesa_fund.store import open_ledger

AS_AT = date(2026, 8, 31)
LEDGER = Path(__file__).parents[2] / "ledger"
HARTSIDE = "Hartside Middle School"
FUNDING = """
;; batch 6
2025-09-01 custom "member" "Ash" "school"
  year-start: "04-01"
2025-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"
2025-04-01 custom "funding" "Ash" "2025-26" "BudgetShare" 900000.00 GBP
2025-04-01 custom "deduction" "Ash" "2025-26" "BudgetShare" 4000.00 GBP
  reason: "rates"
  publisher: "Coastshire Council"
2025-04-01 custom "deduction" "Ash" "2025-26" "BudgetShare" 500.00 GBP
  reason: "de-delegation"
2025-04-01 custom "funding" "Ash" "2025-26" "PupilPremium" 40000.00 GBP
2026-04-01 custom "funding" "Ash" "2026-27" "BudgetShare" 1.00 GBP
2025-09-01 custom "funding" "Hartside" "2025-26" "GAG" 800000.00 GBP
2024-09-01 custom "funding" "Hartside" "2024-25" "GAG" 2.00 GBP
2025-09-01 custom "deduction" "Coquet" "2025-26" "GAG" 10.00 GBP
  reason: "recoupment"

2025-06-01 * "" "BudgetShare 2025-26" ^Funding-Ash-2025-26-BudgetShare-1
  event: "funding"
  year: "2025-26"
  Assets:Ash:Bank                    895500.00 GBP
  Income:Ash:Funding:BudgetShare    -895500.00 GBP

2026-04-20 * "" "BudgetShare 2026-27" ^Funding-Ash-2026-27-BudgetShare-1
  event: "funding"
  year: "2026-27"
  Assets:Ash:Bank                         3.00 GBP
  Income:Ash:Funding:BudgetShare         -3.00 GBP

2026-04-21 * "" "The last of the year before" ^Funding-Ash-2025-26-PupilPremium-1
  event: "funding"
  year: "2025-26"
  Assets:Ash:Bank                     40000.01 GBP
  Income:Ash:Funding:PupilPremium    -40000.01 GBP

2025-10-05 * "" "GAG 2025-26" ^Funding-Hartside-2025-26-GAG-1
  event: "funding"
  year: "2025-26"
  Assets:Hartside:Bank               300000.00 GBP
  Income:Hartside:Funding:GAG       -300000.00 GBP

2025-10-06 * "" "A slip" ^Funding-Hartside-2025-26-GAG-2
  event: "funding"
  year: "2025-26"
  Assets:Hartside:Bank                    7.00 GBP
  Income:Hartside:Funding:GAG            -7.00 GBP

2025-10-07 * "" "Nothing is published of it" ^Funding-Rothley-2025-26-UIFSM-1
  event: "funding"
  year: "2025-26"
  Assets:Rothley:Bank                   500.00 GBP
  Income:Rothley:Funding:UIFSM         -500.00 GBP

2025-12-15 * "Hartside" "Returned" ^Fund-2025-26-Hartside-surplus
  event: "surplus"
  year: "2025-26"
  Income:Fund:Contributions:Hartside     96.00 GBP
  Assets:Fund:Debtors:Hartside          -96.00 GBP

2025-12-15 * "Coquet" "Of another year" ^Fund-2026-27-Coquet-1
  event: "contribution"
  year: "2026-27"
  Assets:Fund:Debtors:Coquet            999.00 GBP
  Income:Fund:Contributions:Coquet     -999.00 GBP
;; batch 7
2026-09-02 * "" "A slip" ^Funding-Hartside-2025-26-GAG-2
  event: "reversal"
  reverses: "0006"
  Assets:Hartside:Bank                   -7.00 GBP
  Income:Hartside:Funding:GAG             7.00 GBP
"""


@pytest.fixture(scope="module")
def book(ledger):
    return book_from_text(ledger + FUNDING)


def statement(book, as_at=AS_AT, year="2025-26", name="funding"):
    return statement_named(name)(book, Arguments(as_at=as_at, year=year))


def table(said, name):
    return next(one for one in said.tables if one.name == name)


def test_each_stream_as_published_less_deducted_and_received(book):
    # Published, less deducted, received, still to come.
    assert table(statement(book), "streams").rows == (
        ("Ash", "BudgetShare", 90000000, 450000, 89550000, 0),
        ("Ash", "PupilPremium", 4000000, 0, 4000001, -1),
        ("Coquet", "GAG", None, 1000, 0, None),
        (HARTSIDE, "GAG", 80000000, 0, 30000000, 50000000),
        ("Rothley", "UIFSM", None, 0, 50000, None),
    )


def test_the_contribution_stands_beside_the_funding_of_the_members_own_year(book):
    september = date(2025, 9, 1)
    # Its year begins, published less deducted, received, contribution charged and paid, and as part of the first.
    assert table(statement(book), "members").rows == (
        ("Ash", date(2025, 4, 1), 93550000, 93550001, 0, 0, Fraction(0)),
        ("Coquet", september, None, 0, 158400, 0, None),
        ("Elsdon", september, None, None, 0, 0, None),
        (HARTSIDE, september, 80000000, 30000000, 320000, 329600, Fraction(320000, 80000000)),
        ("Rothley", september, None, 50000, 0, 0, None),
    )


def test_each_deduction_is_told_with_its_reason_and_who_published_it(book):
    assert table(statement(book), "deductions").rows == (
        ("Ash", "BudgetShare", "de-delegation", 50000, None),
        ("Ash", "BudgetShare", "rates", 400000, "Coastshire Council"),
        ("Coquet", "GAG", "recoupment", 1000, None),
    )


def test_the_streams_of_a_member_come_to_its_line(book):
    said = statement(book)
    _, _, _, received, charged, _, _ = table(said, "members").totals
    _, _, published, deducted, streams_received, awaited = table(said, "streams").totals
    assert received == streams_received == 93550001 + 30000000 + 50000
    assert table(said, "deductions").totals[3] == deducted
    assert published - deducted + 1000 - (received - 50000) == awaited  # But for what has nothing published.
    assert charged == 158400 + 320000


def test_the_contribution_is_what_the_statement_of_the_fund_says(book):
    for one in (book, open_ledger(LEDGER).book):
        funds = {row[0]: row[1] for row in table(statement(one, name="fund"), "contributions").rows}
        ours = {row[0]: row[4] for row in table(statement(one), "members").rows}
        assert {name: pence for name, pence in ours.items() if pence} == funds


def test_what_came_later_is_not_seen_and_another_year_is_its_own(book):
    before = {row[1]: row[4] for row in table(statement(book, date(2026, 4, 20)), "streams").rows if row[0] == "Ash"}
    assert before == {"BudgetShare": 89550000, "PupilPremium": 0}
    after = statement(book, date(2026, 9, 1), "2026-27")
    assert table(after, "streams").rows == (("Ash", "BudgetShare", 100, 0, 300, -200),)
    assert [row[4] for row in table(after, "members").rows] == [0, 99900, 0, 0, 0]


def joined(code, day, **more):
    said = "".join(f'  {key.replace("_", "-")}: "{text}"\n' for key, text in more.items())
    return f'\n{day} custom "member" "{code}" "school"\n{said}'


def test_a_member_is_shown_while_its_own_year_or_the_alliances_has_it(ledger):
    gone = '\n2025-03-31 custom "withdrawal" "Ash"\n2025-04-01 custom "withdrawal" "Elm"\n'
    came = "".join(joined(code, "2024-09-01", year_start="04-01") for code in ("Ash", "Elm"))
    late = joined("Linn", "2026-08-31", year_start="04-01") + joined("Dale", "2026-09-01", year_start="04-01")
    shown = {row[0] for row in table(statement(book_from_text(ledger + came + late + gone)), "members").rows}
    assert shown & {"Ash", "Elm", "Linn", "Dale"} == {"Elm", "Linn"}
    charged = ledger.replace("Coquet", "Ash").replace('2025-09-01 custom "member" "Ash" "school"', "")
    shown = {row[0] for row in table(statement(book_from_text(charged + came + gone)), "members").rows}
    assert "Ash" in shown  # Whatever it was charged for the year is shown, also where it should not have been.


@pytest.mark.parametrize(("start", "begins"), [("04-01", (2025, 4)), ("10-01", (2025, 10)), ("", (2025, 9))])
def test_its_own_year_is_the_one_that_begins_in_the_same_calendar_year(ledger, start, begins):
    text = ledger + joined("Ash", "2025-09-01", year_start=start)
    (row,) = [row for row in table(statement(book_from_text(text)), "members").rows if row[0] == "Ash"]
    assert row[1] == date(*begins, 1)


def test_a_payment_that_was_taken_back_was_not_paid(ledger):
    back = """
;; batch 6
2025-10-20 * "Hartside" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Hartside-1
  event: "reversal"
  reverses: "0005"
  Assets:Fund:Bank                              -3296.00 GBP
  Assets:Fund:Debtors:Hartside                   3296.00 GBP
"""
    rows = {row[0]: row[4:6] for row in table(statement(book_from_text(ledger + back)), "members").rows}
    assert rows[HARTSIDE] == (329600, 0)


def test_what_is_not_published_is_said(book):
    assert (
        statement(book).notes[-1]
        == "Not shown yet: nothing published is recorded for Coquet (GAG), Elsdon, Rothley (UIFSM)."
    )
    assert "Not shown yet" not in " ".join(statement(book_from_text(ONE)).notes)


ONE = """
2025-09-01 custom "alliance" "Ash and Elm"
2025-09-01 custom "member" "Ash" "school"
2025-09-01 custom "funding" "Ash" "2025-26" "GAG" 0.00 GBP
"""


def test_of_a_member_the_streams_that_nothing_is_published_of_are_told_and_not_deducted_from_others(ledger):
    more = """
2025-09-01 custom "funding" "Coquet" "2025-26" "UIFSM" 100.00 GBP
"""
    said = statement(book_from_text(ledger + FUNDING + more))
    assert said.notes[-1] == "Not shown yet: nothing published is recorded for Coquet (GAG), Elsdon, Rothley (UIFSM)."
    (coquet,) = [row for row in table(said, "members").rows if row[0] == "Coquet"]
    assert coquet[2:4] == (10000, 0)


def test_nothing_published_is_no_part_of_nothing():
    assert table(statement(book_from_text(ONE)), "members").rows == (("Ash", date(2025, 9, 1), 0, 0, 0, 0, None),)
