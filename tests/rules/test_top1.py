"""TOP1: what is not shown of a school's funding, by day, and what is said of what is."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import book_from_text, ledger_text
from nesa_fund.engine import Status, run

FOUNDED = """\
2025-04-01 custom "alliance" "Coast and Castle Alliance"
2025-04-01 custom "member" "Hartside" "school"
  year-start: "04-01"
"""
PUBLISHED = '2025-04-01 custom "funding" "Hartside" "2025-26" "GAG" 100.00 GBP\n'
RECEIVED = """
2025-10-01 * "GAG" ^Funding-Hartside-2025-26-GAG-1
  event: "funding"
  year: "2025-26"
  Assets:Hartside:Bank           100.00 GBP
  Income:Hartside:Funding:GAG   -100.00 GBP
"""
LAST, AFTER = date(2026, 3, 31), date(2026, 4, 1)


def result_of(text, as_at):
    (result,) = run(book_from_text(text), as_at, only=["TOP1"]).results
    return result


def lacks(text, as_at):
    """What is not shown, and the day that it concerns."""
    return [(gap.message, gap.day) for gap in result_of(text, as_at).gaps]


def signed(as_at, *, in_full="TRUE", day=AFTER):
    return (
        f'\n{day} custom "agreed-account" "Hartside" 0.00 GBP 0.00 GBP "agree"\n  as-at: {as_at}\n'
        f"  funding-in-full: {in_full}\n"
    )


def test_a_year_of_which_nothing_is_published_is_not_shown_once_it_has_ended():
    assert lacks(FOUNDED, LAST) == []
    lack = "Hartside: nothing is published of its funding for 2025-26, to 31 March 2026"
    assert lacks(FOUNDED, AFTER) == [(lack, LAST)]
    assert result_of(FOUNDED, AFTER).status is Status.NOT_EVIDENCED
    assert [day for _, day in lacks(FOUNDED, date(2027, 4, 1))] == [LAST, date(2027, 3, 31)]


@pytest.mark.parametrize(("left", "count"), [("2026-03-30", 0), ("2026-03-31", 1)])
def test_a_year_that_ended_after_the_school_had_left_is_its_own_affair(left, count):
    assert len(lacks(f'{FOUNDED}{left} custom "withdrawal" "Hartside"\n', date(2028, 1, 1))) == count


@pytest.mark.parametrize(("begins", "count"), [("2026-03-31", 1), ("2026-04-01", 0)])
def test_a_year_that_ended_before_the_charter_began_is_not_asked_about(begins, count):
    text = FOUNDED.replace('Alliance"\n', f'Alliance"\n  charter-from: {begins}\n', 1)
    assert len(lacks(text, AFTER)) == count


def test_a_receipt_of_which_nothing_is_published_is_not_shown_in_either_year():
    lack = "Hartside, GAG for 2025-26: nothing is published"
    assert lacks(FOUNDED + RECEIVED, date(2025, 10, 1)) == [(lack, date(2025, 10, 1))]
    assert lacks(FOUNDED + RECEIVED, AFTER) == [(lack, LAST)]


def test_a_deduction_from_what_nobody_published_is_not_shown():
    deducted = '2025-04-01 custom "deduction" "Hartside" "2025-26" "GAG" 1.00 GBP\n'
    assert lacks(FOUNDED + deducted, date(2025, 4, 1)) == [
        ("Hartside, GAG for 2025-26: nothing is published", date(2025, 4, 1))
    ]


@pytest.mark.parametrize(("begins", "is_broken"), [("2026-03-31", True), ("2026-04-01", False)])
def test_too_little_for_a_year_that_ended_before_the_charter_began_is_no_fault(begins, is_broken):
    text = FOUNDED.replace('Alliance"\n', f'Alliance"\n  charter-from: {begins}\n', 1)
    result = result_of(text + PUBLISHED + RECEIVED.replace("100.00", "99.00"), AFTER)
    assert (result.status is Status.BREACHED, result.tested) == (is_broken, int(is_broken))


@pytest.mark.parametrize(("begins", "is_broken"), [("2025-10-01", True), ("2025-10-02", False)])
def test_too_much_that_came_before_the_charter_began_is_no_fault(begins, is_broken):
    text = FOUNDED.replace('Alliance"\n', f'Alliance"\n  charter-from: {begins}\n', 1)
    result = result_of(text + PUBLISHED + RECEIVED.replace("100.00", "101.00"), AFTER)
    assert (result.status is Status.BREACHED) == is_broken


def test_only_the_funding_of_schools_and_trusts_is_looked_at():
    others = """
2025-04-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"
2025-10-01 * "money raised" ^Raised-HartsidePTA-2025-10-01-1
  event: "raised"
  Assets:HartsidePTA:Bank             1.00 GBP
  Income:HartsidePTA:Raised          -1.00 GBP
