"""The sheets behind the Board's: how each share is worked out, and what `nesa import` reads of it."""

from collections.abc import Iterator
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from importers.examples import BOARDS
from nesa_fund.statements.boards_sheet import BoardsSheet, MemberLine, RollLine

from .boards_look import DAY, POUNDS, PUPILS, TEXT, WHOLE, Looks, set_up
from .boards_workings import MOST_PUPILS, PUPIL, STEPS, Division, Workings
from .words import plain

FIRST = 8
"""The row of the first member, from 0: the same on the Board's own sheet and in its workings."""
_HEADER = FIRST - 1
_ROLLS_FIRST = 4
_HOW = (
    "A member's weight is its pupils times its days. Its exact share is the total times its weight, by all weights.",
    "It is cut to whole pence. The pennies left over go to the largest remainders, of equal ones to the first code.",
)
_WHY = (
    "No figure here grows beyond what a spreadsheet holds exactly: the total is divided as at school, two digits at a",
    "time from the left, and what remains is brought down to the next two. So no tie is decided by a rounding.",
)
_STEP = 6  # The column of the first step's quotient.
_LAST_STEP = _STEP + 2 * STEPS - 1


def workings_sheet(sheet: Worksheet, looks: Looks, drawn: BoardsSheet, figures: Workings) -> None:
    """How each share is worked out, a row for each member in order of code."""
    set_up(sheet, (plain(drawn.alliance), f"Head {drawn.head}"), _HEADER)
    first, last = FIRST + 1, FIRST + len(drawn.members)
    sheet.write_string(0, 0, f"{BOARDS} how each share is worked out", looks.title)
    for row, told in enumerate(_HOW, 1):
        sheet.write_string(row, 0, told, looks.text)
    tops = (
        ("Total in pence", "=IF(ISNUMBER(Board!B4),ROUND(Board!B4*100,0),0)", figures.total),
        ("Divides all pupils × days", f"=MAX(1,GCD(E{first}:E{last}))", figures.divisor),
        ("All weights", f"=MAX(1,SUM(F{first}:F{last}))", figures.weights),
        ("Pennies left over", f"=B4-SUM(S{first}:S{last})", figures.left_over),
    )
    for row, (label, formula, value) in enumerate(tops, 3):
        sheet.write_string(row, 0, label, looks.label)
        sheet.write_formula(row, 1, formula, looks.plain(num_format=WHOLE, bold=True), value)
    sheet.write_string(6, _STEP - 1, "Two digits:", looks.label_right)
    for part, (column, formula) in zip(figures.parts, _division(drawn).digit_formulas(), strict=True):
        sheet.write_formula(6, column, formula, looks.plain(num_format="00", bold=True), part)
    _titles(sheet, looks)
    for n, member in enumerate(drawn.members):
        for column, cell in enumerate(_row(drawn, figures, n, member), 1):
            sheet.write_formula(FIRST + n, column, cell.formula, looks.figure(cell.form), cell.value)
        sheet.write_string(FIRST + n, 0, member.code, looks.figure())
    for row, told in enumerate(_WHY, FIRST + len(drawn.members) + 1):
        sheet.write_string(row, 0, told, looks.text)


def _titles(sheet: Worksheet, looks: Looks) -> None:
    titles = ["Code", f"Pupils × {PUPIL:,}", "Days", "Fit to be used", "Pupils × days", "Weight, in lowest terms"]
    titles += [f"{what} {step + 1}" for step in range(STEPS) for what in ("Quotient", "Remainder")]
    titles += ["Whole pence", "Exact share in pence", "Rank of the remainder", "Penny left over", "Share in pence"]
    titles.append("Without a roll")
    for n, title in enumerate(titles):
        sheet.write_string(_HEADER, n, title, looks.head if n else looks.head_left)
    sheet.set_row(_HEADER, 36)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 5, 14)
    for step in range(STEPS):
        sheet.set_column(_STEP + 2 * step, _STEP + 2 * step, 9)
        sheet.set_column(_STEP + 2 * step + 1, _STEP + 2 * step + 1, 13)
    sheet.set_column(_LAST_STEP + 1, len(titles) - 1, 15)
    sheet.repeat_columns(0, 0)
    sheet.fit_to_pages(2, 0)


