"""PAR2's warnings: what has no lead, and who leads more than its fair share."""

from datetime import date
from pathlib import Path

import pytest

from ledgers import ledger_text
from nesa_fund.engine import Status
from warned import marked, result_of, warned

AS_AT = date(2026, 8, 31)
MEMBERS = """\
2025-09-01 custom "alliance" "Coast and Castle Alliance"
2025-09-01 custom "member" "Hartside" "school"
2025-09-01 custom "member" "Coquet" "school"
2025-09-01 custom "member" "Rothley" "school"
"""


def line(code, lead="", year="2025-26", day="2025-07-01"):
    return f'{day} custom "plan" "{year}" "{code}" 10.00 GBP\n' + (f'  lead: "{lead}"\n' if lead else "")


def duty(member, title="Moderation", day="2025-09-01", **more):
    return f'{day} custom "duty" "{member}" "{title}"\n' + "".join(f"  {key}: {said}\n" for key, said in more.items())


def said(*texts, as_at=AS_AT):
    return list(warned("".join((MEMBERS, *texts)), "PAR2", as_at).values())


def test_the_warnings_of_the_fixture_stand_where_they_are_marked():
    text = ledger_text(Path(__file__).parent, "par2")
    assert set(warned(text, "PAR2", AS_AT)) == marked(text, "PAR2")
    result = result_of(text, "PAR2", AS_AT)
    # Eight lines that want a lead, three duties that are no line's, and three schools and trusts.
    assert (result.tested, result.status) == (8 + 3 + 3, Status.SATISFIED)


def test_a_warning_says_who_was_named():
    assert said(line("maths")) == ['"maths" has no lead in 2025-26: nobody is named']
    left = '2025-12-31 custom "withdrawal" "Rothley"\n'
    assert said(left, line("maths", "Rothley", year="2026-27"), as_at=date(2026, 9, 1)) == [
        '"maths" has no lead in 2026-27: Rothley is named, in membership on no day of it'
    ]


def test_one_lead_above_the_fair_share_rounded_up_is_named_at_the_lead_beyond():
    four = [line(code, "Hartside") for code in ("a", "b")] + [line("c", "Coquet"), line("d", "Rothley")]
    assert said(*four) == []  # Four leads of three schools: two each.
    three = [line("e", "Hartside"), *four[:3]]
    found = warned(MEMBERS + "".join(three), "PAR2", AS_AT)  # Four again, three of them Hartside's.
    assert found == {
        9: "Hartside leads 3 of the 4 activities that are led in 2025-26 (e, a, b); its fair share, rounded up, is 2"
    }
    assert said(line("a", "Hartside"), line("b", "Hartside"), line("c", "Coquet")) != []  # Three of three: one each.


def test_the_lead_beyond_is_that_which_was_named_last():
    lines = line("a", "Hartside"), line("b", "Hartside"), line("c", "Hartside", day="2025-06-01"), line("d", "Coquet")
    assert list(warned(MEMBERS + "".join(lines), "PAR2", AS_AT)) == [7]


def test_what_nobody_leads_is_no_lead_to_share():
    unled = line("c"), line("d")
    messages = said(line("a", "Hartside"), line("b", "Hartside"), *unled)
    assert messages[-1].startswith("Hartside leads 2 of the 2 activities that are led in 2025-26 (a, b); its fair")


def test_a_line_goes_by_its_title():
    titled = line("maths") + '  title: "Maths network"\n'
    assert said(titled) == ['"Maths network" has no lead in 2025-26: nobody is named']


def test_a_lead_of_a_line_and_of_its_duty_is_one():
    lines = line("a", "Hartside"), line("b", "Coquet"), line("c", "Rothley")
    assert said(*lines, duty("Hartside", line='"a"')) == []
    assert len(said(*lines, duty("Hartside", line='"z"'))) == 0  # Four leads: two each.
    assert len(said(*lines[:2], duty("Hartside", line='"z"'))) == 1  # No line of this plan: a duty of its own.


