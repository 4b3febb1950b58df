"""The schedule by sheet: the Board's adoption, checked as the command checks it, each fault at its cell."""

from datetime import date

import pytest

from folders import CLERK, add
from honest import is_honest
from nesa_fund.actions.schedule import ChargeRun, adopt, charge
from nesa_fund.charges import adopted_shares
from nesa_fund.facts import Close
from nesa_fund.store import open_ledger
from schedules import SHARES, adoption
from sheets import alliance, bring, facts, lines, refusal, said, sheet, take

HEADER = ("Year", "Total", "Census", "Instalments", "Minute", "Date")
ROW = ("2025-26", 24_000, "October 2024", 3, "Board 4", "02/09/2025")
ELM = [("Name", "Kind", "Joined", "Member code"), ("Elm First School", "school", "01/09/2025", "Elm")]
LISTING = (*HEADER, "Without roll", "Set aside")


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def row(**changed):
    told = dict(zip(HEADER, ROW, strict=True)) | changed
    return [list(told), list(told.values())]


def test_an_adoption_settles_every_share(root):
    take(root, [HEADER, ROW])
    assert facts(root, "schedule") == [
        lines(
            """
            2025-09-02 custom "schedule" "2025-26" 24000.00 GBP
              census: "2024-10"
              basis: "roll"
              instalments: 3
              minute: "Board 4"
            """
        )
    ]
    book = open_ledger(root).book
    shares = adopted_shares(book, book.register.schedule("2025-26"))
    assert {share.member: share.pence for share in shares} == SHARES
    assert is_honest(root)


def test_the_same_adoption_again_is_there_already_also_without_the_columns_that_may_be_left_out(root):
    take(root, [HEADER, ROW])
    assert take(root, [HEADER, ROW]).batch is None
    assert take(root, row(Instalments=3)).batch is None
    short = [("Year", "Total", "Census", "Minute", "Date"), (*ROW[:3], *ROW[4:])]
    assert take(root, short).batch is None


def test_what_the_command_adopted_is_there_already(root):
    adopt(root, adoption(), CLERK)
    assert take(root, [HEADER, ROW]).batch is None


def test_an_adoption_stays_the_same_when_its_missing_rolls_come_in(root):
    take(root, ELM)
    listed = [LISTING, (*ROW, "Elm First School", None)]
    take(root, listed)
    take(root, [("Member", "Census", "Pupils"), ("Elm", "2024-10", 50)])
    assert take(root, listed).batch is None


def test_members_and_rolls_of_the_same_drop_count(root):
    joined = sheet(ELM, "members.xlsx")
    rolls = sheet([("Member", "Census", "Pupils"), ("Elm", "2024-10", 50)], "rolls.xlsx")
    take(root, sheet([HEADER, ROW], "adoption.xlsx"), rolls, joined)
    book = open_ledger(root).book
    assert len(adopted_shares(book, book.register.schedule("2025-26"))) == 5


def test_other_values_are_a_difference_until_they_are_corrected(root):
    take(root, [HEADER, ROW])
    other = row(Total=23_000)
    fault = "total is recorded as £24,000.00, now £23,000.00; to correct it: --correct --reason WHY"
    assert fault in refusal(root, other)
    take(root, other, correct="misread")
    assert open_ledger(root).register.schedule("2025-26").total == 2_300_000


def test_what_is_charged_by_is_not_adopted_otherwise(root):
    take(root, [HEADER, ROW])
    confirmed = [
        ("Member", "Year", "Amount", "Date", "Minute", "Quorate", "Purpose"),
        ("Elsdon", "2025-26", 1992, "20/09/2025", "FGB 6", "yes", "the plan"),
    ]
    take(root, confirmed)
    charge(root, ChargeRun("2025-26", date(2025, 10, 1)), CLERK)
    assert take(root, [HEADER, ROW]).batch is None
    fault = refusal(root, row(Total=23_000), correct="misread")
    assert "total of £24,000.00, and £664.00 is charged by it; another schedule needs those charges taken back" in fault


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Year": "2025-27"}, 'A2] Year "2025-27": not a year, like 2025-26'),
        ({"Year": "2025-25"}, 'A2] Year "2025-25": "2025-25" is not a year, like 2025-26'),
        ({"Total": 0}, 'B2] Total "0": the total must be above zero'),
        ({"Census": "2025-10"}, 'C2] Census "2025-10": no roll is recorded at census "2025-10"; there are rolls of'),
        ({"Instalments": 13}, 'D2] Instalments "13": there are 1 to 12 instalments, not 13'),
        ({"Instalments": 0}, 'D2] Instalments "0": there are 1 to 12 instalments, not 0'),
        ({"Instalments": 1.5}, 'D2] Instalments "1.5": not a whole number'),
        ({"Minute": None}, "E2] Minute: is blank"),
        ({"Date": "01/09/2026"}, 'F2] Date "01/09/2026": 2026-09-01 is after 2025-26 has ended'),
        ({"Without roll": "Nobody"}, 'G2] Without roll "Nobody": no member of that name'),
        ({"Without roll": "Coquet"}, 'G2] Without roll "Coquet": listed as without a roll, but has one at 2024-10'),
        ({"Set aside": -1}, 'G2] Set aside "-1": what is set aside is below zero'),
    ],
)
def test_what_can_not_be_adopted_is_refused_at_its_cell(root, changed, fault):
    assert refusal(root, row(**changed)).startswith(f"sheet.xlsx [Sheet1!{fault}")


