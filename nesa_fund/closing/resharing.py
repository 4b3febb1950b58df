"""Shared bills that a leaver had a part in: their unexpired part goes to those who stay, where so agreed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from nesa_fund.allocation import allocate
from nesa_fund.bills import RESHARE, BillKey, bill_key
from nesa_fund.book import Book
from nesa_fund.entries import Transaction, costs
from nesa_fund.facts import Agreement, Member, Roll, Withdrawal
from nesa_fund.layers import Layer, Span, is_payers, layers_of, pence_of, resting_on
from nesa_fund.periods import ONE_DAY, day_in_words
from nesa_fund.records.reshared import Reshared, anew_number
from nesa_fund.register import Register
from nesa_fund.rules.charged import Known

_NOT_ANEW = {"onward", "disbursement"}
_OF_BILLS = ("shared-cost", "credit-note")


def shared_anew(
    book: Book, said: Withdrawal, meta: Mapping[str, str]
) -> tuple[list[tuple[Transaction, ...]], list[str]]:
    """What is credited and charged of shared bills from the day after a member's last, and what can't be.

    Args:
        book: The book; its register counts the leaving.
        said: The withdrawal, with its source.
        meta: Further metadata of what is recorded.

    Returns:
        Each credit and each charge as its transactions, the payer's first; and a sentence for
        each bill that its agreement would have shared anew, but that can't be.
    """
    deals: list[tuple[Transaction, ...]] = []
    notes: list[str] = []
    known = Known(book.register, Member, Withdrawal, Roll, Agreement)
    for entries in _bills(book, said):
        bill = entries[0]
        if bill.entity == said.code:
            notes += _paid_itself(bill, said)
            continue
        why = _why_not(book.register, bill, said)
        if why:
            notes.append(f"{bill.link} is not shared anew: {why}")
            continue
        for layer in layers_of(entries):
            if said.code not in layer.sharers or layer.held.last <= said.day or _is_done(entries, layer, said):
                continue
            span = Span(max(said.day + ONE_DAY, layer.held.first), layer.held.last)
            half = _half(layer, said, span, pence_of(entries, span), meta)
            found = _anew(book.register, known, layer, half, said.code)
            if isinstance(found, str):
                notes.append(f"{bill.link} is not shared anew: {found}")
            else:
                deals += found
    return deals, notes


def sharings_resting_on(book: Book, undone: Sequence[Transaction]) -> Iterator[str]:
    """A sentence for each shared bill of which something stands that goes by what is to be taken back."""
    places = {one.place for one in undone}
    rows = book.live_transactions
    rows = rows[rows["link"].isin([one.link for one in undone if one.meta["event"] in _OF_BILLS])]
    standing = [one for one in book.recorded(rows[rows["event"].isin(_OF_BILLS)]) if one.place not in places]
    told = (
        resting_on(one, [other for other in standing if other.link == one.link])
        for one in undone
        if one.meta["event"] in _OF_BILLS
    )
    yield from dict.fromkeys(filter(None, told))


def _bills(book: Book, said: Withdrawal) -> Iterator[list[Transaction]]:
    """The live entries of each bill that the leaver pays or shares under an agreement that shares anew."""
    agreed = [code for code in book.register.agreements if _terms(book.register, code, said.day)]
    rows = book.live_transactions
    own = rows[(rows["event"] == "shared-cost") & (rows["owner"] == said.code) & rows["agreement"].isin(agreed)]
    for link in dict.fromkeys(own["link"].astype(str)):
        of_link = rows[(rows["link"] == link) & rows["event"].isin(_OF_BILLS)]
        yield sorted(book.recorded(of_link), key=lambda one: not is_payers(one))


def _is_done(entries: list[Transaction], layer: Layer, said: Withdrawal) -> bool:
    """Whether a sharing was credited for the leaver already; where only the payer stays, nothing else tells."""
    return any(one.meta.get("number") == _credit_number(layer, said) for one in entries)


def _credit_number(layer: Layer, said: Withdrawal) -> str:
    return anew_number(layer.entry.meta["number"], said.code, is_credit=True)


def _terms(register: Register, code: str, day: date) -> Agreement | None:
    """The terms in force on a day, if they share a leaver's part anew."""
    terms = register.agreement(code, day)
    return terms if terms and terms.leaver == RESHARE else None


