"""Credit notes: what they credit, why, and that no more is credited than was charged."""

from collections.abc import Sequence
from dataclasses import dataclass

from importers.desk import Desk
from importers.kinds.charging import BillRow, ChargeRow
from importers.kinds.recorded import CREDIT
from importers.kinds.vat import WITHOUT, Amounts
from importers.names import spelt
from nesa_fund.bills import RESHARE, Sharing, sharing_of
from nesa_fund.charges import fold_number
from nesa_fund.entries import Transaction, klass
from nesa_fund.money import format_pounds
from nesa_fund.periods import day_in_words

_SHEETS = {
    "invoice": "is an invoice; it is credited in a sheet of invoices",
    "opening": "is a debt brought in; it is credited in a sheet of invoices",
    "shared-cost": "is a shared bill; it is credited in a sheet of shared-costs",
    "spending": "is a bill of the Fund's; it is credited in a sheet of fund-spending",
    "contribution": "is a contribution; nesa withdraw credits a leaver's, nesa reverse takes back a wrong one",
}
_REASONS = {
    **dict.fromkeys(("not supplied", "goods not supplied", "service not supplied"), "not-supplied"),
    **dict.fromkeys(("not delivered", "goods not delivered", "not provided"), "not-supplied"),
    **dict.fromkeys(("price", "overcharge", "overcharged", "wrong price", "price reduction"), "price"),
    **dict.fromkeys(("error", "mistake", "billing error", "invoiced in error", "charged in error"), "error"),
    **dict.fromkeys(("duplicate", "charged twice", "billed twice", "invoiced twice"), "error"),
}
_TERMS = {"agreement": "agreement", "plan_line": "plan", "grant": "grant", "treatment": "vat"}
_BY_COMMAND = ("withdrawal", RESHARE)


@dataclass(frozen=True, slots=True)
class Original:
    """A charge that is credited: its issuer's entry, and every entry of it and of its other credits."""

    charge: Transaction
    entries: tuple[Transaction, ...]

    @property
    def customer(self) -> str:
        """Whom an invoice or an old debt is owed by."""
        accounts = (posting.account for posting in self.charge.postings)
        return next(account.split(":", 3)[3] for account in accounts if klass(account) == "Debtors")

    def categories(self, *entities: str) -> list[str]:
        """What it was charged under in all books, or in those of some; none for a debt brought in."""
        entries = [one for one in self.entries if not entities or one.entity in entities]
        accounts = {posting.account for one in entries for posting in one.postings}
        return sorted({name.rpartition(":")[2] for name in accounts if klass(name) in _OF_CATEGORY})

    @property
    def sharing(self) -> Sharing:
        """What is left of a bill, its credits taken off."""
        return sharing_of(self.entries)

    @property
    def charged(self) -> int:
        """What was charged in all, VAT included."""
        return self._owed([one for one in self.entries if one.meta["event"] != CREDIT])

    @property
    def left(self) -> int:
        """What is left of that after the credits."""
        return self._owed(self.entries)

    @property
    def vat_left(self) -> int:
        """What is left of the VAT that an invoice charges, or that the payer of a bill reclaims."""
        if _is_firms(self.charge):
            return self.sharing.reclaimed.get(self.charge.entity, 0)
        return -self._sum(self.entries, "VAT")

    def _owed(self, entries: Sequence[Transaction]) -> int:
        return -self._sum(entries, "Suppliers") if _is_firms(self.charge) else self._sum(entries, "Debtors")

    def _sum(self, entries: Sequence[Transaction], of_klass: str) -> int:
        own = [one for one in entries if one.entity == self.charge.entity]
        return sum(pence for one in own for account, pence, _ in one.postings if klass(account) == of_klass)


_OF_CATEGORY = frozenset({"Recharges", "Costs", "General", "Grants"})


