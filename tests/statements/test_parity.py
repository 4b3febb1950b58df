"""Parity of work: days beside each member's part by roll, worked by hand, and who leads what."""

from datetime import date
from fractions import Fraction

import pytest

from ledgers import book_from_text
from nesa_fund.problems import InputError
from nesa_fund.statements.catalogue import Arguments, statement_named

REGISTER = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"
  parity-tolerance: 2
2025-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
2025-09-01 custom "member" "Coquet" "school"
2025-09-01 custom "member" "Rothley" "school"
2026-01-31 custom "withdrawal" "Rothley"
2025-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"
2025-10-01 custom "roll" "Hartside" 300
  census: "2025-10"
2025-10-01 custom "roll" "Coquet" 100
  census: "2025-10"
2025-10-01 custom "roll" "Rothley" 730
  census: "2025-10"
2025-06-01 custom "plan" "2025-26" "maths" 900.00 GBP
  title: "Maths network"
  lead: "Hartside"
2025-06-01 custom "plan" "2025-26" "bank" 20.00 GBP
  category: "BankCharges"
2025-06-01 custom "plan" "2025-26" "reading" 100.00 GBP
  title: "Reading together"
2025-06-01 custom "plan" "2026-27" "maths" 900.00 GBP
2025-09-01 custom "duty" "Coquet" "Network days"
  line: "maths"
2025-09-01 custom "duty" "Hartside" "Moderation"
  until: 2026-01-31
2026-02-01 custom "duty" "Coquet" "Moderation"
2026-06-01 custom "duty" "Coquet" "Coaching"
2024-09-01 custom "duty" "Coquet" "Of an earlier year"
  until: 2025-08-31
2026-02-01 custom "duty" "Rothley" "After it left"
"""


def days(day, giver, receiver, number, count=1):
    link = f"^InKind-{giver}-{day}-{count}"
    return f"""
{day} * "{receiver}" "Work" {link}
  event: "in-kind"
  Expenses:{giver}:InKind:{receiver}   {number} DAY
  Equity:{giver}:InKind   -{number} DAY
{day} * "{giver}" "Work" {link}
  event: "in-kind"
  Income:{receiver}:InKind:{giver}   -{number} DAY
  Equity:{receiver}:InKind   {number} DAY
"""


LEDGER = (
    REGISTER
    + days("2025-08-31", "Coquet", "Hartside", "99.00")
    + days("2025-09-01", "Hartside", "Coquet", "6.50")
    + days("2026-01-20", "Rothley", "Coquet", "2.00")
    + days("2026-03-01", "Coquet", "Fund", "1.50")
    + days("2026-03-02", "HartsidePTA", "Hartside", "4.00")
    + days("2026-09-01", "Coquet", "Hartside", "88.00")
)


@pytest.fixture(scope="module")
def book():
    return book_from_text(LEDGER)


def parity(book, as_at=date(2026, 8, 31), **more):
    return statement_named("parity")(book, Arguments(as_at=as_at, **more))


def rows(statement, name):
    return {row[0]: row[1:] for table in statement.tables if table.name == name for row in table.rows}


def half(number):
    return Fraction(number, 2)


def test_days_stand_beside_the_part_of_the_pupils_by_the_time_in(book):
    # Rothley is in for 153 of 365 days: 730 x 153 / 365 = 306 pupils, of 706 in all; 10 days were given by the schools.
    assert rows(parity(book), "days") == {
        "Coquet": (half(3), half(17), -7, Fraction(100, 706), Fraction(1000, 706), half(3) - Fraction(1000, 706)),
        "Hartside Middle School": (
            *(half(13), 4, half(5)),
            *(Fraction(300, 706), Fraction(3000, 706), half(13) - Fraction(3000, 706)),
        ),
        "Rothley": (2, 0, 2, Fraction(306, 706), Fraction(3060, 706), 2 - Fraction(3060, 706)),
        "Partnership Fund": (0, half(3), -half(3), None, None, None),
        "HartsidePTA": (4, 0, 4, None, None, None),
    }
    table = next(one for one in parity(book).tables if one.name == "days")
    assert table.totals == ("Total", 14, 14, 0, 1, 10, 0)


def test_a_year_that_still_runs_is_measured_up_to_the_day(book):
    told = rows(parity(book, date(2025, 10, 31)), "days")
    assert told["Rothley"][3] == Fraction(730, 1130)
    assert told["Hartside Middle School"][:3] == (half(13), 0, half(13))


def test_work_taken_back_is_no_work():
    back = """
