import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import book_from_text
from nesa_fund.allocation import allocate
from nesa_fund.bills import roll_census
from nesa_fund.charges import (
    Basis,
    Share,
    adopted_shares,
    basis,
    closing_sum,
    contribution_link,
    instalments_left,
    payment_reference,
    shares_of,
)
from nesa_fund.periods import year_of

YEAR = year_of(date(2025, 9, 1))
CODES = st.from_regex(r"[A-Z][A-Za-z0-9]{0,39}", fullmatch=True)
MEMBERS = st.dictionaries(CODES, st.tuples(st.integers(1, 4000), st.integers(1, 365)), min_size=1, max_size=12)
PENCE = st.integers(-(10**9), 10**9)

FOUR = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2025-09-01 custom "member" "Hartside" "school"

2025-09-01 custom "member" "Coquet" "trust"

2025-09-01 custom "member" "Rothley" "school"

2025-09-01 custom "member" "Elsdon" "school"

2025-09-01 custom "member" "HartsidePTA" "association"
  host: "Hartside"

2025-05-01 custom "roll" "Hartside" 412
  census: "2025-05"

2025-05-01 custom "roll" "Coquet" 100
  census: "2025-05"
  urn: "1"

2025-05-01 custom "roll" "Coquet" 98
  census: "2025-05"
  urn: "2"

2025-05-01 custom "roll" "Rothley" 307
  census: "2025-05"

2025-05-01 custom "roll" "Elsdon" 83
  census: "2025-05"

2025-09-02 custom "schedule" "2025-26" 24000.00 GBP
  census: "2025-05"
  instalments: 3
"""
JOINING = """
2026-02-01 custom "member" "Ash" "school"

2025-05-01 custom "roll" "Ash" 120
  census: "2025-05"
"""


def charge(day, member, instalment, amount="1.00"):
    return f"""
{day} * "{member}" "Contribution" ^Fund-2025-26-{member}-{instalment}
  event: "contribution"
  year: "2025-26"
  instalment: "{instalment}"
  Assets:Fund:Debtors:{member}         {amount} GBP
  Income:Fund:Contributions:{member}  -{amount} GBP