def original_of(desk: Desk, row: ChargeRow, issuer: str, events: Sequence[str]) -> Original | None:
    """The charge that a row credits, by its number or link; None, and a problem, where it can't be credited here."""
    charges = [charge for link in _links(desk, row, issuer) if (charge := _charge(desk, issuer, link))]
    if len(charges) > 1:
        links = ", ".join(f"{charge.link} of {day_in_words(charge.day)}" for charge in charges)
        desk.problem(row, "credit_of", f"could be {links}; write the link")
    elif not charges:
        fault = _of_credit(desk, row, issuer) or f"no charge of {issuer} has that number"
        desk.problem(row, "credit_of", f"{fault}; a credit names the charge it credits")
    elif charges[0].meta["event"] not in events:
        desk.problem(row, "credit_of", _SHEETS[charges[0].meta["event"]])
    elif row.day < charges[0].day:
        day = day_in_words(charges[0].day)
        desk.problem(row, "day", f"is before {charges[0].link}, the charge that it credits, which is of {day}")
    else:
        return Original(charges[0], _entries(desk, charges[0].link, row.number))
    return None


def _links(desk: Desk, row: ChargeRow, issuer: str) -> list[str]:
    text, key = row.credit_of, fold_number(row.credit_of)
    old = (one for one in desk.charges.of_event("opening") if one.entity == issuer)
    of_number = [one.link for one in old if key and fold_number(one.meta.get("number", "")) == key]
    return list(dict.fromkeys([*desk.charges.find_bills(issuer, text), *of_number]))


def _of_credit(desk: Desk, row: ChargeRow, issuer: str) -> str:
    """What to do where a row would credit a credit note; empty where it names none."""
    key = fold_number(row.credit_of)
    own = [one for one in desk.charges.of_event(CREDIT) if one.entity == issuer]
    note = next((one for one in own if fold_number(one.meta.get("number", "")) == key), None)
    if note is None or not note.place.batch:
        return ""
    place = note.meta["source"].rpartition("[")[2].rstrip("]")
    again = f'nesa reverse {note.place.batch} --row "{place}" --reason REASON'
    return f"is a credit note of {note.link}; to put it right, {again}, and import it right under its number"


def _charge(desk: Desk, issuer: str, link: str) -> Transaction | None:
    """The charge of a link in its issuer's own book, as it was corrected last; a firm's bill before its resharing."""
    own = [one for one in desk.charges.of_link(link) if one.entity == issuer and one.meta["event"] in _SHEETS]
    owed = [one for one in own if any(klass(posting.account) == "Debtors" for posting in one.postings)]
    return next(reversed([one for one in own if _is_firms(one)] or owed), None)


def _is_firms(charge: Transaction) -> bool:
    """Whether a charge is a firm's bill: its own book then owes the firm."""
    return any(klass(posting.account) == "Suppliers" for posting in charge.postings)


def _entries(desk: Desk, link: str, number: str) -> tuple[Transaction, ...]:
    """What was charged and credited on a link, but for the credit note of a number."""
    wanted = {*_SHEETS, CREDIT, "reversal"}  # A charge corrected on the desk is there, its reversal, and it anew.
    found = [one for one in desk.charges.of_link(link) if one.meta["event"] in wanted]
    key = fold_number(number)
    return tuple(one for one in found if one.meta["event"] != CREDIT or fold_number(one.meta.get("number", "")) != key)


def reason_of(desk: Desk, row: ChargeRow) -> str | None:
    """Why a charge is credited, in the ledger's word; None, and a problem, where it is no reason for a sheet."""
    words = spelt(row.reason)
    choices = ", ".join(dict.fromkeys(_REASONS.values()))
    if words in _BY_COMMAND:
        desk.problem(row, "reason", f"a credit for {words} is worked out by nesa withdraw, and no sheet records it")
    elif not words:
        desk.problem(row, "reason", f"is blank: a credit note says why; one of: {choices}")
    elif words not in _REASONS:
        desk.problem(row, "reason", f"no reason that a credit note can have; it is one of: {choices}")
    return _REASONS.get(words)


def is_charges_reason(desk: Desk, row: ChargeRow) -> bool:
    """Whether the reason that a charge states, if any, is none of a command's; else a problem."""
    if not row.reason:
        return True
    words = spelt(row.reason)
    if words not in _BY_COMMAND:
        return True
    desk.problem(row, "reason", f"what is charged or credited for {words} is worked out by nesa withdraw alone")
    return False


