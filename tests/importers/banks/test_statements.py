"""Statements beside the books and beside each other: a payment is recorded once, whichever sheet tells it first."""

from datetime import date

from accounts import BILL, INVOICES, OCTOBER, PAID, PAYMENTS, answered, closings, fund, lines, of
from folders import CLERK, add, contribution
from importers.columns import Layout
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.facts import BankLine, Close
from nesa_fund.store import open_ledger
from sheets import balances, bring, refusal, said, take
from statements import barclays, monzo, ofx

# Recorded once


def test_a_payment_that_a_sheet_told_first_is_not_recorded_again(root):
    told = [
        (date(2025, 10, 1), "Hartside", "Fund", 3296, "PF2526HARTSIDE1"),
        (date(2025, 10, 6), "Coquet", "Fund", 1584, "PF2526COQUET1"),
    ]
    take(root, [PAYMENTS, *told])
    before = balances(root)
    take(root, fund(PAID))
    assert balances(root) == before
    assert set(lines(root).values()) == {("Fund-2025-26-Hartside-1",), ("Fund-2025-26-Coquet-1",)}


def test_a_payment_that_the_bank_showed_first_is_not_recorded_again_from_a_sheet(root):
    take(root, fund(PAID))
    before = balances(root)
    rows = [
        (date(2025, 10, 1), "Hartside", "Fund", 3296, "PF2526HARTSIDE1"),
        (date(2025, 10, 6), "Coquet", "Fund", 1584, None),  # No reference: it would wait to be placed.
    ]
    imported = take(root, [PAYMENTS, *rows])
    assert (imported.batch, balances(root)) == (None, before)
    assert "row 2 is the payment that the bank shows on 3 October 2025" in imported.readings


def test_each_payment_of_the_bank_is_that_of_one_row_and_a_further_row_is_a_further_payment(root):
    take(root, fund(PAID))
    row = (date(2025, 10, 3), "Hartside", "Fund", 3296, "PF2526HARTSIDE1")
    imported = take(root, [PAYMENTS, row, row])
    assert (imported.new, imported.present) == (1, 1)


def test_income_and_bills_that_the_bank_showed_are_not_recorded_again_from_their_sheets(root):
    take(root, BILL)
    shown = (
        (date(2025, 10, 20), "LINN FOUNDATION SSIF", 250000),
        (date(2025, 10, 24), "NORTH NET NN-881", -30000),
        (OCTOBER, "INTEREST", 321),
    )
    take(root, fund(shown))
    before = balances(root)
    income = (
        ("Date", "From", "What", "Grant", "Amount"),
        (date(2025, 11, 1), "Coast Bank", "interest", None, 3.21),
        (date(2025, 10, 19), "Linn Foundation", "grant", "SSIF", 2500),
    )
    assert take(root, income).batch is None
    paid = [(*BILL[0], "Paid on"), (*BILL[1], date(2025, 10, 23))]
    assert take(root, paid).batch is None
    assert balances(root) == before


def test_one_sum_for_payments_that_were_recorded_apart_is_all_of_them(root):
    take(root, INVOICES)
    take(
        root,
        [
            PAYMENTS,
            *((date(2025, 10, 9), "Coquet", "Hartside", pounds, no) for pounds, no in ((120, "0012"), (80, "0013"))),
        ],
    )
    before = balances(root)
    take(root, fund([(date(2025, 10, 10), "COQUET HIGH", 20000)], name="hartside.csv"), **of("Hartside"))
    assert (balances(root), lines(root)) == (before, {"COQUET HIGH": ("Hartside-0012", "Hartside-0013")})


def test_a_payment_recorded_some_weeks_apart_is_asked_about_and_not_recorded_again(root):
    take(root, [PAYMENTS, (date(2025, 10, 1), "Hartside", "Fund", 1000, "PF2526HARTSIDE1")])
    imported = take(root, fund([(date(2025, 10, 28), "HARTSIDE PF2526HARTSIDE1", 100000)]))
    (question,) = imported.questions
    why = "recorded already, by its amount (1 October 2025)"
    assert question.we_think == f"as recorded: Fund-2025-26-Hartside-1 – {why}"
    before = balances(root)
    take(root, answered(root, ("HARTSIDE PF2526HARTSIDE1", "as recorded: Fund-2025-26-Hartside-1")))
    assert balances(root) == before
    assert lines(root) == {"HARTSIDE PF2526HARTSIDE1": ("Fund-2025-26-Hartside-1",)}


def test_a_payment_taken_back_leaves_its_line_to_be_matched_anew(root):
    take(root, fund(PAID))
    batch = max(open_ledger(root).book.batches)
    reverse(root, TakingBack(batch, "mistaken", ("Fund-2025-26-Coquet-1",)), OCTOBER, CLERK)
    assert balances(root)["Assets:Fund:Debtors:Coquet"] == 158400
    take(root, fund(PAID))
    assert "Assets:Fund:Debtors:Coquet" not in balances(root)
    assert take(root, fund(PAID)).batch is None