def _paid_itself(bill: Transaction, said: Withdrawal) -> Iterator[str]:
    """What is said of a bill that the leaver pays for others beyond its last day in."""
    until = bill.meta.get("covers-until", "")
    if until > str(said.day):
        first, last = day_in_words(said.day + ONE_DAY), day_in_words(date.fromisoformat(until))
        yield (
            f"{bill.link}, which it pays for others, covers {first} to {last} too and is not shared anew: agree in "
            "the minutes who bears that time, and credit what the others do not"
        )


def _why_not(register: Register, bill: Transaction, said: Withdrawal) -> str:
    first, until = bill.meta.get("covers-from", ""), bill.meta.get("covers-until", "")
    if first and until and until <= str(said.day):
        return ""
    if bill.meta.get("vat") in _NOT_ANEW:
        again = f"nesa reverse {bill.place.batch} --row {bill.link} --reason REASON --minute MINUTE"
        two = f"import it as two bills, the second dated {day_in_words(said.day + ONE_DAY)}"
        return f"its VAT is {bill.meta['vat']}, which is passed on; to share it anew, {again}, and {two}"
    if not (first and until):
        return "it does not state the time that it covers"
    if not register.agreement(bill.meta["agreement"], said.day + ONE_DAY):
        return f"its agreement {bill.meta['agreement']} ends on {day_in_words(said.day)}"
    return ""


def _half(layer: Layer, said: Withdrawal, span: Span, whole: int, meta: Mapping[str, str]) -> Reshared:
    """What the credit and the charge of some days of a sharing have in common."""
    bill, day = layer.entry, max(said.day + ONE_DAY, layer.entry.day)
    kept = {key: bill.meta[key] for key in ("agreement", "census", "usage", "plan", "grant") if key in bill.meta}
    time = {"covers-from": str(span.first), "covers-until": str(span.last)}
    return Reshared(
        day=day, link=bill.link, source=said.source, description=f"{bill.narration}, shared anew from {day}",
        meta={**kept, **meta, **time}, number=bill.meta["number"], payer=bill.entity, firm=bill.payee,
        whole=whole, shares={}, accounts={},
    )  # fmt: skip


def _anew(
    register: Register, known: Known, layer: Layer, half: Reshared, leaver: str
) -> list[tuple[Transaction, ...]] | str:
    """The credit by the old key and the charge by the new; in words why there is none."""
    pinned = layer.entry.meta.get("census", ""), layer.entry.meta.get("usage", "")
    old, new = _old_key(known, layer, pinned), _new_key(register, layer, half.day, pinned)
    for key in (old, new):
        if key.lack:
            return key.lack
    halves = (
        replace(
            half,
            shares=allocate(half.whole, old.weights),
            number=anew_number(half.number, leaver, is_credit=True),
            is_credit=True,
        ),
        replace(
            half, shares=allocate(half.whole, new.weights), number=anew_number(half.number, leaver, is_credit=False)
        ),
    )
    accounts = {code: account for one in halves for code, account in _accounts(layer, one.shares).items()}
    return [deal for one in halves if (deal := replace(one, accounts=accounts).transactions())]


def _old_key(known: Known, layer: Layer, pinned: tuple[str, str]) -> BillKey:
    bill = layer.entry
    then = known.by(bill.place.batch)
    begun = [one for one in then.agreements.get(bill.meta["agreement"], []) if one.day <= bill.day]
    if not begun:
        return BillKey({}, "", "", f"its agreement {bill.meta['agreement']} was recorded after it")
    return bill_key(then, begun[-1], bill.entity, bill.day, *pinned)


def _new_key(register: Register, layer: Layer, day: date, pinned: tuple[str, str]) -> BillKey:
    terms = register.agreement(layer.entry.meta["agreement"], day)
    if terms is None:
        return BillKey({}, "", "", f"its agreement has ended on {day_in_words(day)}")
    return bill_key(register, terms, layer.entry.entity, day, *pinned)


def _accounts(layer: Layer, shares: Mapping[str, int]) -> dict[str, str]:
    """Each sharer's account of cost: the one that it had the bill in, else that of the bill's category."""
    had = {
        entry.entity: posting.account
        for entry in layer.all_entries
        for posting in entry.postings
        if posting.account.startswith("Expenses:")
    }
    category = next(iter(had.values())).rpartition(":")[2]
    return {code: had.get(code) or costs(code, category) for code in {*shares, layer.entry.entity}}
