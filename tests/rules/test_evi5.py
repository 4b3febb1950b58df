"""EVI5: who signs an account, by when, at which figures; and what a dispute is about."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

TEXT = ledger_text(Path(__file__).parent, "evi5")
YEAR = """
2024-09-01 custom "alliance" "Coast and Castle Alliance"

2024-09-01 custom "member" "Hartside" "school"

2024-09-01 custom "member" "Coquet" "school"

2024-09-01 custom "member" "Elm" "school"

2024-09-01 custom "member" "Ash" "association"

2024-09-01 * "Coquet" "a lesson" ^Hartside-1
  event: "invoice"
  Assets:Hartside:Debtors:Coquet        10.00 GBP
  Income:Hartside:Recharges:Teaching   -10.00 GBP

2024-09-01 * "Hartside" "a lesson" ^Hartside-1
  event: "invoice"
  Expenses:Coquet:Costs:Teaching        10.00 GBP
  Liabilities:Coquet:Creditors:Hartside -10.00 GBP

2025-08-31 * "Coquet" "pays more than another" ^Hartside-2
  event: "payment"
  Assets:Hartside:Bank                   3.00 GBP
  Assets:Hartside:Debtors:Coquet        -3.00 GBP

2025-08-31 * "Hartside" "pays more than another" ^Hartside-2
  event: "payment"
  Liabilities:Coquet:Creditors:Hartside  3.00 GBP
  Assets:Coquet:Bank                    -3.00 GBP

2025-09-01 * "Coquet" "of the year after" ^Hartside-3
  event: "invoice"
  Assets:Hartside:Debtors:Coquet        99.00 GBP
  Income:Hartside:Recharges:Teaching   -99.00 GBP

2025-09-01 * "Hartside" "of the year after" ^Hartside-3
  event: "invoice"
  Expenses:Coquet:Costs:Teaching        99.00 GBP
  Liabilities:Coquet:Creditors:Hartside -99.00 GBP

2025-03-01 * "Zed" "of no member" ^Fund-Z-1
  event: "invoice"
  Assets:Fund:Debtors:Zed                1.00 GBP
  Income:Fund:Recharges:Teaching        -1.00 GBP

2025-03-01 * "raised" ^Raised-Ash-1
  event: "raised"
  Assets:Ash:Bank                        1.00 GBP
  Income:Ash:Raised                     -1.00 GBP

2025-03-01 * "Elm" "taken back" ^Fund-2024-25-Elm-1
  event: "contribution"
  Expenses:Elm:Contribution              1.00 GBP
  Liabilities:Elm:Creditors:Fund        -1.00 GBP

2025-03-01 * "Elm" "taken back" ^Fund-2024-25-Elm-1
  event: "reversal"
  reverses: "1"
  Expenses:Elm:Contribution             -1.00 GBP
  Liabilities:Elm:Creditors:Fund         1.00 GBP
