"""Plain CSV for systems that publish no layout (Access, SIMS FMS6, Bromcom): every figure, to be mapped by hand."""

from nesa_fund.handover.made import Handover, Part
from nesa_fund.money import format_pence
from reports.handed.cells import as_csv, words

COLUMNS = (
    "What", "Date", "Due", "With", "Member code", "Account", "Number", "Description", "Net", "VAT", "Gross",
    "VAT treatment", "Code", "Cost centre", "Link", "Batch",
)  # fmt: skip


def plain_csv(_: Handover, part: Part) -> bytes:
    """A row a line, signs as on the cover; UTF-8 with a mark, so that Excel shows names rightly."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for coded, (line, code, centre, _tax) in part.lines:
        entry = coded.entry
        dates = entry.day.isoformat(), entry.due.isoformat() if entry.due else ""
        whom = words(entry.name), entry.other, coded.party.code
        amounts = map(format_pence, (line.net, line.vat, line.net + line.vat))
        told = *amounts, entry.stated, code, centre, entry.link, str(entry.batch)
        rows.append((entry.kind.value, *dates, *whom, entry.number, words(entry.text), *told))
    return as_csv(rows, "utf-8-sig")