"""


def shares(*batches):
    """Member -> its share, of a ledger of so many batches."""
    text = "".join(f"\n;; batch {number}\n{batch}" for number, batch in enumerate(batches, 1))
    book = book_from_text(text)
    return {share.member: share for share in adopted_shares(book, book.register.schedule("2025-26"))}


def basis_of(members):
    """A basis from code -> (pupils, days in membership)."""
    return Basis(
        {code: Fraction(pupils) for code, (pupils, _) in members.items()},
        {code: Fraction(days, 365) for code, (_, days) in members.items()},
        (),
    )


@given(PENCE, MEMBERS, st.integers(1, 12))
def test_shares_and_their_instalments_sum_to_the_total_exactly(pence, members, count):
    found = shares_of(pence, count, basis_of(members))
    assert sum(share.pence for share in found) == pence
    assert all(sum(share.parts.values()) == share.pence for share in found)
    assert all(list(share.parts) == list(range(1, count + 1)) for share in found)


@given(PENCE, MEMBERS)
def test_each_share_is_within_a_penny_of_its_exact_part(pence, members):
    weights = {code: Fraction(pupils * days) for code, (pupils, days) in members.items()}
    exact = {code: pence * weight / sum(weights.values()) for code, weight in weights.items()}
    assert all(abs(share.pence - exact[share.member]) < 1 for share in shares_of(pence, 1, basis_of(members)))


@given(PENCE, MEMBERS, st.randoms())
def test_shares_do_not_depend_on_the_order_of_rows(pence, members, random):
    rows = list(members.items())
    random.shuffle(rows)
    assert shares_of(pence, 3, basis_of(dict(rows))) == shares_of(pence, 3, basis_of(members))


@given(PENCE, MEMBERS)
def test_a_refund_mirrors_its_charge(pence, members):
    charged, refunded = (shares_of(amount, 3, basis_of(members)) for amount in (pence, -pence))
    assert [share.pence for share in refunded] == [-share.pence for share in charged]


@given(PENCE, MEMBERS)
def test_a_bill_is_shared_as_a_contribution_is(pence, members):
    shared = allocate(pence, basis_of(members).weights)
    assert shared == {share.member: share.pence for share in shares_of(pence, 1, basis_of(members))}


def test_the_four_founders_of_24000_pounds_pay_by_the_pupils_of_all_their_urns():
    found = shares(FOUR)
    paid = {code: share.pence for code, share in found.items()}
    assert paid == {"Coquet": 475_200, "Elsdon": 199_200, "Hartside": 988_800, "Rothley": 736_800}
    assert found["Coquet"].parts == {1: 158_400, 2: 158_400, 3: 158_400}


def test_a_joiner_of_120_pupils_on_1_february_pays_its_part_on_top():
    found = shares(FOUR, JOINING)
    assert found["Ash"].pence == 167_277
    assert found["Ash"].joined == date(2026, 2, 1)
    assert found["Hartside"].pence == 988_800


def test_a_joining_recorded_before_adoption_takes_part_in_the_allocation():
    found = shares(FOUR + JOINING)
    assert sum(share.pence for share in found.values()) == 2_400_000
    assert found["Ash"].part == Fraction(212, 365)
    assert found["Ash"].joined is None


def test_a_joiner_pays_over_the_instalments_not_yet_charged_to_anyone():
    assert shares(FOUR + charge("2025-10-01", "Elsdon", 1), JOINING)["Ash"].parts == {2: 83_639, 3: 83_638}


def test_a_joiner_pays_at_once_where_all_is_charged():
    charged = "".join(charge("2025-10-01", "Elsdon", n) for n in (1, 2, 3))
    assert shares(FOUR + charged, JOINING)["Ash"].parts == {3: 167_277}


def test_what_is_charged_on_the_day_of_joining_is_still_to_come_for_the_joiner():
    book = book_from_text(FOUR + charge("2026-02-01", "Elsdon", 1))
    schedule = book.register.schedule("2025-26")
    assert instalments_left(book, schedule, date(2026, 2, 1)) == [1, 2, 3]
    assert instalments_left(book, schedule, date(2026, 2, 2)) == [2, 3]


def test_a_roll_corrected_after_adoption_moves_no_share():
    corrected = '2025-05-01 custom "roll" "Hartside" 500\n  census: "2025-05"\n'
    assert shares(FOUR, corrected)["Hartside"].pence == 988_800


def test_a_joiners_roll_corrected_before_it_is_charged_counts_and_afterwards_does_not():
    corrected = '2025-05-01 custom "roll" "Ash" 240\n  census: "2025-05"\n'
    assert shares(FOUR, JOINING, corrected)["Ash"].pence == 334_553
    assert shares(FOUR, JOINING, charge("2026-03-01", "Ash", 1), corrected)["Ash"].pence == 167_277


def test_a_leaver_keeps_the_share_that_its_closing_starts_from():
    leaving = '2026-05-31 custom "withdrawal" "Ash"\n\n2026-05-31 custom "withdrawal" "Elsdon"\n'
    found = shares(FOUR, JOINING, leaving)
    assert (found["Ash"].pence, found["Elsdon"].pence) == (167_277, 199_200)


def test_a_joiners_share_stays_when_its_name_is_corrected_after_it_left():
    leaving = '2026-05-31 custom "withdrawal" "Ash"\n'
    corrected = '2026-02-01 custom "member" "Ash" "school"\n  name: "Ash First School"\n'
    assert shares(FOUR, JOINING, leaving, corrected)["Ash"].pence == 167_277


def test_who_comes_back_has_a_further_share_for_its_days_from_then_on():
    book = book_from_text(
        f'{FOUR}\n;; batch 2\n2026-01-31 custom "withdrawal" "Elsdon"\n'
        '\n;; batch 3\n2026-05-01 custom "member" "Elsdon" "school"\n'
    )
    first, again = (one for one in adopted_shares(book, book.register.schedule("2025-26")) if one.member == "Elsdon")
    assert (first.pence, first.spells, first.joined) == (199_200, ((YEAR.start, date(2026, 1, 31)),), None)
    assert (again.pence, again.parts, again.joined) == (67_128, {1: 22_376, 2: 22_376, 3: 22_376}, date(2026, 5, 1))
    assert (first.account, again.account) == ("Elsdon", "Elsdon 2")
    assert closing_sum(book.register, first, YEAR, 0) == 83_500
    assert closing_sum(book.register, again, YEAR, 0) is None


def test_a_member_without_a_roll_is_named_and_not_measured():
    book = book_from_text(FOUR + '\n2025-09-01 custom "member" "Elm" "school"\n')
    found = basis(book.register, YEAR, "2025-05")
    assert found.without_roll == ("Elm",)
    assert "Elm" not in found.weights


def test_an_association_takes_no_part():
    assert "HartsidePTA" not in shares(FOUR)


def closing(pence, first, last, until=YEAR.end, *, policy="refund"):
    """The closing sum of a member that was in for some days, where its share was for days up to ``until``."""
    text = f"""
2020-01-01 custom "alliance" "Coast and Castle Alliance"
  withdrawal: "{policy}"

{first} custom "member" "Ash" "school"

