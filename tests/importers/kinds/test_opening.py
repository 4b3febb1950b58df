"""Opening balances: on the first day of each book, and an old debt once in both."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honest import is_honest
from made_once import made_once
from sheets import alliance, balances, bring, item, lines, refusal, said, sheet, take

HEADER = ("Entity", "What", "Who", "Reference", "Due", "Amount", "Date")
FIRST = date(2025, 9, 1)
LATER = date(2026, 1, 1)
BANK = ("Hartside", "Bank balance", None, None, None, 1500, FIRST)
FIRMS = ("Hartside", "owed to suppliers", "North Net Ltd", None, None, 200, FIRST)
DEBT = ("Hartside", "owed by", "Coquet", "0012", date(2025, 10, 15), 300, FIRST)
OTHER_SIDE = ("Coquet High School", "Owed to", "Hartside", "0012", date(2025, 10, 15), 300, FIRST)
GRANT = ("Fund", "Grant unspent", "SSIF", None, None, 400, FIRST)
GRANTS = (
    ("Grant", "Giver", "Title", "Amount", "Date"),
    ("SSIF", "Coastal Trust", "School improvement", 5000, FIRST),
)
JOINER = (
    ("Name", "Kind", "Joined", "Member code"),
    ("Ash First School", "school", LATER, "Ash"),
)


@made_once
def _begun(root):
    root = alliance(root)
    take(root, GRANTS)
    return root


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")


def opened(*rows):
    return [HEADER, *rows]


def test_a_bank_and_its_firms_are_brought_in_against_the_opening_equity(root):
    imported = take(root, opened(BANK, FIRMS))
    assert item(root, "Opening-Hartside") == lines(
        """
        2025-09-01 * "Opening bank balance" ^Opening-Hartside
          event: "opening"
          Assets:Hartside:Bank        1500.00 GBP
          Equity:Hartside:Opening    -1500.00 GBP

        2025-09-01 * "North Net Ltd" "Owed to suppliers from before" ^Opening-Hartside
          event: "opening"
          Liabilities:Hartside:Suppliers    -200.00 GBP
          Equity:Hartside:Opening            200.00 GBP
        """
    )
    assert "Hartside's opening equity, what is left of its balances, is £1,300.00" in imported.readings
    assert is_honest(root)


def test_a_bank_balance_with_a_name_is_of_a_second_account(root):
    deposit = (*BANK[:2], "Deposit account", None, None, 500, FIRST)
    imported = take(root, opened(BANK, deposit))
    assert "Deposit account is a bank account of its own beside the main one" in imported.readings
    assert balances(root) == {
        "Assets:Hartside:Bank": 150000, "Assets:Hartside:Bank:DepositAccount": 50000,
        "Equity:Hartside:Opening": -200000,
    }  # fmt: skip
    assert take(root, opened(BANK, deposit)).batch is None
    assert is_honest(root)


def test_a_grants_unspent_part_keeps_its_restriction(root):
    take(root, opened(("Fund", "bank", None, None, None, 1000, FIRST), GRANT))
    assert item(root, "Opening-Fund").endswith(
        lines(
            """
            2025-09-01 * "Grant unspent from before" ^Opening-Fund
              event: "opening"
              Equity:Fund:Opening:Grants:SSIF    -400.00 GBP
              Equity:Fund:Opening                 400.00 GBP
            """
        )
    )
    assert is_honest(root)


def test_a_debt_stated_by_one_side_stands_in_both_books(root):
    take(root, opened(DEBT))
    assert item(root, "Hartside-0012") == lines(
        """
        2025-09-01 * "Hartside" "Owed from before, 0012" ^Hartside-0012
          event: "opening"
          number: "0012"
          due: "2025-10-15"
          Equity:Coquet:Opening                 300.00 GBP
          Liabilities:Coquet:Creditors:Hartside  -300.00 GBP

        2025-09-01 * "Coquet" "Owed from before, 0012" ^Hartside-0012
          event: "opening"
          number: "0012"
          due: "2025-10-15"
          Assets:Hartside:Debtors:Coquet   300.00 GBP
          Equity:Hartside:Opening         -300.00 GBP
        """
    )
    assert is_honest(root, date(2025, 11, 1))


@pytest.mark.parametrize("together", [True, False])
def test_a_debt_stated_by_both_sides_is_one(root, together):
    sheets = [opened(BANK, DEBT), opened(OTHER_SIDE)]
    drops = [[sheet(sheets[0], "a.xlsx"), sheet(sheets[1], "b.xlsx")]] if together else [[one] for one in sheets]
    for drop in drops:
        take(root, *drop)
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 30000
    assert take(root, opened(BANK, DEBT, OTHER_SIDE)).batch is None


def test_the_other_side_may_leave_out_when_it_is_due(root):
    take(root, opened((*OTHER_SIDE[:4], None, *OTHER_SIDE[5:]), DEBT))
    assert item(root, "Hartside-0012").count('due: "2025-10-15"') == 2
    assert take(root, opened((*OTHER_SIDE[:4], None, *OTHER_SIDE[5:]))).batch is None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((*OTHER_SIDE[:5], 299, FIRST), 'F2] Amount "299": sheet.xlsx [Sheet1!A2] (batch 4) has £300.00 of it, not'),
        (("Rothley", *OTHER_SIDE[1:]), 'C2] Who "Hartside": sheet.xlsx [Sheet1!A2] (batch 4) has this number as owed'),
        ((*OTHER_SIDE[:4], FIRST, 300, FIRST), 'E2] Due "01/09/2025": sheet.xlsx [Sheet1!A2] (batch 4) has it due'),
        ((*OTHER_SIDE[:6], LATER), 'G2] Date "01/01/2026": sheet.xlsx [Sheet1!A2] (batch 4) has it on 1 September'),
        ((*BANK[:5], 1501, FIRST), 'F2] Amount "1501": sheet.xlsx [Sheet1!A3] (batch 4) has £1,500.00 of it, not'),
    ],
)  # fmt: skip
def test_what_is_brought_in_with_other_values_is_refused_with_both_figures(root, row, fault):
    take(root, opened(DEBT, BANK))
    assert refusal(root, opened(row)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_two_sides_that_differ_in_one_drop_are_a_fault(root):
    assert "has £300.00 of it, not £301.00" in refusal(root, opened(DEBT, (*OTHER_SIDE[:5], 301, FIRST)))


def test_two_equal_balances_in_one_sheet_need_something_to_tell_them_apart(root):
    assert "says the same; two such balances need a Who or Reference" in refusal(root, opened(FIRMS, FIRMS))
    take(root, opened(FIRMS, (*FIRMS[:3], "NN-2", *FIRMS[4:])))
    assert balances(root)["Liabilities:Hartside:Suppliers"] == -40000


def test_an_old_debt_is_paid_like_any_charge(root):
    take(root, opened(DEBT))
    take(
        root,
        [("Date", "From", "To", "Amount", "Reference"), (date(2025, 10, 1), "Coquet", "Hartside", 300, "0012")],
    )
    assert "Assets:Hartside:Debtors:Coquet" not in balances(root)
    assert is_honest(root)


def test_a_number_of_an_old_debt_is_no_other_charges_number(root):
    invoices = (
        ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement"),
        ("0012", date(2025, 11, 14), "Hartside", "Coquet", "Cello", 1200, "music"),
    )
    take(root, invoices)
    assert "is the number of another charge of Hartside: Hartside-0012" in refusal(root, opened(DEBT))


def test_balances_come_in_on_the_first_day_of_the_book(root):
    fault = "balances are brought in on the first day of Hartside's book, 1 September 2025"
    assert refusal(root, opened((*BANK[:6], LATER))).endswith(fault)
    assert refusal(root, opened((*BANK[:6], date(2025, 8, 31)))).endswith(fault)


def test_a_late_joiners_debt_comes_in_on_the_first_day_of_the_elder_book_and_so_do_its_balances(root):
    take(root, JOINER)
    debt = ("Hartside", "owed by", "Ash", "7", None, 50, LATER)
    assert refusal(root, opened(debt)).endswith("the first day of Hartside's book, 1 September 2025")
    take(root, opened(("Ash", "bank balance", None, None, None, 10, LATER)))
    early = opened((*debt[:6], FIRST))
    assert "Ash's other balances are brought in later, on 1 January 2026" in refusal(root, early)


def test_an_overdrawn_bank_is_brought_in_as_it_is(root):
    take(root, opened((*BANK[:5], -20, FIRST)))
    assert balances(root) == {"Assets:Hartside:Bank": -2000, "Equity:Hartside:Opening": 2000}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((*BANK[:5], 0, FIRST), 'F2] Amount "0": is nothing; leave the row out'),
        ((*DEBT[:5], -1, FIRST), 'F2] Amount "-1": is below zero; state it from the other side'),
        ((*DEBT[:3], None, *DEBT[4:]), "D2] Reference: is blank: an old debt has its number"),
        ((*DEBT[:2], None, *DEBT[3:]), "C2] Who: is blank: a debt has two sides"),
        ((*DEBT[:2], "Hartside", *DEBT[3:]), 'C2] Who "Hartside": is the entity itself'),
        ((*DEBT[:2], "Elm", *DEBT[3:]), 'C2] Who "Elm": no member of that name'),
        ((*DEBT[:3], "--", *DEBT[4:]), 'D2] Reference "--": not a number of a debt: it has no letter or digit'),
        ((*BANK[:4], FIRST, *BANK[5:]), 'E2] Due "01/09/2025": is of no use here: only a debt between two entities'),
        (("Hartside", *GRANT[1:]), 'A2] Entity "Hartside": only the Partnership Fund has grants'),
        ((*GRANT[:2], None, *GRANT[3:]), "C2] Who: is blank: say which grant"),
        ((*GRANT[:2], "Elm", *GRANT[3:]), 'C2] Who "Elm": no grant of that code or title'),
        ((*BANK[:2], "Authority", *BANK[3:]), 'C2] Who "Authority": can\'t be the name of a second bank account'),
        ((*BANK[:2], "32 days", *BANK[3:]), 'C2] Who "32 days": can\'t be the name of a second bank account'),
        ((BANK[0], "Loan", *BANK[2:]), "B2] What \"Loan\": not one of: 'bank balance', 'owed by', 'owed to'"),
    ],
)  # fmt: skip
def test_a_balance_that_cannot_be_brought_in_is_refused_by_cell(root, row, fault):
    assert refusal(root, opened(row)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_what_is_older_than_a_books_balances_is_in_them_already(root):
    take(root, opened(("Fund", "bank balance", None, None, None, 100, FIRST)))
    interest = [("Date", "From", "What", "Amount"), (date(2025, 8, 31), "Linn Bank", "interest", 5)]
    assert refusal(root, interest).endswith(
        "is before Partnership Fund's balances were brought in, on 1 September 2025: they hold it"
    )


def test_every_fault_of_a_sheet_is_named(root):
    problems = said(bring(root, opened((*BANK[:6], LATER), ("Elm", *BANK[1:]), (*DEBT[:5], 0, FIRST))))
    assert [problem.partition("!")[2].partition("]")[0] for problem in problems] == ["G2", "A3", "F4"]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pence=st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_debts_among_members_leave_the_opening_equities_at_nothing_in_sum(tmp_path_factory, pence):
    root = alliance(tmp_path_factory.mktemp("debts") / "ledger")
    pairs = (("Hartside", "Coquet"), ("Coquet", "Elsdon"), ("Rothley", "Fund"))
    rows = [
        (*pairs[n % 3][:1], "owed by", pairs[n % 3][1], str(n + 1), None, one / 100, FIRST)
        for n, one in enumerate(pence)
    ]
    take(root, opened(*rows))
    equities = [value for account, value in balances(root).items() if account.startswith("Equity:")]
    assert sum(equities) == 0
    debtors = [value for account, value in balances(root).items() if ":Debtors:" in account]
    assert sum(debtors) == sum(pence)