# Never by the amount alone


def test_an_amount_alone_is_a_suggestion_and_nothing_is_recorded(root):
    before = balances(root)
    imported = take(root, fund([(date(2025, 10, 6), "BGC 88213", 158400)]))
    (question,) = imported.questions
    assert question.we_think == "Fund-2025-26-Coquet-1 – the amount alone: Fund-2025-26-Coquet-1 (£1,584.00)"
    assert (balances(root), lines(root)) == (before, {"BGC 88213": ()})
    take(root, answered(root, ("BGC 88213", "Fund-2025-26-Coquet-1 – Coquet owes £1,584.00")))
    assert lines(root) == {"BGC 88213": ("Fund-2025-26-Coquet-1",)}


def test_who_it_was_and_an_amount_that_fits_two_charges_is_asked(root):
    add(root, transactions=contribution("Coquet", 158400, 2))
    (question,) = take(root, fund(PAID[1:])).questions
    why = "who it was and the amount, but others fit too"
    assert question.we_think == f"Fund-2025-26-Coquet-1 – {why}: Fund-2025-26-Coquet-1 (£1,584.00)"
    assert "Fund-2025-26-Coquet-2 – Coquet owes £1,584.00" in question.choices


def test_a_reference_of_a_settled_charge_settles_no_other(root):
    add(root, transactions=contribution("Hartside", 329600, 2))
    take(root, fund(PAID))
    imported = take(root, fund([(date(2025, 11, 3), "HARTSIDE MIDDLE PF2526HARTSIDE1", 329600)], 488000, "b.csv"))
    assert len(imported.questions) == 1
    assert balances(root)["Assets:Fund:Debtors:Hartside"] == 329600


# One statement beside another


def test_a_statement_again_or_in_another_format_adds_nothing(root):
    take(root, fund(PAID))
    assert take(root, fund(PAID)).batch is None
    assert take(root, Paper("statement.ofx", ofx(PAID, 0))).batch is None
    assert take(root, Paper("statement.csv", monzo(PAID, 0))).batch is None


def test_an_overlapping_statement_adds_its_new_lines_only_and_equal_lines_count(root):
    copies = ((date(2025, 10, 9), "COPY SHOP", -2400),) * 2
    take(root, fund([*PAID, *copies]))
    more = (date(2025, 10, 12), "COPY SHOP", -2400)
    imported = take(root, fund([*copies, more], 488000, "b.csv"))
    assert (imported.new, imported.present) == (1, 2)
    ids = [line.line for line in open_ledger(root).register.all(BankLine)]
    assert ids[2:] == ["Fund/2025-10-09/-24.00/1", "Fund/2025-10-09/-24.00/2", "Fund/2025-10-12/-24.00/1"]


def test_a_line_of_two_statements_of_one_import_is_asked_about_once(root):
    silent = ((date(2025, 10, 6), "BGC 88213", 158400), (date(2025, 10, 7), "BGC 5", 500))
    (one, other) = take(root, fund(silent), fund(silent[:1], 0, "b.csv")).questions
    assert (one.text, other.text) == ("BGC 5", "BGC 88213")


def test_a_day_that_was_downloaded_before_it_ended_is_completed(root):
    take(root, fund(PAID))
    later = (date(2025, 10, 6), "COPY SHOP", -2400)
    take(root, fund([*PAID, later, (OCTOBER, "INTEREST", 321)], name="b.csv"))
    assert closings(root) == {
        ("Assets:Fund:Bank", date(2025, 10, 6)): 485600, ("Assets:Fund:Bank", OCTOBER): 485921
    }  # fmt: skip


def test_a_statement_whose_days_end_otherwise_than_they_were_recorded_is_refused(root):
    take(root, fund(PAID))
    other = refusal(root, fund([*PAID, (OCTOBER, "INTEREST", 321)], 100, "b.csv"))
    assert "6 October 2025 ends at £4,881.00 here, and was recorded as ending at £4,880.00 in batch 5" in other
    assert other.endswith("if the bank corrected it, take that back first: nesa reverse 5 --reason WHY")


def test_a_statement_that_lacks_a_known_line_is_anothers(root):
    take(root, fund([*PAID, (OCTOBER, "INTEREST", 321)]))
    fault = refusal(root, fund([PAID[0], (OCTOBER, "INTEREST", 321)], name="b.csv"))
    assert "£1,584.00 of 6 October 2025 is recorded of this account, and is not here" in fault
    assert 'is it another account? --kind bank-statement --set "Account=WHOSE"' in fault


def test_a_gap_between_two_statements_is_said(root):
    take(root, fund(PAID))
    imported = take(root, fund([(OCTOBER, "INTEREST", 321)], 500000, "b.csv"))
    gap = "b.csv: the statement begins at £5,000.00, and the one before it ended at £4,880.00 on 6 October 2025"
    assert f"{gap}: lines between them are missing" in imported.readings


