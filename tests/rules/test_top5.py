"""TOP5: whom the Fund's bank names, what is not shown yet, and what is said of what is found."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

FOUNDED = """\
2025-08-01 custom "alliance" "Coast and Castle Alliance"
  holder: "Coquet High School"
2025-08-01 custom "member" "Coquet" "school"
2025-08-01 custom "member" "Elsdon" "school"
  authority: "Coastshire County Council"
  bank: "authority"
"""
CHARGED = """
2025-09-01 * "Elsdon" "charged" ^Fund-E-1
  event: "contribution"
  Assets:Fund:Debtors:Elsdon         100.00 GBP
  Income:Fund:Contributions:Elsdon  -100.00 GBP
2025-09-01 * "Fund" "charged" ^Fund-E-1
  event: "contribution"
  Expenses:Elsdon:Contribution       100.00 GBP
  Liabilities:Elsdon:Creditors:Fund -100.00 GBP
"""
FUNDS = """
2025-10-01 * "Elsdon" "paid" ^Fund-E-1
  event: "payment"
  Assets:Fund:Bank                    40.00 GBP
  Assets:Fund:Debtors:Elsdon         -40.00 GBP
"""
MEMBERS = """
2025-10-01 * "Fund" "paid" ^Fund-E-1
  event: "payment"
  Liabilities:Elsdon:Creditors:Fund   40.00 GBP
  Assets:Elsdon:Bank:Authority       -40.00 GBP
"""
PAID = CHARGED + FUNDS + MEMBERS


def line(text, names=""):
    told = f'  names: "{names}"\n' if names else ""
    fact = '2025-10-01 custom "bank-line" "Assets:Fund:Bank" "L1" 40.00 GBP\n  answers: "Fund-E-1"\n'
    return f'{fact}{told}  text: "{text}"\n'


def result_of(text, as_at=date(2026, 8, 31)):
    (result,) = run(book_from_text(text), as_at, only=["TOP5"]).results
    return result


def test_a_payment_without_a_line_of_the_funds_bank_is_not_shown_yet():
    result = result_of(FOUNDED + PAID)
    (gap,) = result.gaps
    assert gap.message == "Elsdon's payment of £40.00 on 1 October 2025: no line of the Fund's bank is matched to it"
    assert (gap.who, gap.link, gap.day) == ("Coquet High School", "Fund-E-1", date(2025, 10, 1))
    assert (result.status, result.tested, result.value_pence) == (Status.NOT_EVIDENCED, 1, 4000)


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("BGC 88213", False),
        ("COASTSHIRE CC BACS", True),
        ("Coastshire County Council", True),
        ("COAST BUILDING SOCIETY", False),
        ("COUNTY COUNCIL", False),
    ],
)
def test_the_authority_that_keeps_a_members_money_may_be_named_in_its_stead(text, is_shown):
    gaps = result_of(FOUNDED + PAID + line(text)).gaps
    assert (not gaps) == is_shown
    assert is_shown or "the bank's line does not name who paid" in gaps[0].message


def test_an_authority_of_common_words_alone_is_named_by_all_of_them():
    founded = FOUNDED.replace("Coastshire County Council", "The City Council")
    assert result_of(founded + PAID + line("THE CITY COUNCIL")).gaps == ()
    assert len(result_of(founded + PAID + line("CITY COUNCIL")).gaps) == 1


def test_an_authority_without_a_name_is_named_by_no_line():
    founded = FOUNDED.replace('  authority: "Coastshire County Council"\n', "")
    assert len(result_of(founded + PAID + line("BGC 88213")).gaps) == 1


def test_the_name_of_a_members_authority_shows_nothing_where_the_school_has_its_own_bank():
    own = (FOUNDED + PAID).replace('bank: "authority"', 'bank: "own"').replace("Bank:Authority", "Bank")
    assert len(result_of(own + line("COASTSHIRE CC BACS")).gaps) == 1
    assert result_of(own + line("ELSDON FIRST", "Elsdon")).status is Status.SATISFIED


def test_what_held_on_the_day_of_the_payment_counts():
    later = '2025-10-02 custom "member" "Elsdon" "school"\n  bank: "own"\n'
    assert result_of(FOUNDED + later + PAID).findings == ()
    assert len(result_of(FOUNDED + later.replace("10-02", "10-01") + PAID).findings) == 1


def test_the_authority_of_the_day_of_the_payment_is_named():
    later = '2025-12-01 custom "member" "Elsdon" "school"\n  authority: "Castleshire"\n  bank: "authority"\n'
    assert result_of(FOUNDED + later + PAID + line("COASTSHIRE CC BACS")).gaps == ()
    assert len(result_of(FOUNDED + later + PAID + line("CASTLESHIRE BACS")).gaps) == 1


def test_a_payment_is_held_beside_that_of_its_amount_in_the_other_book():
    more = FUNDS.replace("40.00", "60.00").replace("10-01", "10-02")
    faulty = MEMBERS.replace("40.00", "60.00").replace(
        "Assets:Elsdon:Bank:Authority", "Income:Elsdon:Funding:BudgetShare"
    )
    result = result_of(FOUNDED + CHARGED + FUNDS + more + faulty)
    assert [one.finding.pence for one in result.findings] == [6000]
    assert [gap.day for gap in result.gaps] == [date(2025, 10, 1)]


def test_a_line_and_a_payment_that_no_line_shows_are_not_one_payment():
    interest = """
