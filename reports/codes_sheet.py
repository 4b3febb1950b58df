"""The codes that lack, as a workbook to fill in: a row each, its category written already."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from nesa_fund.facts import SystemCode
from nesa_fund.handover.coding import Lack
from nesa_fund.handover.names import in_words
from nesa_fund.register import Register
from reports.options import PLAIN

_COLUMNS = (("Member", 16), ("Category", 44), ("Code", 16), ("Cost centre", 16), ("VAT code", 26))
_HOW = (
    "Fill in what each is called in your own finance system: the yellow cells are needed, a cost centre where there is "
    "one. Then save the sheet and import it: nesa import FILE. A code that stands here already is recorded so."
)
_PAPER_A4 = 9


def render_codes(register: Register, member: str, lacks: Iterable[Lack]) -> bytes:
    """A sheet of kind ``codes`` for what lacks; a code stays the text that it is, with its leading noughts."""
    stream = BytesIO()
    with Workbook(stream, PLAIN) as book:
        book.set_properties({"title": "Codes for nesa import", "created": datetime(2026, 1, 1)})  # noqa: DTZ001
        page = book.add_worksheet("codes")
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1})
        needed = book.add_format({"num_format": "@", "bg_color": "#FFF2CC", "border": 1, "border_color": "#BFBFBF"})
        page.merge_range(0, 0, 0, len(_COLUMNS) - 1, _HOW, book.add_format({"text_wrap": True, "valign": "top"}))
        page.set_row(0, 34)
        for n, (title, width) in enumerate(_COLUMNS):
            page.set_column(n, n, width, text)
            page.write_string(1, n, title, head)
        for row, lack in enumerate(lacks, 2):
            looks = text, text, needed if lack.is_code_wrong else text, text, needed if lack.has_no_tax else text
            cells = member, in_words(lack.key, register), *_known(lack.known)
            for n, (cell, look) in enumerate(zip(cells, looks, strict=True)):
                page.write(row, n, cell or None, look)
        page.freeze_panes(2, 0)
        page.set_landscape()
        page.set_paper(_PAPER_A4)
        page.fit_to_pages(1, 0)
    return stream.getvalue()


def _known(known: SystemCode | None) -> tuple[str, str, str]:
    return (known.code, known.cost_centre, known.vat_code) if known else ("", "", "")
