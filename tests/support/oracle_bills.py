"""SUB4, read plainly: what each sharer's part of a bill is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from oracle import Entry, Fact, Told
from oracle_sums import allocate

Found = set[tuple[object, ...]]


def sub4(told: Told) -> Found:
    """(link, sharer) of each share of a bill that is not its allocation by the agreed key, without VAT charged on."""
    found: Found = set()
    for bill in told.in_charter(told.live):
        terms = _terms(told, bill)
        if bill.event != "shared-cost" or bill.sum("Creditors") or terms is None:
            continue
        weights = _weights(told.by(bill.batch), terms, bill)
        if any(weights.values()):
            off = list(_off(bill, weights))
            others = [code for code in off if code != bill.owner]
            found |= {(bill.link, code) for code in others or off}
    return found


def _terms(told: Told, bill: Entry) -> Fact | None:
    """The agreement's terms on the day of supply, as the bill's batch knew them, else as they are known."""
    code, day = bill.meta.get("agreement", ""), date.fromisoformat(bill.meta.get("supplied", str(bill.day)))
    for known in (told.by(bill.batch), told):
        states = [fact for fact in known.all("agreement") if fact.values[0] == code and fact.day <= day]
        if states:
            return states[-1]
    return None


def _weights(known: Told, terms: Fact, bill: Entry) -> dict[str, Fraction]:
    """The key over the payer and those customers in membership that day; nothing where it can't be told."""
    customers = terms.listed("customers")
    sharers = [code for code in dict.fromkeys((bill.owner, *customers)) if known.is_in(code, bill.day)]
    match terms.text("share", "priced"):
        case "roll":
            census = bill.meta.get("census", "")
            rolls = {code: known.roll(code, census) if known.contributes(code) else Fraction(0) for code in sharers}
            return (
                {}
                if not census or None in rolls.values()
                else {code: roll or Fraction(0) for code, roll in rolls.items()}
            )
        case "equal":  # The Fund bears alike only as a customer that the agreement names.
            return {code: Fraction(code != "Fund" or code in customers) for code in sharers}
        case "fixed":
            return _stated(terms.text("weights"), sharers)
        case "usage":
            return _stated(bill.meta.get("usage", ""), sharers)
    return {}


def _stated(text: str, sharers: list[str]) -> dict[str, Fraction]:
    pairs = (part.partition("=") for part in text.split(",") if "=" in part)
    stated = {code.strip(): Fraction(number.strip()) for code, _, number in pairs}
    return {code: stated.get(code, Fraction(0)) for code in sharers} if stated else {}


def _off(bill: Entry, weights: Mapping[str, Fraction]) -> Iterator[str]:
    """The sharers whose share is not their allocation."""
    is_anew = bill.meta.get("reason") == "reshare"
    charged: dict[str, int] = defaultdict(int)
    for p in bill.postings:
        if p.klass == "Debtors":
            charged[p.other] += int(p.pence)
        elif p.root == "Expenses" and not (
            is_anew and p.pence < 0
        ):  # What is shared anew is taken out of its payer's cost.
            charged[bill.owner] += int(p.pence)
    vat_on, vat_back = -int(bill.sum("VAT", root="Liabilities")), int(bill.sum("VAT", root="Assets"))
    is_agents = bill.meta.get("vat") == "disbursement"
    whole = sum(charged.values()) - (0 if is_anew else vat_on) + (vat_back if is_agents and not is_anew else 0)
    due = allocate(whole, weights)
    others = sum(pence for code, pence in due.items() if code != bill.owner)
    for code in sorted({*due, *charged}):
        over = charged[code] - due.get(code, 0)
        if code == bill.owner:
            over += vat_back if is_agents else 0
        elif vat_on and others:
            over = 0 if abs(over - Fraction(vat_on * due.get(code, 0), others)) < 1 else 1
        if over:
            yield code
