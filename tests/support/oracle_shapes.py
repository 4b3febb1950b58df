"""SEP1 to SEP4, read plainly: whose a transaction is, that it balances, that both books agree, and what it touches."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from oracle import Entry, Posting, Told

Found = set[tuple[object, ...]]


def sep1(told: Told) -> Found:
    """Places of transactions of several entities, of a stranger, or in another entity's file."""
    known = {*told.members, "Fund"}
    return {one.place for one in told.in_charter(told.entries)
            if {p.entity for p in one.postings} != {one.owner} or one.owner not in known}  # fmt: skip


def sep2(told: Told) -> Found:
    """Places of transactions that do not sum to zero in each commodity, or have parts of a penny."""
    found: Found = set()
    for one in told.in_charter(told.entries):
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for posting in one.postings:
            sums[posting.commodity] += posting.pence
        if any(sums.values()) or any(posting.pence.denominator != 1 for posting in one.postings):
            found.add(one.place)
    return found


# SEP3


def sep3(told: Told) -> Found:
    """(link, giver, taker) of each claim, gift or work on which the two books differ at the end of any day."""
    moved: dict[tuple[str, ...], dict[date, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in told.entries:
        for posting in one.postings:
            if sides := _sides(posting):
                moved[one.link, *sides, posting.commodity][one.day] += posting.pence
    found: Found = set()
    for (link, _, giver, taker, _), by_day in moved.items():
        apart = Fraction(0)
        for day in sorted(by_day):
            apart += by_day[day]
            if by_day[day] and apart and day >= told.charter_from:
                found.add((link, giver, taker))
    return found


def _sides(posting: Posting) -> tuple[str, str, str] | None:
    """What kind of dealing a posting is of, who gives and who takes; the two books' postings of one sum to nothing."""
    kind = {"Debtors": "owed", "Creditors": "owed", "Gifts": "given", "InKind": "worked"}.get(posting.klass)
    if kind is None or posting.root == "Equity":
        return None
    is_givers = posting.root in {"Assets", "Expenses"}
    ends = (posting.entity, posting.other) if is_givers else (posting.other, posting.entity)
    return kind, *ends


# SEP4: event -> what an entry of it must touch and may touch beside, for each of its books


_INVOICE = [("Debtors Recharges", "VAT"), ("Costs Creditors", "VAT")]
_BILL = [("Debtors Suppliers", "Costs VAT several"), ("Costs Creditors", "VAT")]
_CONTRIBUTION = [("Contribution Creditors to-Fund", ""), ("Debtors Contributions of-Fund", "")]
_SPENDING = [("Costs Suppliers of-Fund", "")]
_ALONE = ("Costs Suppliers", "VAT")
_ANEW = ("Debtors Costs", "VAT several")
_PAID = [("Bank Creditors", ""), ("Bank Debtors", ""), ("Bank Suppliers", "")]
_SHAPES: dict[str, list[tuple[str, str]]] = {
    "opening": [("Opening", "Bank Debtors Creditors Suppliers VAT several")],
    "invoice": _INVOICE,
    "shared-cost": _BILL,
    "credit-note": [*_INVOICE, *_BILL, *_CONTRIBUTION, *_SPENDING, _ANEW],
    "contribution": _CONTRIBUTION,
    "surplus": _CONTRIBUTION,
    "payment": _PAID,
    "refund": _PAID,
    "transfer": [("Bank", "")],
    "funding": [("Bank Funding", "")],
    "grant": [("Bank Grant", "")],
    "interest": [("Bank Interest", "")],
    "raised": [("Bank Raised", "")],
    "other": [("Bank Other", "")],
    "spending": _SPENDING,
    "gift": [("Bank Gift", "")],
    "in-kind": [("Given Work", ""), ("Received Work", "")],
    "unidentified": [("Bank Unidentified of-Fund", "")],
}
_MEMBERS = {
    ("Assets", "Bank"): "Bank", ("Assets", "Debtors"): "Debtors", ("Assets", "VAT"): "VAT",
    ("Liabilities", "Creditors"): "Creditors", ("Liabilities", "Suppliers"): "Suppliers",
    ("Liabilities", "VAT"): "VAT", ("Income", "Funding"): "Funding", ("Income", "Recharges"): "Recharges",
    ("Income", "Raised"): "Raised", ("Income", "Gifts"): "Gift", ("Income", "Other"): "Other",
    ("Income", "InKind"): "Received", ("Expenses", "Contribution"): "Contribution", ("Expenses", "Costs"): "Costs",
    ("Expenses", "Gifts"): "Gift", ("Expenses", "InKind"): "Given", ("Equity", "Opening"): "Opening",
    ("Equity", "InKind"): "Work",
}  # fmt: skip
_FUNDS = {
    ("Assets", "Bank"): "Bank", ("Assets", "Debtors"): "Debtors", ("Liabilities", "Creditors"): "Creditors",
    ("Liabilities", "Suppliers"): "Suppliers", ("Liabilities", "Unidentified"): "Unidentified",
    ("Income", "Contributions"): "Contributions", ("Income", "Grants"): "Grant", ("Income", "Interest"): "Interest",
    ("Income", "Other"): "Other", ("Income", "InKind"): "Received", ("Expenses", "General"): "Costs",
    ("Expenses", "Grants"): "Costs", ("Expenses", "InKind"): "Given", ("Equity", "Opening"): "Opening",
    ("Equity", "InKind"): "Work",
    # What the Fund may not earn is FUN1's to find, and a known shape.
    ("Income", "Recharges"): "Recharges", ("Income", "Funding"): "Funding", ("Income", "Raised"): "Raised",
}  # fmt: skip


def sep4(told: Told) -> Found:
    """Places of transactions that are no known event, touch other accounts than it, or have not one link."""
    begun: dict[str, date] = {}
    for one in told.live:
        begun[one.owner] = min(begun.get(one.owner, one.day), one.day)
    found: Found = set()
    for one in told.in_charter(told.live):
        first = min(begun[one.owner], _joined(told, one.owner))
        is_late = one.event == "opening" and one.day > first
        if is_late or len(one.links) != 1 or not (_is_known(told, one) or _is_small_credit(told, one)):
            found.add(one.place)
    loose = (one for one in told.in_charter(told.entries) if one.event == "reversal" and one.undoes is None)
    return found | {one.place for one in loose}


def _joined(told: Told, code: str) -> date:
    if code == "Fund":
        return told.all("alliance")[0].day
    return next((first for first, _ in told.spells(code)), date.max)


def _is_known(told: Told, one: Entry) -> bool:
    shapes = [*_SHAPES.get(one.event, [])]
    if one.event == "shared-cost" and one.meta.get("agreement"):
        shapes.append(_ALONE)
    if one.event == "shared-cost" and one.meta.get("reason") == "reshare":
        shapes.append(_ANEW)
    touched = _touched(told, one)
    return any(_fits(touched, set(must.split()), set(may.split())) for must, may in shapes)


def _fits(touched: set[str], must: set[str], may: set[str]) -> bool:
    return must <= touched <= must | may | {"of-Fund", "to-Fund"}


def _touched(told: Told, one: Entry) -> set[str]:
    """The names of what an entry touches; "unknown" where that is nothing it could."""
    names = set()
    for posting in one.postings:
        name = (_FUNDS if posting.entity == "Fund" else _MEMBERS).get((posting.root, posting.klass), "unknown")
        name = name if _is_possible(told, posting, name) else "unknown"
        is_days = name in {"Given", "Received", "Work"}
        names.add(name if is_days == (posting.commodity == "DAY") else "unknown")
        names |= {"of-Fund"} if posting.entity == "Fund" else set()
        names |= {"to-Fund"} if posting.other == "Fund" else set()
    others = {p.other for p in one.postings if p.klass in {"Debtors", "Creditors", "Contributions"}}
    return names | ({"several"} if len(others) > 1 else set())


def _is_possible(told: Told, posting: Posting, name: str) -> bool:
    if name in {"Debtors", "Creditors", "Given", "Received"}:
        return posting.other in {*told.members, "Fund"} - {posting.entity}
    if name == "Gift":
        ends = (posting.entity, posting.other) if posting.root == "Expenses" else (posting.other, posting.entity)
        return _is_association(told, ends[0]) and told.members[ends[0]].text("host") == ends[1]
    if name == "Raised" and posting.entity != "Fund":
        return _is_association(told, posting.entity)
    return True


def _is_association(told: Told, code: str) -> bool:
    return code in told.members and told.members[code].values[1] == "association"


def _is_small_credit(told: Told, one: Entry) -> bool:
    """Whether a firm's credit stays with its payer alone, and is no more than rounding may leave there."""
    if one.event != "credit-note" or not _fits(_touched(told, one), {"Costs", "Suppliers"}, {"VAT"}):
        return False
    of_link = [other for other in told.live if (other.link, other.owner) == (one.link, one.owner)]
    credits_of_it = sum(other.event == "credit-note" for other in of_link)
    bills = [other for other in of_link if other.event == "shared-cost"]
    shares: dict[str, Fraction] = defaultdict(Fraction)
    for posting in (posting for bill in bills for posting in bill.postings if posting.klass == "Debtors"):
        shares[posting.other] += posting.pence
    shared = sum((bill.sum("Costs", "General", "Grants", "Debtors") for bill in bills), Fraction(0))
    credited = -one.sum("Costs", "General", "Grants")
    return credited * (max(shares.values(), default=Fraction(1)) - 1) < credits_of_it * shared
