"""Members: codes stated or derived, who is known already, corrections, and joining strength."""

from datetime import date

import pytest

from folders import CLERK, add, founded
from nesa_fund.actions.strike import Striking, strike
from nesa_fund.facts import Member, Strength, Withdrawal
from nesa_fund.store import open_ledger
from sheets import alliance, bring, facts, lines, refusal, said, sheet, take

HEADER = ("Name", "Kind", "Joined", "URN", "Member code")
DAY = date(2025, 9, 1)


@pytest.fixture
def root(tmp_path):
    return founded(tmp_path / "ledger")


def members(*rows, header=HEADER):
    return [header, *((*row, *[None] * (len(header) - len(row))) for row in rows)]


def codes(root):
    return [fact.split('"')[3] for fact in facts(root, "member")]


def test_a_member_is_a_fact_and_has_its_files_and_accounts(root):
    header = (*HEADER, "Sector", "Authority", "Reclaims VAT", "Bank", "Year start", "Alias", "Minute")
    row = ("Hartside Middle School", "Academy", DAY, 122170, None, "Academy", "Northshire", "yes", "own", "09-01")
    take(root, members((*row, "HMS; Hartside Mid", "FGB 2025-06/4"), header=header))
    assert facts(root, "member") == [
        lines(
            """
            2025-09-01 custom "member" "Hartside" "school"
              name: "Hartside Middle School"
              urn: "122170"
              sector: "academy"
              authority: "Northshire"
              year-start: "09-01"
              reclaims-vat: TRUE
              bank: "own"
              alias: "HMS, Hartside Mid"
              minute: "FGB 2025-06/4"
            """
        )
    ]
    assert (root / "views/Hartside.beancount").exists()
    assert "open Assets:Hartside:Bank GBP" in (root / "batches/0002/Hartside.beancount").read_text()


def test_codes_are_derived_and_schools_of_one_name_all_get_their_urn(root):
    rows = [
        ("Ash First School", "school", DAY, 1),
        ("ASH FIRST SCHOOL", "school", DAY, 2),
        ("Elm Primary", "school", DAY, 3),
    ]
    take(root, members(*rows))
    assert codes(root) == ["Ash1", "Ash2", "Elm"]
    assert take(root, members(*reversed(rows))).present == 3


def test_two_members_of_one_name_without_urn_need_a_code(root):
    wanted = "no code is its alone: others are called so, or nobody may be; give it a URN, or a Member code"
    rows = (("Ash School", "school", DAY), ("Ash school", "trust", DAY))
    problems = said(bring(root, members(*rows)))
    assert [problem.partition(": ")[2] for problem in problems] == [wanted, wanted]


def test_the_same_members_in_any_form_add_nothing(root):
    rows = members(("Ash School", "school", DAY, 1), ("Elm School", "school", DAY, 2))
    take(root, rows)
    again = sheet([rows[0], rows[2], rows[1], rows[1]], "again.csv")
    assert take(root, again).batch is None


def test_a_known_member_with_other_values_is_a_difference_and_corrected_on_request(root):
    take(root, members(("Ash School", "school", DAY, 1)))
    other = members(("Ash Primary School", "school", DAY, 1))
    assert refusal(root, other) == (
        "sheet.xlsx [Sheet1!A2]: member Ash is in batch 2: name is recorded as Ash School, now Ash Primary School; "
        "to correct it: --correct --reason WHY"
    )
    take(root, other, correct="misspelt", minute="SB 3")
    assert (
        lines(
            """
          corrects: "0002 sheet.xlsx [Sheet1!A2]"
          reason: "misspelt (minute SB 3)"
        """
        )
        in facts(root, "member")[1]
    )
    assert take(root, other).batch is None
    assert "now Ash School" in refusal(root, members(("Ash School", "school", DAY, 1)))


def test_a_minute_of_a_correction_touches_no_other_row(root):
    take(root, members(("Ash School", "school", DAY, 1), ("Elm School", "school", DAY, 2)))
    other = members(("Ash Primary", "school", DAY, 1), ("Elm School", "school", DAY, 2))
    assert take(root, other, correct="misspelt", minute="SB 3").new == 1


def test_a_urn_filled_in_later_is_a_difference_and_no_second_member(root):
    take(root, members(("Ash School", "school", DAY)))
    filled = members(("Ash School", "school", DAY, 122170))
    assert "member Ash is in batch 2: urn is recorded as blank, now 122170" in refusal(root, filled)
    take(root, filled, correct="filled in")
    assert set(codes(root)) == {"Ash"}
    assert "urn is recorded as 122170, now blank" in refusal(root, members(("Ash School", "school", DAY)))