{last} custom "withdrawal" "Ash"
"""
    part = YEAR.part([(first, until)])
    register = book_from_text(text).register
    share = Share("Ash", Fraction(1), part, pence, {1: pence}, spells=register.spells("Ash"))
    return closing_sum(register, share, YEAR, 3_334)


@pytest.mark.parametrize(
    ("share", "first", "last", "until", "due"),
    [
        (10_000, date(2025, 9, 1), date(2026, 3, 1), date(2026, 8, 31), 4986),
        (10_000, date(2020, 9, 1), date(2025, 12, 31), date(2026, 8, 31), 3342),
        (10_000, date(2025, 9, 1), date(2025, 9, 1), date(2026, 8, 31), 27),
        (10_000, date(2025, 9, 1), date(2026, 8, 31), date(2026, 8, 31), 10_000),
        (167_277, date(2026, 2, 1), date(2026, 5, 31), date(2026, 8, 31), 94_685),
        (10_000, date(2025, 9, 1), date(2025, 11, 30), date(2026, 3, 1), 5000),
    ],
)
def test_a_leavers_closing_sum_is_its_share_for_its_days(share, first, last, until, due):
    assert closing(share, first, last, until) == due


@given(st.integers(0, 10**9), st.dates(YEAR.start, YEAR.end), st.dates(YEAR.start, YEAR.end))
def test_a_leaver_never_pays_more_than_its_share_nor_less_for_staying_longer(share, one, other):
    earlier, later = sorted((one, other))
    sums = [closing(share, YEAR.start, last) for last in (earlier, later, YEAR.end)]
    assert sums == sorted(sums)
    assert sums[-1] == share


def test_a_leaver_under_keep_is_to_have_been_charged_what_it_was():
    assert closing(10_000, YEAR.start, date(2026, 3, 1), policy="keep") == 3_334


def test_who_leaves_in_another_year_has_no_closing_sum_in_this():
    assert closing(10_000, YEAR.start, date(2026, 9, 1)) is None


def test_a_leavers_policy_is_that_of_its_last_day():
    changed = """
2025-09-01 custom "alliance" "Coast and Castle Alliance"

2026-03-02 custom "alliance" "Coast and Castle Alliance"
  withdrawal: "keep"

2025-09-01 custom "member" "Ash" "school"

2026-03-01 custom "withdrawal" "Ash"
"""
    register = book_from_text(changed).register
    share = Share("Ash", Fraction(1), Fraction(1), 10_000, {1: 10_000}, spells=register.spells("Ash"))
    assert closing_sum(register, share, YEAR, 3_334) == 4_986
    assert closing_sum(book_from_text(changed.replace("03-02", "03-01")).register, share, YEAR, 3_334) == 3_334


def test_the_link_of_a_contribution():
    assert contribution_link("2025-26", "Elm", "closing") == "Fund-2025-26-Elm-closing"


def test_the_payment_reference_names_year_member_and_instalment():
    assert payment_reference("2025-26", "Hartside", 1) == "PF2526HARTSIDE1"


@given(st.sets(CODES, min_size=1, max_size=12), st.sets(st.integers(1, 12), min_size=1))
def test_payment_references_are_short_plain_and_unique(codes, numbers):
    members = frozenset({code.upper(): code for code in codes}.values())
    found = [payment_reference("2025-26", member, number, members) for member in members for number in numbers]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"[A-Z0-9]{1,18}", reference, re.ASCII) for reference in found)


def test_a_code_that_ends_in_a_digit_is_not_taken_for_another_instalment():
    members = frozenset({"Ash", "Ash1"})
    assert payment_reference("2025-26", "Ash1", 1, members) != payment_reference("2025-26", "Ash", 11, members)


def test_codes_alike_when_shortened_get_references_of_their_own():
    members = frozenset({"StOswaldsCofEFirst", "StOswaldsCofEMiddle"})
    assert len({payment_reference("2025-26", member, 1, members) for member in members}) == 2


def test_a_bill_takes_the_newest_census_up_to_its_day_that_all_sharers_have():
    register = book_from_text(FOUR + '\n2025-10-01 custom "roll" "Hartside" 420\n  census: "2025-10"\n').register
    assert roll_census(register, ("Hartside",), date(2025, 10, 1)) == "2025-10"
    assert roll_census(register, ("Hartside",), date(2025, 9, 30)) == "2025-05"
    assert roll_census(register, ("Hartside", "Elsdon"), date(2025, 10, 1)) == "2025-05"
    assert roll_census(register, ("Hartside",), date(2025, 4, 30)) is None


def test_a_schedule_that_nobody_has_a_roll_for_shares_nothing():
    assert shares(re.sub(r'2025-05-01 custom "roll".*\n(  .*\n)+', "", FOUR)) == {}
