"""One member's account: it opens, moves and closes to the penny."""

from datetime import date
from fractions import Fraction

import pytest

from ledgers import book_from_text
from nesa_fund.problems import InputError
from nesa_fund.statements.catalogue import Arguments, statement_named

AS_AT = date(2025, 12, 31)
LATER = """
;; batch 6
2026-01-05 * "Coquet" "Cello teaching, spring" ^Hartside-0013
  event: "invoice"
  number: "0013"
  agreement: "music"
  Assets:Hartside:Debtors:Coquet                  500.00 GBP
  Income:Hartside:Recharges:Teaching             -500.00 GBP
2026-01-05 * "Hartside" "Cello teaching, spring" ^Hartside-0013
  event: "invoice"
  number: "0013"
  agreement: "music"
  Expenses:Coquet:Costs:Teaching                  500.00 GBP
  Liabilities:Coquet:Creditors:Hartside          -500.00 GBP
;; batch 7
2026-01-05 * "Coquet" "Cello teaching, spring" ^Hartside-0013
  event: "reversal"
  reverses: "0006"
  Assets:Hartside:Debtors:Coquet                 -500.00 GBP
  Income:Hartside:Recharges:Teaching              500.00 GBP
2026-01-05 * "Hartside" "Cello teaching, spring" ^Hartside-0013
  event: "reversal"
  reverses: "0006"
  Expenses:Coquet:Costs:Teaching                 -500.00 GBP
  Liabilities:Coquet:Creditors:Hartside           500.00 GBP

2026-01-10 * "Hartside" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Liabilities:Coquet:Creditors:Hartside           450.00 GBP
  Assets:Coquet:Bank                             -450.00 GBP
2026-01-10 * "Coquet" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Assets:Hartside:Bank                            450.00 GBP
  Assets:Hartside:Debtors:Coquet                 -450.00 GBP
"""


def account(book, member="Coquet", as_at=AS_AT, **given):
    return statement_named("account")(book, Arguments(as_at=as_at, member=member, **given))


def rows(statement, name):
    return next(table.rows for table in statement.tables if table.name == name)


def totals(statement, name):
    return next(table.totals for table in statement.tables if table.name == name)


def test_what_it_owes_closes_from_start_to_end(book):
    # With, at the start, charged, credited, paid, corrected, at the end.
    assert rows(account(book), "owes") == (
        ("Partnership Fund", 0, 158400, 0, 0, 0, 158400),
        ("Hartside Middle School", 0, 120000, 20000, 60000, 0, 40000),
    )
    assert rows(account(book, "Hartside"), "owed") == (("Coquet", 0, 120000, 20000, 60000, 0, 40000),)


def test_a_period_begins_with_what_was_owed_before(ledger):
    said = account(book_from_text(ledger + LATER), as_at=date(2026, 2, 1), since=date(2025, 12, 1))
    assert said.period == "1 December 2025 to 1 February 2026"
    assert rows(said, "owes")[1] == ("Hartside Middle School", 100000, 0, 0, 105000, 0, -5000)


def test_each_position_is_start_plus_charged_less_credited_and_paid(ledger):
    said = account(book_from_text(ledger + LATER), as_at=date(2026, 2, 1))
    for _, start, charged, credited, paid, corrected, end in rows(said, "owes"):
        assert start + charged - credited - paid + corrected == end
    assert totals(said, "open")[-2] == totals(said, "owes")[-1]


def test_a_charge_taken_back_is_no_charge(ledger):
    said = account(book_from_text(ledger + LATER), as_at=date(2026, 2, 1))
    assert "0013" not in {row[3] for row in rows(said, "charged")}
    assert any(note.startswith("Corrected are entries") for note in said.notes)


def test_a_charge_names_its_agreement_and_the_payers_own_confirmation(book):
    charged = {row[3]: row for row in rows(account(book), "charged")}
    assert charged["0012"][4:] == (120000, "Instrumental teaching", date(2025, 9, 2), "FGB 40")
    assert charged["PF2526COQUET1"][4:] == (158400, "schedule 2025-26", date(2025, 9, 22), "FGB 41")