def test_a_later_state_holds_from_its_own_date(root):
    take(root, members(("Ash School", "school", DAY, 1)))
    take(root, members(("Ash Academy", "school", date(2026, 1, 1), 1)))
    assert codes(root) == ["Ash", "Ash"]


def test_a_later_joining_is_said_to_be_a_change_with_the_way_to_move_the_joining(root):
    take(root, members(("Ash School", "school", DAY, 1)))
    later = members(("Ash School", "school", date(2025, 11, 1), 1))
    strike_it = 'nesa strike 2 "sheet.xlsx [Sheet1!A2]" --reason REASON'
    told = "in membership since 1 September 2025 already: it changes what is recorded of it from 1 November 2025 on"
    assert f"row 2 is of Ash, {told}; if it joined only then: {strike_it}" in take(root, later).readings
    assert take(root, later).readings == ()
    strike(root, Striking(2, "sheet.xlsx [Sheet1!A2]", "joined in November"), date(2025, 12, 1), CLERK)
    assert open_ledger(root).register.spells("Ash") == ((date(2025, 11, 1), None),)


EARLY = date(2025, 6, 1)


def test_an_earlier_joining_of_a_known_member_is_a_difference_and_moves_it_only_on_request(root):
    take(root, members(("Ash School", "school", DAY, 1)))
    early = members(("Ash School", "school", EARLY, 1))
    assert refusal(root, early) == (
        "sheet.xlsx [Sheet1!A2]: member Ash is in batch 2: day is recorded as 2025-09-01, now 2025-06-01; "
        "to correct it: --correct --reason WHY"
    )
    take(root, early, correct="joined in June")
    assert 'corrects: "0002 sheet.xlsx [Sheet1!A2]"' in facts(root, "member")[1]
    register = open_ledger(root).register
    assert [state.day for state in register.all(Member)] == [EARLY]
    assert register.spells("Ash") == ((EARLY, None),)
    assert take(root, early).batch is None


def test_an_earlier_joining_corrects_the_joining_and_leaves_later_states(root):
    take(root, members(("Ash School", "school", DAY, 1)))
    take(root, members(("Ash Academy", "school", date(2026, 1, 1), 1)))
    take(root, members(("Ash School", "school", EARLY, 1)), correct="joined in June")
    assert [state.day for state in open_ledger(root).register.all(Member)] == [EARLY, date(2026, 1, 1)]


def test_a_rejoining_is_no_correction_and_an_earlier_one_is(root):
    take(root, members(("Ash School", "school", date(2023, 9, 1), 1)))
    add(root, facts=[Withdrawal(day=date(2024, 8, 31), code="Ash", source="command.json [A1]")])
    take(root, members(("Ash School", "school", DAY, 1)))
    early = members(("Ash School", "school", EARLY, 1))
    assert "day is recorded as 2025-09-01, now 2025-06-01" in refusal(root, early)
    take(root, early, correct="joined in June")
    spells = open_ledger(root).register.spells("Ash")
    assert spells == ((date(2023, 9, 1), date(2024, 8, 31)), (EARLY, None))
    take(root, members(("Ash Academy", "school", date(2024, 1, 1), 1)))
    assert open_ledger(root).register.spells("Ash") == spells


HOSTED = (*HEADER[:3], "Host")


def test_an_association_has_a_host_that_never_changes(root):
    rows = (("Friends of Ash", "PTA", DAY, "Ash School"), ("Ash School", "school", DAY), ("Elm", "school", DAY))
    take(root, members(*rows, header=HOSTED))
    assert 'host: "Ash"' in "\n".join(facts(root, "member"))
    moved = members(("Friends of Ash", "PTA", DAY, "Elm"), header=HOSTED)
    assert refusal(root, moved, correct="moved").endswith("the host of an association never changes; it is Ash")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("PTA", "association", DAY, None), "D2] Host: is blank: an association has a host"),
        (("PTA", "association", DAY, "Oak"), 'D2] Host "Oak": no member of that name'),
        (
            ("PTA", "association", DAY, "PTA"),
            'D2] Host "PTA": is the association itself; its host is a school or a trust',
        ),
        (("Ash", "school", DAY, "Ash"), 'D2] Host "Ash": only an association has a host'),
        (("Ash", "college", DAY), "B2] Kind \"college\": not one of: 'school', 'trust' or 'association'"),
        ((None, "school", DAY), "A2] Name: is blank"),
        (
            ("Ash", "school", 45901),
            'C2] Joined "45901": a number, not a date; format the cell as a date, like 14/11/2025',
        ),
    ],
)
def test_a_member_that_cannot_be_is_refused_by_cell(root, row, fault):
    assert refusal(root, members(row, header=HOSTED), kind="members") == f"sheet.xlsx [Sheet1!{fault}"


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("fund", "not a member code: a capital letter, then letters and digits, 40 at most"),
        ("Fund", "a code that no member may have"),
        ("Con", "a code that no member may have"),
        ("COM1", "a code that no member may have"),
        ("A" * 41, "not a member code: a capital letter, then letters and digits, 40 at most"),
        ("Ash-Elm", "not a member code: a capital letter, then letters and digits, 40 at most"),
        ("ASH", "differs from Ash only in capitals"),
    ],
)
def test_a_stated_code_is_one_that_every_system_can_hold(root, code, fault):
    take(root, members(("Ash First School", "school", DAY, 1, "Ash")))
    assert refusal(root, members(("Oak School", "school", DAY, 9, code))).endswith(fault)


