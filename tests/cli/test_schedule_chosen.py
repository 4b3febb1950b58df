"""An option that was kept is adopted by its name: only where its shares are what the ledger gives."""

import json
from datetime import date

import pytest

from folders import add, bean_check, digest, roll, school
from nesa_fund import store
from options import DECIDED, PROPOSE, adopted, option_file, plan, planned
from schedules import SHARES


@pytest.fixture
def plan_of_four(four):
    planned(four)
    return four


def test_an_option_is_adopted_by_name_and_kept_with_the_record(four, schedule):
    add(four, [school("Ash")])
    schedule(*PROPOSE, "--name", "as it is")
    file = option_file(four, "as it is").read_bytes()
    code, out, _ = schedule("adopt", "2025-26", "--option", "as it is", *DECIDED, "--instalments", "3")
    assert code == 0
    first = '2025-26 is adopted: £24,000.00 by the rolls of 2024-10, instalments 3, as the option "as it is".'
    assert out.splitlines()[0] == first
    assert adopted(four) == SHARES
    source = four / "batches" / "0004" / "source"
    assert (source / "as it is.json").read_bytes() == file
    given = json.loads((source / "command.json").read_text())["arguments"]
    assert (given["option"], given["total"], given["without-roll"]) == ("as it is.json", "24000.00", "Ash")
    fact = store.open_ledger(four).register.schedule("2025-26")
    assert (fact.document, fact.without_roll, fact.census) == ("", ("Ash",), "2024-10")
    assert bean_check(four) == ""


def test_an_option_is_no_paper_of_the_decision(four, schedule, tmp_path):
    schedule(*PROPOSE, "--name", "one")
    minute = tmp_path / "one.json"
    minute.write_text("signed")
    schedule("adopt", "2025-26", "--option", "one", *DECIDED, "--evidence", str(minute))
    source = four / "batches" / "0003" / "source"
    assert (source / "one.json").read_bytes() == option_file(four, "one").read_bytes()
    assert (source / "one-2.json").read_text() == "signed"
    assert store.open_ledger(four).register.schedule("2025-26").document == "one-2.json"


def test_an_option_adopted_again_is_there_already(four, schedule):
    schedule(*PROPOSE, "--name", "one")
    schedule("adopt", "2025-26", "--option", "one", *DECIDED)
    before = digest(four)
    code, out, _ = schedule("adopt", "2025-26", "--option", "one", *DECIDED)
    assert (code, digest(four)) == (0, before)
    assert "is adopted already, nothing was written" in out


def test_an_option_whose_roll_has_changed_since_is_refused(four, schedule, unscheduled):
    schedule(*PROPOSE, "--name", "one")
    add(four, [roll("Elsdon", 84, corrects="0002 sheet.xlsx [Rolls!Elsdon]", reason="amended")])
    told = unscheduled("adopt", "2025-26", "--option", "one", *DECIDED)
    assert 'the ledger has changed since the option "one" was kept' in told
    assert "Coquet First School (Coquet): £4,752.00 by 198 pupils and 365 days then, £4,747.25 by 198 pupils" in told
    assert "; and 1 more)" in told
    assert 'look at it anew: nesa schedule propose 2025-26 … --name "one"' in told


def test_an_option_is_refused_also_where_a_changed_roll_moves_no_penny(four, schedule, unscheduled):
    schedule("propose", "2025-26", "--total", "0.10", "--name", "ten pence")
    add(four, [roll("Elsdon", "83.0001", corrects="0002 sheet.xlsx [Rolls!Elsdon]", reason="amended")])
    told = unscheduled("adopt", "2025-26", "--option", "ten pence", *DECIDED)
    assert "Elsdon First School (Elsdon): £0.01 by 83 pupils and 365 days then, £0.01 by 83.0001 pupils" in told


def test_an_option_is_refused_where_somebody_without_a_roll_joined_since(four, schedule, unscheduled):
    schedule(*PROPOSE, "--name", "one")
    add(four, [school("Ash")])
    told = unscheduled("adopt", "2025-26", "--option", "one", *DECIDED)
    assert 'since the option "one" was kept (other members are without a roll)' in told


