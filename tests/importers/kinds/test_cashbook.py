"""The cash book of earlier years: the Fund's book alone, before the charter, its balance checked line by line."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folders import CLERK, FOUNDED, founded
from honest import is_honest
from made_once import made_once
from nesa_fund.actions.found import alliance_fact, found
from nesa_fund.actions.strike import Striking, strike
from schedules import refused
from sheets import MEMBERS, Paper, balances, bring, item, lines, refusal, said, sheet, take, xlsx

HEADER = ("Date", "Details", "In", "Out", "Balance", "School", "Line")
GRANTS = (
    ("Grant", "Giver", "Title", "Amount", "Date"),
    ("SSIF", "Coastal Trust", "School improvement", 5000, date(2022, 9, 1)),
)
FORWARD = (date(2022, 9, 1), "Brought forward", None, None, 500, None, None)
FIRST_YEAR = (
    FORWARD,
    (date(2022, 10, 3), "Cluster subscription", 1000, None, 1500, "Hartside", None),
    (date(2022, 10, 3), "Cluster subscription", 1000, None, 2500, "Coquet High", "Contribution"),
    (date(2022, 11, 9), "Training day", None, 640.25, 1859.75, None, "Training"),
    (date(2023, 3, 31), "Interest", 1.2, None, 1860.95, None, "Interest"),
)
SECOND_YEAR = (
    (date(2023, 9, 1), "Brought forward", None, None, 1860.95, None, None),
    (date(2023, 10, 2), "Grant", 2500, 0, 4360.95, None, "SSIF"),
    (date(2024, 2, 1), "Consultant", 0, 2500, 1860.95, None, "SSIF: Consultancy"),
    (date(2024, 2, 1), "Consultant", 0, 1500, 360.95, None, "Consultancy"),
)
THIRD_YEAR = (
    (date(2024, 9, 1), "Brought forward", None, None, 360.95, None, None),
    (date(2024, 10, 1), "Cluster subscription", 1000, None, None, "Rothley", None),
    (date(2025, 6, 1), "Overspent on travel", None, 1900, -539.05, None, "Training"),
    (date(2025, 8, 31), "Cluster subscription", 600, None, 60.95, "Elsdon", None),
)


@made_once
def _begun(root):
    found(root, alliance_fact("Coast and Castle Alliance", FOUNDED, {"charter-from": "2025-09-01"}), CLERK)
    take(root, MEMBERS)
    take(root, GRANTS)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def booked(*rows):
    return [HEADER, *rows]


def workbook(**years):
    return Paper("cashbook.xlsx", xlsx({name: booked(*rows) for name, rows in years.items()}))


def test_each_line_stands_in_the_funds_book_and_names_the_school_that_paid(root):
    take(root, booked(*FIRST_YEAR))
    assert item(root, "Opening-Fund") == lines(
        """
        2022-09-01 * "Brought forward" ^Opening-Fund
          event: "opening"
          Assets:Fund:Bank      500.00 GBP
          Equity:Fund:Opening  -500.00 GBP
        """
    )
    assert item(root, "Cashbook-Fund-2022-10-03-2") == lines(
        """
        2022-10-03 * "Coquet" "Cluster subscription" ^Cashbook-Fund-2022-10-03-2
          event: "cashbook"
          year: "2022-23"
          Assets:Fund:Bank                   1000.00 GBP
          Income:Fund:Contributions:Coquet  -1000.00 GBP
        """
    )
    assert item(root, "Cashbook-Fund-2022-11-09-1") == lines(
        """
        2022-11-09 * "Training day" ^Cashbook-Fund-2022-11-09-1
          event: "cashbook"
          Assets:Fund:Bank               -640.25 GBP
          Expenses:Fund:General:Training  640.25 GBP
        """
    )
    assert balances(root)["Income:Fund:Interest"] == -120


def test_three_years_of_a_cluster_break_no_rule_on_day_one(root):
    take(root, workbook(Third=THIRD_YEAR, First=FIRST_YEAR, Second=SECOND_YEAR))
    found_ = balances(root)
    assert found_["Assets:Fund:Bank"] == 6095
    assert found_["Income:Fund:Grants:SSIF"] == -250000
    assert found_["Expenses:Fund:Grants:SSIF:Consultancy"] == 250000
    assert {account.split(":")[1] for account in found_} == {"Fund"}
    assert is_honest(root, FOUNDED)
    assert is_honest(root)


@pytest.mark.parametrize("together", [True, False])
def test_the_same_years_again_add_nothing(root, together):
    years = {"First": FIRST_YEAR, "Second": SECOND_YEAR, "Third": THIRD_YEAR}
    drops = [years] if together else [{name: rows} for name, rows in years.items()]
    for drop in (*drops, *drops):
        imported = take(root, workbook(**drop))
    assert imported.batch is None
    assert balances(root)["Assets:Fund:Bank"] == 6095


def test_what_else_the_fund_began_with_stands_beside_what_its_bank_brought_forward(root):
    header = ("Entity", "What", "Who", "Amount", "Date")
    take(root, booked(*FIRST_YEAR))
    grant = ("Fund", "grant unspent", "SSIF", 200)
    first = "the first day of Fund's book, 1 September 2022"
    assert refusal(root, [header, (*grant, FOUNDED)]).endswith(first)
    take(root, [header, (*grant, date(2022, 9, 1))])
    assert take(root, booked(*FIRST_YEAR)).batch is None
    assert take(root, [header, (*grant, date(2022, 9, 1))]).batch is None
    assert item(root, "Opening-Fund").count('event: "opening"') == 2
    assert is_honest(root)


def test_what_a_school_got_back_lessens_its_contribution(root):
    back = (date(2022, 12, 1), "Paid twice", None, 400, None, "Hartside", "Contribution")
    take(root, booked(*FIRST_YEAR[:2], back))
    assert item(root, "Cashbook-Fund-2022-12-01-1") == lines(
        """
        2022-12-01 * "Hartside" "Paid twice" ^Cashbook-Fund-2022-12-01-1
          event: "cashbook"
          year: "2022-23"
          Assets:Fund:Bank                      -400.00 GBP
          Income:Fund:Contributions:Hartside     400.00 GBP
        """
    )
    assert is_honest(root)
    blank = refusal(root, booked((*back[:6], None)))
    assert "; what Hartside got back of its contribution has contribution as its Line" in blank


def test_two_equal_lines_are_two(root):
    line = (*FIRST_YEAR[1][:4], None, *FIRST_YEAR[1][5:])
    take(root, booked(line, line))
    assert take(root, booked(line, line)).batch is None
    assert take(root, booked(line, line, line)).new == 1
    assert balances(root)["Income:Fund:Contributions:Hartside"] == -300000


def test_a_wrong_balance_is_refused_at_its_cell_with_both_figures_and_only_there(root):
    wrong = (*FIRST_YEAR[2][:4], 2499, *FIRST_YEAR[2][5:])
    after = (*FIRST_YEAR[3][:4], 1858.75, *FIRST_YEAR[3][5:])
    problem = refusal(root, booked(*FIRST_YEAR[:2], wrong, after))
    assert problem.endswith('E4] Balance "2499": is £2,499.00, but the rows so far come to £2,500.00')


def test_a_balance_carried_forward_is_checked_and_nothing_more(root):
    last = date(2023, 8, 31), "Carried forward", None, None
    assert take(root, booked(*FIRST_YEAR, (*last, 1860.95, None, None))).new == len(FIRST_YEAR)
    assert refusal(root, booked(*FIRST_YEAR, (*last, 1860, None, None))).endswith("the rows so far come to £1,860.95")


def test_a_first_balance_that_nothing_brought_forward_is_refused(root):
    fault = "but the rows so far come to £1,000.00; what was there before is a first row with nothing but its Balance"
    assert refusal(root, booked(FIRST_YEAR[1])).endswith(f"is £1,500.00, {fault}")


def test_a_later_book_begins_with_what_the_earlier_one_ended_with(root):
    take(root, booked(*FIRST_YEAR))
    other = (*SECOND_YEAR[0][:4], 1860.96, None, None)
    assert refusal(root, booked(other)).endswith(
        "is £1,860.96 brought forward, but the Fund's book comes to £1,860.95 before that day"
    )


def test_spending_on_a_line_of_that_years_plan_takes_its_category(root):
    plan = (("Year", "Line", "Title", "Amount", "Category"), ("2022-23", "maths", "Maths network", 900, "Training"))
    take(root, plan)
    take(root, booked(FORWARD, (*FIRST_YEAR[3][:4], None, None, "Maths network")))
    assert 'plan: "maths"' in item(root, "Cashbook-Fund-2022-11-09-1")
    assert balances(root)["Expenses:Fund:General:Training"] == 64025


def test_a_cash_book_needs_the_day_that_the_charter_binds_from(tmp_path):
    root = founded(tmp_path / "ledger")
    take(root, MEMBERS)
    problem = refusal(root, booked(*FIRST_YEAR[:2]))
    assert "the alliance has no charter-from" in problem
    assert problem.endswith("import a sheet of settings with Setting charter-from and its Value")
    take(root, [("Setting", "Value", "Date"), ("charter-from", date(2025, 9, 1), date(2025, 9, 2))])
    take(root, booked(*FIRST_YEAR[:2]))


def test_a_fund_whose_bank_was_brought_in_later_has_no_cash_book_before_it(root):
    header = ("Entity", "What", "Who", "Amount", "Date")
    take(root, [header, ("Fund", "bank balance", None, 60.95, FOUNDED)])
    assert "is before Partnership Fund's balances were brought in, on 1 September 2025" in refusal(
        root, booked((*FIRST_YEAR[1][:4], None, "Hartside", None))
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((FOUNDED, "Late", 1, None, None, "Ash", None), 'A3] Date "01/09/2025": is not before 1 September 2025, from'),
        ((date(2023, 1, 1), "Both", 1, 1, None, None, "Training"), 'D3] Out "1": has an amount beside In: money comes'),
        ((date(2023, 1, 1), "None", None, None, None, None, None), "C3] In: is blank, and so is Out"),
        ((date(2023, 1, 1), "Back", -1, None, None, "Coquet", None), 'C3] In "-1": is below zero; write it without'),
        ((date(2023, 1, 1), "Ash", 1, None, None, "Ash", None), 'F3] School "Ash": no member of that name'),
        ((date(2023, 1, 1), "What", 1, None, None, None, None), "G3] Line: is blank, and so is School: money in has a"),
        ((date(2023, 1, 1), "What", 1, None, None, None, "Sales"), 'G3] Line "Sales": does not tell what came in'),
        ((date(2023, 1, 1), "What", 1, None, None, "Coquet", "Interest"), 'G3] Line "Interest": beside a School'),
        ((date(2023, 1, 1), "What", None, 1, None, None, None), "G3] Line: is blank: money out names a category, or a"),
        ((date(2023, 1, 1), "What", None, 1, None, None, "Trainin"), 'G3] Line "Trainin": is neither a category nor a'),
        ((date(2023, 1, 1), "What", None, 1, None, None, "Elm: Training"), 'G3] Line "Elm: Training": no grant of'),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_recorded_is_refused_by_cell(root, row, fault):
    assert refusal(root, booked(FORWARD, row)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_every_fault_of_a_book_is_named(root):
    rows = booked(FORWARD, (FOUNDED, "Late", 1, None, 501, "Coquet", None), (*FIRST_YEAR[1][:4], 1500, "Elm", None))
    problems = said(bring(root, rows))
    assert [problem.partition("!")[2].partition("]")[0] for problem in problems] == ["A3", "E4", "F4"]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pence=st.lists(st.integers(-(10**7), 10**7).filter(bool), min_size=1, max_size=12))
def test_any_book_whose_balances_are_right_comes_to_its_last_balance(tmp_path_factory, pence):
    root = tmp_path_factory.mktemp("books") / "ledger"
    found(root, alliance_fact("Coast and Castle Alliance", FOUNDED, {"charter-from": "2025-09-01"}), CLERK)
    take(root, MEMBERS)
    rows, held = [], 0
    for one in pence:
        held += one
        into, out = (one / 100, None) if one > 0 else (None, -one / 100)
        rows.append((date(2023, 1, 1), "Line", into, out, held / 100, None, "Interest" if one > 0 else "Training"))
    take(root, sheet(booked(*rows)))
    assert balances(root).get("Assets:Fund:Bank", 0) == held


def test_the_setting_that_a_cash_book_ends_with_is_not_struck(tmp_path):
    root = founded(tmp_path / "ledger")
    take(root, MEMBERS)
    charter = take(root, [("Setting", "Value"), ("charter-from", "2025-09-01")], as_at=date(2025, 9, 2)).batch
    batch = take(root, booked(*FIRST_YEAR)).batch
    assert charter
    striking = Striking(charter, "Sheet1!A2", "not yet")
    told = refused(root, lambda: strike(root, striking, date(2025, 10, 1), CLERK))
    rest = f"batch {batch}, the cash book of before its charter-from, rests on it"
    assert told == f"the alliance can't be struck: {rest}; take that back first"
    take(root, [("Setting", "Value"), ("terms-days", 14)], as_at=date(2025, 9, 3))
    strike(root, striking, date(2025, 10, 1), CLERK)  # The later settings hold it on.
    assert is_honest(root)