def test_two_codes_of_one_sheet_differ_in_more_than_capitals(root):
    rows = members(("Oak School", "school", DAY, 8, "Oak"), ("Elm School", "school", DAY, 9, "OAK"))
    assert refusal(root, rows) == 'sheet.xlsx [Sheet1!E3] Member code "OAK": differs from Oak only in capitals'


def test_two_schools_are_not_made_one_by_one_code(root):
    rows = members(("Oak School", "school", DAY, 8, "Oak"), ("Elm School", "school", date(2026, 1, 1), 9, "Oak"))
    assert refusal(root, rows).endswith('Member code "Oak": is the code of another member, of URN 8')
    take(root, rows[:2])
    assert refusal(root, rows).endswith('Member code "Oak": is the code of another member, of URN 8')


STRONG = (*HEADER, "Revenue reserve", "Reserve as at")


def test_a_joiners_reserve_stands_in_its_own_register_with_a_source_of_its_own(root):
    take(root, members(("Ash School", "school", DAY, 1, None, 45000, date(2025, 3, 31)), header=STRONG))
    assert facts(root, "strength") == ['2025-09-01 custom "strength" "Ash" 45000.00 GBP\nas-at: 2025-03-31']
    assert '"sheet.xlsx [Sheet1!F2]"' in (root / "batches/0002/Ash.register.beancount").read_text()


def test_correcting_the_member_or_its_reserve_leaves_the_other_standing(root):
    row = ["Ash School", "school", DAY, 1, None, 45000, date(2025, 3, 31)]
    take(root, members(row, header=STRONG))
    take(root, members(["Ash Primary", *row[1:]], header=STRONG), correct="name")
    take(root, members(["Ash Primary", *row[1:5], -5, row[6]], header=STRONG), correct="sign")
    register = open_ledger(root).register
    assert [(fact.name, fact.day) for fact in register.all(Member)] == [("Ash Primary", DAY)]
    assert [fact.reserve for fact in register.all(Strength)] == [-500]


def test_a_reserve_says_as_at_when(root):
    row = ("Ash School", "school", DAY, 1, None, 45000)
    assert refusal(root, members(row, header=STRONG)).endswith("is blank: a reserve is as at a date")


def test_a_row_without_a_name_is_called_by_its_urn_and_said_so(root):
    imported = take(root, members((None, "school", DAY, 122170)))
    assert imported.readings == ("row 2 has no name; the member is called URN 122170",)
    assert codes(root) == ["Urn122170"]


def test_members_of_a_ledger_are_known_by_code_name_urn_and_alias(tmp_path):
    root = alliance(tmp_path / "ledger")
    again = [("Name", "Kind", "Joined", "Member code"), ("Coquet High School", "school", DAY, "Coquet")]
    assert take(root, again).batch is None


def test_a_column_that_the_sheet_lacks_says_nothing_of_what_is_recorded(root):
    full = [("Name", "Kind", "Joined", "Member code", "URN", "Minute")]
    take(root, [*full, ("Ash Primary School", "school", date(2025, 9, 1), "Ash", "990108", "FGB 4")])
    short = [("Name", "Kind", "Joined", "Member code"), ("Ash Primary School", "school", date(2025, 9, 1), "Ash")]
    assert take(root, short).new == 0
    renamed = [short[0], ("Ash School", "school", date(2025, 9, 1), "Ash")]
    corrected = take(root, renamed, correct="new name")
    assert "name is recorded as Ash Primary School, now Ash School" in corrected.readings[0]
    member = open_ledger(root).register.members["Ash"]
    assert (member.name, member.urn, member.minute) == ("Ash School", "990108", "FGB 4")
