"""``nesa schedule sheet``: drawn up, changed in a meeting, saved, imported: what the Board saw is what is adopted."""

from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook

from boards import HAS_LIBREOFFICE, convert, read_off, saved
from commands import run
from folders import add, bean_check, roll, school
from nesa_fund.facts import Member, Withdrawal
from nesa_fund.store import open_ledger
from options import adopted, planned
from schedules import SHARES

SHEET = ("sheet", "2025-26", "--total", "24000")
CORRECT = ("--correct", "--reason", "counted again")


@pytest.fixture
def board(schedule, tmp_path):
    """The sheet as it was drawn up, a new workbook each time."""

    def draw(*args):
        path = tmp_path / f"drawn {len(list(tmp_path.glob('drawn*')))}.xlsx"
        code, out, err = schedule(*SHEET, *args, "-o", path)
        assert (code, err) == (0, ""), (out, err)
        return load_workbook(path)

    return draw


@pytest.fixture
def bring(four, tmp_path, capsys):
    """What comes of importing a workbook as it was saved: exit code, output and complaints."""

    def bring(book, *args):
        path = tmp_path / "Board 8 July.xlsx"
        path.write_bytes(book if isinstance(book, bytes) else saved(book))
        code = run("--ledger", str(four), "import", str(path), *args)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return bring


def decide(book, **cells):
    """Fill in the Board's decision, and change cells."""
    for address, value in {"G4": "Board 4", "G5": date(2025, 9, 2), "G6": 3, **cells}.items():
        book["Board"][address] = value
    return book


def of_sheet(book) -> dict[str, int]:
    """Member -> pence, as the sheet shows them."""
    values = load_workbook(BytesIO(saved(book)), data_only=True)
    _, shares = read_off(lambda cell: values["Board"][cell].value, values["Board"].max_row)
    codes = [values["Workings"].cell(9 + n, 1).value for n in range(len(shares))]
    return dict(zip(codes, shares, strict=True))


# Drawing it up


def test_it_shows_what_is_proposed(board):
    book = board()
    assert of_sheet(book) == SHARES
    assert book["Board"]["A7"].value == "No plan of 2025-26 is recorded yet."


def test_it_takes_the_plan_and_what_is_supposed(four, schedule, tmp_path):
    planned(four)
    code, out, _ = schedule("sheet", "2025-26", "--join", "Elm=1000@2026-02-01", "-o", tmp_path / "with Elm.xlsx")
    board = load_workbook(tmp_path / "with Elm.xlsx")["Board"]
    assert (code, out.splitlines()[0].endswith("£24,000.00 shared over 5 members; change yellow cells")) == (0, True)
    assert [board[f"{letter}10"].value for letter in "ABC"] == ["Elm", 1000, 212]
    assert board["A7"].value == "The lines of the plan that no grant pays come to £24,000.00."
    notes = " ".join(board.cell(row, 1).value or "" for row in range(15, 25))
    assert "It supposes rolls, joinings or leavings that the ledger does not hold" in notes


def test_it_names_who_has_no_roll_and_what_is_adopted_already(four, schedule, board):
    add(four, [school("Ash")])
    decided = ("--census", "2024-10", "--minute", "Board 4", "--date", "2025-09-02")
    schedule("adopt", "2025-26", "--total", "24000", *decided, "--without-roll", "Ash")
    sheet = board()["Board"]
    notes = [sheet.cell(row, 1).value for row in range(16, 18)]
    assert notes == [
        "2025-26 is adopted already, on 2 September 2025, at £24,000.00.",
        "Ash First School has no roll at October 2024 yet: write it in, or it has no share.",
    ]
    assert (sheet["A9"].value, sheet["B9"].value, sheet["G9"].value) == ("Ash First School", None, None)


def test_it_never_writes_over_a_workbook_that_may_have_been_changed(schedule, unscheduled, tmp_path):
    schedule(*SHEET, "-o", tmp_path / "board.xlsx")
    before = (tmp_path / "board.xlsx").read_bytes()
    told = unscheduled(*SHEET, "-o", tmp_path / "board.xlsx")
    assert "is there already, and may have been changed in a meeting; name another file" in told
    assert (tmp_path / "board.xlsx").read_bytes() == before


def test_it_is_a_workbook_and_nothing_else(unscheduled, tmp_path):
    assert "name it with .xlsx at the end" in unscheduled(*SHEET, "-o", tmp_path / "board.ods")


# Importing it