class _Cell(NamedTuple):
    """A formula, what it comes to, and the form it is shown in."""

    formula: str
    value: str | int | float
    form: str = WHOLE


def _row(drawn: BoardsSheet, figures: Workings, n: int, member: MemberLine) -> Iterator[_Cell]:
    """The formulas of one member from its second column on, with what they come to."""
    at = FIRST + n + 1
    pupils, days, steps = f"Board!B{at}", f"Board!C{at}", figures.members[n]
    scaled = int((member.pupils or 0) * PUPIL)
    yield _Cell(f"=IF(ISNUMBER({pupils}),ROUND({pupils}*{PUPIL},0),0)", scaled)
    yield _Cell(f"=IF(ISNUMBER({days}),{days},0)", member.days)
    yield _Cell(f'=IF({pupils}="",1,{pupils_fit(pupils)})*{days_fit(days, drawn.year.days)}', 1)
    yield _Cell(f"=IF(D{at}=1,B{at}*C{at},0)", scaled * member.days)
    yield _Cell(f"=E{at}/$B$5", steps.weight)
    division = _division(drawn)
    values = (value for both in zip(steps.quotients, steps.remainders, strict=True) for value in both)
    for formula, value in zip(division.step_formulas(at), values, strict=True):
        yield _Cell(formula, value)
    yield _Cell(division.whole_formula(at), steps.whole)
    exact = steps.whole + steps.remainders[-1] / figures.weights
    yield _Cell(f"=S{at}+{division.rest}{at}/$B$6", exact, "#,##0.000000")
    yield _Cell(division.rank_formula(at), steps.rank)
    yield _Cell(f"=IF(U{at}<=$B$7,1,0)", steps.share - steps.whole)
    yield _Cell(f"=S{at}+V{at}", steps.share)
    listed = [one.code for one in drawn.members[: n + 1] if one.pupils is None]
    above, code = f"X{at - 1}" if n else '""', member.code
    with_it = f'IF({above}="","{code}",{above}&", {code}")' if n else f'"{code}"'
    yield _Cell(f'=IF({pupils}="",{with_it},{above})', ", ".join(listed), TEXT)


def _division(drawn: BoardsSheet) -> Division:
    return Division(FIRST + 1, FIRST + len(drawn.members), _HEADER, "F", _STEP, "$B$4", "$B$6")


def pupils_fit(cell: str) -> str:
    """The formula of whether a cell has a number of pupils: 1 or 0."""
    whole = f"ABS({cell}*{PUPIL}-ROUND({cell}*{PUPIL},0))<0.001"
    return _nested((f"ISNUMBER({cell})", f"{cell}>=0", f"{cell}<={MOST_PUPILS}", whole))


def days_fit(cell: str, most: int) -> str:
    """The formula of whether a cell has days in a year: 1 or 0."""
    return _nested((f"ISNUMBER({cell})", f"INT({cell})={cell}", f"{cell}>=0", f"{cell}<={most}"))


def _nested(tests: tuple[str, ...]) -> str:
    """1 where all tests hold, one after the other: none is made where an earlier one fails."""
    formula = "1"
    for test in reversed(tests):
        formula = f"IF({test},{formula},0)"
    return formula