def agrees(desk: Desk, row: ChargeRow, original: Original) -> bool:
    """Whether what a credit note states of its charge's terms is so; a problem for each that is not."""
    charge = original.charge
    agreed = True
    for field, key in _TERMS.items():
        stated, was = getattr(row, field, ""), charge.meta.get(key, "")
        is_open = key == "vat" and charge.meta["event"] == "opening"  # Of an old debt it is not known.
        if stated and spelt(stated) != spelt(was) and not is_open:
            desk.problem(row, field, f"is not that of {charge.link}, which it credits; that has {was or 'none'}")
            agreed = False
    return agreed


def has_vat_as(desk: Desk, row: ChargeRow, original: Original, vat_pence: int) -> bool:
    """Whether a credit has VAT where what it credits has some, and none where that has none; else a problem."""
    charge, was = original.charge, original.charge.meta.get("vat", "")
    if charge.meta["event"] == "opening":  # Of an old debt it is not known.
        return True
    if vat_pence and not was:
        desk.problem(row, "vat", f"comes to {format_pounds(vat_pence)}, but {charge.link}, which it credits, has none")
    elif not vat_pence and was not in {"", *WITHOUT}:
        fault = f"is nothing, but {charge.link}, which it credits, has VAT that is {was}"
        desk.problem(row, "vat", f"{fault}; give what the credit note states of it")
    else:
        return True
    return False


def is_of_firm(desk: Desk, row: BillRow, original: Original) -> bool:
    """Whether a credit is of the firm whose bill it credits; else a problem."""
    if spelt(row.firm) == spelt(original.charge.payee):
        return True
    desk.problem(row, "firm", f"is not the firm of {original.charge.link}, which is {original.charge.payee}")
    return False


def one_sign(desk: Desk, rows: Sequence[ChargeRow], amounts: Sequence[Amounts]) -> list[Amounts] | None:
    """Amounts of a credit note as more than nothing, however it writes them; None, and a problem, where signs differ.

    Credit notes come both ways: as amounts below nothing, and as amounts that are credited.
    """
    is_below = [amount.gross < 0 for amount in amounts]
    if len(set(is_below)) > 1:
        row = rows[is_below.index(not is_below[0])]
        desk.problem(row, "net", "is of another sign than the credit note's other lines")
        return None
    return [amount.turned() for amount in amounts] if is_below[0] else list(amounts)


def category_of(desk: Desk, row: ChargeRow, original: Original) -> str | None:
    """The category that is credited: the row's, else the only one of the charge; None, and a problem, if unknown."""
    if row.category:
        return desk.category(row, "category", row.category)
    found = original.categories()
    if len(found) == 1:
        return found[0]
    several = f"{original.charge.link} has several categories, {', '.join(found)}; say which is credited"
    none = f"{original.charge.link} is a debt brought in, which has no category; give one"
    desk.problem(row, "category", f"is blank: {several if found else none}")
    return None


def is_left(desk: Desk, row: ChargeRow, original: Original, stated: Amounts, *, of_vat: bool) -> bool:
    """Whether no more is credited than is left of the charge; else a problem.

    ``of_vat``: of its net and of its VAT too, which not every charge has in the books.
    """
    link = original.charge.link
    charged, left = original.charged, original.left
    vat_left = original.vat_left
    if stated.gross > left:
        credited = f", {format_pounds(charged)} less {format_pounds(charged - left)}" if left < charged else ""
        fault = f"comes to {format_pounds(stated.gross)}, but {format_pounds(left)} is left of {link}{credited}"
        desk.problem(row, "net" if _states(row, "net") else "gross", fault)
    elif of_vat and stated.vat > vat_left:
        fault = f"comes to {format_pounds(stated.vat)}, but of the VAT of {link} {format_pounds(vat_left)} is left"
        desk.problem(row, "vat", fault)
    elif of_vat and stated.net > left - vat_left:
        net_left = format_pounds(left - vat_left)
        desk.problem(row, "net", f"comes to {format_pounds(stated.net)}, but {net_left} without VAT is left of {link}")
    else:
        return True
    return False


def _states(row: ChargeRow, field: str) -> bool:
    return getattr(row, field, None) is not None


def show(desk: Desk, row: ChargeRow, original: Original, pence: int) -> None:
    """Say in the preview what a credit note credits."""
    number = original.charge.meta.get("number", original.charge.link)
    desk.readings[f"{row.number} credits {format_pounds(pence)} of {number} ({original.charge.link})"] = None