@pytest.mark.parametrize(
    ("supposed", "told"),
    [
        (
            ("--roll", "Elsdon=90"),
            "supposes 90 pupils of Elsdon First School (Elsdon) at 2024-10, and the ledger has 83: import the roll",
        ),
        (("--join", "Elm=20@2026-01-05"), "supposes that Elm joins on 5 January 2026: import it as a member first"),
        (("--join", "Elm=20@2026-01-05"), "supposes 20 pupils of Elm at 2024-10, and the ledger has none: import"),
        (
            ("--leave", "Elsdon@2026-03-31"),
            "31 March 2026 is the last day of Elsdon First School (Elsdon): record it first with nesa withdraw",
        ),
    ],
)
def test_what_an_option_supposes_is_no_fact_by_being_adopted(schedule, unscheduled, supposed, told):
    schedule(*PROPOSE, *supposed, "--name", "one")
    assert told in unscheduled("adopt", "2025-26", "--option", "one", *DECIDED)


def test_the_remedy_is_to_record_it_first_or_to_leave_it_out(schedule, unscheduled):
    schedule(*PROPOSE, "--roll", "Elsdon=90", "--name", "one")
    remedy = "import the roll first (nesa import, with --correct --reason WHY), or leave it out: nesa schedule propose"
    assert remedy in unscheduled("adopt", "2025-26", "--option", "one", *DECIDED)


def test_what_an_option_supposed_may_have_become_a_fact(four, schedule):
    schedule(*PROPOSE, "--roll", "Elsdon=583", "--join", "Elm=500@2026-01-05", "--name", "one")
    add(four, [roll("Elsdon", 583, corrects="0002 sheet.xlsx [Rolls!Elsdon]", reason="amended")])
    add(four, [school("Elm", date(2026, 1, 5)), roll("Elm", 500)])
    assert schedule("adopt", "2025-26", "--option", "one", *DECIDED)[0] == 0
    kept = json.loads(option_file(four, "one").read_text())["result"]["shares"]
    assert adopted(four) == {one["member"]: int(one["share"].replace(".", "")) for one in kept}


def test_an_option_of_another_day_of_joining_is_refused_though_no_penny_moves(four, schedule, unscheduled):
    schedule("propose", "2025-26", "--total", "0.10", "--join", "Elm=1@2026-01-05", "--name", "one")
    add(four, [school("Elm", date(2026, 1, 6)), roll("Elm", 1)])
    told = unscheduled("adopt", "2025-26", "--option", "one", *DECIDED)
    assert "supposes that Elm First School (Elm) joins on 5 January 2026" in told


def test_an_option_on_other_lines_of_the_plan_is_adopted_and_the_plan_asked_for(plan_of_four, schedule):
    schedule("propose", "2025-26", "--line", "maths=16000", "--line", "sport=500", "--name", "more")
    code, out, _ = schedule("adopt", "2025-26", "--option", "more", *DECIDED)
    assert (code, sum(adopted(plan_of_four).values())) == (0, 2_550_000)
    said = " ".join(out.split())
    assert "The option supposes £16,000.00 for the line maths, and the plan of 2025-26 has £15,000.00: import" in said
    assert "The option supposes £500.00 for the line sport, and the plan of 2025-26 has no such line: import" in said


def test_where_the_plan_has_the_supposed_line_by_now_nothing_is_asked_for(plan_of_four, schedule):
    schedule("propose", "2025-26", "--line", "maths=16000", "--name", "more")
    add(plan_of_four, [plan("maths", 1_600_000)])
    assert "import the plan" not in schedule("adopt", "2025-26", "--option", "more", *DECIDED)[1]


@pytest.mark.parametrize("more", [("--total", "24000"), ("--census", "2024-10"), ("--without-roll", "Ash")])
def test_what_is_in_the_option_is_not_told_again(schedule, unscheduled, more):
    schedule(*PROPOSE, "--name", "one")
    told = unscheduled("adopt", "2025-26", "--option", "one", *DECIDED, *more)
    assert "--total, --census and --without-roll are in the option: leave them out" in told


def test_an_adoption_wants_a_total_and_a_census_or_an_option(unscheduled):
    assert "--total and --census are wanted, or --option" in unscheduled("adopt", "2025-26", "--total", "5", *DECIDED)


def test_an_option_that_there_is_not_is_refused_with_the_nearest(schedule, unscheduled):
    assert 'no option "one" of 2025-26 is kept; to keep one' in unscheduled(
        "adopt", "2025-26", "--option", "one", *DECIDED
    )
    schedule(*PROPOSE, "--name", "halves")
    assert "; nearest: halves;" in unscheduled("adopt", "2025-26", "--option", "halfs", *DECIDED)
    assert "; there are halves;" in unscheduled("adopt", "2025-26", "--option", "quite other", *DECIDED)
    assert "is kept" in unscheduled("adopt", "2025-26", "--option", "../2025-26/halves", *DECIDED)
    assert '"../x" is not a year' in unscheduled("adopt", "../x", "--option", "halves", *DECIDED)
