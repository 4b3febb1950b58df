"""One amount and its shares on a sheet: the key, each share by plain formulas, what was charged, and the difference."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import lcm
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from nesa_fund.packs.shares import Shared

from .boards_look import BAD, POUNDS, PUPILS, WHOLE, Looks
from .boards_workings import EXACT, MOST_PENCE, MOST_WEIGHT, STEPS, Division, Workings, workings
from .words import plain

HEIGHT = 5
"""The rows of a block beside its sharers': what it is, by which key, the amount, the total, a blank."""
SUMS_ABOVE = 4
"""How far below a block's first row, counted from 0, its first sharer's row is, counted from 1."""
_OF_CONTRIBUTIONS = ("Code", "Member", "Pupils", "Days", "Share", "Charged", "Not charged yet", "Difference")
_OF_BILLS = ("Code", "Member", "Pupils or weight", "", "Share", "Charged", "", "Difference")
_WIDTHS = (24, 34, 14, 8, 14, 14, 16, 14)
_WEIGHT, _DAYS, _SHARE, _CHARGED, _LATER, _DIFFERENCE = "CDEFGH"
_WHOLE, _LOWEST, _STEP = 9, 10, 11  # Columns of the workings, from 0; one stays free beside the front.
_PENCE = _STEP + 2 * STEPS  # Whole pence; then the rank of the remainder, and the penny left over.
_DIFFERS = "#,##0.00;[Red]-#,##0.00"


class Fitted(NamedTuple):
    """A shared amount as a spreadsheet can divide it exactly.

    Attributes:
        times: What each weight is multiplied by, so that it is whole.
        figures: What the formulas come to, those on top with no penny left over.
        shares: Pence of each sharer.
    """

    times: int
    figures: Workings
    shares: tuple[int, ...]


def fitted(one: Shared) -> Fitted | None:
    """The figures of a shared amount; None where they are too large or too fine for a spreadsheet."""
    times = lcm(*(sharer.weight.denominator for sharer in one.sharers))
    weights = [int(sharer.weight * times) * (1 if sharer.days is None else sharer.days) for sharer in one.sharers]
    first = [weight for weight, sharer in zip(weights, one.sharers, strict=True) if not sharer.is_on_top]
    figures = workings(abs(one.total), first, weights[len(first) :])
    is_large = max(weights) >= EXACT or figures.weights > MOST_WEIGHT or abs(one.total) >= MOST_PENCE
    if is_large or not any(first) or max(sharer.weight for sharer in one.sharers) * times >= EXACT:
        return None
    sign = -1 if one.total < 0 else 1
    return Fitted(times, figures, tuple(sign * steps.share for steps in figures.members))


