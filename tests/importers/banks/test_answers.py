"""What members' own statements find, and what somebody answers for a line."""

from datetime import date

import pytest

from accounts import BILL, INVOICES, OCTOBER, PAID, PAYMENTS, answered, closings, fund, lines, of
from folders import CLERK, add, contribution
from honest import breaches
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.facts import BankLine
from nesa_fund.store import open_ledger
from sheets import balances, bring, refusal, said, sheet, take
from statements import nationwide

# A member's own statement


def test_a_members_statement_finds_its_payments_and_leaves_its_own_affairs_out(root):
    take(root, fund(PAID))
    before = balances(root)
    own = (
        (date(2025, 10, 2), "PARTNERSHIP FUND PF2526HARTSIDE1", -329600),
        (date(2025, 10, 7), "SALARIES OCTOBER", -8812345),
        (date(2025, 10, 8), "J SMITH LUNCH MONEY", 1250),
    )
    imported = take(root, fund(own, 20_000_000, "hartside.csv"), **of("Hartside"))
    assert balances(root) == before
    assert imported.readings[0] == (
        "hartside.csv: the bank account of Hartside Middle School, 3 lines: 1 accounted for, "
        "2 nothing of the alliance's, and not recorded"
    )
    known = [line for line in open_ledger(root).register.all(BankLine) if line.account == "Assets:Hartside:Bank"]
    assert [(line.text, line.answers, line.names) for line in known] == [
        ("PARTNERSHIP FUND PF2526HARTSIDE1", ("Fund-2025-26-Hartside-1",), "Fund")
    ]
    (batch,) = [path for path in (root / "batches").iterdir() if (path / "source" / "hartside.csv").exists()]
    assert {path.name for path in batch.glob("*.beancount")} == {"Hartside.register.beancount"}


def test_a_members_statement_settles_what_it_names_and_the_payees_finds_it(root):
    take(root, INVOICES)
    take(root, fund([(date(2025, 10, 9), "HARTSIDE MIDDLE SCH INV 0012", -12000)], name="c.csv"), **of("Coquet"))
    after = balances(root)
    assert after["Assets:Hartside:Debtors:Coquet"] == 8000
    take(root, fund([(date(2025, 10, 10), "COQUET HIGH 0012", 12000)], name="h.csv"), **of("Hartside Middle School"))
    assert balances(root) == after
    assert breaches(root, OCTOBER) == [one for one in breaches(root, OCTOBER) if not one.startswith(("SEP", "SUB6"))]


def test_a_refund_between_members_is_found_by_who_it_was_and_the_amount(root):
    take(root, INVOICES)
    take(root, [PAYMENTS, (date(2025, 10, 9), "Coquet", "Hartside", 150, "0012")])
    take(root, fund([(date(2025, 10, 20), "COQUET HIGH", -3000)], name="h.csv"), **of("Hartside"))
    assert lines(root) == {"COQUET HIGH": ("Hartside-0012",)}
    assert balances(root)["Assets:Hartside:Debtors:Coquet"] == 8000


def test_an_account_that_is_nobodys_is_refused_by_its_cell(root):
    assert 'Account "Rothely": no member of that name; nearest: ' in refusal(root, fund(PAID), **of("Rothely"))
    assert "names a second account otherwise than like Fund: Deposit" in refusal(root, fund(PAID), **of("Fund: a b"))


# Answers


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("hold", "says not why it is held"),
        ("yes", "there is nothing in We think to say yes to"),
        ("interest", "went out, and interest comes in"),
        ("other income", "went out, and other income comes in"),
        ("plan cellos", "has no line cellos; answer plan LINE: its lines are maths, phonics"),
        ("bank charge", "has no one line for bank charges; answer plan LINE"),
        ("grant Nothing", "Nothing is no grant; there are: SSIF, Reading"),
        ("transfer my deposit", "is no name of an account"),
        ("transfer Bank", "is the account itself"),
        ("Fund-NN-881", "is £75.00 more than is open on Fund-NN-881, £300.00"),
        ("Fund-NN-881 + Fund-2025-26-Hartside-1", "these come to £2,996.00"),
        ("nonsense", "nonsense is nothing due; answer the number or link"),
        ("as recorded: Fund-NN-881", "no payment of that amount on Fund-NN-881 is recorded near that day"),
    ],
)
def test_an_answer_that_can_not_be_is_refused_by_its_cell(root, answer, fault):
    take(root, BILL)
    take(root, fund([(date(2025, 10, 20), "CHQ 101", -37500)]))
    message = refusal(root, answered(root, ("CHQ 101", answer)))
    assert message.startswith('sheet.xlsx [Sheet1!E2] What is this? "')
    assert fault in message