def test_a_statement_within_another_and_one_that_follows_known_lines_lack_nothing(root):
    all_of_it = (*PAID, (date(2025, 10, 9), "COPY SHOP", -2400), (OCTOBER, "INTEREST", 321))
    take(root, fund(PAID[:1]))
    take(root, fund(all_of_it[1:3], 329600, "b.csv"))
    within = take(root, fund(all_of_it[2:], 488000, "c.csv"))
    assert take(root, fund(all_of_it[2:3], 488000, "d.csv")).batch is None
    assert not any("missing" in reading for reading in within.readings)


def test_a_statement_without_a_balance_keeps_none_unless_it_is_told(root):
    imported = take(root, Paper("m.csv", monzo(PAID, 0)))
    assert closings(root) == {}
    assert any("it tells no balance" in reading for reading in imported.readings)
    layout = Layout(sets={"Closing balance": "4880.00"})
    take(root, Paper("m.csv", monzo(PAID, 0)), kind="bank-statement", layout=layout)
    assert closings(root) == {("Assets:Fund:Bank", date(2025, 10, 6)): 488000}


def test_one_id_for_two_amounts_is_refused_by_its_cell(root):
    take(root, Paper("m.csv", monzo(PAID, 0)))
    changed = monzo(PAID, 0).replace(b"1584.00", b"1585.00")
    fault = refusal(root, Paper("m.csv", changed))
    assert fault == 'm.csv [A3] Transaction id "tx_0000A0001": is the id of £1,584.00 on 6 October 2025'


def test_nothing_is_dated_into_a_closed_year(root):
    add(root, [Close(day=date(2026, 9, 1), year="2025-26", minute="SB 9")])
    messages = said(bring(root, fund(PAID)))
    assert len(messages) == 2
    assert "is in 2025-26, which is closed" in messages[0]


# What no balance tells


def test_a_corrected_amount_of_a_statements_last_day_is_said_with_what_is_recorded_of_that_day(root):
    changed = (PAID[0], (PAID[1][0], PAID[1][1], 158500))
    take(root, Paper("b.csv", barclays(PAID, 0)))
    imported = take(root, Paper("b.csv", barclays(changed, 0)))
    lacks = "£1,584.00 is recorded in batch 5, and is not here; £1,585.00 is here, and was not"
    remedy = "if the bank corrected that day, take that back first: nesa reverse 5 --reason WHY, then import this again"
    assert f"b.csv: 6 October 2025: {lacks}; {remedy}" in imported.readings
    reverse(root, TakingBack(5, "the bank corrected it"), OCTOBER, CLERK)
    again = take(root, Paper("b.csv", barclays(changed, 0)))
    assert not any("not here" in reading for reading in again.readings)
    assert [line.amount for line in open_ledger(root).register.all(BankLine)] == [329600, 158500]


def test_a_line_that_a_statement_lacks_on_its_first_or_last_day_is_said_where_no_balance_tells_of_it(root):
    copies = ((date(2025, 10, 6), "COPY SHOP", -2400),)
    take(root, Paper("b.csv", barclays([*PAID, *copies], 0)))
    imported = take(root, Paper("b.csv", barclays(PAID, 0)))
    assert any(
        "6 October 2025: -£24.00 is recorded in batch 5, and is not here; if" in one for one in imported.readings
    )
    assert not any("not here" in one for one in take(root, fund(PAID[1:], 329600)).readings)


def test_a_line_that_one_of_two_statements_of_an_import_lacks_is_said(root):
    copies = ((date(2025, 10, 6), "COPY SHOP", -2400),)
    imported = take(root, Paper("a.csv", barclays([*PAID, *copies], 0)), Paper("b.csv", barclays(PAID, 0)))
    remedy = "if the bank corrected that day, import its newest statement alone"
    lack = f"b.csv: 6 October 2025: -£24.00 is recorded in this import, and is not here; {remedy}"
    assert lack in imported.readings


def test_a_day_that_is_completed_without_balances_is_no_correction(root):
    take(root, Paper("b.csv", barclays(PAID, 0)))
    more = (*PAID, (date(2025, 10, 6), "COPY SHOP", -2400))
    assert not any("not here" in one for one in take(root, Paper("b.csv", barclays(more, 0))).readings)


# Before the ledger


def test_lines_from_before_the_ledger_began_are_said(root):
    early = ((date(2025, 8, 29), "COPY SHOP", -2400), (date(2025, 8, 31), "INTEREST", 1))
    imported = take(root, fund([*early, (date(2025, 9, 1), "INTEREST", 2), *PAID]))
    began = "dated before the ledger began, on 1 September 2025: -£24.00 on 29 August 2025 and later"
    assert f"statement.csv: 2 lines are {began}" in imported.readings
    again = take(root, fund(PAID, 3 - 2400, "b.csv"))
    assert not any("began" in reading for reading in again.readings)