"""
DUE, NOT_YET = date(2025, 10, 31), date(2025, 10, 30)  # 61 and 60 days after 31 August 2025.


def answer(code, owed_to, owing, said="agree"):
    head = f'2025-10-01 custom "agreed-account" "{code}" {owed_to} GBP {owing} GBP "{said}"'
    return f"\n{head}\n  as-at: 2025-08-31\n"


SIGNED = answer("Hartside", "10.00", "3.00") + answer("Coquet", "3.00", "10.00")


def result(*texts, as_at=DUE):
    (found,) = run(book_from_text(YEAR + "".join(texts)), as_at, only=["EVI5"]).results
    return found


def lacks(*texts, as_at=DUE):
    return [gap.message for gap in result(*texts, as_at=as_at).gaps]


def test_each_member_with_dealings_signs_its_account_within_60_days_of_the_years_end():
    assert lacks(as_at=NOT_YET) == []
    assert lacks() == [
        "Coquet has not signed its account as at 31 August 2025; the books have £3.00 owed to it and £10.00 owing",
        "Hartside has not signed its account as at 31 August 2025; the books have £10.00 owed to it and £3.00 owing",
    ]
    assert {gap.day for gap in result().gaps} == {date(2025, 8, 31)}


def test_what_is_signed_at_the_books_figures_is_shown_and_tested():
    found = result(SIGNED)
    assert (found.status, found.tested, found.value_pence) == (Status.SATISFIED, 2, 2_600)


@pytest.mark.parametrize(("owed_to", "owing", "is_shown"), [
    ("10.00", "3.00", True), ("7.00", "0.00", True), ("7.00", "3.00", False), ("10.01", "3.00", False),
    ("3.00", "10.00", False), ("10.00", "0.00", False),
])  # fmt: skip
def test_what_was_overpaid_may_stand_on_either_side_and_nothing_else_may_differ(owed_to, owing, is_shown):
    told = lacks(SIGNED.replace("10.00 GBP 3.00", f"{owed_to} GBP {owing}"))
    said = f"Hartside signed its account as at 31 August 2025 with £{owed_to} owed to it and £{owing} owing; "
    assert told == ([] if is_shown else [said + "the books have £10.00 owed to it and £3.00 owing"])


def test_an_answer_as_at_another_day_or_of_a_later_day_does_not_show_it():
    assert len(lacks(SIGNED.replace("as-at: 2025-08-31", "as-at: 2025-08-30"))) == 2
    assert lacks(SIGNED.replace("2025-10-01", "2025-10-31")) == []
    assert len(lacks(SIGNED.replace("2025-10-01", "2025-11-01"))) == 2


def test_an_answer_without_a_day_of_its_account_is_as_at_its_own():
    text = SIGNED.replace("2025-10-01", "2025-08-31").replace("  as-at: 2025-08-31\n", "")
    assert lacks(text) == []


def test_a_dispute_is_not_shown_at_first_and_then_a_breach_and_not_both():
    disputed = SIGNED.replace('10.00 GBP 3.00 GBP "agree"', '9.50 GBP 3.25 GBP "differ"\n  reason: "too dear"')
    running, too_long = result(disputed), result(disputed, as_at=date(2025, 11, 1))
    assert [gap.message.partition(";")[0] for gap in running.gaps] == [
        "Hartside differs from its account as at 31 August 2025"
    ]
    assert (too_long.gaps, len(too_long.findings)) == ((), 1)
    found = too_long.findings[0].finding
    assert (found.pence, found.day, found.subject) == (75, date(2025, 8, 31), "account Hartside 2025-08-31")
    assert found.message == (
        "Hartside disputes its account as at 31 August 2025 since 1 October 2025: it has £9.50 owed to it and £3.25 "
        "owing, the books have £10.00 owed to it and £3.00 owing (too dear)"
    )


def test_a_member_that_differs_has_not_signed_though_its_figures_are_the_books():
    assert len(lacks(SIGNED.replace('10.00 GBP 3.00 GBP "agree"', '10.00 GBP 3.00 GBP "differ"'))) == 1


def test_what_a_member_had_before_the_charter_it_need_not_sign():
    charter = YEAR.replace('Alliance"', 'Alliance"\n  charter-from: {}')
    on = [book_from_text(charter.format(day)) for day in ("2025-08-31", "2025-09-01")]
    assert [len(run(book, DUE, only=["EVI5"]).results[0].gaps) for book in on] == [2, 0]


def test_a_member_accepts_that_its_dispute_stands_by_its_own_minute():
    accepted = (
        '\n2026-08-10 custom "exception" "EVI5" "account Rothley 2026-01-31" 9.00 GBP\n  minutes: "Rothley: FGB 9"\n'
    )
    alone = "\n\n".join(TEXT.split("\n\n")[i] for i in (0, 2)) + "\n"
    statuses = [
        run(book_from_text(text), date(2026, 8, 31), only=["EVI5"]).results[0].status
        for text in (alone, alone + accepted)
    ]
    assert statuses == [Status.BREACHED, Status.ACCEPTED]