def test_only_the_fund_has_interest_purchases_and_grants(root):
    take(root, INVOICES)
    take(root, fund([(date(2025, 10, 9), "HARTSIDE", -5000)], name="c.csv"), **of("Coquet"))
    fault = refusal(root, answered(root, ("HARTSIDE", "plan maths"), account="Coquet"))
    assert "only the Fund's bank has lines that are plan" in fault


def test_a_line_is_answered_as_the_bank_told_it_and_once(root):
    take(root, fund([(date(2025, 10, 20), "CHQ 101", -500)]))
    header, row = answered(root, ("CHQ 101", "plan maths"))
    assert "is recorded as -£5.00 on 20 October 2025" in refusal(root, [header, (*row[:2], -4, *row[3:])])
    assert "is no recorded line of this account" in refusal(root, [header, (*row[:-1], "Fund/2025-10-20/-5.00/2")])
    assert "stands twice; answer it once" in refusal(root, [header, row, row])


def test_a_settled_line_is_not_answered_otherwise(root):
    take(root, fund([(date(2025, 10, 20), "CHQ 101", -500)]))
    take(root, answered(root, ("CHQ 101", "plan maths")))
    assert take(root, answered(root, ("CHQ 101", "plan maths"))).batch is None
    fault = refusal(root, answered(root, ("CHQ 101", "plan phonics")))
    assert "is settled already as Fund-Bank-2025-10-20-1 (batch 6); to change that: nesa reverse 6 --row " in fault


def test_yes_is_what_we_think(root):
    take(root, fund([(date(2025, 10, 6), "BGC 88213", 158400)]))
    header, row = answered(root, ("BGC 88213", "yes"))
    thought = "Fund-2025-26-Coquet-1 – the amount alone: Fund-2025-26-Coquet-1 (£1,584.00)"
    take(root, [header, (*row[:3], thought, *row[4:])])
    assert lines(root) == {"BGC 88213": ("Fund-2025-26-Coquet-1",)}


def test_answers_may_stand_in_a_statement_that_somebody_types(root):
    typed = (
        ("Date", "Details", "Paid in", "Paid out", "Balance", "What is this?"),
        (date(2025, 10, 1), "Brought forward", None, None, 0, None),
        (date(2025, 10, 3), "Hartside", 3296, None, 3296, None),
        (date(2025, 10, 4), "Copy shop", None, 24, 3272, "plan maths"),
    )
    take(root, typed)
    assert lines(root) == {"Hartside": ("Fund-2025-26-Hartside-1",), "Copy shop": ("Fund-Bank-2025-10-04-1",)}
    assert closings(root) == {("Assets:Fund:Bank", date(2025, 10, 4)): 327200}


def test_a_transfer_recorded_from_one_account_is_found_on_the_other(root):
    take(root, fund([(date(2025, 10, 20), "TFR 7700", -100000)], 200000))
    take(root, answered(root, ("TFR 7700", "transfer: Deposit")))
    deposit = Paper("d.csv", nationwide([(date(2025, 10, 21), "Transfer in", 100000)], 0))
    take(root, deposit, **of("Fund: Deposit"))
    assert lines(root) == {"TFR 7700": ("Transfer-Fund-2025-10-20-1",), "Transfer in": ("Transfer-Fund-2025-10-20-1",)}
    assert balances(root)["Assets:Fund:Bank:Deposit"] == 100000