;; batch 2
2025-09-01 * "Coquet" "Work" ^InKind-Hartside-2025-09-01-1
  event: "reversal"
  reverses: "0001"
  Expenses:Hartside:InKind:Coquet   -6.50 DAY
  Equity:Hartside:InKind   6.50 DAY
"""
    assert rows(parity(book_from_text(LEDGER + back)), "days")["Hartside Middle School"][0] == 0


def test_it_answers_who_is_further_from_its_part_than_settled(book):
    said = {one.question: one.answer for one in parity(book).answers}
    assert said["How many staff days were given?"] == "14 days by 4 members."
    assert said["Is the work shared by size?"] == (
        "Not by all of 3 members; more than 2 days above its part: Hartside Middle School; "
        "more than 2 days below its part: Rothley."
    )


@pytest.mark.parametrize(("tolerance", "answer"), [(3, "Yes: each of 3 members"), (2, "Not by all of 3 members")])
def test_the_tolerance_is_the_alliances(tolerance, answer):
    text = LEDGER.replace("parity-tolerance: 2", f"parity-tolerance: {tolerance}")
    assert parity(book_from_text(text)).answers[1].answer.startswith(answer)


def test_exactly_the_tolerance_is_within_it():
    two = """
2025-09-01 custom "alliance" "Ash and Elm"
  parity-tolerance: 2
2025-09-01 custom "member" "Ash" "school"
2025-09-01 custom "member" "Elm" "school"
2025-09-01 custom "roll" "Ash" 50
  census: "2025-09"
2025-09-01 custom "roll" "Elm" 50
  census: "2025-09"
"""
    within, beyond = (
        parity(book_from_text(two + days("2025-10-01", "Ash", "Elm", given))).answers[1].answer
        for given in ("4.00", "4.01")
    )
    assert within == "Yes: each of 2 members gave its part by roll, within 2 days."
    assert (
        beyond == "Not by all of 2 members; more than 2 days above its part: Ash; more than 2 days below its part: Elm."
    )


def test_of_many_members_that_are_off_three_are_named_and_the_others_counted():
    codes = [f"School{n}" for n in range(1, 7)]
    register = '2025-09-01 custom "alliance" "Many"\n  parity-tolerance: 0\n' + "".join(
        f'2025-09-01 custom "member" "{code}" "school"\n2025-09-01 custom "roll" "{code}" 10\n  census: "2025-09"\n'
        for code in codes
    )

    def said(*given):
        work = "".join(days("2025-10-01", code, "School6", f"{n}.00") for code, n in zip(codes, given, strict=True))
        return parity(book_from_text(register + work)).answers[1].answer

    # 300 days in all, 50 each.
    assert "below its part: School1, School2, School3 and School4." in said(10, 20, 30, 40, 50, 150)
    assert "below its part: School1, School2, School3 and 2 others." in said(10, 20, 30, 40, 45, 155)


def test_where_a_roll_is_lacking_nobodys_part_is_told_and_it_is_said_whose():
    text = LEDGER.replace('2025-10-01 custom "roll" "Coquet" 100', '2025-10-01 custom "roll" "Coquet" 100\n  urn: "1"')
    text = text.replace('"member" "Coquet" "school"', '"member" "Coquet" "school"\n  urn: "1, 2"')
    said = parity(book_from_text(text))
    assert all(row[3:] == (None, None, None) for row in rows(said, "days").values())
    assert said.answers[1].answer == "Not shown yet: no roll is recorded of Coquet."
    assert "No roll is recorded of Coquet, so nobody's part can be told yet." in said.notes
    assert [one.title for one in said.charts[0].series] == ["Given", "Received"]


def test_a_member_that_the_schedule_leaves_out_has_no_part():
    board = """
