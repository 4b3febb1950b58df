"""What charges and payments a ledger holds, as an import looks them up: by supplier and number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from importers import alike
from importers.banked import NEAR_DAYS, Banked
from nesa_fund.bills import RESHARE
from nesa_fund.charges import fold_number, of_contribution, payment_reference
from nesa_fund.entries import FUND, Transaction, klass
from nesa_fund.records import WAITING, charge_link
from nesa_fund.store import Ledger

NUMBERED = ("invoice", "shared-cost", "spending")
_CHARGES = (*NUMBERED, "contribution")
SETTLED = ("payment", "refund")
_RECEIVED = (*SETTLED, WAITING)
_UNNUMBERED = ("grant", "interest", "other", "refund", "funding", "raised", "gift", "in-kind", "opening", "cashbook")
PLACED = "placed on "
"""How the reason begins for which a receipt that nobody could place is taken back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One open item between two entities, as the creditor's book has it."""

    link: str
    creditor: str
    debtor: str
    number: str
    owed: int


class Charges:
    """The live charges of a ledger by supplier, number and year, and the claims they make."""

    def __init__(self, ledger: Ledger) -> None:
        """Take the ledger as it stands; ``add`` puts in what is on the desk."""
        self.ledger = ledger
        self.rows = ledger.rows
        self.mine: dict[str, list[Transaction]] = defaultdict(list)
        self._mine_numbered: dict[str, list[Transaction]] = defaultdict(list)
        self._mine_of: dict[str, list[Transaction]] = defaultdict(list)
        self._links: dict[tuple[str, str], tuple[str, ...]] = {}
        self._charged_on: dict[str, date] = {}
        self._of_event: dict[str, list[Transaction]] = {}
        self._owed: Counter[tuple[str, str, str]] = Counter()
        self._recorded: dict[str, list[int]] = defaultdict(list)
        rows, number = self.rows, self.rows.meta["number"]
        for n, (link, stands) in enumerate(zip(rows.link, ledger.book.stands, strict=True)):
            if stands:
                self._recorded[link].append(n)
        folded = fold_number("\n".join(number.distinct)).split("\n")
        for link, owner, event, code, day in zip(
            rows.link, rows.owner, rows.meta["event"], number.codes, rows.day, strict=True
        ):
            if event in NUMBERED and link.startswith(f"{owner}-"):
                self._know(owner, folded[code], link)
                self._charged_on.setdefault(link, day)

    def recorded(self, link: str) -> list[Transaction]:
        """The live transactions of an open item that the ledger holds."""
        return [self.rows.transaction(n) for n in self._recorded.get(link, ())]

    def of_link(self, link: str) -> list[Transaction]:
        """The live transactions of an open item, those on the desk included."""
        return [*self.recorded(link), *self.mine.get(link, ())]

    def add(self, transactions: Iterable[Transaction]) -> None:
        """Put transactions on the desk among what is looked up."""
        is_counting = "claims" in self.__dict__
        for transaction in transactions:
            link, meta = transaction.link, transaction.meta
            event = meta["event"]
            self.mine[link].append(transaction)
            self._mine_of[event].append(transaction)
            if event in _RECEIVED:
                self._mine_numbered[meta.get("payment", "")].append(transaction)
            elif event in NUMBERED and link.startswith(f"{transaction.entity}-"):
                self._know(transaction.entity, fold_number(meta["number"]), link)
            if is_counting:
                for posting in transaction.postings:
                    self._count(transaction.link, posting.account, posting.pence, transaction.meta.get("number", ""))

    def _know(self, owner: str, folded: str, link: str) -> None:
        """Keep which links a number has; nearly all have one, and there are many numbers."""
        known = self._links.get((owner, folded), ())
        if link not in known:
            self._links[owner, folded] = (*known, link)

    def link_for(self, supplier: str, number: str, year: str) -> tuple[str, bool]:
        """The link of a charge of that number in that alliance year, and whether there is one already.

        A number used in another year takes its year before it; a link that another number has
        taken in the same year counts as there already, for the caller to refuse. One whose charge
        was taken back is the same charge's again, though payments stand on it.
        """
        if found := self._links.get((supplier, fold_number(number))):
            for link in sorted(found):
                if self._year(link) == year:
                    return link, self._is_charged(link)
        for used_in in ("", year):
            link = charge_link(supplier, number, used_in)
            if link not in self._recorded and link not in self.mine:
                return link, False
            if self._year(link) == year:
                return link, True
        return link, True

    def are_free(self, of: Iterable[tuple[tuple[str, str], str]]) -> list[bool]:
        """Of each supplier with a number folded, and link: whether no charge has that, and nothing stands on this."""
        return [key not in self._links and link not in self._recorded and link not in self.mine for key, link in of]

    def numbered_at(self, supplier: str, folded: str) -> list[int]:
        """The rows of the live charges of a number, folded; none where several links have it, or the desk."""
        links, events = self._links.get((supplier, folded), ()), self.rows.meta["event"]
        if len(links) != 1 or links[0] in self.mine:
            return []
        return [n for n in self._recorded.get(links[0], ()) if events[n] in NUMBERED]

    def find_bills(self, supplier: str, reference: str) -> list[str]:
        """The links of an entity's charges and bills that one reference means: a number, or the link itself."""
        of_number = self._links.get((supplier, fold_number(reference)), ())
        return [reference] if self.of_link(reference) else sorted(of_number)

    def _is_charged(self, link: str) -> bool:
        """Whether a charge stands on an open item; what was shared anew of it is none of its own."""
        return any(event in NUMBERED and reason != RESHARE for event, reason, _ in self._stands(link))

    def charged_on(self, link: str) -> date | None:
        """The day of the charge on an open item; None where none stands."""
        return min((day for event, _, day in self._stands(link) if event in _CHARGES), default=None)

    def _year(self, link: str) -> str:
        """The year of an open item on which something stands: that of its charge, even if that was taken back."""
        found = [*self._stands(link)]
        if not found:
            return ""
        charged = next((day for event, _, day in found if event in NUMBERED), None)
        return self.ledger.register.year_of(charged or self._charged_on.get(link, found[0][2])).name

    def _stands(self, link: str) -> Iterator[tuple[str, str, date]]:
        """Event, reason and day of each live transaction of an open item: no more is asked of most."""
        meta, day = self.rows.meta, self.rows.day
        events, reasons = meta["event"], meta["reason"]
        for n in self._recorded.get(link, ()):
            yield events[n], reasons[n], day[n]
        for one in self.mine.get(link, ()):
            yield one.meta.get("event", ""), one.meta.get("reason", ""), one.day

    # Claims

    def find_claims(self, creditor: str, debtor: str, reference: str) -> list[Claim]:
        """The claims between two entities that one reference means: a number, a link, a payment reference."""
        key, of_pair = fold_number(reference), self.claims.get((creditor, debtor), {})
        links = [reference] if reference in of_pair else self._numbers[creditor, debtor, key]
        found = [of_pair[link] for link in links]
        if not found and creditor == FUND:
            found = [claim for claim in of_pair.values() if key in self.references(claim)]
        return [self._as_now(claim) for claim in found]

    def open_claims(self, creditor: str, debtor: str) -> list[Claim]:
        """What one entity owes another, by claim."""
        return [now for claim in self.claims.get((creditor, debtor), {}).values() if (now := self._as_now(claim)).owed]

    @cached_property
    def claims(self) -> dict[tuple[str, str], dict[str, Claim]]:
        """(creditor, debtor) -> link -> claim; kept up to date by ``add``."""
        self._claims: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
        self._numbers: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        rows = self.rows
        for txn, account, pence in zip(rows.txn, rows.account, rows.pence, strict=True):
            self._count(rows.link[txn], account, pence, rows.meta["number"][txn])
        for transactions in self.mine.values():
            for transaction in transactions:
                for posting in transaction.postings:
                    number = transaction.meta.get("number", "")
                    self._count(transaction.link, posting.account, posting.pence, number)
        return self._claims

    def _count(self, link: str, account: str, pence: int, number: str) -> None:
        if klass(account) != "Debtors":
            return
        _, creditor, _, debtor = account.split(":", 3)
        if link not in self._claims[creditor, debtor]:
            self._claims[creditor, debtor][link] = Claim(link, creditor, debtor, number, 0)
        if number and link not in (links := self._numbers[creditor, debtor, fold_number(number)]):
            links.append(link)  # A credit note's number means the claim that it lessens.
        self._owed[link, creditor, debtor] += pence

    def _as_now(self, claim: Claim) -> Claim:
        return replace(claim, owed=self._owed[claim.link, claim.creditor, claim.debtor])

    def references(self, claim: Claim) -> Iterator[str]:
        """The references, folded, that a contribution is paid under: its payment reference and its link."""
        of = of_contribution(claim.link)
        if of and of.member == claim.debtor and of.part.isdecimal():
            others = frozenset(self.ledger.register.members)
            yield fold_number(payment_reference(of.year, of.member, int(of.part), others))
            yield fold_number(claim.link)

    # Payments

    def paid_as(self, payment: str, link: str, debtor: str) -> list[Transaction]:
        """The payments of one claim under a number of their own, as the debtor's book has them."""
        return [
            one
            for one in self.of_link(link)
            if one.meta.get("payment") == payment and one.entity == debtor and one.meta["event"] in SETTLED
        ]

    def take_payment(self, transaction: Transaction) -> bool:
        """Whether the ledger has one more such payment without a number than was asked for so far."""
        pence, event = alike.bank_pence(transaction.postings), transaction.meta["event"]
        key = (transaction.day, transaction.entity, transaction.payee, transaction.link, pence, event)
        if self._payments[key] < 1:
            return False
        self._payments[key] -= 1
        return True

    @cached_property
    def _payments(self) -> Counter[tuple[object, ...]]:
        """The recorded payments without a number of their own, by what they say, as a multiset; not the bank's."""
        rows = self.rows
        return Counter(
            (rows.day[n], rows.owner[n], rows.payee[n], rows.link[n], alike.bank_pence(one.postings), event)
            for n, event in self._live_of(SETTLED)
            if not (rows.meta["payment"][n] or rows.meta["bank"][n])
            for one in [rows.transaction(n)]
        )

    @cached_property
    def banked(self) -> Banked:
        """What the bank's statements brought into the books."""
        lines = self.rows.meta["bank"]
        return Banked(self.rows.transaction(n) for of_link in self._recorded.values() for n in of_link if lines[n])

    def take_unplaced(self, receipt: Transaction) -> bool:
        """Whether the ledger has one more such receipt of the Fund, placed since or not, than was asked for."""
        found = self._unplaced.get(alike.receipt(receipt), [])
        one = next((n for n, other in enumerate(found) if not (other and other.meta.get("bank"))), None)
        if one is not None:
            found.pop(one)
            return True
        return self._is_placed(receipt)

    def take_open_receipt(self, payment: Transaction) -> Transaction | None:
        """The unplaced receipt that a payment to the Fund places: its own, else one the bank showed near its day."""
        own = day, payer, pence, _ = alike.receipt(payment)
        near = sorted(range(-NEAR_DAYS, NEAR_DAYS + 1), key=abs)
        for key in (own, *((day + timedelta(apart), payer, pence, "") for apart in near)):
            found = self._unplaced.get(key, [])
            if found and found[0] and (key == own or found[0].meta.get("bank")):
                return found.pop(0)
        return None

    @cached_property
    def _unplaced(self) -> dict[tuple[object, ...], list[Transaction | None]]:
        """Day, payer, pence and bank reference -> the receipts not placed yet, then one None for each placed since."""
        found: dict[tuple[object, ...], list[Transaction | None]] = defaultdict(list)
        for n, _ in self._live_of((WAITING,)):
            receipt = self.rows.transaction(n)
            found[alike.receipt(receipt)].append(receipt)
        came = {
            self.rows.link[n]: self.rows.day[n] for n, event in enumerate(self.rows.meta["event"]) if event == WAITING
        }
        for n, reason in enumerate(self.rows.meta["reason"]):
            if reason.startswith(PLACED) and self.rows.meta["event"][n] == "reversal":
                undone = self.rows.transaction(n)
                found[alike.receipt(replace(undone, day=came[undone.link]))].append(None)
        return found

    def _is_placed(self, receipt: Transaction) -> bool:
        """Whether payments to the Fund under the receipt's own bank reference come to what it brought."""
        number = receipt.meta.get("payment")
        if not number:
            return False
        recorded = (self.rows.transaction(n) for n in self._numbered.get(number, ()))
        same = [one for one in (*recorded, *self._mine_numbered[number]) if alike.who(one) == alike.who(receipt)]
        return sum(alike.bank_pence(one.postings) for one in same) == alike.bank_pence(receipt.postings)

    @cached_property
    def _numbered(self) -> dict[str, list[int]]:
        """Payment -> the rows of the recorded payments that have it for a number."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, _ in self._live_of(SETTLED):
            found[self.rows.meta["payment"][n]].append(n)
        return found

    # What has no number

    def take_unnumbered(self, transaction: Transaction) -> bool:
        """Whether the ledger has one more that says the same than was asked for so far."""
        key = alike.said(transaction)
        has_one = self._unnumbered[key] > 0
        self._unnumbered[key] -= has_one
        return has_one

    @cached_property
    def _unnumbered(self) -> Counter[tuple[object, ...]]:
        return Counter(alike.said(self.rows.transaction(n)) for n, _ in self._live_of(_UNNUMBERED))

    def of_event(self, event: str) -> list[Transaction]:
        """The live transactions of an event, those on the desk included."""
        if event not in self._of_event:
            self._of_event[event] = [self.rows.transaction(n) for n, _ in self._live_of((event,))]
        return [*self._of_event[event], *self._mine_of[event]]

    def _live_of(self, events: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Each live transaction of some events: its row and its event."""
        known = self.rows.meta["event"]
        if not set(events).intersection(known.distinct):
            return
        for numbers in self._recorded.values():
            yield from ((n, known[n]) for n in numbers if known[n] in events)