def test_every_fault_of_an_adoption_is_said_at_once(root):
    imported = bring(root, row(Total=-1, Instalments=13, Census="2023-10"))
    assert [one.column for one in imported.problems] == ["Total", "Census", "Instalments"], said(imported)


def test_members_without_a_roll_must_be_listed(root):
    take(root, ELM)
    remedy = "for Elm First School (Elm): record it, or adopt without: in Without roll write Elm"
    assert refusal(root, [HEADER, ROW]).endswith(f"no roll at 2024-10 {remedy}")


def test_a_closed_year_is_not_adopted(root):
    add(root, [Close(day=date(2026, 10, 1), year="2025-26", source="sheet.xlsx [A1]")])
    assert refusal(root, [HEADER, ROW]).endswith(
        "2025-26 is closed: nothing more is dated into it; take its close back first: nesa strike 3 "
        '"sheet.xlsx [A1]" --reason REASON'
    )


SHARED = (*HEADER, "Share Coquet", "Elsdon First School", "Share: Hartside", "Share (Rothley)")


def test_shares_that_a_sheet_says_are_checked_and_not_recorded(root):
    imported = take(root, [SHARED, (*ROW, 4752, "£1,992.00", "9888.00", 7368)])
    assert not any("not read" in reading for reading in imported.readings)
    assert len(facts(root, "schedule")) == 1


def test_shares_that_are_not_what_the_ledger_gives_are_refused(root):
    fault = refusal(root, [SHARED, (*ROW, "4752.01", 1992, "9888.00", 7367.99)])
    assert fault == (
        'sheet.xlsx [Sheet1!B2] Total "24000": its shares are not what the ledger gives: Coquet High School (Coquet) '
        "£4,752.01, and £4,752.00 by the ledger; Rothley First School (Rothley) £7,367.99, and £7,368.00 by the "
        "ledger; record first the rolls, joinings and leavings that the sheet goes by, or draw it up anew"
    )


def test_a_share_that_is_not_said_is_missed_where_others_are(root):
    fault = refusal(root, [SHARED, (*ROW, None, 1992, 9888, 7368)])
    assert "gives: Coquet High School (Coquet) no share, and £4,752.00 by the ledger; record" in fault


def test_a_share_of_who_takes_no_part_is_refused(root):
    take(root, [(*ELM[0],), ("Elm First School", "school", "01/09/2026", "Elm")])
    fault = refusal(root, [(*SHARED, "Share Elm"), (*ROW, 4752, 1992, 9888, 7368, 5)])
    assert "gives: Elm First School (Elm) £5.00, and no share by the ledger; record first" in fault


def test_a_share_of_nothing_needs_no_part_in_the_year(root):
    take(root, [(*ELM[0],), ("Elm First School", "school", "01/09/2026", "Elm")])
    take(root, [(*SHARED, "Share Elm"), (*ROW, 4752, 1992, 9888, 7368, 0)])


def test_a_share_that_can_not_be_read_is_refused_at_its_cell(root):
    fault = refusal(root, [SHARED, (*ROW, "many", 1992, 9888, 7368)])
    assert fault.startswith('sheet.xlsx [Sheet1!G2] Share Coquet "many": not an amount of money')


def test_a_share_of_nobody_known_is_refused_at_its_cell(root):
    fault = refusal(root, [(*HEADER, "Share Hartsyde"), (*ROW, 5)])
    assert fault.startswith('sheet.xlsx [Sheet1!G2] Share Hartsyde "5": is headed by no member of that name; nearest:')


def test_what_is_adopted_already_stays_whatever_shares_a_sheet_says(root):
    take(root, [HEADER, ROW])
    assert take(root, [SHARED, (*ROW, 1, 2, 3, 4)]).batch is None