def test_statements_of_both_sides_in_one_drop_with_the_sheet_of_payments_are_one_payment(root):
    typed = ("Date", "Details", "Amount", "Account", "What is this?")
    papers = (
        sheet([typed, (date(2025, 10, 2), "PARTNERSHIP FUND", -3296, "Hartside", None)], "own.csv"),
        fund(PAID[:1]),
        sheet([PAYMENTS, (date(2025, 10, 1), "Hartside", "Fund", 3296, "PF2526HARTSIDE1")], "payments.csv"),
    )
    take(root, *papers)
    assert balances(root)["Assets:Fund:Bank"] == 329600
    assert lines(root) == {
        "HARTSIDE MIDDLE PF2526HARTSIDE1": ("Fund-2025-26-Hartside-1",),
        "PARTNERSHIP FUND": ("Fund-2025-26-Hartside-1",),
    }


def test_a_held_receipt_is_told_again_by_a_sheet_and_placed_by_an_answer(root):
    take(root, fund([(date(2025, 10, 6), "COQUET HIGH SCH", 7500)]))
    take(root, answered(root, ("COQUET HIGH SCH", "hold: asked Coquet")))
    assert balances(root)["Liabilities:Fund:Unidentified"] == -7500
    row = (date(2025, 10, 5), "Coquet", "Fund", 75, None)
    imported = take(root, [PAYMENTS, row, row])
    assert (imported.new, imported.present) == (1, 1)
    take(root, answered(root, ("COQUET HIGH SCH", "PF2526COQUET1")))
    assert balances(root)["Liabilities:Fund:Unidentified"] == -7500  # The second receipt, that a sheet told.
    assert balances(root)["Assets:Fund:Debtors:Coquet"] == 158400 - 7500
    assert take(root, answered(root, ("COQUET HIGH SCH", "PF2526COQUET1"))).batch is None


def test_a_new_reason_for_holding_a_line_is_recorded_and_moves_no_money(root):
    take(root, fund([(date(2025, 10, 6), "COQUET HIGH SCH", 7500)]))
    take(root, answered(root, ("COQUET HIGH SCH", "hold: asked Coquet")))
    before = balances(root)
    imported = take(root, answered(root, ("COQUET HIGH SCH", "hold: asked the bank")))
    assert (imported.new, imported.present) == (1, 0)
    assert [line.reason for line in open_ledger(root).register.all(BankLine)] == ["asked the bank"]
    assert take(root, answered(root, ("COQUET HIGH SCH", "hold: asked the bank"))).batch is None
    assert balances(root) == before
    take(root, answered(root, ("COQUET HIGH SCH", "PF2526COQUET1")))
    assert balances(root)["Assets:Fund:Debtors:Coquet"] == 158400 - 7500


@pytest.mark.parametrize("told", [date(2025, 10, 4), date(2025, 10, 6)])
@pytest.mark.parametrize("number", [None, "TX 5"])
def test_a_held_receipt_is_placed_by_a_sheet_that_names_its_charge_on_the_day_that_the_bank_shows(root, told, number):
    take(root, fund([(date(2025, 10, 6), "COQUET HIGH SCH", 7500)]))
    take(root, answered(root, ("COQUET HIGH SCH", "hold: asked Coquet")))
    paid = [(*PAYMENTS, "Bank reference"), (told, "Coquet", "Fund", 75, "PF2526COQUET1", number)]
    assert take(root, paid).new == 1
    held = balances(root)
    assert (held["Assets:Fund:Bank"], held["Assets:Fund:Debtors:Coquet"]) == (7500, 158400 - 7500)
    assert held.get("Liabilities:Fund:Unidentified", 0) == 0
    assert take(root, paid).batch is None
    assert take(root, fund([(date(2025, 10, 6), "COQUET HIGH SCH", 7500)])).batch is None


def test_two_equal_payments_within_some_days_are_two_whichever_was_told_first(root):
    row = (date(2025, 10, 1), "Coquet", "Fund", 75, "PF2526COQUET1")
    take(root, [PAYMENTS, row])
    later = (date(2025, 10, 8), *row[1:])
    take(root, fund([(date(2025, 10, 1), "COQUET PF2526COQUET1", 7500), (date(2025, 10, 8), "PF2526COQUET1", 7500)]))
    before = balances(root)
    assert before["Assets:Fund:Bank"] == 15000
    assert take(root, [PAYMENTS, row, later]).batch is None
    assert balances(root) == before