def test_a_member_in_for_part_of_the_year_has_that_part_of_a_share():
    lines = line("a", "Hartside"), line("b", "Hartside"), line("c", "Coquet")
    assert len(said(*lines)) == 1
    left = '2025-12-31 custom "withdrawal" "Rothley"\n'
    assert said(left, *lines) == []  # Three over two whole years and a third: 1.3 each, rounded up two.
    rothleys = line("a", "Rothley"), line("b", "Rothley"), line("c", "Coquet"), line("d", "Coquet")
    (message,) = said(left, *rothleys)  # Four: 1.7 for Coquet, and 0.6 for Rothley.
    assert message.startswith("Rothley leads 2 of the 4")
    assert message.endswith("rounded up, is 1")


@pytest.mark.parametrize(("day", "count"), [("2026-08-31", 0), ("2026-09-01", 1)])
def test_a_lead_in_membership_on_a_single_day_of_the_year_is_a_lead(day, count):
    joined = f'{day} custom "member" "Elm" "school"\n'
    assert len(said(joined, line("a", "Elm"))) == count


@pytest.mark.parametrize(("last", "count"), [("2025-09-30", 1), ("2025-10-01", 0)])
def test_a_duty_has_a_lead_where_its_member_is_in_while_it_runs(last, count):
    left = f'{last} custom "withdrawal" "Rothley"\n'
    assert len(said(left, duty("Rothley", day="2025-10-01"))) == count


@pytest.mark.parametrize(("until", "count"), [("2026-08-31", 0), ("2026-09-01", 1)])
def test_a_duty_that_runs_on_after_its_member_left_has_no_lead_in_the_next_year(until, count):
    left = '2026-07-31 custom "withdrawal" "Rothley"\n'
    found = said(left, duty("Rothley", until=until), as_at=date(2026, 9, 1))
    assert len(found) == count
    assert len(said(left, duty("Rothley"), as_at=date(2028, 8, 31))) == 1  # Both years, at one line.
    assert said(left, duty("Rothley"), as_at=AS_AT) == []


@pytest.mark.parametrize("until", ["2025-12-31", "2029-08-31"])
def test_a_duty_is_tested_in_the_years_in_which_it_has_run(until):
    result = result_of(MEMBERS + duty("Rothley", until=until), "PAR2", date(2026, 8, 31))
    assert result.tested == 1 + 3
    longer = result_of(MEMBERS + duty("Rothley", until=until), "PAR2", date(2027, 8, 31))
    assert longer.tested == (1 + 3) * (2 if until == "2029-08-31" else 1)


def test_what_is_dated_later_in_a_year_is_not_seen_beside_what_is_there():
    late = line("reading", day="2025-12-01"), duty("Rothley", day="2025-12-02")
    text = MEMBERS + line("maths", "Hartside") + "".join(late)
    seen = [result_of(text, "PAR2", date(2025, *day)).tested for day in ((11, 30), (12, 1), (12, 2))]
    assert seen == [1 + 3, 2 + 3, 3 + 3]


def test_what_is_dated_later_is_not_seen():
    late = line("maths", day="2026-09-01"), duty("Rothley", day="2026-09-02")
    assert result_of(MEMBERS + "".join(late), "PAR2", AS_AT).status is Status.NOT_APPLICABLE
    assert result_of(MEMBERS + "".join(late), "PAR2", date(2026, 9, 1)).tested == 1 + 3
    assert result_of(MEMBERS + "".join(late), "PAR2", date(2026, 9, 2)).tested == 1 + 3 + 1 + 3


@pytest.mark.parametrize(("first", "tested"), [("2025-08-31", 1 + 3), ("2025-09-01", 0)])
def test_a_year_that_ended_before_the_charter_is_not_tested(first, tested):
    charter = MEMBERS.replace("2025-09-01", "2024-09-01").replace('Alliance"', f'Alliance"\n  charter-from: {first}', 1)
    assert result_of(charter + line("a", "Coquet", "2024-25", "2024-09-01"), "PAR2", AS_AT).tested == tested


def test_a_line_of_no_year_is_planned_for_none():
    assert said(line("a", year="2025")) == []