2025-09-30 * "Coast Bank" "interest" ^Interest-Fund-2025-09-30-1
  event: "interest"
  Assets:Fund:Bank        1.00 GBP
  Income:Fund:Interest   -1.00 GBP
"""
    assert result_of(FOUNDED + PAID + interest + line("ELSDON FIRST", "Elsdon")).status is Status.SATISFIED


def test_in_the_members_own_view_its_payment_is_looked_at_and_not_shown_yet():
    result = result_of(FOUNDED + CHARGED + MEMBERS)
    assert (result.tested, len(result.gaps)) == (1, 1)


def test_two_equal_payments_of_a_day_are_two_in_either_book():
    assert result_of(FOUNDED + PAID + FUNDS + MEMBERS).tested == 2
    assert result_of(FOUNDED + PAID + FUNDS).tested == 2
    assert result_of(FOUNDED + PAID + MEMBERS).tested == 2


def test_a_line_dated_later_than_the_day_is_not_seen():
    later = line("ELSDON FIRST", "Elsdon").replace("2025-10-01", "2025-10-05", 1)
    assert len(result_of(FOUNDED + PAID + later, date(2025, 10, 4)).gaps) == 1
    assert result_of(FOUNDED + PAID + later, date(2025, 10, 5)).gaps == ()


def test_without_a_contribution_there_is_nothing_to_look_at():
    assert result_of(FOUNDED).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("Fund-H-3", "came from Coquet, whom the bank names on 1 October 2025"),
        ("Fund-H-4", "was settled by Income:Hartside:Funding:BudgetShare"),
        ("Fund-H-6", "was settled by Liabilities:Fund:Creditors:Hartside"),
        ("Fund-H-9", "was paid by its authority, and the school has a bank account of its own"),
        ("Fund-H-11", "was paid in one sum with Funding-Hartside-2025-26-GAG-1"),
        ("Fund-H-13", "was paid in one sum with Grant-SSIF-1"),
    ],
)
def test_how_a_contribution_was_settled_is_said(link, fault):
    result = result_of(ledger_text(Path(__file__).parent, "top5"))
    (found,) = [one.finding for one in result.findings if one.finding.link == link]
    assert found.message == f"£100.00 of Hartside's contribution {fault}"
    assert (found.pence, found.entities, found.bearers) == (10000, ("Hartside", "Fund"), ("Hartside",))


def test_a_contribution_that_is_found_is_not_asked_about_as_well():
    result = result_of(ledger_text(Path(__file__).parent, "top5"))
    assert not {one.finding.link for one in result.findings} & {gap.link for gap in result.gaps}


def test_an_entry_without_any_bank_is_found():
    bare = FUNDS.replace("  Assets:Fund:Bank                    40.00 GBP\n", "")
    (found,) = result_of(FOUNDED + CHARGED + bare).findings
    assert found.finding.message == "£40.00 of Elsdon's contribution was settled without any bank"