def rolls_sheet(sheet: Worksheet, looks: Looks, drawn: BoardsSheet) -> None:
    """The rolls as an import reads them; of a member with several schools they are changed here."""
    set_up(sheet, (plain(drawn.alliance), f"Head {drawn.head}"), _ROLLS_FIRST - 1)
    sheet.write_string(0, 0, f"Rolls at the census {drawn.census}, as nesa import reads them", looks.title)
    sheet.write_string(
        1,
        0,
        "Pupils are changed on the sheet Board; here only in a yellow cell, of a member's own schools.",
        looks.text,
    )
    for n, (title, width) in enumerate((("Member", 42), ("Census", 12), ("Pupils", 14), ("URN", 14), ("Basis", 14))):
        sheet.set_column(n, n, width)
        head = looks.head if title == "Pupils" else looks.head_in if n > 2 else looks.head_left
        sheet.write_string(_ROLLS_FIRST - 1, n, title, head)
    for row, (n, member, line) in enumerate(_roll_lines(drawn), _ROLLS_FIRST):
        at, there = row + 1, f"Board!B{FIRST + n + 1}"
        pupils = None if line.pupils is None else float(line.pupils)
        if len(member.rolls) == 1:
            formula = f'=IF({there}="","",{there})'
            sheet.write_formula(row, 2, formula, looks.figure(PUPILS), "" if pupils is None else pupils)
        else:
            sheet.data_validation(row, 2, row, 2, pupils_check(f"C{at}"))
            sheet.write(row, 2, pupils, looks.mine(PUPILS))
        told = ((0, member.code), (1, drawn.census), (3, line.urn), (4, line.basis))
        for column, text in told:
            quoted = text.replace('"', '""')
            value = "" if pupils is None else text
            look = looks.figure(TEXT, indent=1 if column > 2 else 0)
            if text:
                sheet.write_formula(row, column, f'=IF(C{at}="","","{quoted}")', look, value)
            else:
                sheet.write_blank(row, column, None, look)


def _roll_lines(drawn: BoardsSheet) -> Iterator[tuple[int, MemberLine, RollLine]]:
    """Every roll, with its member and that one's place."""
    for n, member in enumerate(drawn.members):
        for line in member.rolls:
            yield n, member, line


def pupils_formula(drawn: BoardsSheet, member: MemberLine) -> str:
    """The pupils of a member with several schools, from the sheet Rolls; blank while one of them is."""
    rows = [row for row, (_, whose, _) in enumerate(_roll_lines(drawn), _ROLLS_FIRST + 1) if whose is member]
    cells = f"Rolls!C{rows[0]}:C{rows[-1]}"
    return f'=IF(COUNT({cells})<{len(rows)},"",SUM({cells}))'


def pupils_check(cell: str) -> dict[str, str]:
    """What may be written as a number of pupils."""
    return {
        "validate": "custom",
        "value": f"={pupils_fit(cell)}=1",
        "error_title": "Pupils on roll",
        "error_message": "A number from 0, with four decimals at most; blank where there is no roll.",
    }


def schedule_sheet(sheet: Worksheet, looks: Looks, drawn: BoardsSheet) -> None:
    """The adoption as an import reads it: nothing until the Board's minute is filled in."""
    set_up(sheet, (plain(drawn.alliance), f"Head {drawn.head}"), 3)
    sheet.write_string(0, 0, f"The schedule of {drawn.year.name}, as nesa import reads it", looks.title)
    sheet.write_string(
        1,
        0,
        "Empty until the minute is filled in on the sheet Board. The shares are checked, not recorded.",
        looks.text,
    )
    last = f"Workings!X{FIRST + len(drawn.members)}"
    columns = [
        ("Year", f'IF(Board!G4="","","{drawn.year.name}")', TEXT),
        ("Total", 'IF(LEFT(Board!A6,7)="Adds up",Board!B4,Board!A6)', POUNDS),
        ("Census", f'"{drawn.census}"', TEXT),
        ("Instalments", 'IF(Board!G6="","",Board!G6)', WHOLE),
        ("Without roll", last, TEXT),
        ("Set aside", 'IF(Board!G7="","",Board!G7)', POUNDS),
        ("Minute", "Board!G4", TEXT),
        ("Date", 'IF(Board!G5="","",Board!G5)', DAY),
    ]
    columns += [(f"Share {one.code}", f"Board!E{FIRST + n + 1}", POUNDS) for n, one in enumerate(drawn.members)]
    for n, (title, formula, form) in enumerate(columns):
        sheet.set_column(n, n, max(14, len(title) + 2))
        sheet.write_string(3, n, title, looks.head_left)
        whole = f"={formula}" if not n else f'=IF($A$5="","",{formula})'
        sheet.write_formula(4, n, whole, looks.figure(form), "")
