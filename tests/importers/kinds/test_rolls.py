"""Rolls: of members and of their schools, never twice; and what a corrected one does to contributions."""

from datetime import date

import pytest

from nesa_fund.charges import basis, shares_of
from nesa_fund.facts import Roll
from nesa_fund.store import open_ledger
from sheets import ROLLS, alliance, bring, facts, refusal, said, sheet, take

HEADER = ("Member", "Census", "Pupils", "URN")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def shares(root, pence=2_400_000):
    register = open_ledger(root).register
    return {
        share.member: share.pence for share in shares_of(pence, 3, basis(register, register.year("2025-26"), "2024-10"))
    }


def test_contributions_are_pro_rata_to_the_rolls(root):
    assert shares(root) == {"Hartside": 988800, "Coquet": 475200, "Rothley": 736800, "Elsdon": 199200}


def test_a_wrong_roll_corrected_before_adoption_gives_the_figures_it_would_have_given_if_right_at_first(root, tmp_path):
    right = [ROLLS[0], ("Coquet", "2024-10", 189)]
    assert refusal(root, right) == (
        "sheet.xlsx [Sheet1!A2]: roll Coquet 2024-10 is in batch 2: pupils is recorded as 198, now 189; "
        "to correct it: --correct --reason WHY"
    )
    take(root, right, correct="census return amended", minute="SB 2")
    assert facts(root, "roll")[-1] == (
        '2024-10-01 custom "roll" "Coquet" 189\ncensus: "2024-10"\n'
        'corrects: "0002 start.xlsx [Rolls!A3]"\nreason: "census return amended (minute SB 2)"'
    )
    fresh = shares_at_first(tmp_path / "other", {"Coquet": 189})
    assert shares(root) == fresh
    assert sum(fresh.values()) == 2_400_000
    assert take(root, right).batch is None


def shares_at_first(folder, changed):
    from folders import founded
    from sheets import MEMBERS

    root = founded(folder)
    take(root, MEMBERS, [ROLLS[0], *((code, census, changed.get(code, pupils)) for code, census, pupils in ROLLS[1:])])
    return shares(root)


def test_rolls_with_urns_add_up_and_never_double_with_one_without(root):
    parts = [HEADER, ("Coquet", "2025-10", 100, 1), ("Coquet", "2025-10", 12.5, 2)]
    take(root, parts)
    assert open_ledger(root).register.roll("Coquet", "2025-10") == 112.5
    twice = "Coquet would be counted twice at 2025-10: one roll is with a URN, one without"
    assert refusal(root, [HEADER[:3], ("Coquet", "2025-10", 112.5)], correct="x").endswith(twice)
    assert refusal(root, [HEADER, ("Coquet", "2024-10", 198, 1)]).endswith(twice.replace("2025", "2024"))
    mixed = [HEADER, ("Elsdon", "2025-10", 1, None), ("Elsdon", "2025-10", 2, 7)]
    assert refusal(root, mixed).endswith(twice.replace("Coquet", "Elsdon"))
    assert take(root, [parts[0], parts[2], parts[1]]).batch is None


@pytest.mark.parametrize("urn", ["12 2170", "122170.5", "URN 122170"])
def test_a_urn_written_otherwise_is_refused_for_it_would_count_twice(root, urn):
    assert refusal(root, [HEADER, ("Coquet", "2025-10", 1, urn)]).endswith("not a URN, like 122170")


@pytest.mark.parametrize("census", ["2025-10", "Oct 2025", "October 2025", date(2025, 10, 2), "02/10/2025"])
def test_a_census_is_its_month_however_it_is_written(root, census):
    take(root, [HEADER[:3], ("Coquet", census, 5)])
    assert facts(root, "roll")[-1].startswith('2025-10-01 custom "roll" "Coquet" 5\ncensus: "2025-10"')


def test_rolls_are_the_same_rows_in_any_form(root):
    assert take(root, sheet([ROLLS[0], *reversed(ROLLS[1:]), ROLLS[1]], "rolls.csv")).batch is None


def test_one_member_with_two_rolls_in_a_sheet_is_refused(root):
    rows = [HEADER[:3], ("Coquet", "2025-10", 1), ("Coquet", "2025-10", 2)]
    assert refusal(root, rows) == "sheet.xlsx [Sheet1!A3]: says something else than row 2, of the same roll"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("Coqette", "2025-10", 1), 'A2] Member "Coqette": no member of that name; nearest: '),
        (("Fund", "2025-10", 1), 'A2] Member "Fund": the Partnership Fund is not a member'),
        (("Coquet", "2025-10", -1), 'C2] Pupils "-1": not a number'),
        (("Coquet", "2025-10", "1O0"), 'C2] Pupils "1O0": not a number'),
        (("Coquet", "2025-13", 1), 'B2] Census "2025-13": not a census month, like 2025-10'),
        (("Coquet", "2025-10", None), "C2] Pupils: is blank"),
    ],
)
def test_a_roll_that_cannot_be_is_refused_by_cell(root, row, fault):
    assert refusal(root, [HEADER[:3], row]).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_an_association_has_no_pupils(root):
    take(root, [("Name", "Kind", "Joined", "Host"), ("Friends", "association", date(2025, 9, 1), "Coquet")])
    assert refusal(root, [HEADER[:3], ("Friends", "2025-10", 1)]).endswith("an association has no pupils")


def test_every_fault_of_every_row_is_said_and_good_rows_are_not_kept(root):
    rows = [HEADER[:3], ("Coquet", "2025-10", 1), ("Nobody", "2025-99", "x"), ("Elsdon", "2025-10", None)]
    problems = said(bring(root, rows))
    assert [problem.partition("!")[2].partition("]")[0] for problem in problems] == ["A3", "B3", "C3", "C4"]
    assert [fact.code for fact in open_ledger(root).register.all(Roll)] == ["Hartside", "Coquet", "Rothley", "Elsdon"]


def test_a_roll_is_of_a_urn_that_its_member_has(root):
    take(root, [("Name", "Kind", "Joined", "URN"), ("Delta Trust", "trust", date(2025, 9, 1), "1001, 1002")])
    foreign = [HEADER, ("Delta", "2024-10", 100, 1001), ("Delta", "2024-10", 80, 1002), ("Delta", "2024-10", 60, 1010)]
    assert refusal(root, foreign) == (
        'sheet.xlsx [Sheet1!D4] URN "1010": is no URN of Delta, which has 1001, 1002; '
        "where it has this one too, import its members row with all of them first"
    )
    take(root, foreign[:3])
    assert open_ledger(root).register.roll("Delta", "2024-10") == 180
    take(root, [("Name", "Kind", "Joined", "URN"), ("Delta Trust", "trust", date(2026, 1, 1), "1001, 1002, 1010")])
    take(root, [HEADER, ("Delta", "2025-10", 60, 1010)])
    assert take(root, foreign[:3]).batch is None