def test_a_firms_refund_that_the_bank_showed_is_not_recorded_again_from_its_sheets(root):
    credit = (
        (*BILL[0], "Credit of", "Reason", "Minute", "Paid on"),
        (*BILL[1], None, None, None, date(2025, 10, 15)),
        ("NNC-9", date(2025, 10, 20), "North Net Ltd", "Not given", -40, "maths", "NN-881", "error", "SB 9", None),
    )
    take(root, credit)
    take(root, fund([(date(2025, 10, 15), "NORTH NET", -30000), (date(2025, 10, 28), "NORTH NET REFUND", 4000)], 50000))
    before = balances(root)
    assert before["Assets:Fund:Bank"] == -26000
    income = (
        ("Date", "From", "What", "Amount", "Reference"),
        (date(2025, 10, 27), "North Net Ltd", "refund", 40, "NN-881"),
    )
    assert take(root, income).batch is None
    assert take(root, [*credit[:2], (*credit[2][:-1], date(2025, 10, 27))]).batch is None
    assert balances(root) == before


def test_a_line_matched_wrongly_is_answered_otherwise_once_it_is_taken_back(root):
    take(root, fund(PAID))
    reverse(root, TakingBack(5, "it was another's", ("Fund-2025-26-Coquet-1",)), OCTOBER, CLERK)
    take(root, answered(root, ("COQUET HIGH SCHOOL", "hold: asked Coquet")))
    assert lines(root)["COQUET HIGH SCHOOL"] == ("held",)
    assert balances(root)["Liabilities:Fund:Unidentified"] == -158400
    assert take(root, fund(PAID)).batch is None


def test_a_line_older_than_the_balances_that_were_brought_in_is_refused(root):
    opening = (("Entity", "What", "Amount", "Date"), ("Fund", "bank balance", 100, date(2025, 9, 1)))
    take(root, opening)
    imported = bring(root, fund([(date(2025, 8, 29), "INTEREST", 100), *PAID], 9900))
    assert any("is before Partnership Fund's balances were brought in" in message for message in said(imported))


def test_what_a_member_supplies_is_no_purchase_from_a_firm(root):
    take(root, fund([(date(2025, 10, 20), "HARTSIDE MIDDLE", -500)]))
    assert "names Hartside: what a member supplies is on its invoice" in refusal(
        root, answered(root, ("HARTSIDE MIDDLE", "plan maths"))
    )


def test_an_amount_alone_on_a_members_statement_is_its_own_affair(root):
    take(root, INVOICES)
    imported = take(root, fund([(date(2025, 10, 9), "J SMITH", -12000)], name="c.csv"), **of("Coquet"))
    assert (imported.questions, lines(root)) == ((), {})


def test_a_receipt_for_what_is_not_charged_yet_waits_and_is_found_when_it_is(root):
    early = fund([*PAID, (date(2025, 12, 29), "HARTSIDE PF2526HARTSIDE2", 329600)])
    assert len(take(root, early).questions) == 1
    add(root, transactions=contribution("Hartside", 329600, 2))
    assert take(root, early).questions == ()
    assert lines(root)["HARTSIDE PF2526HARTSIDE2"] == ("Fund-2025-26-Hartside-2",)


def test_income_that_a_sheet_told_some_weeks_before_is_asked_about_and_not_recorded_again(root):
    income = (
        ("Date", "From", "What", "Grant", "Amount"),
        (date(2025, 10, 1), "Coast Bank", "interest", None, 3.21),
        (date(2025, 10, 2), "Linn", "grant", "SSIF", 2500),
    )
    take(root, income)
    before = balances(root)
    questions = take(root, fund([(OCTOBER, "INTEREST", 321), (OCTOBER, "LINN FOUNDATION SSIF", 250000)])).questions
    assert [one.we_think.partition(" – ")[0] for one in questions] == [
        "as recorded: Interest-Fund-2025-10-01-1", "as recorded: Grant-SSIF-1"
    ]  # fmt: skip
    assert balances(root) == before
