"""FUN5: what is not shown of the Fund's bank accounts, by day, and what is said of what is found."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

AS_AT = date(2026, 8, 31)
FOUNDED = """\
2025-09-01 custom "alliance" "Coast and Castle Alliance"
  holder: "Coquet High School"
"""
PAID = """
2025-10-31 * "Hartside" "a payment" ^Fund-2025-26-Hartside-1
  event: "payment"
  Assets:Fund:Bank               100.00 GBP
  Assets:Fund:Debtors:Hartside  -100.00 GBP
"""
LINE = '2025-10-31 custom "bank-line" "Assets:Fund:Bank" "L1" 100.00 GBP\n  answers: "Fund-2025-26-Hartside-1"\n'
STATEMENT = '2025-10-31 custom "statement" "Assets:Fund:Bank" 100.00 GBP\n  from: 2025-10-01\n'


def result_of(text, as_at=AS_AT):
    (result,) = run(book_from_text(text), as_at, only=["FUN5"]).results
    return result


def said(name):
    result = result_of(ledger_text(Path(__file__).parent, name))
    return {one.finding.about: one.finding for one in result.findings}


@pytest.mark.parametrize(("as_at", "count"), [(date(2025, 11, 30), 0), (date(2025, 12, 1), 1)])
def test_a_month_with_a_payment_and_no_statement_is_not_shown_once_it_ended_more_than_thirty_days_ago(as_at, count):
    assert len(result_of(FOUNDED + PAID, as_at).gaps) == count


def test_what_is_not_shown_is_told_by_account_and_month_with_who_can_show_it():
    more = PAID.replace("2025-10-31", "2025-10-02").replace("Bank  ", "Bank:Deposit  ")
    later = PAID.replace("2025-10-31", "2025-12-01")
    result = result_of(FOUNDED + PAID + PAID.replace("2025-10-31", "2025-10-09") + more + later)
    account, uncovered = "the Fund's bank account", "in all, on days that no statement covers"
    assert [(gap.message, gap.day) for gap in result.gaps] == [
        (f"{account}, October 2025: 2 payments, £200.00 {uncovered}", date(2025, 10, 31)),
        (f"{account}, December 2025: 1 payment, £100.00 {uncovered}", date(2025, 12, 1)),
        (f"{account} Deposit, October 2025: 1 payment, £100.00 {uncovered}", date(2025, 10, 2)),
    ]
    assert {gap.who for gap in result.gaps} == {"Coquet High School"}
    assert (result.status, result.tested) == (Status.NOT_EVIDENCED, 0)


def test_a_members_bank_account_is_none_of_the_funds():
    own = PAID.replace("Assets:Fund:Bank", "Assets:Coquet:Bank").replace("Assets:Fund:D", "Assets:Coquet:D")
    assert result_of(FOUNDED + own).status is Status.NOT_APPLICABLE


def test_a_line_without_a_statements_balance_shows_no_month():
    assert len(result_of(FOUNDED + PAID + LINE).gaps) == 1
    assert result_of(FOUNDED + PAID + LINE).tested == 1


def test_a_statement_shows_the_month():
    result = result_of(FOUNDED + PAID + LINE + STATEMENT)
    assert (result.status, result.gaps, result.tested, result.value_pence) == (Status.SATISFIED, (), 2, 10000)


def test_a_later_statement_that_a_month_leads_to_shows_it_too():
    first = '2025-09-30 custom "statement" "Assets:Fund:Bank" 0.00 GBP\n'
    later = '2025-11-30 custom "statement" "Assets:Fund:Bank" 100.00 GBP\n  from: 2025-11-30\n'
    assert result_of(FOUNDED + PAID + LINE + first + later).gaps == ()
    assert len(result_of(FOUNDED + PAID + LINE + later).gaps) == 1


def test_a_payment_that_the_bank_shows_in_the_next_month_counts_in_that():
    shown = LINE.replace("2025-10-31", "2025-11-03")
    (gap,) = result_of(FOUNDED + PAID + shown + STATEMENT.replace("100.00", "0.00")).gaps
    assert "November 2025" in gap.message


def test_a_payment_that_was_on_its_way_is_looked_for_on_the_first_day_that_no_statement_covers():
    (gap,) = result_of(FOUNDED + PAID + STATEMENT.replace("100.00", "0.00")).gaps
    assert "November 2025" in gap.message
    assert gap.day == date(2025, 11, 1)


def test_a_payment_that_is_found_is_not_asked_about_as_well():
    result = result_of(FOUNDED + PAID.replace("2025-10-31", "2025-10-09") + STATEMENT.replace("100.00", "0.00"))
    assert (len(result.findings), result.gaps) == (1, ())


def test_what_was_before_the_charter_or_was_brought_in_needs_no_statement():
    charter = FOUNDED + "  charter-from: 2025-11-01\n"
    opening = PAID.replace('event: "payment"', 'event: "opening"')
    assert result_of(charter + PAID).gaps == ()
    assert result_of(FOUNDED + opening).gaps == ()
    assert result_of(charter + PAID.replace("2025-10-31", "2025-11-01")).gaps != ()


def test_a_ledger_without_a_bank_account_has_nothing_to_reconcile():
    assert result_of(FOUNDED).status is Status.NOT_APPLICABLE


def test_lines_and_statements_are_not_seen_before_their_day():
    book = (
        FOUNDED + PAID.replace("2025-10-31", "2025-10-30") + LINE.replace('  answers: "Fund-2025-26-Hartside-1"\n', "")
    )
    assert result_of(book + STATEMENT, date(2025, 10, 30)).tested == 0
    assert [one.finding.about for one in result_of(book + STATEMENT, date(2025, 10, 31)).findings] == ["L1"]


def test_what_is_older_than_the_ledger_is_none_of_its_lines():
    old = '2025-08-31 custom "bank-line" "Assets:Fund:Bank" "L0" 5.00 GBP\n'
    assert result_of(FOUNDED + old).status is Status.NOT_APPLICABLE


def test_a_line_that_nothing_accounts_for_is_named_with_its_amount_and_day():
    found = said("fun5")
    went, came = found["B2"], found["B4"]
    lack = "and no payment in the books accounts for it"
    assert went.message == f"£2.00 went out of the Fund's bank account Open on 1 October 2024, {lack}"
    assert came.message == f"£4.00 came into the Fund's bank account Open on 2 October 2024, {lack}"
    assert (went.pence, went.entities, went.day) == (200, ("Fund",), date(2024, 10, 1))


def test_a_payment_of_another_amount_than_its_line_is_named_with_both():
    wrong = said("fun5")["Fund-11"]
    books = "the books have £99.99 into the Fund's bank account Amount on 2 October 2024"
    assert wrong.message == f"{books}, whose line A1 shows £100.00"
    assert wrong.pence == 1


def test_a_payment_that_no_statement_shows_is_named_once_with_all_its_parts():
    lost = said("fun5_payments")["Fund-83"]
    books = "the books have £7.00 into the Fund's bank account Parts on 2 October 2024"
    assert (lost.message, lost.pence) == (f"{books}, which no statement shows", 700)


def test_a_closing_balance_is_named_beside_what_the_books_come_to():
    wrong = said("fun5_closings")["Assets:Fund:Bank 2024-11-30"]
    books = "the books, with each payment on the bank's own day, come to £10.00"
    assert wrong.message == f"the Fund's bank account held £10.02 at the end of 30 November 2024; {books}"
    assert (wrong.pence, wrong.day) == (2, date(2024, 11, 30))


def test_every_statement_and_line_of_the_charters_time_is_counted_and_each_payment_that_is_found():
    counts = {
        name: (result.tested, result.value_pence)
        for name in ("fun5", "fun5_closings")
        if (result := result_of(ledger_text(Path(__file__).parent, name)))
    }
    lines = 10000 + 10000 + 5000 + 3000 + 5000 + 3200 + 4400 + 20000 + 3800 + 400 + 12400
    assert counts["fun5"] == (7 + 2 + 8 + 4 + 4 + 4 + 4 + 2, lines + 2 * 9999 + 5300 + 200)
    assert counts["fun5_closings"] == (8 + 1 + 2 + 2, 500)
