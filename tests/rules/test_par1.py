"""PAR1's warnings: who gave far more days, or far fewer, than its part by roll."""

from datetime import date
from pathlib import Path

from ledgers import ledger_text
from nesa_fund.engine import Status
from warned import marked, result_of, warned

AS_AT = date(2026, 8, 31)
MEMBERS = """\
2025-09-01 custom "alliance" "Coast and Castle Alliance"
  parity-tolerance: 2
2025-09-01 custom "member" "Hartside" "school"
2025-09-01 custom "member" "Coquet" "school"
"""
ROLLS = """\
2024-10-01 custom "roll" "Hartside" 100
  census: "2024-10"
2024-10-01 custom "roll" "Coquet" 100
  census: "2024-10"
"""
ELM = '2026-03-02 custom "member" "Elm" "school"\n'
ELMS_ROLL = '2024-10-01 custom "roll" "Elm" 100\n  census: "2024-10"\n'


def days(giver, number, day="2025-10-01", receiver="Fund"):
    return f"""
{day} * "{receiver}" "work" ^InKind-{giver}-{day}-1
  event: "in-kind"
  Expenses:{giver}:InKind:{receiver}    {number} DAY
  Equity:{giver}:InKind                -{number} DAY
"""


def said(*texts, as_at=AS_AT):
    return list(warned("".join(texts), "PAR1", as_at).values())


def test_the_warnings_of_the_fixture_stand_where_they_are_marked():
    text = ledger_text(Path(__file__).parent, "par1")
    found = warned(text, "PAR1", AS_AT)
    assert set(found) == marked(text, "PAR1")
    assert found[min(found)] == (
        "Rothley gave 18.01 staff days in 2025-26; its part by roll of the 50.00 that all gave is 15.00, more than "
        "3 days apart"
    )
    result = result_of(text, "PAR1", AS_AT)
    assert (result.tested, result.status) == (4, Status.SATISFIED)


def test_a_member_that_gave_nothing_is_warned_of_at_its_joining():
    assert list(warned(MEMBERS + ROLLS + days("Hartside", "4.00"), "PAR1", AS_AT)) == []
    assert list(warned(MEMBERS + ROLLS + days("Hartside", "4.01"), "PAR1", AS_AT)) == [4, 10]


def test_each_year_is_measured_alone():
    of_two = days("Hartside", "4.00", "2025-08-31"), days("Hartside", "4.00", "2025-09-01")
    earlier = (MEMBERS + ROLLS).replace("2025-09-01", "2024-09-01")
    assert said(earlier, *of_two) == []
    assert result_of("".join((earlier, *of_two)), "PAR1", AS_AT).tested == 4


def test_a_member_in_for_half_of_the_days_counted_has_half_the_weight():
    # On 31 August 2026 Elm has been in for 183 of 365 days: 5.00 x 183/913 is 1.0022; its three days are 1.9978 more.
    both = days("Hartside", "1.00"), days("Coquet", "1.00"), days("Elm", "3.00", "2026-06-01")
    assert said(MEMBERS, ROLLS, ELM, ELMS_ROLL, *both) == []
    # A day earlier, of 364: 5.00 x 182/910 is 1.00; and 3.00 lies two days apart, no more.
    assert said(MEMBERS, ROLLS, ELM, ELMS_ROLL, *both, as_at=date(2026, 8, 30)) == []
    # On 1 June it is 92 of 274 days: 5.00 x 92/640 is 0.72, and 3.00 is 2.28 more.
    (message,) = said(MEMBERS, ROLLS, ELM, ELMS_ROLL, *both, as_at=date(2026, 6, 1))
    assert message.startswith("Elm gave 3.00 staff days in 2025-26; its part by roll of the 5.00 that all gave is 0.72")


def test_days_before_the_charter_count_neither_as_given_nor_as_membership():
    charter = MEMBERS.replace("tolerance: 2", "tolerance: 0\n  charter-from: 2026-03-02").replace(
        "2025-09-01", "2025-03-01"
    )
    given = [days(code, "2.00", "2026-04-01") for code in ("Hartside", "Coquet", "Elm")]
    assert said(charter, ROLLS, ELM, ELMS_ROLL, days("Hartside", "50.00", "2026-03-01"), *given) == []


