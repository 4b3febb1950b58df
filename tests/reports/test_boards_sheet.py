"""The Board's sheet: what may be changed, what follows from it, and that it is the allocation to the penny."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from openpyxl.formula import Tokenizer

from boards import ADDS_UP, FOUR, YEAR, Generated, drawn, formulas, opened, worked_out
from formulas import Sheets
from nesa_fund.problems import InputError
from nesa_fund.statements.boards_sheet import MemberLine, RollLine
from reports.boards_sheet import render_boards_sheet
from reports.boards_workings import MOST_PENCE

TRUST = MemberLine(
    "Delta",
    "Delta Trust",
    365,
    (RollLine("990101", "fte", Fraction("101.5")), RollLine("990102", "", Fraction(97))),
    None,
)
PLAIN_FUNCTIONS = {
    "IF", "AND", "OR", "NOT", "ISNUMBER", "N", "LEFT", "SUM", "COUNT", "MAX", "GCD", "ABS", "INT", "MOD", "ROUND",
    "RANK", "COUNTIF",
}  # fmt: skip


def four(**cells):
    """The sheet of four schools with some cells of the Board's own sheet changed; a new one each time."""
    book = opened(render_boards_sheet(drawn(FOUR)))
    for address, value in cells.items():
        book["Board"][address] = value
    return book


# What may be changed, and what is wrong


def test_only_what_is_yellow_can_be_changed_and_there_is_no_password():
    book = four()
    unlocked = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    yellow = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFF2CC"
    }
    mine = {"B4", "G4", "G5", "G6", "G7", *(f"{letter}{row}" for letter in "BC" for row in range(9, 13))}
    assert unlocked == yellow == {("Board", address) for address in mine}
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)


def test_the_formulas_are_plain_ones():
    used = {
        token.value.rstrip("(")
        for _, cell in formulas(four())
        for token in Tokenizer(cell.value).items
        if token.type == "FUNC" and token.subtype == "OPEN"
    }
    assert used <= PLAIN_FUNCTIONS


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"B4": None}, "Write an amount into the yellow cell above"),
        ({"B4": "lots"}, "Write an amount into the yellow cell above"),
        ({"B4": 0}, "What is shared must be more than nothing"),
        ({"B4": -5}, "What is shared must be more than nothing"),
        ({"B4": 0.01}, ADDS_UP),
        ({"B4": 10**9}, "This sheet shares less than £1,000 million"),
        ({"B4": 10**9 - 0.01}, ADDS_UP),
        ({"B4": 100.005}, "What is shared has a fraction of a penny"),
        ({"B9": -1}, "Pupils or days are wrong where a cell is red"),
        ({"B9": "many"}, "Pupils or days are wrong where a cell is red"),
        ({"B9": 10.00001}, "Pupils or days are wrong where a cell is red"),
        ({"B9": 10.0001}, ADDS_UP),
        ({"B9": 1_000_000.5}, "Pupils or days are wrong where a cell is red"),
        ({"B9": 1_000_000}, ADDS_UP),
        ({"B9": 0}, ADDS_UP),
        ({"B9": None}, ADDS_UP),
        ({"C9": None}, "Pupils or days are wrong where a cell is red"),
        ({"C9": 366}, "Pupils or days are wrong where a cell is red"),
        ({"C9": 365}, ADDS_UP),
        ({"C9": 1.5}, "Pupils or days are wrong where a cell is red"),
        ({"C9": -1}, "Pupils or days are wrong where a cell is red"),
        ({"C9": 0}, ADDS_UP),
        ({"B9": None, "B10": 0, "B11": 0, "B12": 0}, "Nobody has pupils and days to carry it"),
        (
            {"B9": 68_600.0003, "B10": 68_600.0005, "B11": 0, "B12": 0, "C9": 364},
            "The pupils have too many decimals for this sheet",
        ),
    ],
)
def test_the_sheet_says_whether_it_adds_up_or_what_is_wrong(cells, told):
    assert worked_out(four(**cells))[0] == told


def test_a_member_whose_roll_is_taken_away_has_no_share():
    said, shares = worked_out(four(B9=None))
    assert (said, shares[0], sum(filter(None, shares))) == (ADDS_UP, None, 2_400_000)


@pytest.mark.parametrize("cells", [{"B9": -1}, {"B9": "many"}, {"C9": 366}, {"C9": None}])
def test_what_is_wrong_counts_as_nothing_and_breaks_no_other_share(cells):
    others = Generated(FOUR.total, (Fraction(0), *FOUR.rolls[1:]), FOUR.days)
    assert worked_out(four(**cells))[1] == others.shares


def test_the_change_is_from_what_was_first_drawn_up():
    sheets = Sheets(four(B4=25_000, B9=None))
    changes = [sheets[f"Board!H{row}"] for row in range(9, 14)]
    assert changes == [-4752, 595.28, 2954.89, 2201.83, 1000]