2025-10-01 * "Coquet" "what a school earns itself" ^Hartside-0012
  event: "invoice"
  Assets:Hartside:Debtors:Coquet      1.00 GBP
  Income:Hartside:Recharges:Teaching -1.00 GBP
2025-10-01 * "an association has no public funding" ^Funding-HartsidePTA-2025-26-GAG-1
  event: "funding"
  year: "2025-26"
  Assets:HartsidePTA:Bank             1.00 GBP
  Income:HartsidePTA:Funding:GAG     -1.00 GBP
"""
    assert result_of(FOUNDED + others, LAST).status is Status.NOT_APPLICABLE


def test_what_is_published_on_the_day_is_seen():
    assert lacks(FOUNDED + PUBLISHED.replace("2025-04-01", "2025-10-01", 1) + RECEIVED, date(2025, 10, 1)) == []


def test_what_is_published_later_than_the_day_is_not_seen():
    assert lacks(FOUNDED + PUBLISHED.replace("2025-04-01", "2025-10-02", 1) + RECEIVED, date(2025, 10, 1)) != []


def test_a_year_that_the_school_has_not_is_not_shown():
    text = FOUNDED + PUBLISHED + RECEIVED.replace('"2025-26"', '"2025-25"')
    lack = "Hartside, GAG for 2025-25: its year is none of its own"
    assert lacks(text, date(2025, 10, 1)) == [(lack, date(2025, 10, 1))]


def test_a_stream_without_a_receipt_is_not_shown_once_its_year_has_ended():
    assert result_of(FOUNDED + PUBLISHED, LAST).status is Status.NOT_APPLICABLE
    assert lacks(FOUNDED + PUBLISHED, AFTER) == [("Hartside, GAG for 2025-26: no receipt is recorded", LAST)]


@pytest.mark.parametrize(
    ("said", "is_shown"),
    [
        (signed("2026-03-30"), False),
        (signed("2026-03-31"), True),
        (signed("2027-03-30", day=date(2027, 4, 1)), True),
        (signed("2027-03-31", day=date(2027, 4, 1)), False),
        (signed("2026-03-31", in_full="FALSE"), False),
        (signed("2026-03-31", day=date(2027, 4, 2)), False),
        (signed("2026-03-31").replace('"Hartside"', '"Coquet"'), False),
    ],
)
def test_a_member_declares_that_its_funding_came_in_full_as_at_the_years_end_or_within_a_year_after(said, is_shown):
    result = result_of(FOUNDED + PUBLISHED + said, date(2027, 4, 1))
    lack = [gap for gap in result.gaps if "no receipt" in gap.message]
    assert (not lack, result.tested) == (is_shown, int(is_shown))


def test_a_receipt_that_is_recorded_goes_before_what_the_member_declares():
    text = FOUNDED + PUBLISHED + RECEIVED.replace("100.00", "99.00") + signed("2026-03-31")
    assert result_of(text, AFTER).status is Status.BREACHED


def test_a_stream_that_is_deducted_whole_has_no_receipt_to_show():
    text = FOUNDED + PUBLISHED + '2025-04-01 custom "deduction" "Hartside" "2025-26" "GAG" 100.00 GBP\n'
    result = result_of(text, AFTER)
    assert (result.status, result.gaps, result.tested) == (Status.SATISFIED, (), 1)


def test_what_came_is_said_beside_what_was_published_and_deducted():
    book = book_from_text(ledger_text(Path(__file__).parent, "top1"))
    (result,) = run(book, date(2026, 8, 31), only=["TOP1"]).results
    said = {one.finding.about: one.finding for one in result.findings}
    short = said["Funding-Hartside-2025-26-PupilPremium-2"]
    assert short.message == "Hartside received £99.99 of PupilPremium for 2025-26; £100.00 was published"
    assert (short.pence, short.day, short.entities) == (1, LAST, ("Hartside",))
    more = said["Funding-Coquet-2025-26-UIFSM-1"]
    less = "£60.00 was published, less £10.00 deducted by law"
    assert more.message == f"Coquet received £50.01 of UIFSM for 2025-26; {less}"
    assert (more.pence, more.day) == (1, date(2025, 10, 8))
    assert said["Funding-Elsdon-2025-26-PupilPremium"].pence == 100
    came = (95000, 9999, 10101, 10001, 99999, 6000, 5001, 49900, 40000, 70000, 6900, 50001, 5000)
    assert (result.tested, result.value_pence) == (len(came), sum(came))


def test_a_kept_year_is_counted_with_what_came():
    result = result_of(FOUNDED + PUBLISHED + RECEIVED, AFTER)
    assert (result.status, result.tested, result.value_pence) == (Status.SATISFIED, 1, 10000)