def test_a_roll_changed_in_it_is_corrected_and_that_schedule_adopted(four, board, bring):
    book = decide(board(), B4=25_000.01, B10=90.5)
    shown = of_sheet(book)
    code, out, err = bring(book, *CORRECT)
    assert (code, err) == (0, "")
    assert "rolls: 1 new, 3 recorded already\nschedule: 1 new, 0 recorded already\n" in out
    assert "columns not read" not in out
    assert "no kind of sheet" not in out
    register = open_ledger(four).register
    assert (register.roll("Elsdon", "2024-10"), register.schedule("2025-26").total) == (Fraction("90.5"), 2_500_001)
    said = register.schedule("2025-26")
    assert (said.minute, said.day, said.instalments, said.set_aside) == ("Board 4", date(2025, 9, 2), 3, None)
    assert adopted(four) == shown
    assert bean_check(four) == ""


@pytest.mark.slow
@pytest.mark.skipif(not HAS_LIBREOFFICE, reason="LibreOffice is not on this machine")
def test_libreoffice_saves_it_so_that_it_is_imported(four, board, bring, tmp_path):
    decide(board(), B4=25_000.01, B10=90.5, G7=100).save(tmp_path / "changed.xlsx")
    shown = of_sheet(load_workbook(tmp_path / "changed.xlsx"))
    convert(tmp_path, [tmp_path / "changed.xlsx"])
    code, out, err = bring((tmp_path / "saved" / "changed.xlsx").read_bytes(), *CORRECT)
    assert (code, err) == (0, ""), out
    assert adopted(four) == shown
    assert open_ledger(four).register.schedule("2025-26").set_aside == 10_000


def test_without_the_boards_minute_only_rolls_are_imported_and_the_command_adopts(four, schedule, board, bring):
    book = board()
    book["Board"]["B10"] = 90.5
    code, out, _ = bring(book, *CORRECT)
    assert (code, "rolls: 1 new, 3 recorded already\nschedule: 0 new, 0 recorded already\n" in out) == (0, True)
    assert open_ledger(four).register.schedule("2025-26") is None
    schedule("adopt", "2025-26", "--total", "24000", "--census", "2024-10", "--minute", "x", "--date", "2025-09-02")
    assert adopted(four) == of_sheet(book)


def test_it_may_be_imported_again(four, board, bring):
    book = decide(board())
    content = saved(book)
    assert bring(content)[0] == 0
    head = open_ledger(four).book.head
    code, out, _ = bring(content)
    assert (code, "Nothing was changed" in out, open_ledger(four).book.head) == (0, True, head)


def test_a_changed_roll_is_not_recorded_without_a_reason(board, bring):
    code, _, err = bring(decide(board(), B10=90.5))
    assert code == 2
    assert "[Rolls!A6]: roll Elsdon 2024-10 is in batch 2: pupils is recorded as 83, now 90.5; to correct it:" in err


def test_a_roll_that_was_awaited_is_written_in(four, board, bring):
    add(four, [school("Ash")])
    book = decide(board(), B9=100)
    shown = of_sheet(book)
    assert bring(book)[0] == 0
    assert (adopted(four), shown["Ash"]) == (shown, 218_182)


def test_who_has_no_roll_is_listed_in_the_adoption(four, board, bring):
    add(four, [school("Ash"), school("Elm")])
    assert bring(decide(board()))[0] == 0
    assert open_ledger(four).register.schedule("2025-26").without_roll == ("Ash", "Elm")
    assert adopted(four) == SHARES


def test_a_roll_taken_away_does_not_take_a_recorded_one_away(board, bring):
    code, _, err = bring(decide(board(), B10=None))
    assert code == 2
    assert 'Without roll "Elsdon": listed as without a roll, but has one at 2024-10' in err


def test_the_rolls_of_a_trusts_schools_are_changed_one_by_one(four, board, bring):
    delta = Member(
        day=date(2025, 9, 1),
        code="Delta",
        kind="trust",
        name="Delta Trust",
        urn="990101, 990102",
        source="sheet.xlsx [x]",
    )
    rolls = [roll("Delta", 60, urn="990101", basis="fte"), roll("Delta", "41.5", urn="990102", source="sheet.xlsx [y]")]
    add(four, [delta, *rolls])
    book = decide(board())
    book["Rolls"]["C7"] = 40
    shown = of_sheet(book)
    code, out, err = bring(book, *CORRECT)
    assert (code, err, "rolls: 1 new, 5 recorded already" in out) == (0, "", True)
    assert open_ledger(four).register.roll("Delta", "2024-10") == 100
    assert (adopted(four), shown["Delta"]) == (shown, 218_182)