def test_a_charge_without_a_confirmation_says_so(ledger):
    without = ledger.replace(
        '2025-09-02 custom "consent" "music" "Coquet"', '2025-09-02 custom "consent" "music" "Rothley"'
    )
    charged = {row[3]: row for row in rows(account(book_from_text(without)), "charged")}
    assert charged["0012"][6:] == ("not recorded", None)


def test_what_is_charged_to_the_fund_names_the_boards_plan(ledger):
    workshops = """
;; batch 6
2025-06-11 custom "plan" "2025-26" "reading" 5000.00 GBP
  title: "Reading together"
  minute: "Board 4"
2025-12-01 * "Fund" "Reading workshops" ^Hartside-0014
  event: "invoice"
  number: "0014"
  agreement: "workshops"
  plan: "reading"
  Assets:Hartside:Debtors:Fund                    310.00 GBP
  Income:Hartside:Recharges:Teaching             -310.00 GBP
2025-12-01 * "Fund" "Room for a network day" ^Hartside-0015
  event: "shared-cost"
  number: "0015"
  plan: "reading"
  Assets:Hartside:Debtors:Fund                     40.00 GBP
  Liabilities:Hartside:Suppliers                  -40.00 GBP
"""
    charging = {row[3]: row for row in rows(account(book_from_text(ledger + workshops), "Hartside"), "charging")}
    assert charging["0014"][5:] == ("workshops", date(2025, 6, 11), "Board 4")
    assert charging["0015"][5:] == ("Reading together", date(2025, 6, 11), "Board 4")


LEFT = """
;; batch 6
2025-11-30 custom "withdrawal" "Coquet"
  minute: "FGB 50"
  successor: "CoquetAcademy"
2025-12-01 custom "member" "CoquetAcademy" "school"
  name: "Coquet Academy"
2025-11-30 * "Fund" "Contribution 2025-26, after its last day in" ^Fund-2025-26-Coquet-1
  event: "credit-note"
  number: "Fund-2025-26-Coquet-credit-1"
  year: "2025-26"
  reason: "withdrawal"
  minute: "FGB 50"
  Expenses:Coquet:Contribution                   -399.25 GBP
  Liabilities:Coquet:Creditors:Fund               399.25 GBP
"""


def test_a_leavers_account_tells_when_it_left_and_by_which_minute_it_is_credited(ledger):
    said = account(book_from_text(ledger + LEFT))
    charged = {row[3]: row for row in rows(said, "charged")}
    assert charged["Fund-2025-26-Coquet-credit-1"][4:] == (-39925, None, None, "FGB 50")
    left = "Its last day in the alliance was 30 November 2025. Coquet Academy follows it, with an account of its own."
    assert said.notes[0] == left


def test_the_account_of_what_a_school_became_names_the_school(ledger):
    book = book_from_text(ledger + LEFT)
    follows = "It follows Coquet, whose last day in was 30 November 2025 and whose account stands apart."
    assert account(book, "CoquetAcademy").notes[0] == follows
    assert not any("last day in" in note for note in account(book, "Hartside").notes)


def test_an_account_up_to_the_last_day_in_says_nothing_of_a_leaving(ledger):
    said = account(book_from_text(ledger + LEFT), until=date(2025, 11, 30))
    assert not any("last day in" in note for note in said.notes)


def test_payments_stand_under_the_reference_people_know(book):
    assert rows(account(book, "Hartside"), "payments") == (
        (date(2025, 10, 20), "Partnership Fund", "Contribution 2025-26, instalment 1", "PF2526HARTSIDE1", 329600, None),
        (date(2025, 12, 1), "Coquet", "Cello teaching, autumn", "0012", None, 60000),
    )


def test_what_is_unpaid_is_listed_with_its_due_date(book):
    assert rows(account(book), "open") == (
        ("Partnership Fund", "PF2526COQUET1", "Contribution 2025-26, instalment 1", date(2025, 10, 31), 158400, None),
        ("Hartside Middle School", "0012", "Cello teaching, autumn", date(2025, 12, 14), 40000, None),
    )