2025-07-01 custom "schedule" "2025-26" 100.00 GBP
  census: "2025-10"
  without-roll: "Rothley"
"""
    told = rows(parity(book_from_text(LEDGER + board)), "days")
    assert told["Rothley"][3:] == (None, None, None)
    assert told["Coquet"][3:5] == (Fraction(1, 4), Fraction(8, 4))  # Of the 8 days of the two that have a part.


def test_the_census_of_the_schedule_goes_before_a_newer_one():
    newer = """
2026-01-01 custom "roll" "Hartside" 1
  census: "2026-01"
2026-01-01 custom "roll" "Coquet" 1
  census: "2026-01"
2026-01-01 custom "roll" "Rothley" 1
  census: "2026-01"
"""
    assert rows(parity(book_from_text(LEDGER + newer)), "days")["Coquet"][3] == 1 / (2 + Fraction(153, 365))
    board = '2025-07-01 custom "schedule" "2025-26" 100.00 GBP\n  census: "2025-10"\n'
    assert rows(parity(book_from_text(LEDGER + newer + board)), "days")["Coquet"][3] == Fraction(100, 706)


def test_leads_are_by_line_and_by_duty_and_what_nobody_leads_is_named(book):
    # Maths by two members; moderation by one after the other: 5 leads; in for 1, 1 and 153/365 of the year.
    assert rows(parity(book), "leads") == {
        "Coquet": (3, 3, "Maths network, Moderation, Coaching"),
        "Hartside Middle School": (2, 3, "Maths network, Moderation"),
        "Rothley": (0, 1, None),
        "Nobody": (None, None, "Reading together, After it left"),
    }
    assert parity(book).answers[2].answer == (
        "2 members lead 3 activities; nobody leads Reading together, After it left."
    )


def test_a_lead_counts_from_the_day_it_is_told(book):
    told = rows(parity(book, date(2026, 5, 31)), "leads")
    assert told["Coquet"][2] == "Maths network, Moderation"


def test_the_picture_shows_given_received_and_the_part_of_those_with_the_most(book):
    (chart,) = parity(book).charts
    assert chart.labels == ("Hartside Middle School", "Coquet", "HartsidePTA", "Rothley", "Partnership Fund")
    given, received, part = chart.series
    assert given.values[0] == half(13)
    assert received.values[1] == half(17)
    assert part.values[0] == Fraction(425, 100)  # 4.2492…, to two decimals.
    assert part.values[2] is None
    assert "Hartside Middle School, 6.50" in chart.alt


def test_without_days_there_is_no_picture_and_it_says_so():
    said = parity(book_from_text(REGISTER))
    assert said.charts == ()
    assert said.answers[0].answer == "None are recorded."
    assert len(said.answers) == 2


def test_a_year_that_has_not_begun_is_refused(book):
    with pytest.raises(InputError, match=r"2026-27 begins on 1 September 2026, after 31 August 2026"):
        parity(book, year="2026-27")


@pytest.mark.parametrize("code", ["Coquet", "Hartside", "Rothley", "HartsidePTA"])
def test_each_members_account_shows_the_same_days(book, code):
    account = statement_named("account")(book, Arguments(as_at=date(2026, 8, 31), member=code))
    (table,) = [one for one in account.tables if one.name == "days"]
    assert table.totals[2:] == rows(parity(book), "days")[book.register.name(code)][:2]
