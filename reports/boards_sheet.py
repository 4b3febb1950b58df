"""The Board's sheet as a workbook: change a total or a roll in a meeting, and every share follows to the penny.

The first sheet is what a meeting looks at, and "Workings" shows how each share comes to be. "Rolls" and "Schedule" say
the same as `nesa import` reads it, so that the sheet is recorded as it was saved. All formulas are plain ones.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from io import BytesIO
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from importers.examples import BOARDS
from nesa_fund.periods import census_in_words
from nesa_fund.problems import InputError
from nesa_fund.statements.boards_sheet import BoardsSheet, MemberLine

from .boards_behind import (
    FIRST,
    days_fit,
    pupils_check,
    pupils_fit,
    pupils_formula,
    rolls_sheet,
    schedule_sheet,
    workings_sheet,
)
from .boards_look import BAD, CHANGE, DAY, GOOD, INK, POUNDS, PUPILS, SHARE, TEXT, WHOLE, Looks, set_up
from .boards_workings import MOST_PENCE, MOST_PUPILS, MOST_WEIGHT, PUPIL, Workings, workings
from .options import PLAIN
from .words import day, plain

_HEADER = FIRST - 1
_COLUMNS = (
    ("School or trust", 38), ("Pupils on roll", 12), ("Days in membership", 14), ("Share of the total", 12),
    ("Contribution", 15), ("Per pupil", 12), ("As first drawn up", 18), ("Change", 13),
)  # fmt: skip
_ACROSS = 150  # Characters of a note in one row.
_WELL = "Adds up: the shares come to the total, to the penny"
_TOTAL, _SUM, _SAID, _PLAN = 3, 4, 5, 6  # Rows from 0: what stands above the table.


def render_boards_sheet(drawn: BoardsSheet) -> bytes:
    """Write the Board's sheet; every formula has our figure as its stored value.

    Raises:
        InputError: The total is too large, or the rolls too fine, for a spreadsheet to share exactly.
    """
    figures = _figures(drawn)
    stream = BytesIO()
    with Workbook(stream, PLAIN) as book:
        book.set_properties(
            {
                "title": plain(f"{BOARDS} contributions for {drawn.year.name}"),
                "subject": plain(_made(drawn)),
                "company": plain(drawn.alliance),
                "created": datetime.combine(drawn.as_at, time(), UTC),
            }
        )
        looks = Looks(book)
        board = _Board(book.add_worksheet("Board"), looks, drawn, figures)
        workings_sheet(book.add_worksheet("Workings"), looks, drawn, figures)
        rolls_sheet(book.add_worksheet("Rolls"), looks, drawn)
        schedule_sheet(book.add_worksheet("Schedule"), looks, drawn)
        board.draw()
    return stream.getvalue()


def _figures(drawn: BoardsSheet) -> Workings:
    pupils = [one.pupils or Fraction(0) for one in drawn.members]
    weights = [int(roll * PUPIL) * one.days for roll, one in zip(pupils, drawn.members, strict=True)]
    figures = workings(drawn.total, weights)
    if drawn.total >= MOST_PENCE or figures.weights > MOST_WEIGHT or max(pupils) > MOST_PUPILS:
        raise InputError("the total is too large, or the rolls too fine, for a spreadsheet to share to the penny")
    shares = [steps.share for steps in figures.members]
    assert shares == [one.pence or 0 for one in drawn.members]  # What the formulas do is what was proposed.
    return figures


def _made(drawn: BoardsSheet) -> str:
    return f"Drawn up {day(drawn.as_at)} from the ledger at head {drawn.head}"


@dataclass(frozen=True, slots=True)
class _Board:
    """The sheet that a meeting looks at."""

    sheet: Worksheet
    looks: Looks
    drawn: BoardsSheet
    figures: Workings

    @property
    def last(self) -> int:
        """The row of the last member, as the spreadsheet counts."""
        return FIRST + len(self.drawn.members)

    def draw(self) -> None:
        set_up(self.sheet, (plain(self.drawn.alliance), f"Head {self.drawn.head}"), _HEADER)
        for n, (title, width) in enumerate(_COLUMNS):
            self.sheet.set_column(n, n, width)
            self.sheet.write_string(_HEADER, n, title, self.looks.head if n else self.looks.head_left)
        self.sheet.set_row(_HEADER, 36)
        notes = [line for note in (*self.drawn.notes, f"{_made(self.drawn)}.") for line in wrap(plain(note), _ACROSS)]
        self.sheet.print_area(0, 0, self.last + 1 + len(notes), len(_COLUMNS) - 1)
        self._heading()
        self._decision()
        for n, member in enumerate(self.drawn.members):
            self._member(n, member)
        self._sums()
        for row, line in enumerate(notes, self.last + 2):
            self.sheet.write_string(row, 0, line, self.looks.text)
        self.sheet.activate()
        self.sheet.set_selection(_TOTAL, 1, _TOTAL, 1)

    def _heading(self) -> None:
        sheet, drawn, looks = self.sheet, self.drawn, self.looks
        year, census = f"{day(drawn.year.start)} to {day(drawn.year.end)}", census_in_words(drawn.census)
        what = f"{drawn.alliance}. For: the Strategic Board. {year}, by pupils on roll at the census of {census}."
        sheet.write_string(0, 0, plain(f"{BOARDS} contributions for {drawn.year.name}"), looks.title)
        sheet.write_string(1, 0, plain(what), looks.text)
        how = "Change what stands in a yellow cell: the total, pupils, days. All else follows at once, to the penny."
        sheet.write_string(2, 0, how, looks.label)
        sheet.write_string(_TOTAL, 0, "Total to be shared", looks.label)
        sheet.write_number(_TOTAL, 1, drawn.total / 100, looks.mine(POUNDS))
        sheet.data_validation(_TOTAL, 1, _TOTAL, 1, _check_total("B4"))
        sheet.write_string(_SUM, 0, "The shares come to", looks.label)
        bold = looks.plain(num_format=POUNDS, bold=True)
        sheet.write_formula(_SUM, 1, f"=SUM(E{FIRST + 1}:E{self.last})", bold, drawn.total / 100)
        said = looks.plain(bold=True, font_size=12, font_color=INK)
        sheet.write_formula(_SAID, 0, self._status(), said, _WELL)
        for sign, colour in (("=", GOOD), ("<>", BAD)):
            rule = {"type": "formula", "criteria": f'=LEFT($A$6,7){sign}"{_WELL[:7]}"', "format": looks.fill(colour)}
            sheet.conditional_format(_SAID, 0, _SAID, 2, rule)
        sheet.write_string(_PLAN, 0, plain(drawn.plan), looks.text)

    def _status(self) -> str:
        """The formula of the cell that says whether all is well, and else what is to be put right."""
        first, last = FIRST + 1, self.last
        wrong = (
            ("NOT(ISNUMBER(B4))", "Write an amount into the yellow cell above"),
            ("B4<=0", "What is shared must be more than nothing"),
            (f"B4>={MOST_PENCE // 100}", "This sheet shares less than £1,000 million"),
            ("ABS(B4*100-Workings!$B$4)>=0.0001", "What is shared has a fraction of a penny"),
            (
                f"SUM(Workings!D{first}:D{last})<{len(self.drawn.members)}",
                "Pupils or days are wrong where a cell is red",
            ),
            (f"SUM(Workings!E{first}:E{last})=0", "Nobody has pupils and days to carry it"),
            (f"Workings!$B$6>{MOST_WEIGHT}", "The pupils have too many decimals for this sheet"),
            (f"SUM(Workings!W{first}:W{last})<>Workings!$B$4", "Does not add up: ask whoever drew it up"),
        )
        formula = f'"{_WELL}"'
        for test, sentence in reversed(wrong):
            formula = f'IF({test},"{sentence}",{formula})'
        return f"={formula}"

    def _decision(self) -> None:
        """Where the Board's decision is filled in, so that the saved sheet can be imported."""
        first, last = date(2000, 1, 1), date(2100, 12, 31)
        rows = (
            ("When the Board adopts it: its minute", TEXT, {"validate": "length", "criteria": "<=", "value": 200}),
            ("the date of the decision", DAY, {"validate": "date", "criteria": "between", "minimum": first,
                                               "maximum": last, "error_message": "A date, like 08/07/2025."}),
            ("in how many instalments", WHOLE, {"validate": "integer", "criteria": "between", "minimum": 1,
                                                "maximum": 12, "error_message": "A whole number from 1 to 12."}),
            ("set aside of the balance, if any", POUNDS, {"validate": "decimal", "criteria": ">=", "value": 0,
                                                          "error_message": "An amount in pounds, like 500.00."}),
        )  # fmt: skip
        for row, (label, form, check) in enumerate(rows, _TOTAL):
            self.sheet.write_string(row, 5, label, self.looks.label_right)
            self.sheet.write_blank(row, 6, None, self.looks.mine(form, "left"))
            self.sheet.data_validation(row, 6, row, 6, check)
        self.sheet.write_number(_SAID, 6, 1, self.looks.mine(WHOLE, "left"))

    def _member(self, n: int, member: MemberLine) -> None:
        sheet, looks, steps = self.sheet, self.looks, self.figures.members[n]
        row, at = FIRST + n, FIRST + n + 1
        pupils = member.pupils
        several = " (pupils: see Rolls)" if len(member.rolls) > 1 else ""
        sheet.write_string(row, 0, plain(member.name) + several, looks.figure())
        if several:
            known = "" if pupils is None else float(pupils)
            sheet.write_formula(row, 1, pupils_formula(self.drawn, member), looks.figure(PUPILS), known)
        else:
            sheet.write(row, 1, None if pupils is None else float(pupils), looks.mine(PUPILS))
            sheet.data_validation(row, 1, row, 1, pupils_check(f"B{at}"))
        sheet.write_number(row, 2, member.days, looks.mine(WHOLE))
        sheet.data_validation(row, 2, row, 2, _check_days(self.drawn.year.days))
        for column, unfit in (
            (1, f'=IF(B{at}="",1,{pupils_fit(f"B{at}")})=0'),
            (2, f"={days_fit(f'C{at}', self.drawn.year.days)}=0"),
        ):
            rule = {"type": "formula", "criteria": unfit, "format": looks.fill(BAD)}
            sheet.conditional_format(row, column, row, column, rule)
        part = float(Fraction(steps.weight, self.figures.weights))
        formula = f'=IF(B{at}="","",Workings!F{at}/Workings!$B$6)'
        sheet.write_formula(row, 3, formula, looks.figure(SHARE), "" if pupils is None else part)
        share, money = "" if pupils is None else steps.share / 100, looks.figure(POUNDS)
        sheet.write_formula(row, 4, f'=IF(B{at}="","",Workings!W{at}/100)', looks.figure(POUNDS, bold=True), share)
        each = float(Fraction(steps.share, 100) / pupils) if pupils else ""
        sheet.write_formula(row, 5, f'=IF(ISNUMBER(B{at}),IF(B{at}>0,E{at}/B{at},""),"")', money, each)
        sheet.write(row, 6, None if member.pence is None else member.pence / 100, money)
        change = f"=ROUND(N(E{at})-N(G{at}),2)"
        sheet.write_formula(row, 7, change, looks.figure(CHANGE, align="right"), 0)

    def _sums(self) -> None:
        sheet, looks, row, at = self.sheet, self.looks, self.last, self.last + 1
        pupils = sum((one.pupils or Fraction(0) for one in self.drawn.members), Fraction(0))
        pounds = self.drawn.total / 100
        sheet.write_string(row, 0, "Total", looks.total())
        sheet.write_blank(row, 2, None, looks.total())
        for letter, form, value in (
            ("B", PUPILS, float(pupils)),
            ("D", SHARE, 1),
            ("E", POUNDS, pounds),
            ("G", POUNDS, pounds),
        ):
            formula = f"=SUM({letter}{FIRST + 1}:{letter}{self.last})"
            sheet.write_formula(f"{letter}{at}", formula, looks.total(form), value)
        each = float(Fraction(self.drawn.total, 100) / pupils)
        sheet.write_formula(row, 5, f'=IF(B{at}>0,E{at}/B{at},"")', looks.total(POUNDS), each)
        sheet.write_formula(row, 7, f"=ROUND(E{at}-G{at},2)", looks.total(CHANGE), 0)


def _check_total(cell: str) -> dict[str, str]:
    """What may be written as the total."""
    whole = f"ABS({cell}*100-ROUND({cell}*100,0))<0.0001"
    return {
        "validate": "custom",
        "value": f"=AND(ISNUMBER({cell}),{cell}>0,{cell}<{MOST_PENCE // 100},{whole})",
        "error_title": "Total to be shared",
        "error_message": "An amount in pounds, more than nothing, with two decimals at most.",
    }


def _check_days(most: int) -> dict[str, str | int]:
    """What may be written as days in membership."""
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": most,
        "error_title": "Days in membership",
        "error_message": f"A whole number from 0 to {most}.",
    }
