"""What was recorded wrongly is taken back: whole batches, single rows, and what stands is named."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from folders import CLERK, add, bean_check
from made_once import made_once
from nesa_fund import store
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.actions.strike import Striking, strike
from nesa_fund.facts import Acceptance, Close, Struck
from schedules import refused
from sheets import ROLLS, alliance, balances, facts, item, lines, sheet, take, xlsx

TODAY = date(2026, 1, 20)
INVOICES = (
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement"),
    ("HS-1", date(2025, 11, 14), "Hartside", "Coquet", "Cello", 1200, "music"),
    ("HS-2", date(2025, 11, 15), "Hartside", "Rothley", "Viola", 300, "music"),
)
PAYMENT = (("Date", "From", "To", "Amount", "Reference"), (date(2025, 12, 1), "Coquet", "Hartside", 1200, "HS-1"))


@made_once
def _begun(root: Path) -> Path:
    made = alliance(root)
    take(made, Paper("autumn.xlsx", xlsx({"Invoices": INVOICES})))
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return _begun(tmp_path / "ledger")


def back(root: Path, batch: int, *rows: str, reason: str = "mistyped", today: date = TODAY, minute: str = ""):
    return reverse(root, TakingBack(batch, reason, rows, minute), today, CLERK)


def test_a_batch_is_taken_back_with_its_signs_turned(root):
    done = back(root, 3, minute="Board 5")
    assert (len(done.decided.undone), done.decided.pence) == (4, 150_000)
    assert item(root, "Hartside-HS-1").split("\n\n")[2:] == [
        lines(text)
        for text in (
            """
            2025-11-14 * "Hartside" "Cello" ^Hartside-HS-1
            event: "reversal"
            number: "HS-1"
            agreement: "music"
            reason: "mistyped"
            minute: "Board 5"
            reverses: "0003"
            Expenses:Coquet:Costs:Teaching -1200.00 GBP
            Liabilities:Coquet:Creditors:Hartside 1200.00 GBP
            """,
            """
            2025-11-14 * "Coquet" "Cello" ^Hartside-HS-1
            event: "reversal"
            number: "HS-1"
            agreement: "music"
            reason: "mistyped"
            minute: "Board 5"
            reverses: "0003"
            Assets:Hartside:Debtors:Coquet -1200.00 GBP
            Income:Hartside:Recharges:Teaching 1200.00 GBP
            """,
        )
    ]
    assert balances(root) == {}
    assert bean_check(root) == ""


@pytest.mark.parametrize("row", ["Invoices!A3", "autumn.xlsx [Invoices!A3]", "invoices!a3", "Hartside-HS-2"])
def test_a_row_is_taken_back_in_every_book_and_no_other(root, row):
    done = back(root, 3, row)
    assert {one.link for one in done.decided.undone} == {"Hartside-HS-2"}
    assert len(done.decided.undone) == 2
    assert set(balances(root).values()) == {120_000, -120_000}


def test_what_is_taken_back_can_be_taken_back_no_more(root):
    back(root, 3, "Invoices!A2")
    assert refused(root, lambda: back(root, 3, "Invoices!A2")) == 'row "Invoices!A2" of batch 3 is taken back already'
    back(root, 3)
    told = refused(root, lambda: back(root, 3))
    assert told == "nothing of batch 3 stands any more: there is nothing to take back"


@pytest.mark.parametrize(
    ("batch", "rows", "told"),
    [
        (9, (), "there is no batch 9; the newest is 3"),
        (3, ("Invoices!A9",), "nearest: autumn.xlsx [Invoices!A2], autumn.xlsx [Invoices!A3]"),
        (2, ("Rolls!A2",), 'row "Rolls!A2" of batch 2 is a fact: nesa strike 2 "Rolls!A2"'),
        (1, (), "batch 1 (init) can't be taken back: the ledger itself, rests on the alliance"),
        (2, (), "batch 3, the invoice Hartside-HS-1, rests on the member Hartside"),
    ],
)
def test_what_can_not_be_taken_back_is_refused_by_name(root, batch, rows, told):
    assert told in refused(root, lambda: back(root, batch, *rows))


@pytest.mark.parametrize("name", ["lines.csv", "lines.xlsx"])
def test_a_later_line_of_an_invoice_is_taken_back_with_its_first_and_that_is_said(root, name):
    rows = [
        INVOICES[0],
        (12, date(2025, 11, 14), "Hartside", "Coquet", "Cello", 100, "music"),
        (13, date(2025, 11, 15), "Hartside", "Coquet", "Viola", 20, "music"),
        (12, date(2025, 11, 14), "Hartside", "Coquet", "Strings", 30, "music"),
    ]
    take(root, sheet(rows, name))
    of = "Sheet1!" if name.endswith("xlsx") else ""
    for written in (f"{of}A4", f"{name} [{of}a4]"):
        told = refused(root, lambda written=written: back(root, 4, written))
        first = f'take that back by its first: --row "{name} [{of}A2]"'
        assert told == f'row "{written}" is a line of Hartside-12; {first}'
    assert "has no entry of that row" in refused(root, lambda: back(root, 4, f"{of}A5"))
    assert len(back(root, 4, f"{of}A2").decided.undone) == 2


def test_a_reason_is_wanted(root):
    assert "the reason is wanted" in refused(root, lambda: back(root, 3, reason=" "))


def test_a_taking_back_is_not_taken_back(root):
    back(root, 3)
    assert "import the rows again instead" in refused(root, lambda: back(root, 4))


def test_the_facts_of_a_whole_batch_are_struck_with_it(root):
    take(root, [ROLLS[0], ("Coquet", "2025-10", 200), ("Rothley", "2025-10", 310)])
    done = back(root, 4)
    assert len(done.decided.facts) == 2
    assert [one.fact_source for one in store.open_ledger(root).register.all(Struck)] == [
        "sheet.xlsx [Sheet1!A2]",
        "sheet.xlsx [Sheet1!A3]",
    ]
    assert "2025-10" not in store.open_ledger(root).register.censuses
    assert facts(root, "struck")[0] == lines(
        '2026-01-20 custom "struck" "0004" "sheet.xlsx [Sheet1!A2]"\nreason: "mistyped"'
    )
    assert bean_check(root) == ""


def test_what_a_correction_corrected_does_not_count_again_and_is_named(root):
    batch = take(root, [ROLLS[0], ("Elsdon", "2024-10", 90)], correct="miscounted").batch
    (told,) = back(root, batch).decided.standing
    what = "the roll of Elsdon First School (Elsdon) at 2024-10"
    assert told == f"{what} that batch 2 said does not count again; record it right"
    assert take(root, [ROLLS[0], ROLLS[4]]).new == 1


def test_a_payment_on_a_charge_that_is_taken_back_is_named_with_what_to_do(root):
    take(root, PAYMENT)
    done = back(root, 3, "Invoices!A2")
    (told,) = done.decided.standing
    assert told == (
        "the payment of £1,200.00 between Coquet High School and Hartside Middle School on Hartside-HS-1 (batch 4) "
        "stands; import the charge again under its number, or refund it"
    )
    assert back(root, 4).decided.standing == ()


def test_what_paid_a_firm_for_a_bill_that_is_taken_back_is_named(root):
    bills = (
        ("Reference", "Date", "Paid by", "Supplier", "Description", "Net", "Agreement", "Paid on"),
        ("NN-881", date(2025, 10, 1), "Hartside", "North Net Ltd", "Broadband", 1000, "net", None),
    )
    take(root, bills)
    take(root, [bills[0], (*bills[1][:7], date(2025, 10, 9))])
    (told,) = back(root, 4).decided.standing
    assert told.startswith(
        "the payment of £1,000.00 between Hartside Middle School and North Net Ltd on Hartside-NN-881"
    )
    assert balances(root) == {
        **{account: pence for account, pence in balances(root).items() if "HS" in account},
        "Assets:Hartside:Bank": -100_000,
        "Assets:Hartside:Debtors:Coquet": 120_000,
        "Assets:Hartside:Debtors:Rothley": 30_000,
        "Expenses:Coquet:Costs:Teaching": 120_000,
        "Expenses:Rothley:Costs:Teaching": 30_000,
        "Income:Hartside:Recharges:Teaching": -150_000,
        "Liabilities:Coquet:Creditors:Hartside": -120_000,
        "Liabilities:Hartside:Suppliers": 100_000,
        "Liabilities:Rothley:Creditors:Hartside": -30_000,
    }


def test_a_bill_of_the_fund_whose_reference_begins_with_a_year_is_no_contribution(root):
    header = ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line", "Paid on")
    bill = ("2025-26-14", date(2025, 10, 1), "North Net Ltd", "Training", 450, "maths")
    take(root, [header, (*bill, None)])
    take(root, [header, (*bill, date(2025, 10, 9))])
    (told,) = back(root, 4).decided.standing
    assert told.endswith("(batch 5) stands; import the charge again under its number, or refund it")


def test_what_was_said_of_a_charge_that_is_taken_back_is_named(root):
    said = Acceptance(
        day=date(2025, 12, 1), link="Hartside-HS-1", code="Coquet", answer="accepted", source="sheet.xlsx [A1]"
    )
    add(root, [said, replace(said, link="Hartside-HS-9", source="sheet.xlsx [A2]")])
    (told,) = [one for one in back(root, 3).decided.standing if "acceptance" in one]
    strike_it = 'nesa strike 4 "sheet.xlsx [A1]" --reason REASON'
    assert told == f"the acceptance Hartside-HS-1 Coquet stands; where it was of what is taken back alone: {strike_it}"


def test_in_a_closed_year_an_entry_is_taken_back_today(root):
    add(root, [Close(day=date(2026, 9, 8), year="2025-26", source="sheet.xlsx [A1]")])
    done = back(root, 3, today=date(2026, 10, 1))
    first = 'to record it right in that year, first nesa strike 4 "sheet.xlsx [A1]" --reason REASON'
    assert done.decided.standing == (f"2025-26 is closed, so it is taken back on 2026-10-01; {first}",)
    assert {one.split(" ")[0] for one in item(root, "Hartside-HS-1").split("\n\n")[2:]} == {"2026-10-01"}
    assert balances(root) == {}


def test_two_files_that_name_a_row_alike_are_told_apart(root):
    more = [INVOICES[0], ("HS-3", *INVOICES[1][1:])], [INVOICES[0], ("HS-4", *INVOICES[2][1:])]
    take(root, *(sheet(rows, f"{n}.xlsx") for n, rows in enumerate(more)))
    told = refused(root, lambda: back(root, 4, "Sheet1!A2"))
    assert told == 'row "Sheet1!A2" could be 0.xlsx [Sheet1!A2] or 1.xlsx [Sheet1!A2]; write the whole of it'
    assert len(back(root, 4, "1.xlsx [Sheet1!A2]").decided.undone) == 2


def test_of_two_payments_alike_the_one_of_that_row_is_taken_back(root):
    header = PAYMENT[0]
    days = date(2025, 12, 1), date(2025, 12, 15)
    take(root, [header, *((day, "Coquet", "Hartside", 600, "HS-1") for day in days)])
    back(root, 4, "Sheet1!A3")
    rows = store.open_ledger(root).book.live_transactions
    assert {day.date() for day in rows[rows["event"] == "payment"]["day"]} == {days[0]}


# Striking


def struck(root: Path, batch: int, source: str, reason: str = "wrong school"):
    return strike(root, Striking(batch, source, reason), TODAY, CLERK)


def test_a_fact_on_which_nothing_rests_is_struck_and_can_be_said_again(root):
    take(root, [ROLLS[0], ("Coquet", "2025-10", 200)])
    done = struck(root, 4, "Sheet1!A2")
    assert [fact.TYPE for fact in done.decided] == ["roll"]
    assert struck(root, 4, "sheet.xlsx [Sheet1!A2]").batch is None
    assert take(root, [ROLLS[0], ("Coquet", "2025-10", 210)]).new == 1
    assert bean_check(root) == ""


@pytest.mark.parametrize(
    ("batch", "source", "told"),
    [
        (9, "Rolls!A2", "there is no batch 9"),
        (2, "Rolls!A99", 'batch 2 has no fact at "Rolls!A99"; nearest: '),
        (3, "Invoices!A2", "its entries are taken back by nesa reverse"),
        (2, "Members!A2", "the member Hartside can't be struck: batch 2, the agreement boiler, rests on it"),
        (2, "Agreements!A2", "the agreement music can't be struck: batch 3, the invoice Hartside-HS-1, rests on it"),
        (1, "command.json [A1]", "the alliance can't be struck: the ledger itself, rests on it"),
    ],
)
def test_what_can_not_be_struck_is_refused_by_name(root, batch, source, told):
    assert told in refused(root, lambda: struck(root, batch, source))


def test_a_fact_that_was_corrected_since_counts_no_more(root):
    take(root, [ROLLS[0], ("Coquet", "2024-10", 199)], correct="miscounted")
    told = refused(root, lambda: struck(root, 2, "Rolls!A3"))
    assert (
        told
        == "the roll of Coquet High School (Coquet) at 2024-10 of batch 2 counts no more: a later batch says it anew"
    )


def test_a_strike_is_not_struck(root):
    take(root, [ROLLS[0], ("Coquet", "2025-10", 200)])
    struck(root, 4, "Sheet1!A2")
    assert "itself takes something back" in refused(root, lambda: struck(root, 5, "command.json [A1]"))
