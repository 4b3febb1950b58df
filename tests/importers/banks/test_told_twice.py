"""One payment that a sheet tells, the bank shows, and somebody answers: it is recorded once, in whatever order."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from accounts import BILL, OCTOBER, PAYMENTS, answered, fund, lines
from folders import CLERK, add, contribution
from nesa_fund.actions.reverse import TakingBack, reverse
from reports.questions import render_questions
from sheets import balances, refusal, sheet, take

DAY = date(2025, 10, 6)
PAID_ON = (*BILL[0], "Paid on")
NAMED, SILENT = "COQUET HIGH SCH", "BGC 66214"
WITHOUT, WITH = (
    [PAYMENTS, (date(2025, 10, 4), "Coquet", "Fund", 75, reference)] for reference in (None, "PF2526COQUET1")
)


def shown(text, pence=7500, day=DAY):
    return fund([(day, text, pence)])


def books(root):
    """What the Fund's bank holds, what Coquet owes, and what is not placed."""
    held = balances(root)
    names = ("Assets:Fund:Bank", "Assets:Fund:Debtors:Coquet", "Liabilities:Fund:Unidentified")
    return tuple(held.get(name, 0) for name in names)


PAID_ONCE, WAITS = (7500, 150900, 0), (7500, 158400, -7500)


def hold(root, text=NAMED):
    take(root, shown(text))
    take(root, answered(root, (text, "hold: asked Coquet")))
    assert books(root) == WAITS


def test_a_held_receipt_that_a_sheet_placed_is_not_placed_again_by_its_answer(root):
    hold(root)
    take(root, WITH)
    for told in ("PF2526COQUET1", "Fund-2025-26-Coquet-1 – Coquet owes £1,584.00"):
        assert take(root, answered(root, (NAMED, told))).batch is None
    fault = refusal(root, answered(root, (NAMED, "other income")))
    assert "is settled already as Fund-2025-26-Coquet-1" in fault
    assert books(root) == PAID_ONCE


def test_a_receipt_that_a_sheet_could_not_place_is_placed_by_the_line_that_names_its_charge(root):
    take(root, WITHOUT)
    assert books(root) == WAITS
    imported = take(root, shown("PF2526COQUET1"))
    assert "Unplaced-Fund-2025-10-04-1 is placed: Fund-2025-26-Coquet-1" in imported.readings
    assert books(root) == PAID_ONCE
    assert take(root, WITHOUT).batch is take(root, shown("PF2526COQUET1")).batch is None


def test_a_receipt_of_the_very_import_is_asked_about_and_placed_by_the_statement_again(root):
    (question,) = take(root, sheet(WITHOUT, "payments.xlsx"), shown("PF2526COQUET1")).questions
    why = "the reference, a part, which a sheet of this import does not tell"
    assert question.we_think == f"Fund-2025-26-Coquet-1 – {why}: Fund-2025-26-Coquet-1 (£75.00)"
    assert books(root) == WAITS
    assert take(root, shown("PF2526COQUET1")).questions == ()
    assert books(root) == PAID_ONCE


def test_a_receipt_some_weeks_apart_is_asked_about_and_placed_by_the_answer(root):
    take(root, WITHOUT)
    (question,) = take(root, shown("PF2526COQUET1", day=OCTOBER)).questions
    assert question.we_think.startswith("as recorded: Unplaced-Fund-2025-10-04-1 – recorded already, by its amount")
    assert books(root) == WAITS
    take(root, answered(root, ("PF2526COQUET1", "PF2526COQUET1")))
    assert books(root) == PAID_ONCE
    assert take(root, WITHOUT).batch is None


def test_a_line_that_is_a_receipt_of_a_sheet_can_be_answered_still(root):
    take(root, WITHOUT)
    take(root, shown(NAMED))
    assert lines(root) == {NAMED: ("Unplaced-Fund-2025-10-04-1",)}
    take(root, answered(root, (NAMED, "PF2526COQUET1")))
    assert lines(root) == {NAMED: ("Fund-2025-26-Coquet-1",)}
    assert books(root) == PAID_ONCE
    assert take(root, WITHOUT).batch is None


@pytest.mark.parametrize("told", [WITHOUT, WITH])
def test_a_line_that_a_sheet_told_since_it_was_asked_about_is_not_held_as_well(root, told):
    add(root, transactions=contribution("Coquet", 158400, 2))
    take(root, shown(NAMED))
    take(root, told)
    before = books(root)
    imported = take(root, answered(root, (NAMED, "hold: asked Coquet")))
    assert any("is recorded already, as " in reading for reading in imported.readings)
    assert books(root) == before


@pytest.mark.parametrize(
    ("text", "answer", "row"),
    [
        ("INTEREST PLUS", "interest", ("Coast Bank", "interest", None)),
        ("J SMITH", "other income", ("J Smith", "other", None)),
        ("L F 2025", "grant ssif", ("Linn Foundation", "grant", "SSIF")),
    ],
)
def test_income_that_a_sheet_told_since_it_was_asked_about_is_not_recorded_again(root, text, answer, row):
    take(root, shown(text))
    take(root, [("Date", "From", "What", "Grant", "Amount"), (date(2025, 10, 9), *row, 75)])
    before = balances(root)
    take(root, answered(root, (text, answer)))
    assert balances(root) == before
    assert lines(root)[text] != ()


def test_the_answer_that_a_line_is_settled_as_meanwhile_is_no_fault(root):
    add(root, transactions=contribution("Coquet", 158400, 2))
    take(root, shown(SILENT), fund([(DAY, NAMED, 158400)], 7500, "b.csv"))
    take(root, [PAYMENTS, (DAY, "Coquet", "Fund", 1584, "PF2526COQUET2")])
    assert take(root, fund([(DAY, NAMED, 158400)], 7500, "b.csv")).questions == ()
    take(root, answered(root, (NAMED, "PF2526COQUET2"), (SILENT, "PF2526COQUET1")))
    assert lines(root) == {NAMED: ("Fund-2025-26-Coquet-2",), SILENT: ("Fund-2025-26-Coquet-1",)}