@dataclass(frozen=True, slots=True)
class Block:
    """A shared amount from a row on; ``later`` gives the formula and the pence of what is not charged yet."""

    sheet: Worksheet
    looks: Looks
    row: int
    one: Shared
    fit: Fitted
    later: tuple[tuple[str, int], ...] = ()

    @property
    def first(self) -> int:
        """The row of the first sharer, as the spreadsheet counts."""
        return self.row + SUMS_ABOVE

    @property
    def last(self) -> int:
        """The row of the last sharer."""
        return self.first + len(self.one.sharers) - 1

    @property
    def amount(self) -> str:
        """The cell of the amount that is shared."""
        return f"${_SHARE}${self._sums}"

    @property
    def differences(self) -> str:
        """The cells of the differences."""
        return f"{_DIFFERENCE}{self.first}:{_DIFFERENCE}{self.last}"

    @property
    def pence(self) -> list[int]:
        """What each sharer's difference comes to, in pence."""
        later = [pence for _, pence in self.later] or [0] * len(self.one.sharers)
        both = zip(self.fit.shares, self.one.sharers, later, strict=True)
        return [share - sharer.charged - rest for share, sharer, rest in both]

    @property
    def _sums(self) -> int:
        return self.first - 1

    @property
    def _division(self) -> Division:
        on_top = sum(sharer.is_on_top for sharer in self.one.sharers)
        cells = [f"${xl_col_to_name(column)}${self._sums}" for column in (_WHOLE, _LOWEST)]
        lowest = xl_col_to_name(_LOWEST)
        return Division(self.first, self.last - on_top, self._sums, lowest, _STEP, *cells)

    def draw(self) -> None:
        """Write it."""
        self._heading()
        for n in range(len(self.one.sharers)):
            self._sharer(n)
        self._totals()

    def _heading(self) -> None:
        sheet, looks, one, sums = self.sheet, self.looks, self.one, self._sums
        sheet.write_string(self.row, 0, plain(f"{one.item}: {one.what}"), looks.label)
        sheet.write_string(self.row + 1, 0, plain(f"Shared {one.key}."), looks.text)
        sheet.write_string(sums - 1, 0, "Amount shared", looks.text)
        sheet.write_number(sums - 1, 4, one.total / 100, looks.plain(num_format=POUNDS, bold=True))
        division, figures = self._division, self.fit.figures
        first, last, pence = division.first, division.last, xl_col_to_name(_PENCE)
        told = (
            (_WHOLE, "Total in pence", f"=ROUND(ABS({self.amount})*100,0)", figures.total),
            (_LOWEST, "All weights", f"=MAX(1,SUM({division.weight}{first}:{division.weight}{last}))", figures.weights),
            (_PENCE, "Pennies left over", f"={division.total}-SUM({pence}{first}:{pence}{last})", figures.left_over),
            (_PENCE + 1, "Weights divided by", f"=MAX(1,GCD({self._column(_WHOLE)}))", figures.divisor),
        )
        for column, label, formula, value in told:
            sheet.write_string(sums - 2, column, label, looks.text)
            sheet.write_formula(sums - 1, column, formula, looks.plain(num_format=WHOLE), value)
        sheet.write_string(sums - 2, _PENCE + 2, "Weights times", looks.text)
        sheet.write_number(sums - 1, _PENCE + 2, self.fit.times, looks.plain(num_format=WHOLE))
        sheet.write_string(sums - 2, _STEP, "The total, two digits at a time", looks.text)
        for part, (column, formula) in zip(figures.parts, division.digit_formulas(), strict=True):
            sheet.write_formula(sums - 1, column, formula, looks.plain(num_format="00"), part)

    def _column(self, column: int) -> str:
        letters = xl_col_to_name(column)
        return f"{letters}{self.first}:{letters}{self.last}"

    def _sharer(self, n: int) -> None:
        sheet, looks, sharer, at = self.sheet, self.looks, self.one.sharers[n], self.first + n
        money = looks.figure(POUNDS)
        sheet.write_string(at - 1, 0, plain(sharer.code), looks.figure())
        sheet.write_string(at - 1, 1, plain(sharer.name), looks.figure())
        sheet.write_number(at - 1, 2, float(sharer.weight), looks.figure(PUPILS))
        sheet.write(at - 1, 3, sharer.days, looks.figure(WHOLE))
        pence, penny = (xl_col_to_name(column) for column in (_PENCE, _PENCE + 2))
        share = f"=IF({self.amount}<0,-1,1)*({pence}{at}+{penny}{at})/100"
        sheet.write_formula(at - 1, 4, share, looks.figure(POUNDS, bold=True), self.fit.shares[n] / 100)
        sheet.write_number(at - 1, 5, sharer.charged / 100, money)
        if self.later:
            formula, later = self.later[n]
            sheet.write_formula(at - 1, 6, formula, money, later / 100)
        else:
            sheet.write_blank(at - 1, 6, None, money)
        difference = f"=ROUND({_SHARE}{at}-{_CHARGED}{at}-N({_LATER}{at}),2)"
        sheet.write_formula(at - 1, 7, difference, looks.figure(_DIFFERS), self.pence[n] / 100)
        for column, (formula, value) in enumerate(self._workings(n, at), _WHOLE):
            sheet.write_formula(at - 1, column, formula, looks.figure(WHOLE), value)

    def _workings(self, n: int, at: int) -> Iterator[tuple[str, int | str]]:
        """The formulas of a sharer beside the front, with what they come to."""
        sharer, steps, division = self.one.sharers[n], self.fit.figures.members[n], self._division
        times, divisor = (f"${xl_col_to_name(column)}${self._sums}" for column in (_PENCE + 2, _PENCE + 1))
        days = "" if sharer.days is None else f"*{_DAYS}{at}"
        yield f"=ROUND({_WEIGHT}{at}*{times},0){days}", steps.weight * self.fit.figures.divisor
        yield f"={xl_col_to_name(_WHOLE)}{at}/{divisor}", steps.weight
        values = (value for both in zip(steps.quotients, steps.remainders, strict=True) for value in both)
        yield from zip(division.step_formulas(at), values, strict=True)
        yield division.whole_formula(at), steps.whole
        penny, rank = steps.share - steps.whole, xl_col_to_name(_PENCE + 1)
        if sharer.is_on_top:
            yield '=""', ""
            yield f"=IF(2*{division.rest}{at}>={division.weights},1,0)", penny
        else:
            yield division.rank_formula(at), steps.rank
            yield f"=IF({rank}{at}<=${xl_col_to_name(_PENCE)}${self._sums},1,0)", penny

    def _totals(self) -> None:
        sheet, looks, row = self.sheet, self.looks, self.last
        sheet.write_string(row, 0, "Total", looks.total())
        for column in (1, 2, 3):
            sheet.write_blank(row, column, None, looks.total())
        charged, later = (sharer.charged for sharer in self.one.sharers), (pence for _, pence in self.later)
        sums = {_SHARE: sum(self.fit.shares), _CHARGED: sum(charged), _LATER: sum(later), _DIFFERENCE: sum(self.pence)}
        for column, (letter, pence) in enumerate(sums.items(), 4):
            if letter == _LATER and not self.later:
                sheet.write_blank(row, column, None, looks.total())
                continue
            formula = f"=SUM({letter}{self.first}:{letter}{self.last})"
            sheet.write_formula(row, column, formula, looks.total(_DIFFERS if column == 7 else POUNDS), pence / 100)
        rule = {"type": "cell", "criteria": "!=", "value": 0, "format": looks.fill(BAD)}
        sheet.conditional_format(self.first - 1, 7, row, 7, rule)


def set_titles(sheet: Worksheet, looks: Looks, row: int, *, is_of_bills: bool) -> None:
    """Write the titles of all blocks of a sheet, the workings beside the front."""
    steps = [f"{what} {n + 1}" for n in range(STEPS) for what in ("Quotient", "Remainder")]
    titles = ("Whole weight", "In lowest terms", *steps, "Whole pence", "Rank of the remainder", "Penny left over")
    for n, title in enumerate(_OF_BILLS if is_of_bills else _OF_CONTRIBUTIONS):
        sheet.write_string(row, n, title, looks.head if n > 1 else looks.head_left)
    for n, title in enumerate(titles, _WHOLE):
        sheet.write_string(row, n, title, looks.head)
    sheet.set_row(row, 30)
    for n, width in enumerate(_WIDTHS):
        sheet.set_column(n, n, width)
    sheet.set_column(len(_WIDTHS), len(_WIDTHS), 3)
    sheet.set_column(_WHOLE, _LOWEST, 19)
    sheet.set_column(_STEP, _PENCE - 1, 16)
    sheet.set_column(_PENCE, _PENCE + 2, 17)