def test_as_many_pupils_as_may_be_are_drawn_up():
    alliance = FOUR._replace(rolls=(Fraction(1_000_000), *FOUR.rolls[1:]))
    assert worked_out(opened(render_boards_sheet(drawn(alliance)))) == (ADDS_UP, alliance.shares)


def test_a_wrong_cell_turns_red():
    rules = four()["Board"].conditional_formatting
    reds = {str(one.sqref) for one in rules for rule in one.rules if rule.dxf.fill.bgColor.rgb == "FFFBE0DD"}
    assert reds == {"A6:C6", *(f"{letter}{row}" for letter in "BC" for row in range(9, 13))}


@pytest.mark.parametrize(
    "alliance",
    [
        FOUR._replace(total=MOST_PENCE),
        FOUR._replace(rolls=(Fraction(1_000_001), *FOUR.rolls[1:])),
        Generated(100, tuple(Fraction(n, 10_000) for n in (9_999_830_001, 9_999_790_003)), (365, 364)),
    ],
)
def test_what_a_spreadsheet_can_not_share_exactly_is_refused(alliance):
    with pytest.raises(InputError, match="too large, or the rolls too fine, for a spreadsheet"):
        render_boards_sheet(drawn(alliance))


# A trust of several schools


def with_trust(**pupils):
    one = replace(TRUST, pence=19_850)
    two = replace(one, rolls=tuple(replace(line, pupils=pupils.get(f"u{line.urn}", line.pupils)) for line in one.rolls))
    other = MemberLine("Elm", "Elm First School", 365, (RollLine("", "", Fraction("198.5")),), 19_850)
    return drawn(FOUR, total=39_700, members=(two, other))


def test_the_pupils_of_a_trust_are_changed_school_by_school():
    book = opened(render_boards_sheet(with_trust()))
    assert book["Board"]["A9"].value == "Delta Trust (pupils: see Rolls)"
    assert book["Board"]["B9"].protection.locked
    assert not book["Rolls"]["C5"].protection.locked
    assert book["Rolls"]["C7"].protection.locked
    book["Rolls"]["C6"] = 0.5
    sheets = Sheets(book)
    assert sheets["Board!B9"] == 102
    assert worked_out(book) == (ADDS_UP, [13_476, 26_224])
    rows = [[sheets.cell("Rolls", row, column) for column in range(1, 6)] for row in (5, 6, 7)]
    assert rows == [
        ["Delta", "2024-10", 101.5, "990101", "fte"],
        ["Delta", "2024-10", 0.5, "990102", None],
        ["Elm", "2024-10", 198.5, None, None],
    ]


def test_a_trust_has_no_roll_while_one_of_its_schools_has_none():
    book = opened(render_boards_sheet(with_trust()))
    book["Rolls"]["C6"] = None
    sheets = Sheets(book)
    assert [sheets.cell("Rolls", 6, column) for column in range(1, 5)] == ["", "", None, ""]
    assert (sheets["Board!B9"], worked_out(book)) == ("", (ADDS_UP, [None, 39_700]))
    assert sheets["Workings!X10"] == "Delta"


# As a workbook


def test_members_without_a_roll_are_listed_in_order():
    alliance = Generated(100, (None, Fraction(5), None, None), (365,) * 4)
    assert Sheets(opened(render_boards_sheet(drawn(alliance))))["Workings!X12"] == "M000, M002, M003"


def test_it_prints_across_a4_with_the_titles_on_every_page():
    board = four()["Board"]
    assert (board.page_setup.orientation, board.page_setup.paperSize) == ("landscape", 9)
    assert (board.page_setup.fitToHeight, board.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert (board.print_title_rows, board.print_area, board.freeze_panes) == ("$8:$8", "'Board'!$A$1:$H$16", "B9")
    assert board.oddFooter.left.text == "Coast and Castle Alliance"


def test_texts_of_others_stay_texts():
    name = '=HYPERLINK("x")\x1b'
    member = MemberLine("Ash", name, 365, (RollLine('9"9', "", Fraction(5)),), 100)
    told = replace(drawn(FOUR, total=100, members=(member,), notes=("=1+1",), plan="=2"), alliance="=A & B")
    book = opened(render_boards_sheet(told))
    board = book["Board"]
    assert (board["A9"].value, board["A9"].data_type) == (r'=HYPERLINK("x")\x1b', "s")
    assert {board[address].data_type for address in ("A2", "A7", "A9", "A12")} == {"s"}
    assert Sheets(book)["Rolls!D5"] == '9"9'


def test_the_same_sheet_gives_the_same_bytes():
    assert render_boards_sheet(drawn(FOUR)) == render_boards_sheet(drawn(FOUR))


def test_its_sentences_fit_the_cells_they_stand_in():
    board = four()["Board"]
    sentences = re.findall(r'"([^"]+)"', board["A6"].value)
    assert len(sentences) == 9
    assert max(map(len, sentences)) <= 52
    assert board["A1"].value == f"The Board's sheet: contributions for {YEAR.name}"
