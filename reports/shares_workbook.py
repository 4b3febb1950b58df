"""The shares of a year worked out anew in plain formulas, beside what the ledger charged: for auditors."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from nesa_fund.allocation import instalments
from nesa_fund.money import half_up
from nesa_fund.packs.shares import Contributions, Leaver, Part, Shared, Shares

from .boards_look import BAD, DAY, GOOD, INK, POUNDS, WHOLE, Looks
from .options import PLAIN
from .shares_block import HEIGHT, SUMS_ABOVE, Block, fitted, set_titles
from .words import day, plain

_FIRST = 3  # The row of the first block, or of the titles of a plain table, from 0.
_PAGE = 44  # Rows of a printed page.
_SCALE = 72
_DIFFERS = "#,##0.00;[Red]-#,##0.00"
_WELL = "Every share is what was charged, to the penny"
_HOW = (
    "Each weight is made whole and brought to its lowest terms. Its share is the amount times that, by all weights.",
    "It is cut to whole pence; the pennies left over go to the largest remainders, of equal ones to the first code.",
    "Those that joined after the Board adopted pay on top, by the same measure, each rounded half up.",
    "The amount is divided as at school, two digits at a time, so that no rounding decides a tie: to the right.",
    "How much of a share is charged yet stands on the sheet Instalments; what leaving changed, on the sheet Leavers.",
)
_TOLD = {
    "Instalments": "Each share in equal parts, the first ones with the odd pennies; what is blank is not charged yet.",
    "Leavers": "The share times the days in membership, by the days that the share is for, rounded half up.",
}
_INSTALMENTS, _LEAVERS, _BILLS = "Instalments", "Leavers", "Shared bills"


class _Line(NamedTuple):
    """A shared amount in the summary: where it is worked out, and the cells of its differences."""

    one: Shared
    sheet: str
    row: int
    differences: str
    off: int


def render_shares(shares: Shares) -> bytes:
    """Write the workbook; every formula has our figure as its stored value, and the same shares give the same bytes."""
    stream = BytesIO()
    with Workbook(stream, PLAIN) as book:
        title = f"Shares of {shares.year.name}, worked out anew"
        created = datetime.combine(shares.as_at, time(), UTC)
        book.set_properties({"title": title, "company": plain(shares.alliance), "created": created})
        drawing = _Drawing(book, Looks(book), shares)
        summary = book.add_worksheet("Summary")
        lines = [*drawing.contributions(), *drawing.bills()]
        drawing.summary(summary, title, lines)
    return stream.getvalue()


class _Drawing(NamedTuple):
    """One workbook as it is drawn."""

    book: Workbook
    looks: Looks
    shares: Shares

    def contributions(self) -> Iterator[_Line]:
        """The shares of the adopted total, with their instalments and what leaving changed."""
        found = self.shares.contributions
        fit = fitted(found.shared) if found else None
        if not found or not fit:
            return
        sheet = self._sheet("Contributions", f"Contributions {self.shares.year.name}, share by share")
        first = _FIRST + SUMS_ABOVE
        row_of = {sharer.code: first + n for n, sharer in enumerate(found.shared.sharers)}
        share_of = dict(zip(row_of, fit.shares, strict=True))
        later = self._instalments(found, row_of, share_of)
        block = Block(sheet, self.looks, _FIRST, found.shared, fit, tuple(later[code] for code in row_of))
        block.draw()
        sheet.print_area(0, 0, block.last, 7)
        yield _Line(found.shared, "Contributions", _FIRST, f"Contributions!{block.differences}", _off(block.pence))
        if found.leavers:
            yield self._leavers(found, row_of, share_of)

    def _instalments(
        self, found: Contributions, row_of: dict[str, int], share_of: dict[str, int]
    ) -> dict[str, tuple[str, int]]:
        """The sheet of the instalments; what of each share is not charged yet, as a formula and in pence."""
        titles = ("Code", "Member", "Instalment", "Which of its", "Of how many", "Share", "This part", "Charged",
                  "Difference")  # fmt: skip
        sheet = self._table(_INSTALMENTS, "Contributions, instalment by instalment", titles)
        first, last = _FIRST + 2, _FIRST + 1 + len(found.parts)
        rest = dict.fromkeys(row_of, 0)
        for row, part in enumerate(found.parts, _FIRST + 1):
            if part.charged is None:
                rest[part.code] += instalments(share_of[part.code], part.parts)[part.place - 1]
            self._part(sheet, row, part, (f"Contributions!E{row_of[part.code]}", share_of[part.code]))
        _mark(sheet, self.looks, f"I{first}:I{last}")
        of, charged, parts = (f"Instalments!${letter}${first}:${letter}${last}" for letter in "AHG")
        return {
            code: (f'=SUMPRODUCT(({of}=A{row})*({charged}="")*{parts})', rest[code]) for code, row in row_of.items()
        }

    def _part(self, sheet: Worksheet, row: int, part: Part, share: tuple[str, int]) -> None:
        at, looks = row + 1, self.looks
        pence = instalments(share[1], part.parts)[part.place - 1]
        money, whole = looks.figure(POUNDS), looks.figure(WHOLE)
        sheet.write_string(row, 0, plain(part.code), looks.figure())
        sheet.write_string(row, 1, plain(part.name), looks.figure())
        for column, number in enumerate((part.instalment, part.place, part.parts), 2):
            sheet.write_number(row, column, number, whole)
        sheet.write_formula(row, 5, f"={share[0]}", money, share[1] / 100)
        all_pence = f"ROUND(F{at}*100,0)"
        formula = f"=(INT({all_pence}/E{at})+IF(D{at}<=MOD({all_pence},E{at}),1,0))/100"
        sheet.write_formula(row, 6, formula, money, pence / 100)
        sheet.write(row, 7, None if part.charged is None else part.charged / 100, money)
        off = 0 if part.charged is None else pence - part.charged
        sheet.write_formula(row, 8, f'=IF(H{at}="",0,ROUND(G{at}-H{at},2))', looks.figure(_DIFFERS), off / 100)

    def _leavers(self, found: Contributions, row_of: dict[str, int], share_of: dict[str, int]) -> _Line:
        titles = ["Code", "Member", "Last day in", "Share", "Days in", "Of days", "Due in the end", "Charged before"]
        titles += ["Closing charge or credit", "Difference"]
        titles += ["Why not charged"] if any(one.note for one in found.leavers) else []
        sheet = self._table(_LEAVERS, "Contributions of those that left", titles)
        offs = []
        for row, one in enumerate(found.leavers, _FIRST + 1):
            share = share_of[one.code]
            due = one.charged if one.is_kept else half_up(Fraction(share * one.days, one.of_days))
            offs.append(due - one.charged - one.closing)
            self._leaver(sheet, row, one, f"Contributions!E{row_of[one.code]}", (share, due, offs[-1]))
        cells = f"J{_FIRST + 2}:J{_FIRST + 1 + len(found.leavers)}"
        _mark(sheet, self.looks, cells)
        what = "Contributions of those that left"
        told = Shared(found.shared.item, what, found.shared.day, "by days in membership", sum(
            one.charged + one.closing for one in found.leavers), ())  # fmt: skip
        return _Line(told, _LEAVERS, _FIRST, f"{_LEAVERS}!{cells}", _off(offs))

    def _leaver(self, sheet: Worksheet, row: int, one: Leaver, share: str, pence: tuple[int, int, int]) -> None:
        at, looks = row + 1, self.looks
        money, whole = looks.figure(POUNDS), looks.figure(WHOLE)
        sheet.write_string(row, 0, plain(one.code), looks.figure())
        sheet.write_string(row, 1, plain(one.name), looks.figure())
        _write_day(sheet, row, 2, one.last, looks)
        sheet.write_formula(row, 3, f"={share}", money, pence[0] / 100)
        sheet.write_number(row, 4, one.days, whole)
        sheet.write_number(row, 5, one.of_days, whole)
        formula = f"=H{at}" if one.is_kept else f"=ROUND(D{at}*100*E{at}/F{at},0)/100"
        sheet.write_formula(row, 6, formula, money, pence[1] / 100)
        sheet.write_number(row, 7, one.charged / 100, money)
        sheet.write_number(row, 8, one.closing / 100, money)
        sheet.write_formula(row, 9, f"=ROUND(G{at}-H{at}-I{at},2)", looks.figure(_DIFFERS), pence[2] / 100)
        if one.note:
            sheet.write_string(row, 10, plain(one.note), looks.figure(text_wrap=True, align="left", indent=1))

    def bills(self) -> Iterator[_Line]:
        """Every shared bill, one below the other, none broken over two pages where it fits on one."""
        if not self.shares.bills:
            return
        sheet = self._sheet(_BILLS, f"Shared bills {self.shares.year.name}, each by its key")
        row, used, breaks = _FIRST, _FIRST, []
        for one in self.shares.bills:
            fit = fitted(one)
            if not fit:
                continue
            height = HEIGHT + len(one.sharers)
            if used + height > _PAGE and used > _FIRST:
                breaks.append(row)
                used = 0
            block = Block(sheet, self.looks, row, one, fit)
            block.draw()
            yield _Line(one, _BILLS, row, f"'{_BILLS}'!{block.differences}", _off(block.pence))
            row, used = row + height, (used + height) % _PAGE
        sheet.print_area(0, 0, row, 7)
        sheet.set_h_pagebreaks(breaks)

    def summary(self, sheet: Worksheet, title: str, lines: list[_Line]) -> None:
        """What was shared, and whether it all agrees."""
        shares, looks = self.shares, self.looks
        self._set_up(sheet, _HEAD_OF_SUMMARY)
        last = _HEAD_OF_SUMMARY + len(lines) + 1
        sheet.write_string(0, 0, title, looks.title)
        what = f"{shares.alliance}. As at {day(shares.as_at)}. Head {shares.head}."
        sheet.write_string(1, 0, plain(what), looks.text)
        all_off = f"SUM(G{_HEAD_OF_SUMMARY + 2}:G{last})"
        off = sum(line.off for line in lines)
        said = f'=IF({all_off}=0,"{_WELL}","Not all shares are what was charged: see where the difference is not 0.00")'
        value = _WELL if not off else "Not all shares are what was charged: see where the difference is not 0.00"
        sheet.write_formula(2, 0, said, looks.plain(bold=True, font_size=12, font_color=INK), value)
        for sign, colour in (("=", GOOD), ("<>", BAD)):
            rule = {"type": "formula", "criteria": f"={all_off}{sign}0", "format": looks.fill(colour)}
            sheet.conditional_format(2, 0, 2, 3, rule)
        titles = ("Item", "Date", "What", "Shared", "Amount", "Sharers", "Differences", "Worked out in")
        for n, (name, width) in enumerate(zip(titles, (26, 13, 62, 36, 14, 9, 13, 16), strict=True)):
            sheet.set_column(n, n, width)
            sheet.write_string(
                _HEAD_OF_SUMMARY, n, name, looks.head if n in {1, 4, 5, 6} else looks.head_in if n else looks.head_left
            )
        for row, line in enumerate(lines, _HEAD_OF_SUMMARY + 1):
            self._line(sheet, row, line)
        for row, told in enumerate(_HOW, last + 1):
            sheet.write_string(row, 0, told, looks.text)
        self._not_here(sheet, last + len(_HOW) + 2)

    def _line(self, sheet: Worksheet, row: int, line: _Line) -> None:
        looks, one = self.looks, line.one
        text = looks.figure(text_wrap=True, valign="top", align="left", indent=1)
        top = {"valign": "top"}
        sheet.write_string(row, 0, plain(one.item), looks.figure(text_wrap=True, valign="top"))
        _write_day(sheet, row, 1, one.day, looks)
        sheet.write_string(row, 2, plain(one.what), text)
        sheet.write_string(row, 3, plain(one.key), text)
        sheet.write_number(row, 4, one.total / 100, looks.figure(POUNDS, **top))
        sheet.write(row, 5, len(one.sharers) or None, looks.figure(WHOLE, **top))
        formula = f"=SUMPRODUCT(ABS({line.differences}))"
        sheet.write_formula(row, 6, formula, looks.figure(_DIFFERS, **top), line.off / 100)
        link = f"internal:'{line.sheet}'!A{line.row + 1}"
        sheet.write_url(
            row, 7, link, looks.figure(font_color=INK, underline=1, valign="top", align="left", indent=1), line.sheet
        )
        sheet.set_row(row, 15 * max(-(-len(one.what) // 56), -(-len(one.key) // 32), 1))

    def _not_here(self, sheet: Worksheet, row: int) -> None:
        """What has no key, or is too large for a spreadsheet to divide exactly."""
        found = self.shares.contributions
        whole = [*([found.shared] if found else []), *self.shares.bills]
        told = [(one.item, "too large or too fine for a spreadsheet; nesa check compares it") for one in whole
                if not fitted(one)]  # fmt: skip
        told += self.shares.lacking
        if not told:
            return
        sheet.write_string(row, 0, "Not worked out here", self.looks.label)
        for n, (item, why) in enumerate(told, row + 1):
            sheet.write_string(n, 0, plain(item), self.looks.text)
            sheet.write_string(n, 2, plain(why), self.looks.text)

    def _sheet(self, name: str, title: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        self._set_up(sheet, _FIRST - 1)
        set_titles(sheet, self.looks, _FIRST - 1, is_of_bills=name == _BILLS)
        sheet.write_string(0, 0, title, self.looks.title)
        how = "Change an amount or a weight to see that the formulas are live. The workings stand to the right."
        sheet.write_string(1, 0, how, self.looks.text)
        sheet.set_print_scale(_SCALE)
        return sheet

    def _table(self, name: str, title: str, titles: Sequence[str]) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        self._set_up(sheet, _FIRST)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, title, self.looks.title)
        sheet.write_string(1, 0, _TOLD[name], self.looks.text)
        for n, column in enumerate(titles):
            sheet.set_column(n, n, (24, 34)[n] if n < 2 else 40 if column.startswith("Why") else 14)
            sheet.write_string(_FIRST, n, column, self.looks.head if n > 1 else self.looks.head_left)
        sheet.set_row(_FIRST, 30)
        return sheet

    def _set_up(self, sheet: Worksheet, header: int) -> None:
        left, right = (plain(text)[:60].replace("&", "&&") for text in (self.shares.alliance, self.shares.head))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.set_footer(f"&L{left}&CPage &P of &N&RHead {right}")
        sheet.freeze_panes(header + 1, 1)
        sheet.repeat_rows(header)
        sheet.fit_to_pages(1, 0)


_HEAD_OF_SUMMARY = 4


def _off(pence: list[int]) -> int:
    return sum(map(abs, pence))


def _mark(sheet: Worksheet, looks: Looks, cells: str) -> None:
    sheet.conditional_format(cells, {"type": "cell", "criteria": "!=", "value": 0, "format": looks.fill(BAD)})


def _write_day(sheet: Worksheet, row: int, column: int, value: date, looks: Looks) -> None:
    sheet.write_datetime(row, column, datetime.combine(value, time()), looks.figure(DAY, valign="top", align="right"))