def test_a_trust_of_which_a_schools_roll_is_awaited_has_none(four, board, bring):
    delta = Member(
        day=date(2025, 9, 1),
        code="Delta",
        kind="trust",
        name="Delta Trust",
        urn="990101, 990102",
        source="sheet.xlsx [x]",
    )
    add(four, [delta, roll("Delta", 60, urn="990101")])
    book = board()
    assert [book["Rolls"].cell(row, 3).value for row in (6, 7)] == [60, None]
    book["Rolls"]["C7"] = 40
    assert bring(decide(book))[0] == 0
    assert open_ledger(four).register.roll("Delta", "2024-10") == 100
    assert adopted(four)["Delta"] == 218_182


@pytest.mark.parametrize(("listed", "counted"), [("990101", ""), ("990101, 990102", ""), ("990101", "990107")])
def test_a_roll_is_changed_as_it_was_recorded_whatever_urns_are_listed(four, board, bring, listed, counted):
    add(four, [school("Elm", urn=listed), roll("Elm", 60, urn=counted)])
    book = decide(board(), B10=100)
    assert bring(book, *CORRECT)[0] == 0
    assert open_ledger(four).register.roll("Elm", "2024-10") == 100
    assert adopted(four)["Elm"] == 218_182


# Where it is not what the ledger gives


def test_days_that_were_changed_are_not_adopted_until_the_leaving_is_recorded(four, board, bring):
    book = decide(board(), C10=122)
    shown = of_sheet(book)
    content = saved(book)
    code, _, err = bring(content)
    assert code == 2
    assert 'Schedule!B5] Total "24000": its shares are not what the ledger gives: Coquet First School (Coquet) £' in err
    assert "; and 1 more; record first the rolls, joinings and leavings that the sheet goes by, or draw it up" in err
    add(four, [Withdrawal(day=date(2025, 12, 31), code="Elsdon", source="sheet.xlsx [x]")])
    assert bring(content)[0] == 0
    assert adopted(four) == shown


def test_a_member_that_has_joined_since_is_missed(four, board, bring):
    book = decide(board())
    add(four, [school("Ash"), roll("Ash", 100)])
    code, _, err = bring(book)
    assert code == 2
    assert "Ash First School (Ash) no share, and £2,181.82 by the ledger" in err


def test_a_joining_that_is_supposed_is_recorded_first(four, board, bring):
    book = decide(board("--join", "Elm=100@2026-02-01"))
    shown = of_sheet(book)
    content = saved(book)
    code, _, err = bring(content)
    assert (code, 'Member "Elm": no member of that name' in err) == (2, True)
    add(four, [school("Elm", date(2026, 2, 1))])
    assert bring(content)[0] == 0
    assert adopted(four) == shown


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"B10": -5}, 'Total "Pupils or days are wrong where a cell is red": not an amount of money'),
        ({"B4": None}, 'Total "Write an amount into the yellow cell above": not an amount of money'),
        ({"G5": None}, "Schedule!H5] Date: is blank"),
        ({"G6": None}, ""),
    ],
)
def test_a_sheet_that_says_what_is_wrong_is_not_imported(board, bring, cells, told):
    code, _, err = bring(decide(board(), **cells))
    assert (code, told in err) == (2 if told else 0, True)


def test_a_sheet_that_no_spreadsheet_has_saved_is_refused(four, schedule, tmp_path, capsys):
    schedule(*SHEET, "-o", tmp_path / "board.xlsx")
    book = decide(load_workbook(tmp_path / "board.xlsx"))
    book.save(tmp_path / "board.xlsx")
    assert run("--ledger", str(four), "import", str(tmp_path / "board.xlsx")) == 2
    assert (
        "holds a formula without a calculated value; open it in Excel, save, and try again" in capsys.readouterr().err
    )


def test_both_commands_show_an_example(schedule):
    for name in ("sheet", "propose"):
        assert f"Example: nesa schedule {name}" in schedule(name, "--help")[1]


def test_a_hundred_and_seventy_members_are_drawn_changed_and_adopted(four, board, bring):
    many = [f"Ash{n:03d}" for n in range(166)]
    add(four, [*map(school, many), *(roll(code, n + 20) for n, code in enumerate(many))])
    book = decide(board(), B4=850_000, B20=55.5)
    shown = of_sheet(book)
    assert bring(book, *CORRECT)[0] == 0
    assert len(shown) == 170
    assert adopted(four) == shown