def test_what_was_paid_above_a_charge_stays_negative(ledger):
    said = account(book_from_text(ledger + LATER), as_at=date(2026, 2, 1))
    assert rows(said, "open")[-1][2:] == ("paid above what was due: Cello teaching, autumn", None, -5000, None)


def test_of_two_charges_on_a_claim_the_older_is_paid_first(ledger):
    second = """
;; batch 6
2025-12-20 * "Hartside" "Cello teaching, two more" ^Hartside-0012
  event: "invoice"
  number: "0012b"
  Expenses:Coquet:Costs:Teaching                  300.00 GBP
  Liabilities:Coquet:Creditors:Hartside          -300.00 GBP
2025-12-21 * "Hartside" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Liabilities:Coquet:Creditors:Hartside           400.00 GBP
  Assets:Coquet:Bank                             -400.00 GBP
"""
    said = account(book_from_text(ledger + second))
    assert rows(said, "open")[-1][1:] == ("0012", "Cello teaching, two more", date(2026, 1, 19), 30000, None)


def test_what_was_recorded_late_stands_by_its_date(ledger):
    late = """
;; batch 6
2025-09-05 * "Hartside" "Piano tuning" ^Hartside-0009
  event: "invoice"
  number: "0009"
  Expenses:Coquet:Costs:Teaching                   80.00 GBP
  Liabilities:Coquet:Creditors:Hartside           -80.00 GBP
"""
    said = account(book_from_text(ledger + late))
    assert [row[3] for row in rows(said, "charged")] == ["0009", "PF2526COQUET1", "0012", "C1"]
    assert [row[1] for row in rows(said, "open")] == ["PF2526COQUET1", "0009", "0012"]


def test_days_given_and_received_are_shown_where_there_are_any(book):
    assert rows(account(book, "Hartside"), "days") == (("Coquet", "Moderation", Fraction(5, 2), 0),)
    assert rows(account(book, "Coquet"), "days") == (("Hartside Middle School", "Moderation", 0, Fraction(5, 2)),)
    assert "days" not in {table.name for table in account(book, "Elsdon").tables}


def test_an_association_and_its_host_see_the_gift(ledger):
    gift = """
;; batch 6
2025-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"
2025-12-10 * "Hartside" "Reading books" ^Gift-HartsidePTA-2025-12-10-1
  event: "gift"
  Expenses:HartsidePTA:Gifts:Hartside             150.00 GBP
  Assets:HartsidePTA:Bank                        -150.00 GBP
2025-12-10 * "HartsidePTA" "Reading books" ^Gift-HartsidePTA-2025-12-10-1
  event: "gift"
  Assets:Hartside:Bank                            150.00 GBP
  Income:Hartside:Gifts:HartsidePTA              -150.00 GBP
"""
    book = book_from_text(ledger + gift)
    assert rows(account(book, "HartsidePTA"), "payments")[-1][4:] == (15000, None)
    assert rows(account(book, "Hartside"), "payments")[-1][4:] == (None, 15000)


def test_a_member_is_found_by_code_or_name_in_any_case(book):
    assert account(book, "hartside middle school").title == account(book, "HARTSIDE").title


def test_an_unknown_member_names_the_nearest(book):
    with pytest.raises(InputError, match='no member "Hartsde"; the nearest is Hartside'):
        account(book, "Hartsde")


def test_an_account_is_of_somebody(book):
    with pytest.raises(InputError, match="choose one of Coquet, Elsdon, Hartside, Rothley, Fund"):
        account(book, None)


def test_a_period_that_ends_before_it_begins_is_refused(book):
    with pytest.raises(InputError, match="the period begins on 1 January 2026, after 31 December 2025"):
        account(book, since=date(2026, 1, 1))


def test_a_period_ends_with_its_last_day(book):
    said = account(book, until=date(2025, 11, 30))
    assert said.period == "1 September 2025 to 30 November 2025"
    assert rows(said, "owes")[1] == ("Hartside Middle School", 0, 120000, 20000, 0, 0, 100000)


def test_a_year_not_over_ends_with_the_day_asked_for(book):
    said = account(book)
    assert (said.period, said.as_at) == ("1 September 2025 to 31 December 2025", AS_AT)