def test_what_may_be_recorded_already_is_held_without_being_recorded(root):
    take(root, WITHOUT)
    (question,) = take(root, shown(SILENT)).questions
    assert question.we_think.startswith("as recorded: Unplaced-Fund-2025-10-04-1")
    imported = take(root, answered(root, (SILENT, "hold: asked the bank")))
    assert "row 2 may be what is recorded on 4 October 2025: it is held, and not recorded" in imported.readings
    assert books(root) == WAITS
    again = take(root, shown(SILENT))
    assert (again.batch, len(again.questions)) == (None, 1)
    take(root, answered(root, (SILENT, "PF2526COQUET1")))
    assert books(root) == PAID_ONCE


@pytest.mark.parametrize("told", [WITHOUT, WITH])
def test_a_sheet_that_may_tell_what_is_held_from_nobody_known_is_said_and_one_payment_in_the_end(root, told):
    hold(root, SILENT)
    imported = take(root, told)
    held = "what the bank shows on 6 October 2025, and is held as Unplaced-Fund-2025-10-06-1"
    assert any(reading.startswith(f"row 2 may be {held}: if it is, answer") for reading in imported.readings)
    take(root, answered(root, (SILENT, "PF2526COQUET1")))
    assert books(root) == PAID_ONCE


def test_what_is_recorded_and_in_no_statement_is_named(root):
    take(root, WITH)
    imported = take(root, fund([(date(2025, 10, 1), "J SMITH", 100), (OCTOBER, "INTEREST", 321)]))
    unseen = "recorded, and in no statement of the bank's: £75.00 on 4 October 2025 (Fund-2025-26-Coquet-1)"
    assert f"statement.csv: {unseen}" in imported.readings


def test_lines_left_blank_in_the_workbook_are_said_to_be_open_still(root):
    take(root, shown(SILENT))
    imported = take(root, answered(root, (SILENT, None)))
    assert imported.batch is None
    assert "sheet.xlsx: 1 line is left blank, and still to be answered" in imported.readings


def test_a_long_line_of_the_workbook_is_seen_whole(root):
    said = take(root, fund([(DAY, "CASH PAID IN AT THE COUNTER " * 8, 500), (DAY, SILENT, 700)])).questions
    page = openpyxl.load_workbook(BytesIO(render_questions(said)))["bank-statement"]
    assert [page.row_dimensions[row].height for row in (3, 4)] == [120, None]  # None: as a row is.
    assert page["B3"].alignment.wrap_text


def bought(root, text):
    take(root, shown(text, -30000))
    take(root, answered(root, (text, "plan maths")))


@pytest.mark.parametrize("text", ["NORTH NET 0881 CARD", "North Net Ltd"])
def test_a_bill_paid_by_a_line_that_was_answered_as_a_purchase_is_not_recorded_as_a_second_one(root, text):
    bought(root, text)
    bill = [PAID_ON, (*BILL[1], date(2025, 10, 8))]
    fault = refusal(root, bill)
    assert fault.startswith('sheet.xlsx [Sheet1!G2] Paid on "08/10/2025": the bank showed that on 6 October 2025, ')
    assert 'take that back first: nesa reverse 6 --row "sheet.xlsx [Sheet1!A2]" --reason WHY' in fault
    assert fault.endswith("if not, leave Paid on blank")
    reverse(root, TakingBack(6, "it has a bill", ("sheet.xlsx [Sheet1!A2]",)), OCTOBER, CLERK)
    take(root, bill)
    if take(root, shown(text, -30000)).questions:  # The bank's text was taken for a firm's name of its own.
        take(root, answered(root, (text, "as recorded: Fund-NN-881")))
    held = balances(root)
    assert held["Assets:Fund:Bank"] == -30000
    assert "Liabilities:Fund:Suppliers" not in held
    assert lines(root) == {text: ("Fund-NN-881",)}


def test_a_bill_that_may_be_a_line_that_was_answered_as_a_purchase_is_said(root):
    bought(root, SILENT)
    imported = take(root, [PAID_ON, (*BILL[1], date(2025, 10, 8))])
    assert any(
        reading.startswith("row 2 may be what the bank showed on 6 October 2025, which is recorded as a purchase of ")
        for reading in imported.readings
    )


@pytest.mark.parametrize(("day", "pounds"), [(date(2025, 10, 17), 300), (date(2025, 10, 8), 301)])
def test_a_bill_of_another_time_or_amount_is_another_purchase(root, day, pounds):
    bought(root, "NORTH NET")
    imported = take(root, [PAID_ON, (*BILL[1][:4], pounds, *BILL[1][5:], day)])
    assert not any("may be" in reading for reading in imported.readings)
    assert balances(root)["Assets:Fund:Bank"] == -30000 - pounds * 100


@pytest.mark.parametrize("is_turned", [False, True], ids=["oldest first", "newest first"])
def test_two_equal_payments_told_some_days_late_are_the_two_that_the_bank_showed(root, is_turned):
    days = date(2025, 10, 13), date(2025, 10, 24)
    take(root, fund([(day, "COQUET PF2526COQUET1", 7500) for day in days]))
    before = books(root)
    rows = [(day, "Coquet", "Fund", 75, None) for day in (date(2025, 10, 21), date(2025, 10, 24))]
    assert take(root, [PAYMENTS, *(rows[::-1] if is_turned else rows)]).batch is None
    assert books(root) == before
