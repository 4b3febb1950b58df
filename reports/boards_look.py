"""How the cells of the Board's sheet look: what may be changed is yellow, framed and unlocked, and nothing else is."""

from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

INK, _SHADE, _RULE, _YELLOW = "#1F3864", "#E8EDF4", "#C9CFD8", "#FFF2CC"
GOOD, BAD = "#E2EFDA", "#FBE0DD"
POUNDS = "£#,##0.00"
CHANGE = "+£#,##0.00;-£#,##0.00;–"
PUPILS = "#,##0.####"
WHOLE = "#,##0"
SHARE = "0.00%"
DAY = "d mmm yyyy"
TEXT = "@"
_A4 = 9

_Look = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of one workbook, each made once."""

    book: Workbook
    _made: dict[tuple[tuple[str, str | int | bool], ...], Format] = field(default_factory=dict)

    @property
    def title(self) -> Format:
        """The title in A1."""
        return self._of({"bold": True, "font_size": 14, "font_color": INK})

    @property
    def text(self) -> Format:
        """A sentence above or below a table."""
        return self._of({"font_color": "#404040"})

    @property
    def label(self) -> Format:
        """What a cell beside it holds."""
        return self._of({"bold": True, "font_color": INK})

    @property
    def label_right(self) -> Format:
        """What the cell to the right holds."""
        return self._of({"bold": True, "font_color": INK, "align": "right", "indent": 1})

    @property
    def head(self) -> Format:
        """The title of a column of figures."""
        return self._of({**_HEAD, "align": "right"})

    @property
    def head_left(self) -> Format:
        """The title of a column of text."""
        return self._of({**_HEAD, "align": "left"})

    def figure(self, form: str = "", **more: str | int | bool) -> Format:
        """A figure or a text that is worked out, or stands fast."""
        return self._of({"bottom": 1, "bottom_color": _RULE, **({"num_format": form} if form else {}), **more})

    def total(self, form: str = "") -> Format:
        """A total."""
        look: _Look = {"bold": True, "top": 1, "bottom": 6, "bottom_color": INK}
        return self._of({**look, **({"num_format": form} if form else {})})

    @property
    def head_in(self) -> Format:
        """The title of a column of text beside figures."""
        return self._of({**_HEAD, "align": "left", "indent": 1})

    def fill(self, colour: str) -> Format:
        """A cell's colour, where a condition gives it one."""
        return self._of({"bg_color": colour})

    def mine(self, form: str, align: str = "right") -> Format:
        """A cell that may be changed."""
        look: _Look = {"bg_color": _YELLOW, "font_color": "#0000C0", "border": 1, "border_color": "#BF9000"}
        return self._of({**look, "locked": False, "num_format": form, "align": align, "indent": int(align == "left")})

    def plain(self, **more: str | int | bool) -> Format:
        """Any other."""
        return self._of(more)

    def _of(self, look: _Look) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(look)
        return self._made[key]


_HEAD: _Look = {
    "bold": True, "text_wrap": True, "valign": "bottom", "font_color": INK, "bg_color": _SHADE, "bottom": 1,
    "bottom_color": INK,
}  # fmt: skip


def set_up(sheet: Worksheet, footer: tuple[str, str], header: int) -> None:
    """Print on A4 across, the column titles on every page, and lock what is not to be changed: without a password.

    Args:
        sheet: The sheet.
        footer: What stands left and right at the foot of a page.
        header: The row of the column titles, from 0: every page repeats it, and the sheet is frozen below it.
    """
    left, right = (text[:60].replace("&", "&&") for text in footer)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    sheet.set_footer(f"&L{left}&CPage &P of &N&R{right}")
    sheet.repeat_rows(header)
    sheet.freeze_panes(header + 1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
