"""The lines of an invoice or of its credit note: rows of one number, each with its amounts and category."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import attrgetter
from typing import ClassVar, Literal, NamedTuple

from importers.cells import Day, Money, Number, Text
from importers.desk import Desk, beside
from importers.kinds.charging import AgreedRow
from importers.kinds.vat import Amounts, amounts_of
from nesa_fund.canon import decimal_text
from nesa_fund.money import format_pounds, half_up
from nesa_fund.records import Invoice


class InvoiceRow(AgreedRow):
    """One line of an invoice."""

    supplier: Text
    customer: Text = ""
    quantity: Number | None = None
    unit_price: Money | None = None
    grant: Text = ""
    supplied: Day | None = None
    due: Day | None = None
    time_columns: ClassVar[str] = "Supplied to"


class Categories(NamedTuple):
    """What a line is in each of the two books."""

    income: str
    cost: str


class Lines(NamedTuple):
    """What the lines of one invoice state, and the categories of each."""

    amounts: Sequence[Amounts]
    categories: Sequence[Categories]

    @property
    def total(self) -> Amounts:
        """All of them together."""
        if len(self.amounts) == 1:
            return self.amounts[0]
        return Amounts(sum(one.net for one in self.amounts), sum(one.vat for one in self.amounts))

    @property
    def has_vat(self) -> bool:
        """Whether any of them has VAT."""
        return any(one.vat for one in self.amounts)

    def by_category(self, part: Literal["net", "vat"], of: Literal["income", "cost"]) -> dict[str, int]:
        """Pence by category, in order of category: the order of a sheet's rows tells nothing."""
        if len(self.amounts) == 1:
            return {getattr(self.categories[0], of): getattr(self.amounts[0], part)}
        sums: Counter[str] = Counter()
        for categories, amounts in zip(self.categories, self.amounts, strict=True):
            sums[getattr(categories, of)] += getattr(amounts, part)
        return dict(sorted(sums.items()))


def lines_of(
    desk: Desk, rows: Sequence[InvoiceRow], categories_of: Callable[[InvoiceRow], Categories | None]
) -> Lines | None:
    """The lines that rows of one number are; None, and a problem, where one of them is wrong."""
    amounts = [_amounts(desk, row) for row in rows]
    categories = [categories_of(row) for row in rows]
    if None in amounts or None in categories:
        return None
    return Lines([one for one in amounts if one is not None], [one for one in categories if one is not None])


def invoice_of(desk: Desk, rows: Sequence[InvoiceRow], lines: Lines, parties: tuple[str, str], **of: str) -> Invoice:
    """The invoice that rows of one number are.

    Args:
        desk: The desk.
        rows: The rows.
        lines: What they state.
        parties: Supplier and customer.
        of: Its link, and the agreement, plan line and grant it rests on.
    """
    whole, (supplier, customer) = _as_one(rows), parties
    return Invoice(
        day=whole.day, source=whole.source, description=whole.description, meta=_meta(desk, rows, whole),
        number=whole.number, supplier=supplier, customer=customer,
        lines=tuple(lines.by_category("net", "income").items()),
        cost_lines=tuple(lines.by_category("net", "cost").items()),
        vat=lines.by_category("vat", "cost") if lines.has_vat else {}, is_reclaimed=whole.treatment == "reclaimed",
        **of,
    )  # fmt: skip


def is_one_invoice(desk: Desk, lines: Sequence[InvoiceRow]) -> bool:
    """Whether the rows of one number are lines of one invoice: same date, customer, agreement and terms."""
    first, *others = lines
    is_one = True
    for row in others:
        what, where = _differing(desk, row, first), beside(row.place, first.place)
        if what:
            desk.problem(row, "number", f"the number is used twice: {where} has it with another {what}")
        elif row.treatment != first.treatment:
            has = first.treatment or "none"
            rule = "one treatment holds for the whole invoice; a line of it without VAT has a VAT of 0.00"
            desk.problem(row, "treatment", f"{where} of the same number has {has}, but {rule}")
        is_one = is_one and not what and row.treatment == first.treatment
    return is_one


def _differing(desk: Desk, row: InvoiceRow, first: InvoiceRow) -> str:
    """What two rows differ in that lines of one invoice have in common; empty where they don't."""
    alike = {
        "date": row.day == first.day,
        "customer": row.customer == first.customer or desk.names.find(row.customer) == desk.names.find(first.customer),
        "agreement": row.agreement == first.agreement,
        "plan line": row.plan_line == first.plan_line,
        "grant": row.grant == first.grant,
        "last day of supply": row.supplied == first.supplied,
        "due date": row.due == first.due,
        "charge that it credits": row.credit_of == first.credit_of,
        "reason": row.reason == first.reason or not first.credit_of,
    }
    return next((what for what, is_alike in alike.items() if not is_alike), "")


def _amounts(desk: Desk, row: InvoiceRow) -> Amounts | None:
    """What one line states; None, and a problem, where it does not agree with itself."""
    found = amounts_of(desk, row)
    if found is None or row.unit_price is None or row.quantity is None:
        return found
    priced = half_up(row.unit_price * row.quantity)
    if abs(priced) == abs(found.net) and (row.credit_of or priced == found.net):
        return found
    desk.problem(row, "unit_price", f"times the quantity is {format_pounds(priced)}, not {format_pounds(found.net)}")
    return None


def _as_one(rows: Sequence[InvoiceRow]) -> InvoiceRow:
    """The lines of one invoice as one row, amounts and category aside; their order tells nothing."""
    first, *others = rows
    if not others:
        return first
    quantities = [row.quantity for row in rows if row.quantity is not None]
    begun = [row.covers_from for row in rows if row.covers_from]
    ended = [row.covers_until for row in rows if row.covers_until]
    told: dict[str, object] = {
        "quantity": sum(quantities[1:], quantities[0]) if quantities else None,
        "covers_from": min(begun, default=None),
        "covers_until": max(ended, default=None),
    }
    for field in ("description", "reason", "minute", "note"):
        told[field] = "; ".join(sorted({getattr(row, field) for row in rows} - {""}))
    return first.model_copy(update=told)


_TOLD = {
    "quantity": "quantity",
    "vat": "treatment",
    "supplied": "supplied",
    "due": "due",
    "covers-from": "covers_from",
    "covers-until": "covers_until",
    "reason": "reason",
    "minute": "minute",
    "note": "note",
    "document": "document",
}
"""Key of metadata -> the field of a row that tells it."""
_FIELDS = attrgetter(*_TOLD.values())


def _meta(desk: Desk, rows: Sequence[InvoiceRow], row: InvoiceRow) -> Mapping[str, str]:
    """What a row tells besides, without its blanks; most rows tell nothing."""
    values = _FIELDS(row)
    if len(rows) == 1 and not any(values) and row.quantity is None:
        return {}
    said = {key: value for key, value in zip(_TOLD, values, strict=True) if value or value == 0}
    told = {key: decimal_text(value) if isinstance(value, Fraction) else str(value) for key, value in said.items()}
    papers = {name for one in rows if one.document for name in desk.papers(one).split(", ")}
    return told | ({"document": ", ".join(sorted(papers))} if papers else {})