def test_the_rolls_are_those_of_the_census_of_the_schedule():
    newer = ROLLS.replace("2024-10", "2025-10").replace('Coquet" 100', 'Coquet" 300')
    given = days("Hartside", "2.00"), days("Coquet", "6.00")
    exact = MEMBERS.replace("tolerance: 2", "tolerance: 0")
    assert said(exact, ROLLS, newer, *given) == []
    adopted = '2025-07-01 custom "schedule" "2025-26" 100.00 GBP\n  census: "2024-10"\n'
    assert len(said(exact, ROLLS, newer, adopted, *given)) == 2
    later = newer.replace("2025-10", "2026-10")
    assert len(said(exact, ROLLS, later, *given, as_at=date(2027, 8, 31))) == 2  # Taken after the year had ended.


def test_a_roll_that_is_missing_is_not_shown_yet_and_who_can_show_it():
    text = MEMBERS + ROLLS + ELM + days("Hartside", "9.00")
    result = result_of(text, "PAR1", AS_AT)
    assert (result.status, result.tested, result.findings) == (Status.NOT_EVIDENCED, 0, ())
    (gap,) = result.gaps
    assert (gap.who, gap.day) == ("Elm", AS_AT)
    assert gap.message == "staff days were given up to 31 August 2026, but no roll at 2024-10 is recorded of Elm"
    none = ELMS_ROLL.replace("100", "0") + ROLLS[: len(ROLLS) // 2]
    (gap,) = result_of(MEMBERS + ELM + none + days("Hartside", "9.00"), "PAR1", AS_AT).gaps
    assert gap.who == "Coquet"
    (gap,) = result_of(MEMBERS + days("Hartside", "9.00"), "PAR1", AS_AT).gaps
    assert gap.message.endswith("but no roll is recorded of Coquet and Hartside")
    (gap,) = result_of(MEMBERS + ROLLS.replace("2024", "2026") + days("Hartside", "9.00"), "PAR1", AS_AT).gaps
    assert gap.message.endswith("but no roll is recorded of Coquet and Hartside")  # That census is later.


def test_a_census_at_which_one_has_no_roll_is_passed_over_for_an_older_one():
    newer = '2025-10-01 custom "roll" "Hartside" 900\n  census: "2025-10"\n'
    assert result_of(MEMBERS + ROLLS + newer + days("Hartside", "4.00"), "PAR1", AS_AT).status is Status.SATISFIED


def test_a_member_that_joins_later_needs_no_roll_yet():
    text = MEMBERS + ROLLS + ELM + days("Hartside", "4.00")
    assert result_of(text, "PAR1", date(2026, 3, 1)).status is Status.SATISFIED
    assert result_of(text, "PAR1", date(2026, 3, 2)).status is Status.NOT_EVIDENCED


def test_days_that_are_taken_back_in_a_later_year_count_in_neither():
    back = """
;; batch 2
2026-09-02 * "Fund" "work" ^InKind-Hartside-2025-10-01-1
  event: "reversal"
  reverses: "0001"
  Expenses:Hartside:InKind:Fund    -9.00 DAY
  Equity:Hartside:InKind            9.00 DAY
"""
    assert said(MEMBERS, ROLLS, days("Hartside", "9.00"), days("Coquet", "4.00"), back, as_at=date(2026, 9, 2)) == []


def test_the_work_of_associations_alone_is_not_measured():
    parents = '2025-09-01 custom "member" "HartsidePTA" "association"\n  host: "Hartside"\n'
    text = MEMBERS + parents + ROLLS + days("HartsidePTA", "9.00")
    assert result_of(text, "PAR1", AS_AT).status is Status.NOT_APPLICABLE


def test_a_member_that_the_schedule_leaves_out_as_without_a_roll_is_not_measured_nor_its_days():
    adopted = '2025-07-01 custom "schedule" "2025-26" 100.00 GBP\n  census: "2024-10"\n  without-roll: "Elm"\n'
    text = MEMBERS + ROLLS + ELM + adopted + days("Elm", "90.00", "2026-04-01") + days("Coquet", "4.00")
    result = result_of(text, "PAR1", AS_AT)
    assert (result.status, result.tested, result.findings) == (Status.SATISFIED, 2, ())


def test_where_nobody_gave_a_day_it_does_not_apply():
    assert result_of(MEMBERS + ROLLS, "PAR1", AS_AT).status is Status.NOT_APPLICABLE
